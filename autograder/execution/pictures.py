"""The pictures that every student sees alike, drawn once for a class.

A locked cell whose grade_id begins with "picture" or "show" is there to be looked at. One that uses
nothing of the student's puts out the same for all of them, so it runs once, in a process of its own
that no student's code has seen.
"""

from __future__ import annotations

import builtins
import functools
from typing import Any

from autograder.bridge.errors import Lost
from autograder.execution.names import names_of
from autograder.execution.session import Session
from autograder.sandbox.launcher import Server
from autograder.task import Cell, Settings

# How the names of locked cells begin that are there to be looked at.
SHOWN = ("picture", "show")

Output = dict[str, Any]


@functools.lru_cache(maxsize=16)
def drawn(
    server: Server,
    settings: Settings,
    named: tuple[Cell, ...],
    files: tuple[tuple[str, bytes], ...],
) -> dict[str, list[Output]]:
    """The outputs of the pictures in a notebook that are the same for every student.

    Args:
        server: forks the process that draws them.
        settings: limits.
        named: the named cells of the source, in its order.
        files: the assignment's data files.

    Returns:
        Outputs by grade_id; a picture that fails or is late is left to be drawn for each student.
    """
    known: set[str] = set()
    taken: set[str] = set()
    found: dict[str, list[Output]] = {}
    session = Session(server, settings, dict(files), seed=0)
    try:
        for cell in named:
            if cell.cell_type != "code":
                continue
            names = names_of(cell.source)
            if not cell.locked or cell.points is not None:
                # From here on these names may be the student's.
                taken |= names.defined
                continue
            needed = {name for name in names.needed if not hasattr(builtins, name)}
            if not needed <= known - taken:
                taken |= names.defined
                continue
            outputs = session.run(cell.source, 1)
            known |= names.defined
            taken -= names.defined
            failed = any(output["output_type"] == "error" for output in outputs)
            if cell.name.startswith(SHOWN) and outputs and not failed:
                found[cell.name] = outputs
    except Lost:
        return found
    finally:
        session.close()
    return found
