"""Whose score moved between two gradings, and in which exercise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rich.table import Table

from autograder.report.statistics import Scores

_SAME = 1e-6


@dataclass(frozen=True)
class Move:
    """A student whose score moved.

    Attributes:
        student: the student's id.
        before, after: the sums; None where nothing was graded.
        exercises: name, before and after of each exercise that moved.
    """

    student: str
    before: float | None
    after: float | None
    exercises: tuple[tuple[str, float | None, float | None], ...]

    @property
    def difference(self) -> float:
        """By how much the sum moved; no score counts as 0."""
        return (self.after or 0.0) - (self.before or 0.0)


@dataclass(frozen=True)
class Changes:
    """What differs between two gradings of a class.

    Attributes:
        moves: the students whose score moved, the largest difference first.
        same: how many have the same scores as before.
        added: students who were not there before.
        gone: students who are not there any more.
    """

    moves: tuple[Move, ...]
    same: int
    added: tuple[str, ...]
    gone: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.moves or self.added or self.gone)

    @property
    def summary(self) -> str:
        """One sentence on all."""
        up = sum(move.difference > _SAME for move in self.moves)
        down = sum(move.difference < -_SAME for move in self.moves)
        level = len(self.moves) - up - down
        parts = [f"{up} went up", f"{down} went down", f"{self.same} stayed"]
        if level:
            parts.insert(2, f"{level} moved within the same sum")
        parts += [f"{len(self.added)} are new"] * bool(self.added)
        parts += [f"{len(self.gone)} are gone"] * bool(self.gone)
        return ", ".join(parts) + "."


def compare(before: Scores, after: Scores) -> Changes:
    """What moved from one grading to another.

    Args:
        before, after: scores by student and by exercise; None where there is none. An exercise
            that is missing on one side counts as without a score there.
    """
    moves = []
    same = 0
    for student in before.keys() & after.keys():
        old, new = before[student], after[student]
        moved = tuple(
            (name, old.get(name), new.get(name))
            for name in dict.fromkeys([*old, *new])
            if not _equal(old.get(name), new.get(name))
        )
        if moved:
            moves.append(Move(student, _sum(old), _sum(new), moved))
        else:
            same += 1
    moves.sort(key=lambda move: (-abs(move.difference), move.student))
    return Changes(
        tuple(moves),
        same,
        tuple(sorted(after.keys() - before.keys())),
        tuple(sorted(before.keys() - after.keys())),
    )


def table(changes: Changes, limit: int = 40) -> Table:
    """The moves as a table for a terminal, the first `limit` of them."""
    found = Table(title="scores that moved", title_justify="left", caption=changes.summary)
    found.add_column("student", no_wrap=True)
    for heading in ("before", "after", "difference"):
        found.add_column(heading, justify="right", no_wrap=True)
    found.add_column("exercises")
    for move in changes.moves[:limit]:
        found.add_row(
            move.student,
            short(move.before),
            short(move.after),
            f"{move.difference:+.4g}",
            ", ".join(f"{name} {short(a)} → {short(b)}" for name, a, b in move.exercises),
            style="green" if move.difference > 0 else "red" if move.difference < 0 else "",
        )
    if len(changes.moves) > limit:
        found.add_row(f"and {len(changes.moves) - limit} more", "", "", "", "")
    return found


def short(score: float | None) -> str:
    """A score in hundredths, or "none"."""
    return "none" if score is None else f"{round(score, 2):g}"


def _sum(scores: Mapping[str, float | None]) -> float | None:
    known = [score for score in scores.values() if score is not None]
    return sum(known) if known else None


def _equal(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < _SAME
