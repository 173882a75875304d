"""What the commands share: the application, its two consoles, the options that several take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder.course import Assignment, Course

app = typer.Typer(
    help="Build, prove and grade the course's assignments.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console()
err = Console(stderr=True)

CourseOption = Annotated[
    Path, typer.Option("--course", help="A folder of the course; the current one by default.")
]
Names = Annotated[
    list[str] | None, typer.Argument(help="Assignments, such as hw1; all of them by default.")
]


def chosen(course: Course, names: list[str] | None) -> list[Assignment]:
    """The assignments named, or all of them."""
    if not names:
        return list(course.assignments.values())
    return [course.assignment(name) for name in names]
