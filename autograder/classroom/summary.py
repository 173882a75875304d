"""What came of grading a class: a table, plain data, an exit code."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.gradebook import Entry
from autograder.result import SubmissionResult

LINES = 20
NAMES = 5


def trouble(result: SubmissionResult) -> str:
    """Why a submission, or a notebook of it, could not be graded, or ""."""
    if reasons := [f"{n.notebook}: {n.failure}" for n in result.notebooks if n.failure]:
        return "; ".join(reasons)
    if any(notebook.content is not None for notebook in result.notebooks):
        return ""
    names = ", ".join(f"{notebook.notebook}.ipynb" for notebook in result.notebooks)
    return f"{names} is missing"


@dataclass
class Summary:
    """Counts, and names where a person has to do something.

    Attributes:
        assignment: its id.
        total: how many submissions were to be graded.
        done: how many were graded before.
        graded: how many were graded now.
        look: remarks of those which somebody should look at, by student.
        failed: why the others could not be graded, by student.
        seconds: how long it took.
        writing: how many of these went into the gradebook and the folders.
        stopped: the signal that stopped it, or 0.
    """

    assignment: str
    total: int = 0
    done: int = 0
    graded: int = 0
    look: dict[str, tuple[str, ...]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    writing: float = 0.0
    stopped: int = 0

    def add(self, results: Iterable[SubmissionResult], entries: Iterable[Entry] = ()) -> None:
        """Count what came of some submissions.

        Args:
            results: what came of them.
            entries: what the gradebook's writer said to each; nothing where it wasn't asked.
        """
        for result, entry in itertools.zip_longest(results, entries):
            reason = trouble(result) or (entry.refusal if entry else "")
            if reason:
                self.failed[result.student] = reason
                continue
            self.graded += 1
            remarks = [remark for notebook in result.notebooks for remark in notebook.remarks]
            remarks += entry.remarks if entry else ()
            remarks += [
                f"{notebook.notebook}.ipynb was not handed in."
                for notebook in result.notebooks
                if notebook.content is None
            ]
            if any(None in notebook.scores.values() for notebook in result.notebooks):
                remarks.append("A person grades some of its cells.")
            if remarks:
                self.look[result.student] = tuple(remarks)

    @property
    def left(self) -> int:
        """How many were to be graded and were not reached."""
        return self.total - self.graded - len(self.failed)

    @property
    def status(self) -> int:
        """The exit status: 0 where all are graded, 1 where some are not, 128 + n after signal n."""
        if self.stopped:
            return 128 + self.stopped
        return 1 if self.failed or self.left else 0

    @property
    def parting(self) -> str:
        """What to tell after a signal."""
        return (
            f"Stopped. What was graded is stored; {self.left:,} are left. "
            "The same command without --force goes on from here."
        )

    def data(self) -> dict[str, Any]:
        """The summary for a program to read."""
        return {
            "assignment": self.assignment,
            "graded": self.graded,
            "graded_before": self.done,
            "failed": dict(sorted(self.failed.items())),
            "look": {student: list(told) for student, told in sorted(self.look.items())},
            "left": self.left,
            "seconds": round(self.seconds, 2),
            "writing": round(self.writing, 2),
            "stopped": bool(self.stopped),
        }

    def show(self, console: Console) -> None:
        """Print the table, and below it who failed and who needs a look."""
        table = Table(title=self.assignment, title_justify="left")
        for heading in ("graded", "graded before", "need a look", "failed", "left", "seconds"):
            table.add_column(heading, justify="right")
        counts = (self.graded, self.done, len(self.look), len(self.failed), self.left)
        table.add_row(*(f"{count:,}" for count in counts), f"{self.seconds:.1f}")
        console.print(table)
        _list(console, "failed", self.failed)
        _list(console, "look at", {who: " ".join(told) for who, told in self.look.items()})


def _list(console: Console, heading: str, told: dict[str, str]) -> None:
    style = "red" if heading == "failed" else "yellow"
    alike: dict[str, list[str]] = {}
    for student, text in sorted(told.items()):
        alike.setdefault(text, []).append(student)
    for text, students in list(alike.items())[:LINES]:
        names = ", ".join(students[:NAMES])
        more = f" and {len(students) - NAMES:,} more" if len(students) > NAMES else ""
        line = f"[{style}]{heading}[/] {escape(names)}{more}: {escape(text)}"
        console.print(line, highlight=False, soft_wrap=True)
    if len(alike) > LINES:
        console.print(f"and {len(alike) - LINES:,} lines more: see --json", highlight=False)
