"""Layers on column vectors, forward and backward: the reference of hw5-layers.

One sample at a time: a sample is a column (n, 1) and a weight matrix W is (m, n), so that a layer
reads W x + b as on paper. J stands for the one number at the end of a network. A backward function
is handed the gradient of J with respect to its layer's output, and returns it with respect to the
layer's inputs; each gradient has the shape of what it belongs to.
"""

import numpy as np


def linear_forward(W: np.ndarray, x: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Send a column through a linear layer.

    Args:
        W: (m, n) the weights.
        x: (n, 1) the input.
        b: (m, 1) the biases.

    Returns:
        (m, 1) array z = W x + b.
    """
    return W @ x + b


def linear_backward(
    dJdz: np.ndarray, W: np.ndarray, x: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Send a gradient back through the linear layer z = W x + b.

    Args:
        dJdz: (m, 1) the gradient of J with respect to the layer's output z.
        W: (m, n) the weights.
        x: (n, 1) the input that the layer was given.

    Returns:
        The tuple (dJdW, dJdb, dJdx): the gradients of J with respect to W, b and x, of shapes
        (m, n), (m, 1) and (n, 1).

    Source: the chain rule, entry by entry.
    """
    dJdW = dJdz @ x.T
    dJdb = dJdz.copy()
    dJdx = W.T @ dJdz
    return dJdW, dJdb, dJdx


def relu_backward(dJdh: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Send a gradient back through h = relu(v).

    Args:
        dJdh: (m, 1) the gradient of J with respect to the output h.
        v: (m, 1) the input that relu was given.

    Returns:
        (m, 1) array, the gradient of J with respect to v: the entry of dJdh where v > 0, else 0.
    """
    return np.where(v > 0, dJdh, 0)


def regularization_forward(W: np.ndarray, lam: float) -> float:
    """Penalise large weights.

    Args:
        W: (m, n) the weights.
        lam: how much they are penalised, the lambda of the formula.

    Returns:
        The number S: lam / 2 times the sum of the squares of all entries of W.
    """
    return lam / 2 * np.sum(W**2)


def regularization_backward(dJdS: np.ndarray | float, W: np.ndarray, lam: float) -> np.ndarray:
    """Send a gradient back through the penalty S on W.

    Args:
        dJdS: the derivative of J with respect to S, a number.
        W: (m, n) the weights.
        lam: how much they are penalised.

    Returns:
        (m, n) array, what the penalty adds to the gradient of J with respect to W.
    """
    return dJdS * lam * W


def sum_backward(dJdK: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]:
    """Send a gradient back through the sum K = s1 + s2.

    Args:
        dJdK: (...) the gradient of J with respect to the sum: a number, or an array of its shape.

    Returns:
        The tuple (dJds1, dJds2): the gradients of J with respect to the two summands, both in the
        shape of dJdK.
    """
    return np.copy(dJdK), np.copy(dJdK)


def l2_loss_forward(o: np.ndarray, y: np.ndarray) -> float:
    """Measure how far a network's output is from the target.

    Args:
        o: (d, 1) the output.
        y: (d, 1) the target.

    Returns:
        The number L: half the sum of the squares of all entries of o - y.
    """
    return np.sum((o - y) ** 2) / 2


def l2_loss_backward(dJdL: np.ndarray | float, o: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Send a gradient back through the loss L, half the squared norm of o - y.

    Args:
        dJdL: the derivative of J with respect to L, a number.
        o: (d, 1) the output.
        y: (d, 1) the target.

    Returns:
        (d, 1) array, the gradient of J with respect to o.
    """
    return dJdL * (o - y)


def softmax_column(v: np.ndarray) -> np.ndarray:
    """Turn a column of scores into probabilities.

    Args:
        v: (d, 1) the scores of one sample, however large.

    Returns:
        (d, 1) array of positive numbers with the sum 1: exp(v_j) over the sum of all exp(v_k).
    """
    # Shifting all scores leaves the quotient as it is, and no exponential overflows.
    exponentials = np.exp(v - np.max(v))
    return exponentials / np.sum(exponentials)


def ce_forward(o: np.ndarray, y: np.ndarray) -> float:
    """Measure how surprising a sample's label is under the predicted probabilities.

    Args:
        o: (d, 1) the predicted probabilities, as they come from softmax.
        y: (d, 1) the target: 1 for the labelled class and 0 for the others, or any probabilities.

    Returns:
        The number L: the sum over j of -y_j ln(o_j), for this one sample.
    """
    # Where y_j is 0 the term is 0, even if o_j is so small that its logarithm is not finite.
    counts = y > 0
    return -np.sum(y[counts] * np.log(o[counts]))


def softmax_ce_backward(dJdL: np.ndarray | float, v: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Send a gradient back through the cross entropy L of softmax(v), both steps at once.

    Args:
        dJdL: the derivative of J with respect to L, a number.
        v: (d, 1) the scores that softmax was given, however large.
        y: (d, 1) the target, with the sum 1.

    Returns:
        (d, 1) array, the gradient of J with respect to v.

    Source: the chain rule; the logarithm undoes the exponentials of softmax.
    """
    return dJdL * (softmax_column(v) - y)


def softmax_backward(dJdo: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Send a gradient back through o = softmax(v), whatever came after it.

    Args:
        dJdo: (d, 1) the gradient of J with respect to the probabilities o.
        v: (d, 1) the scores that softmax was given, however large.

    Returns:
        (d, 1) array, the gradient of J with respect to v.

    Source: the quotient rule, entry by entry.
    """
    # The Jacobian is diag(o) - o o^T; this is its product with dJdo, without the (d, d) matrix.
    o = softmax_column(v)
    return o * (dJdo - np.sum(o * dJdo))


def gradient_step(
    W: np.ndarray, b: np.ndarray, dJdW: np.ndarray, dJdb: np.ndarray, alpha: float
) -> tuple[np.ndarray, np.ndarray]:
    """Take one step of gradient descent on the parameters of a layer.

    Args:
        W: (m, n) the weights.
        b: (m, 1) the biases.
        dJdW: (m, n) the gradient of J with respect to W.
        dJdb: (m, 1) the gradient of J with respect to b.
        alpha: the step size, a positive number.

    Returns:
        The tuple (W, b) after the step: new arrays of shapes (m, n) and (m, 1).
    """
    return W - alpha * dJdW, b - alpha * dJdb


def network_forward(
    x: np.ndarray, W: np.ndarray, b: np.ndarray, M: np.ndarray, c: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Send a column through a network of two linear layers with a relu between them.

    Args:
        x: (n, 1) the input.
        W: (m, n) the weights of the first layer.
        b: (m, 1) its biases.
        M: (k, m) the weights of the second layer.
        c: (k, 1) its biases.

    Returns:
        The tuple (z, h, o): z = W x + b and h = relu(z), both (m, 1), and o = M h + c, (k, 1).
    """
    z = linear_forward(W, x, b)
    h = np.maximum(0, z)
    o = linear_forward(M, h, c)
    return z, h, o


def network_backward(
    x: np.ndarray,
    y: np.ndarray,
    W: np.ndarray,
    b: np.ndarray,
    M: np.ndarray,
    c: np.ndarray,
    lam: float,
) -> dict[str, np.ndarray]:
    """Find the gradient of the objective of the network with respect to all its parameters.

    The objective is J = L + S: L is half the squared norm of o - y, with o the network's output for
    x, and S is lam / 2 times the sum of the squares of all entries of W and of M.

    Args:
        x: (n, 1) the input.
        y: (k, 1) the target.
        W: (m, n) the weights of the first layer.
        b: (m, 1) its biases.
        M: (k, m) the weights of the second layer.
        c: (k, 1) its biases.
        lam: how much the weights are penalised.

    Returns:
        A dictionary with the keys "W", "b", "M", "c": the gradient of J with respect to each, in
        its shape.

    Source: reverse accumulation, layer by layer from J back to x.
    """
    z, h, o = network_forward(x, W, b, M, c)
    dJdL, dJdS = sum_backward(1.0)
    dJdo = l2_loss_backward(dJdL, o, y)
    dJdM, dJdc, dJdh = linear_backward(dJdo, M, h)
    dJdz = relu_backward(dJdh, z)
    dJdW, dJdb, _ = linear_backward(dJdz, W, x)
    return {
        "W": dJdW + regularization_backward(dJdS, W, lam),
        "b": dJdb,
        "M": dJdM + regularization_backward(dJdS, M, lam),
        "c": dJdc,
    }


# The right numbers for each line of the lecture's sheet.
corrected = {
    "u": [91, 54],
    "dJ/dW": [[2, 10, 5], [2, 10, 5]],
    "dJ/db": [1, 1],
    "dJ/dx": [4, 7, 11],
    "W*": [[0.8, 4, 6.5], [2.8, 1, 3.5]],
    "b*": [3.9, 7.9],
    "S": 5.2,
    "softmax(v)": [0.993307, 0.006693],
    "o - y": [-0.006693, 0.006693],
    "CE": 0.006715,
    "z": [24, 47, 86],
    "o": [320, 347],
}
