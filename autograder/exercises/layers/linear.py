"""The linear layer, forward."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.layers.draw import column, single, weights, whole
from solutions import layers

linear_forward = Exercise(layers.linear_forward, points=4)


@linear_forward.check("W x + b, as a column", weight=1.5)
def _(linear_forward, rng):
    m, n = 2, 3
    return linear_forward(weights(rng, m, n), column(rng, n), column(rng, m))


@linear_forward.check("more outputs than inputs, whole numbers beside fractions")
def _(linear_forward, rng):
    m, n = 5, 2
    return linear_forward(whole(rng, m, n), whole(rng, n, 1), column(rng, m))


@linear_forward.check("numbers in single precision", weight=0.5)
def _(linear_forward, rng):
    m, n = 3, 4
    return linear_forward(*single(weights(rng, m, n), column(rng, n), column(rng, m)))


linear_forward.untouched(lambda rng: (weights(rng, 4, 3), column(rng, 3), column(rng, 4)))


@linear_forward.misconception("the biases are missing: z = W x + b")
def no_bias(W, x, b):
    return W @ x


@linear_forward.misconception("the biases are subtracted; z = W x + b adds them")
def minus_bias(W, x, b):
    return W @ x - b


@linear_forward.misconception(
    "* multiplies entry by entry and leaves a table (m, n); the matrix product @ also adds up each "
    "row"
)
def no_sum(W, x, b):
    return W * x.T + b


@linear_forward.misconception(
    "the sum over axis 1 drops that axis, and (m,) + (m, 1) broadcasts to a table (m, m); W @ x "
    "stays a column"
)
def sum_drops_the_axis(W, x, b):
    return np.sum(W * x.T, axis=1) + b


@linear_forward.misconception(
    "b is turned into a row, and a column plus a row broadcasts to a table (m, m); b is a column "
    "already"
)
def bias_as_a_row(W, x, b):
    return W @ x + b.T


@linear_forward.misconception("the result is a row (1, m); z is a column (m, 1), as x is one")
def row(W, x, b):
    return x.T @ W.T + b.T


@linear_forward.misconception(
    "the result is flattened to (m,); z keeps its second axis, (m, 1), and fits the next layer"
)
def flat(W, x, b):
    return (W @ x + b).ravel()


@linear_forward.misconception(
    "W is turned round, which only fits where it is square; W has a row for each output, so W @ x "
    "as it stands"
)
def transposed(W, x, b):
    return W.T @ x + b


@linear_forward.misconception(
    "a relu follows at once; the linear layer is W x + b alone, with negative entries too"
)
def with_relu(W, x, b):
    return np.maximum(0, W @ x + b)


@linear_forward.misconception("all biases are added up; output i gets its own b_i")
def summed_bias(W, x, b):
    return W @ x + b.sum()


@linear_forward.misconception(
    "z is made with the type of W: where W holds whole numbers, fractions are cut off"
)
def typed_like_w(W, x, b):
    z = np.zeros((len(W), 1), dtype=W.dtype)
    z[:] = (W @ x + b).astype(W.dtype)
    return z


@linear_forward.misconception(
    "+= adds into the array b, which belongs to the caller; W @ x + b makes a new one"
)
def adds_into_b(W, x, b):
    b += W @ x
    return b


@linear_forward.alternative("np.dot")
def by_dot(W, x, b):
    return np.dot(W, x) + b


@linear_forward.alternative("broadcasting, with the axis kept")
def by_broadcasting(W, x, b):
    return np.sum(W * x.T, axis=1, keepdims=True) + b


@linear_forward.alternative("the biases as one more column of W")
def with_a_one(W, x, b):
    return np.hstack([W, b]) @ np.vstack([x, [[1]]])


@linear_forward.alternative("two loops")
def by_loops(W, x, b):
    m, n = W.shape
    z = np.zeros((m, 1))
    for i in range(m):
        for j in range(n):
            z[i, 0] += W[i, j] * x[j, 0]
        z[i, 0] += b[i, 0]
    return z


@linear_forward.alternative("in single precision")
def in_single(W, x, b):
    W, x, b = single(W, x, b)
    return np.matmul(W, x) + b
