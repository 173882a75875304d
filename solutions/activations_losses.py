"""Activations, losses, numerical derivatives and gates: the reference of hw4-activations-losses."""

from collections.abc import Callable

import numpy as np


def sigmoid(z: np.ndarray | float) -> np.ndarray:
    """Squash every number into the interval from 0 to 1.

    Args:
        z: (...) numbers, an array of any shape or a single Python number, however large.

    Returns:
        (...) array whose entries are 1 / (1 + exp(-z)), in the shape of z; never nan.
    """
    # Of exp(z) and exp(-z) only the one that is at most 1 is computed: it cannot overflow.
    small = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1.0, small) / (1.0 + small)


def tanh(z: np.ndarray | float) -> np.ndarray:
    """Squash every number into the interval from -1 to 1.

    Args:
        z: (...) numbers, an array of any shape or a single Python number, however large.

    Returns:
        (...) array of hyperbolic tangents, in the shape of z; never nan.
    """
    # exp(-2|z|) - 1 without the cancellation near 0, and without overflow far from it.
    decay = np.expm1(-2.0 * np.abs(z))
    return np.copysign(decay / (2.0 + decay), z)


def leaky_relu(z: np.ndarray | float, alpha: float) -> np.ndarray:
    """Let positive numbers pass, and a small share of negative ones.

    Args:
        z: (...) numbers, an array of any shape or a single Python number.
        alpha: the slope for negative numbers, between 0 and 1.

    Returns:
        (...) array in the shape of z: z where it is positive, alpha z elsewhere.

    Source: A. L. Maas, A. Y. Hannun, A. Y. Ng, Rectifier nonlinearities improve neural network
    acoustic models, ICML 2013.
    """
    return np.where(np.asarray(z) > 0, z, alpha * z)


def fully_connected(
    x: np.ndarray,
    W: np.ndarray,
    b: np.ndarray,
    sigma: Callable[[np.ndarray], np.ndarray],
) -> np.ndarray:
    """Send one sample through one layer.

    Args:
        x: (d,) the inputs.
        W: (k, d) the weights, a row for each unit.
        b: (k,) the biases.
        sigma: the activation, which takes a vector and returns one of the same length.

    Returns:
        (k,) array, sigma(b + W x).
    """
    return sigma(b + W @ x)


def feed_forward(
    x: np.ndarray,
    params: list[tuple[np.ndarray, np.ndarray]],
    sigmas: list[Callable[[np.ndarray], np.ndarray]],
) -> np.ndarray:
    """Send one sample through all layers of a network.

    Args:
        x: (d,) the inputs.
        params: a pair (W, b) for each layer, from the first to the last.
        sigmas: the activation of each layer, in the same order.

    Returns:
        The output of the last layer, a vector.
    """
    for (W, b), sigma in zip(params, sigmas):
        x = fully_connected(x, W, b, sigma)
    return x


def squared_error(a: np.ndarray | float, b: np.ndarray | float) -> np.ndarray | float:
    """Square the distance of a prediction from its target.

    Args:
        a: (...) predictions, an array of any shape or a single Python number.
        b: (...) targets, in the shape of a.

    Returns:
        (...) array of the squared differences, one for each entry.
    """
    return (a - b) ** 2


def absolute_error(a: np.ndarray | float, b: np.ndarray | float) -> np.ndarray | float:
    """Measure the distance of a prediction from its target.

    Args:
        a: (...) predictions, an array of any shape or a single Python number.
        b: (...) targets, in the shape of a.

    Returns:
        (...) array of the distances |a - b|, one for each entry.
    """
    return np.abs(a - b)


def huber(a: np.ndarray | float, b: np.ndarray | float, delta: float) -> np.ndarray | float:
    """Count small errors by their square and large ones by their size.

    Args:
        a: (...) predictions, an array of any shape or a single Python number.
        b: (...) targets, in the shape of a.
        delta: the distance at which the parabola goes over into a straight line, positive.

    Returns:
        (...) array of Huber's loss, one for each entry.

    Source: P. J. Huber, Robust estimation of a location parameter, Annals of Mathematical
    Statistics 35 (1964).
    """
    distance = np.abs(a - b)
    # Up to delta the slope is the distance itself, from there on it stays at delta.
    curved = np.minimum(distance, delta)
    return curved * (distance - 0.5 * curved)


def huber_derivative(
    a: np.ndarray | float, b: np.ndarray | float, delta: float
) -> np.ndarray | float:
    """Differentiate Huber's loss with respect to the prediction.

    Args:
        a: (...) predictions, an array of any shape or a single Python number.
        b: (...) targets, in the shape of a.
        delta: the distance at which the parabola goes over into a straight line, positive.

    Returns:
        (...) array of the derivatives of huber(a, b, delta) with respect to a, one for each entry.
    """
    return np.clip(a - b, -delta, delta)


def cross_entropy_dist(a: np.ndarray, b: np.ndarray) -> float:
    """Compare a predicted distribution with the one that was to be predicted.

    Args:
        a: (K,) the predicted probability of each class.
        b: (K,) the target: the right probability of each class.

    Returns:
        The cross-entropy, a number: minus the sum of b ln a, in which 0 ln 0 counts 0.
    """
    possible = b > 0
    # Subtracted from 0, because a minus in front would turn 0 into -0.
    return 0.0 - np.sum(b[possible] * np.log(a[possible]))


def hinge(a: np.ndarray, b: np.ndarray, delta: float) -> float:
    """Add up how far each score falls short of its margin, by the formula as it is printed.

    Args:
        a: (K,) the scores.
        b: (K,) the labels that the scores are multiplied by: 1 and -1, or 1 and 0.
        delta: the margin, positive.

    Returns:
        The sum of max(0, delta - b a) over all K entries, a number.
    """
    return np.sum(np.maximum(0, delta - b * a))


def hinge_onehot(a: np.ndarray, b: np.ndarray, delta: float) -> float:
    """Tell how far the score of the labelled class falls short of the margin.

    Args:
        a: (K,) the scores.
        b: (K,) the label, one-hot: 1 for the labelled class, 0 for all others.
        delta: the margin, positive.

    Returns:
        max(0, delta - the score of the labelled class), a number.
    """
    return np.maximum(0, delta - a[np.argmax(b)])


def numerical_gradient(f: Callable[[np.ndarray], float], x: np.ndarray) -> np.ndarray:
    """Approximate the partial derivatives of a function by differences.

    Args:
        f: takes an array in the shape of x and returns a number.
        x: (...) where to differentiate, an array of any shape.

    Returns:
        (...) array in the shape of x: entry i is the derivative of f with respect to x[i], right
        to 1e-4.
    """
    x = np.asarray(x, dtype=float)
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        shift = np.zeros(x.shape)
        # Smaller, and rounding wins; larger, and the curve bends.
        shift[i] = 1e-5 * np.maximum(1.0, np.abs(x[i]))
        gradient[i] = (f(x + shift) - f(x - shift)) / (2 * shift[i])
    return gradient


def jacobian(f: Callable[[np.ndarray], np.ndarray], x: np.ndarray) -> np.ndarray:
    """Approximate all partial derivatives of a function with several outputs.

    Args:
        f: takes a vector of shape (c,) and returns one of shape (d,).
        x: (c,) where to differentiate.

    Returns:
        (d, c) array, a row for each output: entry [i, j] is the derivative of f(x)[i] with respect
        to x[j], right to 1e-4.
    """
    x = np.asarray(x, dtype=float)
    columns = []
    for shift in np.diag(1e-5 * np.maximum(1.0, np.abs(x))):
        columns.append((f(x + shift) - f(x - shift)) / (2 * shift.sum()))
    return np.stack(columns, axis=1)


def chain_cost(dims: list[int], mode: str) -> int:
    """Count the multiplications that a product of several matrices takes.

    Args:
        dims: the sizes along the chain: matrix number i has the shape (dims[i], dims[i + 1]).
        mode: "reverse" to multiply from left to right, "forward" from right to left.

    Returns:
        The number of multiplications of two numbers, an integer.
    """
    # The end that the product starts from stays: each of its rows (or columns) meets every entry
    # of every further matrix once.
    entries = [dims[i] * dims[i + 1] for i in range(len(dims) - 1)]
    if mode == "reverse":
        return dims[0] * sum(entries[1:])
    return dims[-1] * sum(entries[:-1])


class MultiplyGate:
    """A node of a graph that multiplies two numbers."""

    def forward(self, x: float, y: float) -> float:
        """Compute the gate's output and keep what backward will need.

        Args:
            x: the first number.
            y: the second number.

        Returns:
            The product x y.
        """
        self.x, self.y = x, y
        return x * y

    def backward(self, dz: float) -> list[float]:
        """Pass a gradient back to the inputs of the last forward.

        Args:
            dz: the derivative of the loss with respect to the gate's output.

        Returns:
            The list [dx, dy] of the derivatives of the loss with respect to x and y.
        """
        return [dz * self.y, dz * self.x]


class MaxGate:
    """A node of a graph that lets the larger of two numbers pass."""

    def forward(self, x: float, y: float) -> float:
        """Compute the gate's output and keep what backward will need.

        Args:
            x: the first number.
            y: the second number, not equal to the first.

        Returns:
            The larger of x and y.
        """
        self.first_passes = x > y
        return x if self.first_passes else y

    def backward(self, dz: float) -> list[float]:
        """Pass a gradient back to the inputs of the last forward.

        Args:
            dz: the derivative of the loss with respect to the gate's output.

        Returns:
            The list [dx, dy] of the derivatives of the loss with respect to x and y.
        """
        return [dz, 0.0] if self.first_passes else [0.0, dz]


def graph_gradient(x1: float, x2: float, x3: float) -> tuple[float, float, float, float]:
    """Run the graph of y = 2 ln(x1 + sin x1) max(x2, x3) forwards, then backwards.

    Args:
        x1: a positive number.
        x2: a number.
        x3: a number, not equal to x2.

    Returns:
        The tuple (y, dx1, dx2, dx3): the value and its derivatives with respect to the inputs.
    """
    product, largest = MultiplyGate(), MaxGate()
    inner = x1 + np.sin(x1)
    y = 2 * product.forward(np.log(inner), largest.forward(x2, x3))
    # Back from y, whose derivative with respect to the product is 2.
    dlog, dmax = product.backward(2.0)
    dinner = dlog / inner
    dx1 = dinner + dinner * np.cos(x1)
    dx2, dx3 = largest.backward(dmax)
    return y, dx1, dx2, dx3
