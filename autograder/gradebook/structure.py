"""The ids of an assignment's rows: what new rows of a submission point to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from autograder.gradebook.spec import unknown

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True)
class NotebookRows:
    """A notebook's ids.

    Attributes:
        id: its own.
        grades: the ids of its grade cells by name.
        tasks: the ids of its task cells.
        solutions: the ids of its solution cells.
        points: what each grade cell is worth.
    """

    id: str
    grades: dict[str, str] = field(default_factory=dict)
    tasks: dict[str, str] = field(default_factory=dict)
    solutions: dict[str, str] = field(default_factory=dict)
    points: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class AssignmentRows:
    """An assignment's ids, when it is due (UTC, naive), and its notebooks by name."""

    id: str
    duedate: datetime | None
    notebooks: Mapping[str, NotebookRows]

    @property
    def cells(self) -> list[str]:
        """The ids of all cells that have a grade or a comment."""
        kinds = ((each.grades, each.tasks, each.solutions) for each in self.notebooks.values())
        return [id for kind in kinds for ids in kind for id in ids.values()]


def read_structure(connection: Connection, assignment: str) -> AssignmentRows:
    """Read the ids of an assignment.

    Raises:
        MissingAssignment: where the gradebook doesn't know it.
    """
    from nbgrader.api import Assignment, BaseCell, GradeCell, Notebook
    from sqlalchemy import select

    assignments, notebooks = Assignment.__table__, Notebook.__table__
    cells, graded = BaseCell.__table__, GradeCell.__table__
    found = connection.execute(
        select(assignments.c.id, assignments.c.duedate).where(assignments.c.name == assignment)
    ).one_or_none()
    if found is None:
        raise unknown(assignment)
    mine = select(notebooks.c.id, notebooks.c.name).where(notebooks.c.assignment_id == found.id)
    rows = {row.id: (row.name, NotebookRows(row.id)) for row in connection.execute(mine)}
    named = (
        select(cells.c.id, cells.c.name, cells.c.type, cells.c.notebook_id, graded.c.max_score)
        .select_from(cells.outerjoin(graded, graded.c.id == cells.c.id))
        .where(cells.c.notebook_id.in_(list(rows)))
    )
    for cell in connection.execute(named):
        notebook = rows[cell.notebook_id][1]
        if cell.type == "GradeCell":
            notebook.grades[cell.name] = cell.id
            notebook.points[cell.name] = cell.max_score
        elif cell.type == "TaskCell":
            notebook.tasks[cell.name] = cell.id
        elif cell.type == "SolutionCell":
            notebook.solutions[cell.name] = cell.id
    return AssignmentRows(found.id, found.duedate, dict(sorted(rows.values(), key=_name)))


def _name(row: tuple[str, NotebookRows]) -> str:
    return row[0]
