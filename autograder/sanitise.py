"""Submissions made whole: the instructor's cells as in the source, the student's as they are.

Whatever was done to the metadata has no effect: a cell is told by its grade_id alone, and all else
that nbgrader knows of it comes from the gradebook.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from json.encoder import encode_basestring
from typing import Any

from autograder import metadata
from autograder.task import Cell

Notebook = dict[str, Any]
NotebookCell = dict[str, Any]

# Where the remarks of one step wait for the next, in the notebook's metadata.
REMARKS = "gradlab"
# More cells than anyone writes; a notebook with more was made by a program.
MAX_CELLS = 2000

_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


class Unreadable(ValueError):
    """A submission that is no notebook; the message says why, in words for its author."""


def read(content: bytes) -> Notebook:
    """The notebook in bytes, as nbformat 4.

    Raises:
        Unreadable: where there is none.
    """
    import nbformat

    if not content.strip():
        raise Unreadable("the file is empty")
    try:
        data = json.loads(content)
    except UnicodeDecodeError as error:
        raise Unreadable(f"the file is no text ({error})") from None
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"the file seems damaged: it is no JSON ({error})") from None
    if not isinstance(data, dict) or not isinstance(data.get("nbformat"), int):
        raise Unreadable("the file is JSON, but no notebook")
    if data["nbformat"] != 4:
        try:
            notebook = nbformat.convert(nbformat.from_dict(data), 4)
            data = json.loads(nbformat.writes(notebook))
        except Exception as error:  # another format, filled with anything
            raise Unreadable(f"format {data['nbformat']} cannot be read ({error})") from None
    cells = data.get("cells")
    if not isinstance(cells, list):
        raise Unreadable("the notebook has no list of cells")
    return {
        "cells": [cell for each in cells if (cell := _cell(each)) is not None],
        "metadata": metadata.of_notebook(data.get("metadata")),
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(data: object) -> NotebookCell | None:
    """A cell in the form that nbformat asks for; None for what is none."""
    if not isinstance(data, dict) or data.get("cell_type") not in ("code", "markdown", "raw"):
        return None
    source = data.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    cell: NotebookCell = {
        "cell_type": data["cell_type"],
        "id": data.get("id"),
        # A lone surrogate can be in JSON, but neither in a file nor in Python's source.
        "source": str(source).encode("utf-8", "replace").decode("utf-8"),
        "metadata": metadata.of_cell(data.get("metadata")),
    }
    if "attachments" in data and data["cell_type"] != "code":
        cell["attachments"] = metadata.attachments(data["attachments"])
    if cell["cell_type"] == "code":
        cell |= {"outputs": [], "execution_count": None}
    return cell


def sanitise(
    notebook: Notebook, named: tuple[Cell, ...], kernelspec: Mapping[str, str] | None
) -> list[str]:
    """Put the source's cells back in place, in a notebook of nbformat 4.

    Args:
        notebook: what was handed in; changed in place.
        named: the named cells of the source, in its order.
        kernelspec: that of the source.

    Returns:
        Remarks for the instructor.
    """
    remarks: list[str] = []
    source = {cell.name: cell for cell in named}
    if len(notebook["cells"]) > MAX_CELLS + len(named):
        surplus = len(notebook["cells"]) - MAX_CELLS
        notebook["cells"] = _most_important(notebook["cells"], source)
        remarks.append(f"{surplus} cells beyond the first {MAX_CELLS} were left out")
    if kernelspec:
        notebook["metadata"]["kernelspec"] = dict(kernelspec)
    remarks += _name_once(notebook["cells"], source)
    for cell in notebook["cells"]:
        _overwrite(cell, source)
    remarks += _restore(notebook["cells"], named)
    _number(notebook["cells"])
    notebook["metadata"][REMARKS] = {"remarks": remarks}
    return remarks


def _name(cell: NotebookCell) -> str | None:
    of_nbgrader = cell["metadata"].get("nbgrader")
    name = of_nbgrader.get("grade_id") if isinstance(of_nbgrader, dict) else None
    return name if isinstance(name, str) else None


def _most_important(cells: list[NotebookCell], source: Mapping[str, Cell]) -> list[NotebookCell]:
    kept, room = [], MAX_CELLS
    for cell in cells:
        if _name(cell) in source:
            kept.append(cell)
        elif room:
            room -= 1
            kept.append(cell)
    return kept


def _name_once(cells: list[NotebookCell], source: Mapping[str, Cell]) -> list[str]:
    """Let one cell of each name keep it, the last, and make plain cells of the others."""
    seen: set[str] = set()
    again: list[str] = []
    for cell in reversed(cells):
        name = _name(cell)
        if name is None or name not in source:
            if "nbgrader" in cell["metadata"]:
                del cell["metadata"]["nbgrader"]
            continue
        if name in seen:
            again.append(name)
            del cell["metadata"]["nbgrader"]
            if source[name].locked and cell["cell_type"] == "code":
                # A second copy of a test is nobody's work; run as the student's it only confuses.
                cell["cell_type"] = "raw"
                cell.pop("outputs", None)
                cell.pop("execution_count", None)
        seen.add(name)
    if not again:
        return []
    names = ", ".join(sorted(set(again)))
    return [f"cells that stood there more than once count once, the last: {names}"]


def _overwrite(cell: NotebookCell, source: Mapping[str, Cell]) -> None:
    name = _name(cell)
    if name is None:
        return
    known = source[name]
    if cell["cell_type"] != known.cell_type:
        cell["cell_type"] = known.cell_type
        if known.cell_type == "code":
            cell |= {"outputs": [], "execution_count": None}
            cell.pop("attachments", None)
        else:
            cell.pop("outputs", None)
            cell.pop("execution_count", None)
    if known.locked:
        cell["source"] = known.source
    cell["metadata"]["nbgrader"] = _metadata(known)


def _metadata(cell: Cell) -> dict[str, Any]:
    made: dict[str, Any] = {
        "cell_type": cell.cell_type,
        "checksum": cell.checksum,
        "grade": cell.points is not None and not cell.task,
        "grade_id": cell.name,
        "locked": cell.locked,
        "schema_version": 3,
        "solution": cell.solution,
        "task": cell.task,
    }
    if cell.points is not None:
        made["points"] = cell.points
    return made


def _restore(cells: list[NotebookCell], named: tuple[Cell, ...]) -> list[str]:
    """Put deleted cells back, each behind the nearest one before it that is still there.

    Where no named cell is left, because a program has dropped all metadata, the tests come last:
    the student's cells are still there, as cells without a name.
    """
    places = {name: i for i, cell in enumerate(cells) if (name := _name(cell)) is not None}
    place = -1
    behind: dict[int, list[NotebookCell]] = {}
    restored = []
    for cell in named:
        if cell.name in places:
            place = places[cell.name]
        elif (cell.locked and cell.cell_type == "code") or cell.points is not None:
            last = len(cells) - 1 if not places and cell.points is not None else place
            behind.setdefault(last, []).append(_built(cell))
            restored.append(cell.name)
    if restored:
        whole = behind.get(-1, [])
        for i, cell_there in enumerate(cells):
            whole += [cell_there, *behind.get(i, [])]
        cells[:] = whole
    return [f"deleted cells were put back: {', '.join(restored)}"] if restored else []


def _built(cell: Cell) -> NotebookCell:
    built: NotebookCell = {
        "cell_type": cell.cell_type,
        "id": cell.name.replace("_", "-")[:60],
        "metadata": {"deletable": False, "editable": False, "nbgrader": _metadata(cell)},
        "source": cell.source,
    }
    if cell.cell_type == "code":
        built |= {"outputs": [], "execution_count": None}
    return built


def _number(cells: list[NotebookCell]) -> None:
    """Give each cell an id that nbformat accepts and that no other has."""
    taken = {id for cell in cells if isinstance(id := cell.get("id"), str)}
    seen: set[str] = set()
    for i, cell in enumerate(cells):
        id = cell.get("id")
        if not isinstance(id, str) or id in seen or not _ID.fullmatch(id):
            cell["id"] = id = next(
                each for each in _ids(i) if each not in taken and each not in seen
            )
        seen.add(id)


def _ids(place: int) -> Iterator[str]:
    yield f"cell-{place}"
    yield from (f"cell-{place}-{again}" for again in itertools.count(2))


def blank(named: tuple[Cell, ...], kernelspec: Mapping[str, str] | None, why: str) -> Notebook:
    """What stands in for a submission that can't be read: the source's own cells, and a word."""
    note = {"cell_type": "markdown", "id": "unreadable", "metadata": {}, "source": f"**{why}**"}
    notebook: Notebook = {"cells": [note], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    sanitise(notebook, named, kernelspec)
    notebook["metadata"][REMARKS] = {"remarks": [why]}
    return notebook


def written(notebook: Notebook) -> bytes:
    """A notebook's file, byte for byte as nbformat writes it."""
    return f"{_json(_split_all(notebook), 0)}\n".encode("utf-8", "replace")


def _json(value: Any, level: int) -> str:
    """As json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True), in a third of its time.

    Python's own encoder is written in C only for what is not indented.
    """
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict) and value:
        inner = "\n" + " " * (level + 1)
        items = (
            f"{encode_basestring(str(key))}: {_json(value[key], level + 1)}"
            for key in sorted(value)
        )
        return "{" + inner + f",{inner}".join(items) + "\n" + " " * level + "}"
    if isinstance(value, list | tuple) and value:
        inner = "\n" + " " * (level + 1)
        parts = [
            encode_basestring(each) if type(each) is str else _json(each, level + 1)
            for each in value
        ]
        return "[" + inner + f",{inner}".join(parts) + inner[:-1] + "]"
    return json.dumps(value)


def _split_all(notebook: Notebook) -> Notebook:
    return {**notebook, "cells": [_split(cell) for cell in notebook["cells"]]}


def _split(cell: NotebookCell) -> NotebookCell:
    split = {**cell, "source": cell["source"].splitlines(True)}
    if "attachments" in cell:
        split["attachments"] = {
            name: _split_bundle(bundle) for name, bundle in cell["attachments"].items()
        }
    if cell["cell_type"] == "code":
        split["outputs"] = [_split_output(output) for output in cell["outputs"]]
    return split


def _split_output(output: dict[str, Any]) -> dict[str, Any]:
    if output["output_type"] == "stream":
        return {**output, "text": output["text"].splitlines(True)}
    return {**output, "data": _split_bundle(output["data"])} if "data" in output else output


def _split_bundle(bundle: dict[str, Any]) -> dict[str, Any]:
    return {
        kind: value.splitlines(True) if isinstance(value, str) and _has_lines(kind) else value
        for kind, value in bundle.items()
    }


def _has_lines(kind: str) -> bool:
    """Whether nbformat writes a text of this media type line by line."""
    return kind.startswith("text/") or kind in ("application/javascript", "image/svg+xml")
