"""The proof finds each defect that it is there to find."""

import numpy as np
import pytest

from autograder.exercise import Exercise
from autograder.marking import UNDEFINED
from autograder.prove import Proof, prove, summarise


def total(X, w):
    """Weighted sums.

    Args:
        X: (n, d) rows.
        w: (n,) a weight for each row.
    """
    return w @ X


def blank(X, w):
    raise NotImplementedError


def unweighted(X, w):
    return X.sum(axis=0)


def sound(**changes) -> Exercise:
    """An exercise that is in order, but for the changes."""
    exercise = Exercise(total, points=2)

    def program(total, rng):
        return total(rng.normal(size=(3, 4)), rng.normal(size=3))

    exercise.check("weighted sums", degenerate=changes.get("degenerate"))(
        changes.get("program", program)
    )
    exercise.misconception("the weights are left out")(changes.get("wrong", unweighted))
    exercise.alternative("einsum")(changes.get("right", lambda X, w: np.einsum("nd,n->d", X, w)))
    return exercise


def test_a_sound_exercise_is_proven():
    assert prove(sound(), blank) == Proof("test_prove.total", 1, 1, 0, 1, 1, 0, 0.0, ())


def square(total, rng):
    return total(rng.normal(size=(3, 3)), rng.normal(size=3))


def symmetric(total, rng):
    return total(np.diag(rng.normal(size=3)), rng.normal(size=3))


def constant(total, rng):
    return total(rng.normal(size=(3, 4)), np.full(3, 2.0))


def one_row(total, rng):
    return total(rng.normal(size=(1, 4)), rng.normal(size=1))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"wrong": lambda X, w: X.T @ w}, "survives"),
        ({"right": lambda X, w: X.T @ w + 1}, "refused"),
        ({"wrong": lambda X, w: missing_name}, "never runs"),  # noqa: F821
        ({"program": square}, "n and d are both 3"),
        ({"program": symmetric}, "X is symmetric"),
        ({"program": constant}, "w is constant"),
        ({"program": one_row}, "n is 1"),
        ({"program": lambda total, rng: total(1)}, "the reference fails"),
    ],
)
def test_a_defect_is_a_problem(changes, problem):
    problems = prove(sound(**changes), blank).problems
    assert any(problem in each for each in problems)


def test_an_excused_probe_is_no_problem():
    assert not prove(sound(program=one_row, degenerate="one row on purpose"), blank).problems


def test_a_check_that_rejects_nothing_is_a_problem():
    exercise = sound()
    exercise.check("has a result")(lambda total, rng: total(np.eye(2, 3), np.ones(2)) is not None)
    assert any("rejects no misconception" in each for each in prove(exercise, blank).problems)


def test_misconceptions_that_no_check_tells_apart_are_a_problem():
    exercise = sound()
    exercise.misconception("the same again")(lambda X, w: np.add.reduce(X))
    assert any("no check tells" in each for each in prove(exercise, blank).problems)


@pytest.mark.parametrize("scoring", [total, UNDEFINED])
def test_a_blank_that_scores_or_is_missing_is_a_problem(scoring):
    assert any("blank" in each for each in prove(sound(), scoring).problems)


def test_the_summary_adds_up():
    summary = summarise([prove(sound(), blank), prove(sound(wrong=total), blank)])
    assert str(summary) == (
        "prove: 2 exercises, 1 misconceptions rejected, 1 survive; "
        "2 alternatives accepted, 0 refused; blank 0 points"
    )
    assert summary.problems
