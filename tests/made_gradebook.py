"""A gradebook of nbgrader's own making, filled in bulk, for tests and measurements."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader import api
from sqlalchemy import create_engine, insert

# As in hw1-broadcasting: exercises with points, and examples that are worth none.
POINTS = {"relu": 4.0, "broadcast_shape": 8.0, "center": 6.0, "forward": 8.0}


@dataclass(frozen=True)
class Member:
    """A student, and the submission if there is one: (auto, manual, extra, waiting) by exercise."""

    id: str
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    lms_user_id: str | None = None
    scores: dict[str, tuple[float | None, float | None, float | None, bool]] | None = None
    penalty: float | None = None
    timestamp: datetime | None = None


def key(*parts: object) -> str:
    """An id for a row, always the same."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:32]


def make(
    where: Path | str,
    members: Iterable[Member],
    points: dict[str, float] = POINTS,
    assignment: str = "hw1-broadcasting",
    notebook: str = "broadcasting",
) -> str:
    """Write a gradebook, a file or what an address names, and return its address."""
    url = where if isinstance(where, str) else f"sqlite:///{where}"
    engine = create_engine(url)
    api.Base.metadata.create_all(engine)
    cells = {f"test_{name}": worth for name, worth in points.items()}
    cells |= {f"test_{name}_examples": 0.0 for name in points}
    rows: dict[type, list[dict[str, Any]]] = {
        api.Course: [{"id": "course"}],
        api.Assignment: [{"id": "a", "name": assignment, "course_id": "course"}],
        api.Notebook: [{"id": "n", "name": notebook, "assignment_id": "a"}],
        api.BaseCell: [
            {"id": key(name), "name": name, "notebook_id": "n", "type": "GradeCell"}
            for name in cells
        ],
        api.GradeCell: [
            {"id": key(name), "max_score": worth, "cell_type": "code"}
            for name, worth in cells.items()
        ],
    }
    with engine.begin() as connection:
        for each, values in rows.items():
            connection.execute(insert(each.__table__), values)
        _add(connection, list(members), list(cells))
    engine.dispose()
    return url


def _add(connection: Any, members: Sequence[Member], cells: list[str]) -> None:
    handed = [each for each in members if each.scores is not None]
    students = [
        {
            "id": each.id,
            "first_name": each.first_name,
            "last_name": each.last_name,
            "email": each.email,
            "lms_user_id": each.lms_user_id,
        }
        for each in members
    ]
    submitted = [
        {"id": key("s", each.id), "assignment_id": "a", "student_id": each.id}
        | {"timestamp": each.timestamp}
        for each in handed
    ]
    notebooks = [
        {"id": key("n", each.id), "assignment_id": key("s", each.id), "notebook_id": "n"}
        | {"late_submission_penalty": each.penalty, "flagged": False}
        for each in handed
    ]
    grades = []
    for each in handed:
        scores = each.scores or {}
        graded = any(auto is not None for auto, *_ in scores.values())
        rest = (0.0, None, None, False) if graded else (None, None, None, True)
        for cell in cells:
            auto, manual, extra, waiting = scores.get(cell.removeprefix("test_"), rest)
            grades.append(
                {"id": key("g", each.id, cell), "notebook_id": key("n", each.id)}
                | {"cell_id": key(cell), "auto_score": auto, "manual_score": manual}
                | {"extra_credit": extra, "needs_manual_grade": waiting}
            )
    for table, values in (
        (api.Student, students),
        (api.SubmittedAssignment, submitted),
        (api.SubmittedNotebook, notebooks),
        (api.Grade, grades),
    ):
        if values:
            connection.execute(insert(table.__table__), values)
