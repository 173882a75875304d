"""Filling scores into one column of a downloaded file, for Canvas and Moodle alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from autograder.export.matching import match
from autograder.export.outcome import Exported, remarks_on, rounded, score_of
from autograder.export.sheet import Sheet
from autograder.scorebook import Scorebook


@dataclass(frozen=True)
class Filling:
    """How to fill a file.

    Attributes:
        match: the heading of the column that names the student; None: the one that names most.
        column: the heading of the column for the scores; None: found by what it says.
        zero_if_missing: write 0 for who handed in nothing, where the cell is empty.
        scale: convert the points to the maximum that the file has for the assignment.
    """

    match: str | None = None
    column: str | None = None
    zero_if_missing: bool = False
    scale: bool = False


@dataclass(frozen=True)
class Target:
    """Where scores go in a file.

    Attributes:
        rows: the numbers of the rows that stand for a student.
        column: the number of the column for the scores.
        maximum: by row, the most that the system takes, as the file writes it.
        name: the number of the column that names the student for messages.
        keep: what stands in a cell that must not be replaced, in small letters.
    """

    rows: list[int]
    column: int
    maximum: dict[int, str]
    name: int
    keep: tuple[str, ...] = ()


def fill(sheet: Sheet, target: Target, book: Scorebook, how: Filling) -> Exported:
    """Write the scores into the sheet's column; all else stays as it is.

    Raises:
        ExportError: where no column says which student a row is.
    """
    found = match(sheet, target.rows, book.standings.values(), how.match)
    remarks = [f"Students are matched by the column {found.column!r}."]
    comma = any("," in text for text in target.maximum.values())
    filled = 0
    kept: list[str] = []
    limits = set()
    for row, standing in found.students.items():
        score = score_of(standing, how.zero_if_missing)
        here = sheet.rows[row].value(target.column).strip()
        if score is None or (not standing.submitted and here):
            continue
        if here.casefold() in target.keep:
            kept.append(f"{standing.student} ({here})")
            continue
        limit = number(target.maximum.get(row, ""))
        if limit is not None:
            limits.add(limit)
            if how.scale and book.maximum:
                score = score * limit / book.maximum
        text = rounded(score)
        sheet.put(row, target.column, text.replace(".", ",") if comma else text)
        filled += 1
    if kept:
        remarks.append(f"Left as they are: {', '.join(kept)}.")
    remarks += _about_limits(limits, book, how)
    remarks += [f"{student}: has several rows; none was filled in." for student in found.doubled]
    remarks += remarks_on(each for each in book.standings.values())
    here_too = {each.student for each in found.students.values()} | set(found.doubled)
    return Exported(
        sheet.content(),
        filled,
        remarks,
        [sheet.rows[row].value(target.name).strip() or f"row {row + 1}" for row in found.strangers],
        [each.student for each in book.submitted if each.student not in here_too],
    )


def number(text: str) -> float | None:
    """The number that a cell holds, with a decimal point or comma, or None."""
    if not re.fullmatch(r"\s*\d+([.,]\d+)?\s*", text):
        return None
    try:
        return float(Decimal(text.strip().replace(",", ".")))
    except InvalidOperation:
        return None


def _about_limits(limits: set[float], book: Scorebook, how: Filling) -> list[str]:
    other = sorted(each for each in limits if abs(each - book.maximum) > 1e-9)
    if not other:
        return []
    points = ", ".join(f"{each:g}" for each in other)
    if how.scale:
        return [f"Scores are converted from {book.maximum:g} points to {points}."]
    return [
        f"The file's maximum is {points}, the assignment's {book.maximum:g}: scores are written "
        "as they are. Pass --scale to convert them."
    ]
