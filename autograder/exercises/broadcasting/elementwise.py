"""relu: numbers, each for itself."""

import numpy as np

from autograder.exercise import Exercise
from solutions import broadcasting

relu = Exercise(broadcasting.relu, points=4)


@relu.check("negative entries become 0, the others stay as they are")
def _(relu, rng):
    return relu(rng.normal(scale=3, size=(4, 5)))


@relu.check("arrays with one and with three axes, whole numbers too")
def _(relu, rng):
    return {
        "one axis": relu(rng.normal(scale=3, size=7)),
        "three axes": relu(rng.normal(scale=3, size=(2, 3, 4))),
        "whole numbers": relu(rng.integers(-9, 10, size=(5, 3))),
    }


@relu.check("single Python numbers")
def _(relu, rng):
    return {
        "negative": relu(-rng.uniform(1, 9)),
        "positive": relu(rng.uniform(1, 9)),
        "negative integer": relu(-int(rng.integers(1, 9))),
        "positive integer": relu(int(rng.integers(2, 9))),
    }


relu.untouched(lambda rng: (rng.normal(size=(3, 4)),))


@relu.misconception("the sign is dropped, so that -2 becomes 2; relu turns -2 into 0")
def absolute_value(z):
    return np.abs(z)


@relu.misconception("np.minimum keeps the negative part; relu keeps the positive one")
def negative_part(z):
    return np.minimum(0, z)


@relu.misconception(
    "Python's max asks whether a whole array is larger than 0, which has no answer; np.maximum "
    "compares entry by entry"
)
def builtin_max(z):
    return max(0, z)


@relu.misconception(
    "np.max finds the largest entry of one array and reads a second argument as an axis; "
    "np.maximum compares two arrays entry by entry"
)
def reduces_instead(z):
    return np.max(0, z)


@relu.misconception("all entries are reduced to the largest one; relu answers for each entry")
def one_maximum(z):
    return max(0, np.max(z))


@relu.misconception(
    "zeros are written into the argument itself; relu returns a new array, and takes Python "
    "numbers, into which nothing can be written"
)
def in_place(z):
    z[z < 0] = 0
    return z


@relu.misconception(
    "the argument is copied and masked, which works for arrays; a Python number has no copy()"
)
def needs_an_array(z):
    result = z.copy()
    result[result < 0] = 0
    return result


@relu.misconception("values above 1 are cut off; relu has no upper limit")
def cut_at_one(z):
    return np.clip(z, 0, 1)


@relu.misconception("negative entries keep a hundredth of their value; in relu they become 0")
def leaky(z):
    return np.where(np.asarray(z) > 0, z, 0.01 * np.asarray(z))


@relu.misconception("that is relu's derivative, 1 where z > 0; relu itself returns z there")
def step(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.0)


@relu.misconception("that is the softplus, a smooth relative; relu has a corner at 0")
def softplus(z):
    return np.log1p(np.exp(z))


@relu.misconception(
    "the negative entries are left out, which loses the shape; they stay where they are, as zeros"
)
def drops_negatives(z):
    z = np.asarray(z)
    return z[z > 0]


@relu.misconception(
    "the loop takes each item for a single number, which it is in an array with one axis only; "
    "np.maximum takes any number of axes"
)
def loop_over_items(z):
    return np.array([max(0, number) for number in z])


@relu.misconception("the two loops fit a matrix; z may have any number of axes, or none")
def loop_over_matrix(z):
    n_rows, n_columns = z.shape
    result = np.zeros((n_rows, n_columns))
    for i in range(n_rows):
        for j in range(n_columns):
            result[i, j] = max(0, z[i, j])
    return result


@relu.misconception("the fractions are cut off on the way to integers; the entries stay real")
def truncates(z):
    return np.maximum(0, np.asarray(z).astype(int))


@relu.alternative("np.where")
def relu_by_where(z):
    return np.where(np.asarray(z) > 0, z, 0)


@relu.alternative("multiplied by a mask")
def relu_by_mask(z):
    return np.asarray(z) * (np.asarray(z) > 0)


@relu.alternative("np.clip without an upper limit")
def relu_by_clip(z):
    return np.clip(z, 0, None)


@relu.alternative("half of z and its absolute value, in single precision")
def relu_by_absolute(z):
    z = np.asarray(z, dtype=np.float32)
    return (z + np.abs(z)) / 2
