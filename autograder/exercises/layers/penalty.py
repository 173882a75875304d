"""The penalty on large weights, forward."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.layers.draw import single, weights, whole
from solutions import layers

regularization_forward = Exercise(layers.regularization_forward, points=4)


@regularization_forward.check("lambda / 2 times the sum of all squares", weight=2)
def _(regularization_forward, rng):
    m, n = 2, 3
    return regularization_forward(weights(rng, m, n), rng.uniform(0.05, 2))


@regularization_forward.check("whole numbers in W, and a lambda that is odd")
def _(regularization_forward, rng):
    m, n = 5, 4
    return regularization_forward(whole(rng, m, n), 3)


@regularization_forward.check("numbers in single precision", weight=0.5)
def _(regularization_forward, rng):
    m, n = 3, 6
    return regularization_forward(*single(weights(rng, m, n)), 0.25)


regularization_forward.untouched(lambda rng: (weights(rng, 4, 2), 0.3), weight=0.5)


@regularization_forward.misconception(
    "the factor 1/2 is missing: S = lambda / 2 times the sum of squares"
)
def without_half(W, lam):
    return lam * np.sum(W**2)


@regularization_forward.misconception("lambda is missing: S = lambda / 2 times the sum of squares")
def without_lambda(W, lam):
    return np.sum(W**2) / 2


@regularization_forward.misconception("lambda is squared too; only the weights are")
def lambda_squared(W, lam):
    return np.sum((lam * W) ** 2) / 2


@regularization_forward.misconception(
    "the weights are added up without squares; positive and negative ones then cancel"
)
def without_squares(W, lam):
    return lam / 2 * np.sum(W)


@regularization_forward.misconception(
    "absolute values are added up, which is another penalty (L1); here it is squares"
)
def absolute_values(W, lam):
    return lam / 2 * np.sum(np.abs(W))


@regularization_forward.misconception(
    "the norm is not squared: np.linalg.norm takes a square root at its end"
)
def norm_itself(W, lam):
    return lam / 2 * np.linalg.norm(W)


@regularization_forward.misconception(
    "np.linalg.norm(W, 2) is the largest singular value of a matrix; the Frobenius norm, over all "
    "entries, is its default"
)
def spectral_norm(W, lam):
    return lam / 2 * np.linalg.norm(W, 2) ** 2


@regularization_forward.misconception("the sum is squared; square each weight first, then add up")
def square_of_the_sum(W, lam):
    return lam / 2 * np.sum(W) ** 2


@regularization_forward.misconception(
    "the mean of the squares is taken; the penalty is their sum, however many weights there are"
)
def mean_of_squares(W, lam):
    return lam / 2 * np.mean(W**2)


@regularization_forward.misconception(
    "each row is summed for itself; S is one number for the whole matrix"
)
def row_by_row(W, lam):
    return lam / 2 * np.sum(W**2, axis=1)


@regularization_forward.misconception(
    "lam // 2 cuts off the half of an odd lambda; the division is lam / 2"
)
def floor_division(W, lam):
    return lam // 2 * np.sum(W**2) if isinstance(lam, int) else lam / 2 * np.sum(W**2)


@regularization_forward.misconception(
    "the sign is turned: a penalty makes J larger, so S is positive"
)
def negative(W, lam):
    return -lam / 2 * np.sum(W**2)


@regularization_forward.misconception(
    "W.T @ W is a matrix, and all of it is added up; only its diagonal holds squares"
)
def sum_of_products(W, lam):
    return lam / 2 * np.sum(W.T @ W)


@regularization_forward.misconception(
    "W **= 2 or W *= W squares the caller's weights; W**2 is a new array"
)
def squares_in_place(W, lam):
    W *= W
    return lam / 2 * np.sum(W)


@regularization_forward.alternative("np.linalg.norm, squared")
def by_norm(W, lam):
    return 0.5 * lam * np.linalg.norm(W) ** 2


@regularization_forward.alternative("the trace of W.T W")
def by_trace(W, lam):
    return np.trace(W.T @ W) * lam / 2


@regularization_forward.alternative("two loops, to a Python number")
def by_loops(W, lam):
    total = 0.0
    for row in W:
        for entry in row:
            total += float(entry) ** 2
    return lam * total / 2


@regularization_forward.alternative("np.vdot, in single precision")
def by_vdot(W, lam):
    return np.float32(np.vdot(W, W) * lam / 2)
