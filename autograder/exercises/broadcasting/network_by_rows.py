"""The same forward pass, one sample after the other."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.broadcasting import network
from solutions import broadcasting
from solutions.broadcasting import relu

forward_nonvectorized = Exercise(
    broadcasting.forward_nonvectorized, points=5, given=("relu", "forward")
)


@forward_nonvectorized.check("the same h and z as forward")
def _(forward_nonvectorized, rng):
    n, d, m, K = 5, 2, 4, 3
    return forward_nonvectorized(rng.normal(size=(n, d)), network.parameters(rng, d, m, K))


@forward_nonvectorized.check("any sizes, whole numbers in X: nothing is cut off")
def _(forward_nonvectorized, rng):
    n, d, m, K = 3, 6, 2, 5
    return forward_nonvectorized(
        rng.integers(-9, 10, size=(n, d)), network.parameters(rng, d, m, K)
    )


@forward_nonvectorized.loops("a step of Python for each sample", at_least=lambda n: 10 * n, size=24)
def _(forward_nonvectorized, rng, n):
    d, m, K = 3, 5, 4
    return forward_nonvectorized(rng.normal(size=(n, d)), network.parameters(rng, d, m, K))


forward_nonvectorized.untouched(
    lambda rng: (rng.normal(size=(4, 3)), network.parameters(rng, 3, 5, 2))
)


@forward_nonvectorized.misconception(
    "all samples are multiplied at once, as in forward; here a loop takes one row after the other"
)
def all_at_once(X, theta):
    return broadcasting.forward(X, theta)


def _row_by_row(X, theta, one_row=broadcasting.forward):
    """Both results, collected over the rows."""
    pairs = [one_row(x, theta) for x in X]
    return np.array([h for h, _ in pairs]), np.array([z for _, z in pairs])


@forward_nonvectorized.misconception(
    "only the last row is kept, because each one replaces the one before; collect all of them"
)
def last_row_only(X, theta):
    for x in X:
        h, z = broadcasting.forward(x, theta)
    return h, z


@forward_nonvectorized.misconception(
    "the return stands inside the loop and ends it after the first row"
)
def first_row_only(X, theta):
    for x in X:
        return broadcasting.forward(x, theta)


@forward_nonvectorized.misconception("relu is missing: h = relu(x W1 + b1)")
def rows_without_relu(X, theta):
    return _row_by_row(X, theta, network.no_relu)


@forward_nonvectorized.misconception("b1 is missing: h = relu(x W1 + b1)")
def rows_without_b1(X, theta):
    return _row_by_row(X, theta, network.no_b1)


@forward_nonvectorized.misconception("b2 is missing: z = h W2 + b2")
def rows_without_b2(X, theta):
    return _row_by_row(X, theta, network.no_b2)


@forward_nonvectorized.misconception(
    "the scores are computed from the numbers before relu; z = h W2 + b2 with the h that is "
    "returned"
)
def rows_from_pre_activation(X, theta):
    return _row_by_row(X, theta, network.scores_from_pre_activation)


@forward_nonvectorized.misconception("relu is put on the scores too; z keeps its negative entries")
def rows_with_relu_on_scores(X, theta):
    return _row_by_row(X, theta, network.relu_on_scores)


@forward_nonvectorized.misconception(
    "X[i:i+1] is a matrix of one row, so the results have an axis of size 1 in the middle; X[i] "
    "is a single sample"
)
def rows_of_rows(X, theta):
    pairs = [broadcasting.forward(X[i : i + 1], theta) for i in range(len(X))]
    return np.array([h for h, _ in pairs]), np.array([z for _, z in pairs])


@forward_nonvectorized.misconception(
    "np.concatenate puts the rows end to end; np.stack or np.array puts them below each other"
)
def end_to_end(X, theta):
    pairs = [broadcasting.forward(x, theta) for x in X]
    return np.concatenate([h for h, _ in pairs]), np.concatenate([z for _, z in pairs])


@forward_nonvectorized.misconception(
    "the results are lists of rows; arrays (n, m) and (n, K) are asked for"
)
def lists_of_rows(X, theta):
    pairs = [broadcasting.forward(x, theta) for x in X]
    return [h for h, _ in pairs], [z for _, z in pairs]


@forward_nonvectorized.misconception(
    "h is made with the shape of X; it has as many columns as there are hidden units"
)
def h_like_x(X, theta):
    h = np.zeros(X.shape)
    z = np.zeros((len(X), len(theta["b2"])))
    for i, x in enumerate(X):
        h[i], z[i] = broadcasting.forward(x, theta)
    return h, z


@forward_nonvectorized.misconception(
    "the results are made with the type of X: where X holds integers, they lose their fraction"
)
def rows_typed_like_x(X, theta):
    h = np.zeros((len(X), len(theta["b1"])), dtype=X.dtype)
    z = np.zeros((len(X), len(theta["b2"])), dtype=X.dtype)
    for i, x in enumerate(X):
        h[i], z[i] = broadcasting.forward(x, theta)
    return h, z


@forward_nonvectorized.misconception(
    "the last sample is left out; range(n) ends before n by itself"
)
def without_the_last_row(X, theta):
    h = np.zeros((len(X), len(theta["b1"])))
    z = np.zeros((len(X), len(theta["b2"])))
    for i in range(len(X) - 1):
        h[i], z[i] = broadcasting.forward(X[i], theta)
    return h, z


@forward_nonvectorized.misconception("the order is turned round: h comes first, then z")
def rows_with_scores_first(X, theta):
    h, z = _row_by_row(X, theta)
    return z, h


@forward_nonvectorized.misconception(
    "row = X[i] is a view of X, and writing into it changes X; make a new array"
)
def rows_written_into_x(X, theta):
    h = np.zeros((len(X), len(theta["b1"])))
    z = np.zeros((len(X), len(theta["b2"])))
    for i, row in enumerate(X):
        h[i], z[i] = broadcasting.forward(row, theta)
        row[:] = relu(row)
    return h, z


@forward_nonvectorized.alternative("rows collected in lists")
def rows_in_lists(X, theta):
    hidden, scores = [], []
    for x in X:
        hidden.append(relu(theta["W1"].T @ x + theta["b1"]))
        scores.append(theta["W2"].T @ hidden[-1] + theta["b2"])
    return np.stack(hidden), np.stack(scores)


@forward_nonvectorized.alternative("a comprehension for each layer")
def rows_by_comprehension(X, theta):
    h = np.array([np.maximum(0, x @ theta["W1"] + theta["b1"]) for x in X])
    return h, np.array([row @ theta["W2"] + theta["b2"] for row in h])


@forward_nonvectorized.alternative("matrices of one row, stacked, in single precision")
def rows_by_vstack(X, theta):
    pairs = [broadcasting.forward(X[i : i + 1], theta) for i in range(X.shape[0])]
    h, z = (np.vstack(layer) for layer in zip(*pairs))
    return h.astype(np.float32), z.astype(np.float32)


@forward_nonvectorized.alternative("one number at a time")
def rows_by_numbers(X, theta):
    (n, d), (m, K) = X.shape, theta["W2"].shape
    h, z = np.zeros((n, m)), np.zeros((n, K))
    for i in range(n):
        for j in range(m):
            total = theta["b1"][j] + sum(X[i, k] * theta["W1"][k, j] for k in range(d))
            h[i, j] = max(0, total)
        for j in range(K):
            z[i, j] = theta["b2"][j] + sum(h[i, k] * theta["W2"][k, j] for k in range(m))
    return h, z
