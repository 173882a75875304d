"""Submissions made whole again: duplicated cells named once, deleted cells put back.

Both stand in Autograde.sanitize_preprocessors in place of nbgrader's own (see nbgrader_config.py).
"""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.api import SourceCell
from nbgrader.preprocessors import DeduplicateIds, OverwriteCells

Resources = dict[str, Any]


class NameOnce(DeduplicateIds):
    """Let one cell of each grade_id keep it, the last, and make plain cells of the others.

    nbgrader's DeduplicateIds leaves an empty `nbgrader` key in the metadata of the others, at which
    its own check of the metadata then ends the whole run.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: Resources, cell_index: int
    ) -> tuple[NotebookNode, Resources]:
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if cell.metadata.get("nbgrader") == {}:
            del cell.metadata["nbgrader"]
        return cell, resources


class RestoreCells(OverwriteCells):
    """Overwrite locked cells from the source, and put back those that were deleted.

    A deleted cell goes behind the nearest cell before it, in the order of the source, that is still
    there. nbgrader's `add_missing_cells` ends with a KeyError where that isn't the one just before.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        nb, resources = super().preprocess(nb, resources)
        with self.gradebook:
            source = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
            worth = {cell.name: cell.max_score for cell in source.grade_cells}
            _restore(nb, list(source.source_cells), worth)
        return nb, resources


def _restore(nb: NotebookNode, source: list[SourceCell], worth: dict[str, float]) -> None:
    place = -1
    for cell in source:
        here = [i for i, each in enumerate(nb.cells) if _grade_id(each) == cell.name]
        if here:
            place = here[0]
        elif cell.locked and cell.cell_type == "code":
            place += 1
            nb.cells.insert(place, _built(cell, worth.get(cell.name)))


def _grade_id(cell: NotebookNode) -> str | None:
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def _built(cell: SourceCell, points: float | None) -> NotebookNode:
    metadata: dict[str, Any] = {
        "checksum": cell.checksum,
        "cell_type": cell.cell_type,
        "grade": points is not None,
        "grade_id": cell.name,
        "locked": True,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    if points is not None:
        metadata["points"] = points
    return NotebookNode(
        cell_type="code",
        execution_count=None,
        id=cell.name.replace("_", "-")[:60],
        metadata=NotebookNode(deletable=False, editable=False, nbgrader=NotebookNode(metadata)),
        outputs=[],
        source=cell.source,
    )
