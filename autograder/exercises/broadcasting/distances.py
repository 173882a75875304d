"""Distances between all points of two sets, without a loop."""

import numpy as np

from autograder.exercise import Exercise
from solutions import broadcasting

pairwise_distances = Exercise(broadcasting.pairwise_distances, points=10)


@pairwise_distances.check("entry [i, j] is the distance from A[i] to B[j]")
def _(pairwise_distances, rng):
    n, m, d = 3, 4, 2
    return pairwise_distances(rng.normal(size=(n, d)), rng.normal(size=(m, d)))


@pairwise_distances.check("more features than points, in whole numbers: nothing is cut off")
def _(pairwise_distances, rng):
    n, m, d = 4, 3, 6
    A, B = rng.integers(-9, 10, size=(n, d)), rng.integers(-9, 10, size=(m, d))
    return pairwise_distances(A, B)


@pairwise_distances.check("a point has distance 0 from itself")
def _(pairwise_distances, rng):
    n, m, d = 40, 30, 5  # many, so that rounding shows in one of them at least
    B = rng.normal(size=(m, d))
    return pairwise_distances(B[rng.permutation(np.arange(n) % m)], B)


pairwise_distances.untouched(lambda rng: (rng.normal(size=(2, 4)), rng.normal(size=(3, 4))))


@pairwise_distances.vectorised("no Python loop over the points of A")
def _(pairwise_distances, rng, n):
    m, d = 2, 3
    return pairwise_distances(rng.normal(size=(n, d)), rng.normal(size=(m, d)))


@pairwise_distances.vectorised("no Python loop over the points of B")
def _(pairwise_distances, rng, m):
    n, d = 2, 3
    return pairwise_distances(rng.normal(size=(n, d)), rng.normal(size=(m, d)))


@pairwise_distances.vectorised("no Python loop over the features")
def _(pairwise_distances, rng, d):
    n, m = 2, 3
    return pairwise_distances(rng.normal(size=(n, d)), rng.normal(size=(m, d)))


@pairwise_distances.misconception("these are squared distances; the square root is missing")
def squared(A, B):
    return np.sum((A[:, np.newaxis] - B) ** 2, axis=2)


@pairwise_distances.misconception(
    "absolute differences are summed (the Manhattan distance); the Euclidean distance is the root "
    "of the sum of squares"
)
def manhattan(A, B):
    return np.sum(np.abs(A[:, np.newaxis] - B), axis=2)


@pairwise_distances.misconception(
    "the largest difference is taken; the Euclidean distance is the root of the sum of squares"
)
def largest_difference(A, B):
    return np.max(np.abs(A[:, np.newaxis] - B), axis=2)


@pairwise_distances.misconception(
    "the squares are averaged over the features; the Euclidean distance sums them"
)
def mean_of_squares(A, B):
    return np.sqrt(np.mean((A[:, np.newaxis] - B) ** 2, axis=2))


@pairwise_distances.misconception(
    "point i of A is compared with point i of B only, row by row; every point is to be compared "
    "with every other, so each set needs an axis of its own"
)
def row_by_row(A, B):
    return np.sqrt(np.sum((A - B) ** 2, axis=1))


@pairwise_distances.misconception(
    "the rows belong to B and the columns to A; entry [i, j] goes from A[i] to B[j]"
)
def rows_belong_to_b(A, B):
    return np.sqrt(np.sum((B[:, np.newaxis] - A) ** 2, axis=2))


@pairwise_distances.misconception(
    "the squares are summed over the points of A (axis 0); they are to be summed over the "
    "features, the last axis"
)
def sums_over_a(A, B):
    return np.sqrt(np.sum((A[:, np.newaxis] - B) ** 2, axis=0))


@pairwise_distances.misconception(
    "the squares are summed over the points of B (axis 1); they are to be summed over the "
    "features, the last axis"
)
def sums_over_b(A, B):
    return np.sqrt(np.sum((A[:, np.newaxis] - B) ** 2, axis=1))


@pairwise_distances.misconception(
    "everything is summed up to one number; the sum runs over the features (axis=2) only"
)
def one_number(A, B):
    return np.linalg.norm(A[:, np.newaxis] - B)


@pairwise_distances.misconception(
    "features are summed before they are squared, so that differences cancel; square first"
)
def sums_before_squaring(A, B):
    return np.abs(np.sum(A[:, np.newaxis] - B, axis=2))


@pairwise_distances.misconception(
    "the lengths of the points are compared; two points of equal length may be far apart"
)
def difference_of_lengths(A, B):
    lengths_a, lengths_b = np.linalg.norm(A, axis=1), np.linalg.norm(B, axis=1)
    return np.abs(lengths_a[:, np.newaxis] - lengths_b)


@pairwise_distances.misconception("these are the distances within A; B takes no part in them")
def within_a(A, B):
    return np.sqrt(np.sum((A[:, np.newaxis] - A) ** 2, axis=2))


@pairwise_distances.misconception(
    "these are inner products, which grow where points are alike; distances shrink"
)
def inner_products(A, B):
    return A @ B.T


@pairwise_distances.misconception("the factor 2 is missing in |a|² - 2ab + |b|²")
def without_the_two(A, B):
    squares = np.sum(A**2, axis=1)[:, np.newaxis] + np.sum(B**2, axis=1) - A @ B.T
    return np.sqrt(np.maximum(squares, 0))


@pairwise_distances.misconception(
    "|a|² - 2ab + |b|² comes out slightly below 0 for equal points, by rounding, and its root is "
    "nan; np.maximum(0, ...) or plain differences avoid that"
)
def root_of_rounding(A, B):
    squares = np.sum(A**2, axis=1)[:, np.newaxis] + np.sum(B**2, axis=1) - 2 * A @ B.T
    return np.sqrt(squares)


@pairwise_distances.misconception(
    "the result is made with the type of A: where A holds integers, distances lose their fraction"
)
def typed_like_the_points(A, B):
    result = np.zeros((len(A), len(B)), dtype=A.dtype)
    result[:] = np.sqrt(np.sum((A[:, np.newaxis] - B) ** 2, axis=2))
    return result


@pairwise_distances.misconception(
    "the points are moved in place (-=), which changes the arguments; A - mean makes a new array"
)
def moves_the_points(A, B):
    if A.dtype.kind == "f":
        mean = A.mean(axis=0)
        A -= mean
        B -= mean
    return np.sqrt(np.sum((A[:, np.newaxis] - B) ** 2, axis=2))


@pairwise_distances.misconception(
    "a loop, a comprehension or map goes over the points of A; A[:, np.newaxis, :] lets numpy "
    "take them all at once"
)
def loop_over_a(A, B):
    return np.array([np.sqrt(np.sum((a - B) ** 2, axis=1)) for a in A])


@pairwise_distances.misconception(
    "a loop, a comprehension or map goes over the points of B; B[np.newaxis, :, :] lets numpy "
    "take them all at once"
)
def loop_over_b(A, B):
    return np.stack([np.sqrt(np.sum((A - b) ** 2, axis=1)) for b in B], axis=1)


@pairwise_distances.misconception(
    "two loops go over all pairs of points; with shapes (n, 1, d) and (1, m, d) numpy takes all "
    "pairs at once"
)
def loop_over_pairs(A, B):
    result = np.zeros((len(A), len(B)))
    for i in range(len(A)):
        for j in range(len(B)):
            result[i, j] = np.sqrt(np.sum((A[i] - B[j]) ** 2))
    return result


@pairwise_distances.misconception(
    "a loop collects the squares feature by feature; np.sum over the last axis does it at once"
)
def loop_over_features(A, B):
    squares = np.zeros((len(A), len(B)))
    for k in range(A.shape[1]):
        squares += (A[:, k, np.newaxis] - B[:, k]) ** 2
    return np.sqrt(squares)


@pairwise_distances.misconception(
    "three loops take one number at a time; with shapes (n, 1, d) and (1, m, d) numpy takes them "
    "all at once"
)
def loop_over_everything(A, B):
    return np.array([[sum((x - y) ** 2 for x, y in zip(a, b)) ** 0.5 for b in B] for a in A])


@pairwise_distances.alternative("np.linalg.norm over the last axis")
def distances_by_norm(A, B):
    return np.linalg.norm(A[:, None] - B[None], axis=-1)


@pairwise_distances.alternative("|a|² - 2ab + |b|², never below 0")
def distances_by_expansion(A, B):
    squares = np.sum(A * A, axis=1)[:, None] - 2 * A @ B.T + np.sum(B * B, axis=1)
    return np.sqrt(np.maximum(squares, 0))


@pairwise_distances.alternative("einsum of the differences")
def distances_by_einsum(A, B):
    differences = A[:, None] - B
    return np.sqrt(np.einsum("ijk,ijk->ij", differences, differences))


@pairwise_distances.alternative("features first, in single precision")
def distances_features_first(A, B):
    left, right = A.T.astype(np.float32), B.T.astype(np.float32)
    return np.sqrt(((left[:, :, None] - right[:, None, :]) ** 2).sum(axis=0))


@pairwise_distances.alternative("np.hypot reduced over the features")
def distances_by_hypot(A, B):
    return np.hypot.reduce(A.reshape(len(A), 1, -1) - B, axis=2)
