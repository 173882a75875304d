"""The exercises of hw3-optimisation, imported in the order of the contract."""

# ruff: noqa: I001 (sorted imports would put the exercises in another order)

from autograder.exercises.optimisation.descent import gradient_descent, gradient_descent_path
from autograder.exercises.optimisation.rolling import momentum
from autograder.exercises.optimisation.stopping import descend_until
from autograder.exercises.optimisation.schedules import scheduled_descent
from autograder.exercises.optimisation.parameters import sgd_step
from autograder.exercises.optimisation.batches import minibatch
from autograder.exercises.optimisation.stochastic import sgd
from autograder.exercises.optimisation.training import train_network
from autograder.exercises.optimisation.adaptive import adam

__all__ = [  # noqa: RUF022 (the same order)
    "gradient_descent",
    "gradient_descent_path",
    "momentum",
    "descend_until",
    "scheduled_descent",
    "sgd_step",
    "minibatch",
    "sgd",
    "train_network",
    "adam",
]
