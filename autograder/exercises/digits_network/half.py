"""Half the sum of squares, whose derivative is the plain difference."""

import numpy as np

from autograder.exercise import Exercise
from solutions import digits_network


def _pair(rng, shape=(3, 5)):
    return rng.normal(size=shape), rng.normal(size=shape)


# mse_half ------------------------------------------------------------------------------------

mse_half = Exercise(digits_network.mse_half, points=3)


@mse_half.check("half the sum of the squared differences of two rows")
def _(mse_half, rng):
    return mse_half(*_pair(rng, (1, 10)))


@mse_half.check("half the sum over all entries of a table")
def _(mse_half, rng):
    return mse_half(*_pair(rng))


@mse_half.check("whole numbers: nothing is cut off")
def _(mse_half, rng):
    y_true = rng.integers(0, 2, size=5)
    return mse_half(y_true, y_true + np.array([1, -1, 3, 0, 0]) * rng.choice([1, 3]))


mse_half.untouched(lambda rng: _pair(rng, (4, 3)))


@mse_half.misconception("the squares are averaged; mse_half adds them up and takes half")
def half_the_mean(y_true, y_pred):
    return np.mean((y_true - y_pred) ** 2) / 2


@mse_half.misconception("this is mse, a mean; mse_half is half of the sum")
def the_mean(y_true, y_pred):
    return np.mean((y_true - y_pred) ** 2)


@mse_half.misconception("the ½ is missing")
def whole_sum(y_true, y_pred):
    return np.sum((y_true - y_pred) ** 2)


@mse_half.misconception("the ½ is inside the square and becomes ¼; it belongs in front of the sum")
def half_inside(y_true, y_pred):
    return np.sum(((y_true - y_pred) / 2) ** 2)


@mse_half.misconception("// 2 cuts the half off; / 2 or 0.5 * keeps it")
def floored(y_true, y_pred):
    return np.sum((y_true - y_pred) ** 2) // 2


@mse_half.misconception("each row has its own sum; one number over all entries is asked for")
def a_sum_for_each_row(y_true, y_pred):
    return 0.5 * np.sum((y_true - y_pred) ** 2, axis=-1)


@mse_half.misconception("the sum is squared; square each difference first, then add up")
def square_of_the_sum(y_true, y_pred):
    return 0.5 * np.sum(y_true - y_pred) ** 2


@mse_half.misconception("the sum is divided by the number of rows; mse_half divides by 2 alone")
def divided_by_rows(y_true, y_pred):
    return 0.5 * np.sum((y_true - y_pred) ** 2) / len(y_true)


@mse_half.misconception("the size of the differences is added up without a square")
def absolute(y_true, y_pred):
    return 0.5 * np.sum(np.abs(y_true - y_pred))


@mse_half.misconception(
    "-= writes the difference into the caller's array; y_pred - y_true makes a new one"
)
def in_place(y_true, y_pred):
    y_pred -= y_true
    return 0.5 * np.sum(y_pred**2)


@mse_half.alternative("a dot product of the flat difference with itself")
def dot(y_true, y_pred):
    difference = np.ravel(y_true) - np.ravel(y_pred)
    return difference @ difference / 2


@mse_half.alternative("the norm squared")
def norm(y_true, y_pred):
    return np.linalg.norm(y_true - y_pred) ** 2 / 2


@mse_half.alternative("the mean times half the size")
def from_the_mean(y_true, y_pred):
    return np.mean((y_true - y_pred) ** 2) * y_true.size / 2


# mse_half_prime ------------------------------------------------------------------------------

mse_half_prime = Exercise(digits_network.mse_half_prime, points=3)


@mse_half_prime.check("the derivative at each entry of a row")
def _(mse_half_prime, rng):
    return mse_half_prime(*_pair(rng, (1, 10)))


@mse_half_prime.check("the derivative at each entry of a table, whole numbers too")
def _(mse_half_prime, rng):
    return {
        "for real numbers": mse_half_prime(*_pair(rng)),
        "for whole numbers": mse_half_prime(rng.integers(9, size=6), rng.integers(9, size=6)),
    }


mse_half_prime.untouched(lambda rng: _pair(rng, (4, 3)))


@mse_half_prime.misconception("the sign is turned: by the prediction it is y_pred - y_true")
def by_the_target(y_true, y_pred):
    return y_true - y_pred


@mse_half_prime.misconception("the 2 of the square is still there; the ½ of mse_half cancels it")
def twice(y_true, y_pred):
    return 2 * (y_pred - y_true)


@mse_half_prime.misconception("the ½ is still there; the 2 of the square cancels it")
def half(y_true, y_pred):
    return 0.5 * (y_pred - y_true)


@mse_half_prime.misconception(
    "it is divided by the number of entries, as in mse; mse_half is a sum"
)
def divided(y_true, y_pred):
    return (y_pred - y_true) / y_true.size


@mse_half_prime.misconception(
    "this is the derivative of mse; mse_half has neither the 2 nor the mean"
)
def of_the_mean(y_true, y_pred):
    return 2 * (y_pred - y_true) / y_true.size


@mse_half_prime.misconception(
    "the derivatives are added up into one number; every entry has its own"
)
def summed(y_true, y_pred):
    return np.sum(y_pred - y_true)


@mse_half_prime.misconception("the difference is still squared; the derivative of ½ x² is x")
def still_squared(y_true, y_pred):
    return (y_pred - y_true) ** 2


@mse_half_prime.misconception(
    "only the size of the difference is kept; its sign tells the direction"
)
def absolute_difference(y_true, y_pred):
    return np.abs(y_pred - y_true)


@mse_half_prime.misconception(
    "-= writes the difference into the caller's array; y_pred - y_true makes a new one"
)
def difference_in_place(y_true, y_pred):
    y_pred -= y_true
    return y_pred


@mse_half_prime.alternative("np.subtract")
def subtract(y_true, y_pred):
    return np.subtract(y_pred, y_true)


@mse_half_prime.alternative("minus the other difference")
def other_difference(y_true, y_pred):
    return -(y_true - y_pred)


@mse_half_prime.alternative("added with a sign")
def with_a_sign(y_true, y_pred):
    return y_pred + (-1) * y_true
