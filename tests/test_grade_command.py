"""gradlab grade, as it is typed: stopped, killed, on a full disk, again, compared, for one file."""

import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from autograder.course import Course
from autograder.grading import REPORT_TYPE
from tests.small_course import tables, url_of

pytestmark = pytest.mark.slow

COURSE = Course.find(Path(__file__).parent)
HW1 = COURSE.assignment("hw1")
SAMPLE = ("ana", "ben", "dina", "eli", "finn", "gita", "jana", "karl", "lena", "milo")
TIMES = 3
GRADE = [sys.executable, "-m", "autograder.cli", "grade"]


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """A course with thirty submissions."""
    root = tmp_path_factory.mktemp("generated") / "course"
    (root / "submitted").mkdir(parents=True)
    shutil.copy(COURSE.root / "nbgrader_config.py", root)
    shutil.copytree(COURSE.source(HW1).parent, root / "source" / HW1.id)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", HW1.id],
        cwd=root,
        env={**os.environ, "PATH": path},
        capture_output=True,
        check=True,
    )
    for student in SAMPLE:
        for i in range(TIMES):
            target = root / "submitted" / f"{student}{i}" / HW1.id
            shutil.copytree(COURSE.submission(HW1, student).parent, target)
    return root


@pytest.fixture(scope="module")
def undisturbed(generated, tmp_path_factory):
    """What a run that nobody disturbs leaves."""
    root = shutil.copytree(generated, tmp_path_factory.mktemp("undisturbed") / "course")
    done = gradlab(root, "hw1")
    assert done.returncode == 0, done.stderr
    return root, left(root)


@pytest.fixture
def course(generated, tmp_path):
    return shutil.copytree(generated, tmp_path / "course")


@pytest.fixture
def graded(undisturbed, tmp_path):
    return shutil.copytree(undisturbed[0], tmp_path / "course", copy_function=shutil.copy2)


def gradlab(root, *words):
    command = [*GRADE, *words]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def started(root, *words):
    return subprocess.Popen(
        [*GRADE, *words],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def left(root):
    """The rows of the gradebook, and by file what the test cells report.

    Other outputs hold times, which differ.
    """
    reports = {}
    for path in (root / "autograded").rglob("*"):
        if ".gradlab" in path.parts or not path.is_file():
            continue
        reports[str(path.relative_to(root))] = [
            output["data"][REPORT_TYPE]
            for cell in json.loads(path.read_bytes())["cells"]
            for output in cell.get("outputs", [])
            if REPORT_TYPE in output.get("data", {})
        ]
    assert all(reports.values())
    return tables(url_of(root)), reports


def workers(parent):
    """The processes that a run has spawned to grade."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            theirs = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if theirs == parent and b"spawn_main" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found


def wait_for_worker(process):
    patience = time.monotonic() + 120
    while not (found := workers(process.pid)):
        assert process.poll() is None
        assert time.monotonic() < patience
        time.sleep(0.05)
    return found


def stored(course):
    return list((course / "autograded").glob("*/*/*.ipynb"))


def wait_for_more(course, count, process):
    """Until a run has stored more than so many results, or has ended."""
    patience = time.monotonic() + 120
    while len(stored(course)) <= count and process.poll() is None:
        assert time.monotonic() < patience
        time.sleep(0.05)


def test_a_run_of_nothing_new_grades_nothing(graded):
    before = digest(graded / "autograded")
    done = gradlab(graded, "hw1", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["graded"] == 0
    assert json.loads(done.stdout)["graded_before"] == len(SAMPLE) * TIMES
    assert digest(graded / "autograded") == before


def test_a_run_killed_again_and_again_is_finished_by_the_last(course, undisturbed):
    chance = random.Random(6)
    seen: dict[Path, int] = {}
    killed = 0
    for _ in range(6):
        if len(seen) == len(SAMPLE) * TIMES:
            break  # a fast machine is done between two kills
        with started(course, "hw1", "--jobs", "2") as process:
            wait_for_worker(process)
            for victim in ("worker", "parent"):
                if victim == "parent":
                    wait_for_more(course, len(seen), process)
                time.sleep(chance.uniform(0, 2))
                theirs = workers(process.pid)
                whom = chance.choice(theirs) if victim == "worker" and theirs else process.pid
                killed += process.poll() is None
                with contextlib.suppress(ProcessLookupError):
                    os.kill(whom, signal.SIGKILL)
            process.kill()
        now = {path: path.stat().st_mtime_ns for path in stored(course)}
        assert {path: now[path] for path in seen} == seen  # nothing is lost or graded twice
        seen = now
    assert seen
    assert killed > 1
    done = gradlab(course, "hw1", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["graded"] == len(SAMPLE) * TIMES - len(seen)
    assert left(course) == undisturbed[1]


def test_a_killed_worker_costs_nothing(course, undisturbed):
    with started(course, "hw1", "--jobs", "2", "--json") as process:
        os.kill(wait_for_worker(process)[0], signal.SIGKILL)
        stdout, stderr = process.communicate()
    assert process.returncode == 0, stderr
    assert json.loads(stdout)["graded"] == len(SAMPLE) * TIMES
    assert left(course) == undisturbed[1]


def test_ctrl_c_keeps_what_is_graded_and_says_how_to_go_on(course, undisturbed):
    with started(course, "hw1", "--jobs", "1", "--json") as process:
        wait_for_worker(process)
        time.sleep(3)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does it
        stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130, stderr
    assert "goes on from here" in stderr
    assert "Traceback" not in stderr
    first = json.loads(stdout)
    assert first["graded"] + first["left"] == len(SAMPLE) * TIMES
    done = gradlab(course, "hw1", "--json")
    assert json.loads(done.stdout)["graded"] == first["left"]
    assert json.loads(done.stdout)["graded_before"] == first["graded"]
    assert left(course) == undisturbed[1]


def test_a_full_disk_stops_the_run_and_the_next_goes_on(course, undisturbed, tmp_path):
    small, script = tmp_path / "small", tmp_path / "script.sh"
    small.mkdir()
    script.write_text(
        f"""
        mount -t tmpfs -o size=$(($(du -sk {course} | cut -f1) + 1500))k none {small} || exit 99
        cp -r {course}/. {small} && cd {small}
        {" ".join(GRADE)} hw1 --json > {tmp_path}/first.json 2> {tmp_path}/first.err
        echo $? > {tmp_path}/status
        mount -o remount,size=1g {small}
        {" ".join(GRADE)} hw1 > {tmp_path}/second.out 2>&1 || exit 98
        cp -r {small} {tmp_path}/whole
        """
    )
    done = subprocess.run(["unshare", "-rm", "sh", str(script)], check=False, capture_output=True)
    if done.returncode in (1, 99):
        pytest.skip(f"no small disk can be made here: {done.stderr.decode()}")
    assert done.returncode == 0, (tmp_path / "second.out").read_text()
    assert (tmp_path / "status").read_text().strip() == "1"
    told = (tmp_path / "first.err").read_text()
    assert "could not be stored" in told
    assert "Traceback" not in told
    assert left(tmp_path / "whole") == undisturbed[1]


def test_without_a_terminal_progress_is_plain_lines(graded):
    done = gradlab(graded, "hw1", "--force", "--student", "ana0")
    assert done.stderr == "hw1-broadcasting: 1 to grade\n"
    assert "\x1b" not in done.stdout


def test_a_later_submission_is_graded_again(graded):
    folder = graded / "submitted" / "ana0" / HW1.id
    (folder / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC")
    assert told(gradlab(graded, "hw1", "--force", "--student", "ana0", "--json"))["graded"] == 1
    shutil.copy(COURSE.submission(HW1, "eli"), folder)
    assert told(gradlab(graded, "hw1", "--json"))["graded"] == 0
    (folder / "timestamp.txt").write_text("2026-03-01 12:00:01 UTC")
    assert told(gradlab(graded, "hw1", "--json"))["graded"] == 1


def test_a_damaged_notebook_and_an_empty_folder_are_a_line_each(course):
    shutil.rmtree(course / "submitted")
    for student, other in (("ana", "ana"), ("iris", "iris"), ("nina", None)):
        folder = course / "submitted" / student / HW1.id
        folder.mkdir(parents=True)
        if other:
            shutil.copy(COURSE.submission(HW1, other), folder)
    done = gradlab(course, "hw1", "--json")
    assert done.returncode == 1
    assert told(done)["graded"] == 1
    assert set(told(done)["failed"]) == {"iris", "nina"}


def test_a_comparison_names_whose_score_would_move_and_writes_nothing(graded):
    engine = create_engine(url_of(graded))
    with engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE grade SET auto_score = 1 WHERE id IN (SELECT grade.id FROM grade"
                " JOIN base_cell ON base_cell.id = grade.cell_id"
                " JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id"
                " JOIN submitted_assignment"
                "   ON submitted_assignment.id = submitted_notebook.assignment_id"
                " WHERE base_cell.name = 'test_relu' AND student_id = 'ana0')"
            )
        )
    engine.dispose()
    before = digest(graded)
    done = gradlab(graded, "hw1", "--diff", "--json", "--student", "ana0", "--student", "ben1")
    assert digest(graded) == before
    assert done.returncode == 0, done.stderr
    assert told(done)["compared"] == 2
    assert [
        (move["student"], move["cell"], move["before"], move["after"], move["change"])
        for move in told(done)["moves"]
    ] == [("ana0", "test_relu", 1, 4, 3)]


def test_one_file_is_reported_and_nothing_written(generated):
    before = digest(generated)
    file = f"submitted/lena0/{HW1.id}/broadcasting.ipynb"
    done = gradlab(generated, file)
    assert done.returncode == 0, done.stderr
    assert "broadcasting.relu: 0 of 4 points" in done.stdout
    assert done.stdout.splitlines()[-1] == "broadcasting: 87.33 of 100 points"
    assert digest(generated) == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["hw1", "--student", "anna0"], "Did you mean 'ana0'?"),
        (["hw2"], "nbgrader generate_assignment hw2-softmax-gradients"),
        (["nowhere.ipynb"], "--assignment hw1"),
        (["broadcasting.ipynb"], "cannot be read"),
        (["hw1", "--scheduler", "tcp://127.0.0.1:9"], "no Dask scheduler answers"),
    ],
)
def test_wrong_use_ends_in_one_message(course, words, message):
    done = gradlab(course, *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def told(done):
    return json.loads(done.stdout)


def digest(folder):
    """All files below a folder, with content and time of change."""
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc" and path.name != "lock"
    }
