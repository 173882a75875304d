"""Canvas: a gradebook CSV to import, new or a downloaded one filled in.

Canvas knows a student by ID, SIS User ID or SIS Login ID, and an assignment by the number in
brackets at the end of its column's heading; a heading without one makes a new assignment.
"""

from __future__ import annotations

import csv
import io
import re

from autograder.course import Assignment
from autograder.export.filling import Filling, Target, fill
from autograder.export.outcome import (
    Exported,
    ExportError,
    harmless,
    remarks_on,
    rounded,
    score_of,
)
from autograder.export.sheet import Sheet
from autograder.scorebook import Scorebook, Standing

POINTS_POSSIBLE = "Points Possible"
_NUMBER = re.compile(r"\s*\(\d+\)$")
_WHO = ("ID", "SIS User ID", "SIS Login ID")


def new(book: Scorebook, number: int | None = None, zero_if_missing: bool = False) -> Exported:
    """A gradebook for import with one assignment.

    Args:
        book: the scores.
        number: Canvas's number of the assignment; without it, the import offers to make a new one.
        zero_if_missing: 0 for who handed in nothing; an empty cell by default.
    """
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    heading = f"{book.assignment} ({number})" if number is not None else book.assignment
    rows.writerow(["Student", *_WHO, "Section", heading])
    rows.writerow([f"    {POINTS_POSSIBLE}", "", "", "", "", rounded(book.maximum)])
    filled = 0
    for each in book.standings.values():
        score = score_of(each, zero_if_missing)
        filled += score is not None
        names = (_sortable(each), each.lms_user_id, "", each.student, "")
        rows.writerow([*map(harmless, names), "" if score is None else rounded(score)])
    remarks = remarks_on(book.standings.values())
    if number is None:
        remarks.append(
            "The column has no number of an assignment in Canvas: the import will offer to make a "
            "new one. Pass --assignment-id, or fill in a downloaded gradebook with --into."
        )
    return Exported(text.getvalue().encode(), filled, remarks)


def into(sheet: Sheet, assignment: Assignment, book: Scorebook, how: Filling) -> Exported:
    """Fill the assignment's column of a downloaded gradebook.

    Raises:
        ExportError: where the file is no gradebook of Canvas, or has no column for the assignment.
    """
    header = sheet.header
    who = [header.index(each) for each in _WHO if each in header]
    if not who or header[0] not in ("Student", "LastName"):
        raise ExportError(
            "this is no gradebook of Canvas: its first row has to begin with Student (or LastName) "
            f"and to hold ID; it reads {', '.join(header[:6])}"
        )
    column = _column(header, assignment, how.column)
    possible = ""
    rows = []
    for i, row in enumerate(sheet.rows[1:], 1):
        if row.value(0).strip() == POINTS_POSSIBLE:
            possible = row.value(column)
        elif any(row.value(each).strip() for each in who) and not _is_test_student(row.value(0)):
            rows.append(i)
    # EX stands for excused, N/A for an assignment that was not given to this student.
    target = Target(rows, column, dict.fromkeys(rows, possible), 0, ("ex", "n/a"))
    return fill(sheet, target, book, how)


def _is_test_student(name: str) -> bool:
    """The student whom Canvas makes up for a teacher's look at the course."""
    return name.strip() == "Student, Test"


def _column(header: list[str], assignment: Assignment, wanted: str | None) -> int:
    if wanted is not None:
        if wanted.strip() not in header:
            raise ExportError(f"the file has no column {wanted!r}; it has: {_columns(header)}")
        return header.index(wanted.strip())
    names = {assignment.id.casefold(), assignment.title.casefold()}
    names.add(assignment.id.partition("-")[0].casefold())
    found = [i for i, each in enumerate(header) if _NUMBER.sub("", each).casefold() in names]
    if len(found) == 1:
        return found[0]
    several = "several columns" if found else "no column"
    raise ExportError(
        f"the file has {several} for {assignment.id}: name it with --column. "
        f"Assignments in it: {_columns(header)}"
    )


def _columns(header: list[str]) -> str:
    return "; ".join(each for each in header if _NUMBER.search(each)) or "none"


def _sortable(each: Standing) -> str:
    names = [part for part in (each.last_name, each.first_name) if part]
    return ", ".join(names) or each.student
