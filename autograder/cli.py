"""The `gradlab` command."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from autograder.catalog import UnknownExercise
from autograder.course import Assignment, Course, CourseError

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


def main() -> None:
    """Run the command; faults of the course or of its input end in one message and status 2."""
    try:
        app()
    except (CourseError, UnknownExercise) as error:
        err.print(f"gradlab: {error}", style="red", highlight=False, markup=False, soft_wrap=True)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        err.print("gradlab: stopped. Files that were finished are whole; nothing else was changed.")
        raise SystemExit(130) from None


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
    for assignment in track(_chosen(where, names), "building", console=err, transient=True):
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


@app.command()
def prove(
    names: Names = None,
    jobs: Annotated[int, typer.Option(help="Processes.")] = os.cpu_count() or 1,
    course: CourseOption = Path(),
) -> None:
    """Prove that the tests refuse wrong solutions and accept right ones."""
    from autograder.prove import summarise
    from autograder.prove.blank import blanks
    from autograder.prove.proof import prove_by_id
    from autograder.prove.table import table

    where = Course.find(course)
    everything = []
    with ProcessPoolExecutor(jobs) as pool:
        for assignment in _chosen(where, names):
            cells = blanks(where, assignment)
            ids = [f"{assignment.module}.{name}" for name in assignment.exercises]
            found = pool.map(prove_by_id, ids, [cells] * len(ids))
            proofs = list(track(found, assignment.id, total=len(ids), console=err, transient=True))
            out.print(table(assignment.id, proofs))
            everything += proofs
    summary = summarise(everything)
    for problem in summary.problems:
        out.print(problem, style="red", highlight=False, markup=False, soft_wrap=True)
    total = summary.rejected + summary.survivors
    out.print(f"{summary.named} of {total} misconceptions are named to the student who has them")
    out.print(str(summary), highlight=False, soft_wrap=True)
    if summary.problems:
        raise typer.Exit(1)


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
    show(where, _chosen(where, names), keep, out)


def _chosen(course: Course, names: list[str] | None) -> list[Assignment]:
    if not names:
        return list(course.assignments.values())
    return [course.assignment(name) for name in names]


if __name__ == "__main__":
    main()
