"""What is graded already, decided as nbgrader autograde decides it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from autograder.gradebook.layout import Layout

TIMESTAMP = "timestamp.txt"


def graded(layout: Layout, assignment: str) -> dict[str, datetime | None]:
    """The students with an autograded folder, and when what it holds was handed in.

    Call it when no batch is half-done: within a Writer, or after recover().
    """
    return {
        student: read_timestamp(folder)
        for student, folder in layout.students(layout.autograded, assignment).items()
    }


def is_graded(
    done: Mapping[str, datetime | None], student: str, submitted: datetime | None
) -> bool:
    """Whether a submission needs no grading: there is a result, and it is not of an older one.

    Args:
        done: what graded() found.
        student: the student's id.
        submitted: when the submission was handed in; None where that isn't known.
    """
    if student not in done:
        return False
    before = done[student]
    return before is None or submitted is None or submitted <= before


def read_timestamp(folder: Path) -> datetime | None:
    """When the submission in a folder was handed in, in UTC and naive, by its timestamp.txt.

    Returns:
        None where there is no such file, or none that can be understood.
    """
    try:
        text = (folder / TIMESTAMP).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    try:
        # As the exchange writes it; nbgrader's own parser takes 30 times as long.
        if text.endswith(" UTC"):
            return datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        pass
    from nbgrader.utils import parse_utc

    try:
        return parse_utc(text) if text else None
    except (ValueError, OverflowError, AttributeError):
        return None
