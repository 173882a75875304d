"""The scope of a check: its seed, its given names, its meter, around each call that it makes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from autograder.opaque import opaque
from autograder.surroundings import quiet, substituted
from autograder.twins import counted_iteration
from autograder.work import (
    Count,
    Meter,
    Tracer,
    limiter,
    namespace_of,
    tracing,
    undisturbed,
)


class Scope:
    """What holds from the first call of a check to its last.

    Args:
        stopping: called before the student's code is stopped.
        seed: for numpy's global generator.
        steps: after how many steps the student's code is stopped.
        given: names that the implementation looks up, with the values they have for now.
        implementation: whose names these are.
        counting: whether the work is counted.
        forbidden: names whose use is noted.
    """

    def __init__(
        self,
        stopping: Callable[[], None],
        seed: int,
        steps: int,
        given: dict[str, Any],
        implementation: object,
        counting: bool,
        forbidden: tuple[str, ...],
    ) -> None:
        self._meter = Meter(frozenset(), forbidden, steps, stopping) if counting else None
        self._stack = contextlib.ExitStack()
        self._stack.enter_context(quiet(seed))
        self._stack.enter_context(substituted(namespace_of(implementation), given))
        if self._meter:
            self._stack.enter_context(undisturbed())
            self._stack.enter_context(counted_iteration(namespace_of(implementation)))
        # sys.gettrace() shows it to whom it counts.
        self._tracer: Tracer = opaque(
            self._meter.enter if self._meter else limiter(steps, stopping)
        )

    @contextlib.contextmanager
    def metered(self) -> Iterator[None]:
        """Count, or limit, the steps of what the block calls."""
        with tracing(self._tracer):
            yield

    def leave(self) -> list[Any]:
        """Put everything back as it was, and return the count as plain values."""
        self.close()
        return self.counted()

    def close(self) -> None:
        """Put everything back as it was."""
        self._stack.close()

    @property
    def counts(self) -> bool:
        """Whether the work is counted."""
        return self._meter is not None

    @property
    def total(self) -> int:
        """How many steps were counted."""
        return self._meter.total if self._meter else 0

    def brief(self) -> list[Any]:
        """The count as plain values, without the lines that it comes from."""
        used = self._meter.used if self._meter else {}
        return [[], self.total, [[name, str(line)] for name, line in used.items()]]

    def counted(self) -> list[Any]:
        """The count as plain values: steps by line, those of all other lines, forbidden names."""
        count = Count()
        if self._meter:
            self._meter.fill(count)
        lines = [
            [line.filename, line.number, line.function, str(line), steps]
            for line, steps in count.lines.most_common(200)
        ]
        rest = count.total - sum(int(str(each[4])) for each in lines)
        used = [[name, str(line)] for name, line in count.used.items()]
        return [lines, rest, used]
