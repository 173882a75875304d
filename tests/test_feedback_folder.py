"""Feedback pages of a class: nbgrader's command and ours, what is written anew, a real browser."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course import Course
from autograder.environment import put_commands_on_path
from autograder.exercises import broadcasting
from autograder.feedback.folder import settings
from autograder.gradebook import load_config
from autograder.grading import REPORT_TYPE, as_data
from autograder.marking import mark
from tests.test_feedback import hostile_page, png

pytestmark = [
    pytest.mark.slow,
    # nbgrader's own way with its session.
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]

COURSE = Course.find(Path(__file__).parent)
HW1 = COURSE.assignment("hw1")
PAGE = "broadcasting.html"


def python_relu(z):
    """Right for numbers, wrong for arrays."""
    return max(0, z)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A course with a gradebook and two graded submissions, as a judge leaves them."""
    put_commands_on_path()
    root = tmp_path_factory.mktemp("graded")
    shutil.copy(COURSE.root / "nbgrader_config.py", root)
    shutil.copytree(COURSE.source(HW1).parent, root / "source" / HW1.id)
    done = NbGraderAPI(config=load_config(root)).generate_assignment(HW1.id)
    assert done["success"], done
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "gradlab") as gradebook:
        for student in ("ana", "ben"):
            _grade(root, gradebook, student)
    return root


@pytest.fixture
def course(graded, tmp_path):
    """A copy of that course of the test's own."""
    return shutil.copytree(graded, tmp_path / "course")


def _grade(root, gradebook, student):
    gradebook.update_or_create_student(student)
    submission = gradebook.update_or_create_submission(HW1.id, student)
    notebook = nbformat.read(COURSE.source(HW1), as_version=4)
    for count, cell in enumerate((c for c in notebook.cells if c.cell_type == "code"), 1):
        cell.execution_count = count
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_relu":
            report = as_data(mark(broadcasting.relu, python_relu))
            shown = {"text/plain": "…", REPORT_TYPE: report}
            value = {"text/plain": str(report["points"])}
            figure = {"image/png": png(), "text/plain": "<Figure size 1x1 with 1 Axes>"}
            wide = new_output("stream", name="stdout", text="wide " * 500)
            notebook.cells[1].outputs = [wide, new_output("display_data", figure)]
            cell.outputs = [
                new_output("display_data", shown),
                new_output("execute_result", value, execution_count=count),
            ]
    folder = root / "autograded" / student / HW1.id
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "broadcasting.ipynb")
    (folder / "timestamp.txt").write_text("2026-03-01 10:00:00 UTC")
    (folder / "submission_secret.txt").write_text(f"{student}-secret")
    for grade in submission.notebooks[0].grades:
        grade.auto_score = 1.0 if grade.name == "test_relu" else grade.max_score
        grade.needs_manual_grade = False
    gradebook.db.commit()


def run(root, *words):
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=root, capture_output=True, text=True, check=False
    )


def feedback(root, *words, status=0):
    """The last line of `gradlab feedback`, and all lines."""
    settings.cache_clear()  # a test may have changed the configuration
    done = CliRunner().invoke(app, ["feedback", "hw1", "--course", str(root), *words])
    assert done.exit_code == status, done.output
    return done.stdout.splitlines()[-1], done.stdout


def page(root, student="ana"):
    return root / "feedback" / student / HW1.id / PAGE


def files(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_nbgraders_command_and_ours_leave_the_same_files(course):
    feedback(course, "--jobs", "2")
    ours = files(course / "feedback")
    modes = {p.stat().st_mode for p in (course / "feedback").rglob("*.*")}
    shutil.rmtree(course / "feedback")
    assert run(course, "nbgrader", "generate_feedback", HW1.id).returncode == 0
    assert files(course / "feedback") == ours
    assert {p.stat().st_mode for p in (course / "feedback").rglob("*.*")} == modes
    assert {path.name for path in ours} == {PAGE, "timestamp.txt", "submission_secret.txt"}


def test_pages_can_be_released_to_the_students(course, tmp_path_factory):
    feedback(course)
    exchange = tmp_path_factory.mktemp("exchange")
    exchange.chmod(0o777)
    done = run(course, "nbgrader", "release_feedback", HW1.id, f"--Exchange.root={exchange}")
    assert done.returncode == 0, done.stderr
    released = sorted(path.read_bytes() for path in exchange.rglob("*.html"))
    assert released == sorted(page(course, who).read_bytes() for who in ("ana", "ben"))


def change_the_grade(gradebook):
    gradebook.find_grade("test_relu", "broadcasting", HW1.id, "ana").manual_score = 3


def change_the_comment(gradebook):
    found = gradebook.find_comment("relu", "broadcasting", HW1.id, "ana")
    found.manual_comment = "See me about relu."


def change_the_penalty(gradebook):
    submission = gradebook.find_submission(HW1.id, "ana")
    submission.notebooks[0].late_submission_penalty = 7.5


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (change_the_grade, "Set by your instructor to 3"),
        (change_the_comment, "See me about relu."),
        (change_the_penalty, "−7.5"),
    ],
)
def test_a_page_is_written_anew_when_the_gradebook_changes_and_only_then(course, change, told):
    assert feedback(course)[0] == "hw1-broadcasting: 2 pages written, 0 up to date, 0 remarks"
    before = page(course).stat().st_mtime_ns
    assert feedback(course)[0] == "hw1-broadcasting: 0 pages written, 2 up to date, 0 remarks"
    assert page(course).stat().st_mtime_ns == before
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "gradlab") as gradebook:
        change(gradebook)
        gradebook.db.commit()
    assert feedback(course)[0] == "hw1-broadcasting: 1 pages written, 1 up to date, 0 remarks"
    assert told in page(course).read_text()
    assert told not in page(course, "ben").read_text()


def test_a_page_is_written_anew_for_another_notebook_another_setting_or_by_force(course):
    feedback(course)
    assert "2 pages" in feedback(course, "--force")[0]
    assert "2 pages" in feedback(course, "--tell", "points")[0]
    assert "raised ValueError" not in page(course).read_text()
    assert "1 pages" in feedback(course, "--student", "ana")[0]
    assert "raised ValueError" in page(course).read_text()
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + '\nc.FeedbackExporter.tell = "claims"\n')
    assert "2 pages" in feedback(course)[0]
    assert "fails:" in page(course).read_text()
    assert "raised ValueError" not in page(course).read_text()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"cells": 3}', b"[]", None])
def test_one_broken_notebook_costs_one_remark(course, content):
    notebook = course / "autograded" / "ana" / HW1.id / "broadcasting.ipynb"
    notebook.unlink()
    if content is not None:
        notebook.write_bytes(content)
    last, said = feedback(course, status=1)
    assert last == "hw1-broadcasting: 1 pages written, 0 up to date, 1 remarks"
    assert said.count("ana: ") == 1
    assert page(course, "ben").is_file()
    assert not page(course).exists()


def test_a_students_link_to_another_file_is_not_followed(course):
    link = course / "autograded" / "ana" / HW1.id / "mine.txt"
    link.symlink_to(course / "gradebook.db")
    feedback(course)
    assert not (page(course).parent / "mine.txt").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--student", "nobody"], "no submission of hw1-broadcasting by nobody"),
        (["--tell", "everything"], "'everything' is not one of"),
    ],
)
def test_a_wrong_word_is_answered_with_the_right_ones(course, words, message):
    done = run(course, "autograder.cli", "feedback", "hw1", *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_gradebook_none_is_made(course):
    (course / "gradebook.db").unlink()
    done = run(course, "autograder.cli", "feedback", "hw1")
    assert done.returncode == 2
    assert "there is no gradebook" in done.stderr
    assert not (course / "gradebook.db").exists()


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
FLAGS = """
    --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-component-update
    --disable-background-networking --disable-sync --remote-debugging-port=0
    --remote-allow-origins=*
"""


@contextmanager
def browser():
    """A call into a page of a real browser, by its debugging protocol."""
    # Comes with the notebook server.
    websocket = pytest.importorskip("websocket")
    if CHROMIUM is None:
        pytest.skip("no Chromium here")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [CHROMIUM, *FLAGS.split(), f"--user-data-dir={profile}", "about:blank"]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            listening = Path(profile) / "DevToolsActivePort"
            for _ in range(300):
                if listening.is_file() and listening.read_text():
                    break
                time.sleep(0.1)
            port = listening.read_text().split()[0]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json", timeout=30) as answer:
                address = next(t for t in json.load(answer) if t["type"] == "page")
            socket = websocket.create_connection(address["webSocketDebuggerUrl"], timeout=60)
            numbers = iter(range(1, 10**6))

            def call(method, **parameters):
                number = next(numbers)
                socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
                while True:
                    message = json.loads(socket.recv())
                    if message.get("id") == number:
                        return message["result"]

            yield call
            socket.close()
        finally:
            process.terminate()
            process.wait(30)


def open_page(call, path, width):
    call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1,
         mobile=width < 500)  # fmt: skip
    call("Page.navigate", url=path.as_uri())
    for _ in range(100):
        if evaluate(call, "location.protocol + document.readyState") == "file:complete":
            return
        time.sleep(0.1)


def evaluate(call, expression):
    return call("Runtime.evaluate", expression=expression)["result"].get("value")


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_in_a_browser_the_page_is_never_wider_than_the_screen(course, tmp_path, width):
    feedback(course)
    hostile = tmp_path / "hostile.html"
    hostile.write_text(hostile_page())
    with browser() as call:
        for each in (page(course), hostile):
            open_page(call, each, width)
            # On a phone, what is too wide makes the whole layout wider.
            assert evaluate(call, "innerWidth") == width
            assert evaluate(call, "document.documentElement.scrollWidth") <= width


def test_in_a_browser_formulas_and_figures_appear_and_nothing_is_fetched(course):
    feedback(course)
    with browser() as call:
        open_page(call, page(course), 1280)
        drawn = "[...document.querySelectorAll('math')].filter(m => !m.closest('details'))"
        assert evaluate(call, f"{drawn}.length") > 50
        assert evaluate(call, f"{drawn}.every(m => m.getBoundingClientRect().height > 5)")
        assert evaluate(call, "document.images.length") == 1
        assert evaluate(call, "[...document.images].every(i => i.naturalWidth > 0)")
        assert evaluate(call, "performance.getEntriesByType('resource').length") == 0


def test_in_a_browser_nothing_of_a_hostile_page_runs(tmp_path):
    hostile = tmp_path / "hostile.html"
    hostile.write_text(hostile_page())
    with browser() as call:
        open_page(call, hostile, 1280)
        title = evaluate(call, "document.title")
        assert title.endswith("feedback for ana")
        assert evaluate(call, "document.scripts.length") == 0
        assert evaluate(call, "performance.getEntriesByType('resource').length") == 0
        # Nothing of the student's has broken out of its place.
        assert evaluate(call, "document.querySelector('main + footer') !== null")
        assert evaluate(call, "document.querySelectorAll('main > section').length") == 2


def test_in_a_browser_the_keyboard_comes_first_to_a_visible_skip_link(course):
    feedback(course)
    with browser() as call:
        open_page(call, page(course), 1280)
        for kind in ("keyDown", "keyUp"):
            call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab",
                 windowsVirtualKeyCode=9)  # fmt: skip
        assert evaluate(call, "document.activeElement.getAttribute('href')") == "#overview"
        assert evaluate(call, "document.activeElement.getBoundingClientRect().left >= 0")
        assert evaluate(call, "getComputedStyle(document.activeElement).outlineStyle") == "solid"
