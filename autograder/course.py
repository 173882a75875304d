"""The course on disk: where it is, which assignments it has, where each of their files lies."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

CONFIG = "nbgrader_config.py"
CONTRACT = Path(__file__).parent / "contract"


class CourseError(Exception):
    """Something about the course is not as it should be; the message says what to do."""


@dataclass(frozen=True)
class Assignment:
    """An assignment of the contract.

    Attributes:
        id: as nbgrader knows it: "hw1-broadcasting".
        title: as a heading.
        module: the module of its references and of its exercises.
        notebook: the name of its notebook, without an ending.
        exercises: the signatures that students may rely on, by exercise.
    """

    id: str
    title: str
    module: str
    notebook: str
    exercises: dict[str, str]


@dataclass(frozen=True)
class Course:
    """A course folder: the one that holds nbgrader_config.py."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> Course:
        """The course that `start` lies in.

        Raises:
            CourseError: where neither it nor a folder above it is a course.
        """
        for folder in (start.resolve(), *start.resolve().parents):
            if (folder / CONFIG).is_file():
                return cls(folder)
        raise CourseError(
            f"{start.resolve()} is not inside a course: no {CONFIG} there or above. "
            "Run gradlab in the course's folder, or name it with --course."
        )

    @cached_property
    def assignments(self) -> dict[str, Assignment]:
        """The assignments of the contract, in order."""
        found = [_read(path) for path in sorted(CONTRACT.glob("*.toml"))]
        return {each.id: each for each in found}

    def assignment(self, name: str) -> Assignment:
        """The assignment with this id; "hw1" is enough for "hw1-broadcasting".

        Raises:
            CourseError: where there is none; the message names the nearest.
        """
        if name in self.assignments:
            return self.assignments[name]
        begun = [each for key, each in self.assignments.items() if key.startswith(f"{name}-")]
        if len(begun) == 1:
            return begun[0]
        near = difflib.get_close_matches(name, self.assignments, n=1, cutoff=0.4)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        raise CourseError(
            f"no assignment is called {name!r}. {hint}There are: {', '.join(self.assignments)}."
        )

    def text(self, assignment: Assignment) -> Path:
        """The notebook as text."""
        return self.root / "source" / assignment.id / f"{assignment.notebook}.py"

    def source(self, assignment: Assignment) -> Path:
        """The notebook that nbgrader reads, with solutions and hidden tests."""
        return self.text(assignment).with_suffix(".ipynb")

    def release(self, assignment: Assignment) -> Path:
        """The notebook that students get."""
        return self.root / "release" / assignment.id / f"{assignment.notebook}.ipynb"

    def solutions(self, assignment: Assignment) -> Path:
        """The module of references."""
        return self.root / "solutions" / f"{assignment.module}.py"

    @property
    def sample(self) -> Path:
        """The sample class: answers as text, notebooks built from them, deserved scores."""
        return self.root / "examples" / "class"

    def answers(self, assignment: Assignment) -> list[Path]:
        """What the sample students wrote for an assignment, a text file each."""
        return sorted((self.sample / "answers" / assignment.id).glob("*.py"))

    def deserved(self, assignment: Assignment) -> Path:
        """The scores that the sample students deserve."""
        return self.sample / "scores" / f"{assignment.id}.toml"

    def submission(self, assignment: Assignment, student: str) -> Path:
        """The notebook that a sample student handed in."""
        return self.sample / "submitted" / student / assignment.id / f"{assignment.notebook}.ipynb"


def _read(path: Path) -> Assignment:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return Assignment(
            data["assignment"], data["title"], data["module"], data["notebook"], data["exercises"]
        )
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise CourseError(f"{path}: the contract cannot be read: {error}") from error
