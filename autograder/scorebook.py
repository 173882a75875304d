"""What the gradebook says of an assignment, for reports and exports: two queries for a class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.sql import ColumnElement, and_, case, func, literal, null, select

from autograder.course import CONFIG, Assignment, Course, CourseError
from autograder.tables import (
    ASSIGNMENT,
    CELL,
    GRADE,
    GRADE_CELL,
    NOTEBOOK,
    STUDENT,
    SUBMITTED,
    SUBMITTED_NOTEBOOK,
    TASK_CELL,
    connected,
)


@dataclass(frozen=True)
class Graded:
    """A cell that is worth points: its grade_id, its notebook, the most it can earn."""

    name: str
    notebook: str
    maximum: float

    @property
    def exercise(self) -> str:
        """The exercise that a test cell belongs to: "relu" for test_relu."""
        return self.name.removeprefix("test_")


@dataclass
class Standing:
    """Where one student stands in an assignment.

    Attributes:
        student: the student's id.
        first_name, last_name, email, lms_user_id: as the gradebook has them, or "".
        submitted: whether there is a submission.
        timestamp: when it was handed in (UTC, naive), or None.
        raw: the sum of the scores as nbgrader forms it; None where no cell has a score.
        penalty: what being late costs, 0 or more.
        waiting: whether a cell still needs a person's score.
        scores: by the name of the cell that is worth points; None where it has no score.
    """

    student: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    submitted: bool = False
    timestamp: datetime | None = None
    raw: float | None = None
    penalty: float = 0.0
    waiting: bool = False
    scores: dict[str, float | None] = field(default_factory=dict)

    @property
    def total(self) -> float | None:
        """The score that counts: `raw` less the penalty, never below 0; None where ungraded."""
        return None if self.raw is None else max(0.0, self.raw - self.penalty)

    @property
    def name(self) -> str:
        """First and last name, as far as they are known."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True)
class Scorebook:
    """An assignment's scores.

    Attributes:
        assignment: the assignment's id.
        maximum: the points of all cells.
        cells: the cells that are worth points, in the order of the notebook where it is known.
        standings: every student of the gradebook by id, with a submission or without.
    """

    assignment: str
    maximum: float
    cells: tuple[Graded, ...]
    standings: Mapping[str, Standing]

    @property
    def submitted(self) -> list[Standing]:
        """The students who handed something in."""
        return [each for each in self.standings.values() if each.submitted]


def db_url(course: Course) -> str:
    """The gradebook's address, as the course's configuration has it or as nbgrader's default is."""
    from traitlets.config.loader import PyFileConfigLoader

    config = PyFileConfigLoader(CONFIG, path=str(course.root)).load_config()
    named = config.get("CourseDirectory", {}).get("db_url")
    return named if isinstance(named, str) else f"sqlite:///{course.root / 'gradebook.db'}"


def read(url: str, assignment: Assignment, cells: bool = True) -> Scorebook:
    """Read an assignment's scores.

    Args:
        url: the gradebook, as nbgrader's db_url names it.
        assignment: whose scores.
        cells: with the score of each cell; sums alone are read several times faster.

    Raises:
        CourseError: where there is no such gradebook, or it does not know the assignment.
    """
    with connected(url) as connection:
        found = connection.execute(
            select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.name == assignment.id)
        ).scalar()
        if found is None:
            raise CourseError(
                f"the gradebook does not know {assignment.id}: "
                f"run gradlab grade {assignment.id} (or nbgrader autograde) first"
            )
        worth = _cells(connection, found, list(assignment.exercises))
        standings = _standings(connection, found)
        if cells:
            _fill(connection, found, worth, standings)
    return Scorebook(assignment.id, sum(each.maximum for each in worth), worth, standings)


def _cells(connection: Connection, assignment: str, order: list[str]) -> tuple[Graded, ...]:
    worth = func.coalesce(GRADE_CELL.c.max_score, TASK_CELL.c.max_score)
    rows = connection.execute(
        select(CELL.c.name, NOTEBOOK.c.name, worth)
        .select_from(
            CELL.join(NOTEBOOK, NOTEBOOK.c.id == CELL.c.notebook_id)
            .outerjoin(GRADE_CELL, GRADE_CELL.c.id == CELL.c.id)
            .outerjoin(TASK_CELL, TASK_CELL.c.id == CELL.c.id)
        )
        .where(NOTEBOOK.c.assignment_id == assignment, worth > 0)
    )
    found = [Graded(name, notebook, float(maximum)) for name, notebook, maximum in rows]
    place = {name: i for i, name in enumerate(order)}
    return tuple(sorted(found, key=lambda each: (place.get(each.exercise, len(order)), each.name)))


def _score() -> ColumnElement[float]:
    """A cell's score as nbgrader forms it: a person's outweighs the automatic one."""
    extra = func.coalesce(GRADE.c.extra_credit, 0.0)
    given = func.coalesce(GRADE.c.manual_score, GRADE.c.auto_score)
    return case((given.is_not(None), given + extra), else_=null())


def _standings(connection: Connection, assignment: str) -> dict[str, Standing]:
    sums = (
        select(
            SUBMITTED_NOTEBOOK.c.assignment_id.label("submission"),
            func.sum(_score()).label("raw"),
            func.max(case((GRADE.c.needs_manual_grade, 1), else_=0)).label("waiting"),
        )
        .select_from(GRADE.join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.id == GRADE.c.notebook_id))
        .group_by(SUBMITTED_NOTEBOOK.c.assignment_id)
        .subquery()
    )
    late = (
        select(
            SUBMITTED_NOTEBOOK.c.assignment_id.label("submission"),
            func.sum(func.coalesce(SUBMITTED_NOTEBOOK.c.late_submission_penalty, 0.0)).label(
                "penalty"
            ),
        )
        .group_by(SUBMITTED_NOTEBOOK.c.assignment_id)
        .subquery()
    )
    mine = and_(
        SUBMITTED.c.student_id == STUDENT.c.id, SUBMITTED.c.assignment_id == literal(assignment)
    )
    rows = connection.execute(
        select(
            *(STUDENT.c.id, STUDENT.c.first_name, STUDENT.c.last_name),
            *(STUDENT.c.email, STUDENT.c.lms_user_id),
            *(SUBMITTED.c.id, SUBMITTED.c.timestamp),
            *(sums.c.raw, late.c.penalty, sums.c.waiting),
        )
        .select_from(
            STUDENT.outerjoin(SUBMITTED, mine)
            .outerjoin(sums, sums.c.submission == SUBMITTED.c.id)
            .outerjoin(late, late.c.submission == SUBMITTED.c.id)
        )
        .order_by(STUDENT.c.id)
    )
    found = {}
    for student, first, last, email, lms, submission, when, raw, penalty, waiting in rows:
        found[student] = Standing(
            *(student, first or "", last or "", email or "", lms or ""),
            submitted=submission is not None,
            timestamp=_moment(when),
            raw=None if raw is None else float(raw),
            penalty=float(penalty or 0.0),
            # Where nothing at all is graded yet, it is the grader that is being waited for.
            waiting=bool(waiting) and raw is not None,
        )
    return found


def _fill(
    connection: Connection,
    assignment: str,
    cells: tuple[Graded, ...],
    standings: dict[str, Standing],
) -> None:
    names = tuple(each.name for each in cells)
    for each in standings.values():
        if each.submitted:
            each.scores = dict.fromkeys(names)
    rows = connection.execute(
        select(SUBMITTED.c.student_id, CELL.c.name, _score())
        .select_from(
            GRADE.join(CELL, CELL.c.id == GRADE.c.cell_id)
            .join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.id == GRADE.c.notebook_id)
            .join(SUBMITTED, SUBMITTED.c.id == SUBMITTED_NOTEBOOK.c.assignment_id)
        )
        .where(SUBMITTED.c.assignment_id == assignment, CELL.c.name.in_(names))
    )
    for student, name, score in rows:
        standings[student].scores[name] = None if score is None else float(score)


def _moment(value: datetime | str | None) -> datetime | None:
    """SQLite hands out text, PostgreSQL a datetime."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value
