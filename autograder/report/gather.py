"""Everything that a report tells, gathered from the gradebook and the autograded notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from autograder.autograded import Reading, readings, solutions
from autograder.course import Assignment, Course
from autograder.report.changes import Changes, compare
from autograder.report.findings import ClaimCount, Finding, Look, claims, looks, misconceptions
from autograder.report.similarity import Similarity, similar
from autograder.report.snapshot import by_exercise, path_of, remember
from autograder.report.statistics import Distribution, Item, distribution, items
from autograder.scorebook import db_url, read


@dataclass(frozen=True)
class ClassReport:
    """What a report tells about a class and an assignment.

    Attributes:
        assignment: which.
        maximum: its points.
        submitted: how many handed in.
        absent: students of the gradebook who did not.
        totals: the scores that count, of those who have one.
        spread: their distribution, or None.
        items: an item for each exercise.
        misconceptions, claims, looks: see autograder.report.findings.
        similarity: pairs that are alike; None where that was not asked for.
        changes: what moved since `since`; None where there is nothing to compare with.
        since: when the scores were seen that these are compared with.
        remarks: what is missing from this report, and why.
    """

    assignment: Assignment
    maximum: float
    submitted: int
    absent: int
    totals: tuple[float, ...]
    spread: Distribution | None
    items: tuple[Item, ...]
    misconceptions: tuple[Finding, ...]
    claims: tuple[ClaimCount, ...]
    looks: tuple[Look, ...]
    similarity: Similarity | None
    changes: Changes | None
    since: datetime | None
    remarks: tuple[str, ...]

    @property
    def looked_at(self) -> set[str]:
        """The students whose submission needs a look."""
        return {student for each in self.looks for student in each.students}


def gather(course: Course, assignment: Assignment, alike: bool = True) -> ClassReport:
    """Gather a report; the scores are remembered for the next one.

    Args:
        course: the course.
        assignment: which.
        alike: with the pairs of submissions that are alike, which take longest.

    Raises:
        CourseError: where there is no gradebook, or it does not know the assignment.
    """
    book = read(db_url(course), assignment)
    students = [each.student for each in book.submitted]
    found = {each.student: each for each in readings(course.root, assignment, students)}
    stubs, remarks = _stubs(course, assignment)
    scores = by_exercise(book)
    before = remember(path_of(course, assignment), scores)
    totals = tuple(each.total for each in book.submitted if each.total is not None)
    graded = {each.student: scores[each.student] for each in book.submitted if each.raw is not None}
    return ClassReport(
        assignment,
        book.maximum,
        len(students),
        len(book.standings) - len(students),
        totals,
        distribution(totals),
        tuple(items(graded, {each.exercise: each.maximum for each in book.cells})),
        tuple(misconceptions(found.values())),
        tuple(claims(found.values())),
        tuple(looks(book, found, stubs)),
        _similar(found, stubs) if alike else None,
        compare(before.scores, scores) if before else None,
        before.taken if before else None,
        tuple(remarks),
    )


def people(report: ClassReport) -> set[str]:
    """All students whom a report may name."""
    named = {student for each in report.misconceptions for student in each.students}
    named |= report.looked_at
    if report.similarity:
        named |= {student for pair in report.similarity.pairs for student in (pair.one, pair.other)}
    if report.changes:
        named |= {move.student for move in report.changes.moves}
        named |= {*report.changes.added, *report.changes.gone}
    return named


def _stubs(course: Course, assignment: Assignment) -> tuple[dict[str, str], list[str]]:
    path = course.release(assignment)
    try:
        return solutions(path), []
    except (OSError, ValueError, KeyError):
        return {}, [
            f"The release of {assignment.id} cannot be read, so what it gives counts as written by "
            "the students: run gradlab build."
        ]


def _similar(found: dict[str, Reading], stubs: dict[str, str]) -> Similarity:
    return similar({student: reading.code for student, reading in found.items()}, stubs)
