"""Adam: a step size for each entry."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.optimisation.slopes import slanted, steep
from solutions import optimisation

adam = Exercise(optimisation.adam, points=10)


@adam.check("the first step has a length of nearly eta, thanks to both corrections")
def _(adam, rng):
    return {
        "a number": adam(steep(rng, ()), rng.uniform(3, 6), 0.2, 1),
        "an array": adam(steep(rng, (4,)), rng.normal(size=4), 0.1, 1),
        "no step at all": adam(steep(rng, ()), rng.uniform(3, 6), 0.2, 0),
    }


@adam.check(
    "several steps from a number and from arrays, with the usual beta1, beta2 and eps", weight=2
)
def _(adam, rng):
    return {
        "a number": adam(steep(rng, ()), rng.uniform(3, 6), 0.3, 7),
        "one axis": adam(steep(rng, (3,)), rng.normal(size=3), 0.2, 6),
        "two axes": adam(steep(rng, (2, 3)), rng.normal(size=(2, 3)), 0.3, 5),
    }


@adam.check("other beta1 and beta2")
def _(adam, rng):
    return {
        "0.6 and 0.8": adam(steep(rng, (3,)), rng.normal(size=3), 0.4, 6, 0.6, 0.8),
        "0 and 0.5": adam(steep(rng, (4,)), rng.normal(size=4), 0.3, 5, beta1=0.0, beta2=0.5),
    }


@adam.check("a large eps, which is added to the corrected root", weight=2)
def _(adam, rng):
    return {
        "eps = 5": adam(steep(rng, (3,)), rng.normal(size=3), 0.2, 4, eps=5.0),
        "eps = 20": adam(steep(rng, ()), rng.uniform(3, 6), 0.4, 5, 0.7, 0.9, 20.0),
    }


@adam.check("where the slope is 0, x stays; eps keeps the division alive")
def _(adam, rng):
    a = rng.uniform(1, 3, size=4) * [1, 0, 1, 0]
    return adam(lambda x: a * x, rng.uniform(2, 5, size=4), 0.1, 4)


@adam.check("from whole numbers, and with whole slopes: nothing is cut off", weight=2)
def _(adam, rng):
    return {
        "an array": adam(steep(rng, (5,)), rng.integers(-5, 6, size=5), 0.3, 4),
        "a number": adam(steep(rng, ()), int(rng.integers(4, 10)), 0.3, 4),
        "slopes": adam(lambda x: np.array([3, -7]), rng.normal(size=2), 0.3, 3, 0.5, 0.7),
    }


adam.untouched(lambda rng: (slanted, rng.uniform(2, 5, size=(3, 2)), 0.1, 5))


def _adam(d, x0, eta, n_steps, beta1, beta2, eps, step):
    """Adam with another step: step(mean, square, t) from the running means."""
    x, mean, square = np.copy(x0), np.zeros(np.shape(x0)), np.zeros(np.shape(x0))
    for t in range(1, n_steps + 1):
        slope = d(x)
        mean = beta1 * mean + (1 - beta1) * slope
        square = beta2 * square + (1 - beta2) * slope**2
        x = x - eta * step(mean, square, t)
    return x


@adam.misconception(
    "both corrections are left out; the means start at 0 and are too small at first, so they are "
    "divided by 1 - beta^t"
)
def no_correction(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    def step(mean, square, t):
        return mean / (np.sqrt(square) + eps)

    return _adam(d, x0, eta, n_steps, beta1, beta2, eps, step)


@adam.misconception("only the mean of the slopes is corrected; the mean of the squares is too")
def mean_corrected_only(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    def step(mean, square, t):
        return mean / (1 - beta1**t) / (np.sqrt(square) + eps)

    return _adam(d, x0, eta, n_steps, beta1, beta2, eps, step)


@adam.misconception("only the mean of the squares is corrected; the mean of the slopes is too")
def square_corrected_only(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    def step(mean, square, t):
        return mean / (np.sqrt(square / (1 - beta2**t)) + eps)

    return _adam(d, x0, eta, n_steps, beta1, beta2, eps, step)


@adam.misconception(
    "t counts from 0, and the first correction divides by 1 - beta^0 = 0; it counts from 1"
)
def counts_from_zero(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    def step(mean, square, t):
        return (
            mean
            / np.float64(1 - beta1 ** (t - 1))
            / (np.sqrt(square / np.float64(1 - beta2 ** (t - 1))) + eps)
        )

    return _adam(d, x0, eta, n_steps, beta1, beta2, eps, step)


@adam.misconception("t counts from 2; the first step has t = 1")
def counts_from_two(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    def step(mean, square, t):
        return mean / (1 - beta1 ** (t + 1)) / (np.sqrt(square / (1 - beta2 ** (t + 1))) + eps)

    return _adam(d, x0, eta, n_steps, beta1, beta2, eps, step)


@adam.misconception(
    "every step is corrected by 1 - beta; the correction fades with time, 1 - beta^t"
)
def corrected_as_at_first(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    def step(mean, square, t):
        return mean / (1 - beta1) / (np.sqrt(square / (1 - beta2)) + eps)

    return _adam(d, x0, eta, n_steps, beta1, beta2, eps, step)


@adam.misconception("beta * t stands where beta to the power of t is meant, beta**t")
def beta_times_t(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    def step(mean, square, t):
        return mean / (1 - beta1 * t) / (np.sqrt(np.abs(square / (1 - beta2 * t))) + eps)

    return _adam(d, x0, eta, n_steps, beta1, beta2, eps, step)


@adam.misconception(
    "the corrected means are kept and go into the next step; the correction is for the step alone, "
    "the running means go on uncorrected"
)
def keeps_the_correction(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    x, m, v = x0, 0, 0
    for t in range(1, n_steps + 1):
        g = d(x)
        m = (beta1 * m + (1 - beta1) * g) / (1 - beta1**t)
        v = (beta2 * v + (1 - beta2) * g**2) / (1 - beta2**t)
        x = x - eta * m / (np.sqrt(v) + eps)
    return x


@adam.misconception("eps stands under the root; it is added to the root, sqrt(...) + eps")
def eps_under_the_root(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    def step(mean, square, t):
        return mean / (1 - beta1**t) / np.sqrt(square / (1 - beta2**t) + eps)

    return _adam(d, x0, eta, n_steps, beta1, beta2, eps, step)


@adam.misconception(
    "eps is added before the correction of the squares; it is added last, to the corrected root"
)
def eps_before_the_correction(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    def step(mean, square, t):
        root = (np.sqrt(square) + eps) / np.sqrt(1 - beta2**t)
        return mean / (1 - beta1**t) / root

    return _adam(d, x0, eta, n_steps, beta1, beta2, eps, step)


@adam.misconception("eps is left out, and where all slopes are 0 that divides 0 by 0")
def no_eps(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    def step(mean, square, t):
        return mean / (1 - beta1**t) / np.sqrt(square / (1 - beta2**t))

    return _adam(d, x0, eta, n_steps, beta1, beta2, eps, step)


@adam.misconception("the argument eps is not used, 1e-8 is written in its place")
def fixed_eps(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    return optimisation.adam(d, x0, eta, n_steps, beta1, beta2)


@adam.misconception(
    "the arguments beta1 and beta2 are not used, 0.9 and 0.999 stand in their place"
)
def fixed_betas(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    return optimisation.adam(d, x0, eta, n_steps, eps=eps)


@adam.misconception("the root is missing: the step is divided by the root of the mean square")
def no_root(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    def step(mean, square, t):
        return mean / (1 - beta1**t) / (square / (1 - beta2**t) + eps)

    return _adam(d, x0, eta, n_steps, beta1, beta2, eps, step)


@adam.misconception(
    "the slope itself is divided; it is the running mean of the slopes that makes the step"
)
def slope_for_the_mean(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    return optimisation.adam(d, x0, eta, n_steps, 0.0, beta2, eps)


@adam.misconception(
    "beta1 and beta2 are exchanged: beta1 goes with the slopes, beta2 with the squares"
)
def betas_exchanged(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    return optimisation.adam(d, x0, eta, n_steps, beta2, beta1, eps)


@adam.misconception(
    "the factor 1 - beta is missing, and the running means become sums: beta m + (1 - beta) d(x)"
)
def sums_for_means(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    x, m, v = x0, 0, 0
    for t in range(1, n_steps + 1):
        g = d(x)
        m, v = beta1 * m + g, beta2 * v + g**2
        x = x - eta * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return x


@adam.misconception(
    "beta and 1 - beta are exchanged: the old mean keeps the share beta, the new slope gets 1 - "
    "beta"
)
def shares_exchanged(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    x, m, v = x0, 0, 0
    for t in range(1, n_steps + 1):
        g = d(x)
        m, v = (1 - beta1) * m + beta1 * g, (1 - beta2) * v + beta2 * g**2
        x = x - eta * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return x


@adam.misconception(
    "the squares of all entries are summed up; every entry has a mean square of its own"
)
def one_root_for_all(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    def step(mean, square, t):
        return mean / (1 - beta1**t) / (np.sqrt(np.sum(square) / (1 - beta2**t)) + eps)

    return _adam(d, x0, eta, n_steps, beta1, beta2, eps, step)


@adam.misconception("x goes uphill: the step is subtracted")
def adam_uphill(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    return optimisation.adam(d, x0, -eta, n_steps, beta1, beta2, eps)


@adam.misconception("one step too few is taken; t runs from 1 to n_steps, both included")
def adam_one_short(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    return optimisation.adam(d, x0, eta, n_steps - 1, beta1, beta2, eps)


@adam.misconception(
    "x -= changes the array that x0 names as well, and fails where it holds integers; x = x - ... "
    "makes a new one"
)
def adam_moves_x0(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    x, m, v = x0, 0, 0
    for t in range(1, n_steps + 1):
        g = d(x)
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
        x -= eta * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return x


@adam.misconception(
    "np.zeros_like(x0) has the type of x0: where that holds integers, both means are cut off"
)
def means_typed_like_x0(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    x, m, v = x0, np.zeros_like(x0), np.zeros_like(x0)
    for t in range(1, n_steps + 1):
        g = d(x)
        m[...] = beta1 * m + (1 - beta1) * g
        v[...] = beta2 * v + (1 - beta2) * g**2
        x = x - eta * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return x


@adam.alternative("the names of the paper, from plain zeros")
def adam_by_the_paper(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    x, m, v, t = x0, 0, 0, 0
    while t < n_steps:
        t = t + 1
        g = d(x)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        x = x - eta * m_hat / (v_hat**0.5 + eps)
    return x


@adam.alternative("moving the means by a share of the difference")
def adam_by_differences(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    x, m, v = np.asarray(x0, dtype=float), 0.0, 0.0
    for t in range(n_steps):
        g = d(x)
        m += (1 - beta1) * (g - m)
        v += (1 - beta2) * (np.square(g) - v)
        root = np.sqrt(v / (1 - np.power(beta2, t + 1)))
        x = x - eta / (1 - np.power(beta1, t + 1)) * m / (root + eps)
    return x


@adam.alternative("the powers of beta multiplied up from step to step")
def adam_with_powers(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    x, m, v, power1, power2 = x0, 0, 0, 1, 1
    for _ in range(n_steps):
        g = d(x)
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * np.abs(g) ** 2
        power1, power2 = power1 * beta1, power2 * beta2
        rate = eta * np.sqrt(1 - power2) / (1 - power1)
        x = x - rate * m / (np.sqrt(v) + eps * np.sqrt(1 - power2))
    return x


@adam.alternative("both means from weights over all slopes so far")
def adam_by_weights(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    x = np.array(x0, dtype=np.float32)
    slopes: list[np.ndarray] = []
    for t in range(1, n_steps + 1):
        slopes.append(np.asarray(d(x), dtype=float))
        ages = np.arange(t)[::-1]
        m = np.tensordot(beta1**ages / np.sum(beta1**ages), np.array(slopes), axes=1)
        v = np.tensordot(beta2**ages / np.sum(beta2**ages), np.array(slopes) ** 2, axes=1)
        x = np.asarray(x - eta * m / (np.sqrt(v) + eps), dtype=np.float32)
    return x
