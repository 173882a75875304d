"""Whatever is handed in, what is made of it is a notebook that nbformat and nbgrader accept."""

import copy
import json

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbgrader.nbgraderformat import MetadataValidator

from autograder import sanitise
from autograder.sanitise import MAX_CELLS, REMARKS, Unreadable
from autograder.task import Cell

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
SUM = "0" * 32
NAMED = (
    Cell("set_up", "code", "import math", True, SUM),
    Cell("double", "code", "raise NotImplementedError", False, SUM, solution=True),
    Cell("test_double", "code", "assert double(2) == 4", True, SUM, 2.0),
    Cell("essay", "markdown", "Why?", False, SUM, 4.0, solution=True),
    Cell("errand", "markdown", "Find out.", False, SUM, 5.0, task=True),
    Cell("words", "markdown", "Read this.", True, SUM),
)
NAMES = [cell.name for cell in NAMED]

TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=12)
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT),
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(TEXT, below, max_size=3)),
    max_leaves=6,
)


def keys(names):
    """Anything under each of these keys."""
    return dict.fromkeys(names.split(), ANYTHING)


# Keys that somebody reads, with the kinds of values they should and should not have.
NBGRADER = st.one_of(
    ANYTHING,
    st.fixed_dictionaries(
        {"grade_id": st.one_of(st.sampled_from(NAMES), ANYTHING)},
        optional=keys("points locked grade solution task checksum schema_version cell_type"),
    ),
)
METADATA = st.one_of(
    ANYTHING,
    st.fixed_dictionaries(
        {},
        optional={
            "nbgrader": NBGRADER,
            "tags": st.one_of(ANYTHING, st.lists(TEXT, max_size=3)),
            **keys("collapsed scrolled name jupyter execution format trusted editable own"),
        },
    ),
)
BUNDLES = st.dictionaries(
    st.sampled_from(["text/plain", "image/png", "application/json"]),
    st.one_of(TEXT, st.lists(TEXT, max_size=2), ANYTHING),
)
CELLS = st.one_of(
    ANYTHING,
    st.fixed_dictionaries(
        {
            "cell_type": st.one_of(st.sampled_from(["code", "markdown", "raw"]), ANYTHING),
            "source": st.one_of(TEXT, st.lists(TEXT, max_size=3), ANYTHING),
            "metadata": METADATA,
        },
        optional={
            "id": st.one_of(st.sampled_from(["a", "cell-1", "cell-2", "set-up", ""]), ANYTHING),
            "attachments": st.one_of(ANYTHING, st.dictionaries(TEXT, BUNDLES, max_size=2)),
            "outputs": ANYTHING,
            "execution_count": ANYTHING,
        },
    ),
)
NOTEBOOKS = st.fixed_dictionaries(
    {"cells": st.one_of(st.lists(CELLS, max_size=8), ANYTHING), "nbformat": st.just(4)},
    optional={
        "nbformat_minor": ANYTHING,
        "metadata": st.one_of(
            ANYTHING,
            st.fixed_dictionaries(
                {},
                optional=keys("kernelspec language_info authors title signature orig_nbformat"),
            ),
        ),
    },
)
OUTPUTS = st.lists(
    st.one_of(
        st.builds(
            lambda text: {"output_type": "stream", "name": "stdout", "text": text},
            st.text(st.sampled_from("ab\n\r\x0b\u2028é"), max_size=8),
        ),
        st.builds(
            lambda data: {"output_type": "display_data", "data": data, "metadata": {}},
            st.dictionaries(
                st.sampled_from(
                    ["text/plain", "text/html", "image/png", "image/svg+xml", "application/json"]
                ),
                st.text(st.sampled_from("ab\n"), max_size=5),
            ),
        ),
    ),
    max_size=3,
)
FILES = st.one_of(
    st.binary(max_size=50),
    ANYTHING.map(json.dumps).map(str.encode),
    st.fixed_dictionaries(
        {"nbformat": st.one_of(st.integers(-1, 6), ANYTHING)},
        optional={"cells": ANYTHING, "worksheets": ANYTHING, "metadata": ANYTHING},
    )
    .map(json.dumps)
    .map(str.encode),
)


def sanitised(content):
    notebook = sanitise.read(content)
    return notebook, sanitise.sanitise(notebook, NAMED, KERNEL)


def notebook_of(*cells, **metadata):
    data = {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(data).encode()


def code(source, name=None, **nbgrader):
    metadata = {"nbgrader": {"grade_id": name, **nbgrader}} if name else {}
    return {"cell_type": "code", "source": source, "metadata": metadata, "outputs": []}


def names(notebook):
    return [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in notebook["cells"]]


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a machine that is busy elsewhere
@given(NOTEBOOKS)
def test_any_notebook_becomes_one_that_nbformat_and_nbgrader_accept(data):
    content = json.dumps(data).encode()
    if not isinstance(data["cells"], list):
        with pytest.raises(Unreadable, match="no list of cells"):
            sanitise.read(content)
        return
    notebook, remarks = sanitised(content)
    node = nbformat.from_dict(copy.deepcopy(notebook))
    nbformat.validate(node)
    MetadataValidator().validate_nb(node)
    assert all(isinstance(remark, str) for remark in remarks)


@given(NOTEBOOKS.filter(lambda data: isinstance(data["cells"], list)), OUTPUTS)
def test_what_is_written_is_what_nbformat_writes(data, outputs):
    notebook, _ = sanitised(json.dumps(data).encode())
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = copy.deepcopy(outputs)
    expected = nbformat.writes(nbformat.from_dict(copy.deepcopy(notebook))) + "\n"
    assert sanitise.written(notebook) == expected.encode("utf-8", "replace")


@given(NOTEBOOKS.filter(lambda data: isinstance(data["cells"], list)))
def test_each_graded_or_locked_cell_is_there_once_as_in_the_source(data):
    notebook, _ = sanitised(json.dumps(data).encode())
    for cell in NAMED:
        found = [each for each in notebook["cells"] if names({"cells": [each]}) == [cell.name]]
        assert len(found) <= 1
        needed = cell.points is not None or (cell.locked and cell.cell_type == "code")
        assert found or not needed
        for each in found:
            nbgrader = each["metadata"]["nbgrader"]
            assert each["cell_type"] == cell.cell_type
            assert each["source"] == cell.source or not cell.locked
            assert nbgrader.get("points") == cell.points
            assert (nbgrader["solution"], nbgrader["task"]) == (cell.solution, cell.task)
            assert nbgrader["grade"] == (cell.points is not None and not cell.task)


@given(NOTEBOOKS.filter(lambda data: isinstance(data["cells"], list)))
def test_to_sanitise_again_changes_nothing(data):
    once, _ = sanitised(json.dumps(data).encode())
    content = sanitise.written(once)
    again = sanitise.read(content)
    sanitise.sanitise(again, NAMED, KERNEL)
    again["metadata"][REMARKS] = once["metadata"][REMARKS]
    assert sanitise.written(again) == content


@given(FILES)
def test_any_file_is_read_or_said_to_be_unreadable(content):
    try:
        notebook, _ = sanitised(content)
    except Unreadable:
        return
    nbformat.validate(nbformat.from_dict(notebook))


@pytest.mark.parametrize("depth", [20, 100, 900, 100_000])
def test_metadata_as_deep_as_they_like_are_no_trouble(depth):
    deep = "[" * depth + "]" * depth
    cell = f'{{"cell_type": "code", "source": "", "metadata": {{"own": {deep}}}}}'
    content = f'{{"nbformat": 4, "metadata": {{"own": {deep}}}, "cells": [{cell}]}}'.encode()
    try:
        notebook, _ = sanitised(content)
    except Unreadable:
        return  # too deep for the reader of JSON itself
    assert json.loads(sanitise.written(notebook))["cells"]


def test_deleted_cells_come_back_behind_their_neighbour_with_one_remark():
    content = notebook_of(code("import math", "set_up"), code("x = 1"), code("y = 2"))
    notebook, remarks = sanitised(content)
    assert names(notebook) == ["set_up", "test_double", "essay", "errand", None, None]
    assert remarks == ["deleted cells were put back: test_double, essay, errand"]


def test_of_a_cell_that_is_there_twice_the_last_counts_and_a_test_is_not_run_twice():
    notebook, remarks = sanitised(
        notebook_of(
            code("double = 1", "double"),
            code("double = 2", "double"),
            code("mine", "test_double"),
            code("mine", "test_double"),
        )
    )
    sources = [cell["source"] for cell in notebook["cells"]]
    named = dict(zip(names(notebook), sources, strict=True))
    assert named["double"] == "double = 2"
    assert named["test_double"] == "assert double(2) == 4"
    kinds = [cell["cell_type"] for cell in notebook["cells"] if cell["source"] == "mine"]
    assert kinds == ["raw"]
    assert "double, test_double" in remarks[0]


def test_a_split_solution_keeps_both_halves():
    content = notebook_of(code("def double(x):", "double"), code("    return 2 * x"))
    notebook, _ = sanitised(content)
    assert "    return 2 * x" in [cell["source"] for cell in notebook["cells"]]


def test_of_too_many_cells_the_named_ones_stay():
    cells = [code(f"x = {i}") for i in range(5000)] + [code("double = abs", "double")]
    notebook, remarks = sanitised(notebook_of(*cells))
    assert "double" in names(notebook)
    assert len(notebook["cells"]) <= MAX_CELLS + len(NAMED)
    assert "cells beyond the first" in remarks[0]


def test_the_kernel_is_that_of_the_source():
    notebook, _ = sanitised(notebook_of(kernelspec={"name": "ir", "display_name": "R"}))
    assert notebook["metadata"]["kernelspec"] == KERNEL


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\xff\xfe\xfd", "no text"),
        (b"\x89PNG\r\n", "no text"),
        (notebook_of(code("x"))[:40], "damaged"),
        (b"[]", "no notebook"),
        (b"{}", "no notebook"),
        (b'{"nbformat": "4"}', "no notebook"),
        (b'{"nbformat": 4, "worksheets": []}', "no list of cells"),
        (b'{"nbformat": 5, "cells": []}', "format 5 cannot be read"),
        (b'{"nbformat": 3, "worksheets": 7}', "format 3 cannot be read"),
    ],
)
def test_an_unreadable_file_is_told_in_words(content, why):
    with pytest.raises(Unreadable, match=why):
        sanitise.read(content)


def test_an_older_format_is_read():
    old = nbformat.v3.new_notebook(
        worksheets=[nbformat.v3.new_worksheet(cells=[nbformat.v3.new_code_cell("x = 1")])]
    )
    notebook, _ = sanitised(json.dumps(old).encode())
    assert "x = 1" in [cell["source"] for cell in notebook["cells"]]
