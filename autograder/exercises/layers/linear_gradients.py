"""The linear layer, backward: three gradients from one."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.layers.draw import column, single, weights, whole
from solutions import layers

linear_backward = Exercise(layers.linear_backward, points=9)


def _arguments(rng, m, n):
    return column(rng, m), weights(rng, m, n), column(rng, n)


@linear_backward.check("a tuple of three, shaped like W, b and x")
def _(linear_backward, rng):
    m, n = 2, 3
    gradients = linear_backward(*_arguments(rng, m, n))
    return type(gradients).__name__, [np.shape(each) for each in gradients]


@linear_backward.check("dJ/dW", weight=2.5, calls=False)
def _(linear_backward, rng):
    m, n = 4, 3
    return {"dJ/dW": linear_backward(*_arguments(rng, m, n))[0]}


@linear_backward.check("dJ/db", weight=1.5, calls=False)
def _(linear_backward, rng):
    m, n = 3, 2
    return {"dJ/db": linear_backward(*_arguments(rng, m, n))[1]}


@linear_backward.check("dJ/dx", weight=2.5, calls=False)
def _(linear_backward, rng):
    m, n = 2, 4
    return {"dJ/dx": linear_backward(*_arguments(rng, m, n))[2]}


@linear_backward.check("whole numbers in W and x, fractions in the upstream gradient")
def _(linear_backward, rng):
    m, n = 5, 3
    return linear_backward(column(rng, m), whole(rng, m, n), whole(rng, n, 1))


linear_backward.untouched(lambda rng: _arguments(rng, 4, 2), weight=0.5)


@linear_backward.misconception(
    "dJ/dW is turned round, (n, m); a gradient has the shape of what it belongs to, here (m, n)"
)
def turned_weights(dJdz, W, x):
    return x @ dJdz.T, dJdz, W.T @ dJdz


@linear_backward.misconception(
    "W is not turned round for dJ/dx: W @ dJdz only fits where W is square; x_j acts on J through "
    "column j of W"
)
def not_turned(dJdz, W, x):
    return dJdz @ x.T, dJdz, W @ dJdz


@linear_backward.misconception("dJ/dx is a row (1, n); it has the shape of x, (n, 1)")
def row_for_x(dJdz, W, x):
    return dJdz @ x.T, dJdz, dJdz.T @ W


@linear_backward.misconception(
    "dJ/db and dJ/dx are flattened; they have the shapes of b and x, (m, 1) and (n, 1)"
)
def flattened(dJdz, W, x):
    return dJdz @ x.T, dJdz.ravel(), (W.T @ dJdz).ravel()


@linear_backward.misconception(
    "the upstream gradient is left out of all three, as if it were ones; each of them is a product "
    "with dJdz"
)
def upstream_of_ones(dJdz, W, x):
    return layers.linear_backward(np.ones(dJdz.shape), W, x)


@linear_backward.misconception(
    "the upstream gradient is missing in dJ/dW, so every row of it is x; row i is dJ/dz_i times x"
)
def rows_of_x(dJdz, W, x):
    return np.ones(dJdz.shape) @ x.T, dJdz, W.T @ dJdz


@linear_backward.misconception(
    "dJ/db is 1 everywhere, which is only dz/db; the chain rule multiplies it by dJdz"
)
def ones_for_b(dJdz, W, x):
    return dJdz @ x.T, np.ones(dJdz.shape), W.T @ dJdz


@linear_backward.misconception(
    "dJ/dx is the sum of each column of W; each row i has to be multiplied by dJ/dz_i first"
)
def sums_of_columns(dJdz, W, x):
    return dJdz @ x.T, dJdz, np.sum(W, axis=0, keepdims=True).T


@linear_backward.misconception(
    "dJ/db is summed to a single number; every bias has a derivative of its own"
)
def summed_for_b(dJdz, W, x):
    return dJdz @ x.T, np.sum(dJdz), W.T @ dJdz


@linear_backward.misconception(
    "dJ/dW is a product with W; the derivative of W[i, j] x_j with respect to W[i, j] is x_j"
)
def product_with_w(dJdz, W, x):
    return dJdz * W, dJdz, W.T @ dJdz


@linear_backward.misconception(
    "the order is (dJdx, dJdW, dJdb); the tuple (dJdW, dJdb, dJdx) is asked for"
)
def input_first(dJdz, W, x):
    dJdW, dJdb, dJdx = layers.linear_backward(dJdz, W, x)
    return dJdx, dJdW, dJdb


@linear_backward.misconception(
    "dJ/dx and dJ/db have changed places; the tuple (dJdW, dJdb, dJdx) is asked for"
)
def bias_last(dJdz, W, x):
    dJdW, dJdb, dJdx = layers.linear_backward(dJdz, W, x)
    return dJdW, dJdx, dJdb


@linear_backward.misconception(
    "dJ/dx is missing: the layer below can't go on without it, even if no parameter is called x"
)
def parameters_only(dJdz, W, x):
    return layers.linear_backward(dJdz, W, x)[:2]


@linear_backward.misconception(
    "all signs are turned; the minus of gradient descent belongs into the step, not into the "
    "gradient"
)
def descent_direction(dJdz, W, x):
    return tuple(-each for each in layers.linear_backward(dJdz, W, x))


@linear_backward.misconception(
    "the results are made with the types of W and x: where these hold whole numbers, fractions are "
    "cut off"
)
def typed_like_the_arguments(dJdz, W, x):
    dJdW, dJdb, dJdx = layers.linear_backward(dJdz, W, x)
    return dJdW.astype(W.dtype), dJdb, dJdx.astype(x.dtype)


@linear_backward.misconception(
    "dJdz *= ... or W -= ... writes into the caller's array; a backward pass only reads"
)
def steps_at_once(dJdz, W, x):
    gradients = layers.linear_backward(dJdz, W, x)
    if W.dtype.kind == "f":
        W -= 0.1 * gradients[0]
    return gradients


@linear_backward.alternative("np.outer and np.dot")
def by_outer(dJdz, W, x):
    return np.outer(dJdz, x), dJdz, np.dot(W.T, dJdz)


@linear_backward.alternative("broadcasting and sums")
def by_broadcasting(dJdz, W, x):
    return dJdz * x.T, 1 * dJdz, np.sum(W * dJdz, axis=0)[:, np.newaxis]


@linear_backward.alternative("a row times W, turned at the end")
def by_rows(dJdz, W, x):
    return (x @ dJdz.T).T, np.array(dJdz), (dJdz.T @ W).T


@linear_backward.alternative("loops over the entries")
def by_loops(dJdz, W, x):
    m, n = W.shape
    dJdW, dJdx = np.zeros((m, n)), np.zeros((n, 1))
    for i in range(m):
        for j in range(n):
            dJdW[i, j] = dJdz[i, 0] * x[j, 0]
            dJdx[j, 0] += dJdz[i, 0] * W[i, j]
    return dJdW, dJdz.copy(), dJdx


@linear_backward.alternative("einsum, in single precision")
def by_einsum(dJdz, W, x):
    dJdz, W, x = single(dJdz, W, x)
    return np.einsum("ik,jk->ij", dJdz, x), dJdz, np.einsum("ij,ik->jk", W, dJdz)
