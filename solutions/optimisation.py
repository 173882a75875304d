"""Going downhill, from one number to a network: the reference of hw3-optimisation.

The first four functions belong to earlier assignments. Training needs them, and the notebook gives
them to the students; the exercises begin at gradient_descent.
"""

from collections.abc import Callable

import numpy as np


def forward(X: np.ndarray, theta: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Send all samples through a network with one hidden layer.

    Args:
        X: (n, d) one sample in each row.
        theta: the parameters: W1 (d, m), b1 (m,), W2 (m, K) and b2 (K,).

    Returns:
        The pair (h, z): the hidden layer h = relu(X W1 + b1) of shape (n, m), and the scores
        z = h W2 + b2 of shape (n, K).
    """
    h = X @ theta["W1"] + theta["b1"]
    np.maximum(0, h, out=h)
    return h, h @ theta["W2"] + theta["b2"]


def cross_entropy(z: np.ndarray, y: np.ndarray) -> float:
    """Measure how far the scores are from the labels, finite for scores of any size.

    Args:
        z: (n, K) scores, one row for each sample.
        y: (n,) labels, integers from 0 to K - 1.

    Returns:
        The mean over the samples of -log softmax(z)[y].
    """
    shifted = z - z.max(axis=1, keepdims=True)
    log_sums = np.log(np.sum(np.exp(shifted), axis=1))
    return np.mean(log_sums - shifted[np.arange(len(y)), y])


def loss_and_gradients(
    X: np.ndarray, y: np.ndarray, theta: dict[str, np.ndarray]
) -> tuple[float, dict[str, np.ndarray]]:
    """Compute the mean cross-entropy and its gradients in one pass through the network.

    Args:
        X: (n, d) one sample in each row.
        y: (n,) labels, integers from 0 to K - 1.
        theta: the parameters: W1 (d, m), b1 (m,), W2 (m, K) and b2 (K,).

    Returns:
        The pair (loss, gradients): a number, and a dictionary with the keys and shapes of theta.
    """
    h, z = forward(X, theta)
    shifted = z - z.max(axis=1, keepdims=True)
    p = np.exp(shifted)
    sums = p.sum(axis=1, keepdims=True)
    loss = np.mean(np.log(sums[:, 0]) - shifted[np.arange(len(y)), y])
    p /= sums
    p[np.arange(len(y)), y] -= 1
    dz = p / len(y)
    dh = dz @ theta["W2"].T
    dh *= h > 0
    return loss, {"W1": X.T @ dh, "b1": dh.sum(axis=0), "W2": h.T @ dz, "b2": dz.sum(axis=0)}


def backward(X: np.ndarray, y: np.ndarray, theta: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Compute the gradients of the mean cross-entropy with respect to all parameters.

    Args:
        X: (n, d) one sample in each row.
        y: (n,) labels, integers from 0 to K - 1.
        theta: the parameters: W1 (d, m), b1 (m,), W2 (m, K) and b2 (K,).

    Returns:
        A dictionary with the keys and shapes of theta.
    """
    return loss_and_gradients(X, y, theta)[1]


def gradient_descent(
    d: Callable[[np.ndarray], np.ndarray], x0: np.ndarray | float, eta: float, n_steps: int
) -> np.ndarray:
    """Walk downhill with steps of a fixed size.

    Args:
        d: the derivative: takes a place x and returns the slope there, in the shape of x. It is
            called once in each step.
        x0: (...) where to start, a number or an array of any shape.
        eta: the step size.
        n_steps: the number of steps, 0 or more.

    Returns:
        (...) the place reached after the last step, in the shape of x0.
    """
    x = np.copy(x0)
    for _ in range(n_steps):
        x = x - eta * d(x)
    return x


def gradient_descent_path(
    d: Callable[[np.ndarray], np.ndarray], x0: np.ndarray | float, eta: float, n_steps: int
) -> list[np.ndarray]:
    """Walk downhill with steps of a fixed size and remember every place.

    Args:
        d: the derivative: takes a place x and returns the slope there, in the shape of x.
        x0: (...) where to start, a number or an array of any shape.
        eta: the step size.
        n_steps: the number of steps, 0 or more.

    Returns:
        A list of the n_steps + 1 places in order: x0 first, the last place at the end.
    """
    path = [np.copy(x0)]
    for _ in range(n_steps):
        path.append(path[-1] - eta * d(path[-1]))
    return path


def momentum(
    d: Callable[[np.ndarray], np.ndarray],
    x0: np.ndarray | float,
    eta: float,
    mu: float,
    n_steps: int,
) -> np.ndarray:
    """Roll downhill: each step keeps a share of the one before.

    Args:
        d: the derivative: takes a place x and returns the slope there, in the shape of x.
        x0: (...) where to start, a number or an array of any shape.
        eta: the step size.
        mu: the share of the velocity that is kept from step to step.
        n_steps: the number of steps, 0 or more.

    Returns:
        (...) the place reached after the last step, in the shape of x0.

    Source: B. T. Polyak, Some methods of speeding up the convergence of iteration methods, 1964.
    """
    x, v = np.copy(x0), np.zeros(np.shape(x0))
    for _ in range(n_steps):
        v = mu * v - eta * d(x)
        x = x + v
    return x


def descend_until(
    d: Callable[[np.ndarray], np.ndarray],
    x0: np.ndarray | float,
    eta: float,
    tol: float,
    max_steps: int,
) -> tuple[np.ndarray, int]:
    """Walk downhill until the ground is nearly level.

    Args:
        d: the derivative: takes a place x and returns the slope there, in the shape of x.
        x0: (...) where to start, a number or an array of any shape.
        eta: the step size.
        tol: the walk ends where the norm of d(x), the root of the sum of its squared entries, is
            at most this.
        max_steps: the walk ends after this many steps in any case.

    Returns:
        The pair (x, steps): the place reached, in the shape of x0, and the number of steps taken.
    """
    x = np.copy(x0)
    for steps in range(max_steps):
        slope = d(x)
        if np.linalg.norm(slope) <= tol:
            return x, steps
        x = x - eta * slope
    return x, max_steps


def scheduled_descent(
    d: Callable[[np.ndarray], np.ndarray], x0: np.ndarray | float, etas: np.ndarray | list[float]
) -> np.ndarray:
    """Walk downhill with a step size of its own for each step.

    Args:
        d: the derivative: takes a place x and returns the slope there, in the shape of x.
        x0: (...) where to start, a number or an array of any shape.
        etas: (T,) the step sizes in order, a list or an array; there are as many steps.

    Returns:
        (...) the place reached after the last step, in the shape of x0.
    """
    x = np.copy(x0)
    for eta in etas:
        x = x - eta * d(x)
    return x


def sgd_step(
    theta: dict[str, np.ndarray], grads: dict[str, np.ndarray], eta: float
) -> dict[str, np.ndarray]:
    """Take one step with all parameters of a model.

    Args:
        theta: the parameters, arrays of any shapes by name.
        grads: the gradients, arrays by the same names and of the same shapes.
        eta: the step size.

    Returns:
        A new dictionary with the same names and new arrays.
    """
    return {name: array - eta * grads[name] for name, array in theta.items()}


def minibatch(
    X: np.ndarray, y: np.ndarray, m: int, rng: np.random.RandomState
) -> tuple[np.ndarray, np.ndarray]:
    """Draw some of the samples at random, none of them twice.

    Args:
        X: (n, d) one sample in each row.
        y: (n,) their labels.
        m: the number of samples to draw, from 1 to n.
        rng: the generator that decides which ones.

    Returns:
        The pair (Xb, yb): m rows of X in an array of shape (m, d), and their labels (m,).
    """
    chosen = rng.permutation(len(X))[:m]
    return X[chosen], y[chosen]


def sgd(
    grad: Callable[[np.ndarray, np.ndarray, dict[str, np.ndarray]], dict[str, np.ndarray]],
    theta: dict[str, np.ndarray],
    X: np.ndarray,
    y: np.ndarray,
    eta: float,
    m: int,
    n_steps: int,
    rng: np.random.RandomState,
) -> dict[str, np.ndarray]:
    """Train with stochastic gradient descent: each step looks at a new random minibatch.

    Args:
        grad: called as grad(Xb, yb, theta), returns the gradients of the loss on a batch, arrays by
            the names of theta.
        theta: the parameters to start from, arrays of any shapes by name.
        X: (n, d) one sample in each row.
        y: (n,) their labels.
        eta: the step size.
        m: the number of samples in each batch, from 1 to n.
        n_steps: the number of steps, 1 or more.
        rng: the generator that the batches are drawn with.

    Returns:
        The parameters after the last step, a new dictionary with new arrays.

    Source: H. Robbins and S. Monro, A stochastic approximation method, 1951.
    """
    for _ in range(n_steps):
        Xb, yb = minibatch(X, y, m, rng)
        theta = sgd_step(theta, grad(Xb, yb, theta), eta)
    return theta


def train_network(
    X: np.ndarray, y: np.ndarray, theta: dict[str, np.ndarray], eta: float, n_steps: int
) -> tuple[dict[str, np.ndarray], list[float]]:
    """Train a network with one hidden layer by gradient descent on all samples.

    Args:
        X: (n, d) one sample in each row.
        y: (n,) labels, integers from 0 to K - 1.
        theta: the parameters to start from: W1 (d, m), b1 (m,), W2 (m, K) and b2 (K,).
        eta: the step size.
        n_steps: the number of steps, 1 or more.

    Returns:
        The pair (theta, losses): the parameters after the last step, in a new dictionary with new
        arrays, and a list of n_steps numbers, the cross-entropy just before each step.
    """
    losses = []
    for _ in range(n_steps):
        loss, grads = loss_and_gradients(X, y, theta)
        losses.append(loss)
        theta = sgd_step(theta, grads, eta)
    return theta, losses


def adam(
    d: Callable[[np.ndarray], np.ndarray],
    x0: np.ndarray | float,
    eta: float,
    n_steps: int,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> np.ndarray:
    """Walk downhill with a step size for each entry that adapts to the slopes met so far.

    Args:
        d: the derivative: takes a place x and returns the slope there, in the shape of x.
        x0: (...) where to start, a number or an array of any shape.
        eta: the step size.
        n_steps: the number of steps, 0 or more.
        beta1: the share of the running mean of the slopes that is kept from step to step.
        beta2: the same for the running mean of the squared slopes.
        eps: added to the root that each step is divided by.

    Returns:
        (...) the place reached after the last step, in the shape of x0.

    Source: D. P. Kingma and J. Ba, Adam: a method for stochastic optimization, 2015, algorithm 1.
    """
    x, mean, square = np.copy(x0), np.zeros(np.shape(x0)), np.zeros(np.shape(x0))
    for t in range(1, n_steps + 1):
        slope = d(x)
        mean = beta1 * mean + (1 - beta1) * slope
        square = beta2 * square + (1 - beta2) * slope**2
        root = np.sqrt(square / (1 - beta2**t))
        x = x - eta * mean / (1 - beta1**t) / (root + eps)
    return x
