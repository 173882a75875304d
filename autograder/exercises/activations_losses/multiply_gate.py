"""MultiplyGate: a product that knows its way back."""

import numpy as np

from autograder.exercise import Exercise
from solutions import activations_losses

MultiplyGate = Exercise(activations_losses.MultiplyGate, points=5)


def through(gate, x, y, dz):
    """One trip forwards and back through a gate."""
    z = gate.forward(x, y)
    dx, dy = gate.backward(dz)
    return {"z": z, "dx": dx, "dy": dy}


def numbers(rng, n):
    """n numbers away from 0, with signs, as Python knows them."""
    return [float(v) for v in rng.uniform(0.5, 4, size=n) * rng.choice([-1, 1], size=n)]


@MultiplyGate.check("forward returns the product")
def _(MultiplyGate, rng):
    gate = MultiplyGate()
    x, y = numbers(rng, 2)
    return {
        "real numbers": gate.forward(x, y),
        "whole numbers": gate.forward(int(rng.integers(2, 9)), -int(rng.integers(2, 9))),
    }


@MultiplyGate.check("backward returns [dx, dy], each dz times the other input", weight=2)
def _(MultiplyGate, rng):
    return {
        "real numbers": through(MultiplyGate(), *numbers(rng, 3)),
        "whole numbers": through(MultiplyGate(), 3, -int(rng.integers(4, 9)), 2),
        "x is 0": through(MultiplyGate(), 0.0, *numbers(rng, 2)),
    }


@MultiplyGate.check("backward belongs to the last forward, and may be called again")
def _(MultiplyGate, rng):
    gate = MultiplyGate()
    first, second = through(gate, *numbers(rng, 3)), through(gate, *numbers(rng, 3))
    dx, dy = gate.backward(numbers(rng, 1)[0])
    return {"first": first, "second": second, "backward again": {"dx": dx, "dy": dy}}


@MultiplyGate.check("two gates know nothing of each other")
def _(MultiplyGate, rng):
    one, other = MultiplyGate(), MultiplyGate()
    products = [one.forward(*numbers(rng, 2)), other.forward(*numbers(rng, 2))]
    dx, dy = one.backward(numbers(rng, 1)[0])
    return {"z of both": products, "dx of the first": dx, "dy of the first": dy}


class _Multiply(activations_losses.MultiplyGate):
    """The reference, for misconceptions to change one thing."""


@MultiplyGate.misconception(
    "the two are exchanged: if x grows by 1, the product grows by y; so dx is dz times y"
)
class Exchanged(_Multiply):
    def backward(self, dz):
        return [dz * self.x, dz * self.y]


@MultiplyGate.misconception(
    "dz is left out: y and x are the local derivatives, to be multiplied by what comes from above"
)
class WithoutUpstream(_Multiply):
    def backward(self, dz):
        return [self.y, self.x]


@MultiplyGate.misconception("dz is added to the local derivative; the chain rule multiplies")
class AddsUpstream(_Multiply):
    def backward(self, dz):
        return [dz + self.y, dz + self.x]


@MultiplyGate.misconception("forward adds; the gate multiplies")
class ForwardAdds(_Multiply):
    def forward(self, x, y):
        super().forward(x, y)
        return x + y


@MultiplyGate.misconception(
    "both inputs get dz, as at a gate that adds; here the other input counts"
)
class LikeAddition(_Multiply):
    def backward(self, dz):
        return [dz, dz]


@MultiplyGate.misconception(
    "both inputs get dz times the product; each gets dz times the other one"
)
class TimesTheProduct(_Multiply):
    def backward(self, dz):
        return [dz * self.x * self.y, dz * self.x * self.y]


@MultiplyGate.misconception(
    "y is taken as the product divided by x, which fails where x is 0; keep both inputs"
)
class DividesTheProduct(_Multiply):
    def backward(self, dz):
        z = np.float64(self.x * self.y)
        return [dz * (z / self.x), dz * (z / self.y)]


@MultiplyGate.misconception(
    "forward keeps nothing, so that backward has no inputs; store them: self.x, self.y = x, y"
)
class KeepsNothing:
    def forward(self, x, y):
        return x * y

    def backward(self, dz):
        return [dz * self.y, dz * self.x]


@MultiplyGate.misconception(
    "the inputs are kept in the class, which all gates share; self.x belongs to one gate"
)
class KeptInTheClass:
    x = y = 0.0

    def forward(self, x, y):
        KeptInTheClass.x, KeptInTheClass.y = x, y
        return x * y

    def backward(self, dz):
        return [dz * KeptInTheClass.y, dz * KeptInTheClass.x]


@MultiplyGate.misconception(
    "the inputs of the first forward are kept for ever; the last ones count"
)
class KeepsTheFirst:
    def forward(self, x, y):
        if not hasattr(self, "inputs"):
            self.inputs = (x, y)
        return x * y

    def backward(self, dz):
        x, y = self.inputs
        return [dz * y, dz * x]


@MultiplyGate.misconception(
    "gradients pile up from one backward to the next; each call starts anew"
)
class PilesUp(_Multiply):
    def __init__(self):
        self.dx = self.dy = 0.0

    def backward(self, dz):
        self.dx += dz * self.y
        self.dy += dz * self.x
        return [self.dx, self.dy]


@MultiplyGate.misconception("the inputs are forgotten after backward; it may be called again")
class ForgetsAfterwards(_Multiply):
    def backward(self, dz):
        gradients = [dz * self.y, dz * self.x]
        self.x = self.y = 0.0
        return gradients


@MultiplyGate.misconception("forward has no return, so that it gives None")
class ReturnsNothing(_Multiply):
    def forward(self, x, y):
        super().forward(x, y)


@MultiplyGate.misconception("a single number comes back, the sum of dx and dy; both are asked for")
class OneGradient(_Multiply):
    def backward(self, dz):
        return dz * self.y + dz * self.x


@MultiplyGate.misconception("the signs are dropped: gradients may be negative")
class DropsSigns(_Multiply):
    def backward(self, dz):
        return [abs(dz * self.y), abs(dz * self.x)]


@MultiplyGate.alternative("the inputs as a tuple, gradients as a tuple")
class AsTuples:
    def forward(self, x, y):
        self.inputs = (x, y)
        return x * y

    def backward(self, dz):
        x, y = self.inputs
        return y * dz, x * dz


@MultiplyGate.alternative("a closure made on the way forwards")
class ByClosure:
    def __init__(self):
        self.backward = lambda dz: [0.0, 0.0]

    def forward(self, x, y):
        self.backward = lambda dz: [dz * y, dz * x]
        return y * x


@MultiplyGate.alternative("numpy, in single precision")
class InSinglePrecision:
    def forward(self, x, y):
        self.inputs = np.array([x, y], dtype=np.float32)
        return np.prod(self.inputs)

    def backward(self, dz):
        self.dx, self.dy = np.float32(dz) * self.inputs[::-1]
        return [self.dx, self.dy]
