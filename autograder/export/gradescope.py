"""Gradescope: results.json of one submission, a test for each claim."""

from __future__ import annotations

import json
from typing import Any

from autograder.autograded import Claim, Reading
from autograder.course import Assignment
from autograder.export.outcome import Exported, remarks_on, rounded
from autograder.scorebook import Scorebook, Standing

VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")


def results(
    assignment: Assignment,
    book: Scorebook,
    standing: Standing,
    reading: Reading,
    visibility: str = "visible",
) -> dict[str, Any]:
    """What Gradescope reads from results.json.

    The score at the top is the gradebook's, late penalty and manual scores included; the tests
    show the claims' points.

    Args:
        assignment: which.
        book: its scores.
        standing: the student's.
        reading: what the student's autograded notebook tells.
        visibility: when students see the tests: one of VISIBILITIES.
    """
    tests: list[dict[str, Any]] = []
    for i, cell in enumerate(book.cells, 1):
        told = reading.told.get(cell.exercise)
        if told is None:
            why = reading.untold.get(cell.exercise) or reading.problem or "the test did not run"
            score = standing.scores.get(cell.name) or 0.0
            shape = Claim(cell.exercise, score, cell.maximum, f"Not graded: {why}", "")
            tests.append(_test(f"{i}", cell.exercise, shape, visibility))
            continue
        for j, claim in enumerate(told.claims, 1):
            tests.append(_test(f"{i}.{j}", f"{cell.exercise}: {claim.claim}", claim, visibility))
    return {
        "score": float(rounded(standing.total or 0.0)),
        "output": "\n".join(_notes(assignment, standing, reading)),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
    }


def encoded(
    assignment: Assignment, book: Scorebook, standing: Standing, reading: Reading, visibility: str
) -> Exported:
    """results.json as a file."""
    found = results(assignment, book, standing, reading, visibility)
    content = json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n"
    return Exported(content, len(found["tests"]), remarks_on([standing]))


def _test(number: str, name: str, claim: Claim, visibility: str) -> dict[str, Any]:
    told = [claim.fault] if claim.fault else []
    if claim.misconception:
        told.append(f"Looks like this: {claim.misconception}")
    return {
        "number": number,
        "name": name,
        "score": round(claim.points, 4),
        "max_score": round(claim.maximum, 4),
        "status": "passed" if claim.passed else "failed",
        "output": "\n".join(told),
        "visibility": visibility,
    }


def _notes(assignment: Assignment, standing: Standing, reading: Reading) -> list[str]:
    told = [assignment.title]
    if reading.problem:
        told.append(f"Not graded: {reading.problem}.")
    elif standing.total is None:
        told.append("Not graded: nothing has a score.")
    if standing.penalty:
        told.append(f"{rounded(standing.penalty)} points are taken off for being late.")
    if standing.waiting:
        told.append("A part is still to be graded by a person.")
    return told
