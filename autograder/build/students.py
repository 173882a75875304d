"""The sample class: what a student wrote, put into the notebook that the student was given."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.course import CourseError

_ACTIONS = ("write", "delete", "duplicate")


def handed_in(release: NotebookNode, answers: Path) -> str:
    """The text of the notebook file that a sample student handed in.

    Args:
        release: the notebook as students get it.
        answers: a py:percent file with a cell for each cell that the student touched, titled with
            its grade_id. `action="delete"` or "duplicate" tells what else was done to it; a cell
            titled `file` with `action="truncate"` cuts the file off half-way; a cell without a
            title is added at the notebook's end.

    Raises:
        CourseError: where a title names no cell of the notebook, or an action is unknown.
    """
    notebook = copy.deepcopy(release)
    truncated = False
    for answer in jupytext.read(answers).cells:
        if answer.cell_type != "code":
            continue
        title, action = answer.metadata.get("title", ""), answer.metadata.get("action", "write")
        if (title, action) == ("file", "truncate"):
            truncated = True
        elif not title:
            notebook.cells.append(new_code_cell(answer.source, id=f"own-{len(notebook.cells)}"))
        else:
            _apply(notebook, title, action, answer.source, answers)
    text = nbformat.writes(notebook) + "\n"
    return text[: len(text) // 2] if truncated else text


def _apply(notebook: NotebookNode, title: str, action: str, source: str, answers: Path) -> None:
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    if title not in ids or action not in _ACTIONS:
        raise CourseError(
            f"{answers}: {title!r} with action {action!r}: "
            f"there is no such cell, or no such action ({', '.join(_ACTIONS)})"
        )
    place = ids.index(title)
    if action == "write":
        notebook.cells[place].source = source
    elif action == "delete":
        del notebook.cells[place]
    else:
        twin = copy.deepcopy(notebook.cells[place])
        twin.id = f"{twin.id}-copy"
        notebook.cells.insert(place + 1, twin)


def read_release(path: Path) -> NotebookNode:
    """A released notebook.

    Raises:
        CourseError: where it is missing or no notebook.
    """
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, json.JSONDecodeError, nbformat.reader.NotJSONError) as error:
        raise CourseError(f"{path} cannot be read ({error}): run gradlab build") from error
