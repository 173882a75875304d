"""exp: its slope is its value."""

import math

from autograder.exercise import Exercise
from autograder.exercises.scalar_autograd.engines import (
    numbers,
    scaled,
    slopes,
    static,
    value,
)
from autograder.exercises.scalar_autograd.whole import accept_whole_classes
from solutions import scalar_autograd

exp = Exercise(scalar_autograd.ag, name="exp", points=5, fetch="ag", module="scalar_autograd")


@exp.check("the value, for numbers of either sign; x stays as it is", weight=1)
def _(ag, rng):
    a = float(rng.uniform(0.5, 2.5))
    x = ag.Scalar(a)
    return {
        "exp(x)": value(ag.exp(x)),
        "exp(x) for a negative x": value(ag.exp(ag.Scalar(-a))),
        "exp(0)": value(ag.exp(ag.Scalar(0.0))),
        "x after exp(x)": x.value,
    }


@exp.check("the slope is the value of the result", weight=2)
def _(ag, rng):
    a = float(rng.uniform(0.5, 2.5))
    x, y, zero = ag.Scalar(a), ag.Scalar(-a), ag.Scalar(0.0)
    return {
        "the derivative at a positive x": slopes(ag, ag.exp(x), x)[0],
        "the derivative at a negative x": slopes(ag, ag.exp(y), y)[0],
        "the derivative at 0": slopes(ag, ag.exp(zero), zero)[0],
    }


@exp.check("gradients add up, and what comes from above is multiplied in", weight=2)
def _(ag, rng):
    x, y, z = map(ag.Scalar, numbers(rng, 3))
    result = scaled(ag, -1.5, ag.exp(x)) + scaled(ag, 2.5, ag.exp(x)) + ag.exp(x + y)
    by_x, by_y = slopes(ag, result, x, y)
    by_z = slopes(ag, ag.exp(ag.exp(z)), z)[0]
    return {
        "-1.5 exp(x) + 2.5 exp(x) + exp(x + y), derivative by x": by_x,
        "-1.5 exp(x) + 2.5 exp(x) + exp(x + y), derivative by y": by_y,
        "exp(exp(z)), derivative by z": by_z,
    }


def made(x, value, slope):
    """A node with a slope that is told by a function without arguments."""

    def _backward(grad):
        x.grad += slope() * grad

    return type(x)(value, "exp", _backward, (x,))


@exp.misconception("the slope is taken to be x, the input; that of exp is its own value, exp(x)")
@static("exp")
def slope_is_input(x):
    return made(x, math.exp(x.value), lambda: x.value)


@exp.misconception(
    "the power rule is used, x exp(x - 1); it holds for a fixed exponent, and here the exponent "
    "varies: the slope is exp(x)"
)
@static("exp")
def power_rule(x):
    return made(x, math.exp(x.value), lambda: x.value * math.exp(x.value - 1))


@exp.misconception("exp is applied twice in the slope; it is exp(x), the value of the result")
@static("exp")
def slope_of_result(x):
    return made(x, math.exp(x.value), lambda: math.exp(math.exp(x.value)))


@exp.misconception("the slope is taken to be 1; that is so at 0 only, elsewhere it is exp(x)")
@static("exp")
def slope_is_one(x):
    return made(x, math.exp(x.value), lambda: 1.0)


@exp.misconception(
    "= puts a gradient in the place of what is there already; += adds it to what other uses of the "
    "number have brought"
)
@static("exp")
def overwrites(x):
    def _backward(grad):
        x.grad = math.exp(x.value) * grad

    return type(x)(math.exp(x.value), "exp", _backward, (x,))


@exp.misconception(
    "the gradient that comes from above is left out; the chain rule multiplies the slope by it"
)
@static("exp")
def ignores_upstream(x):
    def _backward(grad):
        x.grad += math.exp(x.value)

    return type(x)(math.exp(x.value), "exp", _backward, (x,))


@exp.misconception(
    "exp is taken of the gradient from above; the slope is exp(x), and the gradient multiplies it"
)
@static("exp")
def exp_of_gradient(x):
    def _backward(grad):
        x.grad += math.exp(grad)

    return type(x)(math.exp(x.value), "exp", _backward, (x,))


@exp.misconception(
    "the result knows nothing of where it came from; pass it the inputs and _backward"
)
@static("exp")
def forgets_the_graph(x):
    return type(x)(math.exp(x.value))


@exp.misconception("2.718 stands for e, which is wrong from the fourth digit on; use math.exp")
@static("exp")
def rounded_base(x):
    value = 2.718**x.value
    return made(x, value, lambda: value)


@exp.misconception("that is 2 to the power of x; exp has the base e, 2.71828…")
@static("exp")
def base_two(x):
    value = 2.0**x.value
    return made(x, value, lambda: math.log(2.0) * value)


@exp.misconception("exp(x) - 1 is returned; exp(0) is 1")
@static("exp")
def minus_one(x):
    return made(x, math.expm1(x.value), lambda: math.exp(x.value))


@exp.misconception("a plain number is returned; the result has to be a Scalar")
@static("exp")
def plain_number(x):
    return math.exp(x.value)


@exp.misconception("the value of x itself is changed; the result is a new Scalar")
@static("exp")
def in_place(x):
    x.value = math.exp(x.value)
    return x


@exp.alternative("e to the power of x, the gradient looked up in the result")
@static("exp")
def looks_up(x):
    output = type(x)(math.e**x.value, op="exp", inputs=[x])

    def _backward(grad):
        x.grad += output.value * output.grad

    output._backward = _backward
    return output


@exp.alternative("by a loop over the inputs")
@static("exp")
def loops_over_inputs(x):
    value = 1 / math.exp(-x.value)

    def _backward(grad):
        for each in inputs:
            each.grad = each.grad + grad * value

    inputs = (x,)
    return type(x)(value, "exp", _backward, inputs)


accept_whole_classes(exp)
