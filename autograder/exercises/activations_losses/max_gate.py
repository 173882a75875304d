"""MaxGate: a switch that knows its way back."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.activations_losses.multiply_gate import numbers, through
from solutions import activations_losses

MaxGate = Exercise(activations_losses.MaxGate, points=5)


def apart(rng):
    """A smaller and a larger number, never equal, and an upstream gradient."""
    x, dz = numbers(rng, 2)
    return x, x + float(rng.uniform(0.5, 3)), dz


@MaxGate.check("forward returns the larger number")
def _(MaxGate, rng):
    gate = MaxGate()
    small, large, _ = apart(rng)
    return {
        "the larger one second": gate.forward(small, large),
        "the larger one first": gate.forward(large, small),
        "both negative": gate.forward(-int(rng.integers(2, 5)), -int(rng.integers(6, 9))),
    }


@MaxGate.check("backward passes dz to the larger input and 0 to the other", weight=2)
def _(MaxGate, rng):
    small, large, dz = apart(rng)
    return {
        "the larger one first": through(MaxGate(), large, small, dz),
        "the larger one second": through(MaxGate(), small, large, dz),
        "both positive": through(MaxGate(), rng.uniform(1, 2), rng.uniform(3, 4), dz),
        "both negative": through(MaxGate(), -rng.uniform(1, 2), -rng.uniform(3, 4), dz),
        "whole numbers": through(MaxGate(), int(rng.integers(5, 9)), 2, -3),
    }


@MaxGate.check("backward belongs to the last forward, and may be called again")
def _(MaxGate, rng):
    gate = MaxGate()
    small, large, dz = apart(rng)
    first, second = through(gate, large, small, dz), through(gate, small, large, dz)
    dx, dy = gate.backward(numbers(rng, 1)[0])
    return {"first": first, "second": second, "backward again": {"dx": dx, "dy": dy}}


@MaxGate.check("two gates know nothing of each other")
def _(MaxGate, rng):
    one, other = MaxGate(), MaxGate()
    small, large, dz = apart(rng)
    maxima = [one.forward(large, small), other.forward(small, large)]
    dx, dy = one.backward(dz)
    return {"z of both": maxima, "dx of the first": dx, "dy of the first": dy}


class _Max(activations_losses.MaxGate):
    """The reference, keeping its inputs too, for misconceptions to change one thing."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return super().forward(x, y)


@MaxGate.misconception(
    "the gradient goes to the smaller input; it was the larger one that passed, so it gets dz"
)
class ToTheSmaller(_Max):
    def backward(self, dz):
        return super().backward(dz)[::-1]


@MaxGate.misconception("both inputs get dz; the smaller one had no part in the output and gets 0")
class ToBoth(_Max):
    def backward(self, dz):
        return [dz, dz]


@MaxGate.misconception("dz is split evenly; all of it goes to the larger input")
class SplitEvenly(_Max):
    def backward(self, dz):
        return [dz / 2, dz / 2]


@MaxGate.misconception("dz always goes to the first input; it follows the larger one")
class ToTheFirst(_Max):
    def backward(self, dz):
        return [dz, 0.0]


@MaxGate.misconception("dz always goes to the second input; it follows the larger one")
class ToTheSecond(_Max):
    def backward(self, dz):
        return [0.0, dz]


@MaxGate.misconception(
    "1 and 0 are returned without dz; they are local derivatives, to be multiplied by dz"
)
class WithoutUpstream(_Max):
    def backward(self, dz):
        return [float(self.x > self.y), float(self.y > self.x)]


@MaxGate.misconception(
    "dz is multiplied by the input, as at a gate that multiplies; the slope of max is 1"
)
class TimesTheInput(_Max):
    def backward(self, dz):
        return [dz * self.x, 0.0] if self.x > self.y else [0.0, dz * self.y]


@MaxGate.misconception("forward returns the smaller number; max lets the larger one pass")
class ForwardMin(_Max):
    def forward(self, x, y):
        super().forward(x, y)
        return min(x, y)


@MaxGate.misconception("forward tells which input is larger; its value is asked for")
class ForwardTellsWhich(_Max):
    def forward(self, x, y):
        super().forward(x, y)
        return 0 if x > y else 1


@MaxGate.misconception("sizes are compared without their signs; -5 is smaller than 1")
class ComparesSizes(_Max):
    def forward(self, x, y):
        super().forward(x, y)
        self.first_passes = abs(x) > abs(y)
        return x if self.first_passes else y


@MaxGate.misconception(
    "each input is compared with 0, as in relu; here the two are compared with each other"
)
class ComparesWithZero(_Max):
    def backward(self, dz):
        return [dz * (self.x > 0), dz * (self.y > 0)]


@MaxGate.misconception("0 takes part in the maximum, as in relu; both inputs may be negative")
class NeverBelowZero(_Max):
    def forward(self, x, y):
        super().forward(x, y)
        return max(0, x, y)


@MaxGate.misconception(
    "which input passed is kept in the class, which all gates share; self belongs to one gate"
)
class KeptInTheClass:
    first = True

    def forward(self, x, y):
        KeptInTheClass.first = x > y
        return max(x, y)

    def backward(self, dz):
        return [dz, 0.0] if KeptInTheClass.first else [0.0, dz]


@MaxGate.misconception("what the first forward found is kept for ever; the last one counts")
class KeepsTheFirst:
    def __init__(self):
        self.first = None

    def forward(self, x, y):
        if self.first is None:
            self.first = x > y
        return max(x, y)

    def backward(self, dz):
        return [dz, 0.0] if self.first else [0.0, dz]


@MaxGate.misconception(
    "forward keeps nothing, so that backward cannot know which input passed; store it in self"
)
class KeepsNothing:
    def forward(self, x, y):
        return max(x, y)

    def backward(self, dz):
        return [dz, 0.0] if self.x > self.y else [0.0, dz]


@MaxGate.misconception("a single number comes back; [dx, dy] has one for each input")
class OneGradient(_Max):
    def backward(self, dz):
        return dz


@MaxGate.misconception("gradients pile up from one backward to the next; each call starts anew")
class PilesUp(_Max):
    def __init__(self):
        self.dx = self.dy = 0.0

    def backward(self, dz):
        dx, dy = super().backward(dz)
        self.dx, self.dy = self.dx + dx, self.dy + dy
        return [self.dx, self.dy]


@MaxGate.alternative("inputs kept, compared on the way back")
class ComparesLater:
    def forward(self, x, y):
        self.x, self.y = x, y
        return max(x, y)

    def backward(self, dz):
        return [dz if self.x > self.y else 0, dz if self.y > self.x else 0]


@MaxGate.alternative("multiplied by truth values, as a tuple")
class ByTruthValues:
    def forward(self, x, y):
        self.first = x >= y
        return np.maximum(x, y)

    def backward(self, dz):
        return dz * self.first, dz * (not self.first)


@MaxGate.alternative("the number of the larger input, in single precision")
class ByNumber:
    def forward(self, x, y):
        self.winner = int(np.argmax([x, y]))
        return np.float32([x, y][self.winner])

    def backward(self, dz):
        gradients = np.zeros(2, dtype=np.float32)
        gradients[self.winner] = dz
        return list(gradients)
