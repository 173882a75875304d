"""Scores and checksums: those of nbgrader, but where nbgrader gives too much or fails."""

import math

import nbformat
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.utils import compute_checksum, determine_grade

from autograder import scoring
from autograder.task import Cell

POINTS = 4.0
WORDS = st.text(max_size=20)
NUMBERS = st.one_of(
    st.floats().map(str), st.integers(-3, 8).map(str), st.sampled_from(["2", " 3 ", "1e0", "1_0"])
)
SHOWN = st.one_of(NUMBERS, WORDS.filter(bool), st.sampled_from(["True", "None", "'4'", "array(1)"]))
OUTPUTS = st.lists(
    st.one_of(
        st.just({"output_type": "error", "ename": "E", "evalue": "", "traceback": []}),
        st.builds(
            lambda name, text: {"output_type": "stream", "name": name, "text": text},
            st.sampled_from(["stdout", "stderr"]),
            WORDS,
        ),
        st.builds(
            lambda kind, shown: {
                "output_type": kind,
                "data": {"text/plain": shown},
                "metadata": {},
            },
            st.sampled_from(["execute_result", "display_data"]),
            SHOWN,
        ),
    ),
    max_size=3,
)
# grade, solution and task, in the combinations that nbgrader knows.
ROLES = st.sampled_from([(True, False, False), (True, True, False), (False, True, False),
                         (False, False, False), (False, False, True)])  # fmt: skip


@st.composite
def cells(draw):
    """A cell that nbgrader names, and what the source says of it."""
    grade, solution, task = draw(ROLES)
    kind = draw(st.sampled_from(["code", "markdown"]))
    name = draw(st.from_regex(r"[a-zA-Z0-9_-]{1,10}", fullmatch=True))
    metadata = {
        "cell_type": kind,
        "grade": grade,
        "grade_id": name,
        "locked": draw(st.booleans()),
        "schema_version": 3,
        "solution": solution,
        "task": task,
    }
    if grade or task:
        metadata["points"] = draw(st.sampled_from([POINTS, 4, 0, 2.5]))
    cell = {"cell_type": kind, "source": draw(WORDS), "metadata": {"nbgrader": metadata}}
    if kind == "code":
        cell |= {"outputs": draw(OUTPUTS), "execution_count": None}
    blank = draw(st.booleans())
    checksum = compute_checksum(nbformat.from_dict(cell)) if blank else "another"
    metadata["checksum"] = checksum
    locked = bool(metadata["locked"]) and not solution
    return cell, Cell(
        name, kind, cell["source"], locked, checksum, metadata.get("points"), solution, task
    )


@given(cells())
def test_a_checksum_is_the_one_of_nbgrader(made):
    cell, _ = made
    assert scoring.checksum(cell) == compute_checksum(nbformat.from_dict(cell))


@given(cells().filter(lambda made: made[0]["metadata"]["nbgrader"]["grade"]))
def test_a_score_is_the_one_of_nbgrader_or_the_nearest_that_is_allowed(made):
    cell, known = made
    shown = _credit(cell)
    if shown is not None and not 0 <= shown <= known.points:
        expected = 0.0 if math.isnan(shown) else min(max(shown, 0.0), known.points)
    else:
        expected = determine_grade(nbformat.from_dict(cell))[0]
    assert scoring.score(cell, known) == expected


@given(cells().filter(lambda made: made[0]["metadata"]["nbgrader"]["grade"]))
def test_once_settled_nbgrader_gives_the_same_score_itself(made):
    cell, known = made
    if known.solution or cell["cell_type"] != "code":
        return
    known = Cell(known.name, "code", known.source, True, known.checksum, known.points)
    before = scoring.score(cell, known)
    remarks = scoring.settle({"cells": [cell]}, {known.name: known})
    assert determine_grade(nbformat.from_dict(cell))[0] == before
    assert scoring.settle({"cells": [cell]}, {known.name: known}) == []
    assert all(known.name in remark for remark in remarks)


@given(cells())
def test_no_response_is_what_nbgrader_calls_so(made):
    cell, known = made
    unchanged = known.checksum == compute_checksum(nbformat.from_dict(cell))
    expected = "No response." if unchanged and not known.task else None
    assert scoring.comment(cell, known) == expected


def _credit(cell):
    """The number that nbgrader takes for a partial credit; None where there is none."""
    nbgrader = cell["metadata"]["nbgrader"]
    for output in cell.get("outputs", []) if not nbgrader["solution"] else []:
        if output["output_type"] == "error" or output.get("name") == "stderr":
            return None
        if output["output_type"] == "execute_result":
            try:
                return float(output["data"]["text/plain"])
            except ValueError:
                return None
    return None
