"""nbgrader's automatic scores and comments, told from an executed notebook."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from typing import Any

from autograder.task import Cell

NotebookCell = dict[str, Any]

NO_RESPONSE = "No response."


def score(cell: NotebookCell, known: Cell) -> float | None:
    """The automatic score of a graded cell; None for what a person grades.

    An error, or a word on stderr, is 0; a number is itself; anything else, or nothing, is full
    marks. As nbgrader has it (utils.determine_grade), but that a number outside of 0 and the
    maximum is the nearer of the two, and nan 0, where nbgrader gives full marks or fails.
    """
    points = known.points or 0.0
    if known.solution:
        return 0.0 if checksum(cell) == known.checksum else None
    if cell["cell_type"] != "code":
        return None
    for output in cell["outputs"]:
        kind = output["output_type"]
        if kind == "error" or (kind == "stream" and output["name"] == "stderr"):
            return 0.0
        if kind == "execute_result":
            return clean(output["data"].get("text/plain", ""), points)
    return points


def settle(notebook: Mapping[str, Any], source: Mapping[str, Cell]) -> list[str]:
    """Let each test cell's result be what it counts as, so that nbgrader scores it alike.

    Args:
        notebook: executed; changed in place.
        source: the named cells of its source, by name.

    Returns:
        Remarks for the instructor: the results that were no credit between 0 and the maximum.
    """
    remarks = []
    for cell in notebook["cells"]:
        known = source.get(cell["metadata"].get("nbgrader", {}).get("grade_id"))
        if known is None or known.points is None or not known.locked or cell["cell_type"] != "code":
            continue
        for output in cell["outputs"]:
            shown = output.get("data", {}).get("text/plain", "")
            if output["output_type"] != "execute_result" or not _is_number(shown):
                continue
            counted = clean(shown, known.points)
            if float(shown) != counted:
                output["data"]["text/plain"] = str(counted)
                remarks.append(
                    f"{known.name} returned {shown} of {known.points:g} points: "
                    f"counted as {counted:g}"
                )
    return remarks


def _is_number(shown: str) -> bool:
    try:
        float(shown)
    except ValueError:
        return False
    return True


def clean(shown: str, points: float) -> float:
    """The points that a test cell's result stands for."""
    if not _is_number(shown):
        return points
    value = float(shown)
    return 0.0 if math.isnan(value) else min(max(value, 0.0), points)


def comment(cell: NotebookCell, known: Cell) -> str | None:
    """The automatic comment on a solution: that nothing was written, or None."""
    return NO_RESPONSE if not known.task and checksum(cell) == known.checksum else None


def checksum(cell: NotebookCell) -> str:
    """nbgrader's checksum of a cell, by which it tells whether a student has changed it."""
    of_nbgrader: Mapping[str, Any] = cell["metadata"]["nbgrader"]
    grade, solution = of_nbgrader["grade"], of_nbgrader["solution"]
    locked = not solution and (grade or of_nbgrader["locked"])
    parts = [cell["source"], cell["cell_type"], str(grade), str(solution), str(locked)]
    parts.append(of_nbgrader["grade_id"])
    if grade:
        parts.append(str(float(of_nbgrader["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()
