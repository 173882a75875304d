"""The matrix product, number by number."""

import itertools

import numpy as np

from autograder.exercise import Exercise
from solutions import broadcasting

# What would do the work of the three matrix products by itself.
PRODUCTS = ("@", "dot", "matmul", "einsum", "tensordot", "inner", "vdot")

matmul_triple_loop = Exercise(broadcasting.matmul_triple_loop, points=6)


@matmul_triple_loop.check("the product of two matrices", without=PRODUCTS)
def _(matmul_triple_loop, rng):
    p, q, r = 2, 3, 4
    return matmul_triple_loop(rng.normal(size=(p, q)), rng.normal(size=(q, r)))


@matmul_triple_loop.check("whole numbers beside real ones: nothing is cut off", without=PRODUCTS)
def _(matmul_triple_loop, rng):
    p, q, r = 4, 2, 3
    A, B = rng.integers(-9, 10, size=(p, q)), rng.normal(size=(q, r))
    return {"A whole, B real": matmul_triple_loop(A, B), "A real": matmul_triple_loop(B.T, A.T)}


@matmul_triple_loop.loops(
    "three loops: one product of two numbers at a time",
    at_least=lambda p: 8 * p * (4 * p) * (p + 1),
    size=5,
    without=PRODUCTS,
)
def _(matmul_triple_loop, rng, p):
    q, r = 4 * p, p + 1  # long enough that any two loops around a call of numpy stay below
    return matmul_triple_loop(rng.normal(size=(p, q)), rng.normal(size=(q, r)))


matmul_triple_loop.untouched(lambda rng: (rng.normal(size=(3, 2)), rng.normal(size=(2, 5))))


@matmul_triple_loop.misconception(
    "= puts the last product into C[i, j]; += collects the products of all k"
)
def keeps_the_last(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                C[i, j] = A[i, k] * B[k, j]
    return C


@matmul_triple_loop.misconception("C comes out transposed: i counts its rows and j its columns")
def transposed_c(A, B):
    C = np.zeros((B.shape[1], A.shape[0]))
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                C[j, i] += A[i, k] * B[k, j]
    return C


@matmul_triple_loop.misconception(
    "C has the shape of A; it has the rows of A and the columns of B, (p, r)"
)
def c_like_a(A, B):
    C = np.zeros(A.shape)
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                C[i, j] += A[i, k] * B[k, j]
    return C


@matmul_triple_loop.misconception(
    "the indices of B are exchanged: k runs along the columns of A and the rows of B, B[k, j]"
)
def b_transposed(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                C[i, j] += A[i, k] * B[j % B.shape[0], k]
    return C


@matmul_triple_loop.misconception(
    "j runs over the rows of B instead of its columns, which leaves columns of C at zero"
)
def j_over_the_rows(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for i in range(A.shape[0]):
        for j in range(min(B.shape)):
            for k in range(A.shape[1]):
                C[i, j] += A[i, k] * B[k, j]
    return C


@matmul_triple_loop.misconception("the last k is left out; range(q) ends before q by itself")
def skips_the_last(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1] - 1):
                C[i, j] += A[i, k] * B[k, j]
    return C


@matmul_triple_loop.misconception(
    "the sum goes on from one entry to the next; it starts at 0 for each i and j"
)
def never_starts_anew(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    total = 0.0
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                total += A[i, k] * B[k, j]
            C[i, j] = total
    return C


@matmul_triple_loop.misconception("C starts with ones; a sum starts at 0")
def starts_with_ones(A, B):
    C = np.ones((A.shape[0], B.shape[1]))
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                C[i, j] += A[i, k] * B[k, j]
    return C


@matmul_triple_loop.misconception(
    "the return stands inside the loop and ends it after the first row"
)
def returns_too_early(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                C[i, j] += A[i, k] * B[k, j]
        return C


@matmul_triple_loop.misconception(
    "A[i, k] and B[k, j] are added; they are multiplied, and the products are summed"
)
def adds_the_factors(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                C[i, j] += A[i, k] + B[k, j]
    return C


@matmul_triple_loop.misconception(
    "C is made with the type of A: where A holds integers, the sums lose their fraction"
)
def c_typed_like_a(A, B):
    C = np.zeros((A.shape[0], B.shape[1]), dtype=A.dtype)
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                C[i, j] += A[i, k] * B[k, j]
    return C


@matmul_triple_loop.misconception(
    "the products are written into A itself, whose entries are needed again for the next j"
)
def overwrites_a(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                A[i, k] *= B[k, j]
                C[i, j] += A[i, k]
    return C


@matmul_triple_loop.misconception(
    "numpy multiplies the matrices (@, np.dot or a relative); here the three loops do it"
)
def asks_matmul(A, B):
    return A @ B


@matmul_triple_loop.misconception(
    "A * B multiplies entry by entry, and only where shapes fit; the product sums over k"
)
def entry_by_entry(A, B):
    return A * B


@matmul_triple_loop.misconception(
    "the inner loop is left to numpy, which sums a whole row times a column; the third loop is "
    "asked for too"
)
def two_loops(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            C[i, j] = np.sum(A[i] * B[:, j])
    return C


@matmul_triple_loop.alternative("k outermost")
def loops_k_first(A, B):
    C = np.zeros((A.shape[0], B.shape[1]), dtype=np.float32)
    for k in range(A.shape[1]):
        for i in range(A.shape[0]):
            for j in range(B.shape[1]):
                C[i, j] += A[i, k] * B[k, j]
    return C


@matmul_triple_loop.alternative("a running total for each entry")
def loops_with_total(A, B):
    C = np.empty((len(A), len(B.T)))
    for i, row in enumerate(A):
        for j, column in enumerate(B.T):
            total = 0
            for x, y in zip(row, column):
                total += x * y
            C[i, j] = total
    return C


@matmul_triple_loop.alternative("nested comprehensions")
def loops_by_comprehension(A, B):
    return np.array([[sum([x * y for x, y in zip(a, b)]) for b in B.T] for a in A])


@matmul_triple_loop.alternative("one loop over the product of three ranges")
def loops_by_product(A, B):
    (p, q), r = A.shape, B.shape[1]
    C = np.zeros((p, r))
    for i, j, k in itertools.product(range(p), range(r), range(q)):
        C[i, j] += A[i, k] * B[k, j]
    return C
