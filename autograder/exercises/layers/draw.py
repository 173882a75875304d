"""Random columns, weights and targets for the checks."""

import numpy as np


def column(rng, n):
    """(n, 1) normal numbers."""
    return rng.normal(size=(n, 1))


def weights(rng, m, n):
    """(m, n) normal numbers."""
    return rng.normal(size=(m, n))


def whole(rng, *shape):
    """Whole numbers from -9 to 9 without 0, so that none lies on a kink."""
    return rng.integers(1, 10, size=shape) * rng.choice([-1, 1], size=shape)


def single(*arrays):
    """The arrays in single precision."""
    return tuple(array.astype(np.float32) for array in arrays)


def upstream(rng):
    """A number that a derivative from above may be: never 1, of either sign."""
    return float(rng.choice([-1, 1]) * rng.uniform(1.5, 4))


def shares(rng, d):
    """(d, 1) positive numbers with the sum 1, all of them different."""
    drawn = rng.uniform(0.1, 1, size=(d, 1))
    return drawn / drawn.sum()


def label(rng, d):
    """(d, 1) a one-hot target of whole numbers."""
    return (np.arange(d) == rng.integers(d)).astype(int).reshape(d, 1)
