"""gradlab export"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.command import CourseOption, app, err, out
from autograder.course import Assignment, Course

if TYPE_CHECKING:
    from autograder.export.filling import Filling
    from autograder.export.outcome import Exported

SHOWN = 50


class Format(StrEnum):
    """For which system."""

    CANVAS = "canvas"
    MOODLE = "moodle"
    GRADESCOPE = "gradescope"
    CSV = "csv"


class Missing(StrEnum):
    """What stands for a submission that isn't there."""

    EMPTY = "empty"
    ZERO = "zero"


@app.command()
def export(
    name: Annotated[str, typer.Argument(help="An assignment, such as hw1.", metavar="ASSIGNMENT")],
    format: Annotated[
        Format, typer.Option(help="Where the scores go; csv is a plain table.")
    ] = Format.CSV,
    into: Annotated[
        Path | None,
        typer.Option(
            help="A file downloaded from Canvas or Moodle to fill in (the original stays)."
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="The file to write; one in exports/ by default.")
    ] = None,
    match: Annotated[
        str | None,
        typer.Option(help="The column that names the student; by default what names most."),
    ] = None,
    column: Annotated[
        str | None, typer.Option(help="The column for the scores, by its heading.")
    ] = None,
    missing: Annotated[
        Missing, typer.Option(help="What to write for who handed in nothing.")
    ] = Missing.EMPTY,
    scale: Annotated[
        bool, typer.Option("--scale", help="Convert the points to the file's maximum.")
    ] = False,
    assignment_id: Annotated[
        int | None, typer.Option(help="Canvas's number of the assignment, for a new file.")
    ] = None,
    student: Annotated[
        str | None,
        typer.Option(help="Gradescope: results.json of this student instead of the autograder."),
    ] = None,
    visibility: Annotated[
        str, typer.Option(help="Gradescope: when students see the claims.")
    ] = "visible",
    course: CourseOption = Path(),
) -> None:
    """Export scores to Canvas, Moodle, Gradescope, or a plain table.

    Scores are rounded to hundredths, halves upwards, after the late penalty. Ends with status 1
    if a row of the file has no student in the gradebook, or a student with a score no row.
    """
    from autograder.artefact import write
    from autograder.export.filling import Filling

    where = Course.find(course)
    assignment = where.assignment(name)
    zero = missing is Missing.ZERO
    if format is Format.GRADESCOPE:
        done, ending = _gradescope(where, assignment, student, visibility)
    else:
        how = Filling(match, column, zero, scale)
        done = _scores(where, assignment, format, into, how, assignment_id)
        ending = ".csv" if format is Format.CSV else f"-{format.value}.csv"
    target = output or where.root / "exports" / f"{assignment.id}{ending}"
    write(target, done.content)
    _tell(done, target, format)
    if not done.whole:
        raise typer.Exit(1)


def _scores(
    course: Course,
    assignment: Assignment,
    format: Format,
    into: Path | None,
    how: Filling,
    number: int | None,
) -> Exported:
    from autograder.export import canvas, moodle, plain
    from autograder.export.outcome import ExportError
    from autograder.export.sheet import open_sheet
    from autograder.scorebook import db_url, read

    if format is Format.MOODLE and into is None:
        raise ExportError(
            "Moodle takes grades in its own worksheet only: download it (Submissions, Download "
            "grading worksheet) and name it with --into"
        )
    if format is Format.CSV and into is not None:
        raise ExportError("--into is for --format canvas and --format moodle")
    book = read(db_url(course), assignment, cells=format is Format.CSV)
    if format is Format.CSV:
        return plain.plain(book, how.zero_if_missing)
    if into is None:
        return canvas.new(book, number, how.zero_if_missing)
    sheet = open_sheet(into)
    if format is Format.MOODLE:
        return moodle.into(sheet, book, how)
    return canvas.into(sheet, assignment, book, how)


def _gradescope(
    course: Course, assignment: Assignment, student: str | None, visibility: str
) -> tuple[Exported, str]:
    from autograder.autograded import autograded, read
    from autograder.export.bundle import bundle
    from autograder.export.gradescope import encoded
    from autograder.export.outcome import ExportError
    from autograder.scorebook import db_url
    from autograder.scorebook import read as read_scores

    if student is None:
        return bundle(course, assignment, visibility), "-gradescope.zip"
    book = read_scores(db_url(course), assignment)
    standing = book.standings.get(student)
    if standing is None or not standing.submitted:
        raise ExportError(f"{student} has handed in nothing for {assignment.id}")
    reading = read(autograded(course.root, assignment, student), assignment, student)
    return encoded(assignment, book, standing, reading, visibility), f"-gradescope-{student}.json"


def _tell(done: Exported, target: Path, format: Format) -> None:
    what = "files and tests" if format is Format.GRADESCOPE else "scores"
    out.print(f"wrote {target}: {done.filled} {what}", highlight=False, soft_wrap=True)
    for remark in done.remarks[:SHOWN]:
        out.print(remark, highlight=False, markup=False, soft_wrap=True)
    if len(done.remarks) > SHOWN:
        out.print(f"and {len(done.remarks) - SHOWN} remarks more", highlight=False)
    _list("In the file, but not in the gradebook", done.strangers)
    _list("With a submission, but not in the file", done.left_out)


def _list(what: str, names: list[str]) -> None:
    if names:
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        text = f"{what} ({len(names)}): {', '.join(names[:SHOWN])}{more}"
        err.print(text, style="red", highlight=False, markup=False, soft_wrap=True)
