"""Attention with one head, its gradients and a next-word task: the reference of hw7-attention."""

import numpy as np


def keys(X: np.ndarray, W2: np.ndarray) -> np.ndarray:
    """Compute the key of every word of every sample.

    Args:
        X: (n, C, d) n samples of C words, each word a row of d features.
        W2: (d, q) the weights that make keys.

    Returns:
        (n, C, q) array whose row [i, c] is the key of word c of sample i.
    """
    return X @ W2


def queries(X: np.ndarray, W1: np.ndarray) -> np.ndarray:
    """Compute the query of every sample, which is that of its last word.

    Args:
        X: (n, C, d) n samples of C words, each word a row of d features.
        W1: (d, q) the weights that make queries.

    Returns:
        (n, q) array whose row i is the query of the last word of sample i.
    """
    return X[:, -1] @ W1


def scores(Keys: np.ndarray, queries: np.ndarray) -> np.ndarray:
    """Score how well each key answers the query of its own sample.

    Args:
        Keys: (n, C, q) a key for each word of each sample.
        queries: (n, q) a query for each sample.

    Returns:
        (n, C) array whose entry [i, c] is the inner product of key c and the query of sample i.
    """
    return (Keys @ queries[:, :, np.newaxis])[:, :, 0]


def attention_weights(scores: np.ndarray) -> np.ndarray:
    """Turn the scores of each sample into weights that are positive and add up to 1.

    Args:
        scores: (n, C) a score for each word of each sample, of any magnitude.

    Returns:
        (n, C) array, the softmax of each row.
    """
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def softmaxKq_diag(softmaxKq: np.ndarray) -> np.ndarray:
    """Put the weights of each sample on the diagonal of a matrix of its own.

    Args:
        softmaxKq: (n, C) a weight for each word of each sample.

    Returns:
        (n, C, C) array: matrix i has row i of softmaxKq on its diagonal and zeros elsewhere.
    """
    C = softmaxKq.shape[1]
    return softmaxKq[:, :, np.newaxis] * np.eye(C)


def softmaxKq_outer(softmaxKq: np.ndarray) -> np.ndarray:
    """Multiply the weights of each sample with each other, every one with every one.

    Args:
        softmaxKq: (n, C) a weight for each word of each sample.

    Returns:
        (n, C, C) array whose entry [i, a, b] is softmaxKq[i, a] softmaxKq[i, b].
    """
    return softmaxKq[:, :, np.newaxis] * softmaxKq[:, np.newaxis, :]


def softmax_jacobian(softmaxKq: np.ndarray) -> np.ndarray:
    """Differentiate the weights of each sample with respect to its scores.

    Args:
        softmaxKq: (n, C) the weights of each sample, a softmax of its scores.

    Returns:
        (n, C, C) array whose entry [i, a, b] is the derivative of weight a of sample i with
        respect to score b of the same sample.
    """
    return softmaxKq_diag(softmaxKq) - softmaxKq_outer(softmaxKq)


def features_times_jacobian(X: np.ndarray, D: np.ndarray) -> np.ndarray:
    """Multiply the transpose of each sample with the matrix that belongs to it.

    Args:
        X: (n, C, d) n samples of C words, each word a row of d features.
        D: (n, C, C) a square matrix for each sample, not necessarily a symmetric one.

    Returns:
        (n, d, C) array whose matrix i is the transpose of X[i] times D[i].
    """
    return np.moveaxis(X, 1, 2) @ D


def attention_forward(X: np.ndarray, theta: dict[str, np.ndarray]) -> np.ndarray:
    """Compute the output of attention for each sample, without a loop.

    Args:
        X: (n, C, d) n samples of C words, each word a row of d features.
        theta: the parameters: W1 (d, q) for queries, W2 (d, q) for keys and w3 (d,) for values.

    Returns:
        (n,) array whose entry i is the mean of the words of sample i, weighted by attention,
        times w3.

    Source: dot-product attention, after Luong, Pham and Manning (2015).
    """
    query = queries(X, theta["W1"])
    weights = attention_weights(scores(keys(X, theta["W2"]), query))
    return np.sum(weights * (X @ theta["w3"]), axis=1)


def attention_gradients(
    X: np.ndarray, theta: dict[str, np.ndarray], upstream: np.ndarray
) -> dict[str, np.ndarray]:
    """Differentiate the sum over i of upstream[i] f(X[i]), with f = attention_forward.

    Args:
        X: (n, C, d) n samples of C words, each word a row of d features.
        theta: the parameters: W1 (d, q) for queries, W2 (d, q) for keys and w3 (d,) for values.
        upstream: (n,) the derivative of a loss with respect to the output of each sample.

    Returns:
        A dictionary with the gradients of W1, W2 and w3, each in the shape of its parameter.
    """
    query = queries(X, theta["W1"])
    # X (W2 query) is (X W2) query, and spares the keys: X itself takes their part.
    weights = attention_weights(scores(X, query @ theta["W2"].T))
    values = X @ theta["w3"]
    weighted = upstream[:, np.newaxis] * weights
    output = np.sum(weights * values, axis=1, keepdims=True)
    # The derivative by the scores: the softmax Jacobian times the values, not formed as a matrix.
    by_scores = weighted * (values - output)
    summed = (by_scores[:, np.newaxis, :] @ X)[:, 0, :]
    return {
        "W1": X[:, -1].T @ (summed @ theta["W2"]),
        "W2": summed.T @ query,
        "w3": np.tensordot(weighted, X, axes=2),
    }


def attention_forward_math(X: np.ndarray, theta: dict[str, np.ndarray]) -> float:
    """Compute the output of attention for one sample in the orientation of the formulas.

    Args:
        X: (d, C) one sample, each word a column of d features.
        theta: the parameters: W1 (q, d) for queries, W2 (q, d) for keys and w3 (d,) for values.

    Returns:
        A single number, the output for this sample.
    """
    query = theta["W1"] @ X[:, -1]
    K = (theta["W2"] @ X).T
    weights = attention_weights((K @ query)[np.newaxis, :])[0]
    return theta["w3"] @ (X @ weights)


def logistic_loss(f: np.ndarray, y: np.ndarray) -> float:
    """Measure how badly outputs fit labels: the mean of ln(1 + exp(-y f)).

    Args:
        f: (n,) an output for each sample, of any magnitude.
        y: (n,) the labels, -1 or +1.

    Returns:
        The mean over the samples, a single finite number.
    """
    return np.mean(np.logaddexp(0, -y * f))


def logistic_loss_der(f: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Differentiate the logistic loss with respect to each output.

    Args:
        f: (n,) an output for each sample, of any magnitude.
        y: (n,) the labels, -1 or +1.

    Returns:
        (n,) array whose entry i is the derivative of logistic_loss(f, y) with respect to f[i].
    """
    return -y * np.exp(-np.logaddexp(0, y * f)) / len(f)


def causal_attention(X: np.ndarray, W1: np.ndarray, W2: np.ndarray) -> np.ndarray:
    """Compute the attention of every word over itself and the words before it.

    Args:
        X: (n, C, d) n samples of C words, each word a row of d features.
        W1: (d, q) the weights that make queries, here of every word.
        W2: (d, q) the weights that make keys.

    Returns:
        (n, C, C) array whose entry [i, t, c] is the weight that word t of sample i gives to its
        word c: the softmax of the scores over c = 0, ..., t, and 0 for every later c.

    Source: the mask is that of Vaswani et al. (2017), Attention Is All You Need, section 3.2.3.
    """
    C = X.shape[1]
    all_scores = (X @ W1) @ np.moveaxis(keys(X, W2), 1, 2)
    seen = np.where(np.tri(C, dtype=bool), all_scores, -np.inf)
    return attention_weights(seen.reshape(-1, C)).reshape(all_scores.shape)


def train_next_word(
    X: np.ndarray, y: np.ndarray, theta: dict[str, np.ndarray], eta: float, n_steps: int
) -> tuple[dict[str, np.ndarray], list[float]]:
    """Train attention by gradient descent on the logistic loss of all samples.

    Args:
        X: (n, C, d) n samples of C words, each word a row of d features.
        y: (n,) the labels, -1 or +1.
        theta: the parameters to start from: W1 (d, q), W2 (d, q) and w3 (d,).
        eta: the size of a step.
        n_steps: the number of steps.

    Returns:
        The pair (theta, losses): a new dictionary of parameters after the last step, and the
        n_steps losses, each taken before its step.
    """
    theta, losses = dict(theta), []
    for _ in range(n_steps):
        f = attention_forward(X, theta)
        losses.append(logistic_loss(f, y))
        grads = attention_gradients(X, theta, logistic_loss_der(f, y))
        theta = {name: theta[name] - eta * grads[name] for name in theta}
    return theta, losses
