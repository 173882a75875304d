"""Polynomials whose gradients are known, and words for the errors that gradcheck finds in them.

How an error is made relative is free within reason, so that no check looks at the number itself: it
asks whether right gradients give a tiny error and wrong ones a large one.
"""

import math
import numbers

import numpy as np

from autograder.describe import kind_of

SHAPES = {"A": (2, 3), "b": (4,), "T": (3, 1, 2)}
WHERE = {"A": "in a matrix", "b": "in a vector", "T": "in an array with three axes"}
WRONG = {"A": 3, "b": -1, "T": 1 / 3}


def tiny(error):
    """What came out for right gradients, in words where it is as small as it should be."""
    return told(error, -math.inf, 1e-4, "below 0.0001")


def found(error):
    """What came out for wrong gradients, in words where it is as large as it should be."""
    return told(error, 0.1, 3, "between 0.1 and 3")


def told(error, least, limit, words):
    """The words where least <= error < limit, or else the error, to one digit."""
    number = isinstance(error, numbers.Real) or (isinstance(error, np.ndarray) and not error.ndim)
    if not number or isinstance(error, bool | np.bool_):
        return kind_of(error)
    return words if least <= error < limit else f"{float(error):.1g}"


def flat(theta):
    return np.concatenate([np.ravel(theta[name]) for name in SHAPES])


def shaped(vector):
    ends = np.cumsum([math.prod(shape) for shape in SHAPES.values()])
    parts = np.split(vector, ends[:-1])
    return {name: part.reshape(SHAPES[name]) for name, part in zip(SHAPES, parts)}


def problem(rng, *, size=1.0, curve=0.0, whole=False, idle=()):
    """A polynomial J of 16 entries, a place theta, and the gradients there.

    Args:
        size: the size of the gradients, a number or one for each entry.
        curve: the factor of the third powers in J; without these it is quadratic.
        whole: whether theta holds integers.
        idle: entries that J does not depend on.
    """
    n = sum(math.prod(shape) for shape in SHAPES.values())
    t = rng.integers(1, 9, size=n) if whole else rng.normal(size=n)
    g = rng.uniform(0.6, 3, size=n) * (1 if curve else rng.choice([-1, 1], size=n)) * size
    Q = rng.uniform(0.5, 1.5, size=(n, n)) * np.sqrt(np.outer(np.abs(g), np.abs(g)))
    g[list(idle)], Q[list(idle)], Q[:, list(idle)] = 0, 0, 0
    slope = g - (Q + Q.T) @ t / 2 - 3 * curve * t**2

    def J(theta):
        t = flat(theta)
        return float(slope @ t + t @ Q @ t / 2 + curve * np.sum(t**3))

    return J, shaped(t), shaped(g)


def with_wrong_entry(rng, grads, name, among=None):
    """The gradients with one entry of one array multiplied by a wrong factor."""
    wrong = {key: value.copy() for key, value in grads.items()}
    place = rng.choice(np.arange(wrong[name].size) if among is None else among)
    wrong[name].flat[place] *= WRONG[name]
    return wrong
