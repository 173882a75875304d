"""gradlab build"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from autograder.cli.command import CourseOption, Names, app, chosen, err, out
from autograder.course import Course


@app.command()
def build(
    names: Names = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail where a built file is stale.")
    ] = False,
    course: CourseOption = Path(),
) -> None:
    """Build notebooks, releases and the sample class from their texts."""
    from autograder.build import build as build_one
    from autograder.build import faults, stale

    where = Course.find(course)
    wrong = 0
    for assignment in track(chosen(where, names), "building", console=err, transient=True):
        if check:
            found = [f"{path} is stale: run gradlab build" for path in stale(where, assignment)]
        else:
            for path in build_one(where, assignment):
                out.print(f"wrote {path.relative_to(where.root)}", highlight=False)
            found = []
        found += faults(where, assignment)
        for fault in found:
            out.print(fault, style="red", highlight=False, markup=False, soft_wrap=True)
        out.print(
            f"{assignment.id}: {len(found)} faults" if found else f"{assignment.id}: in order"
        )
        wrong += len(found)
    if wrong:
        raise typer.Exit(1)
