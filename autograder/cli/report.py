"""gradlab report"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.command import CourseOption, app, err, out
from autograder.course import Course


@app.command()
def report(
    name: Annotated[str, typer.Argument(help="An assignment, such as hw1.", metavar="ASSIGNMENT")],
    output: Annotated[
        Path | None, typer.Option(help="The page to write; one in reports/ by default.")
    ] = None,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Numbers for names, and no links to feedback.")
    ] = False,
    similar: Annotated[
        bool, typer.Option(help="Look for similar pairs of submissions, which takes longest.")
    ] = True,
    course: CourseOption = Path(),
) -> None:
    """Write a page on a graded assignment: scores, exercises, misconceptions, whom to look at."""
    from autograder.artefact import write
    from autograder.report.gather import gather, people
    from autograder.report.naming import Names, Pseudonyms
    from autograder.report.page import render

    where = Course.find(course)
    assignment = where.assignment(name)
    target = (output or where.root / "reports" / f"{assignment.id}.html").resolve()
    with err.status(f"reading {assignment.id}"):
        found = gather(where, assignment, similar)
        names = Pseudonyms(people(found)) if anonymous else Names(where.root, assignment, target)
        page = render(found, names, datetime.now().astimezone())
    write(target, page.encode())
    out.print(f"wrote {target}", highlight=False, soft_wrap=True)
    if found.spread:
        out.print(
            f"{found.spread.n} scores of {found.maximum:g}: mean {found.spread.mean:.4g}, "
            f"median {found.spread.median:.4g}; {len(found.looked_at)} submissions to look at",
            highlight=False,
        )
    if not anonymous and not any((where.root / "feedback").glob(f"*/{assignment.id}")):
        out.print(f"gradlab feedback {name} first, and the names link to the feedback pages.")
    for remark in found.remarks:
        err.print(remark, style="yellow", highlight=False, markup=False, soft_wrap=True)
