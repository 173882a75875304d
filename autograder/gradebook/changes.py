"""Rows to insert and to update, gathered for a batch and made at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from autograder.gradebook.ids import new_ids

if TYPE_CHECKING:
    from sqlalchemy import Connection

Row = dict[str, Any]


@dataclass(frozen=True)
class Changes:
    """Ids for new rows, rows to insert and to update by table; an update's key is under "row"."""

    ids: Iterator[str] = field(default_factory=new_ids)
    students: list[Row] = field(default_factory=list)
    submissions: list[Row] = field(default_factory=list)
    notebooks: list[Row] = field(default_factory=list)
    grades: list[Row] = field(default_factory=list)
    comments: list[Row] = field(default_factory=list)
    timestamps: list[Row] = field(default_factory=list)
    penalties: list[Row] = field(default_factory=list)
    scored: list[Row] = field(default_factory=list)
    absent: list[Row] = field(default_factory=list)
    commented: list[Row] = field(default_factory=list)


def apply(connection: Connection, changes: Changes) -> None:
    """Make the changes, a statement for each kind, within a transaction."""
    from nbgrader.api import Comment, Grade, Student, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import bindparam, case, insert, update

    student, submission = Student.__table__, SubmittedAssignment.__table__
    notebook, grade, comment = (each.__table__ for each in (SubmittedNotebook, Grade, Comment))

    def change(table: Any, **values: Any) -> Any:
        return update(table).where(table.c.id == bindparam("row")).values(**values)

    # A person may have given a score since the rows were read, where the database is PostgreSQL.
    waits = case((grade.c.manual_score.is_not(None), True), else_=bindparam("waits"))
    score: Any = bindparam("score")
    for statement, rows in (
        (insert(student), changes.students),
        (insert(submission), changes.submissions),
        (insert(notebook), changes.notebooks),
        (insert(grade), changes.grades),
        (insert(comment), changes.comments),
        (change(submission, timestamp=bindparam("new_timestamp")), changes.timestamps),
        (change(notebook, late_submission_penalty=bindparam("penalty")), changes.penalties),
        (change(grade, auto_score=score, needs_manual_grade=waits), changes.scored),
        (change(grade, auto_score=score, needs_manual_grade=bindparam("waits")), changes.absent),
        (change(comment, auto_comment=bindparam("comment")), changes.commented),
    ):
        if rows:
            connection.execute(statement, rows)
