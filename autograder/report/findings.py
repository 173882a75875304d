"""What goes wrong: misconceptions with who has them, the claims that fail most, whom to look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from autograder.autograded import Reading
from autograder.scorebook import Scorebook, Standing

_CELL = re.compile(r"cell \d+")


@dataclass(frozen=True)
class Finding:
    """A misconception, and the students whose code behaves like it."""

    exercise: str
    message: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class ClaimCount:
    """A claim, how many it failed for, and how many it was tried on."""

    exercise: str
    claim: str
    failed: int
    tried: int


@dataclass(frozen=True)
class Look:
    """Why a person should look at some submissions, and at which.

    Attributes:
        reason: what they have in common.
        students: whose they are.
        exercise: which exercise it is about, or "".
        details: what else there is to say of a student's, where there is something.
    """

    reason: str
    students: tuple[str, ...]
    exercise: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


def misconceptions(readings: Iterable[Reading]) -> list[Finding]:
    """The misconceptions found, the most frequent first; a student counts once for each."""
    who: dict[tuple[str, str], list[str]] = {}
    for reading in readings:
        found = {
            (exercise, claim.misconception)
            for exercise, told in reading.told.items()
            for claim in told.claims
            if claim.misconception
        }
        for each in found:
            who.setdefault(each, []).append(reading.student)
    findings = [Finding(*key, tuple(sorted(students))) for key, students in who.items()]
    return sorted(findings, key=lambda each: (-len(each.students), each.exercise, each.message))


def claims(readings: Iterable[Reading]) -> list[ClaimCount]:
    """The claims that fail for somebody who wrote more than the stub, the most frequent first."""
    tried: dict[tuple[str, str], list[int]] = {}
    for reading in readings:
        for exercise, told in reading.told.items():
            if all(_unwritten(claim.fault) for claim in told.claims):
                continue
            for claim in told.claims:
                count = tried.setdefault((exercise, claim.claim), [0, 0])
                count[0] += not claim.passed
                count[1] += 1
    found = [ClaimCount(*key, *count) for key, count in tried.items() if count[0]]
    return sorted(found, key=lambda each: (-each.failed, each.exercise, each.claim))


def looks(book: Scorebook, readings: Mapping[str, Reading], stubs: Mapping[str, str]) -> list[Look]:
    """The submissions that need a person's look by reason, the gravest first."""
    found: dict[tuple[int, str, str], dict[str, list[str]]] = {}
    for standing in book.submitted:
        for key, detail in _reasons(standing, readings[standing.student], stubs):
            found.setdefault(key, {}).setdefault(standing.student, []).append(detail)
    order = sorted(found.items(), key=lambda each: (each[0][0], -len(each[1]), each[0]))
    looks = []
    for (_, exercise, reason), students in order:
        details = {who: "; ".join(filter(None, told)) for who, told in students.items()}
        details = {who: told for who, told in details.items() if told}
        looks.append(Look(reason, tuple(students), exercise, details))
    return looks


def _reasons(
    standing: Standing, reading: Reading, stubs: Mapping[str, str]
) -> Iterator[tuple[tuple[int, str, str], str]]:
    """((gravity, exercise or "", reason), detail or ""), 0 being the gravest."""
    if standing.raw is None:
        yield (0, "", "has no score: the file could not be read, or was not graded"), ""
    elif reading.problem:
        yield (0, "", reading.problem), ""
    for remark in dict.fromkeys(reading.remarks):
        kind, detail = _parted(remark)
        yield (1, "", kind), detail
    if standing.raw == 0 and _written(reading, stubs):
        yield (2, "", "0 points though something is written"), ""
    for exercise, why in reading.untold.items():
        yield (3, exercise, "the test did not finish"), why
    for exercise, told in reading.told.items():
        if any("did not return" in claim.fault for claim in told.claims):
            yield (4, exercise, "did not return, and was stopped"), ""
        if lost := [claim.fault for claim in told.claims if "did not come back" in claim.fault]:
            yield (4, exercise, "ended the process that it ran in"), lost[0]
    # Where there is nothing to grade, it is the file that somebody has to look at.
    if standing.waiting and not reading.problem:
        yield (5, "", "has cells that a person grades"), ""


def _parted(remark: str) -> tuple[str, str]:
    """What a remark has in common with others of its kind, and what is of this submission alone."""
    kind, _, detail = remark.partition(": ")
    if cell := _CELL.match(kind):
        return f"a cell{kind[cell.end() :]}", remark
    return kind, detail


def _written(reading: Reading, stubs: Mapping[str, str]) -> bool:
    """Whether a solution cell holds something else than the stub, comments and blanks aside."""
    return any(
        _bare(source) not in ("", _bare(stubs.get(name, "")))
        for name, source in reading.code.items()
    )


def _bare(source: str) -> str:
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("#"))


def _unwritten(fault: str) -> bool:
    return fault.startswith("Not written yet")
