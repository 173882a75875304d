"""The sample class gets exactly the scores that it deserves, graded by `gradlab demo`."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from autograder import catalog
from autograder.course import Course
from autograder.gradebook import scores

pytestmark = pytest.mark.slow

COURSE = Course.find(Path(__file__).parent)
GRADED = [each for each in COURSE.assignments.values() if COURSE.answers(each)]


def deserved(assignment):
    """The scores by student and exercise, from the one place where they are written down."""
    full = {each.name: each.points for each in catalog.of_module(assignment.module).values()}
    table = {}
    for student, row in tomllib.loads(COURSE.deserved(assignment).read_text()).items():
        lost = row.get("lost", full if row["score"] == 0 else {})
        table[student] = {name: points - lost.get(name, 0) for name, points in full.items()}
        assert sum(table[student].values()) == pytest.approx(row["score"], abs=0.05)
    return table


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The folder in which the demo has graded the class, and what it printed."""
    folder = tmp_path_factory.mktemp("demo") / "course"
    command = [sys.executable, "-m", "autograder.cli", "demo", "--keep", str(folder)]
    done = subprocess.run(
        command,
        cwd=COURSE.root,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


@pytest.mark.parametrize("assignment", GRADED, ids=lambda each: each.id)
def test_everybody_gets_what_is_deserved(demo, assignment):
    found = scores(demo[0], assignment)
    expected = deserved(assignment)
    assert found.keys() == expected.keys()
    wrong = {
        (student, exercise): f"{found[student][exercise]}, not {points:g}"
        for student, row in expected.items()
        for exercise, points in row.items()
        if (found[student][exercise] or 0.0) != pytest.approx(points, abs=0.006)
    }
    assert wrong == {}


@pytest.mark.parametrize("assignment", GRADED, ids=lambda each: each.id)
def test_every_readable_submission_gets_a_feedback_page_without_hidden_lines(demo, assignment):
    pages = list((demo[0] / "feedback").glob(f"*/{assignment.id}/*.html"))
    unreadable = {
        path.stem for path in COURSE.answers(assignment) if "truncate" in path.read_text()
    }
    assert {page.parts[-3] for page in pages} == {
        path.stem for path in COURSE.answers(assignment)
    } - unreadable
    assert not [page for page in pages if "HIDDEN TESTS" in page.read_text()]
    assert not [page for page in pages if "from autograder import grade" in page.read_text()]


def test_the_demo_names_who_could_not_be_graded_and_what_went_wrong_most(demo):
    assert "iris: broadcasting: the file seems damaged" in demo[1]
    assert "Points were lost most in" in demo[1]


def test_the_demo_says_where_pages_reports_and_gradebook_lie(demo):
    folder, said = demo
    assert str(folder / "gradebook.db") in said
    assert str(folder / "feedback") in said
    reports = {path.stem for path in (folder / "reports").glob("*.html")}
    assert reports == {each.id for each in GRADED}
