"""The proof of one exercise, by running its checks on everything whose verdict is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from autograder import catalog
from autograder.exercise import Check, Exercise, Misconception
from autograder.marking import UNDEFINED, Report, Runner, known_outcome, mark, same, seed_of
from autograder.message import explain
from autograder.outcome import Outcome, run
from autograder.prove.blank import blank_of
from autograder.prove.degenerate import degeneracy

# Each salt gives another seed to every check. A misconception has to lose on each alone, though
# a student's function is tried on more.
SALTS = ("", "second", "third", "fourth")

# A misconception that ends like this under every check is a slip of its author.
_SLIPS = frozenset({"NameError", "ImportError", "AttributeError", "NotImplementedError"})


@dataclass(frozen=True)
class Proof:
    """What was found out about one exercise. Everything in `problems` makes the proof fail.

    Attributes:
        rejected: misconceptions that lose points on every seed.
        survivors: misconceptions that don't.
        named: misconceptions whose message their own author would have been shown.
        accepted: alternatives with full points on every seed.
        refused: the others.
        blank: the points of the released blank.
        problems: what falls short, a sentence each.
    """

    exercise: str
    checks: int
    rejected: int
    survivors: int
    named: int
    accepted: int
    refused: int
    blank: float
    problems: tuple[str, ...]


def prove(exercise: Exercise, blank: Any) -> Proof:
    """Run an exercise's checks on its reference, misconceptions, alternatives and blank.

    Args:
        exercise: the exercise.
        blank: what the released notebook's stub defines, or UNDEFINED.
    """
    broken = _faulty_checks(exercise)
    if broken or not exercise.checks:
        # Nothing else can be judged by checks that the reference itself does not pass.
        reasons = broken or [f"{exercise.id} has no checks"]
        count = len(exercise.misconceptions)
        return Proof(exercise.id, len(exercise.checks), 0, count, 0, 0, 0, 0.0, tuple(reasons))
    wrong = {
        each: _reports(exercise, each.implementation, _remembering(each))
        for each in exercise.misconceptions
    }
    surviving = [each for each, reports in wrong.items() if any(map(_full, reports))]
    refusals = _refusals(exercise)
    blank_points = mark(exercise, blank).points
    problems = [
        *(f"survives: {each.name} ({each.message})" for each in surviving),
        *(f"refused: {description}: {reason}" for description, reason in refusals.items()),
        *([f"the blank scores {blank_points:g} points"] if blank_points else []),
        *(["the blank defines nothing"] if blank is UNDEFINED else []),
        *_idle_checks(exercise, wrong),
        *_slips(exercise),
        *_twins(exercise),
        *_degenerate_probes(exercise),
    ]
    return Proof(
        exercise=exercise.id,
        checks=len(exercise.checks),
        rejected=len(wrong) - len(surviving),
        survivors=len(surviving),
        named=sum(_named(each, reports[0]) for each, reports in wrong.items()),
        accepted=len(exercise.alternatives) - len(refusals),
        refused=len(refusals),
        blank=blank_points,
        problems=tuple(f"{exercise.id}: {problem}" for problem in problems),
    )


def prove_by_id(exercise_id: str, cells: tuple[str, ...]) -> Proof:
    """prove(), for another process: the exercise by its id, the blank by its notebook's cells."""
    exercise = catalog.find(exercise_id)
    return prove(exercise, blank_of(exercise, cells))


def _reports(exercise: Exercise, implementation: Any, runner: Runner = run) -> list[Report]:
    return [mark(exercise, implementation, salt, runner, trials=1) for salt in SALTS]


def _remembering(misconception: Misconception) -> Runner:
    def runner(exercise: Exercise, check: Check, _: Any, seed: int, steps: int) -> Outcome:
        return known_outcome(exercise, check, misconception, seed)

    return runner


def _full(report: Report) -> bool:
    return all(verdict.passed for verdict in report.verdicts)


def _named(misconception: Misconception, report: Report) -> bool:
    return any(verdict.misconception == misconception.message for verdict in report.verdicts)


def _faulty_checks(exercise: Exercise) -> list[str]:
    found = []
    for check in exercise.checks:
        outcome = _reference(exercise, check)
        if reason := outcome.fault or (
            outcome.error and f"{outcome.error.kind}: {outcome.error.message}"
        ):
            found.append(f"{exercise.id}: the reference fails {check.claim!r}: {reason}")
    return found


def _refusals(exercise: Exercise) -> dict[str, str]:
    found = {}
    for each in exercise.alternatives:
        for report in _reports(exercise, each.implementation):
            for verdict in report.verdicts:
                if verdict.fault:
                    found[each.description] = f"{verdict.claim}: {explain(verdict.fault)}"
    return found


def _idle_checks(exercise: Exercise, wrong: Mapping[Misconception, list[Report]]) -> list[str]:
    idle = []
    for i, check in enumerate(exercise.checks):
        if all(report.verdicts[i].passed for reports in wrong.values() for report in reports):
            idle.append(f"check {check.claim!r} rejects no misconception")
    return idle


def _slips(exercise: Exercise) -> list[str]:
    found = []
    for each in exercise.misconceptions:
        kinds = [o.error.kind if o.error else "" for o in _outcomes(exercise, each)]
        if all(kind in _SLIPS for kind in kinds):
            found.append(f"misconception {each.name} never runs: every check ends in {kinds[0]}")
    return found


def _twins(exercise: Exercise) -> list[str]:
    outcomes = {each: _outcomes(exercise, each) for each in exercise.misconceptions}
    return [
        f"no check tells {one.name} from {other.name}"
        for one, other in combinations(outcomes, 2)
        if all(
            same(check, *pair)
            for check, *pair in zip(exercise.checks, outcomes[one], outcomes[other], strict=True)
        )
    ]


def _degenerate_probes(exercise: Exercise) -> list[str]:
    return [
        f"check {check.claim!r} has a degenerate probe: {reason}"
        for check in exercise.checks
        if (reason := degeneracy(exercise, check, _reference(exercise, check)))
    ]


def _reference(exercise: Exercise, check: Check) -> Outcome:
    return run(exercise, check, exercise.reference, seed_of(exercise, check, 0))


def _outcomes(exercise: Exercise, misconception: Misconception) -> list[Outcome]:
    return [
        known_outcome(exercise, check, misconception, seed_of(exercise, check, 0))
        for check in exercise.checks
    ]
