"""Derivatives to go down by, and a way to note where they were asked for."""

import numpy as np


def valley(rng):
    """The derivative of a random valley, no parabola: there, the order of steps would not show."""
    a, b = rng.uniform(1.5, 3), rng.uniform(-4, 4)
    return lambda x: a * x + b + np.sin(x)


def bowl(rng, shape):
    """The gradient of a random bowl in which all entries of x are coupled."""
    size = int(np.prod(shape))
    M = rng.normal(size=(size, size))
    A, b = M @ M.T / size + np.eye(size), rng.normal(scale=3, size=size)

    def d(x):
        x = np.reshape(x, size)
        return (A @ x - b + np.sin(x)).reshape(shape)

    return d


def steep(rng, shape):
    """The gradient of a bowl, far from the bottom: no entry comes near 0."""
    d, tilt = bowl(rng, shape), rng.uniform(40, 60, size=shape) * rng.choice([-1, 1], size=shape)
    return lambda x: d(x) + tilt


def slanted(x):
    """The derivative of a fixed parabola, the same function in every run."""
    return 1.5 * x - 0.75


def noted(d):
    """The derivative d with a diary: the pair (d, places), places being where it was asked for."""
    places = []

    def with_diary(x):
        places.append(np.array(x))
        return d(x)

    return with_diary, places
