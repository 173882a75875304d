"""Marking: run an exercise's checks on an implementation and say what each is worth."""

from __future__ import annotations

import functools
import hashlib
import inspect
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.compare import Mismatch, Rung, compare
from autograder.describe import kind_of
from autograder.exercise import Check, Exercise, Misconception
from autograder.outcome import Call, Outcome, Raised, run
from autograder.rehearsing import rehearse
from autograder.work import STEP_LIMIT, OutOfSteps

TRIALS = 2
# The limit of steps once the student's code has met with STEP_LIMIT.
IMPATIENT = STEP_LIMIT // 10
SECRET_VARIABLE = "GRADLAB_COURSE_SECRET"


@dataclass(frozen=True)
class Fault:
    """Why a check failed: at most one of the three, and the call that it showed in.

    Attributes:
        mismatch: where the result parts from the reference's.
        error: what was raised.
        work: what the count of work found.
        call: the call as text, or "".
        label: which part of the check this is about, or "".
    """

    mismatch: Mismatch | None = None
    error: Raised | None = None
    work: str = ""
    call: str = ""
    label: str = ""


@dataclass(frozen=True)
class Verdict:
    """What became of one check."""

    claim: str
    points: float
    maximum: float
    fault: Fault | None = None
    misconception: str = ""

    @property
    def passed(self) -> bool:
        """Whether the claim holds."""
        return self.fault is None


@dataclass(frozen=True)
class Report:
    """What became of an exercise: a verdict for each check."""

    exercise: str
    maximum: float
    verdicts: tuple[Verdict, ...]

    @property
    def points(self) -> float:
        """The points earned, between 0 and the maximum, in hundredths."""
        if all(verdict.passed for verdict in self.verdicts):
            return self.maximum
        return round(sum(verdict.points for verdict in self.verdicts), 2)


Runner = Callable[[Exercise, Check, Any, int, int], Outcome]


class _Undefined:
    """Stands for an implementation that is not there."""


UNDEFINED = _Undefined()


def mark(
    exercise: Exercise,
    implementation: Any,
    salt: str = "",
    runner: Runner = run,
    trials: int = TRIALS,
) -> Report:
    """Run all checks of an exercise on an implementation.

    Args:
        exercise: what is asked.
        implementation: the student's function, class or table, or UNDEFINED.
        salt: makes other seeds, for a proof on several.
        runner: runs one check; another one than `run` may remember outcomes.
        trials: on how many seeds a check is run whose work isn't counted.
    """
    found = tuple(verdicts(exercise, implementation, salt, runner, trials))
    return Report(exercise.id, exercise.points, found)


def verdicts(
    exercise: Exercise,
    implementation: Any,
    salt: str = "",
    runner: Runner = run,
    trials: int = TRIALS,
) -> Iterator[Verdict]:
    """Yield the verdict of each check as soon as it is there; arguments as in `mark`."""
    unfit = _unfit(exercise, implementation)
    steps = STEP_LIMIT
    done: dict[Check, Outcome] = {}
    # What is counted depends on sizes, hardly on numbers, and counting is slow.
    seeds = {
        check: [
            seed_of(exercise, check, trial, salt)
            for trial in range(1 if check.work or check.once else trials)
        ]
        for check in exercise.checks
    }
    subjects: dict[Check, Any] = {}

    def outcome_of(check: Check, seed: int) -> Outcome:
        nonlocal steps
        first = seed == seeds[check][0]
        if first and check in done:
            return done[check]
        if check not in subjects:
            rest = [(each, seeds[each]) for each in exercise.checks if each not in done]
            subjects.update({check: implementation})
            subjects.update(rehearse(exercise, rest, implementation, steps))
        outcome = runner(exercise, check, subjects[check], seed, steps)
        if outcome.error and outcome.error.kind == OutOfSteps.__name__ and steps != IMPATIENT:
            steps = IMPATIENT  # an endless loop seldom ends under the next check
            subjects.clear()
        if first:
            done[check] = outcome
        return outcome

    def first(check: Check) -> tuple[int, Outcome]:
        return seeds[check][0], outcome_of(check, seeds[check][0])

    for check in exercise.checks:
        worth = exercise.points_of(check)
        if unfit:
            yield Verdict(check.claim, 0.0, worth, Fault(mismatch=unfit))
            continue
        for seed in seeds[check]:
            outcome = outcome_of(check, seed)
            if fault := fault_of(exercise, check, outcome, seed):
                message = _diagnose(exercise, check, outcome, seed, first)
                yield Verdict(check.claim, 0.0, worth, fault, message)
                break
        else:
            yield Verdict(check.claim, worth, worth)


def unfinished(exercise: Exercise, done: list[Verdict], reason: str) -> Report:
    """The report of a run that was stopped: what was not reached earns nothing."""
    fault = Fault(work=reason)
    rest = [
        Verdict(c.claim, 0.0, exercise.points_of(c), fault) for c in exercise.checks[len(done) :]
    ]
    return Report(exercise.id, exercise.points, (*done, *rest))


def seed_of(exercise: Exercise, check: Check, trial: int, salt: str = "") -> int:
    """The seed of one run: the same on every machine, another one for another course secret."""
    secret = os.environ.get(SECRET_VARIABLE, "")
    text = "\0".join((secret, salt, exercise.id, check.claim, str(trial)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7], "big")


def fault_of(exercise: Exercise, check: Check, outcome: Outcome, seed: int) -> Fault | None:
    """What is wrong with an outcome, or None."""
    right = _reference_outcome(exercise, check, seed)
    if right.error or right.fault:
        reason = right.fault or f"{right.error}"
        raise RuntimeError(f"{exercise.id}: the reference itself fails {check.claim!r}: {reason}")
    if outcome.stopped or outcome.exact:
        return Fault(work=outcome.fault) if outcome.fault else None
    mismatch = None if outcome.error else compare(outcome.data, right.data, check.tolerance)
    if outcome.error is None and mismatch is None:
        return Fault(work=outcome.fault) if outcome.fault else None
    if check.calls and (found := _wrong_call(check, outcome.calls, right.calls)):
        call, wrong = found
        part = mismatch.path.partition("]")[0] if mismatch else ""
        return Fault(mismatch=wrong, call=str(call), label=part.removeprefix("["))
    if outcome.error:
        return Fault(error=outcome.error, call=outcome.error.call)
    assert mismatch is not None
    last = f"after {outcome.calls[-1]}" if outcome.calls else ""
    return Fault(mismatch=mismatch, label=last)


def _wrong_call(
    check: Check, calls: tuple[Call, ...], right: tuple[Call, ...]
) -> tuple[Call, Mismatch] | None:
    for call, expected in zip(calls, right, strict=False):
        if wrong := compare(call.result, expected.result, check.tolerance):
            return call, wrong
    return None


def same(check: Check, one: Outcome, other: Outcome) -> bool:
    """Whether two implementations did the same: equal data, an equal error or both a fault."""
    if one.error or other.error:
        return _told(one) == _told(other)
    if bool(one.fault) != bool(other.fault) or one.stopped != other.stopped:
        return False
    return _agree(check, one.data, other.data)


def _told(outcome: Outcome) -> tuple[str, str] | None:
    error = outcome.error
    return (error.kind, error.message) if error else None


def _agree(check: Check, one: Any, other: Any) -> bool:
    # Both directions, because the ladder lets a list of numbers pass where less was expected.
    forth = compare(one, other, check.tolerance)
    return forth is None and compare(other, one, check.tolerance) is None


def _unfit(exercise: Exercise, implementation: Any) -> Mismatch | None:
    """The first two rungs: is it defined, is it the kind of thing that was asked for?"""
    if implementation is UNDEFINED:
        return Mismatch(
            Rung.DEFINED, "nothing: the name is not defined", f"a definition of {exercise.fetch}"
        )
    reference = exercise.reference
    if isinstance(reference, Mapping):
        fits, wanted = isinstance(implementation, Mapping), "a dict"
    elif inspect.isclass(reference):
        fits, wanted = callable(implementation), "a class"
    else:
        fits, wanted = callable(implementation), "a function"
    return None if fits else Mismatch(Rung.CALLABLE, kind_of(implementation), wanted)


def _diagnose(
    exercise: Exercise,
    check: Check,
    outcome: Outcome,
    seed: int,
    first: Callable[[Check], tuple[int, Outcome]],
) -> str:
    """The message of the misconception that behaves as this implementation does, or "".

    Where several do under this check, the one is named that agrees with the implementation under
    most others; `first` gives seed and outcome of the first trial there.
    """
    if outcome.error and outcome.error.kind in ("NotImplementedError", OutOfSteps.__name__):
        return ""
    alike = [
        each
        for each in exercise.misconceptions
        if same(check, outcome, known := known_outcome(exercise, check, each, seed))
        and fault_of(exercise, check, known, seed)
    ]
    if len(alike) > 1:
        runs = [(each, *first(each)) for each in exercise.checks]

        def agreement(misconception: Misconception) -> int:
            return sum(
                same(each, done, known_outcome(exercise, each, misconception, its_seed))
                for each, its_seed, done in runs
            )

        return max(alike, key=agreement).message
    return alike[0].message if alike else ""


# What the references and misconceptions do is the same for every student of a class.
@functools.lru_cache(maxsize=20_000)
def _reference_outcome(exercise: Exercise, check: Check, seed: int) -> Outcome:
    return run(exercise, check, exercise.reference, seed)


@functools.lru_cache(maxsize=20_000)
def known_outcome(
    exercise: Exercise, check: Check, misconception: Misconception, seed: int
) -> Outcome:
    """What a misconception does under a check; remembered."""
    return run(exercise, check, misconception.implementation, seed)
