"""The network on whole batches."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.digits_network.network import chain, parameters
from solutions import digits_network
from solutions.digits_network import mse_half_prime, mse_prime

Reference = digits_network.BatchedNetwork

BatchedNetwork = Exercise(
    Reference,
    points=12,
    given=(
        *("sigmoid", "sigmoid_prime", "mse", "mse_prime", "mse_half", "mse_half_prime"),
        *("FullyConnectedLayer", "ActivationLayer", "Network", "reshape_inputs"),
    ),
)


def _named(gradients):
    """The pairs with names for them; what is no list of pairs is left to comparing."""
    if not isinstance(gradients, list | tuple):
        return gradients
    return {f"gradients of fully connected layer {i}": g for i, g in enumerate(gradients, 1)}


def _batch(rng, n, n_in, n_out):
    return rng.normal(size=(n, n_in)), rng.uniform(size=(n, n_out))


@BatchedNetwork.check("predict: (n, in) goes in, (n, out) comes out", weight=2)
def _(BatchedNetwork, rng):
    network = BatchedNetwork(chain(rng, 3, 5, 2))
    return {
        "seven samples": network.predict(rng.normal(size=(7, 3))),
        "a batch of one, whole numbers": network.predict(rng.integers(-2, 3, size=(1, 3))),
    }


@BatchedNetwork.check("gradients: a pair for each fully connected layer", weight=3)
def _(BatchedNetwork, rng):
    network = BatchedNetwork(chain(rng, 3, 5, 2))
    return _named(network.gradients(*_batch(rng, 7, 3, 2)))


@BatchedNetwork.check("gradients: ten digits agree, three layers, the last one linear", rtol=1e-10)
def _(BatchedNetwork, rng):
    network = BatchedNetwork(chain(rng, 4, 6, 5, 3)[:-1])
    return _named(network.gradients(*_batch(rng, 8, 4, 3)))


@BatchedNetwork.check("gradients changes no array, and earlier use of the layers does not matter")
def _(BatchedNetwork, rng):
    layers = chain(rng, 3, 4, 2)
    used = digits_network.Network(False)
    used.layers = layers
    error = mse_half_prime(rng.normal(size=(1, 2)), used.predict(rng.normal(size=(1, 1, 3)))[0])
    for layer in reversed(layers):
        error = layer.backward(error)
    X, Y = _batch(rng, 6, 3, 2)
    network = BatchedNetwork(layers)
    first, second = network.gradients(X, Y), network.gradients(X, Y)
    return {
        "after the layers were used": _named(first),
        "in a second call": _named(second),
        **parameters(layers),
        "X after the calls": X,
        "Y after the calls": Y,
    }


@BatchedNetwork.check("step: every weight and bias walks against its gradient", weight=3)
def _(BatchedNetwork, rng):
    layers = chain(rng, 3, 5, 2)
    network = BatchedNetwork(layers)
    found = {}
    for count in ("one step", "two steps"):
        network.step(*_batch(rng, 6, 3, 2), 0.8)
        found[f"after {count}"] = parameters(layers)
    return found


@BatchedNetwork.vectorised("no Python loop over the samples", weight=2)
def _(BatchedNetwork, rng, n):
    layers = chain(rng, 3, 4, 2)
    network = BatchedNetwork(layers)
    X, Y = _batch(rng, n, 3, 2)
    outputs, gradients = network.predict(X), network.gradients(X, Y)
    network.step(X, Y, 0.5)
    return {"outputs": outputs, **_named(gradients), **parameters(layers)}


wrong = BatchedNetwork.misconception


class Variant(Reference):
    """The reference in pieces that a subclass may change."""

    def error(self, X, Y):
        return mse_half_prime(Y, self.predict(X)) / len(X)

    def pair(self, layer, error):
        return layer.input.T @ error, np.sum(error, axis=0, keepdims=True)

    def through(self, layer, error):
        return error @ layer.weights.T

    def bend(self, layer, error):
        return layer.backward(error)

    def trained(self):
        return [layer for layer in self.layers if hasattr(layer, "weights")]

    def gradients(self, X, Y):
        error, found = self.error(X, Y), []
        for layer in reversed(self.layers):
            if hasattr(layer, "weights"):
                found.insert(0, self.pair(layer, error))
                error = self.through(layer, error)
            else:
                error = self.bend(layer, error)
        return found

    def step(self, X, Y, learning_rate):
        for layer, (by_weights, by_bias) in zip(self.trained(), self.gradients(X, Y)):
            layer.weights = layer.weights - learning_rate * by_weights
            layer.bias = layer.bias - learning_rate * by_bias


@wrong("the gradients are added up over the batch; they are averaged, so divide by n")
class Summed(Variant):
    def error(self, X, Y):
        return mse_half_prime(Y, self.predict(X))


@wrong("this is the gradient of mse, divided by outputs as well; mse_half is averaged over n alone")
class OfMse(Variant):
    def error(self, X, Y):
        return mse_prime(Y, self.predict(X))


@wrong("every sign is turned: the error is prediction minus target")
class Turned(Variant):
    def error(self, X, Y):
        return -super().error(X, Y)


@wrong("the bias' gradient keeps a row for each sample; they are added up to one row, (1, out)")
class RowsOfBiases(Variant):
    def pair(self, layer, error):
        return layer.input.T @ error, error


@wrong("the bias' gradient is flat, (out,); keepdims=True leaves it a row, (1, out)")
class FlatBiases(Variant):
    def pair(self, layer, error):
        return layer.input.T @ error, np.sum(error, axis=0)


@wrong("the bias' gradient is averaged a second time; the error is divided by n already")
class BiasesAveragedTwice(Variant):
    def pair(self, layer, error):
        return layer.input.T @ error, np.mean(error, axis=0, keepdims=True)


@wrong("the bias' gradient is added up over the outputs (axis 1); it is over the samples (axis 0)")
class BiasesOverOutputs(Variant):
    def pair(self, layer, error):
        return layer.input.T @ error, np.sum(error, axis=1, keepdims=True)


@wrong("the weights' gradient is turned round: (in, out) is input.T @ error")
class TurnedWeights(Variant):
    def pair(self, layer, error):
        return error.T @ layer.input, np.sum(error, axis=0, keepdims=True)


@wrong("the pairs come last layer first; turn the list round at the end")
class LastLayerFirst(Variant):
    def gradients(self, X, Y):
        return super().gradients(X, Y)[::-1]

    def trained(self):
        return super().trained()[::-1]


@wrong("the sigmoids are passed over on the way back; each multiplies by its slope")
class WithoutSlopes(Variant):
    def bend(self, layer, error):
        return error


@wrong("the sigmoids are passed over on the way forward; every layer of the list takes part")
class LinearOnly(Variant):
    def predict(self, X):
        for layer in self.layers:
            output = layer.forward(X)
            X = output if hasattr(layer, "weights") else X
        return X


@wrong("predict returns a list of rows; on batches it is one array, (n, out)")
class ListOfRows(Variant):
    def predict(self, X):
        return [row[np.newaxis] for row in super().predict(X)]

    def error(self, X, Y):
        return (np.concatenate(self.predict(X)) - Y) / len(X)


@wrong("step changes neither weights nor biases")
class NoStep(Variant):
    def step(self, X, Y, learning_rate):
        self.gradients(X, Y)


@wrong("step walks along the gradients, uphill; subtract them")
class Uphill(Variant):
    def step(self, X, Y, learning_rate):
        super().step(X, Y, -learning_rate)


@wrong("step leaves the biases as they are; they learn, too")
class WeightsOnly(Variant):
    def step(self, X, Y, learning_rate):
        for layer, (by_weights, _) in zip(self.trained(), self.gradients(X, Y)):
            layer.weights = layer.weights - learning_rate * by_weights


@wrong("step divides by n once more; the gradients are averages already")
class AveragedAgain(Variant):
    def step(self, X, Y, learning_rate):
        super().step(X, Y, learning_rate / len(X))


@wrong(
    "step changes one layer before the next one's gradient is taken, and that runs through the new "
    "weights; take all gradients first"
)
class LayerByLayer(Variant):
    def step(self, X, Y, learning_rate):
        error = self.error(X, Y)
        for layer in reversed(self.layers):
            if hasattr(layer, "weights"):
                by_weights, by_bias = self.pair(layer, error)
                layer.weights = layer.weights - learning_rate * by_weights
                layer.bias = layer.bias - learning_rate * by_bias
                error = self.through(layer, error)
            else:
                error = self.bend(layer, error)


@wrong("gradients walks already; it only measures, and step is what changes the layers")
class WalksWhileMeasuring(Variant):
    def gradients(self, X, Y):
        found = super().gradients(X, Y)
        for layer, (by_weights, by_bias) in zip(self.trained(), found):
            layer.weights, layer.bias = layer.weights - by_weights, layer.bias - by_bias
        return found

    def step(self, X, Y, learning_rate):
        Variant.gradients(self, X, Y)
        for layer, (by_weights, by_bias) in zip(self.trained(), super().gradients(X, Y)):
            layer.weights = layer.weights - learning_rate * by_weights
            layer.bias = layer.bias - learning_rate * by_bias


@wrong(
    "the layers' own delta_w and delta_b are used, and what earlier passes left in them is counted "
    "again"
)
class CollectsInLayers(Variant):
    def pair(self, layer, error):
        layer.delta_w = layer.delta_w + layer.input.T @ error
        layer.delta_b = layer.delta_b + np.sum(error, axis=0, keepdims=True)
        return layer.delta_w, layer.delta_b


@wrong("this is right, but a loop goes through the samples; send the whole batch through at once")
class SampleBySample(Variant):
    def predict(self, X):
        return np.concatenate([Reference.predict(self, x[np.newaxis]) for x in X])

    def gradients(self, X, Y):
        total = None
        for x, y in zip(X, Y):
            found = Variant.gradients(self, x[np.newaxis], y[np.newaxis])
            total = (
                found if total is None else [(a + c, b + d) for (a, b), (c, d) in zip(total, found)]
            )
        return [(by_weights / len(X), by_bias / len(X)) for by_weights, by_bias in total]


@BatchedNetwork.alternative("asks for the class of a layer, adds outer products by einsum")
class ByClass(Reference):
    def gradients(self, X, Y):
        error = self.predict(X) - Y
        pairs = []
        for layer in self.layers[::-1]:
            if isinstance(layer, digits_network.FullyConnectedLayer):
                by_weights = np.einsum("ni,no->nio", layer.input, error).mean(axis=0)
                pairs.append((by_weights, error.mean(axis=0, keepdims=True)))
                error = np.dot(error, layer.weights.T)
            else:
                error = layer.backward(error)
        pairs.reverse()
        return pairs


@BatchedNetwork.alternative("remembers the inputs itself, and changes the weights in place")
class OwnMemory(Variant):
    def predict(self, X):
        self.seen = []
        for layer in self.layers:
            self.seen.append(X)
            X = layer.forward(X)
        return X

    def gradients(self, X, Y):
        error = (self.predict(X) - Y) / X.shape[0]
        pairs = []
        for layer, seen in zip(self.layers[::-1], self.seen[::-1]):
            if isinstance(layer, digits_network.ActivationLayer):
                error = error * digits_network.sigmoid_prime(seen)
            else:
                pairs = [(seen.T @ error, error.sum(axis=0).reshape(1, -1)), *pairs]
                error = error @ layer.weights.T
        return pairs

    def step(self, X, Y, learning_rate):
        for layer, (by_weights, by_bias) in zip(self.trained(), self.gradients(X, Y)):
            layer.weights -= learning_rate * by_weights
            layer.bias -= learning_rate * by_bias


@BatchedNetwork.alternative("a stack of outer products, lists for pairs")
class Stacked(Variant):
    def pair(self, layer, error):
        stack = layer.input[:, :, np.newaxis] * error[:, np.newaxis, :]
        return stack.sum(axis=0), np.ones((1, len(error))) @ error


@BatchedNetwork.alternative("lets the layers collect, beginning with zeros")
class FreshDeltas(Variant):
    def pair(self, layer, error):
        layer.delta_w = np.zeros(layer.weights.shape)
        layer.delta_b = np.zeros((len(error), layer.weights.shape[1]))
        layer.backward(error)
        pair = layer.delta_w, np.sum(layer.delta_b, axis=0, keepdims=True)
        layer.delta_w, layer.delta_b = layer.delta_w * 0, layer.delta_b[:1] * 0
        return pair
