"""What several exercises are tried on: parameters, rows of weights, and scores beyond exp."""

import numpy as np


def parameters(rng, d, q):
    """W1 and W2 (d, q) and w3 (d,), such that no word takes nearly all the weight."""
    return {
        "W1": rng.normal(scale=0.5, size=(d, q)),
        "W2": rng.normal(scale=0.5, size=(d, q)),
        "w3": rng.normal(size=d),
    }


def weights(rng, n, C):
    """(n, C) positive numbers whose rows add up to 1."""
    return rng.dirichlet(np.ones(C), size=n)


def steep(rng, n, C, d, q, sign=1.0):
    """Samples and parameters whose scores are near 1000 or -1000, a few units apart.

    Feature 0 is nearly the same large number for every word, so it moves all scores alike.
    """
    X = rng.normal(size=(n, C, d))
    X[:, :, 0] = 20 + 0.02 * X[:, :, 0]
    theta = {name: 0.03 * value for name, value in parameters(rng, d, q).items()}
    theta["W1"][0] = rng.uniform(0.8, 1.0, size=q)
    theta["W2"][0] = sign * rng.uniform(0.8, 1.0, size=q)
    theta["w3"][1:] *= 30
    return X, theta


def softmax(scores):
    """The softmax of each row, along the last axis."""
    exponentials = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)
