"""Has a student's process rehearse the runs of a check, where that is possible."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from types import FunctionType
from typing import Any

from autograder.bridge.errors import WireError
from autograder.bridge.proxy import peer_of
from autograder.bridge.wire import pack
from autograder.exercise import Check, Exercise
from autograder.outcome import counts_work, further, given_to, parts, run_once
from autograder.rehearsal import Performance, Rehearsed, Script, answered
from autograder.surroundings import quiet
from autograder.work import STEP_LIMIT

# What the scripts of an exercise may take of a message's room, in bytes: the answers have to find
# some, too.
LARGEST = 4 << 20


def rehearse(
    exercise: Exercise,
    checks: Sequence[tuple[Check, Sequence[int]]],
    implementation: Any,
    steps: int,
) -> dict[Check, Any]:
    """Have all runs of some checks performed at once.

    Args:
        exercise: what is asked.
        checks: some of its checks, each with the seeds of its trials.
        implementation: what stands for the student's function.
        steps: the limit of each run.

    Returns:
        What each check can be run on: the implementation itself where the calls can't be foreseen,
        or where it isn't another process's. Checks that were not reached are left out.
    """
    peer = peer_of(implementation)
    if peer is None:
        return {check: implementation for check, _ in checks}
    subjects: dict[Check, Any] = {}
    scripts: dict[Check, list[Script]] = {}
    room = LARGEST
    for check, seeds in checks:
        found = [
            script_of(exercise, check, seed, extra) for seed in seeds for extra in parts(check)
        ]
        room -= sum(script.size for script in found if script)
        if check.once or None in found or room < 0:
            subjects[check] = implementation
        else:
            scripts[check] = [script for script in found if script]
    if not scripts:
        return subjects
    with quiet(0):
        performed = peer.perform(
            implementation,
            given_to(exercise, implementation),
            [[_run(check, script, steps) for script in each] for check, each in scripts.items()],
        )
    for (check, written), answers in zip(scripts.items(), performed, strict=False):
        performances = [Performance(s, *run) for s, run in zip(written, answers, strict=False)]
        subjects[check] = Rehearsed(implementation, performances)
    return subjects


def _run(check: Check, script: Script, steps: int) -> list[Any]:
    more = further(check, script.extra)
    return [script.seed, steps, counts_work(check), check.without, more, script.calls]


@functools.lru_cache(maxsize=20_000)
def script_of(exercise: Exercise, check: Check, seed: int, extra: tuple[int, ...]) -> Script | None:
    """The calls of a check's run; None where they can't be sent as values. Remembered.

    What a class makes can't be foreseen, and what the instances of one that is given take in
    messages is better spread over many calls.
    """
    lent = given_to(exercise, None).values()
    functions = all(isinstance(each, FunctionType) for each in (*lent, exercise.reference))
    if not functions:
        return None
    scribe = _Scribe(exercise.reference)
    outcome, _ = run_once(exercise, check, scribe, seed, STEP_LIMIT, extra)
    if outcome.error or scribe.unfit or not scribe.calls:
        return None
    return Script(seed, extra, tuple(scribe.calls), tuple(scribe.answers), outcome)


class _Scribe:
    """The reference, with its calls and answers written down."""

    def __init__(self, reference: Any) -> None:
        self._reference = reference
        self.calls: list[bytes] = []
        self.answers: list[bytes] = []
        self.unfit = False

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        try:
            self.calls.append(pack([arguments, options]))
            self.answers.append(b"")
            result, answer = answered(self._reference, arguments, options)
            self.answers[-1] = pack(answer)
        except WireError:
            self.unfit = True
            raise
        return result
