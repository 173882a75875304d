"""gradlab demo"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.command import CourseOption, Names, app, chosen, out
from autograder.course import Course


@app.command()
def demo(
    names: Names = None,
    keep: Annotated[
        Path | None, typer.Option(help="A new folder for the result; a temporary one by default.")
    ] = None,
    course: CourseOption = Path(),
) -> None:
    """Grade the sample class in a scratch copy of the course and show what came of it."""
    from autograder.demo import show

    where = Course.find(course)
    show(where, chosen(where, names), keep, out)
