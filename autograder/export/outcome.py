"""What an export did, and how scores are written in all of them."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from autograder.course import CourseError
from autograder.scorebook import Standing

_HUNDREDTH = Decimal("0.01")
# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class ExportError(CourseError):
    """An export that cannot be made as asked; the message says what to do."""


@dataclass
class Exported:
    """What an export wrote.

    Attributes:
        content: the file's bytes.
        filled: how many scores it holds.
        remarks: what whoever uses the file should know, each a sentence.
        strangers: rows of the file that was filled in whose student the gradebook does not know.
        left_out: students with a score who have no row in the file that was filled in.
    """

    content: bytes
    filled: int
    remarks: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether every score found its row and every row its student."""
        return not (self.strangers or self.left_out)


@functools.lru_cache(maxsize=100_000)
def rounded(score: float) -> str:
    """A score in hundredths, halves upwards, without trailing zeros: "46.13", "100"."""
    # repr: 46.129999999999995 is the sum of hundredths, and 2.675 is what was meant by 2.675.
    number = Decimal(repr(round(score, 9))).quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)
    return f"{number.normalize() + 0:f}"


def harmless(text: str) -> str:
    """A text that a spreadsheet shows and does not compute: a formula gets a quote in front."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def score_of(standing: Standing, zero_if_missing: bool) -> float | None:
    """The score to write, or None for an empty cell: nothing handed in, or nothing graded yet."""
    if not standing.submitted:
        return 0.0 if zero_if_missing else None
    return standing.total


def remarks_on(standings: Iterable[Standing]) -> list[str]:
    """A sentence for each submission whose score is missing or not the last word."""
    told = []
    for each in standings:
        if each.submitted and each.raw is None:
            told.append(f"{each.student}: handed in, but nothing is graded; the cell stays empty.")
        elif each.waiting:
            told.append(f"{each.student}: a cell still needs a person's score; exported without.")
    return told
