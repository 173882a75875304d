"""Whose score would move if the class were graded again, and by how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from autograder.classroom.pool import Pool
from autograder.classroom.progress import Meter
from autograder.classroom.run import run
from autograder.classroom.session import Interruption, Read, readable
from autograder.classroom.summary import trouble
from autograder.classroom.worker import Grade
from autograder.result import SubmissionResult
from autograder.tables import (
    ASSIGNMENT,
    CELL,
    GRADE,
    NOTEBOOK,
    SUBMITTED,
    SUBMITTED_NOTEBOOK,
    connected,
)
from autograder.task import Kit

LINES = 40
Cell = tuple[str, str]


@dataclass(frozen=True)
class Stored:
    """A cell's scores in the gradebook: the automatic one, and a person's, which outweighs it."""

    auto: float | None
    manual: float | None


@dataclass(frozen=True)
class Move:
    """A score that would change.

    Attributes:
        student: whose.
        notebook: in which notebook.
        cell: the test cell.
        before: what the gradebook has; None where it has no score.
        after: what grading gives now.
        manual: the score that a person gave; it counts before and after.
    """

    student: str
    notebook: str
    cell: str
    before: float | None
    after: float | None
    manual: float | None = None

    @property
    def change(self) -> float:
        """By how much the student's sum would move."""
        if self.manual is not None:
            return 0.0
        return (self.after or 0.0) - (self.before or 0.0)


@dataclass
class Difference:
    """What grading gives now beside what the gradebook has.

    Attributes:
        compared: how many submissions.
        moves: the scores that differ.
        failed: who could not be graded, and why.
        stopped: the signal that stopped it, or 0.
    """

    compared: int = 0
    moves: list[Move] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    stopped: int = 0
    parting: ClassVar[str] = "Stopped. This is what was compared by then; nothing was written."

    @property
    def status(self) -> int:
        """The exit status: 0, 1 where somebody could not be graded, 128 + n after signal n."""
        return 128 + self.stopped if self.stopped else int(bool(self.failed))

    def add(
        self, results: Iterable[SubmissionResult], stored: Mapping[str, Mapping[Cell, Stored]]
    ) -> None:
        """Compare some results with what is stored."""
        for result in results:
            if reason := trouble(result):
                self.failed[result.student] = reason
                continue
            self.compared += 1
            self.moves += _moves(result, stored.get(result.student, {}))

    def data(self) -> dict[str, Any]:
        """The difference for a program to read."""
        return {
            "compared": self.compared,
            "moves": [{**asdict(each), "change": round(each.change, 4)} for each in self._sorted()],
            "failed": dict(sorted(self.failed.items())),
        }

    def show(self, console: Console) -> None:
        """Print who would move, and how many in each exercise."""
        if self.moves:
            console.print(self._exercises())
            console.print(self._students())
        for student, reason in sorted(self.failed.items()):
            console.print(f"failed {student}: {reason}", style="red", markup=False, soft_wrap=True)
        sums = self._sums()
        up = sum(change > 0 for change in sums.values())
        down = sum(change < 0 for change in sums.values())
        console.print(
            f"{up + down} of {self.compared} sums would move: {up} up, {down} down. "
            "Nothing was written.",
            highlight=False,
        )

    def _sorted(self) -> list[Move]:
        return sorted(self.moves, key=lambda each: (each.student, each.notebook, each.cell))

    def _sums(self) -> dict[str, float]:
        sums: dict[str, float] = {}
        for move in self.moves:
            sums[move.student] = sums.get(move.student, 0.0) + move.change
        return {student: change for student, change in sums.items() if abs(change) > 1e-6}

    def _exercises(self) -> Table:
        table = Table(title="by test cell", title_justify="left")
        table.add_column("test cell")
        for heading in ("up", "down", "mean change"):
            table.add_column(heading, justify="right")
        for cell in sorted({move.cell for move in self.moves}):
            changes = [move.change for move in self.moves if move.cell == cell]
            up, down = sum(c > 0 for c in changes), sum(c < 0 for c in changes)
            table.add_row(cell, str(up), str(down), f"{sum(changes) / len(changes):+.2f}")
        return table

    def _students(self) -> Table:
        table = Table(title="by student", title_justify="left")
        table.add_column("student")
        table.add_column("test cell")
        for heading in ("before", "after", "change"):
            table.add_column(heading, justify="right")
        moves = self._sorted()
        for move in moves[:LINES]:
            given = "" if move.manual is None else f" (set to {move.manual:g} by hand)"
            scores = (_short(move.before), _short(move.after), f"{move.change:+.2f}")
            table.add_row(move.student, move.cell + given, *scores)
        if len(moves) > LINES:
            table.caption = f"and {len(moves) - LINES:,} more: --json names them all"
        return table


def compare_class(
    kit: Kit,
    students: Sequence[str],
    read: Read,
    pool: Pool,
    grade: Grade,
    stored: Mapping[str, Mapping[Cell, Stored]],
    meter: Meter,
    asked: Interruption,
) -> Difference:
    """Grade submissions again, write nothing, and compare.

    Args:
        kit, read, pool, grade, meter, asked: as for session.grade_class.
        students: whose.
        stored: what the gradebook has.

    Raises:
        WorkersFailed: where the workers cannot grade.
    """
    difference = Difference()
    ungraded: list[SubmissionResult] = []
    with meter:
        for results in run(kit, readable(kit, students, read, ungraded), pool, grade, asked):
            difference.add(results, stored)
            lost = len(difference.failed) + len(ungraded)
            meter.tell(difference.compared + lost, lost)
    difference.add(ungraded, stored)
    difference.stopped = asked.signal
    return difference


def stored_scores(db_url: str, assignment: str) -> dict[str, dict[Cell, Stored]]:
    """The scores in a gradebook, by student and by notebook and cell; only read.

    Raises:
        CourseError: where there is no gradebook, or it cannot be read.
    """
    query = (
        select(
            SUBMITTED.c.student_id,
            NOTEBOOK.c.name,
            CELL.c.name,
            GRADE.c.auto_score,
            GRADE.c.manual_score,
        )
        .select_from(GRADE)
        .join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.id == GRADE.c.notebook_id)
        .join(SUBMITTED, SUBMITTED.c.id == SUBMITTED_NOTEBOOK.c.assignment_id)
        .join(NOTEBOOK, NOTEBOOK.c.id == SUBMITTED_NOTEBOOK.c.notebook_id)
        .join(ASSIGNMENT, ASSIGNMENT.c.id == NOTEBOOK.c.assignment_id)
        .join(CELL, CELL.c.id == GRADE.c.cell_id)
        .where(ASSIGNMENT.c.name == assignment)
    )
    found: dict[str, dict[Cell, Stored]] = {}
    with connected(db_url) as connection:
        for student, notebook, cell, auto, manual in connection.execute(query):
            found.setdefault(student, {})[notebook, cell] = Stored(auto, manual)
    return found


def _moves(result: SubmissionResult, stored: Mapping[Cell, Stored]) -> list[Move]:
    now = {(n.notebook, cell): score for n in result.notebooks for cell, score in n.scores.items()}
    moves = []
    for notebook, cell in {**now, **stored}:
        here = stored.get((notebook, cell), Stored(None, None))
        after = now.get((notebook, cell))
        if not _same(here.auto, after):
            moves.append(Move(result.student, notebook, cell, here.auto, after, here.manual))
    return moves


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < 1e-6


def _short(score: float | None) -> str:
    return "none" if score is None else f"{score:.4g}"
