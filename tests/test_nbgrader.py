"""The course under nbgrader's own commands, as an instructor and a student type them."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.course import Course
from autograder.gradebook import scores

pytestmark = pytest.mark.slow

COURSE = Course.find(Path(__file__).parent)
HW1 = COURSE.assignment("hw1")
BIN = Path(sys.executable).parent
STUDENTS = ("ana", "gita", "iris", "jana")


def nbgrader(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course with a few submissions, released and autograded by nbgrader."""
    root = tmp_path_factory.mktemp("course")
    shutil.copy(COURSE.root / "nbgrader_config.py", root)
    shutil.copytree(COURSE.source(HW1).parent, root / "source" / HW1.id)
    for student in STUDENTS:
        target = root / "submitted" / student / HW1.id
        shutil.copytree(COURSE.submission(HW1, student).parent, target)
    assert nbgrader(root, "generate_assignment", HW1.id).returncode == 0
    nbgrader(root, "autograde", HW1.id)
    return root


def test_generate_assignment_gives_the_release_that_build_gives(course):
    released = course / "release" / HW1.id
    assert [path.name for path in released.iterdir()] == ["broadcasting.ipynb"]
    assert (released / "broadcasting.ipynb").read_text() == COURSE.release(HW1).read_text()


def test_an_unreadable_notebook_costs_its_student_only(course):
    found = scores(course, HW1)
    assert set(found["iris"].values()) == {0}
    assert sum(found["ana"].values()) == 100


def test_duplicated_cells_count_once(course):
    assert sum(scores(course, HW1)["jana"].values()) == 100


def test_deleted_test_cells_are_put_back_in_their_place(course):
    graded = course / "autograded" / "gita" / HW1.id / "broadcasting.ipynb"
    ids = [
        cell.metadata["nbgrader"]["grade_id"]
        for cell in nbformat.read(graded, as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("locked")
    ]
    source = [
        cell.metadata["nbgrader"]["grade_id"]
        for cell in nbformat.read(COURSE.source(HW1), as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("locked")
    ]
    assert ids == source


def test_grading_again_gives_the_same_scores(course):
    before = scores(course, HW1)
    nbgrader(course, "autograde", HW1.id, "--force")
    assert scores(course, HW1) == before


def test_feedback_has_the_report_and_no_hidden_line(course):
    assert nbgrader(course, "generate_feedback", HW1.id).returncode == 0
    page = (course / "feedback" / "gita" / HW1.id / "broadcasting.html").read_text()
    assert "negative entries become 0, the others stay as they are" in page
    assert "HIDDEN TESTS" not in page
    assert "import grade" not in page


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        (COURSE.release(HW1), "FAILED ON 15 CELL(S)"),
        (COURSE.submission(HW1, "ana"), "Success! Your notebook passes all the tests."),
    ],
    ids=["blank", "right"],
)
def test_validate_tells_a_student_where_the_notebook_stands(tmp_path, path, verdict):
    shutil.copy(path, tmp_path)
    done = nbgrader(tmp_path, "validate", "broadcasting.ipynb")
    assert verdict in " ".join(done.stdout.split())


def test_an_assignment_travels_through_the_exchange(course, tmp_path):
    exchange = tmp_path / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    home = tmp_path / "student"
    home.mkdir()
    shutil.copy(course / "nbgrader_config.py", home)
    local = (f"--Exchange.root={exchange}", f"--Exchange.cache={tmp_path / 'cache'}")
    release = course / "release" / HW1.id
    for folder, words in [
        (course, ("release_assignment", HW1.id)),
        (home, ("fetch_assignment", HW1.id)),
        (home, ("submit", HW1.id)),
        (course, ("collect", HW1.id)),
    ]:
        done = nbgrader(folder, *words, *local)
        assert done.returncode == 0, done.stderr
    collected = [
        path
        for path in (course / "submitted").glob(f"*/{HW1.id}/broadcasting.ipynb")
        if path.parts[-3] not in STUDENTS
    ]
    assert [path.read_bytes() for path in collected] == [
        (release / "broadcasting.ipynb").read_bytes()
    ]


def test_formgrader_lists_the_submissions_with_their_scores(course):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PATH": os.pathsep.join([str(BIN), os.environ["PATH"]])}
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root"),
            *(f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token="),
            "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}",
        ],
        cwd=course,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}/formgrader/api/submissions/{HW1.id}"
        for _ in range(120):
            try:
                with urllib.request.urlopen(url, timeout=10) as answer:
                    rows = json.load(answer)
                break
            except OSError:
                time.sleep(0.5)
    finally:
        server.terminate()
        server.wait()
    assert {row["student"]: row["score"] for row in rows}["ana"] == 100


def test_the_gradebook_holds_a_row_for_each_test_cell(course):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        cells = gradebook.find_notebook("broadcasting", HW1.id).grade_cells
        assert sum(cell.max_score for cell in cells) == 100
        assert len(cells) == 2 * len(HW1.exercises)
