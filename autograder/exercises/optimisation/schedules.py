"""Descent with a step size for each step."""

import functools

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.optimisation.slopes import bowl, slanted, valley
from solutions import optimisation

scheduled_descent = Exercise(optimisation.scheduled_descent, points=6, given=("gradient_descent",))


def step_sizes(rng, T):
    return rng.uniform(0.02, 0.3, size=T)


@scheduled_descent.check("from a number: step t uses etas[t], in their order", weight=2)
def _(scheduled_descent, rng):
    return {
        "a list of five": scheduled_descent(
            valley(rng), rng.uniform(2, 5), step_sizes(rng, 5).tolist()
        ),
        "an array of three": scheduled_descent(
            valley(rng), rng.uniform(-5, -2), step_sizes(rng, 3)
        ),
    }


@scheduled_descent.check("from an array: a step moves all of its entries")
def _(scheduled_descent, rng):
    return {
        "one axis": scheduled_descent(bowl(rng, (3,)), rng.normal(size=3), step_sizes(rng, 5)),
        "two axes": scheduled_descent(
            bowl(rng, (2, 3)), rng.normal(size=(2, 3)), step_sizes(rng, 4).tolist()
        ),
    }


@scheduled_descent.check("as many steps as there are step sizes: one, or none")
def _(scheduled_descent, rng):
    return {
        "six step sizes": scheduled_descent(valley(rng), rng.uniform(2, 5), step_sizes(rng, 6)),
        "a single one": scheduled_descent(bowl(rng, (4,)), rng.normal(size=4), [0.2]),
        "an empty list": scheduled_descent(bowl(rng, (4,)), rng.normal(size=4), []),
    }


@scheduled_descent.check("from whole numbers: nothing is cut off")
def _(scheduled_descent, rng):
    return {
        "an array": scheduled_descent(
            valley(rng), rng.integers(-9, 10, size=5), step_sizes(rng, 4)
        ),
        "a number": scheduled_descent(valley(rng), int(rng.integers(2, 10)), step_sizes(rng, 4)),
    }


scheduled_descent.untouched(
    lambda rng: (slanted, rng.normal(size=(3, 2)), step_sizes(rng, 4).tolist())
)


@scheduled_descent.misconception("all steps use the first step size; step t uses etas[t]")
def first_for_all(d, x0, etas):
    return optimisation.scheduled_descent(d, x0, [etas[0]] * len(etas) if len(etas) else [])


@scheduled_descent.misconception("all steps use the last step size; step t uses etas[t]")
def last_for_all(d, x0, etas):
    return optimisation.scheduled_descent(d, x0, [etas[-1]] * len(etas) if len(etas) else [])


@scheduled_descent.misconception("all steps use the mean of the step sizes; step t uses etas[t]")
def mean_for_all(d, x0, etas):
    return optimisation.scheduled_descent(d, x0, [np.mean(etas)] * len(etas))


@scheduled_descent.misconception("the step sizes are used from the last to the first")
def reversed_order(d, x0, etas):
    return optimisation.scheduled_descent(d, x0, etas[::-1])


@scheduled_descent.misconception(
    "the step sizes are sorted, the largest first; they are used in the order they come in"
)
def sorted_order(d, x0, etas):
    return optimisation.scheduled_descent(d, x0, sorted(etas, reverse=True))


@scheduled_descent.misconception("the first step size is left out; step 0 uses etas[0]")
def skips_the_first(d, x0, etas):
    return optimisation.scheduled_descent(d, x0, etas[1:])


@scheduled_descent.misconception(
    "the last step size is left out; range(len(etas)) reaches the last one by itself"
)
def skips_the_last(d, x0, etas):
    return optimisation.scheduled_descent(d, x0, etas[:-1])


@scheduled_descent.misconception(
    "the step sizes are multiplied up from step to step; etas[t] is already the size of step t"
)
def multiplied_up(d, x0, etas):
    return optimisation.scheduled_descent(d, x0, np.cumprod(etas))


@scheduled_descent.misconception(
    "the step sizes are added up from step to step; etas[t] is already the size of step t"
)
def added_up(d, x0, etas):
    return optimisation.scheduled_descent(d, x0, np.cumsum(etas))


@scheduled_descent.misconception(
    "the slope is taken at x0 in every step, which makes one long step of all; it belongs to the "
    "place reached by then"
)
def one_long_step(d, x0, etas):
    x = x0
    for eta in etas:
        x = x - eta * d(x0)
    return x


@scheduled_descent.misconception(
    "every step starts from x0 again; it goes on from where the last one ended"
)
def schedule_from_x0(d, x0, etas):
    x = x0
    for eta in etas:
        x = x0 - eta * d(x)
    return x


@scheduled_descent.misconception(
    "all step sizes are used at once, etas * d(x); a loop takes them one after the other"
)
def all_at_once(d, x0, etas):
    return x0 - np.asarray(etas) * d(x0)


@scheduled_descent.misconception("x goes uphill: the step is minus etas[t] d(x)")
def scheduled_uphill(d, x0, etas):
    return optimisation.scheduled_descent(d, x0, [-eta for eta in etas])


@scheduled_descent.misconception("each step is shrunk by its number too; etas[t] says it all")
def shrunk_once_more(d, x0, etas):
    return optimisation.scheduled_descent(d, x0, [eta / (t + 1) for t, eta in enumerate(etas)])


@scheduled_descent.misconception("all places are returned; asked for is the last one")
def scheduled_way(d, x0, etas):
    return [optimisation.scheduled_descent(d, x0, etas[:t]) for t in range(len(etas) + 1)]


@scheduled_descent.misconception(
    "pop takes the step sizes out of the caller's list, and arrays have no pop; a loop reads them"
)
def pops(d, x0, etas):
    x = x0
    while len(etas):
        x = x - etas.pop(0) * d(x)
    return x


@scheduled_descent.misconception(
    "x -= changes the array that x0 names as well, and fails where it holds integers; x = x - ... "
    "makes a new one"
)
def schedule_moves_x0(d, x0, etas):
    x = x0
    for eta in etas:
        x -= eta * d(x)
    return x


@scheduled_descent.misconception(
    "x is kept in an array of the type of x0: where that holds integers, every step is cut off"
)
def schedule_typed_like_x0(d, x0, etas):
    x = np.array(x0)
    for eta in etas:
        x[...] = x - eta * d(x)
    return x


@scheduled_descent.alternative("an index for each step")
def schedule_by_index(d, x0, etas):
    x = x0
    for t in range(len(etas)):
        x = x - etas[t] * d(x)
    return x


@scheduled_descent.alternative("gradient_descent, a step at a time")
def schedule_by_single_steps(d, x0, etas):
    for eta in etas:
        x0 = optimisation.gradient_descent(d, x0, eta, 1)
    return x0


@scheduled_descent.alternative("functools.reduce")
def schedule_by_reduce(d, x0, etas):
    return functools.reduce(lambda x, eta: x - eta * d(x), etas, x0)


@scheduled_descent.alternative("recursion over the step sizes, in single precision")
def schedule_by_recursion(d, x0, etas):
    x = np.asarray(x0, dtype=np.float32)
    if len(etas) == 0:
        return x
    return schedule_by_recursion(d, x - np.float32(etas[0]) * np.float32(d(x)), etas[1:])
