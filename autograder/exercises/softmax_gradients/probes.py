"""What the checks of this assignment are run on: labels, layers and parameters, drawn at random."""

import numpy as np


def labels(rng, n, K):
    """n labels, each class about equally often."""
    return rng.permutation(np.arange(n) % K)


def hidden(rng, n, m):
    """A hidden layer after its relu: about half of the units are off, with an exact 0."""
    return np.maximum(0, rng.normal(size=(n, m)))


def parameters(rng, d, m, K):
    """Parameters of a network with one hidden layer."""
    return {
        "W1": rng.normal(size=(d, m)),
        "b1": rng.normal(size=m),
        "W2": rng.normal(size=(m, K)),
        "b2": rng.normal(size=K),
    }


def whole(rng, *shape):
    """Integers between -9 and 9."""
    return rng.integers(-9, 10, size=shape)
