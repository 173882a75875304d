"""The layer that bends: the sigmoid of each entry."""

import numpy as np

from autograder.exercise import Exercise
from solutions import digits_network
from solutions.digits_network import sigmoid, sigmoid_prime

Reference = digits_network.ActivationLayer

ActivationLayer = Exercise(Reference, points=6, given=("sigmoid", "sigmoid_prime"))


@ActivationLayer.check("forward: the sigmoid of each entry", weight=2)
def _(ActivationLayer, rng):
    return {
        "forward of a (1, 5) row": ActivationLayer().forward(rng.normal(scale=2, size=(1, 5))),
        "forward of whole numbers": ActivationLayer().forward(rng.integers(-3, 4, size=(1, 4))),
    }


@ActivationLayer.check("backward: the error times the slope at what came in", weight=2)
def _(ActivationLayer, rng):
    layer = ActivationLayer()
    layer.forward(rng.normal(scale=2, size=(1, 5)))
    return {"what backward returns": layer.backward(rng.normal(size=(1, 5)))}


@ActivationLayer.check("pass after pass, each with its own input; step changes nothing")
def _(ActivationLayer, rng):
    layer, found = ActivationLayer(), {}
    for count in ("first", "second"):
        input, error = rng.normal(size=(1, 3)), rng.normal(size=(1, 3))
        found[f"forward in the {count} pass"] = layer.forward(input)
        found[f"backward in the {count} pass"] = layer.backward(error)
        layer.step(0.5)
        found[f"forward after the {count} step"] = layer.forward(input)
    return found


@ActivationLayer.check("input and error stay as they were")
def _(ActivationLayer, rng):
    layer, input, error = ActivationLayer(), rng.normal(size=(1, 4)), rng.normal(size=(1, 4))
    layer.forward(input)
    layer.backward(error)
    return {"the input": input, "the error": error}


wrong = ActivationLayer.misconception


@wrong("backward returns the slope alone; it is multiplied by the error that comes in")
class WithoutError(Reference):
    def backward(self, output_error):
        return sigmoid_prime(self.input)


@wrong("backward hands the error on as it is; it is multiplied by the slope of the sigmoid")
class WithoutSlope(Reference):
    def backward(self, output_error):
        return output_error


@wrong("backward takes the slope at the error; it is the slope at the input of forward")
class SlopeAtTheError(Reference):
    def backward(self, output_error):
        return output_error * sigmoid_prime(output_error)


@wrong("forward keeps its output, and sigmoid_prime is given that; it wants what came in")
class KeepsTheOutput(Reference):
    def forward(self, input):
        self.input = sigmoid(input)
        return self.input


@wrong("the error is multiplied by the sigmoid; on the way back it is its slope")
class TimesTheSigmoid(Reference):
    def backward(self, output_error):
        return output_error * sigmoid(self.input)


@wrong("the error is divided by the slope; the chain rule multiplies")
class Divides(Reference):
    def backward(self, output_error):
        return output_error / sigmoid_prime(self.input)


@wrong("@ adds everything up to one number; each entry is multiplied by its own slope, with *")
class MatrixProduct(Reference):
    def backward(self, output_error):
        return output_error @ sigmoid_prime(self.input).T


@wrong("only the first input is kept; every forward pass keeps its own")
class KeepsTheFirst(Reference):
    def forward(self, input):
        if self.input.size == 0:
            self.input = input
        return sigmoid(input)


@wrong("forward is a tanh; this layer applies the sigmoid")
class Tanh(Reference):
    def forward(self, input):
        self.input = input
        return np.tanh(input)


@wrong("forward is a relu; this layer applies the sigmoid")
class Relu(Reference):
    def forward(self, input):
        self.input = input
        return np.maximum(0, input)

    def backward(self, output_error):
        return output_error * (self.input > 0)


@wrong("forward returns the slope; that is for the way back")
class SlopeForward(Reference):
    def forward(self, input):
        self.input = input
        return sigmoid_prime(input)


@wrong("forward returns its input unchanged; this layer applies the sigmoid")
class Nothing(Reference):
    def forward(self, input):
        self.input = input
        return input


@wrong("*= writes into the error, which belongs to the layer behind; * makes a new array")
class IntoTheError(Reference):
    def backward(self, output_error):
        output_error *= sigmoid_prime(self.input)
        return output_error


@ActivationLayer.alternative("keeps the output a and uses a (1 - a)")
class FromTheOutput:
    def forward(self, input):
        self.a = 1 / (1 + np.exp(-input))
        return self.a

    def backward(self, output_error):
        return output_error * self.a * (1 - self.a)

    def step(self, eta):
        pass


@ActivationLayer.alternative("computes the slope on the way forward")
class SlopeAhead:
    def forward(self, input):
        self.slope = sigmoid_prime(input)
        return sigmoid(input)

    def backward(self, output_error):
        return np.multiply(self.slope, output_error)

    def step(self, eta):
        return None


@ActivationLayer.alternative("entry by entry")
class EntryByEntry(Reference):
    def backward(self, output_error):
        slopes = [float(sigmoid(x)) * float(1 - sigmoid(x)) for x in self.input[0]]
        return np.array([[e * s for e, s in zip(output_error[0], slopes)]])
