"""Which submissions are to be graded."""

from __future__ import annotations

import difflib
import fnmatch
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.course import CourseError
from autograder.gradebook import Layout, is_graded, read_layout, read_timestamp


@dataclass(frozen=True)
class Plan:
    """What is to be done, student by student.

    Attributes:
        todo: whose submissions are to be graded, in order.
        done: whose are graded already.
        empty: who handed in a folder without any notebook; nbgrader passes these over, too.
    """

    todo: tuple[str, ...]
    done: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()


def plan(
    config: Any,
    assignment: str,
    notebooks: Collection[str],
    graded: Mapping[str, datetime | None],
    students: Sequence[str] = (),
    force: bool = False,
) -> Plan:
    """Look through the submitted folders of an assignment.

    A submission is graded again where its timestamp is later than that of what was graded, as
    nbgrader does it, and where grading it failed before.

    Args:
        config: the course's nbgrader configuration (traitlets Config).
        assignment: the assignment's id.
        notebooks: the names of its notebooks.
        graded: who is graded, and the timestamp of what was graded.
        students: whose submissions alone to look at; everybody's by default.
        force: whether to grade again what is graded.

    Raises:
        CourseError: where nobody, or one of `students`, handed anything in.
    """
    layout = read_layout(config)
    folders = submitted(config, layout, assignment)
    if not folders:
        where = layout.folder(layout.submitted, "STUDENT", assignment)
        raise CourseError(f"nobody handed in {assignment}: there is no folder like {where}")
    todo, done, empty = [], [], []
    for student in _chosen(folders, assignment, students):
        folder = folders[student]
        result = layout.folder(layout.autograded, student, assignment)
        if _is_empty(folder):
            empty.append(student)
        elif (
            not force
            and is_graded(graded, student, read_timestamp(folder))
            and not _has_failed(folder, result, notebooks)
        ):
            done.append(student)
        else:
            todo.append(student)
    return Plan(tuple(todo), tuple(done), tuple(empty))


def submitted(config: Any, layout: Layout, assignment: str) -> dict[str, Path]:
    """The folders handed in for an assignment, by student, in order.

    CourseDirectory's student_id and student_id_exclude hold, as for nbgrader's commands.
    """
    from nbgrader.coursedir import CourseDirectory

    course = CourseDirectory(config=config)
    excluded = {each.strip() for each in course.student_id_exclude.split(",")}
    return {
        student: folder
        for student, folder in layout.students(layout.submitted, assignment).items()
        if fnmatch.fnmatchcase(student, course.student_id)
        and student not in excluded
        and folder.is_dir()
    }


def _chosen(
    folders: Mapping[str, Path], assignment: str, students: Sequence[str]
) -> Collection[str]:
    for student in students:
        if student not in folders:
            near = difflib.get_close_matches(student, folders, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise CourseError(f"{student!r} handed in nothing for {assignment}.{hint}")
    return sorted(set(students)) if students else folders


def _is_empty(folder: Path) -> bool:
    try:
        return not any(path.suffix == ".ipynb" for path in folder.iterdir())
    except OSError:
        return False  # to be read, and to be told why that fails


def _has_failed(folder: Path, result: Path, notebooks: Collection[str]) -> bool:
    """Whether a notebook that was handed in is missing among the results."""
    names = [f"{name}.ipynb" for name in notebooks]
    return any((folder / each).is_file() and not (result / each).is_file() for each in names)
