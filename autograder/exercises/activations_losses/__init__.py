"""The exercises of hw4-activations-losses, imported in the order of the contract."""

# ruff: noqa: I001 (sorted imports would put the exercises in another order)

from autograder.exercises.activations_losses.logistic import sigmoid
from autograder.exercises.activations_losses.hyperbolic import tanh
from autograder.exercises.activations_losses.leaky import leaky_relu
from autograder.exercises.activations_losses.one_layer import fully_connected
from autograder.exercises.activations_losses.layers import feed_forward
from autograder.exercises.activations_losses.errors import squared_error, absolute_error
from autograder.exercises.activations_losses.robust import huber
from autograder.exercises.activations_losses.robust_slope import huber_derivative
from autograder.exercises.activations_losses.distributions import cross_entropy_dist
from autograder.exercises.activations_losses.margins import hinge
from autograder.exercises.activations_losses.labelled_margin import hinge_onehot
from autograder.exercises.activations_losses.differences import numerical_gradient
from autograder.exercises.activations_losses.rows_of_derivatives import jacobian
from autograder.exercises.activations_losses.chains import chain_cost
from autograder.exercises.activations_losses.multiply_gate import MultiplyGate
from autograder.exercises.activations_losses.max_gate import MaxGate
from autograder.exercises.activations_losses.graph import graph_gradient

__all__ = [  # noqa: RUF022 (the same order)
    "sigmoid",
    "tanh",
    "leaky_relu",
    "fully_connected",
    "feed_forward",
    "squared_error",
    "absolute_error",
    "huber",
    "huber_derivative",
    "cross_entropy_dist",
    "hinge",
    "hinge_onehot",
    "numerical_gradient",
    "jacobian",
    "chain_cost",
    "MultiplyGate",
    "MaxGate",
    "graph_gradient",
]
