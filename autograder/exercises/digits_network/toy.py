"""The nine derivatives of the network with two inputs, two hidden units and one output."""

import numpy as np

from autograder.exercise import Exercise
from solutions import digits_network
from solutions.digits_network import sigmoid, sigmoid_prime

toy_gradient = Exercise(
    digits_network.toy_gradient,
    points=12,
    given=("sigmoid", "sigmoid_prime", "mse", "mse_prime", "mse_half", "mse_half_prime"),
)

NAMES = ("w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3")


def _problem(rng):
    theta = {name: float(rng.normal()) for name in NAMES}
    return theta, rng.normal(size=2), float(rng.normal())


def _some(gradient, *names):
    """These entries of a result; what is no dict, or lacks them, is told apart by comparing."""
    if not isinstance(gradient, dict):
        return gradient
    return {name: gradient[name] for name in names if name in gradient}


@toy_gradient.check("the derivatives by w5, w6 and b3, next to the output", weight=3)
def _(toy_gradient, rng):
    return _some(toy_gradient(*_problem(rng)), "w5", "w6", "b3")


@toy_gradient.check("the derivatives by w1, w3 and b1, which lead into the first unit", weight=3)
def _(toy_gradient, rng):
    return _some(toy_gradient(*_problem(rng)), "w1", "w3", "b1")


@toy_gradient.check("the derivatives by w2, w4 and b2, which lead into the second unit", weight=3)
def _(toy_gradient, rng):
    return _some(toy_gradient(*_problem(rng)), "w2", "w4", "b2")


@toy_gradient.check("nine keys and no others, also for whole numbers", weight=2)
def _(toy_gradient, rng):
    theta = {name: int(rng.choice([-2, -1, 1, 2])) for name in NAMES}
    return toy_gradient(theta, rng.permutation([1, 2]) * rng.choice([-1, 1]), 5)


toy_gradient.untouched(_problem)


def _forward(theta, x):
    z1 = theta["w1"] * x[0] + theta["w3"] * x[1] + theta["b1"]
    z2 = theta["w2"] * x[0] + theta["w4"] * x[1] + theta["b2"]
    a3 = theta["w5"] * sigmoid(z1) + theta["w6"] * sigmoid(z2) + theta["b3"]
    return z1, z2, a3


def _gradient(x, error, at_z1, at_z2, h1, h2):
    return {
        **{"w1": at_z1 * x[0], "w2": at_z2 * x[0], "w3": at_z1 * x[1], "w4": at_z2 * x[1]},
        **{"w5": error * h1, "w6": error * h2, "b1": at_z1, "b2": at_z2, "b3": error},
    }


def _backward(theta, x, y, slope=sigmoid_prime, factor=1.0):
    """The gradient with another slope of the hidden units, or with the error times a factor."""
    z1, z2, a3 = _forward(theta, x)
    error = factor * (a3 - y)
    at_z1, at_z2 = error * theta["w5"] * slope(z1), error * theta["w6"] * slope(z2)
    return _gradient(x, error, at_z1, at_z2, sigmoid(z1), sigmoid(z2))


@toy_gradient.misconception(
    "w2 and w3 have changed places: w1 and w3 lead into the first unit, w2 and w4 into the second"
)
def pairs_by_number(theta, x, y):
    swapped = {**theta, "w2": theta["w3"], "w3": theta["w2"]}
    found = _backward(swapped, x, y)
    return {**found, "w2": found["w3"], "w3": found["w2"]}


@toy_gradient.misconception("every sign is turned: ½ (y - a3)² by a3 is a3 - y, not y - a3")
def sign_turned(theta, x, y):
    return _backward(theta, x, y, factor=-1)


@toy_gradient.misconception("there is a factor 2; the ½ of the loss cancels the 2 of the square")
def twice(theta, x, y):
    return _backward(theta, x, y, factor=2)


@toy_gradient.misconception(
    "the output goes through a sigmoid; a3 is a weighted sum and nothing else"
)
def sigmoid_at_the_output(theta, x, y):
    z1, z2, z3 = _forward(theta, x)
    error = (sigmoid(z3) - y) * sigmoid_prime(z3)
    at_z1, at_z2 = (
        error * theta["w5"] * sigmoid_prime(z1),
        error * theta["w6"] * sigmoid_prime(z2),
    )
    return _gradient(x, error, at_z1, at_z2, sigmoid(z1), sigmoid(z2))


@toy_gradient.misconception(
    "the output is linear on the way forward, but on the way back it is multiplied by a3 (1 - a3); "
    "a linear output has no slope to multiply by"
)
def slope_at_the_output(theta, x, y):
    a3 = _forward(theta, x)[2]
    return _backward(theta, x, y, factor=a3 * (1 - a3))


@toy_gradient.misconception("the way through a hidden unit needs the slope of its sigmoid, too")
def without_slope(theta, x, y):
    return _backward(theta, x, y, slope=lambda z: 1.0)


@toy_gradient.misconception("the slope is taken at a = sigmoid(z); sigmoid_prime wants z itself")
def slope_at_a(theta, x, y):
    return _backward(theta, x, y, slope=lambda z: sigmoid_prime(sigmoid(z)))


@toy_gradient.misconception("z (1 - z) is used for the slope; it is a (1 - a) with a = sigmoid(z)")
def slope_of_z(theta, x, y):
    return _backward(theta, x, y, slope=lambda z: z * (1 - z))


@toy_gradient.misconception("the sigmoid itself stands where its slope should be")
def sigmoid_for_slope(theta, x, y):
    return _backward(theta, x, y, slope=sigmoid)


@toy_gradient.misconception(
    "w5 and w6 are missing on the way back: a3 feels a1 only as much as w5 lets it"
)
def without_outer_weights(theta, x, y):
    z1, z2, a3 = _forward(theta, x)
    at_z1, at_z2 = (a3 - y) * sigmoid_prime(z1), (a3 - y) * sigmoid_prime(z2)
    return _gradient(x, a3 - y, at_z1, at_z2, sigmoid(z1), sigmoid(z2))


@toy_gradient.misconception("w5 and w6 are exchanged on the way back: w5 belongs to a1, w6 to a2")
def outer_weights_exchanged(theta, x, y):
    z1, z2, a3 = _forward(theta, x)
    at_z1 = (a3 - y) * theta["w6"] * sigmoid_prime(z1)
    at_z2 = (a3 - y) * theta["w5"] * sigmoid_prime(z2)
    return _gradient(x, a3 - y, at_z1, at_z2, sigmoid(z1), sigmoid(z2))


@toy_gradient.misconception("w5 multiplies a1, not z1, so its derivative is the error times a1")
def z_for_a(theta, x, y):
    z1, z2, a3 = _forward(theta, x)
    return {**_backward(theta, x, y), "w5": (a3 - y) * z1, "w6": (a3 - y) * z2}


@toy_gradient.misconception("the hidden biases get the bare error; it has to come through the unit")
def bare_error_for_biases(theta, x, y):
    found = _backward(theta, x, y)
    return {**found, "b1": found["b3"], "b2": found["b3"]}


@toy_gradient.misconception("the biases' derivatives are multiplied by x; a bias has no factor")
def biases_times_x(theta, x, y):
    found = _backward(theta, x, y)
    return {**found, "b1": found["b1"] * x[0], "b2": found["b2"] * x[1]}


@toy_gradient.misconception(
    "x is missing in the derivatives by w1 to w4; each is multiplied by the input it is applied to"
)
def without_x(theta, x, y):
    found = _backward(theta, x, y)
    return {**found, "w1": found["b1"], "w3": found["b1"], "w2": found["b2"], "w4": found["b2"]}


@toy_gradient.misconception("the biases are left out on the way forward, so every number is off")
def without_biases(theta, x, y):
    return _backward({**theta, "b1": 0.0, "b2": 0.0, "b3": 0.0}, x, y)


@toy_gradient.misconception("this is theta after a step; only its gradient is asked for")
def a_step(theta, x, y):
    found = _backward(theta, x, y)
    return {name: theta[name] - found[name] for name in theta}


@toy_gradient.misconception("the nine numbers come without their names; return a dict, as theta is")
def a_tuple(theta, x, y):
    found = _backward(theta, x, y)
    return tuple(found[name] for name in theta)


@toy_gradient.misconception(
    "the derivatives are written into theta, which belongs to the caller; make a new dict"
)
def into_theta(theta, x, y):
    theta.update(_backward(theta, x, y))
    return theta


@toy_gradient.alternative("as matrices")
def as_matrices(theta, x, y):
    W = np.array([[theta["w1"], theta["w2"]], [theta["w3"], theta["w4"]]])
    w = np.array([theta["w5"], theta["w6"]])
    a = sigmoid(x @ W + np.array([theta["b1"], theta["b2"]]))
    error = w @ a + theta["b3"] - y
    at_z = error * w * a * (1 - a)
    numbers = [*np.outer(x, at_z).ravel(), *(error * a), *at_z, error]
    return dict(zip(NAMES, numbers))


@toy_gradient.alternative("with sigmoid_prime and mse_half_prime, a key at a time")
def a_key_at_a_time(theta, x, y):
    x1, x2 = x
    w1, w2, w3, w4, w5, w6, b1, b2, b3 = (theta[name] for name in NAMES)
    z1, z2 = w1 * x1 + w3 * x2 + b1, w2 * x1 + w4 * x2 + b2
    a3 = w5 * sigmoid(z1) + w6 * sigmoid(z2) + b3
    grads = {}
    grads["b3"] = digits_network.mse_half_prime(y, a3)
    grads["w6"], grads["w5"] = grads["b3"] * sigmoid(z2), grads["b3"] * sigmoid(z1)
    grads["b2"] = grads["b3"] * w6 * sigmoid_prime(z2)
    grads["b1"] = grads["b3"] * w5 * sigmoid_prime(z1)
    grads["w4"], grads["w3"] = grads["b2"] * x2, grads["b1"] * x2
    grads["w2"], grads["w1"] = grads["b2"] * x1, grads["b1"] * x1
    return grads


@toy_gradient.alternative("in single precision")
def in_single(theta, x, y):
    return {name: np.float32(value) for name, value in _backward(theta, x, y).items()}
