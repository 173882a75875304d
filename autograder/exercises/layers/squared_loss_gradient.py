"""Half the squared distance to the target, backward."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.layers.draw import column, single, upstream, whole
from solutions import layers

l2_loss_backward = Exercise(layers.l2_loss_backward, points=4)


@l2_loss_backward.check("o - y, times the derivative that comes from above", weight=2)
def _(l2_loss_backward, rng):
    d = 4
    return l2_loss_backward(upstream(rng), column(rng, d), column(rng, d))


@l2_loss_backward.check("whole numbers beside fractions")
def _(l2_loss_backward, rng):
    d = 3
    return {
        "outputs and target whole": l2_loss_backward(
            upstream(rng), whole(rng, d, 1), -10 * whole(rng, d, 1)
        ),
        "target whole": l2_loss_backward(-3, column(rng, d), whole(rng, d, 1)),
    }


@l2_loss_backward.check("dJ/dL as an array without axes, columns in single precision", weight=0.5)
def _(l2_loss_backward, rng):
    d = 6
    return l2_loss_backward(np.array(upstream(rng)), *single(column(rng, d), column(rng, d)))


l2_loss_backward.untouched(lambda rng: (upstream(rng), column(rng, 5), column(rng, 5)), weight=0.5)


@l2_loss_backward.misconception(
    "dJ/dL is left out, as if it were 1; the chain rule multiplies by it"
)
def without_upstream(dJdL, o, y):
    return o - y


@l2_loss_backward.misconception(
    "the difference is turned round: the derivative with respect to o is o - y"
)
def turned_round(dJdL, o, y):
    return dJdL * (y - o)


@l2_loss_backward.misconception("a factor 2 is left over: it cancels with the 1/2 of the loss")
def doubled(dJdL, o, y):
    return dJdL * 2 * (o - y)


@l2_loss_backward.misconception(
    "a factor 1/2 is left over: it cancels with the 2 from the derivative of the square"
)
def halved(dJdL, o, y):
    return dJdL * (o - y) / 2


@l2_loss_backward.misconception(
    "the gradient is divided by the number of outputs; the loss is a sum, not a mean"
)
def averaged(dJdL, o, y):
    return dJdL * (o - y) / len(o)


@l2_loss_backward.misconception(
    "the differences are added up; every output has a derivative of its own, (d, 1) in all"
)
def added_up(dJdL, o, y):
    return dJdL * np.sum(o - y)


@l2_loss_backward.misconception(
    "this is the loss times dJ/dL; its gradient with respect to o is asked for"
)
def the_loss(dJdL, o, y):
    return dJdL * layers.l2_loss_forward(o, y)


@l2_loss_backward.misconception(
    "the difference is divided by its norm, the gradient of a norm that is not squared"
)
def unit_length(dJdL, o, y):
    return dJdL * (o - y) / np.linalg.norm(o - y)


@l2_loss_backward.misconception(
    "only the signs of the differences are taken, the gradient of absolute values"
)
def signs(dJdL, o, y):
    return dJdL * np.sign(o - y)


@l2_loss_backward.misconception(
    "dJ/dL is added; the chain rule multiplies what lies one behind the other"
)
def upstream_added(dJdL, o, y):
    return dJdL + (o - y)


@l2_loss_backward.misconception("the result is a row; it has the shape of o, (d, 1)")
def row(dJdL, o, y):
    return dJdL * (o - y).T


@l2_loss_backward.misconception(
    "y is turned into a row, and a column minus a row is a table (d, d); both are columns already"
)
def table(dJdL, o, y):
    return dJdL * (o - y.T)


@l2_loss_backward.misconception(
    "two gradients are returned; only the one with respect to o is asked for, since nobody changes "
    "the target"
)
def two_gradients(dJdL, o, y):
    return dJdL * (o - y), dJdL * (y - o)


@l2_loss_backward.misconception(
    "the result is made with the type of o: where o holds whole numbers, fractions are cut off"
)
def typed_like_o(dJdL, o, y):
    gradient = np.zeros_like(o)
    gradient[:] = dJdL * (o - y)
    return gradient


@l2_loss_backward.misconception(
    "o -= y or o *= ... writes into the caller's array; o - y makes a new one"
)
def subtracted_in_place(dJdL, o, y):
    gradient = dJdL * (o - y)
    if o.dtype.kind == "f":
        o -= y
    return gradient


@l2_loss_backward.alternative("multiplied out")
def multiplied_out(dJdL, o, y):
    return dJdL * o - dJdL * y


@l2_loss_backward.alternative("np.subtract, in single precision")
def by_subtract(dJdL, o, y):
    return (dJdL * np.subtract(o, y)).astype(np.float32)


@l2_loss_backward.alternative("a loop")
def entry_by_entry(dJdL, o, y):
    gradient = np.zeros(o.shape)
    for j in range(o.shape[0]):
        gradient[j, 0] = dJdL * (o[j, 0] - y[j, 0])
    return gradient
