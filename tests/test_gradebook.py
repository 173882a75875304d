"""The gradebook and the folders, beside what nbgrader autograde leaves for the same class."""

import os
import pickle
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import create_engine, text

from autograder.course import Course
from autograder.gradebook import (
    GradebookBusy,
    GradebookError,
    MissingAssignment,
    Writer,
    assignment_spec,
    is_graded,
)
from autograder.result import NotebookResult, SubmissionResult
from tests.small_course import (
    ASSIGNMENT,
    EARLY,
    LATE,
    LATER,
    files,
    hand_in,
    made_up,
    make_course,
    plugin_of,
    result_of,
    tables,
    url_of,
)

COURSE = Course.find(Path(__file__).parent)
HW1 = COURSE.assignment("hw1")


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    root = tmp_path_factory.mktemp("generated") / "course"
    make_course(root)
    return root


@pytest.fixture
def course(generated, tmp_path):
    return shutil.copytree(generated, tmp_path / "course")


@pytest.fixture(scope="module")
def courses(tmp_path_factory):
    """A class to be graded twice: by nbgrader autograde, and from its notebooks by the writer."""
    theirs = tmp_path_factory.mktemp("class") / "theirs"
    make_course(theirs)
    shutil.copytree(COURSE.source(HW1).parent, theirs / "source" / HW1.id)
    _nbgrader(theirs, "generate_assignment", HW1.id)
    for student in ("gita", "jana"):
        target = theirs / "submitted" / student / HW1.id
        shutil.copytree(COURSE.submission(HW1, student).parent, target)
    hand_in(theirs, "ana", EARLY, essay="Because.")
    hand_in(theirs, "ben", LATE, square="return x + x")
    hand_in(theirs, "cleo", EARLY, square="return 4", without=("two",))
    hand_in(theirs, "dina", "", square="")
    hand_in(theirs, "eli", LATER, square="return 0")
    ours = theirs.parent / "ours"
    shutil.copytree(theirs, ours)
    return theirs, ours


@pytest.fixture(scope="module")
def graded(courses):
    theirs, ours = courses
    _nbgrader(theirs, "autograde", ASSIGNMENT)
    _nbgrader(theirs, "autograde", HW1.id)
    _write(ours, [result_of(theirs, each) for each in ("ana", "ben", "cleo", "dina", "eli")])
    _write(ours, [result_of(theirs, each, HW1.id) for each in ("gita", "jana")])
    first = [(tables(url_of(each)), files(each / "autograded")) for each in courses]
    for root in courses:
        _grade_by_hand(root)
        hand_in(root, "ben", LATER, essay="I know now.", without=("two",))
        hand_in(root, "cleo", LATE, square="")
    _nbgrader(theirs, "autograde", ASSIGNMENT)
    _nbgrader(theirs, "autograde", ASSIGNMENT, "--force", "--student=ana")
    _write(ours, [result_of(theirs, each) for each in ("ana", "ben", "cleo")])
    again = [(tables(url_of(each)), files(each / "autograded")) for each in courses]
    return first, again


@pytest.mark.slow
@pytest.mark.parametrize("time", [0, 1], ids=["at first", "after hand grading and again"])
def test_all_rows_of_all_tables_are_those_of_nbgrader(graded, time):
    theirs, ours = (rows for rows, _ in graded[time])
    for table in theirs:
        assert ours[table] == theirs[table], table


@pytest.mark.slow
@pytest.mark.parametrize("time", [0, 1], ids=["at first", "after hand grading and again"])
def test_all_files_and_modes_are_those_of_nbgrader(graded, time):
    theirs, ours = (found for _, found in graded[time])
    assert ours == theirs


@pytest.mark.slow
def test_the_class_has_what_is_to_be_compared(graded):
    rows, found = graded[1][1]
    assert len({row for row in found if row.endswith(".ipynb")}) == 11
    notebooks = [dict(row) for time in graded for row in time[1][0]["submitted_notebook"]]
    assert {None, 0.0, 0.5, 5.0} == {row["late_submission_penalty"] for row in notebooks}
    marks = [dict(row) for row in rows["grade"]]
    for column, values in {
        "manual_score": {None, 1.5, 3.0},
        "extra_credit": {None, 0.75},
        "needs_manual_grade": {False, True},
    }.items():
        assert {row[column] for row in marks} == values
    comments = [dict(row) for row in rows["comment"]]
    assert {row["auto_comment"] for row in comments} == {None, "No response."}
    assert {row["manual_comment"] for row in comments} == {None, "Well argued."}


def _nbgrader(root, *words):
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _write(root, results):
    with plugin_of(root), Writer(root) as writer:
        entries = writer.write(results)
    assert [entry.refusal for entry in entries] == [""] * len(results)
    return entries


def _grade_by_hand(root):
    with Gradebook(url_of(root)) as gradebook:
        grade = gradebook.find_grade("test_two", "one", ASSIGNMENT, "ana")
        grade.manual_score, grade.extra_credit = 1.5, 0.75
        grade.needs_manual_grade = False
        for name in ("errand", "essay"):
            grade = gradebook.find_grade(name, "one", ASSIGNMENT, "ana")
            grade.manual_score, grade.needs_manual_grade = 3.0, False
        gradebook.find_comment("essay", "one", ASSIGNMENT, "ana").manual_comment = "Well argued."
        gradebook.db.commit()


def test_a_notebook_that_cannot_be_read_scores_zero_and_waits_for_a_person(course):
    _write(
        course,
        [SubmissionResult("ana", ASSIGNMENT, (_broken("one"), NotebookResult("two", None)))],
    )
    with Gradebook(url_of(course)) as gradebook:
        grades = gradebook.find_submission(ASSIGNMENT, "ana").notebooks
        found = {
            (grade.notebook.name, grade.auto_score, grade.needs_manual_grade)
            for notebook in grades
            for grade in notebook.grades
        }
    assert found == {("one", 0.0, True), ("two", 0.0, False)}
    assert (course / "autograded" / "ana" / ASSIGNMENT).is_dir()


def _broken(name):
    return NotebookResult(name, None, failure="it is cut off in the middle")


def test_names_that_the_gradebook_does_not_know_are_left_out_with_a_remark(course):
    result = made_up("ana", 1.0)
    one, two = result.notebooks
    strange = SubmissionResult(
        "ana",
        ASSIGNMENT,
        (
            NotebookResult("one", one.content, {**one.scores, "test_nine": 1.0}, one.comments),
            NotebookResult("two", two.content),
            NotebookResult("three", b"{}"),
        ),
    )
    (entry,) = _write(course, [strange])
    assert [remark.split(":")[0].split(" ")[0] for remark in entry.remarks] == [
        "one",
        "two",
        "three",
    ]
    assert not (course / "autograded" / "ana" / ASSIGNMENT / "three.ipynb").exists()


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (made_up("ana", float("nan")), "the score of test_one is nan"),
        (made_up("ana", 1.5), "the score of test_three is 1.5, expected a number from 0 to 1"),
        (made_up("../ana", 1.0), "cannot be the name of a folder"),
        (SubmissionResult("ana", ASSIGNMENT, (_broken("one"),)), "nothing of the notebook two"),
        (made_up("ana", 1.0, datetime(2026, 1, 1)), "handed in again"),
    ],
    ids=["not a number", "too high", "no name", "incomplete", "not what was graded"],
)
def test_what_would_spoil_the_gradebook_is_refused_and_the_others_are_stored(
    course, result, reason
):
    hand_in(course, "ana", EARLY)
    with Writer(course) as writer:
        bad, good = writer.write([result, made_up("ben", 1.0)])
        assert reason in bad.refusal
        assert good.refusal == ""
        assert set(writer.graded(ASSIGNMENT)) == {"ben"}


def test_cells_that_were_added_after_a_submission_get_rows_when_it_is_graded_again(course):
    _write(course, [made_up("ana", 1.0)])
    with Gradebook(url_of(course)) as gradebook:
        gradebook.add_grade_cell("test_new", "one", ASSIGNMENT, max_score=1, cell_type="code")
        gradebook.add_solution_cell("new", "one", ASSIGNMENT)
    _write(course, [made_up("ana", 1.0)])
    with Gradebook(url_of(course)) as gradebook:
        assert gradebook.find_grade("test_new", "one", ASSIGNMENT, "ana").needs_manual_grade
        assert gradebook.find_comment("new", "one", ASSIGNMENT, "ana").comment is None


def test_what_is_graded_is_told_by_folders_and_timestamps(course):
    times = {"ana": EARLY, "ben": LATE, "cleo": ""}
    for student, stamp in times.items():
        hand_in(course, student, stamp)
    early, late = datetime(2026, 3, 1, 10, 0, 0, 250000), datetime(2026, 3, 1, 13)
    _write(course, [made_up("ana", 1, early), made_up("ben", 1, late), made_up("cleo", 1)])
    with Writer(course) as writer:
        done = writer.graded(ASSIGNMENT)
    assert done == {"ana": early, "ben": late, "cleo": None}
    asked = {("ana", early), ("ana", late), ("ben", early), ("cleo", late), ("dina", early)}
    again = {each for each in asked if not is_graded(done, *each)}
    assert again == {("ana", late), ("dina", early)}


def test_a_second_writer_is_told_who_holds_the_course(course):
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from autograder.gradebook import Writer\n"
            "with Writer(Path(sys.argv[1])): print('open', flush=True); sys.stdin.read()",
            str(course),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout.readline() == "open\n"
    with pytest.raises(GradebookBusy, match=f"process {holder.pid} "), Writer(course):
        pass
    holder.kill()
    holder.communicate()
    with Writer(course), pytest.raises(GradebookBusy, match="this process"), Writer(course):
        pass


def test_a_gradebook_that_stays_locked_is_an_error_and_the_batch_is_stored_later(course):
    engine = create_engine(url_of(course))
    with engine.connect() as connection, Writer(course, wait=0.2) as writer:
        connection.execute(text("PRAGMA locking_mode = EXCLUSIVE"))
        connection.execute(text("BEGIN IMMEDIATE"))
        with pytest.raises(GradebookBusy, match=r"gradebook\.db is held by another program"):
            writer.write([made_up("ana", 1.0)])
        connection.rollback()
        connection.close()
        engine.dispose()
        assert writer.graded(ASSIGNMENT) == {}
        writer.write([made_up("ben", 1.0)])
        assert set(writer.graded(ASSIGNMENT)) == {"ana", "ben"}


def test_an_assignment_that_was_not_generated_is_named(course):
    result = SubmissionResult("ana", "ps9", ())
    with Writer(course) as writer, pytest.raises(MissingAssignment, match="ps9"):
        writer.write([result])
    with pytest.raises(MissingAssignment, match="ps9"):
        assignment_spec(url_of(course), "ps9")
    with pytest.raises(GradebookError, match="there is no gradebook"):
        assignment_spec("sqlite:////nowhere/gradebook.db", "ps1")


def test_files_of_a_group_are_shared(course):
    with (course / "nbgrader_config.py").open("a") as config:
        config.write("c.CourseDirectory.groupshared = True\n")
    hand_in(course, "ana", "")
    _write(course, [made_up("ana", 1.0)])
    found = files(course / "autograded" / "ana")
    assert {mode for mode, content in found.values() if content is not None} == {0o664}
    assert {mode & 0o2770 for mode, content in found.values() if content is None} == {0o2770}


def test_what_is_no_plain_file_of_the_submission_is_left_out_with_a_remark(course):
    hand_in(course, "ana", "")
    folder = course / "submitted" / "ana" / ASSIGNMENT
    (folder / "all.db").symlink_to(course / "gradebook.db")
    (folder / "gone.txt").symlink_to("nowhere.txt")
    (folder / "mine.csv").symlink_to("own.csv")
    os.mkfifo(folder / "pipe")
    shutil.rmtree(folder / "data")
    (folder / "data").write_text("where the assignment has a folder")
    (entry,) = _write(course, [made_up("ana", 1.0)])
    graded = course / "autograded" / "ana" / ASSIGNMENT
    assert {path.name for path in graded.iterdir()} == {
        "data", "mine.csv", "notes", "one.ipynb", "own.csv", "two.ipynb",
    }  # fmt: skip
    assert {remark.split()[0] for remark in entry.remarks} == {"all.db", "gone.txt", "pipe", "data"}


def test_the_cells_of_an_assignment_are_read_in_order_and_can_travel(course):
    read = assignment_spec(url_of(course), ASSIGNMENT, course / "source" / ASSIGNMENT)
    spec = pickle.loads(pickle.dumps(read))
    names = [cell.name for cell in spec.notebooks["one"]]
    assert names == ["square", "test_one", "test_two", "essay", "errand", "words"]
    told = {
        cell.name: (cell.cell_type, cell.locked, cell.points, cell.solution, cell.task)
        for cell in spec.notebooks["one"]
    }
    assert told == {
        "square": ("code", False, None, True, False),
        "test_one": ("code", True, 2.0, False, False),
        "test_two": ("code", True, 3.0, False, False),
        "essay": ("markdown", False, 4.0, True, False),
        "errand": ("markdown", True, 5.0, False, True),
        "words": ("markdown", True, None, False, False),
    }
    assert "square(-1)" in spec.notebooks["one"][2].source
    assert spec.kernels["two"]["name"] == "python3"
