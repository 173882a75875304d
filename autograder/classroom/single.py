"""One file, graded without writing anything."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.course import Assignment, Course, CourseError
from autograder.grading import REPORT_TYPE
from autograder.result import NotebookResult
from autograder.task import Kit, Submission


def submission_of(path: Path, assignment: Assignment) -> Submission:
    """A notebook file as what a student handed in.

    Raises:
        CourseError: where it cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from error
    return Submission(path.stem, assignment.id, {assignment.notebook: content})


def assignment_of(course: Course, path: Path) -> Assignment:
    """The assignment that a notebook file belongs to, by the folders it lies in or by its name.

    Raises:
        CourseError: where neither tells.
    """
    for folder in path.resolve().parents:
        if folder.name in course.assignments:
            return course.assignments[folder.name]
    named = [each for each in course.assignments.values() if each.notebook == path.stem]
    if len(named) == 1:
        return named[0]
    raise CourseError(
        f"neither the name nor the folder of {path} tells which assignment it is. "
        "Name it: --assignment hw1"
    )


def report(kit: Kit, result: NotebookResult) -> str:
    """What came of a notebook as text: its exercises' reports, remarks, and the points."""
    if result.content is None:
        return f"{result.notebook} could not be graded: {result.failure}"
    told = _told(result.content)
    told += [f"Note: {remark}" for remark in result.remarks]
    earned = sum(score or 0.0 for score in result.scores.values())
    possible = sum(cell.points or 0.0 for cell in kit.notebooks[result.notebook])
    return "\n\n".join([*told, f"{result.notebook}: {earned:.2f} of {possible:g} points"])


def _told(content: bytes) -> list[str]:
    """The reports in the test cells, and the errors of those that have none."""
    told = []
    for cell in json.loads(content)["cells"]:
        if not cell["metadata"].get("nbgrader", {}).get("grade"):
            continue
        outputs = cell.get("outputs", [])
        reports = [each for each in outputs if REPORT_TYPE in each.get("data", {})]
        told += ["".join(each["data"]["text/plain"]) for each in reports]
        if not reports:
            name = cell["metadata"]["nbgrader"]["grade_id"]
            told += [
                f"{name}: {each['ename']}: {each['evalue']}"
                for each in outputs
                if each["output_type"] == "error"
            ]
    return told
