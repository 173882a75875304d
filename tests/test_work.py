"""Counted work: every way of looping shows, vectorised code doesn't."""

import functools
import gc
import operator
import weakref
from functools import reduce

import numpy as np
import pytest

from autograder.exercise import Exercise
from autograder.marking import mark
from autograder.work import counted


def rowsum(X):
    """Sum each row.

    Args:
        X: (n, d) the rows.
    """
    return X.sum(axis=1)


rowsum_exercise = Exercise(rowsum, points=1)


@rowsum_exercise.vectorised("no Python loop over the rows")
def _(rowsum, rng, n):
    return rowsum(rng.normal(size=(n, 4)))


def for_loop(X):
    out = np.zeros(len(X))
    for i in range(len(X)):
        out[i] = X[i].sum()
    return out


def while_loop(X):
    out, i = np.zeros(len(X)), 0
    while i < len(X):
        out[i] = X[i].sum()
        i += 1
    return out


def recursion(X):
    return X.sum(axis=1) if len(X) == 1 else np.append(X[0].sum(), recursion(X[1:]))


def vectorize(X):
    return np.vectorize(lambda i: X[i].sum())(np.arange(len(X)))


def vectorize_builtin(X):
    return np.vectorize(operator.add)(X[:, 0] + X[:, 1], X[:, 2] + X[:, 3])


def reduce_imported(X):
    return np.array(reduce(lambda done, row: [*done, row.sum()], X, []))


LOOPS = {
    "for": for_loop,
    "while": while_loop,
    "recursion": recursion,
    "comprehension": lambda X: np.array([row.sum() for row in X]),
    "generator": lambda X: np.fromiter((row.sum() for row in X), float),
    "map": lambda X: np.array(list(map(np.sum, X))),
    "map of a builtin": lambda X: np.array(list(map(sum, X.tolist()))),
    "sum over rows": lambda X: X.sum(axis=1) + 0 * sum(X)[0],
    "np.vectorize": vectorize,
    "np.vectorize of a builtin": vectorize_builtin,
    "np.frompyfunc": lambda X: np.frompyfunc(lambda *row: sum(row), 4, 1)(*X.T).astype(float),
    "apply_along_axis": lambda X: np.apply_along_axis(np.sum, 1, X),
    "reduce": reduce_imported,
    "accumulating reduce": lambda X: np.array(
        functools.reduce(operator.add, [[row.sum()] for row in X])
    ),
}


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS.keys())
def test_a_loop_over_the_rows_fails_the_claim(loop):
    assert mark(rowsum_exercise, loop).points == 0


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS.keys())
def test_the_loops_return_right_values(loop):
    X = np.random.default_rng(0).normal(size=(5, 4))
    assert np.allclose(loop(X), X.sum(axis=1))


def columns(X):
    total = np.zeros(len(X))
    for j in range(X.shape[1]):
        total += X[:, j]
    return total


@pytest.mark.parametrize(
    "vectorised",
    [
        rowsum,
        columns,
        lambda X: X @ np.ones(X.shape[1]),
        lambda X: np.einsum("nd->n", X),
        lambda X: np.add.reduce(X, 1),
        lambda X: sum(X.T),
        lambda X: np.asarray(X.sum(axis=1).tolist()),
        lambda X: (print(X, [X]), X.sum(axis=1))[1],
    ],
    ids=[
        "sum",
        "loop over columns",
        "matmul",
        "einsum",
        "ufunc.reduce",
        "sum of columns",
        "tolist",
        "printing",
    ],
)
def test_work_that_does_not_grow_passes(vectorised):
    assert mark(rowsum_exercise, vectorised).points == 1


def test_the_report_names_the_line_that_loops():
    (verdict,) = mark(rowsum_exercise, for_loop).verdicts
    assert verdict.fault is not None
    assert "out[i] = X[i].sum()" in verdict.fault.work


class Litter:
    """Garbage that a collection ends by code of a library's."""

    def __init__(self):
        self.itself = self
        weakref.finalize(self, len, ())


def test_a_collection_of_others_garbage_is_no_work_of_the_students():
    def steps(pieces):
        gc.collect()
        for _ in range(pieces):
            Litter()
        with counted(None, many_lists) as count:
            many_lists()
        return count.total

    def many_lists():
        return [[[] for _ in range(20)] for _ in range(50)]  # enough to set a collection off

    before = gc.get_threshold()
    gc.set_threshold(400, 2, 2)
    try:
        assert steps(300) == steps(0)
    finally:
        gc.set_threshold(*before)


def test_the_builtins_are_back_after_a_count():
    before = (map, sum, max, functools.reduce, np.frompyfunc)
    mark(rowsum_exercise, for_loop)
    assert (map, sum, max, functools.reduce, np.frompyfunc) == before


def product(A, B):
    """Multiply.

    Args:
        A: (p, q) left.
        B: (q, r) right.
    """
    total = np.zeros((A.shape[0], B.shape[1]))
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                total[i, j] += A[i, k] * B[k, j]
    return total


product_exercise = Exercise(product, points=1)


@product_exercise.loops("by loops", at_least=lambda n: n * (n + 1) * (n + 2), without=("@", "dot"))
def _(product, rng, n):
    return product(rng.normal(size=(n, n + 1)), rng.normal(size=(n + 1, n + 2)))


def idle_loop(A, B):
    for _ in range(10_000):
        pass
    return A @ B


@pytest.mark.parametrize(
    "shortcut",
    [
        lambda A, B: A @ B,
        lambda A, B: np.dot(A, B),
        lambda A, B: A.dot(B),
        lambda A, B: np.einsum("ij,jk->ik", A, B),
        idle_loop,
    ],
    ids=["@", "np.dot", "method", "einsum", "@ beside an idle loop"],
)
def test_a_shortcut_fails_where_loops_are_asked_for(shortcut):
    assert mark(product_exercise, shortcut).points == 0


def test_loops_pass_where_they_are_asked_for():
    assert mark(product_exercise, product).points == 1


def test_an_endless_loop_ends_with_its_line():
    def endless(X):
        i = 0
        while i < len(X):
            X = X + 0
        return X

    (verdict,) = mark(rowsum_exercise, endless).verdicts
    assert verdict.fault is not None
    assert verdict.fault.error is not None
    assert verdict.fault.error.kind == "OutOfSteps"
    assert "of endless" in str(verdict.fault.error.where)
