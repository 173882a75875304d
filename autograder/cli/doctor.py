"""gradlab doctor"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from autograder.cli.command import CourseOption, app, err, out
from autograder.course import Course, CourseError


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    course: CourseOption = Path(),
) -> None:
    """Attack the sandbox on this machine, as this user, and say what holds.

    Exit status 0 where every promise holds, 1 where one doesn't.
    """
    from autograder.doctor import DoctorError, examine

    try:
        where = Course.find(course).root
    except CourseError:
        where = None  # the sandbox can be examined anywhere
    try:
        found = examine(where)
    except DoctorError as error:
        err.print(f"gradlab doctor: {error}", style="red", markup=False, highlight=False)
        raise typer.Exit(1) from None
    if as_json:
        print(json.dumps(asdict(found) | {"holds": found.holds}, indent=2))
        raise typer.Exit(0 if found.holds else 1)

    layers = Table("layer", "holds", "what it means, and what to do where it doesn't hold")
    for layer in found.layers:
        text = layer.meaning if layer.holds else f"{layer.meaning}\n→ {layer.why}"
        layers.add_row(layer.name, _word(layer.holds), Text(text))
    promises = Table("tried", "holds", "what the sandbox promises")
    for promise in found.promises:
        text = promise.promise if promise.holds else f"{promise.promise}\n→ {promise.detail}"
        promises.add_row(promise.name, _word(promise.holds), Text(text))
    out.print(layers)
    out.print(promises)
    broken = [promise.name for promise in found.promises if not promise.holds]
    if found.holds:
        out.print("The sandbox holds.", style="green")
        return
    out.print(
        f"The sandbox does not hold in full: {', '.join(broken)}."
        if broken
        else "No attack got through, but layers are missing: one fault more could open a way.",
        style="red",
    )
    raise typer.Exit(1)


def _word(holds: bool) -> str:
    return "[green]yes[/]" if holds else "[red]no[/]"
