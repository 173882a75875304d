"""How a report names students: by their ids with links to their feedback, or by numbers."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from autograder.course import Assignment

_ANCHOR = re.compile(rb'id="exercise-([^"]+)"')


class Names:
    """Students by their ids, with links to feedback pages that exist.

    Args:
        root: the course folder.
        assignment: whose feedback.
        page: where the report will lie.
    """

    def __init__(self, root: Path, assignment: Assignment, page: Path) -> None:
        self._root = root
        self._assignment = assignment
        self._page = page
        self._anchors: dict[str, frozenset[str] | None] = {}

    def label(self, student: str) -> str:
        """What the report calls a student."""
        return student

    def link(self, student: str, exercise: str = "") -> str:
        """Where the student's feedback is, at the exercise if it has a place there; or ""."""
        feedback = self._feedback(student)
        if student not in self._anchors:
            self._anchors[student] = _anchors(feedback)
        anchors = self._anchors[student]
        if anchors is None:
            return ""
        relative = Path(os.path.relpath(feedback, self._page.parent)).as_posix()
        # A page may name an exercise by itself or by its test cell.
        places = (each for each in (exercise, f"test_{exercise}") if each in anchors)
        place = next(places, None)
        return quote(relative) + (f"#exercise-{quote(place)}" if place else "")

    def _feedback(self, student: str) -> Path:
        folder = self._root / "feedback" / student / self._assignment.id
        return folder / f"{self._assignment.notebook}.html"


class Pseudonyms(Names):
    """Students by numbers, drawn anew for each report; without links, which would tell the id.

    Args:
        students: all that may be named.
    """

    def __init__(self, students: Iterable[str]) -> None:
        order = sorted(students)
        random.SystemRandom().shuffle(order)
        digits = len(str(len(order)))
        self._labels = {each: f"student {i:0{digits}}" for i, each in enumerate(order, 1)}

    def label(self, student: str) -> str:
        return self._labels.get(student, "a student")

    def link(self, student: str, exercise: str = "") -> str:
        return ""


def _anchors(page: Path) -> frozenset[str] | None:
    """The exercises that a feedback page has a place for; None where there is no page."""
    try:
        return frozenset(each.decode() for each in _ANCHOR.findall(page.read_bytes()))
    except OSError:
        return None
