"""The assignment as the gradebook knows it: its notebooks and their named cells."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.gradebook.database import open_engine, reading
from autograder.gradebook.errors import MissingAssignment
from autograder.task import Cell

if TYPE_CHECKING:
    from sqlalchemy import Connection

# By name, not through nbgrader.api: its import takes over a second, and this is read often.
_ASSIGNMENT = "SELECT id FROM assignment WHERE name = :assignment"
_NOTEBOOKS = "SELECT id, name, kernelspec FROM notebook WHERE assignment_id = :id ORDER BY name"
_SOURCES = """
    SELECT source_cell.name, cell_type, source, locked, checksum, notebook_id
    FROM source_cell JOIN notebook ON notebook.id = source_cell.notebook_id
    WHERE assignment_id = :id ORDER BY source_cell.{stored}
"""
_ROLES = """
    SELECT base_cell.name, notebook_id, base_cell.type, grade_cells.max_score AS points,
        task_cells.max_score AS task_points
    FROM base_cell JOIN notebook ON notebook.id = base_cell.notebook_id
    LEFT JOIN grade_cells ON grade_cells.id = base_cell.id
    LEFT JOIN task_cells ON task_cells.id = base_cell.id
    WHERE assignment_id = :id
"""


@dataclass(frozen=True)
class AssignmentSpec:
    """What nbgrader generate_assignment left in the gradebook about an assignment.

    Attributes:
        assignment: its id.
        notebooks: the named cells of each notebook, in the order of the source.
        kernels: the kernelspec metadata of each notebook.
    """

    assignment: str
    notebooks: Mapping[str, tuple[Cell, ...]]
    kernels: Mapping[str, Mapping[str, str]]


def assignment_spec(db_url: str, assignment: str, source: Path | None = None) -> AssignmentSpec:
    """Read an assignment from the gradebook.

    Args:
        db_url: as CourseDirectory.db_url has it.
        assignment: its id.
        source: the folder with its source notebooks, to order the cells by. The gradebook keeps no
            order: without the folder it is the one in which the cells were stored, which on
            PostgreSQL changes when the assignment is generated again.

    Raises:
        MissingAssignment: where the gradebook doesn't know the assignment.
        GradebookError: where there is no gradebook or it can't be read.
    """
    engine = open_engine(db_url)
    with reading(engine) as connection:
        return _read(connection, assignment, source)


def _read(connection: Connection, assignment: str, source: Path | None) -> AssignmentSpec:
    from sqlalchemy import text

    def rows(query: str, **values: str) -> list[Any]:
        return list(connection.execute(text(query), values))

    found = rows(_ASSIGNMENT, assignment=assignment)
    if not found:
        raise unknown(assignment)
    id = found[0].id
    notebooks = rows(_NOTEBOOKS, id=id)
    stored = "rowid" if connection.dialect.name == "sqlite" else "ctid"
    sources = rows(_SOURCES.format(stored=stored), id=id)
    roles = {
        (row.notebook_id, row.name, row.type): row.points if row.task_points is None
        else row.task_points
        for row in rows(_ROLES, id=id)
    }  # fmt: skip
    cells = {
        notebook.name: tuple(_cell(row, roles) for row in sources if row.notebook_id == notebook.id)
        for notebook in notebooks
    }
    return AssignmentSpec(
        assignment,
        cells if source is None else {name: _in_order(cells[name], source, name) for name in cells},
        {notebook.name: json.loads(notebook.kernelspec or "{}") for notebook in notebooks},
    )


def unknown(assignment: str) -> MissingAssignment:
    """The gradebook doesn't know this assignment."""
    return MissingAssignment(
        f"the gradebook has no assignment {assignment!r}: "
        f"run nbgrader generate_assignment {assignment} first"
    )


def _cell(row: Any, roles: Mapping[tuple[str, str, str], float | None]) -> Cell:
    def role(kind: str) -> tuple[str, str, str]:
        return (row.notebook_id, row.name, kind)

    return Cell(
        name=row.name,
        cell_type=row.cell_type,
        source=row.source or "",
        locked=bool(row.locked),
        checksum=row.checksum,
        points=roles.get(role("GradeCell"), roles.get(role("TaskCell"))),
        solution=role("SolutionCell") in roles,
        task=role("TaskCell") in roles,
    )


def _in_order(cells: tuple[Cell, ...], folder: Path, name: str) -> tuple[Cell, ...]:
    try:
        notebook = json.loads((folder / f"{name}.ipynb").read_bytes())
        ids = [
            cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
            for cell in notebook["cells"]
        ]
    except (OSError, ValueError, KeyError):
        return cells
    place = {id: i for i, id in enumerate(ids)}
    return tuple(sorted(cells, key=lambda cell: place.get(cell.name, len(ids))))
