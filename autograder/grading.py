"""grade(), the one function that a notebook's hidden tests call."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from autograder import catalog
from autograder.marking import UNDEFINED, Report, Verdict, unfinished, verdicts
from autograder.message import explain, render

REPORT_TYPE = "application/vnd.gradlab.report+json"

_NOT_GIVEN = object()

# Where reports go instead of to IPython or standard output: set by who runs test cells elsewhere.
publisher: ContextVar[Callable[[dict[str, Any]], None] | None] = ContextVar(
    "publisher", default=None
)


def grade(
    exercise_id: str,
    implementation: Any = _NOT_GIVEN,
    *,
    fetch: Callable[[], Any] | None = None,
) -> float:
    """Check an implementation, show the report, and return the points.

    Args:
        exercise_id: module and name of the exercise, as in "attention.scores".
        implementation: what the student wrote.
        fetch: instead of `implementation`, a function that returns it; where it raises NameError or
            AttributeError, the report says that the name is not defined.

    Returns:
        The points as a finite float between 0 and the exercise's maximum, which nbgrader takes as
        partial credit.

    Raises:
        UnknownExercise: where there is no such exercise.
    """
    exercise = catalog.find(exercise_id)
    if fetch is not None:
        try:
            implementation = fetch()
        except (NameError, AttributeError):
            implementation = UNDEFINED
    elif implementation is _NOT_GIVEN:
        raise TypeError("grade() needs an implementation or fetch=")
    done: list[Verdict] = []
    try:
        for verdict in verdicts(exercise, implementation):
            done.append(verdict)  # one by one: what is done stays done when the rest is stopped
        report = Report(exercise.id, exercise.points, tuple(done))
    except KeyboardInterrupt:
        report = unfinished(exercise, done, "stopped: the call did not return in the time allowed")
    _show(report)
    return report.points


def as_data(report: Report) -> dict[str, Any]:
    """A report as plain data: what feedback pages and class reports read."""
    return {
        "exercise": report.exercise,
        "points": report.points,
        "maximum": report.maximum,
        "verdicts": [
            {
                "claim": verdict.claim,
                "points": verdict.points,
                "maximum": verdict.maximum,
                "fault": explain(verdict.fault) if verdict.fault else "",
                "misconception": verdict.misconception,
            }
            for verdict in report.verdicts
        ],
    }


def _show(report: Report) -> None:
    """Print the report; in a notebook, publish it with its data beside the text."""
    if (publish := publisher.get()) is not None:
        publish({"text/plain": render(report), REPORT_TYPE: as_data(report)})
        return
    try:
        from IPython.core.getipython import get_ipython
        from IPython.display import publish_display_data
    except ImportError:
        print(render(report))
        return
    if get_ipython() is None:
        print(render(report))
    else:
        publish_display_data({"text/plain": render(report), REPORT_TYPE: as_data(report)})
