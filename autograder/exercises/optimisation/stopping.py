"""Descent that ends where the ground is nearly level."""

import math

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.optimisation.slopes import bowl, slanted, valley
from solutions import optimisation

descend_until = Exercise(optimisation.descend_until, points=12)


@descend_until.check("from a number, on either side: the walk ends where |d(x)| is at most tol")
def _(descend_until, rng):
    return {
        "from the right": descend_until(valley(rng), rng.uniform(6, 9), 0.1, 0.2, 500),
        "from the left": descend_until(valley(rng), rng.uniform(-9, -6), 0.1, 0.3, 500),
    }


@descend_until.check("from an array: the norm takes in all entries, on any number of axes")
def _(descend_until, rng):
    def level(shape):
        size = rng.uniform(1, 2, size=shape) * rng.choice([-1, 1], size=shape)
        return lambda x: 1.2 * (x - size)

    return {
        "one axis": descend_until(level((7,)), np.linspace(9, 12, 7), 0.05, 1.5, 500),
        "two axes": descend_until(level((4, 5)), rng.normal(scale=5, size=(4, 5)), 0.05, 2.5, 500),
        "a coupled bowl": descend_until(bowl(rng, (3,)), rng.normal(size=3), 0.1, 0.05, 900),
    }


@descend_until.check("after max_steps the walk ends, level or not")
def _(descend_until, rng):
    return {
        "five steps": descend_until(valley(rng), rng.uniform(6, 9), 0.02, 1e-3, 5),
        "one step": descend_until(bowl(rng, (4,)), rng.normal(scale=9, size=4), 0.02, 1e-3, 1),
        "no step": descend_until(valley(rng), rng.uniform(6, 9), 0.1, 1e-3, 0),
    }


@descend_until.check("where the ground is level at once, no step is taken")
def _(descend_until, rng):
    place = float(rng.uniform(2, 5))
    return {
        "nearly level": descend_until(lambda x: 2 * (x - place), place + 0.1, 0.1, 0.5, 20),
        "a norm of exactly tol": descend_until(lambda x: 3.0 + 0 * x, place, 0.1, 3.0, 20),
    }


@descend_until.check("from whole numbers: nothing is cut off")
def _(descend_until, rng):
    return {
        "an array": descend_until(valley(rng), rng.integers(-9, 10, size=5), 0.1, 0.4, 400),
        "a number": descend_until(valley(rng), int(rng.integers(5, 10)), 0.1, 0.4, 400),
    }


descend_until.untouched(lambda rng: (slanted, rng.normal(scale=4, size=(3, 2)), 0.1, 0.2, 90))


def _walk(d, x0, eta, tol, max_steps, norm=np.linalg.norm):
    """The walk with another measure of how steep the ground is."""
    x = np.copy(x0)
    for steps in range(max_steps):
        slope = d(x)
        if norm(slope) <= tol:
            return x, steps
        x = x - eta * slope
    return x, max_steps


@descend_until.misconception(
    "a negative slope counts as level, because it is less than tol; it is the size that counts, "
    "the norm or |d(x)|"
)
def no_absolute_value(d, x0, eta, tol, max_steps):
    return _walk(d, x0, eta, tol, max_steps, np.max)


@descend_until.misconception(
    "the entries of the slope are added up, and positive and negative ones cancel; the norm is the "
    "root of the sum of their squares"
)
def absolute_value_of_the_sum(d, x0, eta, tol, max_steps):
    return _walk(d, x0, eta, tol, max_steps, lambda slope: abs(np.sum(slope)))


@descend_until.misconception(
    "the largest entry of the slope is compared with tol; the norm is the root of the sum of all "
    "squares"
)
def largest_entry(d, x0, eta, tol, max_steps):
    return _walk(d, x0, eta, tol, max_steps, lambda slope: np.max(np.abs(slope)))


@descend_until.misconception(
    "one entry at most tol is enough to end the walk; the norm takes in all of them"
)
def smallest_entry(d, x0, eta, tol, max_steps):
    return _walk(d, x0, eta, tol, max_steps, lambda slope: np.min(np.abs(slope)))


@descend_until.misconception(
    "the absolute values of the entries are added up; the norm is the root of the sum of squares"
)
def sum_of_absolute_values(d, x0, eta, tol, max_steps):
    return _walk(d, x0, eta, tol, max_steps, lambda slope: np.sum(np.abs(slope)))


@descend_until.misconception(
    "the root is missing: the sum of the squares is the square of the norm"
)
def square_of_the_norm(d, x0, eta, tol, max_steps):
    return _walk(d, x0, eta, tol, max_steps, lambda slope: np.sum(np.square(slope)))


@descend_until.misconception(
    "the squares are averaged; the norm is the root of their sum, and grows with the number of "
    "entries"
)
def root_of_the_mean(d, x0, eta, tol, max_steps):
    return _walk(d, x0, eta, tol, max_steps, lambda slope: np.sqrt(np.mean(np.square(slope))))


@descend_until.misconception(
    "ord=2 makes np.linalg.norm read two axes as a matrix and take its largest singular value; "
    "without it, all squares are summed"
)
def spectral_norm(d, x0, eta, tol, max_steps):
    def norm(slope):
        return np.linalg.norm(slope, ord=2) if np.ndim(slope) else abs(slope)

    return _walk(d, x0, eta, tol, max_steps, norm)


@descend_until.misconception(
    "the length of the step is compared with tol, eta times the slope; the slope itself is meant"
)
def length_of_the_step(d, x0, eta, tol, max_steps):
    return _walk(d, x0, eta, tol, max_steps, lambda slope: np.linalg.norm(eta * slope))


@descend_until.misconception(
    "tol is measured against the slope at the start; it is a bound for the norm as it is"
)
def relative_to_the_start(d, x0, eta, tol, max_steps):
    return _walk(d, x0, eta, tol * np.linalg.norm(d(x0)), max_steps)


@descend_until.misconception("a norm of exactly tol goes on walking; at most tol means <=")
def strictly_below(d, x0, eta, tol, max_steps):
    x = np.copy(x0)
    for steps in range(max_steps):
        if np.linalg.norm(d(x)) < tol:
            return x, steps
        x = x - eta * d(x)
    return x, max_steps


@descend_until.misconception(
    "the step comes before the test, so that one step too many is taken; test first, then step"
)
def steps_before_the_test(d, x0, eta, tol, max_steps):
    x = np.copy(x0)
    for steps in range(1, max_steps + 1):
        slope = d(x)
        x = x - eta * slope
        if np.linalg.norm(slope) <= tol:
            return x, steps
    return x, max_steps


@descend_until.misconception(
    "the first place is not tested: a step is always taken before the slope is looked at; where "
    "the ground is level at once, no step is due"
)
def start_not_tested(d, x0, eta, tol, max_steps):
    x, steps = np.copy(x0), 0
    while steps < max_steps:
        x = x - eta * d(x)
        steps += 1
        if np.linalg.norm(d(x)) <= tol:
            break
    return x, steps


@descend_until.misconception("max_steps is not looked at, and the walk goes on until it is level")
def no_limit(d, x0, eta, tol, max_steps):
    x, steps = np.copy(x0), 0
    while np.linalg.norm(d(x)) > tol:
        x = x - eta * d(x)
        steps += 1
    return x, steps


@descend_until.misconception(
    "the walk goes one step beyond max_steps; steps < max_steps allows one more"
)
def one_beyond(d, x0, eta, tol, max_steps):
    return optimisation.descend_until(d, x0, eta, tol, max_steps + 1)


@descend_until.misconception("tol is not looked at: all of max_steps are walked")
def never_tests(d, x0, eta, tol, max_steps):
    return optimisation.gradient_descent(d, x0, eta, max_steps), max_steps


@descend_until.misconception(
    "steps counts how often the slope was looked at; the last look moves nothing, so that it is "
    "one less"
)
def counts_looks(d, x0, eta, tol, max_steps):
    x, steps = optimisation.descend_until(d, x0, eta, tol, max_steps)
    return x, steps + 1


@descend_until.misconception("max_steps is returned in place of the number of steps taken")
def returns_the_limit(d, x0, eta, tol, max_steps):
    return optimisation.descend_until(d, x0, eta, tol, max_steps)[0], max_steps


@descend_until.misconception("only x is returned; the pair (x, steps) is asked for")
def without_the_count(d, x0, eta, tol, max_steps):
    return optimisation.descend_until(d, x0, eta, tol, max_steps)[0]


@descend_until.misconception("the order is turned round: x comes first, then the number of steps")
def count_first(d, x0, eta, tol, max_steps):
    return optimisation.descend_until(d, x0, eta, tol, max_steps)[::-1]


@descend_until.misconception(
    "the test is the wrong way round: the walk ends where the slope is steep; it ends where the "
    "norm is at most tol"
)
def ends_where_steep(d, x0, eta, tol, max_steps):
    x = np.copy(x0)
    for steps in range(max_steps):
        if np.linalg.norm(d(x)) > tol:
            return x, steps
        x = x - eta * d(x)
    return x, max_steps


@descend_until.misconception("x goes uphill: the step is minus eta d(x)")
def uphill_until(d, x0, eta, tol, max_steps):
    return optimisation.descend_until(d, x0, -eta, tol, min(max_steps, 60))


@descend_until.misconception(
    "x -= changes the array that x0 names as well, and fails where it holds integers; x = x - ... "
    "makes a new one"
)
def walks_with_x0(d, x0, eta, tol, max_steps):
    x = x0
    for steps in range(max_steps):
        slope = d(x)
        if np.linalg.norm(slope) <= tol:
            return x, steps
        x -= eta * slope
    return x, max_steps


@descend_until.misconception(
    "x is kept in an array of the type of x0: where that holds integers, every step is cut off"
)
def walk_typed_like_x0(d, x0, eta, tol, max_steps):
    x = np.array(x0)
    for steps in range(max_steps):
        slope = d(x)
        if np.linalg.norm(slope) <= tol:
            return x, steps
        x[...] = x - eta * slope
    return x, max_steps


@descend_until.alternative("a while loop with both conditions")
def until_by_while(d, x0, eta, tol, max_steps):
    x, steps = x0, 0
    while steps < max_steps and np.sqrt(np.sum(d(x) ** 2)) > tol:
        x = x - eta * d(x)
        steps += 1
    return x, steps


@descend_until.alternative("break, and a count of its own")
def until_by_break(d, x0, eta, tol, max_steps):
    x, steps, slope = x0, 0, d(x0)
    while True:
        if steps == max_steps or math.hypot(*np.ravel(slope)) <= tol:
            break
        x = x - eta * slope
        slope = d(x)
        steps = steps + 1
    return x, steps


@descend_until.alternative("recursion")
def until_by_recursion(d, x0, eta, tol, max_steps):
    slope = np.asarray(d(x0))
    if max_steps == 0 or np.vdot(slope, slope) <= tol**2:
        return x0, 0
    x, steps = until_by_recursion(d, x0 - eta * slope, eta, tol, max_steps - 1)
    return x, steps + 1


@descend_until.alternative("in place on a copy, in single precision")
def until_on_a_copy(d, x0, eta, tol, max_steps):
    x = np.array(x0, dtype=np.float32)
    for steps in range(max_steps):
        slope = d(x)
        if np.linalg.norm(np.ravel(slope)) <= tol:
            return x, np.int32(steps)
        x -= (eta * slope).astype(np.float32)
    return x, max_steps
