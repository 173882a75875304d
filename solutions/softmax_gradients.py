"""Softmax, cross-entropy and gradients by hand: the reference of hw2-softmax-gradients."""

from collections.abc import Callable

import numpy as np

from solutions.broadcasting import forward


def softmax(z: np.ndarray) -> np.ndarray:
    """Turn each row of scores into probabilities.

    Args:
        z: (n, K) scores of any size, one sample in each row.

    Returns:
        (n, K) array whose entry [i, j] is exp(z[i, j]) / sum over k of exp(z[i, k]).

    Source: Blanchard, Higham and Higham, IMA Journal of Numerical Analysis 41 (2021), 2311-2330.
    """
    exponentials = np.exp(z - np.max(z, axis=1, keepdims=True))
    return exponentials / np.sum(exponentials, axis=1, keepdims=True)


def logsumexp(z: np.ndarray) -> np.ndarray:
    """Find the logarithm of each row's sum of exponentials.

    Args:
        z: (n, K) scores of any size, one sample in each row.

    Returns:
        (n,) array whose entry [i] is log(sum over k of exp(z[i, k])).

    Source: Blanchard, Higham and Higham, IMA Journal of Numerical Analysis 41 (2021), 2311-2330.
    """
    largest = np.max(z, axis=1, keepdims=True)
    return largest[:, 0] + np.log(np.sum(np.exp(z - largest), axis=1))


def one_hot(y: np.ndarray, n_classes: int) -> np.ndarray:
    """Write each label as a row with a single 1 in it.

    Args:
        y: (n,) labels, integers from 0 to n_classes - 1.
        n_classes: the number K of classes.

    Returns:
        (n, K) array of numbers: 1 at [i, y[i]], 0 everywhere else.
    """
    rows = np.zeros((len(y), n_classes))
    rows[np.arange(len(y)), y] = 1
    return rows


def cross_entropy(z: np.ndarray, y: np.ndarray) -> float:
    """Measure how badly scores predict labels.

    Args:
        z: (n, K) scores of any size, one sample in each row.
        y: (n,) labels, integers from 0 to K - 1.

    Returns:
        One number: the mean over the samples i of -log(softmax(z)[i, y[i]]).
    """
    return np.mean(logsumexp(z) - z[np.arange(len(y)), y])


def loss_der(p: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Differentiate each sample's own loss with respect to its scores.

    Args:
        p: (n, K) probabilities, the softmax of the scores.
        y: (n,) labels, integers from 0 to K - 1.

    Returns:
        (n, K) array: p minus the labels, one-hot. It is not divided by n.
    """
    return p - one_hot(y, p.shape[1])


def relu_derivative(z: np.ndarray) -> np.ndarray:
    """Tell the slope of relu at each number.

    Args:
        z: (...) numbers, an array of any shape.

    Returns:
        (...) array of numbers in the shape of z: 1.0 where z is positive, 0.0 elsewhere.
    """
    return np.greater(z, 0).astype(float)


def dJdb2(loss_der: np.ndarray) -> np.ndarray:
    """Differentiate the mean loss J with respect to the biases of the output layer.

    Args:
        loss_der: (n, K) each sample's derivative with respect to its scores.

    Returns:
        (K,) array of the derivatives.
    """
    return np.mean(loss_der, axis=0)


def dJdW2(h: np.ndarray, loss_der: np.ndarray) -> np.ndarray:
    """Differentiate the mean loss J with respect to the weights of the output layer.

    Args:
        h: (n, m) the hidden layer, after its relu.
        loss_der: (n, K) each sample's derivative with respect to its scores.

    Returns:
        (m, K) array of the derivatives.
    """
    return h.T @ loss_der / len(h)


def dJdb1(h: np.ndarray, W2: np.ndarray, loss_der: np.ndarray) -> np.ndarray:
    """Differentiate the mean loss J with respect to the biases of the hidden layer.

    Args:
        h: (n, m) the hidden layer, after its relu.
        W2: (m, K) the weights of the output layer.
        loss_der: (n, K) each sample's derivative with respect to its scores.

    Returns:
        (m,) array of the derivatives.
    """
    return np.mean(relu_derivative(h) * (loss_der @ W2.T), axis=0)


def dJdW1(X: np.ndarray, h: np.ndarray, W2: np.ndarray, loss_der: np.ndarray) -> np.ndarray:
    """Differentiate the mean loss J with respect to the weights of the hidden layer.

    Args:
        X: (n, d) the samples, one in each row.
        h: (n, m) the hidden layer, after its relu.
        W2: (m, K) the weights of the output layer.
        loss_der: (n, K) each sample's derivative with respect to its scores.

    Returns:
        (d, m) array of the derivatives.
    """
    return X.T @ (relu_derivative(h) * (loss_der @ W2.T)) / len(X)


def backward(X: np.ndarray, y: np.ndarray, theta: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Differentiate the mean loss J of the network with respect to all of its parameters.

    Args:
        X: (n, d) the samples, one in each row.
        y: (n,) labels, integers from 0 to K - 1.
        theta: the parameters: W1 (d, m), b1 (m,), W2 (m, K) and b2 (K,).

    Returns:
        A new dictionary with the same keys; each entry has the shape of the parameter that J is
        differentiated with respect to.

    Source: Rumelhart, Hinton and Williams, Nature 323 (1986), 533-536.
    """
    h, z = forward(X, theta)
    at_scores = loss_der(softmax(z), y) / len(X)
    at_hidden = at_scores @ theta["W2"].T
    at_hidden *= relu_derivative(h)
    return {
        "W1": X.T @ at_hidden,
        "b1": np.sum(at_hidden, axis=0),
        "W2": h.T @ at_scores,
        "b2": np.sum(at_scores, axis=0),
    }


def gradcheck(
    J: Callable[[dict[str, np.ndarray]], float],
    theta: dict[str, np.ndarray],
    grads: dict[str, np.ndarray],
    eps: float = 1e-6,
) -> float:
    """Compare gradients with central differences of the function they belong to.

    Args:
        J: takes a dictionary like theta and returns one number.
        theta: the parameters, arrays of any shapes.
        grads: the gradients to be checked, arrays with the same keys and shapes as theta.
        eps: how far each entry is moved to either side.

    Returns:
        The largest relative error |a - c| / max(|a| + |c|, 1e-8) over all entries of all arrays,
        where a is the entry of grads and c the central difference.

    Source: Press, Teukolsky, Vetterling and Flannery, Numerical Recipes, section 5.7.
    """
    theta = {name: np.array(value, dtype=float) for name, value in theta.items()}
    errors = []
    for name, value in theta.items():
        for index in np.ndindex(value.shape):
            here, a = value[index], grads[name][index]
            value[index] = here + eps
            above = J(theta)
            value[index] = here - eps
            below = J(theta)
            value[index] = here
            c = (above - below) / (2 * eps)
            errors.append(abs(a - c) / np.maximum(abs(a) + abs(c), 1e-8))
    return np.max(errors)


def predict_labels(X: np.ndarray, theta: dict[str, np.ndarray]) -> np.ndarray:
    """Name the most probable class of each sample.

    Args:
        X: (n, d) the samples, one in each row.
        theta: the parameters: W1 (d, m), b1 (m,), W2 (m, K) and b2 (K,).

    Returns:
        (n,) array of integers: the class with the largest score.
    """
    return np.argmax(forward(X, theta)[1], axis=1)
