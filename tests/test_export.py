"""What is exported is what the gradebook says, and the rest of a file stays as it was."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.autograded import Claim, Reading, Told
from autograder.cli.command import app
from autograder.course import Assignment, Course
from autograder.export import canvas, moodle, plain, sheet
from autograder.export.bundle import bundle
from autograder.export.filling import Filling
from autograder.export.gradescope import results
from autograder.export.outcome import ExportError, harmless, rounded
from autograder.scorebook import Scorebook, Standing, read
from tests.made_gradebook import POINTS, Member, make
from tests.test_postgres import server  # noqa: F401 (a fixture)

ROOT = Path(__file__).parents[1]


def auto(*scores: float | None) -> dict[str, tuple[float | None, float | None, float | None, bool]]:
    """Automatic scores in the order of POINTS."""
    return {name: (s, None, None, s is None) for name, s in zip(POINTS, scores, strict=True)}


NOON = datetime(2026, 3, 1, 12, 0)
CLASS = [
    Member("ana", "Ana", "Alba", "ana@uni.example", "101", auto(4, 8, 6, 8), 0.0, NOON),
    Member("ben", "Ben", "Böhm", "ben@uni.example", "102", auto(4, 2.675, 0, 1.3333), 3.0),
    # A person's score outweighs the automatic one, extra credit is added to either.
    Member(
        "cleo",
        scores=auto(1, 8, 6, 8)
        | {"relu": (1.0, 3.5, 0.25, False), "forward": (2.0, None, 1.0, False)},
    ),
    Member("dina", "Dina", "Dahl", scores=auto(0, 1, 0, 0), penalty=5.0),
    Member("eli", "Eli", "Eck", "eli@uni.example", "105"),
    Member("finn", "Finn", "Falk", scores=auto(4, 8, None, 8)),
    Member("iris", "Iris", "Ion", "iris@uni.example", "109", auto(None, None, None, None)),
]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make(tmp_path_factory.mktemp("gradebook") / "gradebook.db", CLASS)


@pytest.fixture(scope="module")
def hw1() -> Assignment:
    return Course(ROOT).assignment("hw1")


@pytest.fixture(scope="module")
def book(url: str, hw1: Assignment) -> Scorebook:
    return read(url, hw1)


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def columns(content: bytes) -> dict[str, dict[str, str]]:
    rows = csv.DictReader(io.StringIO(content.decode(), newline=""))
    return {row["student"]: row for row in rows}


def test_the_plain_table_agrees_with_nbgraders_own_scores(book: Scorebook, url: str) -> None:
    exported = columns(plain.plain(book).content)
    with Gradebook(url) as gradebook:
        for submission in gradebook.assignment_submissions("hw1-broadcasting"):
            row = exported.pop(submission.student.id)
            graded = [g for n in submission.notebooks for g in n.grades if g.auto_score is not None]
            if not graded:
                assert row["raw"] == row["total"] == ""
                continue
            penalty = submission.late_submission_penalty or 0.0
            assert float(row["raw"]) == pytest.approx(submission.score, abs=0.00501)
            assert float(row["total"]) == pytest.approx(
                max(0.0, submission.score - penalty), abs=0.00501
            )
            assert float(row["max"]) == submission.max_score
            for grade in graded:
                if grade.max_score:
                    name = grade.name.removeprefix("test_")
                    assert float(row[name]) == pytest.approx(grade.score, abs=0.00501)
    assert list(exported) == ["eli"]


def test_no_submission_is_an_empty_cell_or_zero_if_asked(book: Scorebook) -> None:
    assert columns(plain.plain(book).content)["eli"]["total"] == ""
    zeros = columns(plain.plain(book, zero_if_missing=True).content)
    assert zeros["eli"]["total"] == "0"
    assert zeros["iris"]["total"] == "", "handed in and not graded is not missing"


def test_what_is_not_graded_in_full_is_told(book: Scorebook) -> None:
    told = "\n".join(plain.plain(book).remarks)
    assert "iris: handed in, but nothing is graded" in told
    assert "finn: a cell still needs a person's score" in told
    assert "ana" not in told


@pytest.mark.parametrize(
    ("score", "text"),
    [
        *((100.0, "100"), (46.129999999999995, "46.13"), (2.675, "2.68"), (0.005, "0.01")),
        *((0.0, "0"), (0.1 + 0.2, "0.3"), (1e-12, "0"), (99.999, "100"), (1000000.0, "1000000")),
    ],
)
def test_scores_are_rounded_to_hundredths_halves_upwards(score: float, text: str) -> None:
    assert rounded(score) == text


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1"])
def test_a_name_is_never_a_formula(name: str) -> None:
    assert harmless(name).startswith("'")
    assert harmless("Ana-Maria = 1") == "Ana-Maria = 1"


@given(
    names=st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=6
    )
)
def test_any_name_comes_back_from_the_table(names: list[str]) -> None:
    standings = {f"s{i}": Standing(f"s{i}", first_name=name) for i, name in enumerate(names)}
    made = Scorebook("hw1-broadcasting", 0.0, (), standings)
    found = list(csv.DictReader(io.StringIO(plain.plain(made).content.decode("utf-8"), newline="")))
    assert [row["first_name"] for row in found] == [harmless(name) for name in names]


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff"), max_size=12)


@given(
    rows=st.lists(st.lists(CELL, min_size=2, max_size=5), min_size=1, max_size=6),
    delimiter=st.sampled_from(",;\t"),
    # With "\n" alone, Python leaves a "\r" unquoted that it reads as the end of a line.
    style=st.sampled_from(
        [("\n", csv.QUOTE_ALL), ("\r\n", csv.QUOTE_MINIMAL), ("\r\n", csv.QUOTE_ALL)]
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_file_that_is_not_changed_keeps_every_byte_and_reads_as_csv_does(
    rows: list[list[str]], delimiter: str, style: tuple[str, int], encoding: str
) -> None:
    text = io.StringIO(newline="")
    head = [f"column {i}" for i in range(6)]
    ending, quoting = style
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ending, quoting=quoting)
    writer.writerows([head, *rows])
    content = text.getvalue().encode(encoding)
    found = sheet.parse(content)
    assert found.content() == content
    assert [row.values for row in found.rows] == [head, *rows]


@given(content=st.binary(min_size=1, max_size=200))
def test_even_a_file_that_is_no_csv_keeps_every_byte(content: bytes) -> None:
    try:
        found = sheet.parse(content)
    except ValueError:
        return
    assert found.content() == content


WORKSHEET = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade",'
    '"Grade can be changed","Last modified (submission)","Last modified (grade)",'
    '"Feedback comments"\r\n'
    '"Participant 101","Ana Alba",ana@uni.example,"Submitted for grading",,100.00,Yes,'
    '"Sunday, 1 March 2026, 1:00 PM",-,"<p>Well, ""fine""</p>\r\n"\r\n'
    '"Participant 102","Ben Böhm",ben@uni.example,-,"7.00",100.00,Yes,-,-,\r\n'
    '"Participant 105","Eli Eck",eli@uni.example,-,,100.00,Yes,-,-,\r\n'
    '"Participant 999","Zoe Zahl",zoe@uni.example,-,5.00,100.00,Yes,-,-,'
)
GERMAN = WORKSHEET.replace("100.00", '"100,00"').replace("7.00", "7,00").replace("5.00", '"5,00"')
for _english, _german in (
    ("Identifier", "ID"),
    ('"Full name"', '"Vollständiger Name"'),
    ("Grade,", "Bewertung,"),
    ('"Maximum Grade"', '"Bestwertung"'),
    ("Participant", "Teilnehmer/in"),
):
    GERMAN = GERMAN.replace(_english, _german)


def changed(before: bytes, after: bytes) -> dict[tuple[int, int], str]:
    """The cells that differ, as Python's own reader sees them; rows and columns are the same."""
    old, new = table(before), table(after)
    assert [len(row) for row in old] == [len(row) for row in new]
    return {
        (i, j): new[i][j]
        for i, row in enumerate(old)
        for j, value in enumerate(row)
        if value != new[i][j]
    }


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_moodles_worksheet_comes_back_equal_but_for_the_grades(
    book: Scorebook, mark: bytes
) -> None:
    content = mark + WORKSHEET.encode()
    done = moodle.into(sheet.parse(content), book, Filling())
    assert changed(content, done.content) == {(1, 4): "26", (2, 4): "5.01"}
    # Byte for byte: the two grades are all that parts the files, quotes and line ends included.
    back = done.content.replace(b'grading",26,', b'grading",,').replace(b'"5.01"', b'"7.00"')
    assert back == content
    assert done.strangers == ["Zoe Zahl"]
    assert done.left_out == ["cleo", "dina", "finn", "iris"]
    assert not done.whole


def test_a_worksheet_in_another_language_is_filled_with_decimal_commas(book: Scorebook) -> None:
    done = moodle.into(sheet.parse(GERMAN.encode()), book, Filling(match="Email address"))
    assert changed(GERMAN.encode(), done.content) == {(1, 4): "26", (2, 4): "5,01"}


def test_a_grade_that_moodle_would_skip_is_told(book: Scorebook) -> None:
    content = WORKSHEET.replace("100.00", "10.00").encode()
    done = moodle.into(sheet.parse(content), book, Filling())
    assert any("skips grades above its maximum of 10: ana" in each for each in done.remarks)
    scaled = moodle.into(sheet.parse(content), book, Filling(scale=True))
    assert changed(content, scaled.content)[1, 4] == "10"


GRADEBOOK = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Notes,hw1-broadcasting (77),hw2 (78),Final Score\n"
    ",,,,,,Manual Posting,,\n"
    "    Points Possible,,,,,,26,10,(read only)\n"
    '"Alba, Ana",5001,u101,ana,"A and B","likes ""quotes""",,9,90.0\n'
    '"Böhm, Ben",5002,u102,ben,A,,12,EX,\n'
    '"Dahl, Dina",5004,u104,DINA,A,,EX,,\n'
    '"Eck, Eli",5005,u105,eli,A,,,,\n'
    '"Zahl, Zoe",5099,u199,zoe,A,,3,,\n'
    '"Student, Test",5100,,2f9c0d3a,A,,,,\n'
)


def test_a_gradebook_of_canvas_comes_back_equal_but_for_the_column(
    book: Scorebook, hw1: Assignment
) -> None:
    content = b"\xef\xbb\xbf" + GRADEBOOK.encode()
    done = canvas.into(sheet.parse(content), hw1, book, Filling())
    assert changed(content, done.content) == {(3, 6): "26", (4, 6): "5.01"}
    assert done.content.startswith(b"\xef\xbb\xbf")
    assert "Left as they are: dina (EX)." in done.remarks
    assert done.strangers == ["Zahl, Zoe"]
    assert done.left_out == ["cleo", "finn", "iris"]


def test_zeros_go_only_where_nothing_stands(book: Scorebook, hw1: Assignment) -> None:
    how = Filling(zero_if_missing=True, match="SIS Login ID")
    content = GRADEBOOK.encode()
    done = canvas.into(sheet.parse(content), hw1, book, how)
    assert changed(content, done.content) == {(3, 6): "26", (4, 6): "5.01", (6, 6): "0"}
    filled = content.replace(b"eli,A,,,,", b"eli,A,,4,,")
    assert (6, 6) not in changed(filled, canvas.into(sheet.parse(filled), hw1, book, how).content)


def test_a_new_gradebook_for_canvas_has_its_headings_and_the_points_possible(
    book: Scorebook,
) -> None:
    rows = table(canvas.new(book, number=77).content)
    assert rows[0] == [
        *("Student", "ID", "SIS User ID", "SIS Login ID", "Section", "hw1-broadcasting (77)")
    ]
    assert rows[1][0].strip() == "Points Possible"
    assert rows[1][5] == "26"
    assert rows[2] == ["Alba, Ana", "101", "", "ana", "", "26"]
    scores = {row[3]: row[5] for row in rows[2:]}
    assert scores["dina"] == "0", "a penalty never makes less than nothing"
    assert scores["eli"] == scores["iris"] == ""


def test_columns_that_name_different_students_are_not_guessed_between(
    hw1: Assignment, tmp_path: Path
) -> None:
    crossed = [
        Member("ana", lms_user_id="2", scores=auto(4, 8, 6, 8)),
        Member("ben", lms_user_id="1", scores=auto(0, 0, 0, 0)),
    ]
    made = read(make(tmp_path / "crossed.db", crossed), hw1)
    content = (
        b"Student,ID,SIS Login ID,Section,hw1 (7)\n"
        b"    Points Possible,,,,26\nA,1,ana,S,\nB,2,ben,S,\n"
    )
    with pytest.raises(ExportError, match="--match"):
        canvas.into(sheet.parse(content), hw1, made, Filling())
    done = canvas.into(sheet.parse(content), hw1, made, Filling(match="SIS Login ID"))
    assert changed(content, done.content) == {(2, 4): "26", (3, 4): "0"}


def test_a_file_of_another_kind_is_refused_with_what_to_do(
    book: Scorebook, hw1: Assignment
) -> None:
    with pytest.raises(ExportError, match="no gradebook of Canvas"):
        canvas.into(sheet.parse(b"a,b\n1,2\n"), hw1, book, Filling())
    other = GRADEBOOK.replace("hw1-broadcasting", "another").encode()
    with pytest.raises(ExportError, match=r"another \(77\)"):
        canvas.into(sheet.parse(other), hw1, book, Filling())
    nobody = GRADEBOOK.splitlines()[0] + "\nX,1,u,nobody,S,,,,\n"
    with pytest.raises(ExportError, match="names a student"):
        canvas.into(sheet.parse(nobody.encode()), hw1, book, Filling())


def test_gradescope_gets_a_test_for_each_claim_and_the_gradebooks_score(
    book: Scorebook, hw1: Assignment
) -> None:
    claims = (
        Claim("negative entries become 0", 2.0, 2.0, "", ""),
        Claim("any shape", 0.0, 2.0, "relu(z) returned 1; expected 0.", "minimum for maximum"),
    )
    reading = Reading("ben", {"relu": Told(2.0, 4.0, claims)}, {"center": "KeyError: 'x'"})
    found = results(hw1, book, book.standings["ben"], reading, "after_due_date")
    assert found["score"] == 5.01
    assert json.loads(json.dumps(found)) == found
    first, second = found["tests"][:2]
    assert (first["name"], first["status"]) == ("relu: negative entries become 0", "passed")
    assert (first["score"], first["max_score"]) == (2.0, 2.0)
    assert second["status"] == "failed"
    assert "expected 0" in second["output"]
    assert "minimum for maximum" in second["output"]
    assert {each["visibility"] for each in found["tests"]} == {"after_due_date"}
    assert sum(each["max_score"] for each in found["tests"]) == book.maximum
    assert "KeyError" in next(t for t in found["tests"] if t["name"] == "center")["output"]


def test_the_commands_status_tells_whether_all_found_their_row(tmp_path: Path) -> None:
    make(tmp_path / "gradebook.db", CLASS)
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    (tmp_path / "worksheet.csv").write_bytes(WORKSHEET.encode())
    (tmp_path / "whole.csv").write_text(
        "Student,ID,SIS Login ID,hw1 (7)\n"
        + "".join(f"{i},{i},{each.id},\n" for i, each in enumerate(CLASS))
    )
    asked = ["export", "hw1", "--course", str(tmp_path), "--into"]
    partly = CliRunner().invoke(
        app, [*asked, str(tmp_path / "worksheet.csv"), "--format", "moodle"]
    )
    assert partly.exit_code == 1
    assert "Zoe Zahl" in partly.output
    assert "cleo" in partly.output
    whole = CliRunner().invoke(app, [*asked, str(tmp_path / "whole.csv"), "--format", "canvas"])
    assert whole.exit_code == 0
    assert (tmp_path / "exports" / "hw1-broadcasting-canvas.csv").is_file()
    assert (tmp_path / "exports" / ".gitignore").read_text() == "*\n"
    assert (tmp_path / "worksheet.csv").read_bytes() == WORKSHEET.encode()


def test_gradescopes_zip_has_its_scripts_at_the_root_and_is_always_the_same(
    hw1: Assignment,
) -> None:
    made = bundle(Course(ROOT), hw1)
    assert made.content == bundle(Course(ROOT), hw1).content
    with zipfile.ZipFile(io.BytesIO(made.content)) as found:
        names = found.namelist()
        assert {"setup.sh", "run_autograder"} <= set(names)
        assert found.getinfo("run_autograder").external_attr >> 16 & 0o111
        assert "course/source/hw1-broadcasting/broadcasting.ipynb" in names
    assert not [n for n in names if n.endswith("broadcasting.py") and n.startswith("course/source")]
    assert not [n for n in names if "hw2-" in n and n.startswith("course/source")]


@pytest.mark.slow
def test_gradescopes_autograder_grades_an_upload_as_the_class_is_graded(
    hw1: Assignment, tmp_path: Path
) -> None:
    with zipfile.ZipFile(io.BytesIO(bundle(Course(ROOT), hw1).content)) as found:
        found.extractall(tmp_path / "source")
    upload = tmp_path / "submission" / "my notebook.ipynb"
    upload.parent.mkdir()
    upload.write_bytes(Course(ROOT).submission(hw1, "cleo").read_bytes())
    script = tmp_path / "source" / "run_autograder"
    # What setup.sh installs is here already; only the package has to be the zip's.
    subprocess.run(
        [sys.executable, script, tmp_path],
        check=True,
        cwd=tmp_path / "source" / "course",
        env={"PYTHONPATH": str(tmp_path / "source" / "course"), "PATH": "/usr/bin:/bin"}
        | {"HOME": str(tmp_path)},
        timeout=300,
    )
    told = json.loads((tmp_path / "results" / "results.json").read_text())
    assert told["score"] == 89.47
    assert sum(each["score"] for each in told["tests"]) == pytest.approx(89.47, abs=0.05)
    assert len(told["tests"]) > 50


@pytest.mark.slow
def test_scores_read_from_postgresql_are_those_read_from_sqlite(
    book: Scorebook,
    hw1: Assignment,
    server: str,  # noqa: F811
) -> None:
    assert read(make(server, CLASS), hw1) == book
