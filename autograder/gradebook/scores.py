"""Reading nbgrader's gradebook: who got what for which exercise."""

from __future__ import annotations

from pathlib import Path

from autograder.course import Assignment


def scores(root: Path, assignment: Assignment) -> dict[str, dict[str, float | None]]:
    """The scores of an assignment, by student and by exercise.

    Args:
        root: the course folder, with gradebook.db.
        assignment: the assignment.

    Returns:
        For each student with a submission, the score of each exercise; None where nothing was
        graded, because the notebook was missing or could not be read.
    """
    from nbgrader.api import Gradebook

    table: dict[str, dict[str, float | None]] = {}
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        for submission in gradebook.assignment_submissions(assignment.id):
            row: dict[str, float | None] = dict.fromkeys(assignment.exercises)
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    name = grade.name.removeprefix("test_")
                    if name in row and grade.auto_score is not None:
                        row[name] = float(grade.score)
            table[submission.student.id] = row
    return table
