"""Marking: what earns points, what a failing student is told, what cannot be upset."""

import sys
import warnings

import numpy as np
import pytest

from autograder.exercise import Exercise, ExerciseError, raised
from autograder.marking import UNDEFINED, mark
from autograder.message import render


def helper(x):
    return 2 * x


def scale(x, k):
    """Multiply.

    Args:
        x: (n,) numbers.
        k: a number.
    """
    return helper(x) * k


exercise = Exercise(scale, points=6, given=("helper",))


@exercise.check("any length", weight=2)
def _(scale, rng):
    return scale(rng.normal(size=3), 2.5)


@exercise.check("a number will do")
def _(scale, rng):
    return {"for a number": scale(rng.normal(), -1.5)}


@exercise.check("a factor that is no number is refused")
def _(scale, rng):
    return raised(TypeError, scale, rng.normal(size=2), None)


exercise.untouched(lambda rng: (rng.normal(size=4), 3.0), weight=2)


@exercise.misconception("the sign is lost; k keeps its own")
def loses_sign(x, k):
    return 2 * x * np.abs(k)


def text_of(implementation):
    return render(mark(exercise, implementation))


def test_the_reference_earns_all():
    assert mark(exercise, scale).points == 6


def test_points_follow_the_weights():
    report = mark(exercise, loses_sign)
    assert [verdict.points for verdict in report.verdicts] == [2, 0, 1, 2]
    assert report.points == 5


def test_thirds_add_up_to_the_whole():
    thirds = Exercise(helper, points=1)
    for claim in "abc":
        thirds.check(claim)(lambda helper, rng: helper(rng.normal()))
    assert mark(thirds, helper).points == 1


def test_a_misconception_is_named():
    assert "Looks like this: the sign is lost; k keeps its own." in text_of(loses_sign)


def test_the_call_that_failed_is_shown_with_shapes():
    def row(x, k):
        return np.atleast_2d(2 * x * k)

    assert "scale(x (3,), k=2.5) returned shape (1, 3); expected (3,)." in text_of(row)


def test_labels_of_a_check_reach_the_message():
    text = text_of(lambda x, k: 2 * x * k if np.ndim(x) else None).replace("\n  ", " ")
    assert "for a number: scale(x=" in text
    assert "returned None; expected a number" in text


def test_changing_an_argument_fails_only_the_claim_about_it():
    def in_place(x, k):
        x *= 2 * k
        return x

    report = mark(exercise, in_place)
    assert [verdict.passed for verdict in report.verdicts] == [True, True, True, False]
    assert "x after the call" in render(report)


def test_a_changed_argument_spoils_no_later_call():
    def program(helper, rng):
        x = rng.normal(size=3)
        weights = {"W": rng.normal(size=2)}
        return [helper(x), helper(x), helper(weights["W"]), helper(weights["W"])]

    def in_place(x):
        x *= 2
        return x

    def reshapes(x):
        result = 2 * x
        x.shape = (1, x.size)
        return result

    twice = Exercise(helper, points=1)
    twice.check("two calls")(program)
    assert mark(twice, in_place).points == mark(twice, reshapes).points == 1


def exits(x, k):
    sys.exit(0)


def not_written(x, k):
    raise NotImplementedError


def prints_and_warns(x, k):
    print("noise")
    print("noise", file=sys.stderr)
    warnings.warn("noise", stacklevel=1)
    np.log(np.array([0.0]))
    return 2 * x * k


@pytest.mark.parametrize(
    "nonsense",
    [
        UNDEFINED,
        None,
        7,
        "text",
        exits,
        not_written,
        lambda: 1,
        lambda x, k: None,
        lambda x, k: x[:, 0],
    ],
)
def test_nonsense_earns_nothing_and_raises_nothing(nonsense):
    values = [
        verdict for verdict in mark(exercise, nonsense).verdicts if "refused" not in verdict.claim
    ]
    assert sum(verdict.points for verdict in values) == 0


def test_noise_is_not_shown_and_costs_nothing(capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert mark(exercise, prints_and_warns).points == 6
    assert capsys.readouterr() == ("", "")


def test_a_blank_is_told_once_that_nothing_is_written():
    checks = Exercise(helper, points=2)
    for claim in "ab":
        checks.check(claim)(lambda helper, rng: helper(rng.normal()))
    assert render(mark(checks, lambda x: not_written(x, 1))).count("Not written yet") == 1


def test_an_error_is_told_with_the_students_line():
    def slips(x, k):
        return x * kk  # noqa: F821

    assert "In line" in text_of(slips)
    assert "return x * kk" in text_of(slips)


def test_a_wrong_helper_of_an_earlier_exercise_costs_nothing_here():
    names = {"helper": lambda x: 0 * x}
    exec("def scale(x, k):\n    return helper(x) * k", names)
    wrong = names["helper"]
    assert mark(exercise, names["scale"]).points == 6
    assert names["helper"] is wrong


def test_a_deleted_helper_stays_deleted_afterwards():
    names: dict = {}
    exec("def scale(x, k):\n    return helper(x) * k", names)
    assert mark(exercise, names["scale"]).points == 6
    assert "helper" not in names


def test_marks_are_the_same_every_time():
    assert render(mark(exercise, loses_sign)) == render(mark(exercise, loses_sign))


def test_a_course_secret_changes_the_numbers(monkeypatch):
    without = text_of(loses_sign)
    monkeypatch.setenv("GRADLAB_COURSE_SECRET", "another")
    assert text_of(loses_sign) != without


def test_the_global_generator_is_left_as_it_was():
    np.random.seed(1)
    expected = np.random.rand()
    np.random.seed(1)
    mark(exercise, lambda x, k: 2 * x * k + 0 * np.random.rand())
    assert np.random.rand() == expected


def test_two_checks_with_one_claim_are_an_authors_error():
    with pytest.raises(ExerciseError, match="any length"):
        exercise.check("any length")(lambda scale, rng: None)


@pytest.mark.parametrize("error", [ValueError("no"), np.exceptions.AxisError(3)])
def test_raised_gives_the_class_that_was_asked_for(error):
    def fails():
        raise error

    assert raised(ValueError, fails) == "ValueError"
    assert raised(KeyError, fails) == type(error).__name__
    assert raised(ValueError, lambda: None) == "no error"
