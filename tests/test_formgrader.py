"""nbgrader's formgrader, in a browser, on a gradebook that gradlab grade has filled."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from autograder.course import Course
from autograder.gradebook import scores

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="there is no chromium to show the pages in"),
]

COURSE = Course.find(Path(__file__).parent)
HW1 = COURSE.assignment("hw1")
STUDENTS = ("ana", "dina", "gita", "iris")
ENVIRONMENT = {
    **os.environ,
    "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
}
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--virtual-time-budget=20000",
)


def run(root, *words):
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=root, env=ENVIRONMENT, capture_output=True, text=True
    )
    assert done.returncode in (0, 1), done.stderr
    return done


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course whose hw1 is graded by gradlab; iris's file is damaged."""
    root = tmp_path_factory.mktemp("course")
    shutil.copy(COURSE.root / "nbgrader_config.py", root)
    shutil.copytree(COURSE.source(HW1).parent, root / "source" / HW1.id)
    for student in STUDENTS:
        target = root / "submitted" / student / HW1.id
        shutil.copytree(COURSE.submission(HW1, student).parent, target)
    run(root, "nbgrader", "generate_assignment", HW1.id)
    assert json.loads(run(root, "autograder.cli", "grade", "hw1", "--json").stdout)["graded"] == 3
    return root


@pytest.fixture(scope="module")
def formgrader(course):
    """The address of a server with formgrader."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root"),
            *(f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token="),
            # Only this test's own requests come here, and they are no browser's forms.
            "--ServerApp.disable_check_xsrf=True",
            "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}",
        ],
        cwd=course,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}/formgrader"
    try:
        for _ in range(240):
            try:
                asked(address, "students")
                break
            except OSError:
                assert server.poll() is None, "the server has ended"
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait()


def asked(address, path, **change):
    """What formgrader's interface answers; to a change where there is one."""
    data = json.dumps(change).encode() if change else None
    request = urllib.request.Request(
        f"{address}/api/{path}", data, {"Content-Type": "application/json"}
    )
    request.method = "PUT" if change else "GET"
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def page(tmp_path, url):
    """A page as the browser has it when its scripts have run."""
    shown = subprocess.run(
        [CHROMIUM, *QUIET, f"--user-data-dir={tmp_path / 'browser'}", "--dump-dom", url],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return BeautifulSoup(shown.stdout, "html.parser")


def rows(found):
    """The words in each cell of a page's table."""
    return [
        [" ".join(cell.get_text().split()) for cell in row.find_all("td")]
        for row in found.select("tbody tr")
    ]


def of_hundred(score):
    return f"{round(score, 2):g} / 100"


def sums(course):
    return {who: sum(each or 0 for each in of.values()) for who, of in scores(course, HW1).items()}


def test_the_submissions_are_listed_with_their_scores(course, formgrader, tmp_path):
    found = rows(page(tmp_path, f"{formgrader}/manage_submissions/{HW1.id}"))
    assert {row[1]: (row[3], row[4]) for row in found} == {
        who: ("needs manual grading" if who == "iris" else "graded", of_hundred(score))
        for who, score in sums(course).items()
    }


def test_each_notebook_can_be_graded_by_hand(course, formgrader, tmp_path):
    found = rows(page(tmp_path, f"{formgrader}/gradebook/{HW1.id}/{HW1.notebook}"))
    graded = {who: score for who, score in sums(course).items() if who != "iris"}
    assert sorted(row[2] for row in found) == sorted(map(of_hundred, graded.values()))


def test_the_assignments_count_and_the_students_sums(course, formgrader, tmp_path):
    assignments = rows(page(tmp_path, f"{formgrader}/manage_assignments"))
    assert [HW1.id, str(len(STUDENTS))] in [[row[0], row[8]] for row in assignments]
    students = rows(page(tmp_path, f"{formgrader}/manage_students"))
    assert {row[1]: row[3] for row in students if len(row) > 3} == {
        who: of_hundred(score) for who, score in sums(course).items()
    }


def test_what_a_person_gives_is_shown_and_outlives_another_grading(course, formgrader, tmp_path):
    notebooks = asked(formgrader, f"submitted_notebooks/{HW1.id}/{HW1.notebook}")
    (mine,) = (each["id"] for each in notebooks if each["student"] == "gita")
    grades = asked(formgrader, f"grades?submission_id={mine}")
    comments = asked(formgrader, f"comments?submission_id={mine}")
    (grade,) = (each for each in grades if each["name"] == "test_matmul_broadcast")
    (comment,) = (each for each in comments if each["name"] == "matmul_broadcast")
    before = sums(course)["gita"]
    asked(formgrader, f"grade/{grade['id']}", manual_score=3.5, extra_credit=0.5)
    asked(formgrader, f"comment/{comment['id']}", manual_comment="The idea was right.")
    run(course, "autograder.cli", "grade", "hw1", "--force", "--student", "gita")
    shown = page(tmp_path, f"{formgrader}/submissions/{mine}/")
    assert "broadcasting.matmul_broadcast: 0 of 8 points" in shown.get_text()
    assert "✓ negative entries become 0" in shown.get_text()
    (kept,) = (
        each
        for each in asked(formgrader, f"grades?submission_id={mine}")
        if each["id"] == grade["id"]
    )
    assert (kept["auto_score"], kept["manual_score"], kept["extra_credit"]) == (0, 3.5, 0.5)
    listed = rows(page(tmp_path, f"{formgrader}/manage_submissions/{HW1.id}"))
    assert of_hundred(before + 4) in next(row for row in listed if row[1] == "gita")
    run(course, "autograder.cli", "feedback", "hw1", "--student", "gita")
    told = (course / "feedback" / "gita" / HW1.id / "broadcasting.html").read_text()
    assert "The idea was right." in told
    assert "Set by your instructor to 3.5; the tests gave 0." in told
