"""Calls that were made before a check asks for them.

The reference is deterministic, and so is a check: which calls a check makes on whoever answers as
the reference does is known beforehand. So the student's process is handed all calls of a check in
one message, and the check runs on the answers. Where an answer leads to another call than was
foreseen, the check runs again with every call made when it asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.bridge.changes import apply, returned_among
from autograder.bridge.errors import StudentError, WireError, as_error
from autograder.bridge.wire import pack
from autograder.work import Count

# What came back of a call, packed: value, changed arguments and the argument that was returned; or
# the data of the error that came.
Answer = bytes | list[Any]


class Diverged(BaseException):
    """A check makes a call that was not rehearsed; no Exception, so that no check catches it."""


def answered(
    call: Callable[..., Any], arguments: tuple[Any, ...], options: dict[str, Any]
) -> tuple[Any, list[Any]]:
    """Make a call; its result, and its answer as it would come from a student's process.

    Raises:
        WireError: where arguments or result cannot be sent as values.
        BaseException: what the call raises.
    """
    before = pack([arguments, options])
    result = call(*arguments, **options)
    changed = [arguments, options]
    returned = returned_among(arguments, result)
    value = None if returned is not None else result
    return result, [value, changed if pack(changed) != before else None, returned]


@dataclass(frozen=True)
class Script:
    """The calls that a check makes on the reference, in one of its runs.

    Attributes:
        seed: of the run.
        extra: what the program is run with, as `outcome.parts` has it.
        calls: the packed arguments of each call.
        answers: how the reference answers each, packed; b"" where it raises.
        outcome: the outcome of the run.
    """

    seed: int
    extra: tuple[int, ...]
    calls: tuple[bytes, ...]
    answers: tuple[bytes, ...]
    outcome: Any

    @property
    def size(self) -> int:
        """The bytes of all calls."""
        return sum(map(len, self.calls))


@dataclass(frozen=True)
class Performance:
    """What a student's function answered to the calls of a script.

    Attributes:
        script: the calls.
        answers: as many, or fewer where it was stopped.
        count: the work of all of them.
        opened: gives the value of packed bytes that came from the student's process.
    """

    script: Script
    answers: Sequence[Answer]
    count: Count
    opened: Callable[[bytes], Any]

    @property
    def exact(self) -> bool:
        """Whether every answer is the reference's, bit by bit."""
        return self.script.answers == tuple(
            each if isinstance(each, bytes) else None for each in self.answers
        )


class Rehearsed:
    """Stands for a student's function in a check whose calls have been made.

    Args:
        original: the function.
        performances: of each run of the check that was rehearsed.

    Attributes:
        performance: the one that the check is run on now.
    """

    def __init__(self, original: Any, performances: Sequence[Performance]) -> None:
        self.original = original
        self._performances = {(p.script.seed, p.script.extra): p for p in performances}
        self._place = 0
        self.performance = performances[0]

    def next(self, seed: int, extra: tuple[int, ...]) -> Performance:
        """Go to the performance for a run.

        Raises:
            Diverged: where there is none.
        """
        found = self._performances.get((seed, extra))
        if found is None:
            raise Diverged
        self.performance, self._place = found, 0
        return found

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """What came of this call.

        Raises:
            Diverged: where another call was rehearsed in its place.
            StudentError: what it raised.
        """
        answers, place = self.performance.answers, self._place
        if place >= len(answers):
            raise Diverged
        self._place += 1
        try:
            if pack([arguments, options]) != self.performance.script.calls[place]:
                raise Diverged
            answer = answers[place]
            if not isinstance(answer, bytes):
                raise as_error(answer)
            value, changed, returned = self.performance.opened(answer)
            if changed is not None:
                apply([arguments, options], changed)
            return value if returned is None else arguments[returned]
        except (WireError, TypeError, ValueError, IndexError) as error:
            if isinstance(error, StudentError):
                raise
            # What is no answer is looked at where one is asked for.
            raise Diverged from error
