"""What a feedback page tells, and what it keeps to itself."""

import base64
import html
import itertools
import json
import re
import struct
import zlib
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.course import Course
from autograder.exercise import Exercise
from autograder.feedback import FeedbackExporter
from autograder.feedback.formula import mathml
from autograder.feedback.grades import CellGrade, NotebookGrades
from autograder.feedback.markdown import rendered
from autograder.grading import REPORT_TYPE, as_data
from autograder.marking import mark

COURSE = Course.find(Path(__file__).parent)
ALL = list(COURSE.assignments.values())

HIDDEN = 'assert secret_check(answer) == {"covered": 42}'
TEST = f"# visible\n### BEGIN HIDDEN TESTS\n{HIDDEN}\n### END HIDDEN TESTS"


def double(x):
    """The reference of the exercise below."""
    return 2 * x


DOUBLE = Exercise(double, points=4)


@DOUBLE.check("twice a number")
def _(f, rng):
    return f(int(rng.integers(2, 9)))


@DOUBLE.check("twice nothing is nothing")
def _(f, rng):
    return f(0)


@DOUBLE.misconception("the number is squared; it should be doubled")
def squares(x):
    return x * x


def report(implementation):
    """The display data that grade() publishes for an implementation of `double`."""
    data = {"text/plain": "…", REPORT_TYPE: as_data(mark(DOUBLE, implementation))}
    return new_output("display_data", data)


def png(text=b""):
    """A picture of one white pixel, with a text that only its bytes hold."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"tEXt", b"note\0" + text)]
    parts += [chunk(b"IDAT", zlib.compress(b"\0\xff")), chunk(b"IEND", b"")]
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(parts)).decode()


def student(source, *outputs, count=1):
    return new_code_cell(source, outputs=list(outputs), execution_count=count)


def locked(source, grade_id, *outputs, points=4, count=9):
    meta = {"grade": True, "grade_id": grade_id, "locked": True, "solution": False, "task": False}
    meta |= {"points": points, "schema_version": 3}
    metadata = {"nbgrader": meta}
    return new_code_cell(source, metadata=metadata, outputs=list(outputs), execution_count=count)


def error(*frames, name="ValueError", value="no"):
    return new_output("error", ename=name, evalue=value, traceback=list(frames))


def page_of(*cells, tell="diagnosis", sources=(), **grades):
    """The page of a notebook, made without a gradebook."""
    about = NotebookGrades("ana", "hw1", "one", **grades)
    exporter = FeedbackExporter(tell=tell)
    resources = {"grades": about, "sources": tuple(sources), "nbgrader": {}}
    return exporter.from_notebook_node(new_notebook(cells=list(cells)), resources)[0]


class Elements(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return re.sub(r" ([.,:])", r"\1", " ".join(" ".join(self.words).split()))


def readings(page):
    """A page in every form in which a line could be found in it, without blanks and quotes."""
    forms = [page, html.unescape(page), "".join(Elements(page).words)]
    for token in re.findall(r"[A-Za-z0-9+/]{12,}", page):
        for start in range(4):
            part = token[start : start + (len(token) - start) // 4 * 4]
            forms.append(base64.b64decode(part).decode("latin-1"))
    return re.sub(r"[\s'\"`\\]", "", "\n".join(forms))


def bare(line):
    return re.sub(r"[\s'\"`\\]", "", line)


def coloured(line):
    """A line as IPython quotes it in a traceback: every word in its colour."""
    words = re.split(r"(\W)", line)
    return "\x1b[32m----> 3\x1b[39m " + "".join(f"\x1b[38;5;28m{w}\x1b[39m" for w in words if w)


def quotings(line):
    """Outputs that quote a line, in every way that we thought of."""
    encoded = base64.b64encode(b"xy" + line.encode()).decode()
    spelled = html.escape(line)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><text>{spelled}</text><desc>{spelled}</desc></svg>'
    halves = "".join(f"<b>{html.escape(letter)}</b>" for letter in line)
    rich = [
        f'<p data-x="{spelled}" title="{spelled}">seen</p>',
        f"<script>var a = {json.dumps(line)}</script><p>seen</p>",
        f"<p>seen</p><!-- {line} --><p>{spelled}</p>",
        f"<p>{halves}</p>",
        f'<img src="data:image/png;base64,{png(line.encode())}">',
    ]
    return [
        error(
            "Traceback",
            f"Cell In[9], line 3\n{coloured(line)}\n",
            f"Cell In[1]\n{line}",
            value=line,
        ),
        new_output("stream", name="stdout", text=f"In = ['', {line + chr(10)!r}]\n"),
        new_output("stream", name="stderr", text=encoded),
        new_output("stream", name="stdout", text="\n".join(line)),
        *(new_output("display_data", {"text/html": each, "text/plain": "p"}) for each in rich),
        new_output("display_data", {"image/svg+xml": svg}),
        new_output("display_data", {"image/png": png(line.encode())}),
        new_output("display_data", {"text/markdown": f"`{line}`\n\n    {line}"}),
        new_output("display_data", {"text/latex": f"$\\text{{{line}}}$"}),
        new_output("execute_result", {"text/plain": repr(line)}, execution_count=1),
    ]


@pytest.mark.parametrize("assignment", ALL, ids=lambda each: each.id)
def test_no_hidden_line_of_the_course_comes_through_however_it_is_quoted(assignment):
    notebook = nbformat.read(COURSE.source(assignment), as_version=4)
    tests = [cell for cell in notebook.cells if "BEGIN HIDDEN TESTS" in cell.source]
    lines = {
        line.strip()
        for cell in tests
        for line in cell.source.partition("### BEGIN HIDDEN TESTS\n")[2].splitlines()[:-1]
    }
    assert len(tests) == len(assignment.exercises) == len(lines) - 1
    for line, cell in zip(sorted(lines), [*tests, tests[0]], strict=True):
        cell.outputs += quotings(line)
        cell.execution_count = 9
        notebook.cells.append(student("print('mine')", *quotings(line)))
    cells = {cell.metadata.nbgrader.grade_id: CellGrade(0, 1, 0.0) for cell in tests}
    comment = dict.fromkeys(assignment.exercises, f"Look: `{min(lines)}`")
    page = page_of(*notebook.cells, cells=cells, comments=comment)
    assert "Look:" not in page or "left out" in page
    read = readings(page)
    assert [line for line in lines if bare(line) in read] == []


def test_a_line_that_the_student_wrote_or_was_given_is_not_taken_away():
    given = 'assert secret_check(answer) == {"covered": 42}  # my own'
    page = page_of(student(given), locked(TEST, "test_a"), cells={"test_a": CellGrade(0, 4)})
    assert "secret_check" in page


def test_a_hidden_line_of_a_deleted_test_cell_is_known_from_the_gradebook():
    outputs = new_output("stream", name="stdout", text=HIDDEN)
    assert bare(HIDDEN) not in readings(page_of(student("f()", outputs), sources=[TEST]))


IPYTHONS = (
    "ValueError   Traceback (most recent call last)",
    f"Cell In[9], line 3\n----> 3 {HIDDEN}",
    "File /course/autograder/marking.py:7, in mark\n----> 7 run(reference)",
    "Cell In[2], line 5, in answer\n----> 5 return 1 / 0",
)
JUDGES = (
    "Traceback (most recent call last)",
    f"Test cell, line 3, in <module>\n---> {HIDDEN}",
    "autograder/marking.py, line 7, in mark\n---> run(reference)",
    "Traceback (most recent call last)\nCell In[2], line 5, in answer\n--->   5 return 1 / 0\nno",
)


@pytest.mark.parametrize("frames", [IPYTHONS, JUDGES, ["\n".join(JUDGES)]])
def test_of_an_error_in_hidden_tests_only_the_students_own_lines_are_quoted(frames):
    test = locked(TEST, "test_a", error(*frames))
    page = page_of(student("def answer(): ...", count=2), test, cells={"test_a": CellGrade(0, 4)})
    assert "return 1 / 0" in page
    assert "run(reference)" not in page
    assert "secret_check" not in page
    assert "In[9]" not in page


def test_what_the_students_code_prints_while_hidden_tests_run_is_not_shown():
    printed = new_output("stream", name="stdout", text="the probe was 17")
    page = page_of(locked(TEST, "test_a", printed), cells={"test_a": CellGrade(0, 4)})
    assert "probe" not in page


HOSTILE = [
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    '<svg onload="document.title=1"><script>1</script><a xlink:href="javascript:1">x</a></svg>',
    '<a href="javascript:document.title=1">x</a><a href="https://evil.example/a">y</a>',
    '<iframe src="https://evil.example"></iframe><object data="https://evil.example"></object>',
    '<form action="https://evil.example"><input name=a autofocus onfocus=alert(1)></form>',
    '<link rel=stylesheet href="//evil.example/a.css"><style>@import "//evil.example"</style>',
    '<meta http-equiv=refresh content="0;url=https://evil.example"><base href="//evil.example">',
    '<p style="background:url(https://evil.example)" onclick=alert(1) id=overview>x</p>',
    '<img src="https://evil.example/p.png" srcset="//evil.example 2x"><video src=//evil.example>',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table>",
    "</pre></div></section></body><script>alert(1)</script>",
    '![$\\text{x" onerror=alert(1) y="}$](data:image/png;base64,AAAA)',
    '![x](https://evil.example/p.png "t") <https://evil.example> [y](javascript:alert(1))',
    "$\\href{javascript:alert(1)}{x}$ $\\text{</math><script>alert(1)</script>}$",
    "```\n</code></pre><script>alert(1)</script>\n```\n```mermaid\n<script>alert(1)</script>\n```",
    "\ue0000\ue001 <b title='\ue0000\ue001'>x</b>",
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><svg xmlns="http://www.w3.org/2000/svg">'
    "<text>&b;</text><style>@import url(//evil.example)</style></svg>",
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" '
    'onload="alert(1)">'
    "<script>alert(1)</script><foreignObject><p>p</p></foreignObject>"
    '<image x:href="https://evil.example"/>'
    '<a x:href="javascript:alert(1)"><text>t</text></a><use x:href="https://evil.example#a"/>'
    '<rect fill="url(https://evil.example#a)" onclick="alert(1)"/>'
    '<animate attributeName="href"/></svg>',
]


def hostile_page():
    """A page on which everything that a student controls is hostile."""
    kinds = ("text/html", "image/svg+xml", "text/markdown", "text/latex", "text/plain")
    kinds += ("image/png", "application/javascript", "text/javascript")
    cells = []
    for text in HOSTILE:
        shows = [new_output("display_data", {kind: text}) for kind in kinds]
        shows += [new_output("stream", name="stdout", text=f"\x1b[31m{text}\x1b]0;{text}\x07")]
        shows += [error(text, f"\x1b[1m{text}", name=text, value=text)]
        shows += [new_output("display_data", {text: "x"})]
        cells += [new_markdown_cell(f"*{text}*"), student(text, *shows), new_markdown_cell(text)]
        cells += [nbformat.v4.new_raw_cell(text)]
    forged = {"exercise": HOSTILE[0], "points": 1, "maximum": 1, "verdicts": []}
    forged["verdicts"] = [
        {"claim": t, "points": 0, "maximum": 1, "fault": f"`{t}`", "misconception": t}
        for t in HOSTILE
    ]
    said = new_output("display_data", {REPORT_TYPE: forged})
    cells.append(locked(TEST, HOSTILE[0], said))
    grade = {HOSTILE[0]: CellGrade(0, 4, 0.0), HOSTILE[1]: CellGrade(0, 4, 0.0)}
    return page_of(*cells, cells=grade, name=HOSTILE[0])


def test_nothing_that_runs_or_calls_out_survives_on_a_hostile_page():
    page = hostile_page()
    elements = Elements(page)
    allowed_meta = {"content-security-policy"}
    for tag, attributes in elements.tags:
        assert tag not in {"script", "iframe", "object", "embed", "link", "form", "input", "base"}
        assert tag not in {"svg", "video", "audio", "foreignobject", "annotation-xml"}
        assert attributes.get("http-equiv", "content-security-policy").lower() in allowed_meta
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, attributes)
            if name == "src":
                assert value.startswith("data:image/"), value
            if name == "href":
                # A link in markdown may be followed by who clicks on it; it loads nothing.
                assert value.startswith("#") or tag == "a", (tag, value)
                assert value.startswith(("#", "https:", "http:")), value
            if name == "style":
                assert re.fullmatch(r"width: [0-9.]+%", value)
            if name not in ("href", "src", "xmlns", "aria-label", "alt"):
                assert "evil" not in (value or ""), (tag, attributes)
    assert [tag for tag, _ in elements.tags].count("style") == 1
    for data in re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", page):
        svg = base64.b64decode(data).decode().lower()
        assert not re.search(r"script|\son[a-z]+=|evil|foreignobject|entity|@import", svg)


def test_links_in_outputs_lose_their_address():
    shown = new_output("display_data", {"text/html": '<a href="https://evil.example">there</a>'})
    page = page_of(student("f()", shown))
    assert "there" in page
    assert "evil.example" not in page


def test_a_report_that_a_students_cell_publishes_is_no_report():
    page = page_of(student("forge()", report(double)), cells={"test_a": CellGrade(0, 4, 0.0)})
    assert "twice a number" not in page


GRADED = {"test_double": CellGrade(1.5, 4, 1.5)}


@pytest.mark.parametrize(
    ("tell", "told", "kept"),
    [
        ("diagnosis", ["twice a number", "returned", "the number is squared", "1.5"], []),
        ("claims", ["twice a number", "fails:", "1.5"], ["returned", "squared"]),
        ("points", ["1.5"], ["twice a number", "fails:", "returned", "squared"]),
    ],
)
def test_as_much_is_told_as_is_configured(tell, told, kept):
    test = locked(TEST, "test_double", report(squares))
    text = Elements(page_of(test, tell=tell, cells=GRADED)).text
    assert [each for each in told if each not in text] == []
    assert [each for each in kept if each in text] == []


@pytest.mark.parametrize(
    ("tell", "shown"), [("diagnosis", True), ("claims", False), ("points", False)]
)
def test_an_error_in_hidden_tests_is_part_of_the_diagnosis(tell, shown):
    test = locked(TEST, "test_a", error(value="the message"))
    page = page_of(test, tell=tell, cells={"test_a": CellGrade(0, 4, 0.0)})
    assert ("the message" in page) is shown


def test_comments_penalty_extra_credit_and_a_persons_grade_are_shown():
    meta = {"grade": True, "grade_id": "essay", "locked": False, "solution": True, "task": False}
    answer = new_markdown_cell("I think so.", metadata={"nbgrader": meta})
    cells = {
        "essay": CellGrade(0, 5, None, waiting=True),
        "test_double": CellGrade(4.5, 4, 2.0, manual=3.5, extra=1.0),
    }
    text = Elements(
        page_of(
            locked(TEST, "test_double", report(double)),
            answer,
            cells=cells,
            comments={"essay": "Say **why**."},
            penalty=1.25,
            handed_in=datetime(2026, 3, 1, 12, 30),
            name="Ana Example",
        )
    ).text
    for words in (
        "3.25 of 9 points",
        "Taken off for handing in late −1.25",
        "Set by your instructor to 3.5; the tests gave 2.",
        "Extra credit: 1.",
        "Waits for your instructor to look at it.",
        "Comment Say why.",
        "Feedback on hw1 for Ana Example, handed in 2026-03-01 12:30 UTC",
        "not graded yet:",
    ):
        assert words in text


def test_a_comment_on_a_cell_that_was_deleted_is_shown_all_the_same():
    about = {"cells": {"test_a": CellGrade(0, 4)}, "comments": {"answer": "Where *is* it?"}}
    page = page_of(locked(TEST, "test_a"), **about)
    assert "On answer, which is not in your notebook" in page
    assert "Where <em>is</em> it?" in page


def test_a_score_that_differs_from_the_claims_is_pointed_out():
    test = locked(TEST, "test_double", report(double))
    page = page_of(test, cells={"test_double": CellGrade(0, 4, 0.0)})
    assert "The claims add up to 4, but 0 was recorded." in page


@pytest.mark.parametrize("assignment", ALL, ids=lambda each: each.id)
def test_every_formula_of_the_course_is_drawn_without_a_connection(assignment):
    notebook = nbformat.read(COURSE.source(assignment), as_version=4)
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    drawn = [rendered(text) for text in texts]
    assert sum(each.count("<math") for each in drawn) > 50
    assert [each for each in drawn if 'class="tex"' in each] == []
    letters = [
        "".join(re.findall(r">([^<>]*)<", math))
        for each in drawn
        for math in re.findall(r"<math.*?</math>", each)
    ]
    assert [each for each in letters if re.search(r"[\\&$]|&#", html.unescape(each))] == []


@pytest.mark.parametrize("latex", [r"\unheardof{x}", r"\frac{1}{", "{" * 3000, r"\left(" * 900])
def test_a_formula_that_cannot_be_drawn_is_shown_as_it_was_written(latex):
    assert html.escape(latex)[:20] in mathml(latex, False)
    assert "<math" not in mathml(latex, False)


def test_aligned_equations_become_a_table():
    drawn = mathml(r"\begin{aligned} a &= b \\ c &= d \end{aligned}", True)
    assert drawn.count("<mtr>") == 2
    assert drawn.count("<mtd") == 4


def test_long_outputs_are_folded_and_endless_ones_cut():
    long = new_output("stream", name="stdout", text="line\n" * 100)
    endless = new_output("stream", name="stdout", text="word " * 500_000)
    many = [new_output("display_data", {"text/plain": f"{i}"}) for i in range(900)]
    page = page_of(student("a", long), student("b", endless), student("c", *many))
    assert "<summary>Output, cell 1: 100 lines</summary>" in page
    assert "Cut here: the output has 2,499,999 characters" in page
    assert "860 more outputs are not shown." in page
    assert len(page) < 200_000


def test_a_terminals_colours_and_returns_are_understood():
    text = "\x1b[31mred\x1b[0m\nstep 1\rstep 2\x07\n"
    page = page_of(student("a", new_output("stream", name="stdout", text=text)))
    assert '<span class="ansi-red-fg">red</span>' in page
    assert "step 2" in page
    assert "step 1" not in page
    assert "\x1b" not in page


def test_a_cell_that_was_stopped_has_one_error_with_the_place_where_it_was():
    interrupted = error("Cell In[1], line 1, in <module>\n---> 1 while True: pass",
                        name="KeyboardInterrupt", value="stopped")  # fmt: skip
    stopped = error("CellTimeoutError: stopped after 30 s",
                    name="CellTimeoutError", value="stopped after 30 s")  # fmt: skip
    page = page_of(student("while True: pass", interrupted, stopped))
    text = Elements(page).text
    assert "Stopped after 30 s." in text
    assert "In[1], line 1, in" in text
    assert "KeyboardInterrupt" not in page
    assert page.count('class="what"') == 1


def test_an_error_without_a_place_has_no_traceback_to_open():
    gone = "the process that ran your code has ended: it took more memory than it may"
    page = page_of(student("x", error(f"ProcessLost: {gone}", name="ProcessLost", value=gone)))
    assert f"T{gone[1:]}." in Elements(page).text
    assert "Traceback" not in page


def test_cells_are_called_by_their_numbers_in_errors_and_warnings():
    file = "<ipython-input-4-1134d6997bda>"
    wrong = error(f'  File "{file}", line 1\n    def f(z)', name="SyntaxError",
                  value=f"expected ':' ({file}, line 1)")  # fmt: skip
    warned = new_output("stream", name="stderr", text=f"{file}:3: UserWarning: careful")
    page = page_of(student("def f(z)", wrong, warned))
    assert "expected &#x27;:&#x27; (cell 4, line 1)" in page
    assert "cell 4:3: UserWarning" in page
    assert "ipython-input" not in page


def test_that_a_given_cell_was_not_run_is_a_remark_of_the_page():
    said = "This cell shows your own work and earns nothing: it was not run while grading."
    note = new_output("stream", name="stdout", text=f"({said})\n")
    given = locked("draw(center)", "picture_center", note)
    given.metadata.nbgrader.grade = False
    assert f'<p class="remark">{said}</p>' in page_of(given)
    assert f'<p class="remark">{said}</p>' not in page_of(student("print()", note))


def test_what_the_grader_remarked_is_on_the_page_without_hidden_lines():
    remarks = ["deleted cells were put back: test_relu", f"odd: {HIDDEN}", 3, ["x"]]
    test = locked(TEST, "test_a")
    notebook = new_notebook(cells=[test], metadata={"gradlab": {"remarks": remarks}})
    grades = NotebookGrades("ana", "hw1", "one", {"test_a": CellGrade(4, 4)})
    resources = {"grades": grades, "sources": (), "nbgrader": {}}
    page = FeedbackExporter().from_notebook_node(notebook, resources)[0]
    assert "<li>Deleted cells were put back: test_relu.</li>" in page
    assert bare(HIDDEN) not in readings(page)


def test_a_figure_is_described_by_the_sentence_in_italics_above_it():
    text = new_markdown_cell("Look:\n\n*Two curves that\ncross at $x = 1$.*")
    figure = new_output("display_data", {"image/png": png(), "text/plain": "<Figure size 1x1>"})
    page = page_of(
        text, student("plot()", figure), new_markdown_cell("Then."), student("p", figure)
    )
    alts = [attributes["alt"] for tag, attributes in Elements(page).tags if tag == "img"]
    assert alts == [
        "Two curves that cross at x = 1.",
        "A figure without a description, put out by cell 1",
    ]


@pytest.mark.parametrize("assignment", ALL, ids=lambda each: each.id)
def test_headings_follow_one_another_and_every_anchor_is_there_once(assignment):
    notebook = nbformat.read(COURSE.source(assignment), as_version=4)
    cells = {
        cell.metadata.nbgrader.grade_id: CellGrade(1, 1)
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
    tags = Elements(page_of(*notebook.cells, cells=cells)).tags
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {a["href"][1:] for _, a in tags if a.get("href", "").startswith("#")}
    assert targets <= set(ids)


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_colour_of_words_stands_out_from_every_ground(scheme):
    style = re.search(r"<style>(.*?)</style>", page_of(), re.DOTALL)[1]
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", style.split(":root {")[1 + scheme]))
    grounds = [name for name in colours if name in ("paper", "sheet", "code") or "tint" in name]
    words = set(colours) - set(grounds) - {"line"}
    assert len(grounds) == 7
    assert len(words) == 13
    for word in words:
        for ground in grounds:
            pair = sorted((luminance(colours[word]), luminance(colours[ground])))
            assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, (word, ground)
