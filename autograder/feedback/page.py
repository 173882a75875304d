"""The content of a page: a student's notebook with what the tests and the instructor say to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from nbformat import NotebookNode

from autograder.feedback import output
from autograder.feedback.code import highlighted
from autograder.feedback.grades import NotebookGrades
from autograder.feedback.hidden import Curtain, split
from autograder.feedback.layout import Block, Mark, Page, disagreement, notes, remarks
from autograder.feedback.markdown import description, levelled, rendered
from autograder.feedback.told import Claim, Tell, Told, found, limited

_TITLE = re.compile(r"^# +(.+?) *#*$", re.MULTILINE)
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9_-]+")


def page(
    notebook: NotebookNode, grades: NotebookGrades, sources: Iterable[str], tell: Tell
) -> tuple[Page, Curtain]:
    """The page of a graded notebook, and the curtain before what it must not hold.

    Args:
        notebook: from autograded/.
        grades: what the gradebook says about it.
        sources: the instructor's version of its nbgrader cells.
        tell: how much is told.
    """
    locked: list[str] = [*sources]
    own: list[str] = []
    for cell in notebook.cells:
        about = _nbgrader(cell)
        (locked if about.get("locked") or about.get("task") else own).append(cell.source)
    curtain = Curtain.of(locked, own)
    return _Reader(notebook, grades, curtain, tell).read(), curtain


class _Reader:
    """Goes through a notebook once, from its first cell to its last."""

    def __init__(
        self, notebook: NotebookNode, grades: NotebookGrades, curtain: Curtain, tell: Tell
    ) -> None:
        self.cells = notebook.cells
        self.metadata = notebook.metadata
        self.grades = grades
        self.curtain = curtain
        self.tell = tell
        self.level = 2
        self.alt = ""
        self.marks: dict[str, Mark] = {}
        self.commented: set[str] = set()
        # Cells whose lines a traceback may quote: all but those with hidden tests.
        self.quotable = {
            cell.execution_count
            for cell in self.cells
            if cell.cell_type == "code" and cell.execution_count and not split(cell.source)[1]
        }

    def read(self) -> Page:
        blocks = [block for cell in self.cells for block in [self._block(cell)] if block]
        marks = [*self.marks.values(), *self._missing()]
        return Page(
            title=self._title(),
            grades=self.grades,
            blocks=(*blocks, *self._left_over()),
            marks=tuple(m for m in marks if m.grade.maximum or m.grade.score or m.grade.waiting),
            remarks=tuple(map(self.curtain.drawn, remarks(self.metadata))),
        )

    def _title(self) -> str:
        for cell in self.cells:
            if cell.cell_type == "markdown" and (heading := _TITLE.search(cell.source)):
                return heading[1]
        return self.grades.notebook

    def _missing(self) -> list[Mark]:
        """Marks without a cell: it was deleted and not put back."""
        note = "Its cell is not in the notebook that was handed in."
        return [
            Mark("", _exercise(name), grade, notes=(note,))
            for name, grade in self.grades.cells.items()
            if name not in self.marks and grade.maximum
        ]

    def _left_over(self) -> list[Block]:
        """Comments on cells that are not in the notebook."""
        return [
            Block("text", label=f"On {name}, which is not in your notebook", comment=comment)
            for name in self.grades.comments
            if (comment := self._comment(name))
        ]

    def _block(self, cell: NotebookNode) -> Block | None:
        meta = _nbgrader(cell)
        name = str(meta.get("grade_id", ""))
        graded = name in self.grades.cells and name not in self.marks
        if graded and (meta.get("grade") or meta.get("task")):
            return self._graded(cell, name, meta)
        if cell.cell_type == "code":
            return self._code(cell, name, meta)
        if cell.cell_type == "markdown":
            body = self._text(cell)
            return Block("text", body=body) if body.strip() else None
        return self._raw(cell)

    def _raw(self, cell: NotebookNode) -> Block:
        where = output.Surroundings(self.curtain, "", "raw cell")
        return Block("text", body=output.text(cell.source, where, "Raw cell"))

    def _text(self, cell: NotebookNode) -> str:
        source = self._visible(cell)
        self.alt = description(source)
        body = self.curtain.over(rendered(source, cell.get("attachments")))
        body, self.level = levelled(body, self.level)
        return body

    def _visible(self, cell: NotebookNode) -> str:
        return self.curtain.drawn(split(cell.source)[0]).strip("\n")

    def _where(self, cell: NotebookNode) -> output.Surroundings:
        label = f"cell {cell.execution_count}" if cell.get("execution_count") else "cell not run"
        alt = self.alt or f"A figure without a description, put out by {label}"
        return output.Surroundings(self.curtain, alt, label)

    def _code(self, cell: NotebookNode, name: str, meta: Mapping[str, Any]) -> Block | None:
        if not cell.source.strip() and not cell.outputs:
            return None
        where = self._where(cell)
        own = not meta.get("locked")
        source = self._visible(cell)
        label = f"{'Your code' if own else 'Given code'}, {where.label}"
        return Block(
            "code" if own else "given",
            label=label,
            body=highlighted(source, label),
            lines=source.count("\n") + 1,
            outputs=tuple(self._put_out(cell, where, own)),
            comment=self._comment(name) if meta.get("solution") else "",
        )

    def _put_out(self, cell: NotebookNode, where: output.Surroundings, own: bool) -> list[str]:
        if not own and (said := output.in_brackets(cell.outputs)):
            return [output.remark(self.curtain.drawn(said))]
        return output.shown(cell.outputs, where)

    def _comment(self, name: str) -> str:
        comment = self.grades.comments.get(name, "")
        if not comment or name in self.commented:
            return ""
        self.commented.add(name)
        # A comment is written for this page, so it is shown as it is, hidden lines aside.
        body = self.curtain.over(rendered(self.curtain.drawn(comment)))
        return levelled(body, self.level)[0]

    def _graded(self, cell: NotebookNode, name: str, meta: Mapping[str, Any]) -> Block:
        grade = self.grades.cells[name]
        mark = Mark(_NOT_IN_ID.sub("-", f"exercise-{name}"), _exercise(name), grade)
        if meta.get("solution") or meta.get("task"):
            return self._answer(cell, name, mark)
        told = found(cell.outputs)
        closed = bool(split(cell.source)[1])
        if told is None and not closed and not grade.maximum and not grade.score:
            self.marks[name] = mark
            return self._examples(cell)
        said = [*notes(grade), *disagreement(grade, told)]
        told = limited(told, self.tell) if told else None
        outputs = self._outcome(cell, closed, told, said)
        mark = replace(mark, claims=self._drawn(told), notes=tuple(said))
        self.marks[name] = mark
        source = self._visible(cell)
        return Block(
            "marked",
            label=f"Tests, {self._where(cell).label}",
            # Tests that are only comments list the claims, which the report does too.
            body="" if _only_comments(source) else highlighted(source, "Tests"),
            lines=source.count("\n") + 1,
            outputs=tuple(outputs),
            mark=mark,
            level=min(self.level + 1, 6),
        )

    def _drawn(self, told: Told | None) -> tuple[Claim, ...]:
        return tuple(
            replace(
                claim,
                text=self.curtain.drawn(claim.text),
                fault=self.curtain.drawn(claim.fault),
                misconception=self.curtain.drawn(claim.misconception),
            )
            for claim in (told.claims if told else ())
        )

    def _outcome(
        self, cell: NotebookNode, closed: bool, told: Told | None, said: list[str]
    ) -> list[str]:
        """What else the test cell put out, as far as it is told.

        What a student's code prints while hidden tests run is not shown: it could print them.
        """
        if self.tell is Tell.POINTS:
            return []
        where = self._where(cell)
        errors = [each for each in cell.outputs if each.output_type == "error"]
        if errors and self.tell is Tell.CLAIMS and closed:
            said.append(f"The tests ended in an error: {str(errors[0].ename)[:80]}.")
            return []
        if closed:
            return [output.error(each, where, self.quotable) for each in errors]
        shown = [each for each in cell.outputs if each.output_type != "execute_result"]
        return output.shown([] if told else shown, where)

    def _examples(self, cell: NotebookNode) -> Block:
        where = self._where(cell)
        source = self._visible(cell)
        told = self.tell is not Tell.POINTS
        return Block(
            "examples" if told else "given",
            label=f"Examples, {where.label}",
            body=highlighted(source, f"Examples, {where.label}"),
            lines=source.count("\n") + 1,
            outputs=tuple(output.shown(cell.outputs, where)) if told else (),
            passed=not any(each.output_type == "error" for each in cell.outputs),
        )

    def _answer(self, cell: NotebookNode, name: str, mark: Mark) -> Block:
        """What a person grades: the student's own text or code."""
        where = self._where(cell)
        code = cell.cell_type == "code"
        mark = replace(mark, notes=tuple(notes(mark.grade)))
        self.marks[name] = mark
        level = min(self.level + 1, 6)
        body = highlighted(self._visible(cell), "Your answer") if code else self._text(cell)
        return Block(
            "answer",
            label=f"Your answer, {where.label}" if code else "Your answer",
            body=body,
            outputs=tuple(output.shown(cell.outputs, where)) if code else (),
            mark=mark,
            comment=self._comment(name),
            level=level,
        )


def _nbgrader(cell: NotebookNode) -> Mapping[str, Any]:
    meta = cell.metadata.get("nbgrader", {})
    return meta if isinstance(meta, Mapping) else {}


def _exercise(name: str) -> str:
    return name.removeprefix("test_")


def _only_comments(source: str) -> bool:
    return all(not line.strip() or line.lstrip().startswith("#") for line in source.split("\n"))
