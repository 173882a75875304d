"""The rows of many submissions, stored at once in nbgrader's own tables.

What each row holds afterwards is what nbgrader autograde would have left, with two differences
that keep a class complete: a notebook that could not be read has 0 in each of its grade cells and
waits for a person (nbgrader leaves them without a score), and a grade cell that a graded notebook
has no score for waits for a person too (nbgrader keeps the score of the submission before).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from autograder.gradebook.late import LatePenalty, seconds_late
from autograder.gradebook.structure import AssignmentRows, NotebookRows
from autograder.result import NotebookResult, SubmissionResult

if TYPE_CHECKING:
    from sqlalchemy import Connection

Row = dict[str, Any]


@dataclass(frozen=True)
class Existing:
    """The rows that these students have already.

    Attributes:
        students: their ids.
        submissions: by student.
        notebooks: ids of submitted notebooks by submission and notebook.
        grades: by submitted notebook and cell.
        comments: ids by submitted notebook and cell.
    """

    students: set[str]
    submissions: dict[str, Any]
    notebooks: dict[tuple[str, str], str]
    grades: dict[tuple[str, str], Any]
    comments: dict[tuple[str, str], str]


@dataclass(frozen=True)
class Changes:
    """Rows to insert and to update, by table; an update's key is under "row"."""

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


def store(
    connection: Connection,
    assignment: AssignmentRows,
    results: Sequence[SubmissionResult],
    penalty: LatePenalty,
) -> list[list[str]]:
    """Store results of one assignment, of different students, within a transaction.

    Args:
        connection: in a transaction.
        assignment: its ids, read in the same transaction.
        results: what came of the submissions; the notebooks' content is not looked at.
        penalty: for late submissions.

    Returns:
        Remarks on each result.
    """
    existing = read_existing(connection, assignment, [each.student for each in results])
    changes = Changes()
    remarks = [_submission(result, assignment, existing, penalty, changes) for result in results]
    _apply(connection, changes)
    return remarks


def read_existing(
    connection: Connection, assignment: AssignmentRows, students: Sequence[str]
) -> Existing:
    """Read what the gradebook has of these students' submissions of an assignment."""
    from nbgrader.api import Comment, Grade, Student, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    known, submitted = Student.__table__, SubmittedAssignment.__table__
    notebook, grade, comment = (each.__table__ for each in (SubmittedNotebook, Grade, Comment))

    def rows(table: Any, key: Any, values: Sequence[str], *columns: Any) -> list[Any]:
        query = select(table.c.id, *columns).where(key.in_(values))
        return list(connection.execute(query)) if values else []

    submissions = connection.execute(
        select(
            submitted.c.id, submitted.c.student_id, submitted.c.timestamp, submitted.c.extension
        ).where(submitted.c.assignment_id == assignment.id, submitted.c.student_id.in_(students))
    ).all()
    notebooks = rows(
        notebook,
        notebook.c.assignment_id,
        [row.id for row in submissions],
        notebook.c.assignment_id,
        notebook.c.notebook_id,
    )
    ids = [row.id for row in notebooks]
    scores = (grade.c.auto_score, grade.c.manual_score, grade.c.extra_credit)
    grades = rows(grade, grade.c.notebook_id, ids, grade.c.notebook_id, grade.c.cell_id, *scores)
    comments = rows(comment, comment.c.notebook_id, ids, comment.c.notebook_id, comment.c.cell_id)
    return Existing(
        {row.id for row in rows(known, known.c.id, students)},
        {row.student_id: row for row in submissions},
        {(row.assignment_id, row.notebook_id): row.id for row in notebooks},
        {(row.notebook_id, row.cell_id): row for row in grades},
        {(row.notebook_id, row.cell_id): row.id for row in comments},
    )


def _submission(
    result: SubmissionResult,
    assignment: AssignmentRows,
    existing: Existing,
    penalty: LatePenalty,
    changes: Changes,
) -> list[str]:
    if result.student not in existing.students:
        changes.students.append({"id": result.student})
    row = existing.submissions.get(result.student)
    timestamp: datetime | None = result.timestamp
    if row is None:
        submission = uuid4().hex
        changes.submissions.append(
            {
                "id": submission,
                "assignment_id": assignment.id,
                "student_id": result.student,
                "timestamp": timestamp,
            }
        )
    else:
        submission = row.id
        if timestamp is None:
            timestamp = row.timestamp
        elif timestamp != row.timestamp:
            changes.timestamps.append({"row": submission, "new_timestamp": timestamp})
    late = seconds_late(timestamp, assignment.duedate, row.extension if row else None)
    remarks = []
    for notebook in result.notebooks:
        if rows := assignment.notebooks.get(notebook.notebook):
            place = existing.notebooks.get((submission, rows.id))
            id = place or uuid4().hex
            score = _cells(notebook, rows, id, existing, changes)
            # As nbgrader has it, a notebook that is missing keeps the penalty of the one before.
            fine, remark = penalty(result.student, score, 0 if _missing(notebook) else late)
            if remark:
                remarks.append(f"{notebook.notebook}: {remark}")
            if place is None:
                changes.notebooks.append(
                    {
                        "id": id,
                        "assignment_id": submission,
                        "notebook_id": rows.id,
                        "flagged": False,
                        "late_submission_penalty": fine,
                    }
                )
            elif not _missing(notebook):
                changes.penalties.append({"row": id, "penalty": fine})
    return remarks


def _cells(
    notebook: NotebookResult, rows: NotebookRows, id: str, existing: Existing, changes: Changes
) -> float:
    """Note the changes of a notebook's grades and comments; the score that it then has."""
    total = 0.0
    missing = _missing(notebook)
    for cells, task in ((rows.grades, False), (rows.tasks, True)):
        for name, cell in cells.items():
            auto = _auto_score(notebook, name, task)
            waits = not missing and (auto is None or bool(notebook.failure))
            row = existing.grades.get((id, cell))
            if row is None:
                changes.grades.append(
                    {
                        "id": uuid4().hex,
                        "cell_id": cell,
                        "notebook_id": id,
                        "auto_score": auto,
                        "needs_manual_grade": waits,
                    }
                )
                total += auto or 0.0
                continue
            if task and notebook.content is not None:
                # What a person gave for a task, and whether it is settled, stays.
                auto = row.auto_score
            else:
                change = {"row": row.id, "score": auto}
                if missing:
                    changes.absent.append(change)
                else:
                    changes.scored.append({**change, "waits": waits})
            given = auto if row.manual_score is None else row.manual_score
            if given is not None:
                total += given + (row.extra_credit or 0.0)
    for name, cell in {**rows.solutions, **rows.tasks}.items():
        comment = notebook.comments.get(name) if name in rows.solutions else None
        known = existing.comments.get((id, cell))
        if known is None:
            changes.comments.append(
                {
                    "id": uuid4().hex,
                    "cell_id": cell,
                    "notebook_id": id,
                    "auto_comment": comment,
                }
            )
        elif not missing:
            changes.commented.append({"row": known, "comment": comment})
    return total


def _missing(notebook: NotebookResult) -> bool:
    return notebook.content is None and not notebook.failure


def _auto_score(notebook: NotebookResult, name: str, task: bool) -> float | None:
    if notebook.content is None:
        return 0.0
    return None if task else notebook.scores.get(name)


def _apply(connection: Connection, changes: Changes) -> None:
    from nbgrader.api import Comment, Grade, Student, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import bindparam, case, insert, update

    student, submission = Student.__table__, SubmittedAssignment.__table__
    notebook, grade, comment = (each.__table__ for each in (SubmittedNotebook, Grade, Comment))

    def change(table: Any, **values: Any) -> Any:
        return update(table).where(table.c.id == bindparam("row")).values(**values)

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
        (change(grade, auto_score=score, needs_manual_grade=False), changes.absent),
        (change(comment, auto_comment=bindparam("comment")), changes.commented),
    ):
        if rows:
            connection.execute(statement, rows)
