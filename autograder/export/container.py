"""What runs in Gradescope's container: one submission in, results.json out."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from autograder.autograded import autograded, read
from autograder.course import CONFIG, Assignment, Course, CourseError
from autograder.export.gradescope import results
from autograder.scorebook import Scorebook
from autograder.scorebook import read as read_scores

STUDENT = "submission"


def main(root: Path, assignment_id: str, visibility: str = "visible") -> None:
    """Grade root/submission with the course in root/source/course; write root/results/results.json.

    Whatever happens, there is a results.json: Gradescope shows students no other message.
    """
    course = Course(root / "source" / "course")
    try:
        assignment = course.assignment(assignment_id)
        found = result_of(course, assignment, root / "submission", visibility)
    except Exception as error:
        print(f"the autograder failed: {error!r}", flush=True)  # for the instructor's eyes
        found = _nothing("The autograder failed; tell your instructor. Nothing is wrong with you.")
    target = root / "results" / "results.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def result_of(
    course: Course, assignment: Assignment, submission: Path, visibility: str = "visible"
) -> dict[str, Any]:
    """Grade what a student uploaded.

    Args:
        course: where source notebook and configuration are.
        assignment: which.
        submission: a folder with one notebook, whatever its name.
        visibility: see autograder.export.gradescope.
    """
    notebook = _notebook(assignment, submission)
    if notebook is None:
        return _nothing(
            f"Upload one notebook, {assignment.notebook}.ipynb: "
            f"there are {len(list(submission.rglob('*.ipynb')))} in what was handed in."
        )
    with tempfile.TemporaryDirectory(prefix="gradlab-gradescope-") as scratch:
        book, failure = grade_alone(course, assignment, notebook, Path(scratch))
        reading = read(autograded(Path(scratch), assignment, STUDENT), assignment, STUDENT)
        reading.problem = failure or reading.problem
        return results(assignment, book, book.standings[STUDENT], reading, visibility)


def grade_alone(
    course: Course, assignment: Assignment, notebook: Path, root: Path
) -> tuple[Scorebook, str]:
    """Grade one notebook in a scratch course, as `gradlab grade` does.

    Args:
        course: the course.
        assignment: which.
        notebook: the student's file.
        root: an empty folder; autograded/ and a gradebook are left in it.

    Returns:
        The scores, and why the notebook could not be graded, or "".

    Raises:
        CourseError: where the assignment cannot be generated from its source, or the result not
            be stored.
    """
    from nbgrader.apps.api import NbGraderAPI

    from autograder.build.release import load_config
    from autograder.environment import put_commands_on_path
    from autograder.gradebook import Writer
    from autograder.submission import grade, kit_of
    from autograder.submission import read as submission_of

    put_commands_on_path()
    shutil.copy(course.root / CONFIG, root)
    shutil.copytree(course.root / "source" / assignment.id, root / "source" / assignment.id)
    submitted = root / "submitted" / STUDENT / assignment.id
    submitted.mkdir(parents=True)
    shutil.copy(notebook, submitted / f"{assignment.notebook}.ipynb")
    config = load_config(course, root)
    made = NbGraderAPI(config=config).generate_assignment(assignment.id)
    if not made["success"]:
        raise CourseError(f"{assignment.id} cannot be generated: {made['log']}\n{made['error']}")
    scratch = Course(root)
    handed_in = submission_of(scratch, assignment.id, STUDENT, config)
    result = grade(kit_of(scratch, assignment.id, config), handed_in)
    with Writer(root, config) as writer:
        (entry,) = writer.write([result])
    if entry.refusal:
        raise CourseError(f"the result was not stored: {entry.refusal}")
    failure = result.notebooks[0].failure.removesuffix(": ask for it again")
    return read_scores(f"sqlite:///{root / 'gradebook.db'}", assignment), failure


def _notebook(assignment: Assignment, submission: Path) -> Path | None:
    found = sorted(submission.rglob("*.ipynb"))
    right = [each for each in found if each.stem == assignment.notebook]
    chosen = right or found
    return chosen[0] if len(chosen) == 1 else None


def _nothing(message: str) -> dict[str, Any]:
    return {"score": 0.0, "output": message, "output_format": "text", "tests": []}
