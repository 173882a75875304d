"""The scores of the last two gradings, kept in a file beside the gradebook."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.artefact import write
from autograder.course import Assignment, Course
from autograder.report.changes import compare
from autograder.report.statistics import Scores
from autograder.scorebook import Scorebook, read


@dataclass(frozen=True)
class Snapshot:
    """Scores as they were, and when that was seen (UTC)."""

    taken: datetime
    scores: Scores


def path_of(course: Course, assignment: Assignment) -> Path:
    """Where an assignment's snapshots are kept: named so that git leaves them alone as it does
    the gradebook."""
    return course.root / f"gradebook.db.{assignment.id}.scores.json"


def remember(path: Path, scores: Scores, now: datetime | None = None) -> Snapshot | None:
    """Keep the scores, and return those of the grading before.

    Where the scores are those seen last, nothing is written: asked again, the answer is the same.

    Args:
        path: the file.
        scores: as they are now.
        now: when that is; the present by default.

    Returns:
        The last scores that differ from these, or None where there are none.

    Raises:
        CourseError: where the file cannot be written.
    """
    kept = _read(path)
    if kept and not compare(kept[-1].scores, scores):
        return kept[-2] if len(kept) > 1 else None
    fresh = Snapshot(now or datetime.now(UTC), scores)
    _write(path, [*kept[-1:], fresh])
    return kept[-1] if kept else None


def look(course: Course, assignment: Assignment, url: str) -> None:
    """Remember the scores that the gradebook holds, if it holds any.

    Args:
        course: the course.
        assignment: which.
        url: the gradebook, as SQLAlchemy names it.

    Raises:
        CourseError: where the gradebook cannot be read, or the file not be written.
    """
    if scores := by_exercise(read(url, assignment)):
        remember(path_of(course, assignment), scores)


def by_exercise(book: Scorebook) -> dict[str, dict[str, float | None]]:
    """Scores by student and by exercise, of those who handed something in."""
    names = {each.name: each.exercise for each in book.cells}
    return {
        each.student: {names[cell]: score for cell, score in each.scores.items()}
        for each in book.submitted
    }


def _read(path: Path) -> list[Snapshot]:
    """The snapshots, oldest first; none where the file is missing or damaged."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return [Snapshot(datetime.fromisoformat(d["taken"]), dict(d["scores"])) for d in data]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def _write(path: Path, snapshots: list[Snapshot]) -> None:
    data: list[dict[str, Any]] = [
        {"taken": each.taken.isoformat(timespec="seconds"), "scores": each.scores}
        for each in snapshots
    ]
    write(path, json.dumps(data).encode())
