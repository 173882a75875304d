"""A plain table: a row for each student, a column for each exercise."""

from __future__ import annotations

import csv
import io

from autograder.export.outcome import Exported, harmless, remarks_on, rounded, score_of
from autograder.scorebook import Scorebook, Standing

COLUMNS = ("student", "last_name", "first_name", "email", "timestamp")
SUMS = ("total", "max", "late_penalty", "raw")


def plain(book: Scorebook, zero_if_missing: bool = False) -> Exported:
    """Everything the gradebook says of an assignment, as CSV in UTF-8.

    `total` is `raw` less `late_penalty`, never below 0. Scores are rounded to hundredths, halves
    upwards; times are UTC. The first row names the columns and the last ones are the exercises.
    """
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow([*COLUMNS, *SUMS, *(each.exercise for each in book.cells)])
    filled = 0
    names = [each.name for each in book.cells]
    for each in book.standings.values():
        total = score_of(each, zero_if_missing)
        filled += total is not None
        about = map(harmless, (each.student, each.last_name, each.first_name, each.email))
        sums = (
            _number(total),
            rounded(book.maximum),
            rounded(each.penalty) if each.submitted else "",
            _number(each.raw),
        )
        scores = [_number(each.scores.get(name)) for name in names]
        rows.writerow([*about, _when(each), *sums, *scores])
    return Exported(text.getvalue().encode(), filled, remarks_on(book.standings.values()))


def _number(score: float | None) -> str:
    return "" if score is None else rounded(score)


def _when(each: Standing) -> str:
    return each.timestamp.isoformat(" ", "seconds") if each.timestamp else ""
