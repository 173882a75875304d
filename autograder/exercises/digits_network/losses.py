"""The slope of the sigmoid, and two ways to measure an error with their derivatives."""

import numpy as np

from autograder.exercise import Exercise
from solutions import digits_network
from solutions.digits_network import sigmoid

# sigmoid_prime -------------------------------------------------------------------------------

sigmoid_prime = Exercise(digits_network.sigmoid_prime, points=4, given=("sigmoid",))


@sigmoid_prime.check("the slope at each entry, in any shape")
def _(sigmoid_prime, rng):
    return sigmoid_prime(rng.normal(scale=2, size=(2, 5)))


@sigmoid_prime.check("a single number")
def _(sigmoid_prime, rng):
    return sigmoid_prime(rng.normal())


@sigmoid_prime.check("whole numbers")
def _(sigmoid_prime, rng):
    return sigmoid_prime(rng.integers(-3, 4, size=7))


@sigmoid_prime.check("a number, and none that is nan, where x is large")
def _(sigmoid_prime, rng):
    return sigmoid_prime(np.array([-800.0, rng.normal(), 750.0]))


sigmoid_prime.untouched(lambda rng: (rng.normal(size=(3, 4)),))


@sigmoid_prime.misconception(
    "x is used as if it were the output of the sigmoid already; it is the input, so the slope is "
    "sigmoid(x) (1 - sigmoid(x))"
)
def takes_the_output(x):
    return x * (1 - x)


@sigmoid_prime.misconception(
    "this is the sigmoid itself; asked for is how fast it grows, sigmoid(x) (1 - sigmoid(x))"
)
def the_sigmoid_itself(x):
    return sigmoid(x)


@sigmoid_prime.misconception("only 1 - sigmoid(x) is there; it is multiplied by sigmoid(x)")
def forgets_a_factor(x):
    return 1 - sigmoid(x)


@sigmoid_prime.misconception(
    "the square of the sigmoid is taken; the second factor is 1 - sigmoid(x)"
)
def squares(x):
    return sigmoid(x) ** 2


@sigmoid_prime.misconception(
    "this is the slope of tanh, 1 - tanh(x)²; the sigmoid is another curve"
)
def slope_of_tanh(x):
    return 1 - np.tanh(x) ** 2


@sigmoid_prime.misconception(
    "1 - s² is the slope of tanh written with s; for the sigmoid it is s (1 - s)"
)
def tanh_rule_on_the_sigmoid(x):
    return 1 - sigmoid(x) ** 2


@sigmoid_prime.misconception(
    "the sign is turned; the sigmoid grows everywhere, so its slope is positive"
)
def turned(x):
    return sigmoid(x) * (sigmoid(x) - 1)


@sigmoid_prime.misconception(
    "the sigmoid is applied twice; its input here is x, and only the slope is asked for"
)
def applied_twice(x):
    return sigmoid(sigmoid(x)) * (1 - sigmoid(sigmoid(x)))


@sigmoid_prime.misconception(
    "exp(x) overflows for large x and inf / inf is nan; use sigmoid(x), which is safe"
)
def overflows(x):
    return np.exp(x) / (1 + np.exp(x)) ** 2


@sigmoid_prime.misconception("the slopes of all entries are added up; each entry keeps its own")
def summed(x):
    return np.sum(sigmoid(x) * (1 - sigmoid(x)))


@sigmoid_prime.misconception(
    "the result is written into x, which still belongs to the caller; return a new array"
)
def into_x(x):
    slope = sigmoid(x) * (1 - sigmoid(x))
    if isinstance(x, np.ndarray):
        x[...] = slope
    return slope


@sigmoid_prime.alternative("s - s²")
def minus_the_square(x):
    s = sigmoid(x)
    return s - s**2


@sigmoid_prime.alternative("by tanh")
def by_tanh(x):
    return 0.25 * (1 - np.tanh(np.asarray(x) / 2) ** 2)


@sigmoid_prime.alternative("the sigmoid of x and of -x")
def both_sides(x):
    return sigmoid(x) * sigmoid(-np.asarray(x))


def _pair(rng, shape=(3, 5)):
    return rng.normal(size=shape), rng.normal(size=shape)


# mse -----------------------------------------------------------------------------------------

mse = Exercise(digits_network.mse, points=4)


@mse.check("the mean of the squared differences of two rows")
def _(mse, rng):
    return mse(*_pair(rng, (1, 10)))


@mse.check("the mean over all entries of a table")
def _(mse, rng):
    return mse(*_pair(rng))


@mse.check("whole numbers")
def _(mse, rng):
    return mse(rng.integers(0, 2, size=7), rng.integers(-4, 5, size=7))


mse.untouched(lambda rng: _pair(rng, (4, 3)))


@mse.misconception(
    "the squares are added up; mse is their mean, so divide by the number of entries"
)
def adds_up(y_true, y_pred):
    return np.sum((y_true - y_pred) ** 2)


@mse.misconception("each row has its own mean; mse is one number, the mean over all entries")
def of_each_row(y_true, y_pred):
    return np.mean((y_true - y_pred) ** 2, axis=-1)


@mse.misconception("the sum is divided by the number of rows; divide by the number of all entries")
def by_rows(y_true, y_pred):
    return np.sum((y_true - y_pred) ** 2) / len(y_true)


@mse.misconception("the root is taken; that is the rmse, mse stops before it")
def root(y_true, y_pred):
    return np.sqrt(np.mean((y_true - y_pred) ** 2))


@mse.misconception("the size of the differences is averaged without a square")
def absolute(y_true, y_pred):
    return np.mean(np.abs(y_true - y_pred))


@mse.misconception("the mean is squared; square each difference first, then take the mean")
def square_of_the_mean(y_true, y_pred):
    return np.mean(y_true - y_pred) ** 2


@mse.misconception("there is a factor ½ that belongs to mse_half; mse has none")
def halved(y_true, y_pred):
    return np.mean((y_true - y_pred) ** 2) / 2


@mse.misconception("the squares are not averaged; one number is asked for")
def not_averaged(y_true, y_pred):
    return (y_true - y_pred) ** 2


@mse.misconception("the two are added; the error is their difference")
def added(y_true, y_pred):
    return np.mean((y_true + y_pred) ** 2)


@mse.misconception(
    "-= writes the difference into the caller's array; y_pred - y_true makes a new one"
)
def in_place(y_true, y_pred):
    if np.asarray(y_pred).dtype.kind != "f":
        return np.mean((y_pred - y_true) ** 2)
    y_pred -= y_true
    return np.mean(y_pred**2)


@mse.alternative("a dot product of the flat difference with itself")
def dot(y_true, y_pred):
    difference = np.ravel(y_true) - np.ravel(y_pred)
    return difference @ difference / difference.size


@mse.alternative("the sum over the size")
def over_the_size(y_true, y_pred):
    return np.sum(np.square(y_pred - y_true)) / y_true.size


@mse.alternative("loops over the entries")
def by_loops(y_true, y_pred):
    total = 0.0
    for a, b in zip(np.ravel(y_true), np.ravel(y_pred)):
        total += (a - b) ** 2
    return total / np.size(y_true)


# mse_prime -----------------------------------------------------------------------------------

mse_prime = Exercise(digits_network.mse_prime, points=4)


@mse_prime.check("the derivative at each entry of a row")
def _(mse_prime, rng):
    return mse_prime(*_pair(rng, (1, 10)))


@mse_prime.check("the derivative at each entry of a table")
def _(mse_prime, rng):
    return mse_prime(*_pair(rng))


@mse_prime.check("whole numbers: nothing is cut off")
def _(mse_prime, rng):
    return mse_prime(rng.integers(0, 2, size=7), rng.integers(-4, 5, size=7))


mse_prime.untouched(lambda rng: _pair(rng, (4, 3)))


@mse_prime.misconception("the sign is turned: with respect to the prediction it is y_pred - y_true")
def by_the_target(y_true, y_pred):
    return 2 * (y_true - y_pred) / y_true.size


@mse_prime.misconception("the mean's division by the number of entries is left out")
def not_divided(y_true, y_pred):
    return 2.0 * (y_pred - y_true)


@mse_prime.misconception("the 2 of the square is left out")
def without_two(y_true, y_pred):
    return (y_pred - y_true) / y_true.size


@mse_prime.misconception(
    "it is divided by the number of rows; mse divides by the number of entries"
)
def divided_by_rows(y_true, y_pred):
    return 2 * (y_pred - y_true) / len(y_true)


@mse_prime.misconception("the derivatives are averaged into one number; every entry has its own")
def averaged(y_true, y_pred):
    return np.mean(2 * (y_pred - y_true))


@mse_prime.misconception(
    "the differences are still squared; the derivative of a square is 2 times it"
)
def still_squared(y_true, y_pred):
    return 2 * (y_pred - y_true) ** 2 / y_true.size


@mse_prime.misconception(
    "it is divided by the number of columns; mse divides by the number of entries"
)
def divided_by_columns(y_true, y_pred):
    return 2 * (y_pred - y_true) / (y_true.shape[-1] if y_true.ndim > 1 else 1)


@mse_prime.misconception("// cuts fractions off; / keeps them")
def floors(y_true, y_pred):
    return 2 * (y_pred - y_true) // y_true.size


@mse_prime.misconception(
    "-= writes the difference into the caller's array; y_pred - y_true makes a new one"
)
def derivative_in_place(y_true, y_pred):
    if y_pred.dtype.kind != "f":
        return 2 * (y_pred - y_true) / y_pred.size
    y_pred -= y_true
    return 2 * y_pred / y_pred.size


@mse_prime.alternative("the factor first")
def factor_first(y_true, y_pred):
    return (2 / np.size(y_pred)) * np.subtract(y_pred, y_true)


@mse_prime.alternative("minus twice the difference the other way round")
def other_way_round(y_true, y_pred):
    return -2 * (y_true - y_pred) / np.prod(y_true.shape)


@mse_prime.alternative("both shares added")
def both_shares(y_true, y_pred):
    share = (y_pred - y_true) / y_pred.size
    return share + share
