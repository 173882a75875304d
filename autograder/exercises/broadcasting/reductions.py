"""Axes that disappear: means of columns, and maxima along an axis."""

import functools

import numpy as np

from autograder.exercise import Exercise
from solutions import broadcasting

# center --------------------------------------------------------------------------------------

center = Exercise(broadcasting.center, points=6)


@center.check("each column's own mean is subtracted")
def _(center, rng):
    n, d = 5, 3
    return center(rng.normal(loc=[4, -2, 7], size=(n, d)))


@center.check("more features than samples, in whole numbers: nothing is cut off")
def _(center, rng):
    n, d = 4, 6
    return center(rng.integers(-9, 10, size=(n, d)))


center.untouched(lambda rng: (rng.normal(loc=3, size=(4, 2)),))


@center.vectorised("no Python loop over the samples")
def _(center, rng, n):
    d = 4
    return center(rng.normal(loc=1, size=(n, d)))


@center.vectorised("no Python loop over the features")
def _(center, rng, d):
    n = 3
    return center(rng.normal(loc=1, size=(n, d)))


@center.misconception(
    "each row's mean is subtracted (axis 1); the mean of a column runs over the samples (axis 0)"
)
def row_means(X):
    return X - X.mean(axis=1, keepdims=True)


@center.misconception(
    "the means run over axis 1 and have shape (n,), which does not line up with (n, d); the mean "
    "of a column runs over axis 0 and has shape (d,)"
)
def row_means_without_axis(X):
    return X - X.mean(axis=1)


@center.misconception(
    "the mean of all entries is subtracted; every column has a mean of its own (axis=0)"
)
def mean_of_everything(X):
    return X - X.mean()


@center.misconception(
    "the columns are divided by their standard deviation too; centring moves and does not scale"
)
def standardised(X):
    return (X - X.mean(axis=0)) / X.std(axis=0)


@center.misconception("the means themselves are returned; they are to be subtracted from X")
def only_the_means(X):
    return X.mean(axis=0)


@center.misconception("the means are added; they are to be subtracted")
def adds_the_means(X):
    return X + X.mean(axis=0)


@center.misconception("the sign is turned: the mean minus X; asked for is X minus the mean")
def turned_round(X):
    return X.mean(axis=0) - X


@center.misconception("the column is divided by its mean; the mean is to be subtracted")
def divided(X):
    return X / X.mean(axis=0)


@center.misconception("the median is subtracted; it is the mean that has to become zero")
def medians(X):
    return X - np.median(X, axis=0)


@center.misconception("the sum of the column is subtracted; its mean is the sum divided by n")
def sums(X):
    return X - X.sum(axis=0)


@center.misconception("the sum is divided by n - 1; a mean divides by n")
def divides_by_one_less(X):
    return X - X.sum(axis=0) / (len(X) - 1)


@center.misconception("the sum of a column is divided by the number of columns, not of samples")
def divides_by_columns(X):
    return X - X.sum(axis=0) / X.shape[1]


@center.misconception(
    "the first sample is subtracted from all; asked for is the mean of all samples"
)
def first_sample(X):
    return X - X[0]


@center.misconception(
    "-= writes into X itself; the function returns a new array, and X may hold integers"
)
def subtracts_in_place(X):
    X -= X.mean(axis=0)
    return X


@center.misconception(
    "the result is made with the type of X: where X holds integers, the fractions are lost"
)
def typed_like_x(X):
    result = np.empty_like(X)
    result[:] = X - X.mean(axis=0)
    return result


@center.misconception(
    "a loop or a comprehension goes from sample to sample; X - X.mean(axis=0) does all at once"
)
def loop_over_samples(X):
    mean = X.mean(axis=0)
    return np.array([x - mean for x in X])


@center.misconception(
    "a loop goes from column to column, which is what np.apply_along_axis does too; the means of "
    "all columns come from one call with an axis"
)
def loop_over_features(X):
    return np.apply_along_axis(lambda column: column - column.mean(), 0, X)


@center.misconception(
    "each entry is handled by a step of Python; numpy subtracts the means from all rows at once"
)
def loop_over_both(X):
    mean = X.mean(axis=0)
    return np.array([[x - m for x, m in zip(row, mean)] for row in X])


@center.alternative("the mean with its axis kept")
def center_keepdims(X):
    return X - np.mean(X, axis=0, keepdims=True)


@center.alternative("the sum divided by n, in single precision")
def center_by_sum(X):
    X = np.asarray(X, dtype=np.float32)
    return X - np.sum(X, axis=0) / X.shape[0]


@center.alternative("multiplied by the centring matrix")
def center_by_matrix(X):
    n = len(X)
    return (np.eye(n) - np.ones((n, n)) / n) @ X


@center.alternative("transposed there and back")
def center_by_transposing(X):
    return (X.T - np.average(X.T, axis=1)[:, np.newaxis]).T


# reduce_max ----------------------------------------------------------------------------------

reduce_max = Exercise(broadcasting.reduce_max, points=6)


@reduce_max.check("the maximum along one axis, the others stay")
def _(reduce_max, rng):
    a = rng.normal(size=(2, 3, 4))
    return {f"axis={axis}": reduce_max(a, axis=axis) for axis in range(3)}


@reduce_max.check("negative axes count from the end")
def _(reduce_max, rng):
    a = rng.normal(size=(3, 4, 5))
    return {f"axis={axis}": reduce_max(a, axis=axis) for axis in (-1, -2, -3)}


@reduce_max.check("without an axis: one number, the maximum of all entries")
def _(reduce_max, rng):
    a = rng.normal(size=(4, 3))
    return {"no axis given": reduce_max(a), "axis=None": reduce_max(a, axis=None)}


@reduce_max.check("an array with a single axis, and none of its numbers positive")
def _(reduce_max, rng):
    a = -rng.uniform(1, 9, size=6)
    return {"axis=0": reduce_max(a, axis=0), "no axis given": reduce_max(a)}


reduce_max.untouched(lambda rng: (rng.normal(size=(3, 5)), 1))


@reduce_max.misconception(
    "np.maximum compares every entry with the number of the axis; np.max looks along an axis"
)
def compares_with_the_axis(a, axis=None):
    return np.max(a) if axis is None else np.maximum(a, axis)


@reduce_max.misconception(
    "np.maximum compares two arrays entry by entry and can't work on one; np.max reduces an array"
)
def maximum_of_one_array(a, axis=None):
    return np.maximum(a, axis=axis)


@reduce_max.misconception(
    "the axis is not used; only with axis=None is the maximum of all asked for"
)
def ignores_axis(a, axis=None):
    return np.max(a)


@reduce_max.misconception(
    "`if axis:` is False for axis 0 as well as for None; `if axis is None` tells them apart"
)
def zero_is_false(a, axis=None):
    if axis:
        return np.max(a, axis=axis)
    return np.max(a)


@reduce_max.misconception("None is treated as axis 0; without an axis all entries are reduced")
def none_is_zero(a, axis=None):
    return np.max(a, axis=0 if axis is None else axis)


@reduce_max.misconception(
    "keepdims leaves the axis in the result, with size 1; here the axis disappears"
)
def keeps_the_axis(a, axis=None):
    return np.max(a, axis=axis, keepdims=True)


@reduce_max.misconception("argmax tells where the maximum stands; asked for is the maximum itself")
def where_it_stands(a, axis=None):
    return np.argmax(a, axis=axis)


@reduce_max.misconception("the smallest number is taken; the largest is asked for")
def smallest(a, axis=None):
    return np.min(a, axis=axis)


@reduce_max.misconception("the sign is dropped before the maximum is taken; -5 is smaller than 1")
def largest_magnitude(a, axis=None):
    return np.max(np.abs(a), axis=axis)


@reduce_max.misconception(
    "the search starts from 0, which wins over negative numbers; it starts from the first entry"
)
def starts_from_zero(a, axis=None):
    return np.max(a, axis=axis, initial=0)


@reduce_max.misconception(
    "every axis but the given one is reduced; the given axis is the one that disappears"
)
def keeps_only_that_axis(a, axis=None):
    if axis is None:
        return np.max(a)
    return np.max(a, axis=tuple(i for i in range(a.ndim) if i != axis % a.ndim))


@reduce_max.misconception(
    "anything but axis 0 is taken for axis 1, as in a matrix; a may have any number of axes"
)
def matrices_only(a, axis=None):
    if axis is None:
        return np.max(a)
    return np.max(a, axis=0) if axis == 0 else np.max(a, axis=1)


@reduce_max.misconception(
    "the list of the other axes is made by comparing with `axis`, which no negative axis equals; "
    "axis % a.ndim counts from the front"
)
def no_negative_axis(a, axis=None):
    if axis is None:
        return np.max(a)
    first = np.transpose(a, [axis] + [i for i in range(a.ndim) if i != axis])
    return np.maximum.reduce(first)


@reduce_max.misconception(
    "a negative axis is read without its sign, so that -1 becomes 1; -1 is the last axis"
)
def sign_of_the_axis_dropped(a, axis=None):
    return np.max(a, axis=None if axis is None else abs(axis))


@reduce_max.misconception("the axis is used as an index: that is the maximum of one slice of a")
def slice_of_a(a, axis=None):
    return np.max(a) if axis is None else np.max(a[axis])


@reduce_max.misconception(
    "sort() rearranges a itself; np.sort or np.max leaves the argument as it was"
)
def sorts_in_place(a, axis=None):
    if axis is None:
        return np.max(a)
    a.sort(axis=axis)
    return np.take(a, -1, axis=axis)


@reduce_max.misconception(
    "Python's max compares whole rows, which has no answer; np.max looks at the entries"
)
def builtin_max_of_rows(a, axis=None):
    return max(a) if axis is None else np.max(a, axis=axis)


@reduce_max.alternative("np.maximum.reduce")
def by_maximum_reduce(a, axis=None):
    return np.maximum.reduce(a, axis=axis)


@reduce_max.alternative("one slice after the other along the axis, in single precision")
def by_slices(a, axis=None):
    a = np.asarray(a, dtype=np.float32)
    slices = a.ravel() if axis is None else np.moveaxis(a, axis, 0)
    return functools.reduce(np.maximum, slices)


@reduce_max.alternative("the last after sorting a copy")
def by_sorting(a, axis=None):
    if axis is None:
        return float(np.sort(a, axis=None)[-1])
    return np.take(np.sort(a, axis=axis), -1, axis=axis)


@reduce_max.alternative("the smallest of the negatives, turned round")
def by_minimum(a, axis=None):
    return -np.min(-a, axis=axis)
