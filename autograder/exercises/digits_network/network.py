"""The chain of layers: what it predicts, and how it is trained a sample at a time."""

import itertools

import numpy as np

from autograder.exercise import Exercise
from solutions import digits_network
from solutions.digits_network import mse_half_prime, mse_prime

Reference = digits_network.Network

Network = Exercise(
    Reference,
    points=16,
    given=(
        *("sigmoid", "sigmoid_prime", "mse", "mse_prime", "mse_half", "mse_half_prime"),
        *("FullyConnectedLayer", "ActivationLayer"),
    ),
)


def linear(rng, n_in, n_out):
    """A right layer with weights and biases that are not the student's to draw."""
    layer = digits_network.FullyConnectedLayer(n_in, n_out)
    layer.weights, layer.bias = rng.normal(size=(n_in, n_out)), rng.normal(size=(1, n_out))
    return layer


def chain(rng, *sizes):
    """Right layers of these sizes, each followed by a sigmoid."""
    pairs = itertools.pairwise(sizes)
    return [
        layer for pair in pairs for layer in (linear(rng, *pair), digits_network.ActivationLayer())
    ]


def parameters(layers):
    """Copies of the weights and biases of the layers that have some, with names for them."""
    trained = [layer for layer in layers if hasattr(layer, "weights")]
    return {
        f"{name} of fully connected layer {i}": np.array(getattr(layer, name))
        for i, layer in enumerate(trained, start=1)
        for name in ("weights", "bias")
    }


def network_of(Network, layers):
    network = Network(False)
    for layer in layers:
        network.add(layer)
    return network


class Notebook(digits_network.FullyConnectedLayer):
    """A right layer that writes down what it is asked to do."""

    def __init__(self, rng, n_in, n_out):
        super().__init__(n_in, n_out)
        self.weights, self.bias = rng.normal(size=(n_in, n_out)), rng.normal(size=(1, n_out))
        self.pairs = []
        self.steps = []

    def backward(self, output_error):
        self.pairs.append((self.input, output_error))
        return super().backward(output_error)

    def step(self, eta):
        self.steps.append((self.passes, eta))
        super().step(eta)


@Network.check("predict: a list with a (1, out) output for each sample", weight=4)
def _(Network, rng):
    network = network_of(Network, chain(rng, 4, 5, 2))
    return {"what predict returns": network.predict(rng.normal(size=(3, 1, 4)))}


@Network.check("predict: one layer or many, one sample or many, again and again", weight=2)
def _(Network, rng):
    single = network_of(Network, [linear(rng, 3, 2)])
    many = network_of(Network, chain(rng, 2, 4, 3, 5))
    return {
        "one linear layer, four samples": single.predict(rng.normal(size=(4, 1, 3))),
        "the same network, one other sample": single.predict(rng.normal(size=(1, 1, 3))),
        "three layers with sigmoids": many.predict(rng.integers(-2, 3, size=(6, 1, 2))),
    }


@Network.check("fit: one minibatch of equal samples changes every layer as it should", weight=4)
def _(Network, rng):
    layers = chain(rng, 3, 4, 2)
    network = network_of(Network, layers)
    X = np.tile(rng.normal(size=(1, 1, 3)), (12, 1, 1))
    Y = np.tile(rng.uniform(size=(1, 2)), (12, 1))
    network.fit(X, Y, 1, 0.7, 5)
    return {**parameters(layers), "x_train after fit": X, "y_train after fit": Y}


@Network.check("fit: several minibatches, other sizes and steps", weight=2)
def _(Network, rng):
    layers = chain(rng, 2, 3, 5)[:-1]  # linear at the end
    network = network_of(Network, layers)
    X = np.tile(rng.integers(1, 4, size=(1, 1, 2)), (9, 1, 1))
    Y = np.tile(rng.normal(size=(1, 5)), (9, 1))
    network.fit(X, Y, minibatches=4, learning_rate=0.1, batch_size=3)
    return parameters(layers)


@Network.check("fit: batch_size backward passes for each step, 64 where nothing is said")
def _(Network, rng):
    layer, other = Notebook(rng, 3, 2), Notebook(rng, 3, 2)
    X, Y = rng.normal(size=(128, 1, 3)), rng.normal(size=(128, 2))
    network_of(Network, [layer]).fit(X, Y, 3, 0.01)
    network_of(Network, [other]).fit(X[:20], Y[:20], 4, 0.02, 5)
    return {
        "(passes, eta) of each step, three minibatches": layer.steps,
        "(passes, eta) of each step, four minibatches of 5": other.steps,
    }


@Network.check("fit: every sample meets its own target")
def _(Network, rng):
    # The targets are what the network predicts, so that there is no error, whatever is drawn.
    layers = chain(rng, 3, 2)
    network = network_of(Network, layers)
    X = rng.normal(size=(15, 1, 3))
    Y = np.concatenate(network_of(Reference, layers).predict(X))
    network.fit(X, Y, 5, 2.0, 4)
    return parameters(layers)


@Network.check("fit: each sample goes backward right after it went forward")
def _(Network, rng):
    # With eta = 0 the error of a sample can be told from the sample.
    layer = Notebook(rng, 3, 2)
    target = rng.normal(size=(3, 2))
    X = rng.normal(size=(30, 1, 3))
    network_of(Network, [layer]).fit(X, (X @ target)[:, 0], 2, 0.0, 6)
    wrong = [
        np.max(np.abs(error - (x @ layer.weights + layer.bias - x @ target)))
        for x, error in layer.pairs
    ]
    return {
        "backward passes": len(wrong),
        "how far the errors are from those of the samples": max(wrong, default=1.0),
    }


@Network.check("fit: the samples are drawn from all of the data")
def _(Network, rng):
    layer = Notebook(rng, 3, 2)
    X = rng.normal(size=(12, 1, 3))
    network_of(Network, [layer]).fit(X, rng.normal(size=(12, 2)), 80, 0.0, 4)
    seen = {x.tobytes() for x, _ in layer.pairs}
    return {"different samples in 80 minibatches of 4 out of 12": len(seen)}


wrong = Network.misconception


class Variant(Reference):
    """The reference in pieces that a subclass may change."""

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, error):
        for layer in reversed(self.layers):
            error = layer.backward(error)

    def error(self, target, output):
        return mse_half_prime(target, output)

    def draw(self, n, batch_size):
        return np.random.randint(n, size=batch_size)

    def minibatch(self, X, Y, rate, batch_size):
        for i in self.draw(len(X), batch_size):
            self.backward(self.error(Y[i : i + 1], self.forward(X[i])))
        self.step(rate, batch_size)

    def step(self, rate, batch_size):
        for layer in self.layers:
            layer.step(rate)

    def predict(self, X):
        return [self.forward(x) for x in X]

    def fit(self, x_train, y_train, minibatches, learning_rate, batch_size=64):
        for _ in range(minibatches):
            self.minibatch(x_train, y_train, learning_rate, batch_size)


@wrong("add keeps only the layer that came last; append it to the others")
class KeepsLastLayer(Variant):
    def add(self, layer):
        self.layers = [layer]


@wrong("add puts the new layer in front; it belongs behind the others")
class AddsInFront(Variant):
    def add(self, layer):
        self.layers.insert(0, layer)


@wrong("every layer is fed with the sample; it is fed with what the layer before made of it")
class FeedsTheSample(Variant):
    def forward(self, x):
        outputs = [layer.forward(x) for layer in self.layers]
        return outputs[-1]


@wrong("the last layer is left out on the way forward")
class LeavesOutLast(Variant):
    def forward(self, x):
        for layer in self.layers[:-1]:
            x = layer.forward(x)
        return x


@wrong("predict returns one array; asked for is a list with an output for each sample")
class OneArray(Variant):
    def predict(self, X):
        return np.array([self.forward(x) for x in X])


@wrong("the outputs have lost their first axis; each is a row, (1, out), as it leaves the network")
class FlatOutputs(Variant):
    def predict(self, X):
        return [self.forward(x)[0] for x in X]


@wrong("predict returns inside its loop, after the first sample")
class FirstSampleOnly(Variant):
    def predict(self, X):
        return [self.forward(X[0])]


@wrong("predict keeps its list from call to call; begin with an empty one")
class KeepsOutputs(Variant):
    def __init__(self, verbose=True):
        super().__init__(verbose)
        self.outputs = []

    def predict(self, X):
        self.outputs += [self.forward(x) for x in X]
        return list(self.outputs)


@wrong("predict returns classes; asked for are the outputs themselves")
class Classes(Variant):
    def predict(self, X):
        return [np.argmax(self.forward(x)) for x in X]


@wrong("the error is turned round, so that the loss grows: mse_half_prime(y_true, y_pred)")
class Uphill(Variant):
    def error(self, target, output):
        return mse_half_prime(output, target)


@wrong("the error is that of mse, divided by its size; the network is trained with mse_half")
class WithMse(Variant):
    def error(self, target, output):
        return mse_prime(target, output)


@wrong("the errors' squares go backward; what goes backward is the derivative of the loss")
class LossBackward(Variant):
    def error(self, target, output):
        return 0.5 * (output - target) ** 2


@wrong("the layers go backward in the order of forward; begin with the last")
class BackwardFromTheFirst(Variant):
    def backward(self, error):
        for layer in self.layers:
            error = layer.backward(error)


@wrong("every layer gets the error of the loss; it gets what the layer behind it handed back")
class SameErrorForAll(Variant):
    def backward(self, error):
        for layer in reversed(self.layers):
            layer.backward(error)


@wrong("the first layer is left out on the way back, so it never learns")
class LeavesOutFirst(Variant):
    def backward(self, error):
        for layer in reversed(self.layers[1:]):
            error = layer.backward(error)

    def step(self, rate, batch_size):
        for layer in self.layers[1:]:
            layer.step(rate)


@wrong("only the last layer takes a step; all of them do")
class LastLayerSteps(Variant):
    def step(self, rate, batch_size):
        for layer in self.layers[-2:]:
            layer.step(rate)


@wrong("there is no step: gradients are collected and never used")
class NeverSteps(Variant):
    def step(self, rate, batch_size):
        pass


@wrong("a step is taken after every sample; a minibatch has one step, after its last sample")
class StepsEachSample(Variant):
    def minibatch(self, X, Y, rate, batch_size):
        for i in self.draw(len(X), batch_size):
            self.backward(self.error(Y[i : i + 1], self.forward(X[i])))
            self.step(rate, batch_size)


@wrong("learning_rate is divided by batch_size; the layers average already")
class AveragesAgain(Variant):
    def step(self, rate, batch_size):
        super().step(rate / batch_size, batch_size)


@wrong("batch_size is ignored, and 64 samples are always drawn")
class Always64(Variant):
    def draw(self, n, batch_size):
        return np.random.randint(n, size=64)


@wrong("minibatches is taken for passes through the data; it is the number of steps")
class Epochs(Variant):
    def fit(self, x_train, y_train, minibatches, learning_rate, batch_size=64):
        steps = minibatches * (len(x_train) // batch_size)
        super().fit(x_train, y_train, steps, learning_rate, batch_size)


@wrong("all of the data goes into every step; a minibatch is batch_size samples of it")
class WholeData(Variant):
    def draw(self, n, batch_size):
        return range(n)


@wrong("sample and target are drawn apart from each other; one index has to serve for both")
class OtherTargets(Variant):
    def minibatch(self, X, Y, rate, batch_size):
        for i, j in zip(self.draw(len(X), batch_size), self.draw(len(X), batch_size)):
            self.backward(self.error(Y[j : j + 1], self.forward(X[i])))
        self.step(rate, batch_size)


@wrong(
    "all samples go forward before the first goes backward; by then the layers remember only the "
    "last one's input"
)
class ForwardFirst(Variant):
    def minibatch(self, X, Y, rate, batch_size):
        drawn = self.draw(len(X), batch_size)
        errors = [self.error(Y[i : i + 1], self.forward(X[i])) for i in drawn]
        for error in errors:
            self.backward(error)
        self.step(rate, batch_size)


@wrong(
    "the errors are averaged and go backward once; each sample needs a backward pass of its own, "
    "with its own input"
)
class OneBackwardPass(Variant):
    def minibatch(self, X, Y, rate, batch_size):
        drawn = self.draw(len(X), batch_size)
        errors = [self.error(Y[i : i + 1], self.forward(X[i])) for i in drawn]
        self.backward(np.mean(errors, axis=0))
        self.step(rate, batch_size)


@wrong("it is always the first batch_size samples that are used; draw new ones for each step")
class AlwaysTheFirst(Variant):
    def draw(self, n, batch_size):
        return range(batch_size)


@wrong("the random numbers are seeded before each draw, so every minibatch is the same")
class SeededDraws(Variant):
    def draw(self, n, batch_size):
        return np.random.RandomState(2).randint(n, size=batch_size)


@Network.alternative("without putting samples back, with a generator of its own")
class WithGenerator(Variant):
    def draw(self, n, batch_size):
        return np.random.default_rng().choice(n, size=batch_size, replace=False)


@Network.alternative("shuffles, and takes slices")
class Shuffled(Variant):
    def draw(self, n, batch_size):
        return np.random.permutation(n)[:batch_size]


@Network.alternative("one function for all, in while loops")
class Whiles(Reference):
    def add(self, layer):
        self.layers = [*self.layers, layer]

    def predict(self, X):
        outputs = list(X)
        for k in range(len(X)):
            for layer in self.layers:
                outputs[k] = layer.forward(outputs[k])
        return outputs

    def fit(self, x_train, y_train, minibatches, learning_rate, batch_size=64):
        done = 0
        while done < minibatches:
            count = 0
            while count < batch_size:
                k = int(np.random.rand() * len(x_train))
                output = self.predict([x_train[k]])[0]
                back = output - y_train[k]
                for layer in self.layers[::-1]:
                    back = layer.backward(back)
                count += 1
            for layer in self.layers:
                layer.step(eta=learning_rate)
            done += 1


@Network.alternative("looks at the loss of all data after each step")
class Watching(Variant):
    def step(self, rate, batch_size):
        super().step(rate, batch_size)
        self.forward(np.ones((1, np.shape(self.layers[0].weights)[0])))
