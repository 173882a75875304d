"""pow: constant exponents, 0 and 1 among them, also at the value 0."""

import math

from autograder.exercise import Exercise
from autograder.exercises.scalar_autograd.engines import method, numbers, scaled, slopes, value
from autograder.exercises.scalar_autograd.whole import accept_whole_classes
from solutions import scalar_autograd

# The exercise cannot be called pow here without hiding Python's own.
power = Exercise(scalar_autograd.ag, name="pow", points=8, fetch="ag", module="scalar_autograd")


@power.check("whole exponents, of numbers of either sign", weight=1.5)
def _(ag, rng):
    a = float(rng.uniform(0.5, 2.5))
    up, down = ag.Scalar(a), ag.Scalar(-a)
    return {
        "x ** 2": value(up**2),
        "x ** 3 for a negative x": value(down**3),
        "x ** 3, its derivative": slopes(ag, up**3, up)[0],
        "x ** 2 for a negative x, its derivative": slopes(ag, down**2, down)[0],
    }


@power.check("fractions and negative numbers as exponents", weight=1.5)
def _(ag, rng):
    x, y, z = map(ag.Scalar, rng.uniform(0.5, 2.5, size=3))
    root, inverse, other = x**0.5, y**-1, z**-1.5
    return {
        "x ** 0.5": value(root),
        "y ** -1": value(inverse),
        "z ** -1.5": value(other),
        "x ** 0.5, its derivative": slopes(ag, root, x)[0],
        "y ** -1, its derivative": slopes(ag, inverse, y)[0],
        "z ** -1.5, its derivative": slopes(ag, other, z)[0],
    }


@power.check("the exponents 0 and 1", weight=1.5)
def _(ag, rng):
    x, y, z = map(ag.Scalar, numbers(rng, 3))
    nothing, itself = x**0, y**1
    return {
        "x ** 0": value(nothing),
        "y ** 1": value(itself),
        "x ** 0, its derivative": slopes(ag, nothing + nothing + z, x)[0],
        "y ** 1, its derivative": slopes(ag, itself, y)[0],
    }


@power.check("at the value 0, with the exponents 0, 1, 2 and 3", weight=1.5)
def _(ag, rng):
    told = {}
    for exponent in range(4):
        x = ag.Scalar(0.0)
        result = x**exponent
        told[f"0 ** {exponent}"] = value(result)
        told[f"x ** {exponent} at 0, its derivative"] = slopes(ag, result + ag.Scalar(1.0), x)[0]
    return told


@power.check("gradients add up, and what comes from above is multiplied in", weight=2)
def _(ag, rng):
    x, y = map(ag.Scalar, numbers(rng, 2))
    s = x + y
    result = scaled(ag, -1.5, s**2) + x**3
    by_x, by_y = slopes(ag, result, x, y)
    z = ag.Scalar(numbers(rng, 1)[0])
    return {
        "-1.5 (x + y) ** 2 + x ** 3, derivative by x": by_x,
        "-1.5 (x + y) ** 2 + x ** 3, derivative by y": by_y,
        "(z ** 2) ** 3, derivative by z": slopes(ag, (z**2) ** 3, z)[0],
    }


def slope(value, exponent):
    return exponent * value ** (exponent - 1) if exponent else 0.0


@power.misconception(
    "= puts a gradient in the place of what is there already; += adds it to what other uses of the "
    "number have brought"
)
@method("__pow__")
def overwrites(self, exponent):
    def _backward(grad):
        self.grad = slope(self.value, exponent) * grad

    return type(self)(self.value**exponent, "**", _backward, (self,))


@power.misconception(
    "the gradient that comes from above is left out; the chain rule multiplies the slope by it"
)
@method("__pow__")
def ignores_upstream(self, exponent):
    def _backward(grad):
        self.grad += slope(self.value, exponent)

    return type(self)(self.value**exponent, "**", _backward, (self,))


@power.misconception(
    "at 0 with the exponent 0 the rule asks for 0 ** -1, which has no value; x ** 0 is 1 "
    "everywhere, so its slope is 0"
)
@method("__pow__")
def rule_at_zero(self, exponent):
    def _backward(grad):
        self.grad += exponent * self.value ** (exponent - 1) * grad

    return type(self)(self.value**exponent, "**", _backward, (self,))


@power.misconception(
    "the slope is said to be 0 wherever the value is 0; x ** 1 has the slope 1 there too"
)
@method("__pow__")
def flat_at_zero(self, exponent):
    def _backward(grad):
        if self.value != 0:
            self.grad += slope(self.value, exponent) * grad

    return type(self)(self.value**exponent, "**", _backward, (self,))


@power.misconception(
    "the slope is computed from the result, divided by the value, which fails at 0; use the "
    "exponent lowered by one"
)
@method("__pow__")
def divides_by_value(self, exponent):
    value = self.value**exponent

    def _backward(grad):
        self.grad += exponent * value / self.value * grad

    return type(self)(value, "**", _backward, (self,))


@power.misconception("the exponent is not lowered: the slope of x ** k is k x ** (k - 1)")
@method("__pow__")
def exponent_stays(self, exponent):
    def _backward(grad):
        self.grad += exponent * self.value**exponent * grad

    return type(self)(self.value**exponent, "**", _backward, (self,))


@power.misconception("the factor k is missing: the slope of x ** k is k x ** (k - 1)")
@method("__pow__")
def no_factor(self, exponent):
    def _backward(grad):
        self.grad += (self.value ** (exponent - 1) if exponent else 0.0) * grad

    return type(self)(self.value**exponent, "**", _backward, (self,))


@power.misconception(
    "brackets are missing: x ** k - 1 lowers the power by one, x ** (k - 1) the exponent"
)
@method("__pow__")
def no_brackets(self, exponent):
    def _backward(grad):
        self.grad += (exponent * self.value**exponent - 1) * grad

    return type(self)(self.value**exponent, "**", _backward, (self,))


@power.misconception(
    "the power is computed as exp(k log x), which has no value for x = 0 and negative x; ** does it"
)
@method("__pow__")
def by_logarithm(self, exponent):
    value = math.exp(exponent * math.log(self.value))

    def _backward(grad):
        self.grad += exponent * value / self.value * grad

    return type(self)(value, "**", _backward, (self,))


@power.misconception(
    "the product of k factors is formed in a loop, which needs a whole k of 1 or more; ** takes any"
)
@method("__pow__")
def by_loop(self, exponent):
    result = self
    for _ in range(exponent - 1):
        result = result * self
    return result


@power.misconception("that is the slope by the exponent; the exponent is constant, x varies")
@method("__pow__")
def slope_of_exponential(self, exponent):
    value = self.value**exponent

    def _backward(grad):
        self.grad += value * math.log(abs(self.value)) * grad

    return type(self)(value, "**", _backward, (self,))


@power.misconception("x is multiplied by the exponent; ** raises it to that power")
@method("__pow__")
def multiplies(self, exponent):
    def _backward(grad):
        self.grad += exponent * grad

    return type(self)(self.value * exponent, "**", _backward, (self,))


@power.misconception(
    "the result knows nothing of where it came from; pass it the inputs and _backward"
)
@method("__pow__")
def forgets_the_graph(self, exponent):
    return type(self)(self.value**exponent)


@power.misconception("fractions in the exponent are cut off; ** takes them as they are")
@method("__pow__")
def whole_exponents(self, exponent):
    whole = int(exponent)

    def _backward(grad):
        self.grad += slope(self.value, whole) * grad

    return type(self)(self.value**whole, "**", _backward, (self,))


@power.misconception(
    "for the exponent 0 the Scalar itself is returned; x ** 0 is 1, and it is x ** 1 that is x"
)
@method("__pow__")
def zero_returns_itself(self, exponent):
    if exponent == 0:
        return self

    def _backward(grad):
        self.grad += slope(self.value, exponent) * grad

    return type(self)(self.value**exponent, "**", _backward, (self,))


@power.alternative("special cases first: a constant for 0, the number itself for 1")
@method("__pow__")
def special_cases(self, exponent):
    if exponent == 0:
        return type(self)(1.0)
    if exponent == 1:
        return self

    def _backward(grad):
        self.grad += exponent * self.value ** (exponent - 1) * grad

    return type(self)(self.value**exponent, "**", _backward, (self,))


@power.alternative("the slope is computed on the way forward")
@method("__pow__")
def slope_beforehand(self, exponent):
    by_value = 0 if exponent == 0 else exponent * math.pow(self.value, exponent - 1)
    output = type(self)(math.pow(self.value, exponent), "pow", inputs=[self])

    def _backward(grad):
        self.grad += by_value * output.grad

    output._backward = _backward
    return output


accept_whole_classes(power)
