"""Reading autograded notebooks: each exercise's claims, what the student wrote, what went wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.course import Assignment
from autograder.grading import REPORT_TYPE

REMARKS = "gradlab"
"""The key of a notebook's metadata under which `remarks` lists sentences for the instructor."""


@dataclass(frozen=True)
class Claim:
    """What became of one claim: see autograder.grading.as_data."""

    claim: str
    points: float
    maximum: float
    fault: str
    misconception: str

    @property
    def passed(self) -> bool:
        """Whether the claim holds."""
        return not self.fault


@dataclass(frozen=True)
class Told:
    """An exercise's report, as its test cell published it."""

    points: float
    maximum: float
    claims: tuple[Claim, ...]


@dataclass
class Reading:
    """What an autograded notebook tells.

    Attributes:
        student: whose it is.
        told: the report of each exercise that has one.
        untold: of each exercise whose test cell published none, why, as far as can be seen.
        code: what stands in each solution cell, by grade_id.
        remarks: what the grader wanted the instructor to know.
        problem: why there is nothing to read, or "".
    """

    student: str
    told: dict[str, Told] = field(default_factory=dict)
    untold: dict[str, str] = field(default_factory=dict)
    code: dict[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    problem: str = ""


def autograded(root: Path, assignment: Assignment, student: str) -> Path:
    """Where nbgrader keeps a student's autograded notebook."""
    return root / "autograded" / student / assignment.id / f"{assignment.notebook}.ipynb"


def readings(root: Path, assignment: Assignment, students: list[str]) -> Iterator[Reading]:
    """Read the students' notebooks one after the other; one that is broken says so itself."""
    for student in students:
        yield read(autograded(root, assignment, student), assignment, student)


def read(path: Path, assignment: Assignment, student: str) -> Reading:
    """Read one autograded notebook.

    Only what locked test cells published counts as a report: a student's cell may publish anything.
    """
    found = Reading(student)
    if not path.is_file():
        found.problem = "there is no autograded notebook"
        return found
    try:
        notebook = json.loads(path.read_bytes())
        for cell in notebook["cells"]:
            _take(found, cell, assignment)
        told = notebook.get("metadata", {}).get(REMARKS, {}).get("remarks", [])
        found.remarks = tuple(each for each in told if isinstance(each, str))
    except OSError as error:
        return Reading(student, problem=f"the autograded notebook cannot be read: {error.strerror}")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        kind = type(error).__name__
        return Reading(student, problem=f"the autograded notebook is damaged ({kind})")
    return found


def solutions(path: Path) -> dict[str, str]:
    """The source of a notebook's solution cells by grade_id; of a release, these are the stubs."""
    cells = json.loads(path.read_bytes())["cells"]
    return {_about(cell)["grade_id"]: _source(cell) for cell in cells if _is_solution(cell)}


def _take(found: Reading, cell: Mapping[str, Any], assignment: Assignment) -> None:
    about = _about(cell)
    if _is_solution(cell):
        found.code[about["grade_id"]] = _source(cell)
    if not (about.get("grade") and about.get("locked")):
        return
    exercise = about["grade_id"].removeprefix("test_")
    if exercise not in assignment.exercises:
        return
    outputs = cell.get("outputs", [])
    for output in reversed(outputs):
        data = output.get("data", {}).get(REPORT_TYPE)
        if data and data.get("exercise") == f"{assignment.module}.{exercise}":
            found.told[exercise] = _told(data)
            found.untold.pop(exercise, None)
            return
    errors = [each for each in outputs if each.get("output_type") == "error"]
    found.untold[exercise] = (
        f"{errors[-1].get('ename')}: {errors[-1].get('evalue')}" if errors else "nothing came of it"
    )


def _told(data: Mapping[str, Any]) -> Told:
    claims = tuple(
        Claim(
            str(each["claim"]),
            float(each["points"]),
            float(each["maximum"]),
            str(each["fault"]),
            str(each["misconception"]),
        )
        for each in data["verdicts"]
    )
    return Told(float(data["points"]), float(data["maximum"]), claims)


def _about(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    return cell.get("metadata", {}).get("nbgrader", {})


def _is_solution(cell: Mapping[str, Any]) -> bool:
    about = _about(cell)
    return bool(cell.get("cell_type") == "code" and about.get("solution"))


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)
