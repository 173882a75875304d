"""The exercises of hw5-layers, imported in the order of the contract."""

# ruff: noqa: I001 (sorted imports would put the exercises in another order)

from autograder.exercises.layers.linear import linear_forward
from autograder.exercises.layers.linear_gradients import linear_backward
from autograder.exercises.layers.relu import relu_backward
from autograder.exercises.layers.penalty import regularization_forward
from autograder.exercises.layers.penalty_gradient import regularization_backward
from autograder.exercises.layers.summands import sum_backward
from autograder.exercises.layers.squared_loss import l2_loss_forward
from autograder.exercises.layers.squared_loss_gradient import l2_loss_backward
from autograder.exercises.layers.probabilities import softmax_column
from autograder.exercises.layers.cross_entropy import ce_forward
from autograder.exercises.layers.softmax_and_loss import softmax_ce_backward
from autograder.exercises.layers.softmax_alone import softmax_backward
from autograder.exercises.layers.descent import gradient_step
from autograder.exercises.layers.network import network_forward
from autograder.exercises.layers.network_gradients import network_backward
from autograder.exercises.layers.sheet import corrected

__all__ = [  # noqa: RUF022 (the same order)
    "linear_forward",
    "linear_backward",
    "relu_backward",
    "regularization_forward",
    "regularization_backward",
    "sum_backward",
    "l2_loss_forward",
    "l2_loss_backward",
    "softmax_column",
    "ce_forward",
    "softmax_ce_backward",
    "softmax_backward",
    "gradient_step",
    "network_forward",
    "network_backward",
    "corrected",
]
