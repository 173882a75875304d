"""The matrix product by broadcasting and one sum."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.broadcasting.triple_loop import PRODUCTS
from solutions import broadcasting

matmul_broadcast = Exercise(broadcasting.matmul_broadcast, points=8)


@matmul_broadcast.check("the product of two matrices", without=PRODUCTS)
def _(matmul_broadcast, rng):
    p, q, r = 2, 3, 4
    return matmul_broadcast(rng.normal(size=(p, q)), rng.normal(size=(q, r)))


@matmul_broadcast.check("whole numbers beside real ones: nothing is cut off", without=PRODUCTS)
def _(matmul_broadcast, rng):
    p, q, r = 4, 5, 3
    A, B = rng.integers(-9, 10, size=(p, q)), rng.normal(size=(q, r))
    return {"A whole, B real": matmul_broadcast(A, B), "A real": matmul_broadcast(B.T, A.T)}


matmul_broadcast.untouched(lambda rng: (rng.normal(size=(3, 2)), rng.normal(size=(2, 5))))


@matmul_broadcast.vectorised("no Python loop over the rows of A")
def _(matmul_broadcast, rng, p):
    q, r = 2, 3
    return matmul_broadcast(rng.normal(size=(p, q)), rng.normal(size=(q, r)))


@matmul_broadcast.vectorised("no Python loop over the inner axis")
def _(matmul_broadcast, rng, q):
    p, r = 2, 3
    return matmul_broadcast(rng.normal(size=(p, q)), rng.normal(size=(q, r)))


@matmul_broadcast.vectorised("no Python loop over the columns of B")
def _(matmul_broadcast, rng, r):
    p, q = 2, 3
    return matmul_broadcast(rng.normal(size=(p, q)), rng.normal(size=(q, r)))


@matmul_broadcast.misconception(
    "numpy multiplies the matrices (@, np.dot or a relative); here broadcasting and a sum do it"
)
def asks_einsum(A, B):
    return np.einsum("ik,kj->ij", A, B)


@matmul_broadcast.misconception(
    "the sum runs over axis 0, the rows of A; it runs over the middle axis, which both share"
)
def sums_over_rows(A, B):
    return (A[:, :, np.newaxis] * B).sum(axis=0)


@matmul_broadcast.misconception(
    "the sum runs over the last axis, the columns of B; it runs over the middle axis, which both "
    "share"
)
def sums_over_columns(A, B):
    return (A[:, :, np.newaxis] * B).sum(axis=2)


@matmul_broadcast.misconception(
    "the products (p, q, r) are returned as they are; they are to be summed over the middle axis"
)
def no_sum(A, B):
    return A[:, :, np.newaxis] * B


@matmul_broadcast.misconception(
    "keepdims leaves an axis of size 1 in the middle; the result is (p, r)"
)
def middle_axis_kept(A, B):
    return (A[:, :, np.newaxis] * B).sum(axis=1, keepdims=True)


@matmul_broadcast.misconception(
    "all products are summed up to one number; the sum runs over the middle axis only (axis=1)"
)
def sums_all_products(A, B):
    return (A[:, :, np.newaxis] * B).sum()


@matmul_broadcast.misconception("the products are averaged; the matrix product sums them")
def mean_of_the_products(A, B):
    return (A[:, :, np.newaxis] * B).mean(axis=1)


@matmul_broadcast.misconception(
    "A * B multiplies entry by entry and does not fit; A needs a new last axis, (p, q, 1)"
)
def no_new_axis(A, B):
    return (A * B).sum(axis=1)


@matmul_broadcast.misconception(
    "the result is turned round, (r, p); rows belong to A and columns to B, (p, r)"
)
def product_turned_round(A, B):
    return (A[:, :, np.newaxis] * B).sum(axis=1).T


@matmul_broadcast.misconception("the factors are added; they are multiplied, and then summed")
def sum_of_sums(A, B):
    return (A[:, :, np.newaxis] + B).sum(axis=1)


@matmul_broadcast.misconception("only the largest product counts; the products are summed")
def largest_product(A, B):
    return (A[:, :, np.newaxis] * B).max(axis=1)


@matmul_broadcast.misconception(
    "the result gets the type of A: where A holds integers, the sums lose their fraction"
)
def product_typed_like_a(A, B):
    return (A[:, :, np.newaxis] * B).sum(axis=1).astype(A.dtype)


@matmul_broadcast.misconception(
    "the product is written back into A, a row at a time; a new array takes it"
)
def written_back(A, B):
    C = (A[:, :, np.newaxis] * B).sum(axis=1)
    A[:, 0] = C[:, 0]
    return C


@matmul_broadcast.misconception(
    "a loop goes over the rows of A; with A as (p, q, 1) numpy takes them all at once"
)
def loop_over_rows_of_a(A, B):
    return np.array([(row[:, np.newaxis] * B).sum(axis=0) for row in A])


@matmul_broadcast.misconception(
    "outer products are summed in a loop, as in the exercise before; here the sum runs over an axis"
)
def loop_over_k(A, B):
    return sum(np.outer(A[:, k], B[k]) for k in range(A.shape[1]))


@matmul_broadcast.misconception(
    "a loop goes over the columns of B; with B as (1, q, r) numpy takes them all at once"
)
def loop_over_columns_of_b(A, B):
    return np.stack([(A * column).sum(axis=1) for column in B.T], axis=1)


@matmul_broadcast.misconception(
    "two loops go over the entries of the result; broadcasting fills them all at once"
)
def loop_over_result(A, B):
    return np.array([[np.sum(row * column) for column in B.T] for row in A])


@matmul_broadcast.misconception(
    "three loops multiply one number at a time; broadcasting multiplies them all at once"
)
def loop_over_all(A, B):
    return np.array([[sum(x * y for x, y in zip(a, b)) for b in B.T] for a in A])


@matmul_broadcast.alternative("B without its first axis, which broadcasting adds")
def product_by_np_sum(A, B):
    return np.sum(A[..., None] * B, axis=-2)


@matmul_broadcast.alternative("B transposed, and the sum over the last axis")
def product_over_last_axis(A, B):
    return np.sum(A[:, np.newaxis, :] * B.T[np.newaxis, :, :], axis=2)


@matmul_broadcast.alternative("the inner axis first, in single precision")
def product_inner_axis_first(A, B):
    left = A.T.reshape(A.shape[1], A.shape[0], 1).astype(np.float32)
    return np.add.reduce(left * B.reshape(B.shape[0], 1, -1), axis=0)
