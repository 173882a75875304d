"""Building: what a student is given, and each fault that gradlab build --check is there to find."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.build import build, faults, stale
from autograder.build.include import solution
from autograder.build.students import handed_in
from autograder.course import Course, CourseError

ROOT = Path(__file__).resolve().parents[1]

MODULE = '''
import numpy as np

@decorated
def area(
    a: float,
    b: float,
) -> float:
    """Multiply."""
    # the sides
    product = a * b
    return product


table = {"1 + 1": 2, "1 / 0": None}


class Box:
    """A box."""

    # given
    def __init__(self, side):
        self.side = side

    def volume(self):
        return self.side**3
'''


def test_a_function_keeps_signature_and_docstring():
    assert solution(MODULE, "area") == (
        "@decorated\ndef area(\n    a: float,\n    b: float,\n) -> float:\n"
        '    """Multiply."""\n'
        "    ### BEGIN SOLUTION\n    # the sides\n    product = a * b\n    return product\n"
        "    ### END SOLUTION"
    )


def test_a_class_keeps_what_is_given():
    text = solution(MODULE, "Box")
    assert text.count("### BEGIN SOLUTION") == 1
    assert "        self.side = side\n\n    def volume(self):\n        ### BEGIN SOLUTION\n" in text
    assert "# given" not in text


def test_a_method_stands_alone():
    assert solution(MODULE, "Box.volume").startswith("def volume(self):\n    ### BEGIN SOLUTION\n")


def test_a_table_keeps_its_keys_and_stops_while_entries_are_missing():
    text = solution(MODULE, "table")
    released = text[: text.index("    ### BEGIN")] + "    raise NotImplementedError"
    names: dict = {}
    with pytest.raises(NotImplementedError):
        exec(released, names)
    assert names["table"] == {"1 + 1": ..., "1 / 0": ...}
    exec(text, names)
    assert names["table"] == {"1 + 1": 2, "1 / 0": None}


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (MODULE, "circumference"),
        ("x = 1", "x"),
        ("def f(): return 1", "f"),
        ('def f():\n    "d"', "f"),
    ],
)
def test_what_cannot_be_a_solution_cell_is_refused(source, name):
    with pytest.raises(CourseError, match=name):
        solution(source, name)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A course with hw1 alone, just built."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    shutil.copytree(ROOT / "solutions", folder / "solutions")
    for part in ("source", "release"):
        shutil.copytree(ROOT / part / "hw1-broadcasting", folder / part / "hw1-broadcasting")
    answers = Path("examples/class/answers/hw1-broadcasting")
    (folder / answers).mkdir(parents=True)
    shutil.copy(ROOT / answers / "ana.py", folder / answers)
    (folder / "examples/class/scores").mkdir()
    (folder / "examples/class/scores/hw1-broadcasting.toml").write_text("[ana]\nscore = 100\n")
    course = Course(folder)
    build(course, course.assignment("hw1"))
    return folder


@pytest.fixture
def course(built, tmp_path):
    """A copy of it, to be changed."""
    return Course(shutil.copytree(built, tmp_path / "course"))


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_what_was_just_built_is_in_order(course):
    hw1 = course.assignment("hw1")
    assert (stale(course, hw1), faults(course, hw1), build(course, hw1)) == ([], [], [])


def test_a_changed_word_makes_source_release_and_sample_class_stale(course):
    hw1 = course.assignment("hw1")
    replaced(course.text(hw1), "# # Broadcasting", "# # Broadcasting once more")
    assert stale(course, hw1) == [
        course.source(hw1),
        course.release(hw1),
        course.submission(hw1, "ana"),
    ]


def test_a_file_that_should_not_be_released_is_removed(course):
    hw1 = course.assignment("hw1")
    stray = course.release(hw1).with_name("solutions.txt")
    stray.write_text("42")
    assert stale(course, hw1) == [stray]
    build(course, hw1)
    assert not stray.exists()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("`relu` (4 points", "`relu` (5 points", "relu: its heading says 5 points, not 4"),
        (
            'nbgrader="test center"',
            'nbgrader="locked other"',
            "exercise center has no cell test_center",
        ),
        ("# # Broadcasting", "# # from autograder", "contains 'autograder'"),
        ("# # Broadcasting", "#     return np.maximum(0, z)", "shows a line of a solution"),
    ],
)
def test_a_fault_in_the_text_is_named(course, old, new, fault):
    hw1 = course.assignment("hw1")
    replaced(course.text(hw1), old, new)
    build(course, hw1)
    assert any(fault in each for each in faults(course, hw1))


def test_a_sample_student_without_a_deserved_score_is_a_fault(course):
    hw1 = course.assignment("hw1")
    replaced(course.deserved(hw1), "[ana]", "[ada]")
    assert [each.rpartition(": ")[2] for each in faults(course, hw1)] == [
        "no score for the sample student ana",
        "ada is no sample student",
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('nbgrader="locked setup"', 'nbgrader="closed setup"', "closed setup"),
        ('nbgrader="solution relu"', 'nbgrader="solution rellu"', "rellu"),
        (
            '# %% nbgrader="test relu"\n',
            '# %% nbgrader="test relu"\nassert True\n',
            "has to be empty",
        ),
    ],
)
def test_a_text_that_cannot_be_built_is_refused_and_leaves_all_files(course, old, new, fault):
    hw1 = course.assignment("hw1")
    before = course.release(hw1).read_bytes()
    replaced(course.text(hw1), old, new)
    with pytest.raises((CourseError, LookupError), match=fault):
        build(course, hw1)
    assert course.release(hw1).read_bytes() == before


def test_sample_students_write_delete_duplicate_add_and_truncate(course, tmp_path):
    release = nbformat.read(course.release(course.assignment("hw1")), as_version=4)
    answers = tmp_path / "ada.py"
    answers.write_text(
        '# %% relu\nrelu = 1\n\n# %% test_relu action="delete"\n\n'
        '# %% center action="duplicate"\n\n# %%\nown = 2\n'
    )
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in release.cells]
    notebook = json.loads(handed_in(release, answers))
    found = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in notebook["cells"]]
    assert sorted(set(ids) - set(found), key=str) == ["test_relu"]
    assert found.count("center") == 2
    assert notebook["cells"][-1]["source"] == ["own = 2"]
    assert ["relu = 1"] in [cell["source"] for cell in notebook["cells"]]
    answers.write_text('# %% file action="truncate"\n')
    with pytest.raises(json.JSONDecodeError):
        json.loads(handed_in(release, answers))
    answers.write_text("# %% rellu\n")
    with pytest.raises(CourseError, match="rellu"):
        handed_in(release, answers)
