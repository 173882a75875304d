"""Half the squared distance to the target, forward."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.layers.draw import column, single, whole
from solutions import layers

l2_loss_forward = Exercise(layers.l2_loss_forward, points=4)


@l2_loss_forward.check("half the squared norm of o - y, a single number", weight=2)
def _(l2_loss_forward, rng):
    d = 4
    return l2_loss_forward(column(rng, d), column(rng, d))


@l2_loss_forward.check("whole numbers, an odd sum of squares")
def _(l2_loss_forward, rng):
    d = 3
    y = whole(rng, d, 1)
    return {
        "whole": l2_loss_forward(y + np.array([[1], [-4], [2]]), y),
        "target whole": l2_loss_forward(column(rng, d), y),
    }


@l2_loss_forward.check("numbers in single precision", weight=0.5)
def _(l2_loss_forward, rng):
    d = 6
    return l2_loss_forward(*single(column(rng, d), column(rng, d)))


l2_loss_forward.untouched(lambda rng: (column(rng, 5), column(rng, 5)), weight=0.5)


@l2_loss_forward.misconception("the factor 1/2 is missing: half the sum of squares is asked for")
def without_half(o, y):
    return np.sum((o - y) ** 2)


@l2_loss_forward.misconception(
    "the squares are averaged; this loss adds them up and takes half of that, whatever d is"
)
def mean_square(o, y):
    return np.mean((o - y) ** 2)


@l2_loss_forward.misconception("half the mean of the squares is taken; the loss is half their sum")
def half_mean(o, y):
    return np.mean((o - y) ** 2) / 2


@l2_loss_forward.misconception(
    "the norm is not squared: np.linalg.norm takes a square root at its end"
)
def norm_itself(o, y):
    return np.linalg.norm(o - y) / 2


@l2_loss_forward.misconception(
    "the squares are not added up: the loss of a sample is one number, not one for each output"
)
def not_added(o, y):
    return (o - y) ** 2 / 2


@l2_loss_forward.misconception(
    "(o - y).T @ (o - y) is a (1, 1) matrix; a number without axes is asked for"
)
def one_by_one(o, y):
    return (o - y).T @ (o - y) / 2


@l2_loss_forward.misconception(
    "the sum over axis 0 leaves an array (1,), because of the column's second axis; np.sum without "
    "an axis gives a number"
)
def one_entry(o, y):
    return np.sum((o - y) ** 2, axis=0) / 2


@l2_loss_forward.misconception(
    "the differences are added up before they are squared, so that they cancel"
)
def square_of_the_sum(o, y):
    return np.sum(o - y) ** 2 / 2


@l2_loss_forward.misconception("absolute values stand where squares should")
def absolute(o, y):
    return np.sum(np.abs(o - y)) / 2


@l2_loss_forward.misconception(
    "y is turned into a row, and a column minus a row is a table (d, d) of all differences; both "
    "are columns already"
)
def all_differences(o, y):
    return np.sum((o - y.T) ** 2) / 2


@l2_loss_forward.misconception("o and y are added; the loss looks at their difference")
def added(o, y):
    return np.sum((o + y) ** 2) / 2


@l2_loss_forward.misconception("the sign is turned; a loss is positive, and descent makes it small")
def negative(o, y):
    return -np.sum((o - y) ** 2) / 2


@l2_loss_forward.misconception("// 2 cuts off the half of an odd number; the division is / 2")
def floor_half(o, y):
    squares = np.sum((o - y) ** 2)
    return squares // 2 if squares.dtype.kind == "i" else squares / 2


@l2_loss_forward.misconception("o -= y writes into the caller's array; o - y makes a new one")
def subtracts_in_place(o, y):
    o -= y
    return np.sum(o**2) / 2


@l2_loss_forward.alternative("np.linalg.norm, squared")
def by_norm(o, y):
    return 0.5 * np.linalg.norm(o - y) ** 2


@l2_loss_forward.alternative("a product of matrices, to a Python number")
def by_product(o, y):
    return ((o - y).T @ (o - y)).item() / 2


@l2_loss_forward.alternative("a loop")
def by_loop(o, y):
    total = 0
    for j in range(len(o)):
        total += (o[j, 0] - y[j, 0]) ** 2
    return total / 2


@l2_loss_forward.alternative("np.vdot, in single precision")
def by_vdot(o, y):
    return np.float32(0.5 * np.vdot(o - y, o - y))
