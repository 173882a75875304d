"""A sum, backward: it hands on what it gets, to both summands."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.layers.draw import column, single, upstream
from solutions import layers

sum_backward = Exercise(layers.sum_backward, points=3)


@sum_backward.check("both summands get all that comes from above, a number")
def _(sum_backward, rng):
    return sum_backward(upstream(rng))


@sum_backward.check("the sum of two columns")
def _(sum_backward, rng):
    m = 4
    return sum_backward(column(rng, m))


@sum_backward.check("a whole number, and a column in single precision", weight=0.5)
def _(sum_backward, rng):
    m = 3
    return {"whole": sum_backward(-7), "column": sum_backward(*single(column(rng, m)))}


sum_backward.untouched(lambda rng: (column(rng, 5),), weight=0.5)


@sum_backward.misconception(
    "the gradient is shared out, half to each; a step in either summand moves the sum by all of it"
)
def halves(dJdK):
    return dJdK / 2, dJdK / 2


@sum_backward.misconception(
    "this is only the derivative of the sum, 1 for each; the chain rule multiplies it by dJdK"
)
def ones(dJdK):
    return np.ones(np.shape(dJdK)), np.ones(np.shape(dJdK))


@sum_backward.misconception("only the first summand gets the gradient; both do")
def first_only(dJdK):
    return dJdK, 0 * dJdK


@sum_backward.misconception("one gradient is returned; a tuple of two is due, one for each summand")
def only_one(dJdK):
    return dJdK


@sum_backward.misconception(
    "the two are doubled, as if both flowed into one summand; gradients are added up where a "
    "number is used twice, not where two numbers meet"
)
def doubled(dJdK):
    return 2 * dJdK, 2 * dJdK


@sum_backward.misconception(
    "the second sign is turned, which is right for a difference; this is a sum"
)
def difference(dJdK):
    return dJdK, -dJdK


@sum_backward.misconception(
    "a gradient that is a column is added up to a number; each summand is a column too"
)
def added_up(dJdK):
    return np.sum(dJdK), np.sum(dJdK)


@sum_backward.misconception("the result is a list; a tuple (dJds1, dJds2) is asked for")
def list_of_two(dJdK):
    return [dJdK, dJdK]


@sum_backward.misconception(
    "the two are put into one array; a tuple of two gradients is asked for, each with its own shape"
)
def one_array(dJdK):
    return np.array([dJdK, dJdK])


@sum_backward.misconception(
    "the gradient is squared, as if the two summands were multiplied; a sum hands it on unchanged"
)
def squared(dJdK):
    return dJdK**2, dJdK**2


@sum_backward.misconception(
    "columns come out as rows; a gradient has the shape of the summand, (m, 1)"
)
def rows(dJdK):
    return np.transpose(dJdK), np.transpose(dJdK)


@sum_backward.misconception(
    "columns are flattened; a gradient has the shape of the summand, (m, 1)"
)
def flattened(dJdK):
    flat = np.ravel(dJdK) if np.ndim(dJdK) else dJdK
    return flat, flat


@sum_backward.misconception("dJdK /= ... or another change in place writes into the caller's array")
def changed_in_place(dJdK):
    pair = np.copy(dJdK), np.copy(dJdK)
    if isinstance(dJdK, np.ndarray):
        dJdK *= 0
    return pair


@sum_backward.alternative("the same gradient twice")
def twice(dJdK):
    return dJdK, dJdK


@sum_backward.alternative("times the local derivative, 1")
def times_one(dJdK):
    return dJdK * 1.0, dJdK * 1.0


@sum_backward.alternative("copies, in single precision")
def copies(dJdK):
    return np.array(dJdK, dtype=np.float32), np.array(dJdK, dtype=np.float32)
