"""Whose row is it? Rows of a downloaded file and students of the gradebook, brought together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from autograder.export.outcome import ExportError
from autograder.export.sheet import Sheet
from autograder.scorebook import Standing


@dataclass(frozen=True)
class Match:
    """Rows and their students.

    Attributes:
        column: the heading of the column that told.
        students: the student of each row that has one, by the row's number.
        strangers: the rows of students that the gradebook does not know, by number.
        doubled: students with several rows; none of these is among `students`.
    """

    column: str
    students: Mapping[int, Standing]
    strangers: tuple[int, ...]
    doubled: tuple[str, ...]


def match(
    sheet: Sheet, rows: list[int], standings: Iterable[Standing], wanted: str | None = None
) -> Match:
    """Find the student of each row.

    A cell names a student by the id, the e-mail address, the id in the learning system
    (lms_user_id) or the full name, whichever is given in full and by one student alone; capitals
    make no difference.

    Args:
        sheet: the file.
        rows: the numbers of the rows that stand for a student.
        standings: the students.
        wanted: the heading of the column to go by; by default the one that names most students.

    Raises:
        ExportError: where no column names a student, or two name different ones.
    """
    standings = list(standings)
    index = _index(standings)
    without_names = _index([replace(each, first_name="", last_name="") for each in standings])
    columns = [_column(sheet, wanted)] if wanted else list(range(len(sheet.header)))
    found = {
        column: {
            row: student
            for row in rows
            if (student := _student(index, sheet.rows[row].value(column))) is not None
        }
        for column in columns
    }
    count = {column: len({each.student for each in found[column].values()}) for column in columns}

    def surely(column: int) -> tuple[int, int]:
        """How many the column names, and how many of them by more than a name."""
        cells = (sheet.rows[row].value(column) for row in found[column])
        return count[column], sum(_student(without_names, cell) is not None for cell in cells)

    best = max(columns, key=surely)
    if not count[best]:
        raise ExportError(_nobody(sheet, rows, index, wanted))
    mine = _names(found[best])
    for column in columns:
        if count[column] == count[best] and _names(found[column]) != mine:
            raise ExportError(
                f"the columns {sheet.header[best]!r} and {sheet.header[column]!r} name different "
                "students in the same rows: say with --match which of them to go by"
            )
    often = Counter(mine.values())
    doubled = tuple(sorted(student for student, times in often.items() if times > 1))
    students = {row: each for row, each in found[best].items() if often[each.student] == 1}
    strangers = tuple(row for row in rows if row not in found[best])
    return Match(sheet.header[best], students, strangers, doubled)


def _names(found: Mapping[int, Standing]) -> dict[int, str]:
    return {row: each.student for row, each in found.items()}


def _index(standings: Iterable[Standing]) -> dict[str, Standing]:
    """Students by all that names one of them and no other; an id outweighs all else."""
    index: dict[str, Standing] = {}
    ids: dict[str, Standing] = {}
    shared: set[str] = set()
    for each in standings:
        ids[_plain(each.student)] = each
        first, last = each.first_name, each.last_name
        names = (f"{first} {last}", f"{last} {first}", f"{last}, {first}") if first and last else ()
        named = {_plain(key) for key in (each.lms_user_id, each.email, *names) if key}
        shared |= {key for key in named if key in index}
        index.update(dict.fromkeys(named, each))
    return {key: each for key, each in index.items() if key not in shared} | ids


def _plain(text: str) -> str:
    return text.strip().casefold()


def _student(index: Mapping[str, Standing], value: str) -> Standing | None:
    key = _plain(value)
    if not key:
        return None
    # Moodle writes "Participant 123", in whatever language, where the id is 123.
    head, _, tail = key.rpartition(" ")
    moodle = tail if head.isalpha() and tail.isdigit() else key
    return index.get(key) or index.get(moodle)


def _column(sheet: Sheet, wanted: str) -> int:
    header = [_plain(each) for each in sheet.header]
    if _plain(wanted) not in header:
        raise ExportError(
            f"the file has no column {wanted!r}; it has: {', '.join(filter(None, sheet.header))}"
        )
    return header.index(_plain(wanted))


def _nobody(
    sheet: Sheet, rows: list[int], index: Mapping[str, Standing], wanted: str | None
) -> str:
    where = f"column {wanted!r}" if wanted else "no column"
    example = next((sheet.rows[row].values[:4] for row in rows), [])
    known = ", ".join(sorted({each.student for each in index.values()})[:3])
    verb = "names no" if wanted else "names a"
    return (
        f"{where} of the file {verb} student of the gradebook. A row reads {example}; the "
        f"gradebook knows {known or 'nobody'}. Give students the e-mail address or lms_user_id of "
        "the learning system in the gradebook (nbgrader db student add), or name another column "
        "with --match."
    )
