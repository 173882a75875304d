"""Softmax alone, backward, without its Jacobian."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.layers.draw import column, single, whole
from solutions import layers
from solutions.layers import softmax_column

softmax_backward = Exercise(layers.softmax_backward, points=10, given=("softmax_column",))

# What builds a (d, d) matrix, and what the product with the Jacobian can do without.
TABLES = ("diag", "diagflat", "eye", "identity", "fill_diagonal", "outer")


@softmax_backward.check("the Jacobian's product with any upstream gradient", weight=4)
def _(softmax_backward, rng):
    d = 4
    return softmax_backward(column(rng, d), column(rng, d))


@softmax_backward.check("other sizes, without forming the Jacobian", weight=2.5, without=TABLES)
def _(softmax_backward, rng):
    d = 7
    return softmax_backward(3 * column(rng, d), 2 * column(rng, d))


@softmax_backward.check("large scores", weight=1.5)
def _(softmax_backward, rng):
    d = 5
    return softmax_backward(column(rng, d), column(rng, d) + 1000 * rng.choice([-1, 1]))


@softmax_backward.check("whole numbers in v, and numbers in single precision")
def _(softmax_backward, rng):
    d = 3
    return {
        "v whole": softmax_backward(column(rng, d), np.array([[1], [-1], [2]])),
        "dJdo whole": softmax_backward(
            whole(rng, d, 1) * np.array([[1], [2], [5]]), column(rng, d)
        ),
        "single": softmax_backward(*single(column(rng, d), column(rng, d))),
    }


softmax_backward.untouched(lambda rng: (column(rng, 6), column(rng, 6)))


@softmax_backward.misconception(
    "only the diagonal of the Jacobian is used, o_i (1 - o_i), perhaps by a sum along axis 1; each "
    "score also moves all the other probabilities"
)
def diagonal_only(dJdo, v):
    o = softmax_column(v)
    return o * (1 - o) * dJdo


@softmax_backward.misconception(
    "the second half of the Jacobian is missing: o_i dJ/do_i, minus o_i times a sum over all "
    "classes"
)
def first_half(dJdo, v):
    return softmax_column(v) * dJdo


@softmax_backward.misconception(
    "the sum of dJdo is not weighted; each dJ/do_j counts with its probability o_j"
)
def plain_sum(dJdo, v):
    return softmax_column(v) * (dJdo - np.sum(dJdo))


@softmax_backward.misconception(
    "the plain mean of dJdo is subtracted; it has to be the mean that is weighted with o"
)
def plain_mean(dJdo, v):
    return softmax_column(v) * (dJdo - np.mean(dJdo))


@softmax_backward.misconception(
    "the weighted sum is added; outside the diagonal, the Jacobian is negative: what one class "
    "gains the others lose"
)
def added(dJdo, v):
    o = softmax_column(v)
    return o * (dJdo + np.sum(o * dJdo))


@softmax_backward.misconception(
    "the factor o_i in front is missing: a class of probability nearly 0 hardly moves"
)
def without_the_factor(dJdo, v):
    return dJdo - np.sum(softmax_column(v) * dJdo)


@softmax_backward.misconception(
    "o_i stands in front of dJ/do_i only; the weighted sum is multiplied by o_i as well"
)
def factor_once(dJdo, v):
    o = softmax_column(v)
    return o * dJdo - np.sum(o * dJdo)


@softmax_backward.misconception(
    "the scores v stand where the probabilities should; the derivative is made of softmax(v)"
)
def scores_for_probabilities(dJdo, v):
    return v * (dJdo - np.sum(v * dJdo))


@softmax_backward.misconception(
    "the upstream gradient is missing: this is o_i (1 - o_i), how each probability follows its own "
    "score"
)
def without_upstream(dJdo, v):
    o = softmax_column(v)
    return o * (1 - o)


@softmax_backward.misconception(
    "softmax(v) - dJdo looks like the gradient of the cross entropy; here any loss may follow, and "
    "dJdo is its gradient, not a target"
)
def as_for_the_cross_entropy(dJdo, v):
    return softmax_column(v) - dJdo


@softmax_backward.misconception(
    "exp(v) overflows for large scores; shift the scores by the largest, or call softmax_column"
)
def overflowing(dJdo, v):
    o = np.exp(v) / np.sum(np.exp(v))
    return o * (dJdo - np.sum(o * dJdo))


@softmax_backward.misconception(
    "the Jacobian is formed, d² numbers for a product that needs d; multiply it with dJdo on paper "
    "first"
)
def forms_the_jacobian(dJdo, v):
    o = softmax_column(v)
    return (np.diagflat(o) - o @ o.T) @ dJdo


@softmax_backward.misconception("the result is flattened; it has the shape of v, (d, 1)")
def flat(dJdo, v):
    return layers.softmax_backward(dJdo, v).ravel()


@softmax_backward.misconception(
    "o @ dJdo.T is a table (d, d), not the sum of the products, and so is the result; that is "
    "o.T @ dJdo"
)
def turned_product(dJdo, v):
    o = softmax_column(v)
    return o * (dJdo - o @ dJdo.T)


@softmax_backward.misconception("dJdo -= ... writes into the caller's array; make a new one")
def subtracted_in_place(dJdo, v):
    o = softmax_column(v)
    if dJdo.dtype.kind != "f":
        dJdo = dJdo.astype(float)
    dJdo -= np.sum(o * dJdo)
    return o * dJdo


@softmax_backward.alternative("a product of a row and a column")
def by_product(dJdo, v):
    o = softmax_column(v)
    return o * dJdo - o * (o.T @ dJdo)


@softmax_backward.alternative("softmax written out, np.vdot")
def written_out(dJdo, v):
    exponentials = np.exp(v - np.max(v))
    o = exponentials / np.sum(exponentials)
    return np.multiply(o, dJdo - np.vdot(o, dJdo))


@softmax_backward.alternative("a loop over the classes, in single precision")
def by_loop(dJdo, v):
    o = softmax_column(v)
    mean = 0.0
    for j in range(len(o)):
        mean += o[j, 0] * dJdo[j, 0]
    return np.array([[o[j, 0] * (dJdo[j, 0] - mean)] for j in range(len(o))], dtype=np.float32)


@softmax_backward.alternative("as a weighted mean")
def by_average(dJdo, v):
    o = softmax_column(v)
    return (dJdo - np.average(dJdo, weights=o)) * o
