"""Has a student's process rehearse the runs of a check, where that is possible."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from types import FunctionType
from typing import Any

from autograder.bridge.errors import TimedOut
from autograder.bridge.proxy import peer_of
from autograder.bridge.wire import WireError, pack
from autograder.exercise import Check, Exercise
from autograder.outcome import counts_work, further, given_to, parts, run_once
from autograder.rehearsal import Performance, Rehearsed, Script, answered
from autograder.surroundings import quiet
from autograder.work import STEP_LIMIT

# What a script may take of a message's room, in bytes: the answers have to find some, too.
LARGEST = 1 << 20


def rehearse(
    exercise: Exercise, check: Check, implementation: Any, seeds: Sequence[int], steps: int
) -> Any:
    """Have all runs of a check performed at once.

    Args:
        exercise: what is asked.
        check: one of its checks.
        implementation: what stands for the student's function.
        seeds: of the check's trials.
        steps: the limit of each run.

    Returns:
        What the check can be run on in its place; the implementation itself where its calls can't
        be foreseen, or where it isn't another process's.
    """
    peer = peer_of(implementation)
    if peer is None or check.once:
        return implementation
    scripts = [script_of(exercise, check, seed, extra) for seed in seeds for extra in parts(check)]
    if None in scripts:
        return implementation
    wanted = [
        [
            script.seed,
            steps,
            counts_work(check),
            check.without,
            further(check, script.extra),
            script.calls,
        ]
        for script in scripts
        if script is not None
    ]
    try:
        with quiet(0):
            performed = peer.perform(implementation, given_to(exercise, implementation), wanted)
    except TimedOut:
        return implementation  # all together they may take longer than one call may
    if not performed:
        return implementation
    found = zip(scripts, performed, strict=False)
    return Rehearsed(implementation, [Performance(s, *each) for s, each in found if s])


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
    fits = scribe.calls and not scribe.unfit and sum(map(len, scribe.calls)) <= LARGEST
    if outcome.error or not fits:
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
