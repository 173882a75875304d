"""The exercises of hw7-attention, imported in the order of the contract."""

# ruff: noqa: I001 (sorted imports would put the exercises in another order)

from autograder.exercises.attention.projections import keys, queries
from autograder.exercises.attention.inner_products import scores
from autograder.exercises.attention.softmax import attention_weights
from autograder.exercises.attention.stacks import softmaxKq_diag, softmaxKq_outer
from autograder.exercises.attention.jacobian import softmax_jacobian
from autograder.exercises.attention.moved_axes import features_times_jacobian
from autograder.exercises.attention.forward import attention_forward
from autograder.exercises.attention.gradients import attention_gradients
from autograder.exercises.attention.orientation import attention_forward_math
from autograder.exercises.attention.logistic import logistic_loss, logistic_loss_der
from autograder.exercises.attention.causal import causal_attention
from autograder.exercises.attention.training import train_next_word

__all__ = [  # noqa: RUF022 (the same order)
    "keys",
    "queries",
    "scores",
    "attention_weights",
    "softmaxKq_diag",
    "softmaxKq_outer",
    "softmax_jacobian",
    "features_times_jacobian",
    "attention_forward",
    "attention_gradients",
    "attention_forward_math",
    "logistic_loss",
    "logistic_loss_der",
    "causal_attention",
    "train_next_word",
]
