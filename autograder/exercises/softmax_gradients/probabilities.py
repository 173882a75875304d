"""softmax: from scores to probabilities."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.softmax_gradients.probes import whole
from solutions import softmax_gradients

softmax = Exercise(softmax_gradients.softmax, points=10)


@softmax.check("each row of scores becomes a row of probabilities", weight=3)
def _(softmax, rng):
    n, K = 5, 3
    return softmax(rng.normal(scale=2, size=(n, K)))


@softmax.check("whole numbers and single precision")
def _(softmax, rng):
    return {
        "whole numbers": softmax(whole(rng, 3, 5)),
        "float32": softmax(rng.normal(size=(4, 6)).astype(np.float32)),
    }


@softmax.check("scores around 1000, around -1000, and of both kinds in one row", weight=2)
def _(softmax, rng):
    n, K = 3, 4
    spread = np.array([0, 1000, -1000, 1001])
    return {
        "around 1000": softmax(1000 + rng.normal(size=(n, K))),
        "around -1000": softmax(-1000 + rng.normal(size=(n, K))),
        "both kinds": softmax(rng.normal(size=(n, K)) + rng.permutation(spread)),
    }


@softmax.check("rows far apart from one another")
def _(softmax, rng):
    n, K = 4, 3
    level = rng.permutation([-2000, -500, 0, 1500])
    return softmax(level[:, np.newaxis] + rng.normal(size=(n, K)))


softmax.untouched(lambda rng: (rng.normal(size=(3, 4)),))


@softmax.vectorised("no Python loop over the samples")
def _(softmax, rng, n):
    K = 4
    return softmax(rng.normal(size=(n, K)))


@softmax.vectorised("no Python loop over the classes")
def _(softmax, rng, K):
    n = 3
    return softmax(rng.normal(size=(n, K)))


@softmax.misconception(
    "the formula is typed as it stands, and exp(710) is inf already; take each row's largest score "
    "away first, which leaves the result as it is"
)
def unstable(z):
    return np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)


@softmax.misconception(
    "the columns add up to 1 (axis 0); the rows should, because a row holds one sample's classes"
)
def columns(z):
    exponentials = np.exp(z - z.max(axis=0))
    return exponentials / exponentials.sum(axis=0)


@softmax.misconception("all entries together add up to 1; each row should add up to 1 by itself")
def whole_table(z):
    exponentials = np.exp(z - z.max())
    return exponentials / exponentials.sum()


@softmax.misconception(
    "the same number is taken away from all rows, the largest of the whole array; a row far below "
    "it becomes exp(-large) = 0 throughout, and 0/0 is nan. Each row has its own largest score"
)
def one_shift_for_all(z):
    exponentials = np.exp(z - np.max(z))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@softmax.misconception(
    "each column's largest score is taken away, so that the scores of a row are shifted by "
    "different numbers, which changes the result; one number for each row leaves it as it is"
)
def shifted_by_columns(z):
    exponentials = np.exp(z - z.max(axis=0))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@softmax.misconception(
    "each row's smallest score is taken away; that makes the others larger still, and exp "
    "overflows. Take the largest away"
)
def shifted_by_the_smallest(z):
    exponentials = np.exp(z - z.min(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@softmax.misconception(
    "each row's mean is taken away, and a score may still lie a thousand above the mean; only "
    "the largest score makes sure that nothing is above 0"
)
def shifted_by_the_mean(z):
    exponentials = np.exp(z - z.mean(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@softmax.misconception(
    "the scores are clipped, so that all large ones become equal; take each row's largest score "
    "away instead, which keeps their differences"
)
def clipped(z):
    exponentials = np.exp(np.clip(z, -500, 500))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@softmax.misconception(
    "nan is replaced after the overflow has happened, and the probabilities are lost; take each "
    "row's largest score away before exp"
)
def nan_swept_away(z):
    exponentials = np.exp(z)
    return np.nan_to_num(exponentials / exponentials.sum(axis=1, keepdims=True))


@softmax.misconception("exp is missing: the scores themselves are divided by their sum")
def without_exp(z):
    return z / np.sum(z, axis=1, keepdims=True)


@softmax.misconception(
    "the sums have shape (n,) and line up with the columns; with keepdims=True they are (n, 1) and "
    "line up with the rows"
)
def without_keepdims(z):
    exponentials = np.exp(z - np.max(z, axis=1, keepdims=True))
    return exponentials / np.sum(exponentials, axis=1)


@softmax.misconception(
    "the exponentials are not divided by their sum; the probabilities of a row add up to 1"
)
def not_divided(z):
    return np.exp(z - z.max(axis=1, keepdims=True))


@softmax.misconception(
    "the exponentials are divided by the largest of their row; divide by their sum"
)
def divided_by_the_largest(z):
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    return exponentials / exponentials.max(axis=1, keepdims=True) / z.shape[1]


@softmax.misconception("the logarithms of the probabilities are returned; leave out the log")
def logarithms(z):
    return z - np.logaddexp.reduce(z, axis=1, keepdims=True)


@softmax.misconception(
    "the class with the largest score gets everything; softmax leaves the others their share"
)
def winner_takes_all(z):
    return np.eye(z.shape[1])[np.argmax(z, axis=1)]


@softmax.misconception(
    "each score goes through a sigmoid by itself; in softmax the classes of a row share one sum"
)
def sigmoids(z):
    return 1 / (1 + np.exp(-z))


@softmax.misconception("the sign is turned: a larger score has to give a larger probability")
def turned_round(z):
    exponentials = np.exp(z.min(axis=1, keepdims=True) - z)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@softmax.misconception(
    "-= takes the largest score away from z itself, which belongs to the caller; z - ... is new"
)
def in_place(z):
    z -= np.max(z, axis=1, keepdims=True)
    return np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)


@softmax.misconception(
    "the result is stored in an array with the type of z: where z holds integers, every "
    "probability is cut off to 0"
)
def typed_like_z(z):
    result = np.zeros_like(z)
    result[:] = softmax_gradients.softmax(z)
    return result


@softmax.misconception(
    "a loop or a comprehension goes from sample to sample; with axis=1 numpy does all rows at once"
)
def loop_over_rows(z):
    exponentials = [np.exp(row - row.max()) for row in z]
    return np.array([row / row.sum() for row in exponentials])


@softmax.misconception(
    "the sum is collected class by class in a loop; np.sum with axis=1 does it in one call"
)
def loop_over_classes(z):
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    total = sum(exponentials[:, k] for k in range(z.shape[1]))
    return exponentials / total[:, np.newaxis]


@softmax.alternative("transposed there and back")
def softmax_by_transposing(z):
    exponentials = np.exp(z.T - z.T.max(axis=0))
    return (exponentials / exponentials.sum(axis=0)).T


@softmax.alternative("the exponential of the log-probabilities")
def softmax_by_logarithms(z):
    return np.exp(z - np.logaddexp.reduce(z, axis=1)[:, None])


@softmax.alternative("one over a sum of exponentials of differences")
def softmax_by_differences(z):
    return 1 / np.exp(z[:, np.newaxis, :] - z[:, :, np.newaxis]).sum(axis=2)


@softmax.alternative("np.divide and einsum, in single precision after the shift")
def softmax_by_einsum(z):
    exponentials = np.exp((z - np.amax(z, axis=-1).reshape(-1, 1)).astype(np.float32))
    return np.divide(exponentials, np.einsum("nk->n", exponentials)[:, None])
