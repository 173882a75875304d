"""From the notebook as text to the notebook that nbgrader reads."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import jupytext
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder import catalog
from autograder.build.include import solution
from autograder.course import Assignment, Course, CourseError
from autograder.exercise import Exercise

_INCLUDE = re.compile(r"^# include: ([\w.]+)$", re.MULTILINE)
_ROLES = ("locked", "solution", "examples", "test")
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def source_notebook(course: Course, assignment: Assignment) -> NotebookNode:
    """Put the notebook of an assignment together.

    Raises:
        CourseError: where the text has a cell of no known role, or names no exercise.
    """
    path = course.text(assignment)
    if not path.is_file():
        raise CourseError(f"{path} is missing: the text of {assignment.id}'s notebook")
    references = course.solutions(assignment).read_text(encoding="utf-8")
    text = jupytext.read(path)
    cells: list[NotebookNode] = []
    for cell in text.cells:
        if cell.cell_type == "markdown":
            cells.append(new_markdown_cell(cell.source, id=_id_of_text(cell.source, cells)))
        elif cell.cell_type == "code":
            cells.append(_code_cell(cell, assignment, references, path, cells))
    return new_notebook(cells=cells, metadata=_METADATA)


def exercise_of(assignment: Assignment, name: str) -> Exercise:
    """The exercise of this name in an assignment.

    Raises:
        UnknownExercise: where there is none.
    """
    return catalog.find(f"{assignment.module}.{name}")


def points_of(exercise: Exercise) -> int | float:
    """The points of an exercise, whole where they are."""
    return int(exercise.points) if exercise.points.is_integer() else exercise.points


def _code_cell(
    cell: NotebookNode,
    assignment: Assignment,
    references: str,
    path: Path,
    before: list[NotebookNode],
) -> NotebookNode:
    role = cell.metadata.get("nbgrader")
    if role is None:
        return new_code_cell(cell.source, id=_id_of_text(cell.source, before))
    kind, _, name = str(role).partition(" ")
    if kind not in _ROLES or not name.isidentifier():
        raise CourseError(
            f'{path}: a cell has nbgrader="{role}"; it should be one of {", ".join(_ROLES)} '
            "and a name, separated by a space"
        )
    if kind == "locked":
        return _graded(cell.source, name, locked=True)
    exercise = exercise_of(assignment, name)
    if kind == "solution":
        return _graded(_solution_text(cell.source, references, name), name, solution=True)
    if kind == "examples":
        return _graded(cell.source, f"test_{name}_examples", locked=True, points=0)
    if cell.source.strip():
        raise CourseError(f"{path}: the test cell of {name} has to be empty; its text is built")
    return _graded(_test_text(exercise), f"test_{name}", locked=True, points=points_of(exercise))


def _solution_text(source: str, references: str, name: str) -> str:
    if not source.strip():
        return solution(references, name)
    return _INCLUDE.sub(lambda match: solution(references, match[1]), source)


def _test_text(exercise: Exercise) -> str:
    points = points_of(exercise)
    return "\n".join(
        [
            f"# {exercise.name}, {points} point{'' if points == 1 else 's'} for what is checked:",
            *(f"#   {exercise.points_of(check):.3g}  {check.claim}" for check in exercise.checks),
            "### BEGIN HIDDEN TESTS",
            "from autograder import grade",
            f'grade("{exercise.id}", fetch=lambda: {exercise.fetch})',
            "### END HIDDEN TESTS",
        ]
    )


def _graded(
    source: str,
    grade_id: str,
    *,
    locked: bool = False,
    solution: bool = False,
    points: float | None = None,
) -> NotebookNode:
    metadata = {
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        metadata["points"] = points
    cell = new_code_cell(source, id=grade_id.replace("_", "-")[:64])
    cell.metadata["nbgrader"] = metadata
    return cell


def _id_of_text(source: str, before: list[NotebookNode]) -> str:
    """An id that stays while the text does, so that a changed word changes one cell of the file."""
    digest = hashlib.sha256(source.encode()).hexdigest()[:8]
    taken = sum(cell.id.startswith(f"text-{digest}") for cell in before)
    return f"text-{digest}" + (f"-{taken}" if taken else "")
