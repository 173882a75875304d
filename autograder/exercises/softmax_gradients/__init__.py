"""The exercises of hw2-softmax-gradients, imported in the order of the contract."""

# ruff: noqa: I001 (sorted imports would put the exercises in another order)

from autograder.exercises.softmax_gradients.probabilities import softmax
from autograder.exercises.softmax_gradients.logarithms import logsumexp
from autograder.exercises.softmax_gradients.labels import one_hot
from autograder.exercises.softmax_gradients.loss import cross_entropy
from autograder.exercises.softmax_gradients.scores import loss_der
from autograder.exercises.softmax_gradients.slopes import relu_derivative
from autograder.exercises.softmax_gradients.output_biases import dJdb2
from autograder.exercises.softmax_gradients.output_weights import dJdW2
from autograder.exercises.softmax_gradients.hidden_biases import dJdb1
from autograder.exercises.softmax_gradients.hidden_weights import dJdW1
from autograder.exercises.softmax_gradients.network import backward
from autograder.exercises.softmax_gradients.differences import gradcheck
from autograder.exercises.softmax_gradients.predictions import predict_labels

__all__ = [  # noqa: RUF022 (the same order)
    "softmax",
    "logsumexp",
    "one_hot",
    "cross_entropy",
    "loss_der",
    "relu_derivative",
    "dJdb2",
    "dJdW2",
    "dJdb1",
    "dJdW1",
    "backward",
    "gradcheck",
    "predict_labels",
]
