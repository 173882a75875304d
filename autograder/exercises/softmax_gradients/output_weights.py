"""dJdW2: the gradient of the output layer's weights."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.softmax_gradients.probes import hidden, whole
from solutions import softmax_gradients

dJdW2 = Exercise(softmax_gradients.dJdW2, points=8)


@dJdW2.check("the mean over the samples of h_i times the derivatives of sample i", weight=3)
def _(dJdW2, rng):
    n, m, K = 5, 4, 3
    return dJdW2(hidden(rng, n, m), rng.normal(size=(n, K)))


@dJdW2.check("whole numbers beside real ones, more classes than hidden units")
def _(dJdW2, rng):
    n, m, K = 6, 2, 5
    return dJdW2(np.maximum(0, whole(rng, n, m)), rng.normal(size=(n, K)))


dJdW2.untouched(lambda rng: (hidden(rng, 4, 3), rng.normal(size=(4, 2))))


@dJdW2.vectorised("no Python loop over the samples")
def _(dJdW2, rng, n):
    m, K = 4, 3
    return dJdW2(hidden(rng, n, m), rng.normal(size=(n, K)))


@dJdW2.vectorised("no Python loop over the hidden units")
def _(dJdW2, rng, m):
    n, K = 5, 3
    return dJdW2(hidden(rng, n, m), rng.normal(size=(n, K)))


@dJdW2.vectorised("no Python loop over the classes")
def _(dJdW2, rng, K):
    n, m = 5, 3
    return dJdW2(hidden(rng, n, m), rng.normal(size=(n, K)))


@dJdW2.misconception("the 1/n is missing: J is the mean over the samples, not their sum")
def not_divided(h, loss_der):
    return h.T @ loss_der


@dJdW2.misconception(
    "it is divided by n twice; loss_der is not divided by n, so that one division is right"
)
def divided_twice(h, loss_der):
    return h.T @ loss_der / len(h) ** 2


@dJdW2.misconception(
    "it is divided by the number of hidden units; the mean is over the n samples, the rows of h"
)
def divided_by_units(h, loss_der):
    return h.T @ loss_der / h.shape[1]


@dJdW2.misconception("the sum is divided by h.size, which is n m; only the n samples are averaged")
def divided_by_size(h, loss_der):
    return h.T @ loss_der / h.size


@dJdW2.misconception("the result is turned round, (K, m); the gradient has the shape of W2, (m, K)")
def turned_round(h, loss_der):
    return loss_der.T @ h / len(h)


@dJdW2.misconception(
    "h is not transposed: (n, m) and (n, K) do not fit. The sum runs over the samples, so n has "
    "to stand inside: (m, n) times (n, K)"
)
def not_transposed(h, loss_der):
    return h @ loss_der / len(h)


@dJdW2.misconception(
    "* multiplies entry by entry, which fits no shapes here; @ sums over the samples"
)
def entry_by_entry(h, loss_der):
    return h.T * loss_der / len(h)


@dJdW2.misconception(
    "the slope of relu stands in for h; the scores are h W2 + b2, and their derivative with "
    "respect to W2 is h itself"
)
def slope_of_h(h, loss_der):
    return softmax_gradients.relu_derivative(h).T @ loss_der / len(h)


@dJdW2.misconception(
    "h and loss_der are averaged before they are multiplied; the mean of products is not the "
    "product of means"
)
def product_of_means(h, loss_der):
    return np.outer(h.mean(axis=0), loss_der.mean(axis=0))


@dJdW2.misconception(
    "the sign is turned, as a step downhill would have it; asked for is the gradient itself"
)
def downhill(h, loss_der):
    return -h.T @ loss_der / len(h)


@dJdW2.misconception("each sample's table is returned, (n, m, K); J's gradient is their mean")
def not_averaged(h, loss_der):
    return h[:, :, np.newaxis] * loss_der[:, np.newaxis, :]


@dJdW2.misconception("only the last sample counts, as when = stands in a loop instead of +=")
def last_sample(h, loss_der):
    return np.outer(h[-1], loss_der[-1]) / len(h)


@dJdW2.misconception(
    "/= divides loss_der itself, which belongs to the caller; loss_der / n makes a new array"
)
def divides_in_place(h, loss_der):
    loss_der /= len(h)
    return h.T @ loss_der


@dJdW2.misconception(
    "the result is stored in an array with the type of h: where h holds integers, the fractions "
    "are cut off"
)
def typed_like_h(h, loss_der):
    result = np.zeros((h.shape[1], loss_der.shape[1]), dtype=h.dtype)
    result[:] = h.T @ loss_der / len(h)
    return result


@dJdW2.misconception(
    "the mean of h is taken away first; that would be a covariance, and no relative of this "
    "gradient"
)
def centred(h, loss_der):
    return (h - h.mean(axis=0)).T @ loss_der / len(h)


@dJdW2.misconception(
    "a loop goes from sample to sample and adds up outer products; h.T @ loss_der is their sum"
)
def loop_over_samples(h, loss_der):
    total = np.zeros((h.shape[1], loss_der.shape[1]))
    for h_i, g_i in zip(h, loss_der):
        total += np.outer(h_i, g_i)
    return total / len(h)


@dJdW2.misconception(
    "a loop goes from hidden unit to hidden unit; h.T @ loss_der computes all rows at once"
)
def loop_over_units(h, loss_der):
    return np.stack([column @ loss_der / len(h) for column in h.T])


@dJdW2.misconception("a loop goes from class to class; h.T @ loss_der computes all columns at once")
def loop_over_classes(h, loss_der):
    return np.stack([h.T @ column / len(h) for column in loss_der.T], axis=1)


@dJdW2.alternative("einsum")
def by_einsum(h, loss_der):
    return np.einsum("nm,nk->mk", h, loss_der) / h.shape[0]


@dJdW2.alternative("outer products by broadcasting, and their mean")
def by_broadcasting(h, loss_der):
    return np.mean(h[:, :, None] * loss_der[:, None, :], axis=0)


@dJdW2.alternative("the other product, turned round at the end")
def by_transposing(h, loss_der):
    return np.dot((loss_der / len(loss_der)).T, h).T


@dJdW2.alternative("tensordot, in single precision")
def by_tensordot(h, loss_der):
    h, loss_der = h.astype(np.float32), loss_der.astype(np.float32)
    return np.tensordot(h, loss_der, axes=(0, 0)) / np.float32(len(h))
