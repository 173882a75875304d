"""grade(): what nbgrader reads of it, in a script and in a notebook."""

import json
import math

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from autograder import grade
from autograder.catalog import UnknownExercise
from autograder.grading import REPORT_TYPE
from solutions import broadcasting


def test_the_result_is_a_plain_finite_float():
    points = grade("broadcasting.relu", broadcasting.relu)
    assert type(points) is float
    assert math.isfinite(points)
    assert float(repr(points)) == 4


def test_a_name_that_is_not_defined_is_reported(capsys):
    assert grade("broadcasting.relu", fetch=lambda: relu) == 0  # noqa: F821
    assert "not defined" in capsys.readouterr().out


def test_an_interrupt_keeps_what_was_earned_before_it(capsys):
    calls = 0

    def stuck(z):
        nonlocal calls
        calls += 1
        if calls > 3:
            raise KeyboardInterrupt
        return broadcasting.relu(z)

    assert 0 < grade("broadcasting.relu", stuck) < 4
    assert "did not return" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("broadcasting.rellu", "Did you mean 'broadcasting.relu'?"),
        ("broadcastin.relu", "Did you mean 'broadcasting'?"),
        ("relu", "module.name"),
    ],
)
def test_an_unknown_exercise_is_named_with_its_nearest(name, hint):
    with pytest.raises(UnknownExercise, match=hint.replace("?", r"\?")):
        grade(name, broadcasting.relu)


def test_in_a_notebook_the_report_carries_its_data():
    shell = InteractiveShell.instance()
    try:
        with capture_output() as captured:
            shell.run_cell("from autograder import grade\ngrade('broadcasting.relu', lambda z: z)")
    finally:
        InteractiveShell.clear_instance()
    (report,) = [each for each in captured.outputs if REPORT_TYPE in each.data]
    data = json.loads(json.dumps(report.data[REPORT_TYPE]))
    assert data["exercise"] == "broadcasting.relu"
    assert (
        data["points"] == sum(verdict["points"] for verdict in data["verdicts"]) < data["maximum"]
    )
    assert "relu" in report.data["text/plain"]
