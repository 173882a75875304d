"""gradlab feedback"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from autograder.cli.command import CourseOption, app, err, out
from autograder.course import Course
from autograder.feedback.told import Tell


@app.command()
def feedback(
    name: Annotated[str, typer.Argument(help="An assignment, such as hw1.", metavar="ASSIGNMENT")],
    student: Annotated[
        list[str] | None, typer.Option(help="Only this student; may be repeated.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write pages that are up to date, too.")
    ] = False,
    tell: Annotated[
        Tell | None, typer.Option(help="How much is told; as configured by default.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes.")] = os.cpu_count() or 1,
    course: CourseOption = Path(),
) -> None:
    """Write a page for each graded notebook: the student's work with what the tests say to it."""
    # A checker of addresses that nbformat can do without; its import takes a second.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    from autograder.feedback.run import plan, run

    where = Course.find(course)
    assignment = where.assignment(name)
    tasks = plan(where, assignment.id, student or (), tell, force, jobs)
    total = sum(len(task.students) for task in tasks)
    written = current = 0
    remarks: list[str] = []
    for each in track(run(tasks, jobs), "feedback", total=total, console=err, transient=True):
        written += len(each.pages)
        current += each.current
        remarks += each.remarks
    for remark in sorted(remarks):
        out.print(remark, style="red", highlight=False, markup=False, soft_wrap=True)
    out.print(
        f"{assignment.id}: {written} pages written, {current} up to date, {len(remarks)} remarks",
        highlight=False,
    )
    if remarks:
        raise typer.Exit(1)
