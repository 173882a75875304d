"""A network of layer objects that reads handwritten digits: the reference of hw6-digits-network."""

from typing import Any

import numpy as np

Layer = Any  # a FullyConnectedLayer or an ActivationLayer


def sigmoid(x: np.ndarray | float) -> np.ndarray:
    """Squash numbers into the range from 0 to 1.

    Args:
        x: (...) numbers, an array of any shape or a single number.

    Returns:
        (...) array of 1 / (1 + exp(-x)), also where x is large.
    """
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(x)))


def sigmoid_prime(x: np.ndarray | float) -> np.ndarray:
    """Differentiate the sigmoid.

    Args:
        x: (...) numbers, the input of the sigmoid.

    Returns:
        (...) array with the slope of the sigmoid at each x.
    """
    s = sigmoid(x)
    return s * (1 - s)


def mse(y_true: np.ndarray, y_pred: np.ndarray) -> float:
    """Average the squared differences.

    Args:
        y_true: (...) the targets.
        y_pred: (...) the predictions, in the same shape.

    Returns:
        The mean over all entries of the squared differences, a number.
    """
    return np.mean((y_pred - y_true) ** 2)


def mse_prime(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """Differentiate mse with respect to the predictions.

    Args:
        y_true: (...) the targets.
        y_pred: (...) the predictions, in the same shape.

    Returns:
        (...) array with the derivative of mse by each entry of y_pred.
    """
    return 2 * (y_pred - y_true) / np.size(y_true)


def mse_half(y_true: np.ndarray, y_pred: np.ndarray) -> float:
    """Add up half of each squared difference.

    Args:
        y_true: (...) the targets.
        y_pred: (...) the predictions, in the same shape.

    Returns:
        Half of the sum of the squared differences, a number.
    """
    return 0.5 * np.sum((y_pred - y_true) ** 2)


def mse_half_prime(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """Differentiate mse_half with respect to the predictions.

    Args:
        y_true: (...) the targets.
        y_pred: (...) the predictions, in the same shape.

    Returns:
        (...) array with the derivative of mse_half by each entry of y_pred.
    """
    return np.subtract(y_pred, y_true)


def toy_gradient(theta: dict[str, float], x: np.ndarray, y: float) -> dict[str, float]:
    """Differentiate the loss of the 2-2-1 network by each of its nine parameters.

    Args:
        theta: the parameters, numbers under the keys w1 to w6 and b1 to b3.
        x: (2,) the input.
        y: the target, a number.

    Returns:
        A dict with the same nine keys: the derivative of 1/2 (y - a3)^2 by each parameter.
    """
    a1 = sigmoid(theta["w1"] * x[0] + theta["w3"] * x[1] + theta["b1"])
    a2 = sigmoid(theta["w2"] * x[0] + theta["w4"] * x[1] + theta["b2"])
    error = theta["w5"] * a1 + theta["w6"] * a2 + theta["b3"] - y
    at_z1 = error * theta["w5"] * a1 * (1 - a1)
    at_z2 = error * theta["w6"] * a2 * (1 - a2)
    return {
        "w1": at_z1 * x[0],
        "w2": at_z2 * x[0],
        "w3": at_z1 * x[1],
        "w4": at_z2 * x[1],
        "w5": error * a1,
        "w6": error * a2,
        "b1": at_z1,
        "b2": at_z2,
        "b3": error,
    }


class FullyConnectedLayer:
    """A layer that multiplies a row by weights and adds a bias.

    Attributes:
        weights: (in, out), small random numbers at the start.
        bias: (1, out).
        delta_w: (in, out), the gradients of all passes since the last step, added up.
        delta_b: (1, out), the same for the bias.
        passes: how many backward passes there were since the last step.
        input: (1, in), what the last forward pass was given.
    """

    def __init__(self, input_size: int, output_size: int) -> None:
        """Draw the weights at random, and set gradients and passes to zero."""
        self.weights = np.random.randn(input_size, output_size) / np.sqrt(input_size)
        self.bias = np.zeros((1, output_size))
        self.delta_w = np.zeros((input_size, output_size))
        self.delta_b = np.zeros((1, output_size))
        self.passes = 0
        self.input = np.zeros((1, input_size))

    def forward(self, input: np.ndarray) -> np.ndarray:
        """Return the (1, out) output for the (1, in) input, and keep the input for backward."""
        self.input = input
        return input @ self.weights + self.bias

    def backward(self, output_error: np.ndarray) -> np.ndarray:
        """Take the (1, out) gradient at the output, return the (1, in) gradient at the input.

        The gradients of weights and bias are added to delta_w and delta_b.
        """
        self.delta_w = self.delta_w + self.input.T @ output_error
        self.delta_b = self.delta_b + output_error
        self.passes += 1
        return output_error @ self.weights.T

    def step(self, eta: float) -> None:
        """Walk eta against the average gradient of the passes, and start collecting anew.

        There has been at least one pass.
        """
        self.weights = self.weights - eta * self.delta_w / self.passes
        self.bias = self.bias - eta * self.delta_b / self.passes
        self.delta_w = np.zeros_like(self.delta_w)
        self.delta_b = np.zeros_like(self.delta_b)
        self.passes = 0


class ActivationLayer:
    """A layer that applies the sigmoid to each entry; it has nothing to learn."""

    # given
    def __init__(self) -> None:
        self.input = np.zeros((1, 0))

    def forward(self, input: np.ndarray) -> np.ndarray:
        """Return the sigmoid of the (1, m) input, and keep the input for backward."""
        self.input = input
        return sigmoid(input)

    def backward(self, output_error: np.ndarray) -> np.ndarray:
        """Take the (1, m) gradient at the output, return the (1, m) gradient at the input."""
        return output_error * sigmoid_prime(self.input)

    # given
    def step(self, eta: float) -> None:
        """Do nothing: there are no parameters."""


class Network:
    """A chain of layers that is trained on one sample after the other.

    Attributes:
        verbose: whether fit prints how the loss develops.
        layers: the layers, first to last.
    """

    # given
    def __init__(self, verbose: bool = True) -> None:
        self.verbose = verbose
        self.layers: list[Layer] = []

    def add(self, layer: "Layer") -> None:
        """Put a layer behind the others."""
        self.layers.append(layer)

    def predict(self, X: np.ndarray) -> list[np.ndarray]:
        """Return for each (1, in) sample of the (n, 1, in) array the (1, out) output, in a list."""
        outputs = []
        for output in X:
            for layer in self.layers:
                output = layer.forward(output)
            outputs.append(output)
        return outputs

    def fit(
        self,
        x_train: np.ndarray,
        y_train: np.ndarray,
        minibatches: int,
        learning_rate: float,
        batch_size: int = 64,
    ) -> None:
        """Take one step on each of many small random samples of the data, with the loss mse_half.

        Args:
            x_train: (n, 1, in) the samples.
            y_train: (n, out) the targets.
            minibatches: the number of steps.
            learning_rate: the step size.
            batch_size: how many samples are drawn for a step.
        """
        for step in range(minibatches):
            loss = 0.0
            for i in np.random.randint(len(x_train), size=batch_size):
                (output,) = self.predict(x_train[i : i + 1])
                loss += mse_half(y_train[i], output[0]) / batch_size
                error = mse_half_prime(y_train[i : i + 1], output)
                for layer in reversed(self.layers):
                    error = layer.backward(error)
            for layer in self.layers:
                layer.step(learning_rate)
            if self.verbose and (step + 1) % 100 == 0:
                print(f"minibatch {step + 1}: loss {loss:.4f}")


def reshape_inputs(X: np.ndarray) -> np.ndarray:
    """Turn each sample into an array of one row.

    Args:
        X: (n, d) one sample in each row.

    Returns:
        (n, 1, d) array: entry i is sample i in the shape (1, d).
    """
    return np.array(X)[:, np.newaxis, :]


def confusion_matrix(y_test: np.ndarray, out: list[np.ndarray]) -> np.ndarray:
    """Count how often each class was taken for each class.

    Args:
        y_test: (n, K) the true classes, one-hot.
        out: n outputs of the network, each (1, K); the largest entry tells the class.

    Returns:
        (K, K) counts: row i, column j says how many samples of class i were taken for class j.
    """
    n_classes = y_test.shape[1]
    truth, taken = np.argmax(y_test, axis=1), np.argmax(np.concatenate(out), axis=1)
    counts = np.bincount(truth * n_classes + taken, minlength=n_classes**2)
    return counts.reshape(n_classes, n_classes)


def accuracy(cm: np.ndarray) -> float:
    """Tell which share of all samples was recognised.

    Args:
        cm: (K, K) counts: a row for each true class, a column for each class it was taken for.

    Returns:
        The share, a number from 0 to 1.
    """
    return np.trace(cm) / np.sum(cm)


def recall(cm: np.ndarray) -> np.ndarray:
    """Tell which share of each class was recognised.

    Args:
        cm: (K, K) counts: a row for each true class, a column for each class it was taken for.

    Returns:
        (K,) the shares, numbers from 0 to 1. Each class has at least one sample.
    """
    return np.diag(cm) / np.sum(cm, axis=1)


class BatchedNetwork:
    """The same network on whole batches: an array (n, in) goes in, (n, out) comes out.

    Attributes:
        layers: the layers of a Network, whose weights and biases are used and trained.
    """

    # given
    def __init__(self, layers: list["Layer"]) -> None:
        self.layers = layers

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the (n, out) outputs for the (n, in) samples."""
        for layer in self.layers:
            X = layer.forward(X)
        return X

    def gradients(self, X: np.ndarray, Y: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
        """Differentiate the loss mse_half, averaged over the batch.

        Args:
            X: (n, in) samples.
            Y: (n, out) targets.

        Returns:
            For each fully connected layer, first to last, the pair of the gradients of its
            weights (in, out) and of its bias (1, out).
        """
        error = mse_half_prime(Y, self.predict(X)) / len(X)
        found = []
        for layer in reversed(self.layers):
            if hasattr(layer, "weights"):
                found.append((layer.input.T @ error, np.sum(error, axis=0, keepdims=True)))
                error = error @ layer.weights.T
            else:
                error = layer.backward(error)
        return found[::-1]

    def step(self, X: np.ndarray, Y: np.ndarray, learning_rate: float) -> None:
        """Walk learning_rate against the gradients on the batch."""
        trained = [layer for layer in self.layers if hasattr(layer, "weights")]
        for layer, (by_weights, by_bias) in zip(trained, self.gradients(X, Y)):
            layer.weights = layer.weights - learning_rate * by_weights
            layer.bias = layer.bias - learning_rate * by_bias
