"""The proof as a table with a closing line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.table import Table

from autograder.prove.proof import Proof


@dataclass(frozen=True)
class Summary:
    """The sums over all exercises that were proven."""

    exercises: int
    rejected: int
    survivors: int
    named: int
    accepted: int
    refused: int
    blank: float
    problems: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"prove: {self.exercises} exercises, {self.rejected} misconceptions rejected, "
            f"{self.survivors} survive; {self.accepted} alternatives accepted, "
            f"{self.refused} refused; blank {self.blank:g} points"
        )


def summarise(proofs: Iterable[Proof]) -> Summary:
    """Add up the proofs."""
    proofs = list(proofs)
    return Summary(
        len(proofs),
        sum(each.rejected for each in proofs),
        sum(each.survivors for each in proofs),
        sum(each.named for each in proofs),
        sum(each.accepted for each in proofs),
        sum(each.refused for each in proofs),
        sum(each.blank for each in proofs),
        tuple(problem for each in proofs for problem in each.problems),
    )


def table(title: str, proofs: Iterable[Proof]) -> Table:
    """A row for each exercise."""
    result = Table(title=title, title_justify="left", padding=(0, 0))
    result.add_column("exercise", no_wrap=True)
    for heading in ("checks", "wrong", "survive", "named", "right", "refused", "blank"):
        result.add_column(heading, justify="right")
    for each in proofs:
        result.add_row(
            each.exercise.partition(".")[2],
            str(each.checks),
            str(each.rejected + each.survivors),
            str(each.survivors),
            str(each.named),
            str(each.accepted + each.refused),
            str(each.refused),
            f"{each.blank:g}",
            style="red" if each.problems else "",
        )
    return result
