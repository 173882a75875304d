"""Notebooks whose cells, metadata or bytes were changed: scored for what is there."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from tests.attacks.attack import Attack

Notebook = dict[str, Any]
ALL = {"relu": 4.0, "broadcast_shape": 8.0, "center": 6.0, "forward": 8.0}
NONE = dict.fromkeys(ALL, 0.0)


def named(notebook: Notebook, name: str) -> dict[str, Any]:
    """The cell with a grade_id."""
    return next(
        cell
        for cell in notebook["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == name
    )


def place(notebook: Notebook, name: str) -> int:
    """Where that cell stands."""
    return notebook["cells"].index(named(notebook, name))


def without(*names: str) -> Callable[[Notebook], None]:
    """Delete cells."""

    def edit(notebook: Notebook) -> None:
        for name in names:
            del notebook["cells"][place(notebook, name)]

    return edit


def changed(name: str, **fields: Any) -> Callable[[Notebook], None]:
    """Change what nbgrader's metadata say of a cell."""

    def edit(notebook: Notebook) -> None:
        named(notebook, name)["metadata"]["nbgrader"].update(fields)

    return edit


def twice(name: str, text: str | None = None) -> Callable[[Notebook], None]:
    """Put a copy of a cell in front of it."""

    def edit(notebook: Notebook) -> None:
        other = copy.deepcopy(named(notebook, name))
        if text is not None:
            other["source"] = text
        notebook["cells"].insert(place(notebook, name), other)

    return edit


def _split(notebook: Notebook) -> None:
    here = place(notebook, "test_relu")
    cell = notebook["cells"][here]
    other = copy.deepcopy(cell)
    cell["source"], other["source"] = "# the first half", "4.0"
    notebook["cells"].insert(here + 1, other)


def _markdown(notebook: Notebook) -> None:
    for name in ("test_relu", "relu", "setup"):
        cell = named(notebook, name)
        cell["cell_type"] = "markdown"
        del cell["outputs"], cell["execution_count"]


def _no_metadata(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    notebook["metadata"] = {}


def _strange_metadata(notebook: Notebook) -> None:
    for value in (3, "x", [], {"grade_id": []}, {"grade_id": None}, {"grade_id": {"a": 1}}, None):
        cell = {"cell_type": "code", "source": "1", "outputs": [], "execution_count": None}
        notebook["cells"].append({**cell, "metadata": {"nbgrader": value}})
    notebook["cells"] += [3, None, [], "x", {"cell_type": "code"}, {"cell_type": "heading"}]
    notebook["cells"].append({"cell_type": "code", "metadata": [], "source": None, "outputs": 3})


def _invented(notebook: Notebook) -> None:
    base = {"schema_version": 3, "solution": False, "task": False, "locked": True, "grade": True}
    for name, points in (("test_bonus", 1000), ("test_relu2", -5)):
        notebook["cells"].append(
            {
                "cell_type": "code",
                "source": f"{points}.0",
                "outputs": [],
                "execution_count": None,
                "metadata": {"nbgrader": {**base, "grade_id": name, "points": points}},
            }
        )


def _saved_outputs(notebook: Notebook) -> None:
    report = {"points": 4.0, "maximum": 4.0, "exercise": "broadcasting.relu", "verdicts": []}
    for cell in notebook["cells"]:
        cell["outputs"] = [
            {
                "output_type": "execute_result",
                "data": {"text/plain": "4.0", "application/vnd.gradlab.report+json": report},
                "metadata": {},
                "execution_count": 1,
            }
        ]


def _edited_tests(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        if cell["metadata"]["nbgrader"]["grade"]:
            cell["source"] = "8.0"
    named(notebook, "setup")["source"] = "def grade(*a, **k): return 8.0"


def _other_kernel(notebook: Notebook) -> None:
    notebook["metadata"]["kernelspec"] = {
        "name": "bash",
        "display_name": "Bash",
        "language": "bash",
    }
    notebook["metadata"]["language_info"] = {"name": "bash"}


def _many_cells(notebook: Notebook) -> None:
    empty = {"cell_type": "code", "source": "1", "metadata": {}, "outputs": []}
    notebook["cells"] = [*notebook["cells"][:1], *[empty] * 5000, *notebook["cells"][1:]]


def _large(notebook: Notebook) -> None:
    # Fifty megabytes: of saved output, of a comment, of text.
    named(notebook, "relu")["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "x" * 20_000_000}
    ]
    text = "# " + "x" * 15_000_000
    notebook["cells"].append({"cell_type": "code", "source": text, "metadata": {}, "outputs": []})
    notebook["cells"].append({"cell_type": "markdown", "source": text, "metadata": {}})


def _larger_cell(notebook: Notebook) -> None:
    text = "x = '" + "x" * 40_000_000 + "'"
    notebook["cells"].append({"cell_type": "code", "source": text, "metadata": {}, "outputs": []})


def _surrogates(notebook: Notebook) -> None:
    lone = "\ud800"
    cells = [
        f"text = '{lone}'",
        "print('\\ud800', '\\udcff')",
        "print('\\x00\\x1b[31m\\u2028 \\r\\b')",
        "raise ValueError('\\ud800')",
        "display({'text/plain': '\\ud800', 'text/html': '\\udfff'}, raw=True)",
    ]
    for text in cells:
        notebook["cells"].append(
            {"cell_type": "code", "source": text, "metadata": {lone: lone}, "outputs": []}
        )
    notebook["metadata"]["title"] = lone


def _ids(notebook: Notebook) -> None:
    for i, cell in enumerate(notebook["cells"]):
        cell["id"] = ["same", "", 7, None, "x" * 500, "ä ö", ["list"]][i % 7]


def _attachments(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["attachments"] = {"a.png": {"image/png": "!!"}, "b": 3}
    for value in ({"a.png": {"image/png": ["a", 3]}}, [], {"a": None}):
        notebook["cells"].append(
            {"cell_type": "markdown", "source": "x", "metadata": {}, "attachments": value}
        )


def _old_format(notebook: Notebook) -> Notebook:
    cells = [
        {
            "cell_type": "code",
            "input": cell["source"],
            "language": "python",
            "outputs": [],
            "metadata": cell["metadata"],
        }
        for cell in notebook["cells"]
    ]
    return {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": cells, "metadata": {}}],
    }


def _reversed(notebook: Notebook) -> None:
    notebook["cells"].reverse()


def _deep_metadata(notebook: Notebook) -> bytes:
    text = json.dumps(notebook)
    return text.replace(
        '"metadata": {', '"metadata": {"x": ' + "[" * 3000 + "]" * 3000 + ",", 1
    ).encode()


def _huge_numbers(notebook: Notebook) -> bytes:
    notebook["cells"].append(
        {"cell_type": "code", "source": "1", "metadata": {"n": "@N@"}, "outputs": []}
    )
    return json.dumps(notebook).replace('"@N@"', "1" + "0" * 4000 + ', "m": NaN').encode()


ATTACKS = (
    Attack(
        "edit_tests_deleted",
        "deletes the tests that it would fail",
        edit=without(*(f"test_{name}" for name in ALL)),
    ),
    Attack(
        "edit_tests_deleted_right",
        "deletes tests that it would pass: they count",
        right=True,
        edit=without("test_relu", "test_center", "setup"),
    ),
    Attack("edit_test_doubled", "stands there twice", right=True, edit=twice("test_relu")),
    Attack("edit_test_doubled_by_a_number", "one is a number", edit=twice("test_relu", "4.0")),
    Attack("edit_test_split", "splits a test cell in two", edit=_split),
    Attack(
        "edit_solution_doubled",
        "hands in a solution twice: the last one counts",
        {"relu": "def relu(z):\n    return np.maximum(0, z)"},
        {"relu": 4},
        edit=twice("relu", "def relu(z): return 1 / 0"),
    ),
    Attack("edit_markdown", "makes markdown of code cells", right=True, edit=_markdown),
    Attack("edit_points", "is worth 1000 points", edit=changed("test_relu", points=1000)),
    Attack("edit_points_text", "is worth no number", edit=changed("test_relu", points="many")),
    Attack(
        "edit_grade_flag",
        "is not to be graded any more",
        edit=changed("test_relu", grade=False, locked=False),
    ),
    Attack(
        "edit_solution_flags",
        "has its solution graded by hand, for 1000 points",
        {"relu": "4.0"},
        edit=changed("relu", grade=True, points=1000, locked=True, solution=False),
    ),
    Attack(
        "edit_swapped_names",
        "gives a test cell the name of another",
        edit=changed("test_forward", grade_id="test_relu"),
    ),
    Attack("edit_locked_cells", "writes numbers into all tests", edit=_edited_tests),
    Attack("edit_invented_cells", "adds graded cells of its own", right=True, edit=_invented),
    Attack("edit_saved_outputs", "hands in outputs with full points", edit=_saved_outputs),
    Attack(
        "edit_order_reversed",
        "has its cells in reverse order",
        right=True,
        scores=NONE,
        edit=_reversed,
    ),
    Attack("edit_other_kernel", "names another kernel", right=True, edit=_other_kernel),
    Attack("edit_no_metadata", "has no metadata at all", right=True, edit=_no_metadata),
    Attack(
        "edit_strange_metadata", "has metadata of all types", right=True, edit=_strange_metadata
    ),
    Attack("edit_old_format", "is of nbformat 3", right=True, edit=_old_format),
    Attack(
        "edit_no_format",
        "says that it is of nbformat 99",
        right=True,
        scores=NONE,
        edit=lambda notebook: {**notebook, "nbformat": 99},
    ),
    Attack(
        "edit_truncated",
        "ends in the middle",
        right=True,
        scores=NONE,
        edit=lambda notebook: json.dumps(notebook).encode()[:3000],
    ),
    Attack("edit_empty_file", "is empty", scores=NONE, edit=lambda notebook: b""),
    Attack("edit_list", "is a list", scores=NONE, edit=lambda notebook: b"[1, 2]"),
    Attack(
        "edit_nested", "is JSON, nested deeply", scores=NONE, edit=lambda notebook: b"[" * 200_000
    ),
    Attack("edit_bytes", "is no text", scores=NONE, edit=lambda notebook: bytes(range(256)) * 9),
    Attack("edit_many_cells", "has 5,000 cells", right=True, edit=_many_cells),
    Attack("edit_large", "has 50 MB", right=True, edit=_large),
    Attack("edit_larger_cell", "has a cell larger than a message", right=True, edit=_larger_cell),
    Attack("edit_surrogates", "has text that no file can hold", right=True, edit=_surrogates),
    Attack("edit_ids", "has doubled, long and impossible cell ids", right=True, edit=_ids),
    Attack("edit_attachments", "has attachments of all kinds", right=True, edit=_attachments),
    Attack(
        "edit_deep_metadata",
        "is nested more deeply than Python reads",
        right=True,
        scores=NONE,
        edit=_deep_metadata,
    ),
    Attack("edit_huge_numbers", "has numbers of 4,000 digits", right=True, edit=_huge_numbers),
    Attack(
        "edit_many_magics",
        "has more lines of magics in a cell than IPython takes",
        right=True,
        after=("!true\n" * 501,),
    ),
    Attack(
        "edit_huge_json_output",
        "shows numbers of 9,000 digits, bytes and odd types as JSON",
        right=True,
        after=(
            "display({'application/json': {'n': 10**9000, 3: float('nan'), 'deep': [[[]]]}, "
            "'application/xjson': {'a': 1}, 'no type': 'x', 'text/plain': 3, 'image/png': b'x'}, "
            "raw=True)",
            "display({'text/plain': 'x'}, metadata={'n': 10**9000, 'b': b'x'}, raw=True)",
        ),
    ),
)
