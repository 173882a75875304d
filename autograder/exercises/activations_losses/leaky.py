"""leaky_relu: two slopes."""

import numpy as np

from autograder.exercise import Exercise
from solutions import activations_losses

leaky_relu = Exercise(activations_losses.leaky_relu, points=4)


@leaky_relu.check("positive numbers stay, negative ones are multiplied by alpha")
def _(leaky_relu, rng):
    return leaky_relu(rng.normal(scale=3, size=(4, 5)), 0.1)


@leaky_relu.check("any slope between 0 and 1")
def _(leaky_relu, rng):
    return {
        "a small slope": leaky_relu(rng.uniform(-1, 1, size=(6, 7)), rng.uniform(0.01, 0.05)),
        "a large slope": leaky_relu(rng.uniform(-1, 1, size=(6, 7)), rng.uniform(0.4, 0.9)),
    }


@leaky_relu.check("arrays with one and with three axes, whole numbers too")
def _(leaky_relu, rng):
    alpha = rng.uniform(0.1, 0.4)
    return {
        "one axis": leaky_relu(rng.normal(size=7), alpha),
        "three axes": leaky_relu(rng.normal(size=(2, 3, 4)), alpha),
        "whole numbers": leaky_relu(rng.integers(-9, 10, size=(5, 3)), alpha),
    }


@leaky_relu.check("single Python numbers")
def _(leaky_relu, rng):
    alpha = rng.uniform(0.1, 0.4)
    return {
        "negative": leaky_relu(-rng.uniform(1, 9), alpha),
        "positive": leaky_relu(rng.uniform(1, 9), alpha),
        "negative integer": leaky_relu(-int(rng.integers(1, 9)), alpha),
        "zero": leaky_relu(0, alpha),
    }


leaky_relu.untouched(lambda rng: (rng.normal(size=(3, 4)), 0.2))


@leaky_relu.misconception("negative numbers become 0, as in relu; here they keep alpha times z")
def plain_relu(z, alpha):
    return np.maximum(0, z)


@leaky_relu.misconception("the slope is fixed at 0.01; it is the argument alpha")
def fixed_slope(z, alpha):
    return np.where(np.asarray(z) > 0, z, 0.01 * np.asarray(z))


@leaky_relu.misconception("the slope is fixed at 0.1; it is the argument alpha")
def another_fixed_slope(z, alpha):
    return np.where(np.asarray(z) > 0, z, 0.1 * np.asarray(z))


@leaky_relu.misconception("the slopes are exchanged: alpha belongs to the negative numbers")
def slopes_exchanged(z, alpha):
    return np.where(np.asarray(z) > 0, alpha * z, z)


@leaky_relu.misconception(
    "the sign is turned on the left, so that the curve rises again; alpha z is negative there"
)
def rises_on_the_left(z, alpha):
    return np.where(np.asarray(z) > 0, z, -alpha * z)


@leaky_relu.misconception("negative numbers are replaced by alpha; they are multiplied by it")
def replaced_by_alpha(z, alpha):
    return np.where(np.asarray(z) > 0, z, alpha)


@leaky_relu.misconception(
    "negative numbers are replaced by -alpha; they are multiplied by alpha, each for itself"
)
def replaced_by_minus_alpha(z, alpha):
    return np.where(np.asarray(z) > 0, z, -alpha)


@leaky_relu.misconception("np.maximum(alpha, z) cuts off at alpha; compare z with alpha z")
def cut_at_alpha(z, alpha):
    return np.maximum(alpha, z)


@leaky_relu.misconception("the corner stands at alpha; it stands at 0, and alpha is a slope")
def corner_at_alpha(z, alpha):
    return np.where(np.asarray(z) > alpha, z, alpha * z)


@leaky_relu.misconception("negative numbers are divided by alpha, which makes them larger")
def divided(z, alpha):
    return np.where(np.asarray(z) > 0, z, np.asarray(z) / alpha)


@leaky_relu.misconception("alpha z is added on both sides; on the right z stays as it is")
def added(z, alpha):
    return np.maximum(0, z) + alpha * z


@leaky_relu.misconception("that is the ELU, alpha (exp(z) - 1); the leaky relu is straight")
def exponential(z, alpha):
    return np.where(np.asarray(z) > 0, z, alpha * np.expm1(z))


@leaky_relu.misconception("that is the derivative, 1 or alpha; the value is z or alpha z")
def slope(z, alpha):
    return np.where(np.asarray(z) > 0, 1.0, alpha)


@leaky_relu.misconception(
    "if asks whether a whole array is positive, which has no answer; np.where asks each entry"
)
def one_question_for_all(z, alpha):
    if z > 0:
        return z
    return alpha * z


@leaky_relu.misconception(
    "z is changed in place, which destroys the caller's array and fails for a Python number"
)
def in_place(z, alpha):
    z[z < 0] *= alpha
    return z


@leaky_relu.misconception(
    "a copy of z keeps its type: where z holds integers, alpha z loses its fraction; and a Python "
    "number has no copy()"
)
def copies(z, alpha):
    result = z.copy()
    result[z < 0] = alpha * z[z < 0]
    return result


@leaky_relu.misconception(
    "the loop takes each item for a single number, which it is in an array with one axis only"
)
def loop_over_items(z, alpha):
    return np.array([number if number > 0 else alpha * number for number in z])


@leaky_relu.alternative("the larger of z and alpha z")
def larger_of_two(z, alpha):
    return np.maximum(z, alpha * np.asarray(z))


@leaky_relu.alternative("a part on the right plus a part on the left")
def two_parts(z, alpha):
    return np.maximum(0, z) + alpha * np.minimum(0, z)


@leaky_relu.alternative("multiplied by the slope, in single precision")
def times_slope(z, alpha):
    z = np.asarray(z, dtype=np.float32)
    return z * np.where(z > 0, np.float32(1), np.float32(alpha))


@leaky_relu.alternative("masks")
def masks(z, alpha):
    z = np.asarray(z)
    return (z > 0) * z + (z <= 0) * alpha * z
