"""The blank: what a released notebook's solution cells define before anybody writes in them."""

from __future__ import annotations

import contextlib
import importlib
import io
from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.build.students import read_release
from autograder.course import Assignment, Course
from autograder.exercise import Exercise
from autograder.marking import UNDEFINED


def blanks(course: Course, assignment: Assignment) -> tuple[str, ...]:
    """The sources of the released cells that define what students write or change, in order.

    Raises:
        CourseError: where the release is missing.
    """
    notebook = read_release(course.release(assignment))
    return tuple(
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution", True)
    )


def blank_of(exercise: Exercise, cells: tuple[str, ...]) -> Any:
    """What an exercise finds in a notebook of which only the stubs were run."""
    names: dict[str, Any] = {"np": np, **_given(exercise)}
    for source in cells:
        # A stub for a table ends in its own NotImplementedError, after the table is there.
        with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source, "<blank>", "exec"), names)
    try:
        return eval(exercise.fetch, names)
    except (NameError, AttributeError):
        return UNDEFINED


def _given(exercise: Exercise) -> dict[str, Any]:
    """The names that the module of references imports, which set-up cells import too."""
    own = f"solutions.{exercise.module}"
    home = vars(importlib.import_module(own))
    return {
        name: value
        for name, value in home.items()
        if not name.startswith("_")
        and not isinstance(value, Mapping)
        and getattr(value, "__module__", "") != own
    }
