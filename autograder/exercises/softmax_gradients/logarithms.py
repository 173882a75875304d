"""logsumexp: the logarithm of a sum of exponentials that no number can hold."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.softmax_gradients.probes import whole
from solutions import softmax_gradients

logsumexp = Exercise(softmax_gradients.logsumexp, points=8, given=("softmax",))


@logsumexp.check("the logarithm of each row's sum of exponentials", weight=2)
def _(logsumexp, rng):
    n, K = 4, 3
    return logsumexp(rng.normal(scale=2, size=(n, K)))


@logsumexp.check("whole numbers and single precision")
def _(logsumexp, rng):
    return {
        "whole numbers": logsumexp(whole(rng, 3, 5)),
        "float32": logsumexp(rng.normal(size=(4, 6)).astype(np.float32)),
    }


@logsumexp.check("scores around 1000, around -1000, and rows far apart", weight=2)
def _(logsumexp, rng):
    n, K = 4, 3
    level = rng.permutation([-2000, -500, 0, 1500])
    return {
        "around 1000": logsumexp(1000 + rng.normal(size=(n, K))),
        "around -1000": logsumexp(-1000 + rng.normal(size=(n, K))),
        "rows far apart": logsumexp(level[:, np.newaxis] + rng.normal(size=(n, K))),
        "far apart in a row": logsumexp(rng.normal(size=(n, K)) + rng.permutation([-900, 0, 900])),
    }


logsumexp.untouched(lambda rng: (rng.normal(size=(3, 4)),))


@logsumexp.vectorised("no Python loop over the samples")
def _(logsumexp, rng, n):
    K = 4
    return logsumexp(rng.normal(size=(n, K)))


@logsumexp.vectorised("no Python loop over the classes")
def _(logsumexp, rng, K):
    n = 3
    return logsumexp(rng.normal(size=(n, K)))


@logsumexp.misconception(
    "the formula is typed as it stands: exp(1000) is inf, and exp(-1000) is 0, whose logarithm is "
    "-inf; take each row's largest score away first and add it again at the end"
)
def unstable(z):
    return np.log(np.sum(np.exp(z), axis=1))


@logsumexp.misconception(
    "the sum runs over the samples (axis 0), one number for each class; it should run over the "
    "classes (axis 1), one number for each sample"
)
def over_the_samples(z):
    largest = z.max(axis=0)
    return largest + np.log(np.exp(z - largest).sum(axis=0))


@logsumexp.misconception("all entries are summed up to one number; each row has its own sum")
def over_everything(z):
    return z.max() + np.log(np.exp(z - z.max()).sum())


@logsumexp.misconception(
    "the largest score is taken away and never added again: log sum exp(z - c) is c too small"
)
def never_added_again(z):
    return np.log(np.sum(np.exp(z - z.max(axis=1, keepdims=True)), axis=1))


@logsumexp.misconception(
    "the largest score is taken away inside and taken away once more outside; it has to be added"
)
def taken_away_twice(z):
    largest = z.max(axis=1)
    return np.log(np.sum(np.exp(z - largest[:, np.newaxis]), axis=1)) - largest


@logsumexp.misconception(
    "all rows are shifted by the same number, the largest of the whole array; a row far below it "
    "sums up to 0, whose logarithm is -inf. Each row has its own largest score"
)
def one_shift_for_all(z):
    return np.max(z) + np.log(np.sum(np.exp(z - np.max(z)), axis=1))


@logsumexp.misconception(
    "each row's smallest score is taken away, and the others still overflow; take the largest"
)
def shifted_by_the_smallest(z):
    smallest = z.min(axis=1, keepdims=True)
    return smallest[:, 0] + np.log(np.sum(np.exp(z - smallest), axis=1))


@logsumexp.misconception(
    "the scores are clipped before exp, which replaces the large ones by others; taking the "
    "largest away and adding it again changes nothing"
)
def clipped(z):
    return np.log(np.sum(np.exp(np.clip(z, -500, 500)), axis=1))


@logsumexp.misconception(
    "the row's largest score alone is returned: close for rows with a clear winner, but the other "
    "scores count too"
)
def largest_alone(z):
    return np.max(z, axis=1)


@logsumexp.misconception("the logarithm of the mean is taken; the exponentials are to be summed")
def logarithm_of_the_mean(z):
    largest = z.max(axis=1)
    return largest + np.log(np.mean(np.exp(z - largest[:, np.newaxis]), axis=1))


@logsumexp.misconception(
    "the logarithm is taken of each exponential, before the sum; that is the sum of the scores"
)
def sum_of_logarithms(z):
    return np.sum(z, axis=1)


@logsumexp.misconception("a 1 is added to the sum (np.log1p); only the exponentials belong in it")
def one_too_many(z):
    largest = np.maximum(z.max(axis=1), 0)
    inside = np.exp(z - largest[:, np.newaxis]).sum(axis=1) + np.exp(-largest)
    return largest + np.log(inside)


@logsumexp.misconception(
    "the logarithm has base 2 or 10; log stands for the natural logarithm, np.log"
)
def base_two(z):
    largest = z.max(axis=1)
    return largest + np.log2(np.sum(np.exp(z - largest[:, np.newaxis]), axis=1))


@logsumexp.misconception(
    "the axis of the classes is kept with size 1, (n, 1); one number for each sample is (n,)"
)
def keeps_the_axis(z):
    largest = np.max(z, axis=1, keepdims=True)
    return largest + np.log(np.sum(np.exp(z - largest), axis=1, keepdims=True))


@logsumexp.misconception(
    "a column of shape (n, 1) is added to the sums of shape (n,), which broadcasts to a table of "
    "shape (n, n); both should have the same shape"
)
def column_plus_row(z):
    largest = np.max(z, axis=1, keepdims=True)
    return largest + np.log(np.sum(np.exp(z - largest), axis=1))


@logsumexp.misconception(
    "the largest scores have shape (n,) and line up with the classes; with a new axis, (n, 1), "
    "they line up with the samples"
)
def largest_without_axis(z):
    largest = np.max(z, axis=1)
    return largest + np.log(np.sum(np.exp(z - largest), axis=1))


@logsumexp.misconception("the log-probabilities are returned, z minus the number that is asked for")
def log_probabilities(z):
    return z - np.logaddexp.reduce(z, axis=1, keepdims=True)


@logsumexp.misconception(
    "-= takes the largest score away from z itself, which belongs to the caller; z - ... is new"
)
def in_place(z):
    largest = np.max(z, axis=1)
    z -= largest[:, np.newaxis]
    return largest + np.log(np.sum(np.exp(z), axis=1))


@logsumexp.misconception(
    "the result is stored in an array with the type of z: where z holds integers, the fractions "
    "are cut off"
)
def typed_like_z(z):
    result = np.zeros(len(z), dtype=z.dtype)
    result[:] = softmax_gradients.logsumexp(z)
    return result


@logsumexp.misconception(
    "a loop or a comprehension goes from sample to sample; with axis=1 numpy does all rows at once"
)
def loop_over_rows(z):
    return np.array([row.max() + np.log(np.exp(row - row.max()).sum()) for row in z])


@logsumexp.misconception(
    "a loop goes from class to class; np.sum with axis=1 adds up all classes in one call"
)
def loop_over_classes(z):
    total = z[:, 0]
    for k in range(1, z.shape[1]):
        total = np.logaddexp(total, z[:, k])
    return total


@logsumexp.alternative("np.logaddexp.reduce")
def by_logaddexp(z):
    return np.logaddexp.reduce(z, axis=1)


@logsumexp.alternative("the largest score minus the logarithm of its probability")
def by_probability(z):
    return z.max(axis=1) - np.log(softmax_gradients.softmax(z).max(axis=1))


@logsumexp.alternative("samples in columns, the shift squeezed away")
def by_columns(z):
    largest = np.amax(z.T, axis=0, keepdims=True)
    return np.squeeze(largest, axis=0) + np.log(np.exp(z.T - largest).sum(axis=0))


@logsumexp.alternative("log1p of what comes besides the largest, in single precision")
def by_log1p(z):
    ordered = np.sort(z, axis=1)
    others = np.exp((ordered[:, :-1] - ordered[:, -1:]).astype(np.float32))
    return ordered[:, -1] + np.log1p(others.sum(axis=1))
