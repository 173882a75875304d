"""The network of two linear layers, forward."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.layers.draw import column, single, weights, whole
from solutions import layers

network_forward = Exercise(layers.network_forward, points=7, given=("linear_forward",))


def parameters(rng, n, m, k):
    """W, b, M and c of a network with n inputs, m hidden units and k outputs."""
    return weights(rng, m, n), column(rng, m), weights(rng, k, m), column(rng, k)


@network_forward.check("z, h = relu(z) and o, in this order", weight=4)
def _(network_forward, rng):
    n, m, k = 3, 6, 2
    x, (W, b, M, c) = column(rng, n), parameters(rng, n, m, k)
    # Of o and -o one has negative entries, which a relu too many would cut off.
    return network_forward(x, W, b, M, c), network_forward(x, W, b, -M, -c)


@network_forward.check("other sizes, whole numbers in x, W and M", weight=2)
def _(network_forward, rng):
    n, m, k = 2, 5, 4
    x, W, M = whole(rng, n, 1), whole(rng, m, n), whole(rng, k, m)
    return network_forward(x, W, column(rng, m), M, column(rng, k))


@network_forward.check("numbers in single precision", weight=0.5)
def _(network_forward, rng):
    n, m, k = 4, 7, 3
    return network_forward(*single(column(rng, n), *parameters(rng, n, m, k)))


network_forward.untouched(lambda rng: (column(rng, 3), *parameters(rng, 3, 5, 2)), weight=0.5)


@network_forward.misconception("relu is missing: without it two layers are no more than one")
def no_relu(x, W, b, M, c):
    z = W @ x + b
    return z, z, M @ z + c


@network_forward.misconception(
    "M is multiplied with z; the second layer is fed by h, what comes after relu"
)
def second_layer_fed_by_z(x, W, b, M, c):
    z = W @ x + b
    return z, np.maximum(0, z), M @ z + c


@network_forward.misconception("b is missing in the first layer: z = W x + b")
def no_b(x, W, b, M, c):
    return layers.network_forward(x, W, 0 * b, M, c)


@network_forward.misconception("c is missing in the second layer: o = M h + c")
def no_c(x, W, b, M, c):
    return layers.network_forward(x, W, b, M, 0 * c)


@network_forward.misconception("both biases are missing: z = W x + b and o = M h + c")
def no_biases(x, W, b, M, c):
    return layers.network_forward(x, W, 0 * b, M, 0 * c)


@network_forward.misconception("relu comes before b is added; it takes the whole sum W x + b")
def relu_before_bias(x, W, b, M, c):
    z = W @ x
    h = np.maximum(0, z) + b
    return z, h, M @ h + c


@network_forward.misconception("relu is put on the output too; o keeps its negative entries")
def relu_on_the_output(x, W, b, M, c):
    z, h, o = layers.network_forward(x, W, b, M, c)
    return z, h, np.maximum(0, o)


@network_forward.misconception(
    "softmax is put on the output; o is M h + c, and its loss is the squared distance"
)
def softmax_on_the_output(x, W, b, M, c):
    z, h, o = layers.network_forward(x, W, b, M, c)
    return z, h, layers.softmax_column(o)


@network_forward.misconception("a sigmoid stands where relu should be")
def sigmoid_units(x, W, b, M, c):
    z = W @ x + b
    h = 1 / (1 + np.exp(-z))
    return z, h, M @ h + c


@network_forward.misconception(
    "z is returned as it is after relu; the backward pass needs to know what was negative"
)
def z_after_relu(x, W, b, M, c):
    _, h, o = layers.network_forward(x, W, b, M, c)
    return h, h, o


@network_forward.misconception("the order is turned round: (z, h, o), from the input to the output")
def output_first(x, W, b, M, c):
    return layers.network_forward(x, W, b, M, c)[::-1]


@network_forward.misconception("h and z have changed places: z comes before relu, h after it")
def hidden_first(x, W, b, M, c):
    z, h, o = layers.network_forward(x, W, b, M, c)
    return h, z, o


@network_forward.misconception(
    "only o is returned; the backward pass needs z and h too, so the tuple (z, h, o) is asked for"
)
def output_only(x, W, b, M, c):
    return layers.network_forward(x, W, b, M, c)[2]


@network_forward.misconception("the results are flattened; all of them are columns")
def flattened(x, W, b, M, c):
    return tuple(each.ravel() for each in layers.network_forward(x, W, b, M, c))


@network_forward.misconception(
    "z[z < 0] = 0 changes z itself, so that z and h are the same array and z has lost its negative "
    "entries; the biases b have changed with them"
)
def relu_in_place(x, W, b, M, c):
    b[:] = np.maximum(0, W @ x + b)
    return b, b, M @ b + c


@network_forward.alternative("in two lines, np.dot")
def in_two_lines(x, W, b, M, c):
    z = np.dot(W, x) + b
    return z, np.maximum(z, 0), np.dot(M, np.maximum(z, 0)) + c


@network_forward.alternative("relu by a mask, in single precision")
def by_mask(x, W, b, M, c):
    x, W, b, M, c = single(x, W, b, M, c)
    z = W @ x + b
    h = z * (z > 0)
    return z, h, M @ h + c


@network_forward.alternative("a loop over the hidden units")
def by_units(x, W, b, M, c):
    z = np.array([[float(W[i] @ x[:, 0] + b[i, 0])] for i in range(len(W))])
    h = np.array([[max(0.0, each)] for each in z[:, 0]])
    o = c + sum(M[:, [i]] * h[i, 0] for i in range(len(W)))
    return z, h, o
