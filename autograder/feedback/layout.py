"""What the template lays out: marks, blocks, the page; and how points and notes are worded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from autograder.autograded import REMARKS
from autograder.feedback.grades import CellGrade, NotebookGrades
from autograder.feedback.told import Claim, Told


@dataclass(frozen=True)
class Mark:
    """What an exercise got.

    Attributes:
        id: the anchor on the page; "" where its cell is not in the notebook.
        name: of the exercise.
        grade: from the gradebook.
        claims: those of the report, as far as they are told.
        notes: what else there is to know, a sentence each.
    """

    id: str
    name: str
    grade: CellGrade
    claims: tuple[Claim, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """One of waiting, full, part, none."""
        if self.grade.waiting:
            return "waiting"
        if self.grade.score >= self.grade.maximum - 1e-9:
            return "full"
        return "part" if self.grade.score > 0 else "none"


@dataclass(frozen=True)
class Block:
    """A cell, as the page shows it.

    Attributes:
        kind: text, code (the student's), given (the course's own), examples (tests to be seen) or
            marked (hidden tests, or what a person grades).
        label: which cell it is, in words.
        body: its text or code as HTML.
        lines: how many lines of code it has.
        outputs: fragments of HTML.
        passed: of examples, whether they ran to their end.
        mark: what was given for it.
        comment: the instructor's word on it, as HTML.
        level: of a heading inside the block.
    """

    kind: str
    label: str = ""
    body: str = ""
    lines: int = 0
    outputs: tuple[str, ...] = ()
    passed: bool = True
    mark: Mark | None = None
    comment: str = ""
    level: int = 6


@dataclass(frozen=True)
class Page:
    """All that the template lays out.

    Attributes:
        title: the notebook's own.
        grades: from the gradebook.
        blocks: its cells.
        marks: what each exercise got.
        remarks: what else happened while it was graded, a sentence each.
    """

    title: str
    grades: NotebookGrades
    blocks: tuple[Block, ...]
    marks: tuple[Mark, ...] = field(default=())
    remarks: tuple[str, ...] = ()

    @property
    def lost(self) -> list[Mark]:
        """The exercises where most points were lost, the most first."""
        short = [mark for mark in self.marks if mark.status in ("part", "none")]
        return sorted(short, key=lambda mark: mark.grade.score - mark.grade.maximum)


def points(value: float) -> str:
    """Points as people write them: 4, 6.4, 0.67."""
    return f"{value + 0.0:.2f}".rstrip("0").rstrip(".").replace("-", "−")


def quoting(sentence: str) -> Markup:
    """A sentence in which `code` between backticks is set as code."""
    parts = re.split(r"`([^`\n]+)`", sentence)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if i % 2 else part for i, part in enumerate(parts)
    )


def notes(grade: CellGrade) -> list[str]:
    """What there is to know about a grade besides its points, a sentence each."""
    said = []
    if grade.waiting and grade.manual is None:
        said.append("Waits for your instructor to look at it.")
    if grade.manual is not None and grade.automatic not in (None, grade.manual):
        said.append(
            f"Set by your instructor to {points(grade.manual)}; the tests gave "
            f"{points(grade.automatic or 0.0)}."
        )
    # The tests ran again after that: the score stays, and nbgrader asks for another look.
    if grade.waiting and grade.manual is not None:
        said.append("Your instructor will look at it again.")
    if grade.extra:
        said.append(f"Extra credit: {points(grade.extra)}.")
    return said


def remarks(metadata: Mapping[str, Any]) -> list[str]:
    """What the grader noted in a notebook's metadata, a sentence each."""
    about = metadata.get(REMARKS, {})
    said = about.get("remarks", []) if isinstance(about, Mapping) else []
    words = [each for each in said if isinstance(each, str) and each]
    return [sentence(each) for each in dict.fromkeys(words)]


def sentence(words: str) -> str:
    """Words with a capital at the beginning and a full stop at the end."""
    return f"{words[:1].upper()}{words[1:]}{'' if words[-1:] in '.?!' else '.'}"


def disagreement(grade: CellGrade, told: Told | None) -> list[str]:
    """A sentence where the gradebook holds another score than the tests reported."""
    if told is None or grade.automatic is None or abs(told.points - grade.automatic) < 0.006:
        return []
    return [
        f"The claims add up to {points(told.points)}, but {points(grade.automatic)} was recorded. "
        "Please ask your instructor."
    ]
