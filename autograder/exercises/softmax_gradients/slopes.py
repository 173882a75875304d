"""relu_derivative: 1 where relu lets a number pass, 0 where it blocks."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.softmax_gradients.probes import whole
from solutions import softmax_gradients

relu_derivative = Exercise(softmax_gradients.relu_derivative, points=5)


@relu_derivative.check("1 where z is positive, 0 where it is negative")
def _(relu_derivative, rng):
    return relu_derivative(rng.normal(scale=3, size=(4, 5)))


@relu_derivative.check("arrays with one axis and with three")
def _(relu_derivative, rng):
    return {
        "one axis": relu_derivative(rng.normal(size=7)),
        "three axes": relu_derivative(rng.normal(size=(2, 3, 4))),
    }


@relu_derivative.check("0 at 0, where relu has set a unit to 0")
def _(relu_derivative, rng):
    return relu_derivative(np.maximum(0, rng.normal(size=(5, 4))))


@relu_derivative.check("whole numbers and single precision")
def _(relu_derivative, rng):
    return {
        "whole numbers": relu_derivative(whole(rng, 3, 6)),
        "float32": relu_derivative(rng.normal(size=(5, 2)).astype(np.float32)),
    }


relu_derivative.untouched(lambda rng: (rng.normal(size=(3, 4)),))


@relu_derivative.misconception(
    "the entries are True and False; numbers are asked for, and .astype(float) makes them"
)
def truth_values(z):
    return z > 0


@relu_derivative.misconception(
    "0 counts as positive (>=), and so every unit that relu has switched off would count as on; "
    "the slope at 0 is taken to be 0"
)
def one_at_zero(z):
    return np.where(z >= 0, 1.0, 0.0)


@relu_derivative.misconception("the slope at 0 is set to one half; in this course it is 0")
def half_at_zero(z):
    return np.heaviside(z, 0.5)


@relu_derivative.misconception("that is relu itself; its slope is 1 wherever z is positive")
def relu_itself(z):
    return np.maximum(0, z)


@relu_derivative.misconception(
    "np.sign gives -1 for negative numbers; relu is flat there, so its slope is 0"
)
def sign(z):
    return np.sign(z)


@relu_derivative.misconception(
    "ones and zeros are exchanged: relu lets positive numbers pass, with slope 1"
)
def exchanged(z):
    return np.where(z > 0, 0.0, 1.0)


@relu_derivative.misconception(
    "the ones are written into z itself, which belongs to the caller; make a new array"
)
def in_place(z):
    z[z <= 0] = 0
    z[z > 0] = 1
    return z


@relu_derivative.misconception(
    "positive numbers become 1, but negative ones stay as they are; they become 0"
)
def negatives_stay(z):
    return np.where(z > 0, 1.0, z)


@relu_derivative.misconception(
    "the numbers are cut off at 0 and 1, so that 0.3 stays 0.3; the slope is 1 for every positive "
    "number, however small"
)
def cut_off(z):
    return np.clip(z, 0, 1)


@relu_derivative.misconception(
    "`if z > 0` asks one question about a whole array, which has no answer; a comparison of the "
    "array answers entry by entry"
)
def one_question(z):
    return 1.0 if z > 0 else 0.0


@relu_derivative.misconception(
    "only the positive entries are kept, which loses the shape; the others stay as zeros"
)
def drops_the_others(z):
    return np.ones(z.shape)[z > 0]


@relu_derivative.misconception("negative numbers get the slope 0.01 of a leaky relu; here it is 0")
def leaky(z):
    return np.where(z > 0, 1.0, 0.01)


@relu_derivative.misconception("that is the slope of a sigmoid; relu's is a step from 0 to 1")
def sigmoid_slope(z):
    return 1 / (1 + np.exp(-z)) / (1 + np.exp(z))


@relu_derivative.misconception(
    "z is divided by its magnitude, and 0/0 is nan; compare with 0 instead"
)
def divided_by_magnitude(z):
    return (z / np.abs(z) + 1) / 2


@relu_derivative.misconception("the two loops fit a matrix; z may have any number of axes")
def loop_over_matrix(z):
    n_rows, n_columns = z.shape
    result = np.zeros((n_rows, n_columns))
    for i in range(n_rows):
        for j in range(n_columns):
            result[i, j] = 1 if z[i, j] > 0 else 0
    return result


@relu_derivative.misconception(
    "numbers between 0 and 1 count as blocked, by z >= 1 or because z is cut off to integers; relu "
    "lets every positive number pass"
)
def from_one_on(z):
    return (z >= 1).astype(float)


@relu_derivative.misconception("the slope is 1 everywhere; relu is flat for negative numbers")
def always_one(z):
    return np.ones(z.shape)


@relu_derivative.alternative("a comparison as numbers")
def by_comparison(z):
    return (z > 0) * 1.0


@relu_derivative.alternative("np.where, as integers")
def by_where(z):
    return np.where(z > 0, 1, 0)


@relu_derivative.alternative("a copy with ones and zeros written into it, in single precision")
def by_masks(z):
    result = z.astype(np.float32)
    result[z > 0] = 1
    result[~(z > 0)] = 0
    return result


@relu_derivative.alternative("the sign of relu")
def by_sign(z):
    return np.sign(np.maximum(z, 0))


@relu_derivative.alternative("the Heaviside function")
def by_heaviside(z):
    return np.heaviside(z, 0)
