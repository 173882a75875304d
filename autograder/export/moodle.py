"""Moodle: the grading worksheet of an assignment, filled in.

Moodle reads back three columns by their heading, in the language of the course: the identifier,
the grade, and when the grade was last changed. A grade above the maximum it skips without a word.
"""

from __future__ import annotations

from autograder.export.filling import Filling, Target, fill, number
from autograder.export.outcome import Exported, ExportError
from autograder.export.sheet import Sheet
from autograder.scorebook import Scorebook

_GRADE = "Grade"


def into(sheet: Sheet, book: Scorebook, how: Filling) -> Exported:
    """Fill the grade column of a worksheet.

    Raises:
        ExportError: where the column cannot be told.
    """
    rows = [i for i, row in enumerate(sheet.rows[1:], 1) if any(row.values)]
    column = _column(sheet, rows, how.column)
    maximum = {row: sheet.rows[row].value(column + 1) for row in rows}
    done = fill(sheet, Target(rows, column, maximum, name=1), book, how)
    limits = [limit for text in maximum.values() if (limit := number(text)) is not None]
    if limits and not how.scale and (above := _above(book, min(limits))):
        done.remarks.append(
            f"Moodle skips grades above its maximum of {min(limits):g}: {', '.join(above)}."
        )
    return done


def _column(sheet: Sheet, rows: list[int], wanted: str | None) -> int:
    header = sheet.header
    name = wanted.strip() if wanted is not None else _GRADE
    if name in header:
        return header.index(name)
    if wanted is not None:
        raise ExportError(f"the file has no column {wanted!r}; it has: {', '.join(header)}")
    # In another language: the maximum follows the grade, and is the same number in every row.
    found = [i for i in range(1, len(header)) if _is_maximum(sheet, rows, i)]
    if len(found) == 1:
        return found[0] - 1
    raise ExportError(
        "the column for the grade cannot be told from its heading: name it with --column. "
        f"The file has: {', '.join(header)}"
    )


def _is_maximum(sheet: Sheet, rows: list[int], column: int) -> bool:
    values = {sheet.rows[row].value(column).strip() for row in rows}
    before = {sheet.rows[row].value(column - 1).strip() for row in rows}
    return (
        len(values) == 1
        and number(next(iter(values))) is not None
        and all(not each or each == "-" or number(each) is not None for each in before)
    )


def _above(book: Scorebook, limit: float) -> list[str]:
    return [
        each.student
        for each in book.submitted
        if each.total is not None and each.total > limit + 1e-9
    ]
