"""The exercises of hw8-scalar-autograd, imported in the order of the contract."""

# ruff: noqa: I001 (sorted imports would put the exercises in another order)

from autograder.exercises.scalar_autograd.order import topological_sort
from autograder.exercises.scalar_autograd.multiplication import mul
from autograder.exercises.scalar_autograd.powers import power
from autograder.exercises.scalar_autograd.exponential import exp
from autograder.exercises.scalar_autograd.logarithm import log
from autograder.exercises.scalar_autograd.rectifier import relu
from autograder.exercises.scalar_autograd.arithmetic import operators
from autograder.exercises.scalar_autograd.expression import f
from autograder.exercises.scalar_autograd.picture import draw
from autograder.exercises.scalar_autograd.network import Model
from autograder.exercises.scalar_autograd.squares import Loss
from autograder.exercises.scalar_autograd.descent import Optimizer
from autograder.exercises.scalar_autograd.fitting import train

__all__ = [  # noqa: RUF022 (the same order)
    "topological_sort",
    "mul",
    "power",
    "exp",
    "log",
    "relu",
    "operators",
    "f",
    "draw",
    "Model",
    "Loss",
    "Optimizer",
    "train",
]
