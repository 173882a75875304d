"""Feedback without hidden tests: neither in cells nor in the tracebacks that quote them."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import is_grade, is_locked

Resources = dict[str, Any]


class HideTests(ClearHiddenTests):
    """Clear the hidden regions of test cells, and the tracebacks of errors in such cells.

    Only locked test cells are looked at: what a student writes between such marks is the student's.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: Resources, cell_index: int
    ) -> tuple[NotebookNode, Resources]:
        if not (cell.cell_type == "code" and is_grade(cell) and is_locked(cell)):
            return cell, resources
        before = cell.source
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if cell.source != before:
            for output in cell.outputs:
                if output.output_type == "error":
                    # A traceback quotes the lines that were just removed.
                    output.traceback = [f"{output.ename}: {output.evalue}"]
        return cell, resources
