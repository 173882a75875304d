"""The rows of many submissions, stored at once in nbgrader's own tables.

What each row holds afterwards is what nbgrader autograde would have left, with two differences
that keep a class complete: a notebook that could not be read has 0 in each of its grade cells and
waits for a person (nbgrader leaves them without a score), and a grade cell that a graded notebook
has no score for waits for a person too (nbgrader keeps the score of the submission before).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from autograder.gradebook.changes import Changes, apply
from autograder.gradebook.existing import Existing, read_existing
from autograder.gradebook.late import LatePenalty, seconds_late
from autograder.gradebook.structure import AssignmentRows, NotebookRows
from autograder.result import NotebookResult, SubmissionResult

if TYPE_CHECKING:
    from sqlalchemy import Connection


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
    apply(connection, changes)
    return remarks


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
        submission = next(changes.ids)
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
            id = next(changes.ids) if place is None else place.id
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
            elif not _missing(notebook) and fine != place.late_submission_penalty:
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
                        "id": next(changes.ids),
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
                waits = waits or (row.manual_score is not None and not missing)
                if (auto, waits) != (row.auto_score, row.needs_manual_grade):
                    changed = changes.absent if missing else changes.scored
                    changed.append({"row": row.id, "score": auto, "waits": waits})
            given = auto if row.manual_score is None else row.manual_score
            if given is not None:
                total += given + (row.extra_credit or 0.0)
    for name, cell in {**rows.solutions, **rows.tasks}.items():
        comment = notebook.comments.get(name) if name in rows.solutions else None
        known = existing.comments.get((id, cell))
        if known is None:
            changes.comments.append(
                {
                    "id": next(changes.ids),
                    "cell_id": cell,
                    "notebook_id": id,
                    "auto_comment": comment,
                }
            )
        elif not missing and comment != known.auto_comment:
            changes.commented.append({"row": known.id, "comment": comment})
    return total


def _missing(notebook: NotebookResult) -> bool:
    return notebook.content is None and not notebook.failure


def _auto_score(notebook: NotebookResult, name: str, task: bool) -> float | None:
    if notebook.content is None:
        return 0.0
    return None if task else notebook.scores.get(name)
