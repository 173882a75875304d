"""graph_gradient: a whole graph, forwards and backwards."""

import math

import numpy as np

from autograder.exercise import Exercise
from solutions import activations_losses

graph_gradient = Exercise(
    activations_losses.graph_gradient, points=7, given=("MultiplyGate", "MaxGate")
)

NAMES = ("y", "dx1", "dx2", "dx3")


def larger_first(rng):
    """A positive x1, and x2 larger than x3."""
    x3 = float(rng.normal())
    return float(rng.uniform(0.5, 3)), x3 + float(rng.uniform(0.5, 3)), x3


def larger_second(rng):
    """A positive x1, and x3 larger than x2."""
    x1, x3, x2 = larger_first(rng)
    return x1, x2, x3


@graph_gradient.check("the value y")
def _(graph_gradient, rng):
    return {
        "x2 is larger": graph_gradient(*larger_first(rng))[0],
        "x3 is larger": graph_gradient(*larger_second(rng))[0],
    }


@graph_gradient.check("the gradients where x2 is larger than x3", weight=2)
def _(graph_gradient, rng):
    _, dx1, dx2, dx3 = graph_gradient(*larger_first(rng))
    return {"dx1": dx1, "dx2": dx2, "dx3": dx3}


@graph_gradient.check("the gradients where x3 is larger than x2", weight=2)
def _(graph_gradient, rng):
    _, dx1, dx2, dx3 = graph_gradient(*larger_second(rng))
    return {"dx1": dx1, "dx2": dx2, "dx3": dx3}


@graph_gradient.check(
    "negative logarithms, negative maxima, a falling sine, whole numbers", weight=2
)
def _(graph_gradient, rng):
    def named(*inputs):
        return dict(zip(NAMES, graph_gradient(*inputs), strict=True))

    low = -rng.uniform(1, 2)
    return {
        "x1 small": named(rng.uniform(0.1, 0.4), *larger_first(rng)[1:]),
        "x2 and x3 negative": named(rng.uniform(1, 2), low - 1.5, low),
        "x1 large": named(rng.uniform(3.5, 6), *larger_second(rng)[1:]),
        "whole numbers": named(int(rng.integers(1, 7)), int(rng.integers(5, 9)), 3),
    }


def _parts(x1, x2, x3):
    """inner, ln inner, the larger one, and whether it is x2."""
    inner = x1 + np.sin(x1)
    return inner, np.log(inner), max(x2, x3), x2 > x3


def _answer(x1, x2, x3, *, y=None, dx1=None, dlarge=None, dsmall=0.0, swap=False):
    """The right answer with some parts replaced."""
    inner, ln, large, second = _parts(x1, x2, x3)
    y = 2 * ln * large if y is None else y
    dx1 = 2 * large * (1 + np.cos(x1)) / inner if dx1 is None else dx1
    dlarge = 2 * ln if dlarge is None else dlarge
    first = second if not swap else not second
    return (y, dx1, dlarge, dsmall) if first else (y, dx1, dsmall, dlarge)


@graph_gradient.misconception(
    "x1 reaches the sum on two ways, directly and through the sine; the direct one is missing: the "
    "slope of x1 + sin x1 is 1 + cos x1"
)
def direct_way_missing(x1, x2, x3):
    inner, _, large, _ = _parts(x1, x2, x3)
    return _answer(x1, x2, x3, dx1=2 * large * np.cos(x1) / inner)


@graph_gradient.misconception(
    "x1 reaches the sum on two ways, directly and through the sine; the way through the sine is "
    "missing: the slope of x1 + sin x1 is 1 + cos x1"
)
def way_through_sine_missing(x1, x2, x3):
    inner, _, large, _ = _parts(x1, x2, x3)
    return _answer(x1, x2, x3, dx1=2 * large / inner)


@graph_gradient.misconception(
    "the gradients of the two ways to x1 are multiplied; where a value is used twice, they add up"
)
def ways_multiplied(x1, x2, x3):
    inner, _, large, _ = _parts(x1, x2, x3)
    dinner = 2 * large / inner
    return _answer(x1, x2, x3, dx1=dinner * (dinner * np.cos(x1)))


@graph_gradient.misconception("the slope of the sine is taken to be -cos; it is cos")
def sine_falls(x1, x2, x3):
    inner, _, large, _ = _parts(x1, x2, x3)
    return _answer(x1, x2, x3, dx1=2 * large * (1 - np.cos(x1)) / inner)


@graph_gradient.misconception("the factor 2 is missing in the gradients; it is part of y")
def factor_missing_in_gradients(x1, x2, x3):
    inner, ln, large, _ = _parts(x1, x2, x3)
    return _answer(x1, x2, x3, dx1=large * (1 + np.cos(x1)) / inner, dlarge=ln)


@graph_gradient.misconception("the factor 2 is missing altogether")
def factor_missing(x1, x2, x3):
    return tuple(part / 2 for part in _answer(x1, x2, x3))


@graph_gradient.misconception(
    "1 / (x1 + sin x1), the slope of the logarithm, is missing in the gradient of x1"
)
def slope_of_logarithm_missing(x1, x2, x3):
    _, _, large, _ = _parts(x1, x2, x3)
    return _answer(x1, x2, x3, dx1=2 * large * (1 + np.cos(x1)))


@graph_gradient.misconception(
    "the maximum is missing in the gradient of x1: a product passes on dz times the other input"
)
def maximum_missing(x1, x2, x3):
    inner, _, _, _ = _parts(x1, x2, x3)
    return _answer(x1, x2, x3, dx1=2 * (1 + np.cos(x1)) / inner)


@graph_gradient.misconception(
    "the logarithm is missing in the gradient of the maximum: a product passes on dz times the "
    "other input"
)
def logarithm_missing(x1, x2, x3):
    return _answer(x1, x2, x3, dlarge=2.0)


@graph_gradient.misconception(
    "at the product each branch is multiplied by its own value; it gets the value of the other one"
)
def own_value_at_the_product(x1, x2, x3):
    inner, ln, large, _ = _parts(x1, x2, x3)
    return _answer(x1, x2, x3, dx1=2 * ln * (1 + np.cos(x1)) / inner, dlarge=2 * large)


@graph_gradient.misconception(
    "the smaller of x2 and x3 gets the gradient; max passes it to the larger"
)
def to_the_smaller(x1, x2, x3):
    return _answer(x1, x2, x3, swap=True)


@graph_gradient.misconception("x2 and x3 both get the gradient; the smaller one gets 0")
def to_both(x1, x2, x3):
    return _answer(x1, x2, x3, dsmall=2 * np.log(x1 + np.sin(x1)))


@graph_gradient.misconception(
    "the gradient of the maximum always goes to x2; it follows the larger"
)
def always_to_x2(x1, x2, x3):
    return _answer(x1, x2, x3, swap=x2 < x3)


@graph_gradient.misconception("log10 is the logarithm to base 10; ln is np.log")
def base_ten(x1, x2, x3):
    return tuple(part / np.log(10) for part in _answer(x1, x2, x3))


@graph_gradient.misconception("the sine is given degrees; x1 is an angle in radians as it is")
def degrees(x1, x2, x3):
    turn = np.pi / 180
    inner = x1 + np.sin(turn * x1)
    dx1 = 2 * max(x2, x3) * (1 + turn * np.cos(turn * x1)) / inner
    return _answer(x1, x2, x3, y=2 * np.log(inner) * max(x2, x3), dx1=dx1, dlarge=2 * np.log(inner))


@graph_gradient.misconception("only the three gradients are returned; y comes first")
def without_value(x1, x2, x3):
    return _answer(x1, x2, x3)[1:]


@graph_gradient.misconception("y stands at the end; it comes first")
def value_last(x1, x2, x3):
    y, *gradients = _answer(x1, x2, x3)
    return (*gradients, y)


@graph_gradient.alternative("the formulas, written out")
def written_out(x1, x2, x3):
    inner = x1 + math.sin(x1)
    dmax = 2 * math.log(inner)
    dx1 = 2 * max(x2, x3) * (1 + math.cos(x1)) / inner
    return dmax * max(x2, x3), dx1, dmax if x2 > x3 else 0, dmax if x3 > x2 else 0


@graph_gradient.alternative("by central differences, without y's formula being differentiated")
def by_differences(x1, x2, x3):
    def y(v):
        return 2 * np.log(v[0] + np.sin(v[0])) * max(v[1], v[2])

    x = np.array([x1, x2, x3], dtype=float)
    return (y(x), *activations_losses.numerical_gradient(y, x))


@graph_gradient.alternative("node by node without gates, in single precision")
def node_by_node(x1, x2, x3):
    x1, x2, x3 = np.float32(x1), np.float32(x2), np.float32(x3)
    ln, large = np.log(x1 + np.sin(x1)), np.maximum(x2, x3)
    dln, dlarge = 2 * large, 2 * ln
    dx1 = dln / (x1 + np.sin(x1)) * (1 + np.cos(x1))
    return [2 * ln * large, dx1, dlarge * (x2 > x3), dlarge * (x3 > x2)]
