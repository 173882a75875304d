"""sigmoid: a soft step, which must not overflow."""

import math

import numpy as np

from autograder.exercise import Exercise
from solutions import activations_losses

sigmoid = Exercise(activations_losses.sigmoid, points=6)


@sigmoid.check("1 / (1 + exp(-z)), entry by entry")
def _(sigmoid, rng):
    return sigmoid(rng.normal(scale=3, size=(4, 5)))


@sigmoid.check("arrays with one and with three axes, whole numbers too")
def _(sigmoid, rng):
    return {
        "one axis": sigmoid(rng.normal(scale=3, size=7)),
        "three axes": sigmoid(rng.normal(scale=3, size=(2, 3, 4))),
        "whole numbers": sigmoid(rng.integers(-5, 6, size=(5, 3))),
    }


@sigmoid.check("single Python numbers")
def _(sigmoid, rng):
    return {
        "negative": sigmoid(-rng.uniform(0.5, 4)),
        "positive": sigmoid(rng.uniform(0.5, 4)),
        "negative integer": sigmoid(-int(rng.integers(1, 4))),
        "zero": sigmoid(0),
    }


@sigmoid.check("0 far on the left and 1 far on the right, never nan", weight=2)
def _(sigmoid, rng):
    far = rng.uniform(800, 1200, size=3)
    return {
        "an array": sigmoid(np.concatenate([-far, rng.normal(size=2), far])),
        "far on the left": sigmoid(-float(far[0])),
        "far on the right": sigmoid(float(far[1])),
    }


sigmoid.untouched(lambda rng: (rng.normal(size=(3, 4)),))


@sigmoid.misconception(
    "exp(z) / (1 + exp(z)) is inf / inf for large z, which is nan; 1 / (1 + exp(-z)) is the same "
    "function, and 1 / (1 + inf) is simply 0"
)
def overflows(z):
    return np.exp(z) / (1 + np.exp(z))


@sigmoid.misconception("the minus in front of z is missing: that falls where sigmoid rises")
def falls(z):
    return 1 / (1 + np.exp(z))


@sigmoid.misconception(
    "1 / 1 + exp(-z) divides before it adds; the sum belongs below the line: 1 / (1 + exp(-z))"
)
def missing_brackets(z):
    return 1 / 1 + np.exp(-z)


@sigmoid.misconception("1 - exp(-z) stands below the line; it is 1 + exp(-z)")
def minus_below(z):
    return 1 / (1 - np.exp(-z))


@sigmoid.misconception("that is tanh, which runs from -1 to 1; sigmoid runs from 0 to 1")
def hyperbolic_tangent(z):
    return np.tanh(z)


@sigmoid.misconception("that is sigmoid's derivative, s (1 - s); sigmoid itself is s")
def slope(z):
    return activations_losses.sigmoid(z) * (1 - activations_losses.sigmoid(z))


@sigmoid.misconception(
    "the sign is dropped to avoid the overflow, which maps -2 where 2 belongs; sigmoid(-z) is "
    "1 - sigmoid(z)"
)
def drops_the_sign(z):
    return 1 / (1 + np.exp(-np.abs(z)))


@sigmoid.misconception(
    "math.exp takes single numbers only; np.exp takes arrays as well, entry by entry"
)
def numbers_only(z):
    return 1 / (1 + math.exp(-z))


@sigmoid.misconception(
    "the entries share a sum, as in softmax; sigmoid looks at each entry for itself"
)
def softmax_instead(z):
    powers = np.exp(np.asarray(z) - np.max(z))
    return powers / np.sum(powers)


@sigmoid.misconception("that is a hard step from 0 to 1; sigmoid is a soft one")
def hard_step(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.0)


@sigmoid.misconception("straight lines stand in for the curve; sigmoid is curved everywhere")
def straight_lines(z):
    return np.clip(0.5 + 0.25 * np.asarray(z), 0, 1)


@sigmoid.misconception(
    "z is cut off so early that the result never comes near 0 and 1; exp is safe up to 700"
)
def cut_off_too_early(z):
    z = np.clip(z, -5, 5)
    return 1 / (1 + np.exp(-z))


@sigmoid.misconception(
    "where z is large, the result is set to 0 on both sides; on the right it is 1"
)
def zero_on_both_sides(z):
    z = np.asarray(z)
    return np.where(np.abs(z) > 500, 0.0, activations_losses.sigmoid(z))


@sigmoid.misconception(
    "z is changed in place, which destroys the caller's array and fails for a Python number; "
    "-z makes a new array"
)
def in_place(z):
    z *= -1
    np.exp(z, out=z)
    z += 1
    return 1 / z


@sigmoid.misconception(
    "the result is made with the type of z: where z holds integers, the fractions are cut off"
)
def typed_like_z(z):
    z = np.asarray(z)
    result = np.zeros_like(z)
    result[...] = activations_losses.sigmoid(z)
    return result


@sigmoid.misconception(
    "z.shape is asked for, which a Python number hasn't got; np.exp needs no shape at all"
)
def needs_an_array(z):
    return np.ones(z.shape) / (1 + np.exp(-z))


@sigmoid.misconception(
    "the loop takes each item for a single number, which it is in an array with one axis only"
)
def loop_over_items(z):
    return np.array([1 / (1 + math.exp(-max(number, -700))) for number in z])


@sigmoid.alternative("the formula as it stands; exp may become inf, and 1 / inf is 0")
def as_it_stands(z):
    return 1 / (1 + np.exp(-z))


@sigmoid.alternative("a formula for each side, chosen by np.where")
def two_formulas(z):
    z = np.asarray(z)
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


@sigmoid.alternative("half a tanh, in single precision")
def half_a_tanh(z):
    z = np.asarray(z, dtype=np.float32)
    return (1 + np.tanh(z / 2)) / 2


@sigmoid.alternative("cut off where exp would overflow")
def cut_off(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


@sigmoid.alternative("by the logarithm of the sum")
def by_logarithm(z):
    return np.exp(-np.logaddexp(0, -np.asarray(z)))
