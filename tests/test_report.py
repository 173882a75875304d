"""A report says what the scores and the notebooks say, on a page that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import statistics
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from scipy import stats
from typer.testing import CliRunner

from autograder import autograded
from autograder.autograded import Claim, Reading, Told
from autograder.cli.command import app
from autograder.course import Assignment, Course
from autograder.grading import REPORT_TYPE
from autograder.report.changes import Changes, compare, table
from autograder.report.findings import claims, looks, misconceptions
from autograder.report.similarity import similar
from autograder.report.snapshot import look, remember
from autograder.report.statistics import distribution, items
from autograder.scorebook import Scorebook, Standing
from tests.made_gradebook import Member, make

ROOT = Path(__file__).parents[1]

# Scores come in hundredths.
SCORE = st.integers(0, 800).map(lambda hundredths: hundredths / 100)
SCORES = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3),
    st.fixed_dictionaries({name: st.none() | SCORE for name in ("relu", "center", "forward")}),
    max_size=12,
)
MAXIMA = {"relu": 8.0, "center": 8.0, "forward": 8.0}


@given(st.lists(SCORE, min_size=1, max_size=30))
def test_the_distribution_is_numpys_and_scipys(scores: list[float]) -> None:
    found = distribution(scores)
    assert found is not None
    assert found.n == len(scores)
    assert found.mean == pytest.approx(stats.tmean(scores))
    assert found.median == pytest.approx(np.median(scores))
    assert found.lower_quartile == pytest.approx(stats.scoreatpercentile(scores, 25))
    assert found.upper_quartile == pytest.approx(stats.scoreatpercentile(scores, 75))
    if len(scores) == 1:
        assert found.deviation is None
    else:
        assert found.deviation == pytest.approx(statistics.stdev(scores))


def test_no_scores_have_no_distribution() -> None:
    assert distribution([]) is None


@given(SCORES)
def test_item_statistics_are_scipys_or_undefined_with_a_reason(
    scores: dict[str, dict[str, float | None]],
) -> None:
    whole = [row for row in scores.values() if None not in row.values()]
    for item in items(scores, MAXIMA):
        here = [row[item.exercise] for row in scores.values() if row[item.exercise] is not None]
        assert item.n == len(here)
        if here:
            assert item.difficulty == pytest.approx(np.mean(here) / 8)
            assert item.full == np.mean(np.array(here) == 8)
            assert item.zero == np.mean(np.array(here) == 0)
        x = np.array([row[item.exercise] for row in whole], float)
        rest = [[v for k, v in row.items() if k != item.exercise] for row in whole]
        y = np.array([np.sum(np.array(each, float)) for each in rest], float)
        if len(whole) < 3 or np.ptp(x) < 1e-6 or np.ptp(y) < 1e-6:
            assert item.correlation is None
            assert item.undefined
        else:
            assert item.correlation == pytest.approx(stats.pearsonr(x, y).statistic, abs=1e-9)


@given(SCORE, st.integers(3, 8))
def test_equal_scores_have_no_correlation_and_say_why(score: float, n: int) -> None:
    same = {f"s{i}": dict.fromkeys(MAXIMA, score) for i in range(n)}
    assert {item.correlation for item in items(same, MAXIMA)} == {None}
    assert {item.undefined for item in items(same, MAXIMA)} == {"all have the same score here"}


@given(SCORES)
def test_nothing_moves_between_a_grading_and_itself(
    scores: dict[str, dict[str, float | None]],
) -> None:
    assert not compare(scores, scores)
    assert compare(scores, scores).same == len(scores)


@given(SCORES, SCORES)
def test_moves_add_up_to_what_the_sums_moved(
    before: dict[str, dict[str, float | None]], after: dict[str, dict[str, float | None]]
) -> None:
    found = compare(before, after)
    moved = {move.student: move.difference for move in found.moves}
    for student in before.keys() & after.keys():
        old, new = (sum(v or 0.0 for v in each[student].values()) for each in (before, after))
        assert moved.get(student, 0.0) == pytest.approx(new - old)
    assert set(found.added) == after.keys() - before.keys()
    assert set(found.gone) == before.keys() - after.keys()
    assert found.same + len(found.moves) == len(before.keys() & after.keys())


def test_the_table_names_who_moved_and_where() -> None:
    changes = compare({"ana": {"relu": 4.0, "center": None}}, {"ana": {"relu": 1.0, "center": 2.5}})
    console = Console(width=100, file=io.StringIO(), record=True)
    console.print(table(changes))
    shown = console.export_text()
    assert all(each in shown for each in ("ana", "relu 4 → 1", "center none → 2.5", "-0.5"))
    assert "1 went down" in shown


def test_the_grading_before_is_remembered_however_often_one_asks(tmp_path: Path) -> None:
    path = tmp_path / "scores.json"
    first, second = {"ana": {"relu": 1.0}}, {"ana": {"relu": 4.0}}
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert remember(path, first, noon) is None
    assert remember(path, first) is None
    for _ in range(3):
        before = remember(path, second)
        assert before is not None
        assert before.scores == first
        assert before.taken == noon
    path.write_text("{")
    assert remember(path, second) is None, "a damaged file is as good as none"


def sample() -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """The sample class's solution cells, and the stubs."""
    course = Course(ROOT)
    hw1 = course.assignment("hw1")
    code = {}
    for path in course.answers(hw1):
        try:
            code[path.stem] = autograded.solutions(course.submission(hw1, path.stem))
        except ValueError:
            continue  # a file that is broken on purpose
    return code, autograded.solutions(course.release(hw1))


def disguised(cells: dict[str, str]) -> dict[str, str]:
    """The same code with other names, comments and blank lines."""
    found = {}
    for name, source in cells.items():
        names = set(re.findall(r"\b[a-zA-Z]\b|\b(?:out|result|rows|total)\b", source))
        for each in sorted(names):
            source = re.sub(rf"\b{each}\b", f"{each}_renamed", source)
        found[name] = source.replace("\n    return", "\n\n    # my own\n    return")
    return found


def test_a_copy_in_disguise_is_found_and_nobody_else() -> None:
    code, stubs = sample()
    assert not similar(code, stubs).pairs, "the sample students wrote on their own"
    code["zora"] = disguised(code["karl"])
    (pair,) = similar(code, stubs).pairs
    assert {pair.one, pair.other} == {"karl", "zora"}
    assert pair.share > 0.8
    assert "pairwise_distances" in pair.exercises
    (group,) = similar(code, stubs).groups
    assert group.students == ("karl", "zora")


def test_what_the_release_gives_and_what_many_write_is_no_sign_of_copying() -> None:
    code, stubs = sample()
    blank = {f"blank{i}": dict(stubs) for i in range(4)}
    assert not similar(blank, stubs).pairs
    # Three in ten hand in the very same: it stands in the lecture, then.
    many = {f"s{i:02}": code["karl"] if i < 15 else code["cleo"] for i in range(50)}
    assert not similar(many, stubs).pairs


def test_what_is_too_many_to_compare_is_left_out_with_a_remark() -> None:
    code, stubs = sample()
    found = similar(code, stubs, most=5)
    assert found.compared == 5
    assert f"{len(code) - 5} of {len(code)}" in found.remark


def told(*faults: str, misconception: str = "") -> Told:
    """The report of an exercise with a point for each claim."""
    made = [
        Claim(f"claim {i}", float(not fault), 1.0, fault, misconception if fault else "")
        for i, fault in enumerate(faults)
    ]
    return Told(sum(each.points for each in made), float(len(made)), tuple(made))


def test_a_misconception_counts_a_student_once() -> None:
    found = misconceptions(
        [
            Reading("ana", {"relu": told("wrong", "wrong", misconception="min for max")}),
            Reading("ben", {"relu": told("", "wrong", misconception="min for max")}),
            Reading("cleo", {"center": told("wrong", misconception="rows for columns")}),
        ]
    )
    assert [(each.message, each.students) for each in found] == [
        ("min for max", ("ana", "ben")),
        ("rows for columns", ("cleo",)),
    ]


def test_a_stub_that_was_left_does_not_count_as_a_failed_claim() -> None:
    unwritten = "Not written yet: the stub still raises NotImplementedError."
    found = claims(
        [
            Reading("ana", {"relu": told("wrong", "")}),
            Reading("eli", {"relu": told(unwritten, unwritten)}),
        ]
    )
    assert [(each.claim, each.failed, each.tried) for each in found] == [("claim 0", 1, 1)]


def test_what_was_remarked_on_several_is_told_once_with_what_is_of_each_alone() -> None:
    remarks = {
        "ana": ("deleted cells were put back: test_relu", "cell 5 was stopped after 30 s"),
        "ben": ("deleted cells were put back: test_center",),
        "cleo": ("cell 7 was stopped after 30 s",),
    }
    readings = {
        student: Reading(student, {"relu": told("")}, remarks=said)
        for student, said in remarks.items()
    }
    standings = {student: Standing(student, submitted=True, raw=4.0) for student in remarks}
    found = looks(Scorebook("hw1", 4.0, (), standings), readings, {})
    assert {each.reason: each.details for each in found} == {
        "deleted cells were put back": {"ana": "test_relu", "ben": "test_center"},
        "a cell was stopped after 30 s": {"ana": remarks["ana"][1], "cleo": remarks["cleo"][0]},
    }


def test_submissions_that_need_a_look_are_named_with_the_reason() -> None:
    stubs = {"relu": "def relu(z):\n    raise NotImplementedError"}
    wrote = {"relu": "def relu(z):\n    return z"}
    standings = {
        "ana": Standing("ana", submitted=True, raw=4.0),
        "ben": Standing("ben", submitted=True, raw=0.0),
        "blank": Standing("blank", submitted=True, raw=0.0),
        "cleo": Standing("cleo", submitted=True, raw=1.0, waiting=True),
        "dina": Standing("dina", submitted=True, raw=1.0),
        "eli": Standing("eli", submitted=True, raw=1.0),
        "iris": Standing("iris", submitted=True),
        "none": Standing("none"),
    }
    readings = {
        "ana": Reading("ana", {"relu": told("")}, code=wrote),
        "ben": Reading("ben", {"relu": told("wrong")}, code=wrote),
        "blank": Reading("blank", {"relu": told("Not written yet")}, code=dict(stubs)),
        "cleo": Reading("cleo", {"relu": told("relu(z) did not return: stopped")}, code=wrote),
        "eli": Reading("eli", {"relu": told("relu(z) did not come back: memory")}, code=wrote),
        "dina": Reading(
            "dina", untold={"relu": "DeadKernel: memory"}, remarks=("was killed",), code=wrote
        ),
        "iris": Reading("iris", problem="there is no autograded notebook"),
    }
    found = {
        (each.exercise, each.reason.split(":")[0]): each.students
        for each in looks(Scorebook("hw1", 4.0, (), standings), readings, stubs)
    }
    assert found == {
        ("", "has no score"): ("iris",),
        ("", "was killed"): ("dina",),
        ("", "0 points though something is written"): ("ben",),
        ("relu", "the test did not finish"): ("dina",),
        ("relu", "did not return, and was stopped"): ("cleo",),
        ("relu", "ended the process that it ran in"): ("eli",),
        ("", "has cells that a person grades"): ("cleo",),
    }


def cell(
    grade_id: str, source: str, *outputs: dict[str, Any], locked: bool = True
) -> dict[str, Any]:
    about = {"grade_id": grade_id, "grade": locked, "solution": not locked, "locked": locked}
    return {
        "cell_type": "code",
        "metadata": {"nbgrader": about},
        "source": source,
        "outputs": list(outputs),
    }


def report(points: float, *claims: tuple[str, str, str]) -> dict[str, Any]:
    """A display of a report: claims as (claim, fault, misconception), a point for each."""
    verdicts = [
        {"claim": claim, "points": float(not fault), "maximum": 1.0}
        | {"fault": fault, "misconception": misconception}
        for claim, fault, misconception in claims
    ]
    data = {"exercise": "broadcasting.relu", "points": points, "maximum": 4.0}
    return {
        "output_type": "display_data",
        "data": {"text/plain": "…", REPORT_TYPE: data | {"verdicts": verdicts}},
    }


@pytest.fixture(scope="module")
def hw1() -> Assignment:
    return Course(ROOT).assignment("hw1")


def test_only_what_a_locked_test_cell_published_is_a_report(
    hw1: Assignment, tmp_path: Path
) -> None:
    error = {"output_type": "error", "ename": "NameError", "evalue": "center is not defined"}
    path = tmp_path / "broadcasting.ipynb"
    cells = [
        cell("relu", ["def relu(z):\n", "    pass"], report(4.0, ("forged", "", "")), locked=False),
        cell("test_relu", "grade()", report(0.0, ("true", "wrong", ""))),
        cell("test_center", "grade()", error),
    ]
    metadata = {"gradlab": {"remarks": ["a test cell was put back"]}}
    path.write_text(json.dumps({"cells": cells, "metadata": metadata}))
    found = autograded.read(path, hw1, "ana")
    assert [each.claim for each in found.told["relu"].claims] == ["true"]
    assert found.untold == {"center": "NameError: center is not defined"}
    assert found.code == {"relu": "def relu(z):\n    pass"}
    assert found.remarks == ("a test cell was put back",)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"cells": [1]}', b"\xff\xfe", b"null"])
def test_a_broken_notebook_is_one_remark(hw1: Assignment, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broadcasting.ipynb"
    path.write_bytes(content)
    found = autograded.read(path, hw1, "ana")
    assert "damaged" in found.problem
    assert not found.told
    assert autograded.read(tmp_path / "missing.ipynb", hw1, "ana").problem


class Page(HTMLParser):
    """A page's tags, ids and texts, by Python's own parser."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def all(self, name: str) -> list[str]:
        """The values of an attribute."""
        return [value for _, attrs in self.tags if (value := attrs.get(name)) is not None]


EVIL = "<script>alert(1)</script><b onload=x>"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded course of three."""
    root = tmp_path_factory.mktemp("course")
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    good = {"relu": (4.0, None, None, False), "center": (6.0, None, None, False)}
    bad = {"relu": (1.0, None, None, False), "center": (2.0, None, None, True)}
    members = [
        Member("ana-maria", scores=good),
        Member("ben ö", scores=bad),
        Member("<i>cleo", scores=bad),
        Member("eli"),
    ]
    make(root / "gradebook.db", members, {"relu": 4.0, "center": 6.0})
    for each in members[:3]:
        folder = root / "autograded" / each.id / "hw1-broadcasting"
        folder.mkdir(parents=True)
        shown = report(1.0, ("negative", EVIL, "min for max " + EVIL), ("shape", "", ""))
        cells = [cell("relu", "def relu(z): ...", locked=False), cell("test_relu", "", shown)]
        notebook = json.dumps({"cells": cells, "metadata": {}})
        (folder / "broadcasting.ipynb").write_text(notebook)
    return root


def run(course: Path, *more: str) -> str:
    target = course / "reports" / f"page{len(more)}.html"
    done = CliRunner().invoke(
        app, ["report", "hw1", "--course", str(course), "--output", str(target), *more]
    )
    assert done.exit_code == 0, done.output
    return target.read_text(encoding="utf-8")


def test_the_page_needs_nothing_else_and_allows_nothing_else(course: Path) -> None:
    text = run(course)
    page = Page(text)
    (policy,) = [a["content"] for t, a in page.tags if a.get("http-equiv")]
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy is not None
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "b onload"}
    assert not page.all("style")
    assert not page.all("onload")
    assert "://" not in text.replace("http-equiv", "")
    inside = [each[1:] for each in page.all("href") if each.startswith("#")]
    assert set(inside) <= set(page.all("id"))
    assert not re.search(r"\b(nan|inf|None)\b", "".join(page.texts))


def test_what_students_wrote_is_text_on_the_page(course: Path) -> None:
    page = Page(run(course))
    assert any(EVIL in each for each in page.texts)
    assert any("<i>cleo" in each for each in page.texts)
    assert "i" not in {tag for tag, _ in page.tags}


@pytest.mark.parametrize("place", ["exercise-relu", "exercise-test_relu"])
def test_examples_link_to_the_exercise_on_the_feedback_page(course: Path, place: str) -> None:
    page = course / "feedback" / "ben ö" / "hw1-broadcasting" / "broadcasting.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(f'<section id="{place}">…</section>')
    links = [each for each in Page(run(course)).all("href") if not each.startswith("#")]
    there = "../feedback/ben%20%C3%B6/hw1-broadcasting/broadcasting.html"
    assert set(links) == {there, f"{there}#{place}"}


def test_an_anonymous_page_names_nobody(course: Path) -> None:
    text = run(course, "--anonymous")
    assert "student 1" in text
    for name in ("ana-maria", "ben", "cleo", "feedback/"):
        assert name not in text


def test_the_first_report_has_nothing_to_compare_with_and_the_next_one_has(
    tmp_path: Path,
) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")

    def graded(score: float) -> str:
        (tmp_path / "gradebook.db").unlink(missing_ok=True)
        member = Member("ana", scores={"relu": (score, None, None, False)})
        make(tmp_path / "gradebook.db", [member], {"relu": 4.0})
        return run(tmp_path)

    assert "nothing to compare with" in graded(1.0)
    assert "1 went up" in graded(4.0)


def test_the_first_report_tells_what_the_last_of_several_gradings_moved(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    here = Course(tmp_path)
    book = tmp_path / "gradebook.db"
    for score in (None, 1.0, 3.0, 4.0):
        book.unlink(missing_ok=True)
        scores = {"relu": (score, None, None, False)} if score else None
        make(book, [Member("ana", scores=scores)], {"relu": 4.0})
        look(here, here.assignment("hw1"), f"sqlite:///{book}")
    assert "relu 3 → 4" in re.sub(r"<[^>]*>", "", run(tmp_path))


def test_an_assignment_that_was_never_graded_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    done = CliRunner().invoke(app, ["report", "hw1", "--course", str(tmp_path)])
    assert done.exit_code != 0
    assert "grade the assignment first" in str(done.exception)


def test_a_change_is_true_where_something_changed() -> None:
    assert not Changes((), 3, (), ())
    assert Changes((), 3, ("new",), ())
