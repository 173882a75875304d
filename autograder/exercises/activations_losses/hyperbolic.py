"""tanh: sigmoid's relative from -1 to 1."""

import math

import numpy as np

from autograder.exercise import Exercise
from solutions import activations_losses

tanh = Exercise(activations_losses.tanh, points=3, given=("sigmoid",))


@tanh.check("the hyperbolic tangent, entry by entry")
def _(tanh, rng):
    return tanh(rng.normal(scale=1.5, size=(5, 3)))


@tanh.check("any number of axes, whole numbers, single Python numbers")
def _(tanh, rng):
    return {
        "one axis": tanh(rng.normal(scale=1.5, size=6)),
        "three axes": tanh(rng.normal(scale=1.5, size=(3, 2, 4))),
        "whole numbers": tanh(rng.integers(-3, 4, size=(4, 5))),
        "a number": tanh(-rng.uniform(0.3, 2)),
        "an integer": tanh(int(rng.integers(1, 3))),
    }


@tanh.check("-1 far on the left and 1 far on the right, never nan")
def _(tanh, rng):
    far = rng.uniform(800, 1200, size=3)
    return {
        "far on the left": tanh(-far),
        "far on the right": tanh(far),
        "far on the left, a number": tanh(-float(far[0])),
        "far on the right, a number": tanh(float(far[1])),
    }


tanh.untouched(lambda rng: (rng.normal(size=(4, 3)),))


@tanh.misconception(
    "the formula as printed is inf / inf for arguments far from 0, which is nan; divide above and "
    "below the line by the larger exponential, or build on sigmoid"
)
def as_printed(z):
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


@tanh.misconception(
    "exp(2z) is inf far on the right, and inf / inf is nan; this form is safe on the left only"
)
def safe_on_the_left(z):
    return (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)


@tanh.misconception(
    "exp(-2z) is inf far on the left, and inf / inf is nan; this form is safe on the right only"
)
def safe_on_the_right(z):
    return (1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z))


@tanh.misconception("2 sigmoid(z) - 1 is tanh(z / 2); the argument has to be doubled too")
def argument_not_doubled(z):
    return 2 * activations_losses.sigmoid(z) - 1


@tanh.misconception("sigmoid(2z) runs from 0 to 1; 2 sigmoid(2z) - 1 stretches it to -1 to 1")
def not_stretched(z):
    return activations_losses.sigmoid(2 * z)


@tanh.misconception("2 sigmoid(2z) runs from 0 to 2; subtract 1")
def not_moved_down(z):
    return 2 * activations_losses.sigmoid(2 * z)


@tanh.misconception("that is sigmoid; tanh is 2 sigmoid(2z) - 1")
def plain_sigmoid(z):
    return activations_losses.sigmoid(z)


@tanh.misconception("np.tan is the tangent of an angle; the hyperbolic tangent is another function")
def trigonometric(z):
    return np.tan(z)


@tanh.misconception("np.arctan has a similar curve, but its limits are -π/2 and π/2, not -1 and 1")
def arc_tangent(z):
    return np.arctan(z)


@tanh.misconception("that is the hyperbolic sine; it is to be divided by the hyperbolic cosine")
def only_the_sine(z):
    return np.sinh(np.clip(z, -20, 20))


@tanh.misconception("cosine and sine are exchanged; tanh is sinh / cosh")
def upside_down(z):
    z = np.clip(z, -20, 20)
    return np.cosh(z) / np.sinh(z)


@tanh.misconception("that is the derivative, 1 - tanh²; tanh itself is asked for")
def slope(z):
    return 1 - np.tanh(z) ** 2


@tanh.misconception("the sign is turned: tanh rises, as z does")
def falls(z):
    return -np.tanh(z)


@tanh.misconception("z is cut off at -1 and 1, with corners; tanh approaches them smoothly")
def with_corners(z):
    return np.clip(z, -1, 1)


@tanh.misconception("math.tanh takes single numbers only; np functions take arrays as well")
def numbers_only(z):
    return math.tanh(z)


@tanh.misconception(
    "the result is written into z itself; return a new array, and let z be a Python number too"
)
def in_place(z):
    z[...] = np.tanh(z)
    return z


@tanh.misconception(
    "the result is made with the type of z: where z holds integers, the fractions are lost"
)
def typed_like_z(z):
    z = np.asarray(z)
    return np.tanh(z).astype(z.dtype)


@tanh.alternative("numpy's own")
def by_numpy(z):
    return np.tanh(z)


@tanh.alternative("a sigmoid, stretched and moved")
def by_sigmoid(z):
    return 2 * activations_losses.sigmoid(2 * z) - 1


@tanh.alternative("by the exponential that decays, with the sign put back")
def by_decay(z):
    decay = np.exp(-2 * np.abs(z))
    return np.sign(z) * (1 - decay) / (1 + decay)


@tanh.alternative("cut off where exp would overflow, in single precision")
def cut_off(z):
    z = np.clip(np.asarray(z, dtype=np.float32), -40, 40)
    return np.sinh(z) / np.cosh(z)
