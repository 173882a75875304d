"""The same notebooks score the same under nbgrader's own Execute, without the sandbox."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.gradebook import scores
from autograder.submission import grade, kit_of, read

pytestmark = pytest.mark.slow

COURSE = Course.find(Path(__file__).parent)
# Every kind of answer but endless loops, for which nbgrader's Execute would wait.
CHOSEN = {
    "hw1": ("cleo", "dina", "finn", "gita"),
    "hw5": ("dina",),
    "hw8": ("dina",),
    "hw9": ("cleo",),
}
# The settings, but for the steps that were replaced.
STOCK = """
for replaced in ("exporter_class", "sanitize_preprocessors", "autograde_preprocessors"):
    del c.Autograde[replaced]
"""


def _nbgrader(root, *words):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=root,
        env={**os.environ, "PATH": path},
        capture_output=True,
        check=True,
    )


@pytest.mark.parametrize("name", CHOSEN)
def test_each_exercise_scores_as_under_stock_nbgrader(tmp_path, name):
    assignment = COURSE.assignment(name)
    config = (COURSE.root / "nbgrader_config.py").read_text()
    (tmp_path / "nbgrader_config.py").write_text(config + STOCK)
    shutil.copytree(COURSE.source(assignment).parent, tmp_path / "source" / assignment.id)
    for student in CHOSEN[name]:
        folder = COURSE.submission(assignment, student).parent
        shutil.copytree(folder, tmp_path / "submitted" / student / assignment.id)
    _nbgrader(tmp_path, "generate_assignment", assignment.id)
    _nbgrader(tmp_path, "autograde", assignment.id)
    stock = scores(tmp_path, assignment)
    course = Course(tmp_path)
    kit = kit_of(course, assignment.id)
    for student in CHOSEN[name]:
        (result,) = grade(kit, read(course, assignment.id, student)).notebooks
        ours = {exercise: result.scores[f"test_{exercise}"] for exercise in stock[student]}
        # A deleted test cell is put back here; stock nbgrader scores it None.
        there = {each: score for each, score in stock[student].items() if score is not None}
        assert {each: ours[each] for each in there} == pytest.approx(there, abs=1e-9)
        assert len(ours) - len(there) <= 2
