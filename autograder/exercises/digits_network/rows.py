"""The shape in which samples enter the network: a stack of arrays of one row."""

import numpy as np

from autograder.exercise import Exercise
from solutions import digits_network

reshape_inputs = Exercise(digits_network.reshape_inputs, points=3)


@reshape_inputs.check("a (1, d) array for each sample, with its numbers in order")
def _(reshape_inputs, rng):
    return reshape_inputs(rng.normal(size=(4, 3)))


@reshape_inputs.check("more columns than rows, whole numbers")
def _(reshape_inputs, rng):
    return reshape_inputs(rng.integers(17, size=(3, 8)))


reshape_inputs.untouched(lambda rng: (rng.normal(size=(5, 2)),))


@reshape_inputs.misconception("the new axis is in front, (1, n, d): all samples in one array")
def axis_in_front(X):
    return X[np.newaxis]


@reshape_inputs.misconception("the new axis is at the end: each sample is a column, (d, 1)")
def axis_at_the_end(X):
    return X[:, :, np.newaxis]


@reshape_inputs.misconception("X is turned round first, so that its columns become the samples")
def columns_as_samples(X):
    return X.T[:, np.newaxis, :]


@reshape_inputs.misconception(
    "reshape to (d, 1, n) cuts the numbers anew, so that samples are mixed; it is (n, 1, d)"
)
def cut_anew(X):
    return X.reshape(X.shape[1], 1, X.shape[0])


@reshape_inputs.misconception("X is still (n, d); an axis of length 1 goes between the two")
def unchanged(X):
    return X.copy()


@reshape_inputs.misconception("all numbers are in one row; each sample has a row of its own")
def one_row(X):
    return X.reshape(1, -1)


@reshape_inputs.misconception("every number is an array by itself; a sample stays together")
def numbers_apart(X):
    return X.reshape(-1, 1, 1)


@reshape_inputs.misconception("X is scaled as well; only the shape is asked for")
def scaled(X):
    return (X / np.max(X))[:, np.newaxis]


@reshape_inputs.misconception(
    "Fortran's order mixes the samples' numbers; leave reshape's order as it is"
)
def other_order(X):
    return X.reshape(-1, order="F").reshape(len(X), 1, -1)


@reshape_inputs.misconception("the shape 64 of the digits is fixed; d may be any number")
def digits_only(X):
    return X.reshape(len(X), 1, 64)


@reshape_inputs.alternative("reshape")
def by_reshape(X):
    n, d = X.shape
    return X.reshape(n, 1, d)


@reshape_inputs.alternative("expand_dims")
def by_expand_dims(X):
    return np.expand_dims(X, axis=1)


@reshape_inputs.alternative("a list of rows")
def by_rows(X):
    return np.array([[row] for row in X])
