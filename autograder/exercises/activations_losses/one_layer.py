"""fully_connected: one sample through one layer."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.activations_losses.functions import bend, fold, same, share
from solutions import activations_losses

fully_connected = Exercise(activations_losses.fully_connected, points=5)


@fully_connected.check("sigma of b + W x, a number for each row of W")
def _(fully_connected, rng):
    k, d = 4, 3
    x, W, b = rng.normal(size=d), rng.normal(size=(k, d)), rng.normal(size=k)
    return fully_connected(x, W, b, fold)


@fully_connected.check("more inputs than units, whole numbers, any sigma")
def _(fully_connected, rng):
    k, d = 2, 6
    x, W = rng.integers(-9, 10, size=d), rng.integers(-9, 10, size=(k, d))
    return {
        "sigma changes nothing": fully_connected(x, W, rng.integers(-9, 10, size=k), same),
        "sigma bends, b has fractions": fully_connected(x, W, rng.normal(size=k), bend),
    }


@fully_connected.check("sigma is given the whole vector at once")
def _(fully_connected, rng):
    k, d = 3, 5
    return fully_connected(rng.normal(size=d), rng.normal(size=(k, d)), rng.normal(size=k), share)


fully_connected.untouched(
    lambda rng: (rng.normal(size=5), rng.normal(size=(4, 5)), rng.normal(size=4), bend)
)


@fully_connected.misconception("the bias is missing: sigma(b + W x)")
def no_bias(x, W, b, sigma):
    return sigma(W @ x)


@fully_connected.misconception("sigma is missing: without it, layers collapse into one")
def no_sigma(x, W, b, sigma):
    return b + W @ x


@fully_connected.misconception("the bias is added after sigma; sigma takes the whole sum b + W x")
def bias_after_sigma(x, W, b, sigma):
    return sigma(W @ x) + b


@fully_connected.misconception("the bias is subtracted; it is added")
def bias_subtracted(x, W, b, sigma):
    return sigma(W @ x - b)


@fully_connected.misconception("sigma is applied to x; it belongs around b + W x")
def sigma_on_inputs(x, W, b, sigma):
    return W @ sigma(x) + b


@fully_connected.misconception("sigma is applied twice, inside and around; once is enough")
def sigma_twice(x, W, b, sigma):
    return sigma(sigma(W @ x + b))


@fully_connected.misconception(
    "x @ W pairs x with the rows of W, as in hw1; here W is (k, d), a row for each unit: W @ x"
)
def rows_and_columns(x, W, b, sigma):
    return sigma(x @ W + b)


@fully_connected.misconception(
    "W is transposed, which suits weights of shape (d, k); here they are (k, d)"
)
def transposed(x, W, b, sigma):
    return sigma(W.T @ x + b)


@fully_connected.misconception(
    "W * x multiplies entry by entry and stops there; the products of a row are to be summed"
)
def entry_by_entry(x, W, b, sigma):
    return sigma(W * x + b[:, np.newaxis])


@fully_connected.misconception("the sum runs over the rows of W (axis 0); it runs along each row")
def sum_over_units(x, W, b, sigma):
    return sigma(np.sum(W * x, axis=0) + b)


@fully_connected.misconception("everything is summed to a single number; there is one for each row")
def one_number(x, W, b, sigma):
    return sigma(np.sum(W @ x + b))


@fully_connected.misconception(
    "tanh is written into the layer; the activation is the argument sigma"
)
def always_tanh(x, W, b, sigma):
    return np.tanh(W @ x + b)


@fully_connected.misconception(
    "a relu is written into the layer; the activation is the argument sigma"
)
def always_relu(x, W, b, sigma):
    return np.maximum(0, W @ x + b)


@fully_connected.misconception(
    "sigma is called for each entry alone; softmax, for one, needs the whole vector"
)
def sigma_for_each(x, W, b, sigma):
    return np.array([sigma(v) for v in b + W @ x])


@fully_connected.misconception("the result is a column (k, 1); it is a vector (k,)")
def column(x, W, b, sigma):
    return sigma(W @ x + b).reshape(-1, 1)


@fully_connected.misconception(
    "+= adds into the caller's b, and fails where b holds integers; b + W x makes a new array"
)
def adds_into_b(x, W, b, sigma):
    b += W @ x
    return sigma(b)


@fully_connected.misconception("the bias of the first unit is used for all; each has its own")
def first_bias_only(x, W, b, sigma):
    return sigma(W @ x + b[0])


@fully_connected.misconception("the last input is left out; range(d) ends before d by itself")
def skips_the_last_input(x, W, b, sigma):
    return sigma(W[:, :-1] @ x[:-1] + b)


@fully_connected.alternative("np.dot")
def by_dot(x, W, b, sigma):
    return sigma(np.dot(W, x) + b)


@fully_connected.alternative("a sum along the rows")
def by_sum(x, W, b, sigma):
    return sigma(np.sum(W * x, axis=1) + b)


@fully_connected.alternative("unit by unit, in single precision")
def by_unit(x, W, b, sigma):
    units = [bias + sum([w * v for w, v in zip(row, x)]) for row, bias in zip(W, b)]
    return sigma(np.array(units, dtype=np.float32))


@fully_connected.alternative("the bias as a weight of one more input")
def with_a_one(x, W, b, sigma):
    return sigma(np.column_stack([W, b]) @ np.append(x, 1))
