"""The notebooks themselves, executed: filled in they run, blank they fail where they should."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.course import Course

pytestmark = pytest.mark.slow

COURSE = Course.find(Path(__file__).parent)
ASSIGNMENTS = list(COURSE.assignments.values())


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    """As in grading: on a busy machine threads of linear algebra spend their time waiting."""
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(variable, "1")


def executed(path):
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=300, allow_errors=True, resources={"metadata": {"path": path.parent}}
    )
    client.execute()
    return notebook


def outputs(notebook, *kinds):
    """The grade_id (or the first line) of each cell with such an output, and the output's words."""
    found = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            name = output.get("name") or output.output_type
            if name in kinds:
                words = output.get("ename", output.get("text", ""))
                place = cell.metadata.get("nbgrader", {}).get("grade_id", cell.source[:40])
                found.setdefault(place, words)
    return found


@pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda each: each.id)
def test_filled_in_it_runs_without_errors_or_warnings_and_earns_all(assignment):
    notebook = executed(COURSE.source(assignment))
    assert outputs(notebook, "error", "stderr") == {}
    earned = [
        float(output.data["text/plain"])
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "execute_result"
        and cell.metadata.get("nbgrader", {}).get("points")
    ]
    assert sum(earned) == 100


@pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda each: each.id)
def test_blank_it_fails_in_the_examples_and_nowhere_else(assignment):
    notebook = executed(COURSE.release(assignment))
    failures = outputs(notebook, "error", "stderr")
    examples = {f"test_{name}_examples" for name in assignment.exercises}
    # A table that is not filled in stops in its own cell; its examples tell what is missing.
    assert examples <= set(failures) <= examples | set(assignment.exercises)
    assert {failures[each] for each in failures} <= {"NotImplementedError", "AssertionError"}
