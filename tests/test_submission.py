"""Odd submissions are graded for what is there, with one clear remark: through grade(), really."""

import dataclasses
import json
import shutil

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.course import Course
from autograder.submission import grade, read
from tests import tiny_course as tiny

pytestmark = pytest.mark.slow

FULL = {"test_double": 2, "test_share": 5, "test_shout": 3, "essay": None}
ESSAY = "Because."
NOTHING = {"test_double": 0, "test_share": 0, "test_shout": 0, "essay": 0}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return tiny.make(tmp_path_factory.mktemp("submission") / "course")


@pytest.fixture(scope="module")
def kit(course):
    return tiny.kit(course)


def right(course, **answers):
    return tiny.answered(course, essay=ESSAY, **answers)


def as_data(notebook):
    return json.loads(nbformat.writes(notebook))


def encoded(data):
    return json.dumps(data).encode()


def test_a_right_notebook_gets_everything_without_a_remark(course, kit):
    result = tiny.graded(kit, right(course))
    assert (result.scores, result.remarks, result.failure) == (FULL, (), "")
    assert result.comments == dict.fromkeys(("double", "share", "shout", "essay"))


def test_a_blank_notebook_gets_nothing_and_is_told_so(course, kit):
    result = tiny.graded(kit, tiny.released(course))
    assert result.scores == NOTHING
    assert set(result.comments.values()) == {"No response."}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b'{"nbformat": 4, "cells": [', "damaged"),
        (b"PK\x03\x04 a zip archive", "damaged"),
        (b"[1, 2]", "no notebook"),
        (b'{"nbformat": 5, "cells": []}', "format 5"),
    ],
    ids=["empty", "truncated", "archive", "list", "format_5"],
)
def test_what_is_no_notebook_is_named_and_asked_for_again(kit, content, why):
    result = tiny.graded(kit, content)
    assert result.content is None
    assert why in result.failure
    assert "ask for it again" in result.failure


def test_a_notebook_that_is_missing_is_no_failure(kit):
    result = tiny.graded(kit, None)
    assert (result.content, result.failure, dict(result.scores)) == (None, "", {})


def _doubled_test(notebook):
    tiny.twin(notebook, "test_double").source = "assert False"


def _deleted_tests(notebook):
    for name in ("test_double", "test_shout"):
        del notebook.cells[tiny.place(notebook, name)]


def _emptied_tests(notebook):
    for name in tiny.POINTS:
        tiny.cell(notebook, name).source = ""


def _split_test(notebook):
    test = tiny.twin(notebook, "test_double")
    test.metadata.nbgrader["grade_id"] = "test_double_2"


def _split_solution(notebook):
    where = tiny.place(notebook, "share")
    notebook.cells[where].source = "five = 5"
    notebook.cells.insert(where + 1, new_code_cell(tiny.RIGHT["share"].replace("5", "five")))


def _metadata(notebook):
    tests = [tiny.cell(notebook, name).metadata.nbgrader for name in tiny.POINTS]
    tests[0].update(points=100, locked=False, solution=True)
    tests[1].update(grade=False)
    tests[2].update(task=True, schema_version=99, checksum=5, points="many")
    tiny.cell(notebook, "share").metadata.nbgrader.update(grade=True, points=50, locked=True)


def _kinds(notebook):
    for name in ("test_double", "share"):
        cell = tiny.cell(notebook, name)
        cell.cell_type = "markdown"
        del cell["outputs"], cell["execution_count"]


def _kernel(notebook):
    notebook.metadata["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    notebook.metadata["language_info"] = {"name": "R"}


def _ids(notebook):
    for cell in notebook.cells:
        cell["id"] = "same"
    notebook.cells[0]["id"] = "not an id!"


def _surrogates(notebook):
    notebook.metadata["own"] = "\ud800"
    notebook.cells.append(new_code_cell("print('\ud83d \udc00 \x00')"))


def _many(notebook):
    where = tiny.place(notebook, "share")
    notebook.cells[where:where] = [new_code_cell("") for _ in range(5000)]


def _large(notebook):
    notebook.cells.insert(1, new_code_cell(f"text = '{'x' * 50_000_000}'\nlen(text)"))


EDITS = {
    "doubled_test": (_doubled_test, "more than once"),
    "deleted_tests": (_deleted_tests, "put back: test_double, test_shout"),
    "emptied_tests": (_emptied_tests, ""),
    "split_test": (_split_test, ""),
    "split_solution": (_split_solution, ""),
    "metadata": (_metadata, ""),
    "kinds": (_kinds, ""),
    "kernel": (_kernel, ""),
    "ids": (_ids, ""),
    "surrogates": (_surrogates, ""),
    "many_cells": (_many, "cells beyond the first"),
    "fifty_megabytes": (_large, None),
}


@pytest.mark.parametrize(("edit", "remark"), EDITS.values(), ids=EDITS)
def test_whatever_was_done_to_the_notebook_the_work_gets_its_points(course, kit, edit, remark):
    notebook = right(course)
    edit(notebook)
    result = tiny.graded(kit, encoded(notebook))
    assert result.failure == ""
    assert result.scores == FULL
    if remark is not None:
        assert [remark in told for told in result.remarks] == ([True] if remark else [])
    nbformat.validate(nbformat.reads(result.content.decode(), as_version=4))


def test_an_older_format_is_graded(course, kit):
    notebook = right(course)
    cells = [
        nbformat.v3.new_code_cell(cell.source, metadata=cell.metadata)
        if cell.cell_type == "code"
        else nbformat.v3.new_text_cell("markdown", cell.source, metadata=cell.metadata)
        for cell in notebook.cells
    ]
    old = nbformat.v3.new_notebook(worksheets=[nbformat.v3.new_worksheet(cells=cells)])
    assert tiny.graded(kit, encoded(old)).scores == FULL


@pytest.mark.parametrize(
    ("shown", "counted"),
    [("7", 5), ("-1", 0), ("float('nan')", 0), ("float('inf')", 5), ("2.5", 2.5), ("0", 0)],
)
def test_a_partial_credit_is_brought_into_its_bounds(course, kit, shown, counted):
    result = tiny.graded(kit, right(course, share=f"def share():\n    return {shown}"))
    assert result.scores["test_share"] == counted
    told = [remark for remark in result.remarks if "counted as" in remark]
    assert len(told) == (shown not in ("2.5", "0"))


def test_the_command_and_the_python_interface_write_the_same(course, kit, tmp_path):
    """Byte for byte, but where a cell's outputs hold a time or an address: none of these does."""
    copy = Course(shutil.copytree(course.root, tmp_path / "course"))
    for name in ("doubled_test", "deleted_tests", "metadata", "kernel", "surrogates"):
        notebook = right(course, shout="def shout(word):\n    print(word)\n    return word.upper()")
        notebook.cells.insert(1, new_code_cell("import random\nprint(random.random())\n1 / 0"))
        EDITS[name][0](notebook)
        tiny.hand_in(copy, name, encoded(notebook))
    tiny.hand_in(copy, "blank", tiny.released(course))
    tiny.hand_in(copy, "above", right(course, share="def share():\n    return 7"))
    done = tiny.autograde(copy.root)
    assert done.returncode == 0, done.stderr
    stored = tiny.scores(copy)
    assert len(stored) == 7
    for student, scores in stored.items():
        (result,) = grade(kit, read(copy, tiny.ASSIGNMENT, student)).notebooks
        path = copy.root / "autograded" / student / tiny.ASSIGNMENT / f"{tiny.NOTEBOOK}.ipynb"
        assert path.read_bytes().decode() == result.content.decode()
        assert {name: result.scores[name] for name in scores} == scores


def test_limits_travel_with_the_kit(course, kit):
    settings = dataclasses.replace(kit.settings, output=100)
    loud = right(course)
    loud.cells.append(new_code_cell("print('x' * 10_000)"))
    result = tiny.graded(dataclasses.replace(kit, settings=settings), loud)
    assert result.scores == FULL
    assert len(result.content) < len(tiny.graded(kit, loud).content) - 5000
