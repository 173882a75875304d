"""The engine on real processes: everybody once, whatever dies, and never more than fits."""

import io
import os
import re
import subprocess
import sys
import time
from datetime import datetime, timedelta

import pytest
from rich.console import Console

from autograder.classroom import progress
from autograder.classroom.plan import plan
from autograder.classroom.pool import LocalPool
from autograder.classroom.progress import meter
from autograder.classroom.run import WorkersFailed, run
from autograder.course import CourseError
from autograder.gradebook import load_config
from tests.grades import KIT, Deadly, hand_in, score

NOW = datetime(2026, 3, 1, 12)


def outcomes(students, jobs=2, **options):
    """What came of each student's submission: "graded", or why it failed."""
    found = [
        result
        for results in run(KIT, hand_in(*students), LocalPool(jobs), score, **options)
        for result in results
    ]
    assert len(found) == len({result.student for result in found})
    return {result.student: result.notebooks[0].failure or "graded" for result in found}


def test_everybody_is_graded_once():
    students = [f"s{i}" for i in range(100)]
    assert outcomes(students) == dict.fromkeys(students, "graded")


def test_what_kills_its_worker_costs_itself_only():
    students = [f"s{i}" for i in range(12)]
    found = outcomes([*students[:5], "killer1", *students[5:], "killer2"])
    assert "died" in found.pop("killer1")
    assert "died" in found.pop("killer2")
    assert found == dict.fromkeys(students, "graded")


def test_a_fault_of_the_grader_costs_one_submission():
    found = outcomes(["ana", "bug", "ben"])
    assert "ZeroDivisionError" in found.pop("bug")
    assert found == dict.fromkeys(["ana", "ben"], "graded")


def test_where_no_worker_starts_no_submission_is_blamed():
    with pytest.raises(WorkersFailed, match="no process that grades can be started"):
        list(run(KIT, hand_in("ana", "ben"), LocalPool(2), Deadly()))


def test_submissions_are_read_as_they_are_sent():
    read = []

    def handed_in():
        for i in range(200):
            read.append(i)
            yield from hand_in(f"s{i}")

    pool, ahead, through = LocalPool(1), 0, 0
    for results in run(KIT, handed_in(), pool, score):
        ahead = max(ahead, len(read) - through)
        through += len(results)
    assert through == 200
    assert ahead <= pool.ahead * pool.lanes + 1


def test_a_run_that_is_stopped_yields_what_is_done_and_leaves_no_process():
    done = []

    def stop():
        return bool(done)

    students = ["ana", *(f"slow{i}" for i in range(5))]
    for results in run(KIT, hand_in(*students), LocalPool(2), score, stop):
        done += results
    assert [result.student for result in done] == ["ana"]
    assert not alive(int(done[0].notebooks[0].remarks[0]))


PARENT = """
import sys
from autograder.classroom.pool import LocalPool
from autograder.classroom.progress import meter
from autograder.classroom.run import WorkersFailed, run
from tests.grades import KIT, Deadly, hand_in, score
if __name__ == "__main__":
    for results in run(KIT, hand_in("ana", "slow1", "slow2"), LocalPool(1), score):
        for result in results:
            print(result.notebooks[0].remarks[0], flush=True)
"""


def test_workers_end_when_their_parent_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as parent:
        worker = int(parent.stdout.readline())
        assert alive(worker)
        parent.kill()
    patience = time.monotonic() + 30
    while alive(worker) and time.monotonic() < patience:
        time.sleep(0.05)
    assert not alive(worker)


def alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    try:
        with open(f"/proc/{process}/stat") as status:
            return ") Z" not in status.read()
    except FileNotFoundError:
        return not os.path.isdir("/proc")


def test_a_log_gets_a_line_a_minute_with_rate_and_time_left(monkeypatch):
    log = io.StringIO()
    with meter(Console(file=log, width=200), "ps1", 300) as shown:
        shown.tell(100, 2)
        assert log.getvalue() == "ps1: 300 to grade\n"
        monkeypatch.setattr(progress, "EVERY", 0)
        shown.tell(100, 2)
    assert re.search(r"ps1: 100 of 300, 2 failed, [\d.]+ a second, [\d:]+ left\n$", log.getvalue())


@pytest.fixture
def course(tmp_path):
    """A course in which ana, ben, cleo and dina handed something in."""
    (tmp_path / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.student_id_exclude = "dina"\n'
    )
    for student in ("ana", "ben", "cleo", "dina"):
        folder = tmp_path / "submitted" / student / "ps1"
        folder.mkdir(parents=True)
        (folder / "one.ipynb").write_text("{}")
    return tmp_path


def grade_by_hand(course, student, when=None):
    folder = course / "autograded" / student / "ps1"
    folder.mkdir(parents=True)
    (folder / "one.ipynb").write_text("{}")
    return {student: when}


def planned(course, graded, *students, **options):
    return plan(load_config(course), "ps1", ["one"], graded, students, **options)


def test_who_is_graded_is_left_out_unless_asked(course):
    graded = grade_by_hand(course, "ana")
    assert planned(course, graded).todo == ("ben", "cleo")
    assert planned(course, graded).done == ("ana",)
    assert planned(course, graded, force=True).todo == ("ana", "ben", "cleo")
    assert planned(course, graded, "ana").todo == ()
    assert planned(course, graded, "ana", force=True).todo == ("ana",)


@pytest.mark.parametrize(("hours", "again"), [(-1, False), (0, False), (1, True)])
def test_a_later_submission_is_graded_again(course, hours, again):
    graded = grade_by_hand(course, "ana", NOW)
    stamp = course / "submitted" / "ana" / "ps1" / "timestamp.txt"
    stamp.write_text(f"{NOW + timedelta(hours=hours)} UTC")
    assert ("ana" in planned(course, graded).todo) is again


def test_what_failed_is_tried_again(course):
    graded = grade_by_hand(course, "ana")
    (course / "autograded" / "ana" / "ps1" / "one.ipynb").unlink()
    assert "ana" in planned(course, graded).todo


def test_a_folder_without_a_notebook_is_told(course):
    (course / "submitted" / "ben" / "ps1" / "one.ipynb").unlink()
    assert planned(course, {}).empty == ("ben",)
    assert planned(course, {}).todo == ("ana", "cleo")


def test_a_wrong_student_is_answered_with_the_nearest(course):
    with pytest.raises(CourseError, match="Did you mean 'cleo'"):
        planned(course, {}, "chleo")
