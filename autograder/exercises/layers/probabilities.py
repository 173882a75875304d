"""Softmax of one sample, a column of scores."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.layers.draw import column, single, whole
from solutions import layers

softmax_column = Exercise(layers.softmax_column, points=6)


@softmax_column.check("a column of probabilities", weight=2)
def _(softmax_column, rng):
    d = 5
    return softmax_column(2 * column(rng, d))


@softmax_column.check("whole numbers, a single precision column")
def _(softmax_column, rng):
    d = 3
    return {
        "whole": softmax_column(np.array([[2], [-1], [1]]) + rng.integers(-3, 4)),
        "single": softmax_column(*single(column(rng, d))),
    }


@softmax_column.check("large scores, close together", weight=1.5)
def _(softmax_column, rng):
    d = 4
    v = column(rng, d)
    return {"around 1000": softmax_column(v + 1000), "around -1000": softmax_column(v - 1000)}


@softmax_column.check("large scores, far apart")
def _(softmax_column, rng):
    d = 6
    v = 1000 * whole(rng, d, 1) + column(rng, d)
    return softmax_column(v + 5 * (v == v.max()))


softmax_column.untouched(lambda rng: (column(rng, 5),), weight=0.5)


def _sum_to_one(exponentials):
    return exponentials / np.sum(exponentials)


@softmax_column.misconception(
    "exp(v) overflows for large scores; subtract the largest score from all of them first"
)
def no_shift(v):
    return _sum_to_one(np.exp(v))


@softmax_column.misconception(
    "the sum runs over axis 1, along which a column has one number, so all results are 1; sum over "
    "the whole column"
)
def all_ones(v):
    exponentials = np.exp(v - np.max(v))
    return exponentials / np.sum(exponentials, axis=1, keepdims=True)


@softmax_column.misconception(
    "the maximum is taken over axis 1, along which a column has one number, so every score becomes "
    "0; take the largest of the column"
)
def all_equal(v):
    return _sum_to_one(np.exp(v - np.max(v, axis=1, keepdims=True)))


@softmax_column.misconception("nothing divides by the sum; probabilities of one sample add up to 1")
def not_divided(v):
    return np.exp(v - np.max(v))


@softmax_column.misconception(
    "the exponentials are divided by the largest of them; divide by their sum"
)
def divided_by_the_largest(v):
    exponentials = np.exp(v)
    return exponentials / np.max(exponentials)


@softmax_column.misconception(
    "the scores themselves are divided by their sum; exponentials come first, and they are positive"
)
def no_exponentials(v):
    return v / np.sum(v)


@softmax_column.misconception(
    "the mean is subtracted instead of the largest score: where scores lie far apart, the largest "
    "one still overflows"
)
def shifted_by_the_mean(v):
    return _sum_to_one(np.exp(v - np.mean(v)))


@softmax_column.misconception(
    "the smallest score is subtracted; then the largest overflows, so it has to be the largest"
)
def shifted_by_the_smallest(v):
    return _sum_to_one(np.exp(v - np.min(v)))


@softmax_column.misconception(
    "scores beyond a bound are cut off, so that large ones all become equal; a shift keeps their "
    "differences"
)
def cut_off(v):
    return _sum_to_one(np.exp(np.clip(v, -500, 500)))


@softmax_column.misconception(
    "the signs are turned, so that the smallest score gets the largest probability"
)
def turned(v):
    return _sum_to_one(np.exp(np.min(v) - v))


@softmax_column.misconception(
    "each score goes through a sigmoid of its own; softmax weighs the scores against each other"
)
def sigmoids(v):
    return 1 / (1 + np.exp(-v))


@softmax_column.misconception(
    "the largest score gets 1 and the others 0; softmax gives each a share"
)
def winner_takes_all(v):
    return (v == np.max(v)).astype(float)


@softmax_column.misconception(
    "this is the logarithm of softmax; the probabilities themselves are asked for"
)
def logarithms(v):
    return v - np.max(v) - np.log(np.sum(np.exp(v - np.max(v))))


@softmax_column.misconception("the powers are those of 2; softmax takes powers of e, with np.exp")
def powers_of_two(v):
    return _sum_to_one(2.0 ** (v - np.max(v)))


@softmax_column.misconception("the result is flattened; it is a column (d, 1), as v is one")
def flat(v):
    return layers.softmax_column(v).ravel()


@softmax_column.misconception(
    "v -= v.max() writes into the caller's array; v - v.max() makes a new one"
)
def shifted_in_place(v):
    v -= np.max(v)
    return _sum_to_one(np.exp(v))


@softmax_column.alternative("by the logarithm of the sum")
def by_logarithm(v):
    return np.exp(v - np.logaddexp.reduce(v, axis=0))


@softmax_column.alternative("along axis 0, with the axis kept")
def along_the_column(v):
    exponentials = np.exp(v - v.max(axis=0, keepdims=True))
    return exponentials / exponentials.sum(axis=0, keepdims=True)


@softmax_column.alternative("one over the sum of differences")
def by_differences(v):
    return 1 / np.sum(np.exp(v.T - v), axis=1, keepdims=True)


@softmax_column.alternative("Python numbers, in single precision")
def by_numbers(v):
    scores = [float(score) for score in v[:, 0]]
    powers = [np.exp(score - max(scores)) for score in scores]
    return np.array([[power / sum(powers)] for power in powers], dtype=np.float32)
