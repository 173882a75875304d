"""squared_error and absolute_error: two distances from a target."""

import math

import numpy as np

from autograder.exercise import Exercise
from solutions import activations_losses

# squared_error -------------------------------------------------------------------------------

squared_error = Exercise(activations_losses.squared_error, points=3)


@squared_error.check("the square of a - b, entry by entry")
def _(squared_error, rng):
    return squared_error(rng.normal(size=(3, 4)), rng.normal(size=(3, 4)))


@squared_error.check("any number of axes, whole numbers, single Python numbers")
def _(squared_error, rng):
    return {
        "one axis": squared_error(rng.normal(size=6), rng.normal(size=6)),
        "three axes": squared_error(rng.normal(size=(2, 4, 3)), rng.normal(size=(2, 4, 3))),
        "whole numbers": squared_error(
            rng.integers(-9, 10, size=(5, 3)), rng.integers(-9, 10, size=(5, 3))
        ),
        "numbers": squared_error(rng.uniform(1, 4), -rng.uniform(1, 4)),
        "integers": squared_error(int(rng.integers(2, 5)), int(rng.integers(7, 12))),
    }


squared_error.untouched(lambda rng: (rng.normal(size=(4, 3)), rng.normal(size=(4, 3))))


@squared_error.misconception("half of the square is returned; here there is no factor ½")
def halved(a, b):
    return 0.5 * (a - b) ** 2


@squared_error.misconception("the mean is taken; asked for is one square for each entry")
def mean(a, b):
    return np.mean((np.asarray(a) - b) ** 2)


@squared_error.misconception("the sum is taken; asked for is one square for each entry")
def total(a, b):
    return np.sum((np.asarray(a) - b) ** 2)


@squared_error.misconception("the difference isn't squared")
def difference(a, b):
    return a - b


@squared_error.misconception("that is the distance |a - b|; it is to be squared")
def distance(a, b):
    return np.abs(a - b)


@squared_error.misconception("a² - b² is the difference of squares; square the difference")
def difference_of_squares(a, b):
    return a**2 - b**2


@squared_error.misconception("a and b are added; it is their difference that is squared")
def square_of_sum(a, b):
    return (a + b) ** 2


@squared_error.misconception("that is the derivative, 2 (a - b); the square itself is asked for")
def derivative(a, b):
    return 2 * (a - b)


@squared_error.misconception("the root is taken in the end, which undoes the square")
def root_of_sum(a, b):
    return np.sqrt(np.sum((np.asarray(a) - b) ** 2))


@squared_error.misconception("^ is Python's exclusive or, for integers only; ** is the power")
def exclusive_or(a, b):
    return (a - b) ^ 2


@squared_error.misconception(
    "-= writes into a, which belongs to the caller; a - b makes a new array"
)
def in_place(a, b):
    a -= b
    return a**2


@squared_error.misconception(
    "the loop takes each item for a single number, which it is in an array with one axis only"
)
def loop_over_items(a, b):
    return np.array([float(x - y) ** 2 for x, y in zip(a, b)])


@squared_error.alternative("the difference times itself")
def times_itself(a, b):
    return (a - b) * (a - b)


@squared_error.alternative("np.square, in single precision")
def by_square(a, b):
    return np.square(np.asarray(a, dtype=np.float32) - np.asarray(b, dtype=np.float32))


@squared_error.alternative("multiplied out")
def multiplied_out(a, b):
    return a**2 - 2 * a * b + b**2


# absolute_error ------------------------------------------------------------------------------

absolute_error = Exercise(activations_losses.absolute_error, points=3)


@absolute_error.check("the distance |a - b|, entry by entry")
def _(absolute_error, rng):
    return absolute_error(rng.normal(size=(4, 3)), rng.normal(size=(4, 3)))


@absolute_error.check("any number of axes, whole numbers, single Python numbers")
def _(absolute_error, rng):
    return {
        "one axis": absolute_error(rng.normal(size=7), rng.normal(size=7)),
        "three axes": absolute_error(rng.normal(size=(3, 2, 4)), rng.normal(size=(3, 2, 4))),
        "whole numbers": absolute_error(
            rng.integers(-9, 10, size=(3, 5)), rng.integers(-9, 10, size=(3, 5))
        ),
        "numbers": absolute_error(-rng.uniform(1, 4), rng.uniform(1, 4)),
        "integers": absolute_error(int(rng.integers(2, 5)), int(rng.integers(7, 12))),
    }


absolute_error.untouched(lambda rng: (rng.normal(size=(3, 4)), rng.normal(size=(3, 4))))


@absolute_error.misconception("the sign is kept; a distance is never negative")
def signed(a, b):
    return a - b


@absolute_error.misconception("the difference is squared; its absolute value is asked for")
def squared(a, b):
    return (a - b) ** 2


@absolute_error.misconception("the mean is taken; asked for is one distance for each entry")
def mean_distance(a, b):
    return np.mean(np.abs(np.asarray(a) - b))


@absolute_error.misconception("the sum is taken; asked for is one distance for each entry")
def total_distance(a, b):
    return np.sum(np.abs(np.asarray(a) - b))


@absolute_error.misconception("the largest distance is taken; asked for is one for each entry")
def largest_distance(a, b):
    return np.max(np.abs(np.asarray(a) - b))


@absolute_error.misconception(
    "|a| - |b| drops the signs before it subtracts: for 2 and -2 it finds no distance at all"
)
def difference_of_sizes(a, b):
    return np.abs(a) - np.abs(b)


@absolute_error.misconception("a and b are added; it is their difference that counts")
def size_of_sum(a, b):
    return np.abs(a + b)


@absolute_error.misconception("the distance is divided by |b|; here errors are not relative")
def relative(a, b):
    return np.abs(a - b) / np.abs(b)


@absolute_error.misconception("that is the derivative, -1 or 1; the distance itself is asked for")
def sign(a, b):
    return np.sign(a - b)


@absolute_error.misconception("half of the distance is returned; here there is no factor ½")
def half_distance(a, b):
    return 0.5 * np.abs(a - b)


@absolute_error.misconception("negative differences become 0; they count as well, as positive ones")
def one_sided(a, b):
    return np.maximum(0, a - b)


@absolute_error.misconception(
    "math.fabs takes single numbers only; abs and np.abs take arrays as well"
)
def numbers_only(a, b):
    return math.fabs(a - b)


@absolute_error.misconception("-= writes into a, which belongs to the caller; a - b is a new array")
def distance_in_place(a, b):
    a -= b
    return np.abs(a)


@absolute_error.alternative("Python's abs")
def by_abs(a, b):
    return abs(a - b)


@absolute_error.alternative("the larger minus the smaller")
def larger_minus_smaller(a, b):
    return np.maximum(a, b) - np.minimum(a, b)


@absolute_error.alternative("the root of the square, in single precision")
def root_of_square(a, b):
    difference = np.asarray(a, dtype=np.float32) - np.asarray(b, dtype=np.float32)
    return np.sqrt(difference**2)


@absolute_error.alternative("np.where")
def by_where(a, b):
    return np.where(np.asarray(a) > b, a - b, b - a)
