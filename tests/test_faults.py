"""What stock nbgrader gets wrong, and what comes of the same submissions here.

All of them are graded by one run of `nbgrader autograde`, and by another with the configuration
that nbgrader comes with, for the contrast. What ends the whole run of stock nbgrader has one of its
own, with an honest student behind it.
"""

import shutil
from collections.abc import Mapping
from typing import NamedTuple

import nbformat
import pytest

from autograder.course import Course
from tests import tiny_course as tiny

pytestmark = pytest.mark.slow

FULL = {"test_double": 2, "test_share": 5, "test_shout": 3}
IGNORES = """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    pass
"""
# Behind them in the alphabet, so that stock nbgrader has not got to her when it gives up.
LAST = "zoe"


def _duplicated(course):
    notebook = tiny.answered(course)
    tiny.twin(notebook, "test_double")
    return notebook


def _deleted(course):
    notebook = tiny.answered(course)
    del notebook.cells[tiny.place(notebook, "test_double")]
    return notebook


def _skipped(course):
    notebook = tiny.answered(course, double="def double(x):\n    return 'wrong'")
    tiny.cell(notebook, "test_double").metadata["tags"] = ["skip-execution"]
    return notebook


def _warned(course):
    text = "import warnings\ndef double(x):\n    warnings.warn('slow')\n    return 2 * x"
    return tiny.answered(course, double=text)


def _broken(course):
    text = nbformat.writes(tiny.answered(course))
    return text[: len(text) // 2].encode()


SUBMISSIONS = {
    "above": lambda course: tiny.answered(course, share="def share():\n    return 7"),
    "below": lambda course: tiny.answered(course, share="def share():\n    return -1"),
    "broken": _broken,
    "dead": lambda course: tiny.answered(course, share="import os\nos._exit(1)"),
    "deleted": _deleted,
    "endless": lambda course: tiny.answered(course, share=IGNORES),
    "nan": lambda course: tiny.answered(course, share="def share():\n    return float('nan')"),
    "skipped": _skipped,
    "warned": _warned,
    LAST: tiny.answered,
}


class Run(NamedTuple):
    """What a run left: automatic scores, what it said, whose notebooks it wrote."""

    scores: Mapping[str, Mapping[str, float | None]]
    said: str
    written: set[str]


def _run(course):
    done = tiny.autograde(course.root)
    written = {path.parts[-3] for path in (course.root / "autograded").glob("*/*/*.ipynb")}
    return Run(tiny.scores(course), done.stderr, written)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A course to which nobody has handed in anything."""
    return tiny.make(tmp_path_factory.mktemp("faults") / "empty")


@pytest.fixture(scope="module")
def of_stock(empty):
    """What stock nbgrader makes of them."""
    course = tiny.stock(empty, empty.root.parent / "stock")
    for student, build in SUBMISSIONS.items():
        tiny.hand_in(course, student, build(course))
    return _run(course)


@pytest.fixture(scope="module")
def ours(empty):
    """What ours makes of them, and of the duplicated cell that stock nbgrader stops at."""
    course = Course(shutil.copytree(empty.root, empty.root.parent / "ours"))
    for student, build in {**SUBMISSIONS, "duplicated": _duplicated}.items():
        tiny.hand_in(course, student, build(course))
    return _run(course)


def test_a_duplicated_test_cell_counts_once_and_the_class_is_graded_to_the_end(empty, ours):
    """Stock nbgrader aborts the whole run: whoever comes later is not graded (its #1083)."""
    assert ours.scores["duplicated"] == FULL
    assert ours.scores[LAST] == FULL

    stock = tiny.stock(empty, empty.root.parent / "aborted")
    tiny.hand_in(stock, "duplicated", _duplicated(stock))
    tiny.hand_in(stock, LAST, tiny.answered(stock))
    run = _run(stock)
    assert LAST not in run.scores
    assert not run.written


def test_a_deleted_test_cell_is_put_back(ours, of_stock):
    """Stock nbgrader scores None, which no total shows."""
    assert ours.scores["deleted"] == FULL
    assert of_stock.scores["deleted"] == FULL | {"test_double": None}


def test_a_test_cell_is_run_whatever_its_metadata_say(ours, of_stock):
    """Stock nbgrader gives full marks to a cell without outputs; a tag of nbclient's is enough."""
    assert ours.scores["skipped"] == FULL | {"test_double": 0}
    assert of_stock.scores["skipped"] == FULL


def test_a_partial_credit_above_the_maximum_is_the_maximum(ours, of_stock):
    """Stock nbgrader loses the submission."""
    assert ours.scores["above"] == FULL
    assert "above" not in of_stock.written
    assert of_stock.scores["above"]["test_shout"] is None


def test_a_partial_credit_below_zero_is_zero(ours, of_stock):
    """Stock nbgrader gives full marks."""
    assert ours.scores["below"] == FULL | {"test_share": 0}
    assert of_stock.scores["below"] == FULL


def test_a_partial_credit_that_is_no_number_is_zero(ours, of_stock):
    """Stock nbgrader gives full marks."""
    assert ours.scores["nan"] == FULL | {"test_share": 0}
    assert of_stock.scores["nan"] == FULL


def test_a_warning_costs_nothing(ours, of_stock):
    """Stock nbgrader scores 0 for a word on standard error."""
    assert ours.scores["warned"] == FULL
    assert of_stock.scores["warned"] == FULL | {"test_double": 0}


def test_a_process_that_dies_costs_its_own_exercise(ours, of_stock):
    """Stock nbgrader loses the submission: NULL for every score."""
    assert ours.scores["dead"] == FULL | {"test_share": 0}
    assert "dead" not in of_stock.written
    assert set(of_stock.scores["dead"].values()) == {None}


def test_a_loop_that_ignores_interrupts_costs_its_own_exercise(ours, of_stock):
    """Stock nbgrader cannot stop it, and loses the submission."""
    assert ours.scores["endless"] == FULL | {"test_share": 0}
    assert "endless" not in of_stock.written
    assert set(of_stock.scores["endless"].values()) == {None}


def test_a_broken_file_is_named_and_scores_nothing(ours, of_stock):
    """Stock nbgrader shows a traceback and leaves NULLs."""
    assert set(ours.scores["broken"].values()) == {0}
    (told,) = [line for line in ours.said.splitlines() if "seems damaged" in line]
    assert "broken" in told
    assert "Ask for it again" in told
    assert "Traceback" not in ours.said
    assert "broken" not in of_stock.written
    assert set(of_stock.scores["broken"].values()) == {None}
