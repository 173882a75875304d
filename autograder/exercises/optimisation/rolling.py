"""Descent with momentum."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.optimisation.slopes import bowl, slanted, valley
from solutions import optimisation

momentum = Exercise(optimisation.momentum, points=12)


@momentum.check("from a number: first v, which keeps mu times itself, then x moves by the new v")
def _(momentum, rng):
    return {
        "six steps": momentum(valley(rng), rng.uniform(2, 5), 0.1, 0.8, 6),
        "two steps": momentum(valley(rng), rng.uniform(-5, -2), 0.2, 0.6, 2),
    }


@momentum.check("the first step: v starts at 0")
def _(momentum, rng):
    return {
        "a number": momentum(valley(rng), rng.uniform(2, 5), 0.1, 0.9, 1),
        "an array": momentum(bowl(rng, (4,)), rng.normal(size=4), 0.15, 0.7, 1),
        "no step at all": momentum(valley(rng), rng.uniform(2, 5), 0.1, 0.9, 0),
    }


@momentum.check("from an array, with a velocity for each entry")
def _(momentum, rng):
    return {
        "one axis": momentum(bowl(rng, (3,)), rng.normal(size=3), 0.1, 0.5, 5),
        "two axes": momentum(bowl(rng, (2, 3)), rng.normal(size=(2, 3)), 0.07, 0.9, 4),
    }


@momentum.check("without momentum, mu = 0, it is plain gradient descent")
def _(momentum, rng):
    return momentum(bowl(rng, (4,)), rng.normal(size=4), 0.12, 0, 5)


@momentum.check("from whole numbers: nothing is cut off")
def _(momentum, rng):
    return {
        "an array": momentum(valley(rng), rng.integers(-9, 10, size=5), 0.1, 0.8, 4),
        "a number": momentum(valley(rng), int(rng.integers(2, 10)), 0.1, 0.8, 4),
    }


momentum.untouched(lambda rng: (slanted, rng.normal(size=(3, 2)), 0.1, 0.9, 5))


@momentum.misconception(
    "x moves before v is updated, by the velocity of the step before; first v, then x"
)
def moves_by_the_old_v(d, x0, eta, mu, n_steps):
    x, v = x0, 0
    for _ in range(n_steps):
        x, v = x + v, mu * v - eta * d(x)
    return x


@momentum.misconception(
    "the velocity of the step before moves x, and the new slope is taken after that; first v, then "
    "x"
)
def x_first_then_v(d, x0, eta, mu, n_steps):
    x, v = x0, 0
    for _ in range(n_steps):
        x = x + v
        v = mu * v - eta * d(x)
    return x


@momentum.misconception("mu is missing: v keeps all of its speed and nothing ever slows it down")
def nothing_slows_down(d, x0, eta, mu, n_steps):
    x, v = x0, 0
    for _ in range(n_steps):
        v = v - eta * d(x)
        x = x + v
    return x


@momentum.misconception(
    "v is set anew in each step, so that nothing is remembered: this is gradient descent"
)
def forgets_v(d, x0, eta, mu, n_steps):
    x = x0
    for _ in range(n_steps):
        v = -eta * d(x)
        x = x + v
    return x


@momentum.misconception("v goes uphill: the slope enters with a minus, v = mu v - eta d(x)")
def v_uphill(d, x0, eta, mu, n_steps):
    x, v = x0, 0
    for _ in range(n_steps):
        v = mu * v + eta * d(x)
        x = x + v
    return x


@momentum.misconception(
    "v is a mean of slopes, with the factor 1 - mu; here the slope counts in full: mu v - eta d(x)"
)
def mean_of_slopes(d, x0, eta, mu, n_steps):
    x, v = x0, 0
    for _ in range(n_steps):
        v = mu * v + (1 - mu) * d(x)
        x = x - eta * v
    return x


@momentum.misconception("eta comes twice, in v and again in the step; once is enough")
def eta_twice(d, x0, eta, mu, n_steps):
    x, v = x0, 0
    for _ in range(n_steps):
        v = mu * v - eta * d(x)
        x = x + eta * v
    return x


@momentum.misconception("eta and mu are exchanged: mu goes with v, eta with the slope")
def eta_and_mu_exchanged(d, x0, eta, mu, n_steps):
    x, v = x0, 0
    for _ in range(n_steps):
        v = eta * v - mu * d(x)
        x = x + v
    return x


@momentum.misconception("mu multiplies the slope too; it slows down v alone: mu v - eta d(x)")
def mu_on_both(d, x0, eta, mu, n_steps):
    x, v = x0, 0
    for _ in range(n_steps):
        v = mu * (v - eta * d(x))
        x = x + v
    return x


@momentum.misconception(
    "mu is applied to the place: x = mu x - ... pulls x to 0; it belongs to the velocity"
)
def mu_on_x(d, x0, eta, mu, n_steps):
    x = x0
    for _ in range(n_steps):
        x = mu * x - eta * d(x)
    return x


@momentum.misconception(
    "the slope is taken ahead, at x + mu v, which is Nesterov's method; here it is taken at x"
)
def looks_ahead(d, x0, eta, mu, n_steps):
    x, v = x0, 0
    for _ in range(n_steps):
        v = mu * v - eta * d(x + mu * v)
        x = x + v
    return x


@momentum.misconception("v starts with a step of its own, -eta d(x0); it starts at 0")
def flying_start(d, x0, eta, mu, n_steps):
    x, v = x0, -eta * d(x0)
    for _ in range(n_steps):
        v = mu * v - eta * d(x)
        x = x + v
    return x


@momentum.misconception("v starts at the place x0; it is a velocity and starts at 0")
def v_starts_at_x0(d, x0, eta, mu, n_steps):
    x, v = x0, x0
    for _ in range(n_steps):
        v = mu * v - eta * d(x)
        x = x + v
    return x


@momentum.misconception(
    "the slope is taken at x0 in every step; it belongs to the place reached by then, d(x)"
)
def rolls_by_the_first_slope(d, x0, eta, mu, n_steps):
    x, v = x0, 0
    for _ in range(n_steps):
        v = mu * v - eta * d(x0)
        x = x + v
    return x


@momentum.misconception(
    "all entries share one velocity, made from the sum of their slopes; each entry has its own"
)
def one_velocity_for_all(d, x0, eta, mu, n_steps):
    x, v = x0, 0
    for _ in range(n_steps):
        v = mu * v - eta * np.sum(d(x))
        x = x + v
    return x


@momentum.misconception("the pair (x, v) is returned; asked for is x")
def returns_v_too(d, x0, eta, mu, n_steps):
    x, v = x0, 0
    for _ in range(n_steps):
        v = mu * v - eta * d(x)
        x = x + v
    return x, v


@momentum.misconception("v is returned at the end; asked for is the place x")
def returns_v(d, x0, eta, mu, n_steps):
    x, v = x0, np.zeros(np.shape(x0))
    for _ in range(n_steps):
        v = mu * v - eta * d(x)
        x = x + v
    return v


@momentum.misconception(
    "x += v changes the array that x0 names as well, and fails where it holds integers; x = x + v "
    "makes a new one"
)
def rolls_x0(d, x0, eta, mu, n_steps):
    x, v = x0, 0
    for _ in range(n_steps):
        v = mu * v - eta * d(x)
        x += v
    return x


@momentum.misconception(
    "np.zeros_like(x0) has the type of x0: where that holds integers, the velocity is cut off"
)
def v_typed_like_x0(d, x0, eta, mu, n_steps):
    x, v = x0, np.zeros_like(x0)
    for _ in range(n_steps):
        v[...] = mu * v - eta * d(x)
        x = x + v
    return x


@momentum.alternative("v counted downhill and subtracted")
def momentum_subtracted(d, x0, eta, mu, n_steps):
    x, v = x0, 0
    for _ in range(n_steps):
        v = mu * v + eta * d(x)
        x = x - v
    return x


@momentum.alternative("eta kept out of v")
def momentum_without_eta_in_v(d, x0, eta, mu, n_steps):
    x, v = x0, 0
    for _ in range(n_steps):
        v = mu * v + d(x)
        x = x - eta * v
    return x


@momentum.alternative("the heavy ball: two places instead of a velocity")
def momentum_of_two_places(d, x0, eta, mu, n_steps):
    before = x = x0
    for _ in range(n_steps):
        before, x = x, x - eta * d(x) + mu * (x - before)
    return x


@momentum.alternative("in place on copies, in single precision")
def momentum_on_copies(d, x0, eta, mu, n_steps):
    x = np.array(x0, dtype=np.float32)
    v = np.zeros_like(x)
    for _ in range(n_steps):
        v *= np.float32(mu)
        v -= (eta * d(x)).astype(np.float32)
        x += v
    return x
