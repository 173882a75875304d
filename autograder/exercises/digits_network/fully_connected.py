"""The layer that learns: forward, backward, collecting gradients, stepping."""

import numpy as np

from autograder.exercise import Exercise
from solutions import digits_network

Reference = digits_network.FullyConnectedLayer

FullyConnectedLayer = Exercise(Reference, points=20)


def _layer(FullyConnectedLayer, rng, n_in, n_out):
    """A layer whose parameters are set, so that it doesn't matter how they were drawn."""
    layer = FullyConnectedLayer(n_in, n_out)
    layer.weights, layer.bias = rng.normal(size=(n_in, n_out)), rng.normal(size=(1, n_out))
    return layer


def _collected(layer, rng, passes):
    """The layer with gradients as if there had been so many passes."""
    layer.delta_w = rng.normal(size=np.shape(layer.weights))
    layer.delta_b = rng.normal(size=np.shape(layer.bias))
    layer.passes = passes
    return layer


@FullyConnectedLayer.check("a new layer: the shapes, gradients of zeros, no passes", weight=2)
def _(FullyConnectedLayer, rng):
    layer = FullyConnectedLayer(4, 3)
    return {
        "the shape of weights": np.shape(layer.weights),
        "the shape of bias": np.shape(layer.bias),
        "delta_w": layer.delta_w,
        "delta_b": layer.delta_b,
        "passes": layer.passes,
    }


@FullyConnectedLayer.check("weights drawn at random, others for every layer")
def _(FullyConnectedLayer, rng):
    first, second = (np.ravel(FullyConnectedLayer(4, 3).weights) for _ in range(2))
    return {
        "different numbers among 12 weights": len({*first.tolist()}),
        "numbers that two layers share": len({*first.tolist()} & {*second.tolist()}),
    }


@FullyConnectedLayer.check("forward: the row times the weights, plus the bias", weight=3)
def _(FullyConnectedLayer, rng):
    return {
        "forward of a (1, 3) row in a layer (3, 5)": _layer(FullyConnectedLayer, rng, 3, 5).forward(
            rng.normal(size=(1, 3))
        ),
        "forward of whole numbers": _layer(FullyConnectedLayer, rng, 4, 2).forward(
            rng.integers(-5, 6, size=(1, 4))
        ),
    }


@FullyConnectedLayer.check("backward returns the gradient at the input", weight=3)
def _(FullyConnectedLayer, rng):
    layer = _layer(FullyConnectedLayer, rng, 4, 3)
    layer.forward(rng.normal(size=(1, 4)))
    return {"what backward returns": layer.backward(rng.normal(size=(1, 3)))}


@FullyConnectedLayer.check("one pass: delta_w and delta_b", weight=3)
def _(FullyConnectedLayer, rng):
    layer = _layer(FullyConnectedLayer, rng, 3, 4)
    layer.forward(rng.normal(size=(1, 3)))
    layer.backward(rng.normal(size=(1, 4)))
    return {"delta_w": layer.delta_w, "delta_b": layer.delta_b}


@FullyConnectedLayer.check("three passes: the gradients add up, the passes are counted", weight=3)
def _(FullyConnectedLayer, rng):
    layer = _layer(FullyConnectedLayer, rng, 2, 3)
    for _ in range(3):
        layer.forward(rng.normal(size=(1, 2)))
        layer.backward(rng.normal(size=(1, 3)))
    return {"passes": layer.passes, "delta_w": layer.delta_w, "delta_b": layer.delta_b}


@FullyConnectedLayer.check("step walks eta against the average over the passes", weight=3)
def _(FullyConnectedLayer, rng):
    layer = _collected(_layer(FullyConnectedLayer, rng, 4, 2), rng, 5)
    layer.step(0.3)
    return {"weights after the step": layer.weights, "bias after the step": layer.bias}


@FullyConnectedLayer.check("step sets gradients and passes back to zero")
def _(FullyConnectedLayer, rng):
    layer = _collected(_layer(FullyConnectedLayer, rng, 2, 4), rng, 3)
    layer.step(0.1)
    return {"delta_w": layer.delta_w, "delta_b": layer.delta_b, "passes": layer.passes}


@FullyConnectedLayer.check("inputs and errors stay as they were, also in later passes")
def _(FullyConnectedLayer, rng):
    layer = _layer(FullyConnectedLayer, rng, 3, 2)
    inputs, errors = rng.normal(size=(3, 1, 3)), rng.normal(size=(3, 1, 2))
    for input, error in zip(inputs, errors):
        layer.forward(input)
        layer.backward(error)
    layer.step(0.2)
    return {"the inputs": inputs, "the errors": errors}


wrong = FullyConnectedLayer.misconception


@wrong("weights are (out, in); a sample is a row, and input @ weights wants (in, out)")
class TurnedWeights(Reference):
    def __init__(self, input_size, output_size):
        super().__init__(output_size, input_size)
        self.bias = self.delta_b = np.zeros((1, output_size))

    def forward(self, input):
        self.input = input
        return input @ self.weights.T + self.bias

    def backward(self, output_error):
        self.delta_w = self.delta_w + output_error.T @ self.input
        self.delta_b = self.delta_b + output_error
        self.passes += 1
        return output_error @ self.weights


@wrong("the bias is flat, (out,); it is a row, (1, out), as every sample is")
class FlatBias(Reference):
    def __init__(self, input_size, output_size):
        super().__init__(input_size, output_size)
        self.bias = np.zeros(output_size)
        self.delta_b = np.zeros(output_size)


@wrong("all weights begin at zero, so that all units learn the same; draw random numbers")
class ZeroWeights(Reference):
    def __init__(self, input_size, output_size):
        super().__init__(input_size, output_size)
        self.weights = np.zeros((input_size, output_size))


@wrong("a seed is set inside the layer, so that every layer begins with the same numbers")
class SeededInside(Reference):
    def __init__(self, input_size, output_size):
        np.random.seed(0)
        super().__init__(input_size, output_size)


@wrong("passes begins at 1; there has been none yet")
class PassesFromOne(Reference):
    def __init__(self, input_size, output_size):
        super().__init__(input_size, output_size)
        self.passes = 1


@wrong("forward leaves out the bias")
class WithoutBias(Reference):
    def forward(self, input):
        self.input = input
        return input @ self.weights


@wrong("forward applies the sigmoid too; that is the job of the ActivationLayer")
class WithSigmoid(Reference):
    def forward(self, input):
        return digits_network.sigmoid(super().forward(input))


@wrong("forward does not keep the input, so backward finds the zeros from the beginning")
class KeepsNothing(Reference):
    def forward(self, input):
        return input @ self.weights + self.bias


@wrong("forward keeps its output; backward needs what came in")
class KeepsTheOutput(Reference):
    def forward(self, input):
        self.input = input @ self.weights + self.bias
        return self.input


@wrong("the error is multiplied by weights as they stand, which only fits where in equals out; .T")
class BackwardWithoutTurning(Reference):
    def backward(self, output_error):
        super().backward(output_error)
        return output_error @ self.weights


@wrong("backward hands back what it was handed; the error has to go through the weights")
class HandsErrorOn(Reference):
    def backward(self, output_error):
        super().backward(output_error)
        return output_error


@wrong("backward returns the gradient of the weights; what the layer before needs is the input's")
class ReturnsWeightsGradient(Reference):
    def backward(self, output_error):
        super().backward(output_error)
        return self.input.T @ output_error


@wrong("delta_w is turned round: (in, out) is input.T @ output_error")
class TurnedGradient(Reference):
    def backward(self, output_error):
        back = super().backward(output_error)
        self.delta_w = output_error.T @ self.input
        return back


@wrong("backward overwrites delta_w and delta_b; the passes are added up until the step")
class Overwrites(Reference):
    def backward(self, output_error):
        self.delta_w, self.delta_b = self.delta_w * 0, self.delta_b * 0
        return super().backward(output_error)


@wrong("backward overwrites delta_b; it is added up, as delta_w is")
class OverwritesBias(Reference):
    def backward(self, output_error):
        self.delta_b = self.delta_b * 0
        return super().backward(output_error)


@wrong("the error's entries are added up for the bias; each output has a bias of its own")
class SumsBias(Reference):
    def backward(self, output_error):
        before = self.delta_b
        back = super().backward(output_error)
        self.delta_b = before + np.sum(output_error)
        return back


@wrong("backward does not touch delta_b; the bias learns as well")
class ForgetsBiasGradient(Reference):
    def backward(self, output_error):
        before = self.delta_b
        back = super().backward(output_error)
        self.delta_b = before
        return back


@wrong("the passes are not counted; step divides by them")
class CountsNothing(Reference):
    def backward(self, output_error):
        back = super().backward(output_error)
        self.passes = 0
        return back


@wrong("step uses the sum over the passes; it is divided by their number")
class StepsTheSum(Reference):
    def step(self, eta):
        super().step(eta * self.passes)


@wrong("step divides by 64; the number of passes is counted in self.passes")
class DividesBy64(Reference):
    def step(self, eta):
        super().step(eta * self.passes / 64)


@wrong("step walks along the gradient, uphill; subtract it")
class Ascends(Reference):
    def step(self, eta):
        super().step(-eta)


@wrong("the bias is divided by the passes twice")
class BiasAveragedTwice(Reference):
    def step(self, eta):
        self.delta_b = self.delta_b / self.passes
        super().step(eta)


@wrong("step changes the weights alone; the bias takes its step too")
class StepsWeightsOnly(Reference):
    def step(self, eta):
        before = self.bias
        super().step(eta)
        self.bias = before


@wrong("step does not set delta_w and delta_b back, so old passes stay in every later step")
class KeepsGradients(Reference):
    def step(self, eta):
        before = self.delta_w, self.delta_b
        super().step(eta)
        self.delta_w, self.delta_b = before


@wrong("step does not set passes back, so that later steps become smaller and smaller")
class KeepsCounting(Reference):
    def step(self, eta):
        before = self.passes
        super().step(eta)
        self.passes = before


@wrong(
    "in the first pass delta_b becomes the very array that was handed in, and += then writes into "
    "it; delta_b + output_error makes a new one"
)
class AdoptsTheError(Reference):
    def backward(self, output_error):
        back = output_error @ self.weights.T
        self.delta_w = self.delta_w + self.input.T @ output_error
        if self.passes == 0:
            self.delta_b = output_error
        else:
            self.delta_b += output_error
        self.passes += 1
        return back


@FullyConnectedLayer.alternative("changed in place, with another start")
class InPlace:
    def __init__(self, input_size, output_size):
        self.weights = np.random.uniform(-0.5, 0.5, (input_size, output_size))
        self.bias = np.random.uniform(-0.5, 0.5, (1, output_size))
        self.reset()

    def reset(self):
        self.delta_w = np.zeros(self.weights.shape)
        self.delta_b = np.zeros(self.bias.shape)
        self.passes = 0

    def forward(self, input):
        self.input = input.copy()
        return np.dot(self.input, self.weights) + self.bias

    def backward(self, output_error):
        self.delta_w += np.outer(self.input, output_error)
        self.delta_b += output_error
        self.passes = self.passes + 1
        return np.dot(self.weights, output_error.T).T

    def step(self, eta):
        self.weights -= eta * (self.delta_w / self.passes)
        self.bias -= eta * (self.delta_b / self.passes)
        self.reset()


@FullyConnectedLayer.alternative("loops over units")
class Loops(Reference):
    def forward(self, input):
        self.input = input
        output = np.array(self.bias)
        for j in range(output.shape[1]):
            for i in range(input.shape[1]):
                output[0, j] += input[0, i] * self.weights[i, j]
        return output

    def backward(self, output_error):
        back = np.zeros(self.input.shape)
        for i, j in np.ndindex(*self.weights.shape):
            self.delta_w[i, j] += self.input[0, i] * output_error[0, j]
            back[0, i] += self.weights[i, j] * output_error[0, j]
        for j in range(output_error.shape[1]):
            self.delta_b[0, j] += output_error[0, j]
        self.passes += 1
        return back


@FullyConnectedLayer.alternative("in single precision")
class InSingle(Reference):
    def forward(self, input):
        return super().forward(input.astype(np.float32)).astype(np.float32)

    def backward(self, output_error):
        back = super().backward(output_error).astype(np.float32)
        self.delta_w, self.delta_b = self.delta_w.astype("f4"), self.delta_b.astype("f4")
        return back
