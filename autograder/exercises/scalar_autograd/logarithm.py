"""log: its slope is one over the input."""

import math

from autograder.exercise import Exercise
from autograder.exercises.scalar_autograd.engines import scaled, slopes, static, value
from autograder.exercises.scalar_autograd.whole import accept_whole_classes
from solutions import scalar_autograd

log = Exercise(scalar_autograd.ag, name="log", points=5, fetch="ag", module="scalar_autograd")


@log.check("the value, below 1 and above", weight=1)
def _(ag, rng):
    return {
        "log(x) for an x above 1": value(ag.log(ag.Scalar(rng.uniform(1.5, 9)))),
        "log(x) for an x below 1": value(ag.log(ag.Scalar(rng.uniform(0.05, 0.5)))),
        "log(1)": value(ag.log(ag.Scalar(1.0))),
    }


@log.check("the slope is one over the input", weight=2)
def _(ag, rng):
    x, y, one = ag.Scalar(rng.uniform(1.5, 9)), ag.Scalar(rng.uniform(0.05, 0.5)), ag.Scalar(1.0)
    return {
        "the derivative at an x above 1": slopes(ag, ag.log(x), x)[0],
        "the derivative at an x below 1": slopes(ag, ag.log(y), y)[0],
        "the derivative at 1": slopes(ag, ag.log(one), one)[0],
    }


@log.check("gradients add up, and what comes from above is multiplied in", weight=2)
def _(ag, rng):
    x, y, z = map(ag.Scalar, rng.uniform(0.5, 3, size=3))
    result = scaled(ag, -1.5, ag.log(x)) + scaled(ag, 2.5, ag.log(x)) + ag.log(x + y)
    by_x, by_y = slopes(ag, result, x, y)
    by_z = slopes(ag, ag.log(ag.log(z + ag.Scalar(1.0))), z)[0]
    return {
        "-1.5 log(x) + 2.5 log(x) + log(x + y), derivative by x": by_x,
        "-1.5 log(x) + 2.5 log(x) + log(x + y), derivative by y": by_y,
        "log(log(z + 1)), derivative by z": by_z,
    }


def made(x, value, slope):
    """A node with a slope that is told by a function without arguments."""

    def _backward(grad):
        x.grad += slope() * grad

    return type(x)(value, "log", _backward, (x,))


@log.misconception("one over the result is taken for the slope; it is one over the input, 1 / x")
@static("log")
def one_over_result(x):
    value = math.log(x.value)
    return made(x, value, lambda: 1 / (value or 1.0))


@log.misconception("the gradient is multiplied by x; the slope of log is 1 / x, so divide by it")
@static("log")
def multiplies_by_x(x):
    return made(x, math.log(x.value), lambda: x.value)


@log.misconception("that is log to the base 10; here it is the natural one, math.log")
@static("log")
def base_ten(x):
    return made(x, math.log10(x.value), lambda: 1 / x.value)


@log.misconception("that is log to the base 2; here it is the natural one, math.log")
@static("log")
def base_two(x):
    return made(x, math.log2(x.value), lambda: 1 / (x.value * math.log(2)))


@log.misconception("the logarithm of 1 + x is computed; log(1) is 0")
@static("log")
def of_one_more(x):
    return made(x, math.log1p(x.value), lambda: 1 / (1 + x.value))


@log.misconception("a small number is added to x, which changes every result; x is positive here")
@static("log")
def adds_epsilon(x):
    return made(x, math.log(x.value + 1e-3), lambda: 1 / (x.value + 1e-3))


@log.misconception("the slope has its sign turned: log rises everywhere, with the slope 1 / x")
@static("log")
def wrong_sign(x):
    return made(x, math.log(x.value), lambda: -1 / x.value)


@log.misconception("the slope is 1 / x², one power too many; that of log is 1 / x")
@static("log")
def one_over_square(x):
    return made(x, math.log(x.value), lambda: x.value**-2)


@log.misconception("the slope is taken to be log(x) again; only exp is its own slope")
@static("log")
def own_slope(x):
    return made(x, math.log(x.value), lambda: math.log(x.value))


@log.misconception(
    "= puts a gradient in the place of what is there already; += adds it to what other uses of the "
    "number have brought"
)
@static("log")
def overwrites(x):
    def _backward(grad):
        x.grad = grad / x.value

    return type(x)(math.log(x.value), "log", _backward, (x,))


@log.misconception(
    "the gradient that comes from above is left out; the chain rule multiplies the slope by it"
)
@static("log")
def ignores_upstream(x):
    def _backward(grad):
        x.grad += 1 / x.value

    return type(x)(math.log(x.value), "log", _backward, (x,))


@log.misconception(
    "the gradient from above stands in the denominator; the slope 1 / x is multiplied by it"
)
@static("log")
def upstream_below(x):
    def _backward(grad):
        x.grad += 1 / (x.value * grad)

    return type(x)(math.log(x.value), "log", _backward, (x,))


@log.misconception(
    "the result knows nothing of where it came from; pass it the inputs and _backward"
)
@static("log")
def forgets_the_graph(x):
    return type(x)(math.log(x.value))


@log.misconception("a plain number is returned; the result has to be a Scalar")
@static("log")
def plain_number(x):
    return math.log(x.value)


@log.alternative("the slope as a power, the gradient looked up in the result")
@static("log")
def looks_up(x):
    output = type(x)(math.log(x.value, math.e), op="log", inputs=[x])

    def _backward(grad):
        x.grad += output.grad * x.value**-1

    output._backward = _backward
    return output


@log.alternative("half the logarithm of the square")
@static("log")
def of_the_square(x):
    def _backward(grad):
        x.grad = x.grad + x.value / x.value**2 * grad

    return type(x)(0.5 * math.log(x.value**2), "log", _backward, (x,))


accept_whole_classes(log)
