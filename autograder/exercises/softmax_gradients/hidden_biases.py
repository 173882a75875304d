"""dJdb1: the gradient of the hidden layer's biases, back through W2 and the relu."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.softmax_gradients.probes import hidden, whole
from solutions import softmax_gradients

dJdb1 = Exercise(softmax_gradients.dJdb1, points=9, given=("relu_derivative",))


def probe(rng, n, m, K):
    return hidden(rng, n, m), rng.normal(size=(m, K)), rng.normal(size=(n, K))


def through_relu(h, W2, loss_der):
    """What arrives at the sums before the relu, (n, m)."""
    return softmax_gradients.relu_derivative(h) * (loss_der @ W2.T)


@dJdb1.check("back through W2 and the relu, and the mean over the samples", weight=3)
def _(dJdb1, rng):
    return dJdb1(*probe(rng, n=5, m=4, K=3))


@dJdb1.check("a hidden unit that is off for all samples, and a sample with all units off")
def _(dJdb1, rng):
    h, W2, loss_der = probe(rng, n=6, m=5, K=2)
    h[:, rng.integers(5)] = 0
    h[rng.integers(6)] = 0
    return dJdb1(h, W2, loss_der)


@dJdb1.check("more classes than hidden units, whole numbers beside real ones")
def _(dJdb1, rng):
    n, m, K = 7, 2, 4
    h, W2, loss_der = probe(rng, n, m, K)
    return {
        "h and W2 whole": dJdb1(np.maximum(0, whole(rng, n, m)), whole(rng, m, K), loss_der),
        "loss_der whole": dJdb1(h, W2, whole(rng, n, K)),
    }


dJdb1.untouched(lambda rng: probe(rng, n=4, m=3, K=2))


@dJdb1.vectorised("no Python loop over the samples", weight=1.5)
def _(dJdb1, rng, n):
    return dJdb1(*probe(rng, n, m=4, K=3))


@dJdb1.vectorised("no Python loop over the hidden units", weight=1.5)
def _(dJdb1, rng, m):
    return dJdb1(*probe(rng, n=5, m=m, K=3))


@dJdb1.misconception(
    "the slope of relu is missing, or it is taken for h >= 0, which holds for every entry after a "
    "relu. A unit that is off, h = 0, passes nothing on: multiply by relu'(h) before the mean"
)
def no_slope(h, W2, loss_der):
    return np.mean(loss_der @ W2.T, axis=0)


@dJdb1.misconception(
    "the values of h are multiplied in; it is relu's slope that counts, 1 where h is positive and "
    "0 elsewhere"
)
def values_of_h(h, W2, loss_der):
    return np.mean(h * (loss_der @ W2.T), axis=0)


@dJdb1.misconception(
    "relu is applied to the gradient; a gradient may well be negative. What blocks it is the "
    "slope of relu at h"
)
def relu_of_the_gradient(h, W2, loss_der):
    return np.mean(np.maximum(0, loss_der @ W2.T), axis=0)


@dJdb1.misconception(
    "the slope of relu is taken at the gradient that comes back; it belongs to the forward pass, "
    "at h"
)
def slope_at_the_gradient(h, W2, loss_der):
    upstream = loss_der @ W2.T
    return np.mean((h > 0) * (upstream > 0) * upstream, axis=0)


@dJdb1.misconception(
    "the samples are averaged first and the slopes afterwards; each sample has units of its own "
    "that are off, so multiply before the mean"
)
def mean_before_slope(h, W2, loss_der):
    return np.mean(loss_der @ W2.T, axis=0) * (np.mean(h, axis=0) > 0)


@dJdb1.misconception(
    "the slopes and what comes back are averaged apart and then multiplied; the mean of products "
    "is not the product of means"
)
def product_of_means(h, W2, loss_der):
    return np.mean(h > 0, axis=0) * np.mean(loss_der @ W2.T, axis=0)


@dJdb1.misconception("the 1/n is missing: J is the mean over the samples, not their sum")
def not_divided(h, W2, loss_der):
    return through_relu(h, W2, loss_der).sum(axis=0)


@dJdb1.misconception(
    "it is divided by n twice; loss_der is not divided by n, so that one division is right"
)
def divided_twice(h, W2, loss_der):
    return through_relu(h, W2, loss_der).mean(axis=0) / len(h)


@dJdb1.misconception(
    "the sum is divided by the number of hidden units; the mean is over the n samples"
)
def divided_by_units(h, W2, loss_der):
    return through_relu(h, W2, loss_der).sum(axis=0) / h.shape[1]


@dJdb1.misconception(
    "W2 is not transposed: (n, K) times (m, K) does not fit. On the way back the K classes are "
    "summed: (n, K) times (K, m)"
)
def not_transposed(h, W2, loss_der):
    return np.mean((h > 0) * (loss_der @ W2), axis=0)


@dJdb1.misconception(
    "W2 is reshaped to (K, m) where it should be transposed; a reshape keeps the order of the "
    "numbers and mixes up rows and columns"
)
def reshaped(h, W2, loss_der):
    return np.mean((h > 0) * (loss_der @ W2.reshape(W2.shape[::-1])), axis=0)


@dJdb1.misconception(
    "W2 is left out: what reaches a hidden unit is weighted by how much each class listens to it"
)
def without_weights(h, W2, loss_der):
    return np.mean((h > 0) * loss_der.sum(axis=1, keepdims=True), axis=0)


@dJdb1.misconception(
    "the sign is turned, as a step downhill would have it; asked for is the gradient itself"
)
def downhill(h, W2, loss_der):
    return -through_relu(h, W2, loss_der).mean(axis=0)


@dJdb1.misconception("each sample's derivatives are returned, (n, m); J's gradient is their mean")
def not_averaged(h, W2, loss_der):
    return through_relu(h, W2, loss_der)


@dJdb1.misconception(
    "the axis of the samples is kept with size 1, (1, m); b1 has the shape (m,), and so has its "
    "gradient"
)
def keeps_the_axis(h, W2, loss_der):
    return through_relu(h, W2, loss_der).mean(axis=0, keepdims=True)


@dJdb1.misconception(
    "the mean runs over the hidden units (axis 1); it should run over the samples (axis 0)"
)
def over_the_units(h, W2, loss_der):
    return through_relu(h, W2, loss_der).mean(axis=1)


@dJdb1.misconception(
    "the ones are written into h itself, which belongs to the caller; h > 0 makes a new array"
)
def ones_written_into_h(h, W2, loss_der):
    h[h > 0] = 1
    return np.mean(h * (loss_der @ W2.T), axis=0)


@dJdb1.misconception(
    "a loop goes from sample to sample; loss_der @ W2.T carries all of them back at once"
)
def loop_over_samples(h, W2, loss_der):
    total = np.zeros(h.shape[1])
    for h_i, g_i in zip(h, loss_der):
        total += (h_i > 0) * (W2 @ g_i)
    return total / len(h)


@dJdb1.misconception(
    "a loop goes from hidden unit to hidden unit; loss_der @ W2.T serves all of them at once"
)
def loop_over_units(h, W2, loss_der):
    return np.array([np.mean((h[:, k] > 0) * (loss_der @ W2[k])) for k in range(h.shape[1])])


@dJdb1.alternative("np.where")
def by_where(h, W2, loss_der):
    return np.where(h > 0, loss_der @ W2.T, 0).sum(axis=0) / h.shape[0]


@dJdb1.alternative("einsum over samples and classes")
def by_einsum(h, W2, loss_der):
    return np.einsum("nm,mk,nk->m", 1.0 * (h > 0), W2, loss_der) / len(h)


@dJdb1.alternative("samples in columns")
def by_columns(h, W2, loss_der):
    slope = softmax_gradients.relu_derivative(h.T)
    return np.average(slope * np.dot(W2, loss_der.T), axis=1)


@dJdb1.alternative("a masked copy, in single precision")
def by_masking(h, W2, loss_der):
    upstream = (loss_der @ W2.T).astype(np.float32)
    upstream[h <= 0] = 0
    return upstream.mean(axis=0)
