"""dJdW1: the gradient of the hidden layer's weights, back through W2 and the relu to X."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.softmax_gradients.hidden_biases import probe as hidden_probe
from autograder.exercises.softmax_gradients.hidden_biases import through_relu
from autograder.exercises.softmax_gradients.probes import whole
from solutions import softmax_gradients

dJdW1 = Exercise(softmax_gradients.dJdW1, points=9, given=("relu_derivative", "dJdb1"))


def probe(rng, n, d, m, K):
    return (rng.normal(size=(n, d)), *hidden_probe(rng, n, m, K))


@dJdW1.check("the mean over the samples of x_i times what comes back to its hidden units", weight=3)
def _(dJdW1, rng):
    return dJdW1(*probe(rng, n=6, d=2, m=4, K=3))


@dJdW1.check("more features than samples, and a hidden unit that is off for all samples")
def _(dJdW1, rng):
    X, h, W2, loss_der = probe(rng, n=5, d=7, m=3, K=4)
    h[:, rng.integers(3)] = 0
    return dJdW1(X, h, W2, loss_der)


@dJdW1.check("whole numbers beside real ones")
def _(dJdW1, rng):
    n, d, m, K = 7, 3, 5, 2
    X, h, W2, loss_der = probe(rng, n, d, m, K)
    return {
        "X and h whole": dJdW1(whole(rng, n, d), np.maximum(0, whole(rng, n, m)), W2, loss_der),
        "loss_der whole": dJdW1(X, h, W2, whole(rng, n, K)),
    }


dJdW1.untouched(lambda rng: probe(rng, n=4, d=5, m=3, K=2))


@dJdW1.vectorised("no Python loop over the samples")
def _(dJdW1, rng, n):
    return dJdW1(*probe(rng, n, d=2, m=4, K=3))


@dJdW1.vectorised("no Python loop over the features")
def _(dJdW1, rng, d):
    return dJdW1(*probe(rng, n=5, d=d, m=4, K=3))


@dJdW1.vectorised("no Python loop over the hidden units")
def _(dJdW1, rng, m):
    return dJdW1(*probe(rng, n=5, d=2, m=m, K=3))


@dJdW1.misconception(
    "the slope of relu is missing, or it is taken for h >= 0, which holds for every entry after a "
    "relu. A unit that is off, h = 0, passes nothing on: multiply by relu'(h) before X comes in"
)
def no_slope(X, h, W2, loss_der):
    return X.T @ (loss_der @ W2.T) / len(X)


@dJdW1.misconception(
    "the values of h are multiplied in; it is relu's slope that counts, 1 where h is positive and "
    "0 elsewhere"
)
def values_of_h(X, h, W2, loss_der):
    return X.T @ (h * (loss_der @ W2.T)) / len(X)


@dJdW1.misconception(
    "relu is applied to the gradient; a gradient may well be negative. What blocks it is the "
    "slope of relu at h"
)
def relu_of_the_gradient(X, h, W2, loss_der):
    return X.T @ np.maximum(0, loss_der @ W2.T) / len(X)


@dJdW1.misconception("the slope of relu is taken at X; it belongs to the hidden units, at h")
def slope_at_x(X, h, W2, loss_der):
    return (X * (X > 0)).T @ (loss_der @ W2.T) / len(X)


@dJdW1.misconception("the 1/n is missing: J is the mean over the samples, not their sum")
def not_divided(X, h, W2, loss_der):
    return X.T @ through_relu(h, W2, loss_der)


@dJdW1.misconception(
    "it is divided by n twice; loss_der is not divided by n, so that one division is right"
)
def divided_twice(X, h, W2, loss_der):
    return X.T @ through_relu(h, W2, loss_der) / len(X) ** 2


@dJdW1.misconception(
    "the sum is divided by the number of features; the mean is over the n samples, the rows of X"
)
def divided_by_features(X, h, W2, loss_der):
    return X.T @ through_relu(h, W2, loss_der) / X.shape[1]


@dJdW1.misconception("the result is turned round, (m, d); the gradient has the shape of W1, (d, m)")
def turned_round(X, h, W2, loss_der):
    return through_relu(h, W2, loss_der).T @ X / len(X)


@dJdW1.misconception(
    "h stands where X belongs: W1 multiplies the samples, so that the derivative holds X"
)
def h_for_x(X, h, W2, loss_der):
    return h.T @ through_relu(h, W2, loss_der) / len(X)


@dJdW1.misconception(
    "X is left out: that is the gradient of b1; a weight's share is multiplied by its feature"
)
def without_x(X, h, W2, loss_der):
    return through_relu(h, W2, loss_der).mean(axis=0)


@dJdW1.misconception(
    "X and what comes back are averaged before they are multiplied; the mean of products is not "
    "the product of means"
)
def product_of_means(X, h, W2, loss_der):
    return np.outer(X.mean(axis=0), through_relu(h, W2, loss_der).mean(axis=0))


@dJdW1.misconception(
    "W2 is left out: what reaches a hidden unit is weighted by how much each class listens to it"
)
def without_weights(X, h, W2, loss_der):
    return X.T @ ((h > 0) * loss_der.sum(axis=1, keepdims=True)) / len(X)


@dJdW1.misconception(
    "W2 is not transposed: (n, K) times (m, K) does not fit. On the way back the K classes are "
    "summed: (n, K) times (K, m)"
)
def not_transposed(X, h, W2, loss_der):
    return X.T @ ((h > 0) * (loss_der @ W2)) / len(X)


@dJdW1.misconception(
    "the sign is turned, as a step downhill would have it; asked for is the gradient itself"
)
def downhill(X, h, W2, loss_der):
    return -X.T @ through_relu(h, W2, loss_der) / len(X)


@dJdW1.misconception("each sample's table is returned, (n, d, m); J's gradient is their mean")
def not_averaged(X, h, W2, loss_der):
    return X[:, :, np.newaxis] * through_relu(h, W2, loss_der)[:, np.newaxis, :]


@dJdW1.misconception(
    "/= divides loss_der itself, which belongs to the caller; loss_der / n makes a new array"
)
def divides_in_place(X, h, W2, loss_der):
    loss_der /= len(X)
    return X.T @ through_relu(h, W2, loss_der)


@dJdW1.misconception(
    "a loop goes from sample to sample and adds up outer products; X.T @ ... is their sum"
)
def loop_over_samples(X, h, W2, loss_der):
    total = np.zeros((X.shape[1], h.shape[1]))
    for x_i, v_i in zip(X, through_relu(h, W2, loss_der)):
        total += np.outer(x_i, v_i)
    return total / len(X)


@dJdW1.misconception("a loop goes from feature to feature; X.T @ ... computes all rows at once")
def loop_over_features(X, h, W2, loss_der):
    v = through_relu(h, W2, loss_der)
    return np.stack([feature @ v / len(X) for feature in X.T])


@dJdW1.misconception(
    "a loop goes from hidden unit to hidden unit; X.T @ ... computes all columns at once"
)
def loop_over_units(X, h, W2, loss_der):
    v = through_relu(h, W2, loss_der)
    return np.stack([X.T @ unit / len(X) for unit in v.T], axis=1)


@dJdW1.alternative("np.where")
def by_where(X, h, W2, loss_der):
    return np.dot(X.T, np.where(h > 0, loss_der @ W2.T, 0)) / X.shape[0]


@dJdW1.alternative("einsum over samples and classes")
def by_einsum(X, h, W2, loss_der):
    return np.einsum("nd,nm,mk,nk->dm", X, 1.0 * (h > 0), W2, loss_der) / len(X)


@dJdW1.alternative("outer products by broadcasting, and their mean")
def by_broadcasting(X, h, W2, loss_der):
    v = softmax_gradients.relu_derivative(h) * np.matmul(loss_der, W2.T)
    return np.mean(X[:, :, None] * v[:, None, :], axis=0)


@dJdW1.alternative("samples in columns, in single precision")
def by_columns(X, h, W2, loss_der):
    v = ((W2 @ loss_der.T) * (h.T > 0)).astype(np.float32)
    return (v @ X.astype(np.float32) / np.float32(len(X))).T
