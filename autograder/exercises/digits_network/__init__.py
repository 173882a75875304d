"""The exercises of hw6-digits-network, imported in the order of the contract."""

# ruff: noqa: I001 (sorted imports would put the exercises in another order)

from autograder.exercises.digits_network.losses import sigmoid_prime, mse, mse_prime
from autograder.exercises.digits_network.half import mse_half, mse_half_prime
from autograder.exercises.digits_network.toy import toy_gradient
from autograder.exercises.digits_network.fully_connected import FullyConnectedLayer
from autograder.exercises.digits_network.activation import ActivationLayer
from autograder.exercises.digits_network.network import Network
from autograder.exercises.digits_network.rows import reshape_inputs
from autograder.exercises.digits_network.confusion import confusion_matrix
from autograder.exercises.digits_network.shares import accuracy, recall
from autograder.exercises.digits_network.batched import BatchedNetwork

__all__ = [  # noqa: RUF022 (the same order)
    "sigmoid_prime",
    "mse",
    "mse_prime",
    "mse_half",
    "mse_half_prime",
    "toy_gradient",
    "FullyConnectedLayer",
    "ActivationLayer",
    "Network",
    "reshape_inputs",
    "confusion_matrix",
    "accuracy",
    "recall",
    "BatchedNetwork",
]
