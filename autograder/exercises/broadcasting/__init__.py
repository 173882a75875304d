"""The exercises of hw1-broadcasting, imported in the order of the contract."""

# ruff: noqa: I001 (sorted imports would put the exercises in another order)

from autograder.exercises.broadcasting.elementwise import relu
from autograder.exercises.broadcasting.shapes import broadcast_shape
from autograder.exercises.broadcasting.predictions import predict_shapes
from autograder.exercises.broadcasting.blocks import rowwise_maximum, add_per_block
from autograder.exercises.broadcasting.reductions import center, reduce_max
from autograder.exercises.broadcasting.distances import pairwise_distances
from autograder.exercises.broadcasting.adjoint import unbroadcast
from autograder.exercises.broadcasting.triple_loop import matmul_triple_loop
from autograder.exercises.broadcasting.outer_products import matmul_outer
from autograder.exercises.broadcasting.product_by_broadcasting import matmul_broadcast
from autograder.exercises.broadcasting.parameters import init_params
from autograder.exercises.broadcasting.network import forward
from autograder.exercises.broadcasting.network_by_rows import forward_nonvectorized

__all__ = [  # noqa: RUF022 (the same order)
    "relu",
    "broadcast_shape",
    "predict_shapes",
    "rowwise_maximum",
    "add_per_block",
    "center",
    "reduce_max",
    "pairwise_distances",
    "unbroadcast",
    "matmul_triple_loop",
    "matmul_outer",
    "matmul_broadcast",
    "init_params",
    "forward",
    "forward_nonvectorized",
]
