"""gradlab prove"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from autograder.cli.command import CourseOption, Names, app, chosen, err, out
from autograder.course import Course


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
        for assignment in chosen(where, names):
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
