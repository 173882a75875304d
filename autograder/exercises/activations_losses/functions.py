"""Activations for the checks of layers: plain functions from vectors to vectors."""

import numpy as np


def same(v):
    """No activation at all."""
    return v


def bend(v):
    """An activation like many: entry by entry, steepest at 0."""
    return np.tanh(v)


def fold(v):
    """An activation that is neither odd nor monotonic, so that its place in a chain shows."""
    return v**2 / (1 + np.abs(v)) + 0.5 * v


def soften(v):
    """An activation like sigmoid."""
    return 1 / (1 + np.exp(-v))


def share(v):
    """A softmax: every entry of the result depends on all entries of v."""
    powers = np.exp(v - np.max(v))
    return powers / np.sum(powers)
