"""Cross entropy after softmax, backward in one step."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.layers.draw import column, label, shares, single, upstream, whole
from solutions import layers
from solutions.layers import softmax_column

softmax_ce_backward = Exercise(
    layers.softmax_ce_backward, points=7, given=("softmax_column", "ce_forward")
)


@softmax_ce_backward.check("dJ/dL (softmax(v) - y) for a labelled class", weight=2.5)
def _(softmax_ce_backward, rng):
    d = 4
    return softmax_ce_backward(upstream(rng), column(rng, d), label(rng, d))


@softmax_ce_backward.check("a target that is itself a column of probabilities", weight=1.5)
def _(softmax_ce_backward, rng):
    d = 5
    return softmax_ce_backward(upstream(rng), column(rng, d), shares(rng, d))


@softmax_ce_backward.check("large scores, and a label with a probability of nearly 0", weight=1.5)
def _(softmax_ce_backward, rng):
    d = 6
    v = 1000 * whole(rng, d, 1) + column(rng, d)
    v[0] = v.max() + 5
    return softmax_ce_backward(upstream(rng), v, (v == v.min()).astype(float))


@softmax_ce_backward.check("whole numbers in v, and numbers in single precision")
def _(softmax_ce_backward, rng):
    d = 3
    return {
        "whole": softmax_ce_backward(-2, np.array([[1], [-1], [2]]), label(rng, d)),
        "single": softmax_ce_backward(upstream(rng), *single(column(rng, d), shares(rng, d))),
    }


softmax_ce_backward.untouched(
    lambda rng: (upstream(rng), column(rng, 5), shares(rng, 5)), weight=0.5
)


@softmax_ce_backward.misconception(
    "dJ/dL is left out, as if it were 1; the chain rule multiplies by it"
)
def without_upstream(dJdL, v, y):
    return softmax_column(v) - y


@softmax_ce_backward.misconception(
    "the difference is turned round: raising the labelled score makes the loss smaller, so its "
    "derivative o_c - 1 is negative"
)
def turned_round(dJdL, v, y):
    return dJdL * (y - softmax_column(v))


@softmax_ce_backward.misconception(
    "the target is subtracted from the scores v; it is subtracted from softmax(v)"
)
def scores_minus_target(dJdL, v, y):
    return dJdL * (v - y)


@softmax_ce_backward.misconception("y is not subtracted; the gradient is softmax(v) - y")
def without_target(dJdL, v, y):
    return dJdL * softmax_column(v)


@softmax_ce_backward.misconception(
    "the gradient is divided by d; the loss is that of one sample, and its classes are not averaged"
)
def averaged(dJdL, v, y):
    return dJdL * (softmax_column(v) - y) / len(v)


@softmax_ce_backward.misconception(
    "only labelled classes get a gradient; every score is in softmax's denominator, so the others "
    "get o_j"
)
def labelled_only(dJdL, v, y):
    return dJdL * y * (softmax_column(v) - 1)


@softmax_ce_backward.misconception(
    "this stops half-way: -y/o is the gradient with respect to the probabilities; softmax lies "
    "before them"
)
def stops_at_the_probabilities(dJdL, v, y):
    return -dJdL * y / softmax_column(v)


@softmax_ce_backward.misconception(
    "1 is subtracted from every probability; only the target y is, 1 for the labelled class alone"
)
def minus_one_everywhere(dJdL, v, y):
    return dJdL * (softmax_column(v) - 1)


@softmax_ce_backward.misconception(
    "exp(v) overflows for large scores; shift the scores by the largest, or call softmax_column"
)
def overflowing(dJdL, v, y):
    return dJdL * (np.exp(v) / np.sum(np.exp(v)) - y)


@softmax_ce_backward.misconception(
    "-y/o is multiplied by the Jacobian of softmax, and divides by 0 where a probability vanishes; "
    "multiplied out on paper, nothing is left to divide by"
)
def through_the_jacobian(dJdL, v, y):
    o = softmax_column(v)
    return dJdL * (np.diagflat(o) - o @ o.T) @ (-y / o)


@softmax_ce_backward.misconception(
    "the sum in softmax runs over axis 1, along which a column has one number; sum over the whole "
    "column"
)
def softmax_of_ones(dJdL, v, y):
    exponentials = np.exp(v - np.max(v))
    return dJdL * (exponentials / np.sum(exponentials, axis=1, keepdims=True) - y)


@softmax_ce_backward.misconception(
    "the result is multiplied by o (1 - o) once more; that factor has cancelled already"
)
def one_factor_too_many(dJdL, v, y):
    o = softmax_column(v)
    return dJdL * (o - y) * o * (1 - o)


@softmax_ce_backward.misconception("the result is flattened; it has the shape of v, (d, 1)")
def flat(dJdL, v, y):
    return (dJdL * (softmax_column(v) - y)).ravel()


@softmax_ce_backward.misconception(
    "v -= v.max() or another change in place writes into the caller's array"
)
def shifted_in_place(dJdL, v, y):
    if v.dtype.kind == "f":
        v -= np.max(v)
    return dJdL * (softmax_column(v) - y)


@softmax_ce_backward.alternative("softmax written out")
def written_out(dJdL, v, y):
    exponentials = np.exp(v - v.max())
    return dJdL * (exponentials / exponentials.sum() - y)


@softmax_ce_backward.alternative("subtracted from a copy")
def from_a_copy(dJdL, v, y):
    gradient = np.array(softmax_column(v))
    gradient -= y
    return gradient * dJdL


@softmax_ce_backward.alternative("a loop, in single precision")
def by_loop(dJdL, v, y):
    o = softmax_column(v)
    return np.array([[dJdL * (o[j, 0] - y[j, 0])] for j in range(len(v))], dtype=np.float32)
