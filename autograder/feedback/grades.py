"""What the gradebook says about a submitted notebook, read in bulk and changed by nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import create_engine, func
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool


@dataclass(frozen=True)
class CellGrade:
    """The grade of one cell.

    Attributes:
        score: what counts, with extra credit.
        maximum: what could be reached without extra credit.
        automatic: what the tests gave; None where a person grades.
        manual: what a person gave, which then counts instead; or None.
        extra: extra credit.
        waiting: whether a person still has to look.
    """

    score: float
    maximum: float
    automatic: float | None = None
    manual: float | None = None
    extra: float = 0.0
    waiting: bool = False


@dataclass(frozen=True)
class NotebookGrades:
    """All that the gradebook holds about one student's notebook.

    Attributes:
        cells: the grade of each graded cell by grade_id.
        comments: the comment on each solution cell by grade_id, where there is one.
        penalty: points taken off for handing in late.
        handed_in: when it was handed in (UTC, naive), or None.
        name: the student's name, or "".
    """

    student: str
    assignment: str
    notebook: str
    cells: Mapping[str, CellGrade] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    penalty: float = 0.0
    handed_in: datetime | None = None
    name: str = ""

    @property
    def score(self) -> float:
        """The points of the notebook, the penalty taken off."""
        return sum(cell.score for cell in self.cells.values()) - self.penalty

    @property
    def maximum(self) -> float:
        """The points that could be reached."""
        return sum(cell.maximum for cell in self.cells.values())


def read(
    db_url: str, assignment: str, students: Sequence[str] | None = None
) -> dict[tuple[str, str], NotebookGrades]:
    """The grades of an assignment by student and notebook.

    Args:
        db_url: the gradebook, as SQLAlchemy names it.
        assignment: the assignment's id.
        students: whose grades; everybody's by default.
    """
    with Session(_engine(db_url)) as session:
        rows = _submitted(session, assignment, students)
        ids = [row.id for row in rows]
        worth = {
            **_maxima(session, GradeCell, assignment),
            **_maxima(session, TaskCell, assignment),
        }
        cells: dict[str, dict[str, CellGrade]] = {each: {} for each in ids}
        comments: dict[str, dict[str, str]] = {each: {} for each in ids}
        for some in _chunks(ids):
            for grade in _grades(session, some):
                cells[grade.notebook_id][grade.name] = CellGrade(
                    score=float(grade.score),
                    maximum=worth.get(grade.cell_id, 0.0),
                    automatic=grade.auto_score,
                    manual=grade.manual_score,
                    extra=grade.extra_credit or 0.0,
                    waiting=bool(grade.needs_manual_grade),
                )
            for comment in _comments(session, some):
                if comment.comment:
                    comments[comment.notebook_id][comment.name] = comment.comment
        return {
            (row.student, row.notebook): NotebookGrades(
                student=row.student,
                assignment=assignment,
                notebook=row.notebook,
                cells=dict(sorted(cells[row.id].items())),
                comments=dict(sorted(comments[row.id].items())),
                penalty=row.penalty or 0.0,
                handed_in=row.timestamp,
                name=" ".join(part for part in (row.first_name, row.last_name) if part),
            )
            for row in rows
        }


def students(db_url: str, assignment: str) -> list[str]:
    """Who has a submission of the assignment in the gradebook."""
    with Session(_engine(db_url)) as session:
        query = (
            session.query(SubmittedAssignment.student_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .filter(Assignment.name == assignment)
        )
        return sorted(row.student_id for row in query)


def sources(db_url: str, assignment: str, notebook: str) -> tuple[str, ...]:
    """The instructor's version of the notebook's nbgrader cells, hidden tests and all."""
    with Session(_engine(db_url)) as session:
        query = (
            session.query(SourceCell.source)
            .join(Notebook, Notebook.id == SourceCell.notebook_id)
            .join(Assignment, Assignment.id == Notebook.assignment_id)
            .filter(Assignment.name == assignment, Notebook.name == notebook)
            .order_by(SourceCell.name)
        )
        return tuple(row.source for row in query if row.source)


# Not nbgrader's Gradebook, which creates tables and a course where they are missing: we only read.
@lru_cache(maxsize=4)
def _engine(db_url: str) -> Any:
    # No connection outlives its session, so none gets into a forked process.
    return create_engine(db_url, poolclass=NullPool)


def _submitted(session: Session, assignment: str, students: Sequence[str] | None) -> list[Any]:
    query = (
        session.query(
            SubmittedNotebook.id,
            Notebook.name.label("notebook"),
            Student.id.label("student"),
            Student.first_name,
            Student.last_name,
            SubmittedAssignment.timestamp,
            SubmittedNotebook.late_submission_penalty.label("penalty"),
        )
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Student, Student.id == SubmittedAssignment.student_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(Assignment.name == assignment)
    )
    if students is not None:
        query = query.filter(Student.id.in_(list(students)))
    return list(query)


def _maxima(session: Session, kind: Any, assignment: str) -> dict[str, float]:
    query = (
        session.query(kind.id, func.coalesce(kind.max_score, 0.0).label("worth"))
        .join(Notebook, Notebook.id == kind.notebook_id)
        .join(Assignment, Assignment.id == Notebook.assignment_id)
        .filter(Assignment.name == assignment)
    )
    return {row.id: float(row.worth) for row in query}


def _grades(session: Session, ids: list[str]) -> Any:
    return (
        session.query(
            Grade.notebook_id,
            Grade.cell_id,
            BaseCell.name,
            Grade.auto_score,
            Grade.manual_score,
            Grade.extra_credit,
            Grade.needs_manual_grade,
            Grade.score,
        )
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .filter(Grade.notebook_id.in_(ids))
    )


def _comments(session: Session, ids: list[str]) -> Any:
    return (
        session.query(Comment.notebook_id, BaseCell.name, Comment.comment)
        .join(BaseCell, BaseCell.id == Comment.cell_id)
        .filter(Comment.notebook_id.in_(ids))
    )


def _chunks(ids: list[str], size: int = 400) -> list[list[str]]:
    """Databases limit how many values a condition may list."""
    return [ids[i : i + size] for i in range(0, len(ids), size)]
