"""The matrix product as a sum of outer products."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.broadcasting.triple_loop import PRODUCTS
from solutions import broadcasting

matmul_outer = Exercise(broadcasting.matmul_outer, points=6)


@matmul_outer.check("the product of two matrices", without=PRODUCTS)
def _(matmul_outer, rng):
    p, q, r = 2, 3, 4
    return matmul_outer(rng.normal(size=(p, q)), rng.normal(size=(q, r)))


@matmul_outer.check("more terms than rows and columns", without=PRODUCTS)
def _(matmul_outer, rng):
    p, q, r = 3, 6, 2
    return matmul_outer(rng.normal(size=(p, q)), rng.normal(size=(q, r)))


@matmul_outer.check("whole numbers beside real ones: nothing is cut off", without=PRODUCTS)
def _(matmul_outer, rng):
    p, q, r = 4, 2, 3
    A, B = rng.integers(-9, 10, size=(p, q)), rng.normal(size=(q, r))
    return {"A whole, B real": matmul_outer(A, B), "A real": matmul_outer(B.T, A.T)}


@matmul_outer.vectorised("no Python loop over the rows of A and the columns of B", without=PRODUCTS)
def _(matmul_outer, rng, n):
    q = 3
    return matmul_outer(rng.normal(size=(n, q)), rng.normal(size=(q, n + 1)))


@matmul_outer.misconception(
    "each entry, or each row, of every outer product has a Python loop of its own; np.outer or "
    "broadcasting makes a whole outer product at once, and only k is looped over"
)
def loops_inside(A, B):
    C = np.zeros((len(A), B.shape[1]))
    for k in range(A.shape[1]):
        for i in range(len(A)):
            C[i] += A[i, k] * B[k]
    return C


matmul_outer.untouched(lambda rng: (rng.normal(size=(3, 2)), rng.normal(size=(2, 5))))


@matmul_outer.misconception(
    "numpy multiplies the matrices (@, np.dot or a relative); here outer products are summed"
)
def asks_dot(A, B):
    return np.dot(A, B)


@matmul_outer.misconception(
    "row k of A goes with column k of B; an outer product of column k of A with row k of B is "
    "asked for"
)
def rows_with_columns(A, B):
    return sum(np.outer(A[k], B[:, k]) for k in range(min(len(A), B.shape[1])))


@matmul_outer.misconception("= keeps the last outer product only; += collects all of them")
def last_outer_product(A, B):
    for k in range(A.shape[1]):
        C = np.outer(A[:, k], B[k])
    return C


@matmul_outer.misconception("the first outer product is all there is; those of all k are summed")
def first_outer_product(A, B):
    return np.outer(A[:, 0], B[0])


@matmul_outer.misconception(
    "the first outer product is counted twice: as the start and in the loop"
)
def first_one_twice(A, B):
    C = np.outer(A[:, 0], B[0])
    for k in range(A.shape[1]):
        C = C + np.outer(A[:, k], B[k])
    return C


@matmul_outer.misconception("the last k is left out; range(q) ends before q by itself")
def leaves_out_the_last(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for k in range(A.shape[1] - 1):
        C += np.outer(A[:, k], B[k])
    return C


@matmul_outer.misconception(
    "k runs over the rows of A; it runs over the inner axis, the columns of A and rows of B"
)
def k_over_the_rows(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for k in range(A.shape[0]):
        C += np.outer(A[:, k], B[k])
    return C


@matmul_outer.misconception(
    "the row of B comes first, which turns the result round: np.outer(column, row) is (p, r)"
)
def row_before_column(A, B):
    return sum(np.outer(B[k], A[:, k]) for k in range(A.shape[1]))


@matmul_outer.misconception("the outer products stand in a stack (q, p, r); they are to be summed")
def stack_of_products(A, B):
    return np.array([np.outer(A[:, k], B[k]) for k in range(A.shape[1])])


@matmul_outer.misconception("the outer products are averaged; they are to be summed")
def mean_of_products(A, B):
    return np.mean([np.outer(A[:, k], B[k]) for k in range(A.shape[1])], axis=0)


@matmul_outer.misconception(
    "np.outer flattens both matrices and multiplies every entry with every other; it takes one "
    "column and one row at a time"
)
def outer_of_everything(A, B):
    return np.outer(A, B)


@matmul_outer.misconception(
    "column * row multiplies two vectors entry by entry; the column needs a second axis, or "
    "np.outer"
)
def without_a_column_axis(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for k in range(A.shape[1]):
        C += A[:, k] * B[k]
    return C


@matmul_outer.misconception(
    "C is made with the type of A: where A holds integers, the sums lose their fraction"
)
def outer_typed_like_a(A, B):
    C = np.zeros((A.shape[0], B.shape[1]), dtype=A.dtype)
    for k in range(A.shape[1]):
        C[:] = C + np.outer(A[:, k], B[k])
    return C


@matmul_outer.misconception(
    "column = A[:, k] is a view, and *= writes into A through it; column * row makes a new array"
)
def writes_through_a_view(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for k in range(A.shape[1]):
        for j in range(B.shape[1]):
            column = A[:, k]
            if A.dtype.kind == "f":
                column *= B[k, j]
            C[:, j] += column
    return C


@matmul_outer.alternative("sum over a generator")
def outer_by_sum(A, B):
    return sum(np.outer(column, row) for column, row in zip(A.T, B))


@matmul_outer.alternative("a column times a row, by broadcasting, in single precision")
def outer_by_broadcasting(A, B):
    C = np.zeros((A.shape[0], B.shape[1]), dtype=np.float32)
    for k in range(A.shape[1]):
        C += A[:, k : k + 1] * B[k : k + 1, :]
    return C


@matmul_outer.alternative("the stack of outer products, summed")
def outer_by_stack(A, B):
    return np.sum([np.multiply.outer(A[:, k], B[k]) for k in range(len(B))], axis=0)
