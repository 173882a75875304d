"""A writer that is killed, or whose disk is full: each submission is stored whole or not at all."""

import multiprocessing
import pkgutil
import random
import shutil
import subprocess
import time
from contextlib import closing

import pytest
from sqlalchemy import create_engine, text

from autograder.gradebook import (
    GradebookError,
    Writer,
    assignment_spec,
    is_graded,
    read_timestamp,
    recover,
)
from autograder.gradebook.durable import exchange
from tests.small_course import (
    ASSIGNMENT,
    EARLY,
    LATER,
    files,
    hand_in,
    made_up,
    make_course,
    tables,
    url_of,
)

STUDENTS = [f"student{i:02}" for i in range(24)]
KILLS = 30


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    """A course with a class that handed in once."""
    root = tmp_path_factory.mktemp("generated") / "course"
    make_course(root)
    for student in STUDENTS:
        hand_in(root, student, EARLY)
    return root


def finish(root, score):
    """Store what is not graded yet, four at a time."""
    with Writer(root) as writer:
        done = writer.graded(ASSIGNMENT)
        results = []
        for student in STUDENTS:
            stamp = read_timestamp(root / "submitted" / student / ASSIGNMENT)
            if not is_graded(done, student, stamp):
                results.append(made_up(student, score, stamp))
        for start in range(0, len(results), 4):
            writer.write(results[start : start + 4])
    return len(results)


def hand_in_again(root):
    for student in STUDENTS[::2]:
        hand_in(root, student, LATER)


def scores(root):
    """What the rows say of each student, and what the folders say."""
    with closing(create_engine(url_of(root)).connect()) as connection:
        rows = connection.execute(
            text(
                "SELECT student_id, base_cell.name, auto_score FROM submitted_assignment AS a"
                " JOIN submitted_notebook AS n ON n.assignment_id = a.id"
                " JOIN grade ON grade.notebook_id = n.id JOIN base_cell ON base_cell.id = cell_id"
            )
        ).all()
    by_rows = {row.student_id: row.auto_score for row in rows if row.name == "test_one"}
    by_folders = {
        path.parts[-3]: float(path.read_text().splitlines()[0].split(": ")[1])
        for path in (root / "autograded").glob(f"*/{ASSIGNMENT}/one.ipynb")
    }
    return by_rows, by_folders


@pytest.mark.slow
def test_a_run_that_is_killed_thirty_times_ends_as_an_undisturbed_one(handed_in, tmp_path):
    calm, killed = (shutil.copytree(handed_in, tmp_path / name) for name in ("calm", "killed"))
    seen = set()
    chance = random.Random(3)
    for score in (0.5, 1.0):
        finish(calm, score)
        for _ in range(KILLS // 2):
            writer = multiprocessing.get_context("fork").Process(
                target=finish, args=(killed, score)
            )
            writer.start()
            time.sleep(chance.uniform(0.0, 0.12))
            writer.kill()
            writer.join()
            seen.update(path.name for path in (killed / "autograded").glob(".gradlab/batch.*"))
            recover(killed)
            rows, folders = scores(killed)
            assert rows == folders
            if len(rows) == len(STUDENTS) and set(rows.values()) == {score}:
                break
        finish(killed, score)
        assert tables(url_of(killed)) == tables(url_of(calm))
        assert files(killed / "autograded") == files(calm / "autograded")
        hand_in_again(calm)
        hand_in_again(killed)
    assert seen, "no kill met a batch on its way"


@pytest.mark.slow
def test_a_full_disk_leaves_no_submission_by_halves(handed_in, tmp_path):
    disk, calm = tmp_path / "disk", shutil.copytree(handed_in, tmp_path / "calm")
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(disk)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"no small disk can be made here: {done.stderr.strip()}")
    try:
        root = shutil.copytree(handed_in, disk / "course")
        failures = 0
        for score in (0.5, 1.0):
            finish(calm, score)
            for spare in range(0, 4000, 50):
                failures += not _fits(root, score, spare)
                recover(root)
                rows, folders = scores(root)
                assert rows == folders
            assert finish(root, score) == 0
            assert tables(url_of(root)) == tables(url_of(calm))
            assert files(root / "autograded") == files(calm / "autograded")
            hand_in_again(calm)
            hand_in_again(root)
        assert failures > 10
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def _fits(root, score, spare):
    """Whether all could be stored with so many kB free."""
    ballast = root.parent / "ballast"
    free = shutil.disk_usage(root).free
    ballast.write_bytes(b"\0" * max(0, free - spare * 1000))
    try:
        finish(root, score)
    except (OSError, GradebookError):
        return False
    else:
        return True
    finally:
        ballast.unlink()


@pytest.mark.parametrize("step", ["flush", "place", "_move", "finish"])
@pytest.mark.parametrize("swaps", [True, False], ids=["exchange", "two renames"])
def test_a_batch_that_ends_before_any_step_is_whole_when_a_writer_is_opened_again(
    handed_in, tmp_path, monkeypatch, step, swaps
):
    root = shutil.copytree(handed_in, tmp_path / "course")
    if not swaps:
        monkeypatch.setattr("autograder.gradebook.batch.exchange", lambda one, other: False)
    finish(root, 0.5)
    hand_in_again(root)
    where = "autograder.gradebook.batch" + ("" if step == "flush" else ".Batch")
    _end_before(monkeypatch, f"{where}.{step}", times=3 if step == "_move" else 1)
    with pytest.raises(KeyboardInterrupt):
        finish(root, 1.0)
    monkeypatch.undo()
    recovered = {result.student for result in recover(root)}
    assert recovered == (set() if step == "flush" else set(STUDENTS[:8:2]))
    rows, folders = scores(root)
    assert rows == folders == {each: 1.0 if each in recovered else 0.5 for each in STUDENTS}


def _end_before(monkeypatch, name, times):
    """Let a function of the writer be the last of what it does, when it is called so often."""
    module, _, attribute = name.rpartition(".")
    owner = pkgutil.resolve_name(module.replace(".Batch", ":Batch"))
    real = getattr(owner, attribute)
    left = [times]

    def ending(*arguments):
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(owner, attribute, ending)


def test_a_class_is_stored_where_folders_cannot_be_exchanged(handed_in, tmp_path, monkeypatch):
    root = shutil.copytree(handed_in, tmp_path / "course")
    monkeypatch.setattr("autograder.gradebook.batch.exchange", lambda one, other: False)
    assert finish(root, 0.5) == len(STUDENTS)
    hand_in_again(root)
    assert finish(root, 1.0) == len(STUDENTS) // 2
    rows, folders = scores(root)
    assert rows == folders == {
        student: 0.5 if i % 2 else 1.0 for i, student in enumerate(STUDENTS)
    }  # fmt: skip


def test_a_folder_is_exchanged_in_one_step_or_not_at_all(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    swapped = exchange(tmp_path / "one", tmp_path / "other")
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["other" if swapped else "one"]


def test_what_waits_for_an_assignment_that_was_removed_is_dropped(handed_in, tmp_path):
    from nbgrader.api import Gradebook

    root = shutil.copytree(handed_in, tmp_path / "course")
    with Writer(root, wait=0.1) as writer:
        engine = create_engine(url_of(root))
        with engine.connect() as connection:
            connection.execute(text("BEGIN IMMEDIATE"))
            with pytest.raises(GradebookError):
                writer.write([made_up(STUDENTS[0], 1.0, read_timestamp(_first(root)))])
        engine.dispose()
    with Gradebook(url_of(root)) as gradebook:
        gradebook.remove_assignment(ASSIGNMENT)
    assert recover(root) == ()
    assert not list((root / "autograded").glob(".gradlab/batch.*"))
    with pytest.raises(GradebookError):
        assignment_spec(url_of(root), ASSIGNMENT)


def _first(root):
    return root / "submitted" / STUDENTS[0] / ASSIGNMENT
