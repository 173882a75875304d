"""The rows that a class has in the gradebook already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.gradebook.structure import AssignmentRows

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True)
class Existing:
    """The rows that these students have already.

    Attributes:
        students: their ids.
        submissions: by student.
        notebooks: submitted notebooks, by submission and notebook.
        grades: by submitted notebook and cell.
        comments: by submitted notebook and cell.
    """

    students: set[str]
    submissions: dict[str, Any]
    notebooks: dict[tuple[str, str], Any]
    grades: dict[tuple[str, str], Any]
    comments: dict[tuple[str, str], Any]


def read_students(connection: Connection, students: Sequence[str]) -> set[str]:
    """Which of these students the gradebook knows."""
    from nbgrader.api import Student
    from sqlalchemy import select

    known = Student.__table__.c.id
    return set(connection.execute(select(known).where(known.in_(students))).scalars())


def read_existing(
    connection: Connection, assignment: AssignmentRows, students: Sequence[str]
) -> Existing:
    """Read what the gradebook has of these students' submissions of an assignment."""
    from nbgrader.api import Comment, Grade, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    submitted = SubmittedAssignment.__table__
    notebook, grade, comment = (each.__table__ for each in (SubmittedNotebook, Grade, Comment))

    submissions = connection.execute(
        select(
            submitted.c.id, submitted.c.student_id, submitted.c.timestamp, submitted.c.extension
        ).where(submitted.c.assignment_id == assignment.id, submitted.c.student_id.in_(students))
    ).all()
    notebooks = connection.execute(
        select(
            notebook.c.id,
            notebook.c.assignment_id,
            notebook.c.notebook_id,
            notebook.c.late_submission_penalty,
        ).where(
            notebook.c.notebook_id.in_([each.id for each in assignment.notebooks.values()]),
            notebook.c.assignment_id.in_([row.id for row in submissions]),
        )
    ).all()

    def of_cells(table: Any, *columns: Any) -> dict[tuple[str, str], Any]:
        # The cells are named too because there is an index of both, and none of notebooks alone.
        query = select(table.c.id, table.c.notebook_id, table.c.cell_id, *columns).where(
            table.c.cell_id.in_(assignment.cells),
            table.c.notebook_id.in_([row.id for row in notebooks]),
        )
        rows = connection.execute(query).all() if notebooks else []
        return {(row.notebook_id, row.cell_id): row for row in rows}

    return Existing(
        read_students(connection, students),
        {row.student_id: row for row in submissions},
        {(row.assignment_id, row.notebook_id): row for row in notebooks},
        of_cells(
            grade,
            grade.c.auto_score,
            grade.c.manual_score,
            grade.c.extra_credit,
            grade.c.needs_manual_grade,
        ),
        of_cells(comment, comment.c.auto_comment),
    )
