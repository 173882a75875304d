"""The exercises of hw9-tensor-autograd, imported in the order of the contract."""

# ruff: noqa: I001 (sorted imports would put the exercises in another order)

from autograder.exercises.tensor_autograd.arithmetic import add_mul, sub_div_neg
from autograder.exercises.tensor_autograd.functions import power, exp_log_relu
from autograder.exercises.tensor_autograd.reductions import sum_mean, maximum
from autograder.exercises.tensor_autograd.shapes import reshape_moveaxis, indexing
from autograder.exercises.tensor_autograd.products import matmul
from autograder.exercises.tensor_autograd.passes import backward
from autograder.exercises.tensor_autograd.losses import cross_entropy
from autograder.exercises.tensor_autograd.networks import network_gradients
from autograder.exercises.tensor_autograd.attention import attention_gradients
from autograder.exercises.tensor_autograd.training import train_attention

__all__ = [  # noqa: RUF022 (the same order)
    "add_mul",
    "sub_div_neg",
    "power",
    "exp_log_relu",
    "sum_mean",
    "maximum",
    "reshape_moveaxis",
    "indexing",
    "matmul",
    "backward",
    "cross_entropy",
    "network_gradients",
    "attention_gradients",
    "train_attention",
]
