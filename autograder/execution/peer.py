"""The judge's end of the channel: what it asks for, in which scope, and how long that may take."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from autograder.bridge.channel import Channel, Closed, Late
from autograder.bridge.errors import Lost, StudentError, TimedOut, WireError, as_error
from autograder.bridge.peer import ANSWER, ERROR, PART, REQUEST
from autograder.bridge.wire import pack, unpack
from autograder.execution.counts import fill
from autograder.execution.lending import Lender
from autograder.rehearsal import Answer
from autograder.sandbox.launcher import Process
from autograder.work import Count

# What a student's process may send while one cell runs, in bytes: a test that collects what a
# generator yields would otherwise collect until there is no memory left.
MOST_IN_A_CELL = 256 << 20

# How long an interrupted process may take to stop by itself.
GRACE = 2.0

# Time that a student's process spends waiting for a core is given back to it, up to so many times
# what it was allowed.
LONGEST = 5


class JudgePeer(Lender):
    """Asks a student's process, and does for it what a student may ask for.

    Args:
        process: the confined process.
        call_seconds: how long one call may take.

    Attributes:
        lost: why the process is gone, or "".
    """

    def __init__(self, process: Process, call_seconds: float) -> None:
        super().__init__(Channel(process.end))
        self.process = process
        self.lost = ""
        self._cell_deadline = float("inf")
        self._call_seconds = call_seconds
        self._deadline = float("inf")
        self._asking = 0
        self._scopes = 0
        self._scope: tuple[int, list[Any]] | None = None
        self._told_scope = 0
        self._touched: list[str] = []
        self._received = 0
        self._parts: list[Any] = []
        self._most_parts = 0
        self._waited = self._prolonged = 0.0

    def begin_cell(self, deadline: float) -> None:
        """A cell begins, whose time is up at `deadline` (seconds of time.monotonic)."""
        self._cell_deadline = deadline
        self._received = 0
        self._waited, self._prolonged = self.process.waited(), 0.0

    # Asking

    def ask(self, operation: str, *arguments: Any) -> Any:
        value, late = self.request(operation, arguments, self._call_seconds)
        if late:
            raise TimedOut("the call did not return in the time allowed")
        return value

    def request(
        self, operation: str, arguments: tuple[Any, ...], seconds: float
    ) -> tuple[Any, bool]:
        """Have an operation done, and say whether it had to be interrupted.

        Raises:
            StudentError: where it raised there.
            Lost: where the process is gone, or has to be ended.
            TimedOut: where the cell's time was up before.
        """
        if self.lost:
            raise Lost(self.lost)
        outermost = self._asking == 0
        if outermost:
            now = time.monotonic()
            if now >= self._cell_deadline:
                raise TimedOut("the cell's time was up")
            self._deadline = min(now + seconds, self._cell_deadline)
        forgotten, self._forgotten = self._forgotten, set()
        told = self._context()
        message = pack([REQUEST, operation, list(forgotten), told, *arguments], self.export)
        self._asking += 1
        try:
            return self._exchange(operation, message, arguments, seconds if outermost else 0.0)
        except Closed:
            self._lose("")
        except WireError as error:
            self._lose(f"what it sent was no answer ({error})")
        except Late:
            self._lose("it did not return in the time allowed, and did not stop when interrupted")
        finally:
            self._asking -= 1

    def _exchange(
        self, operation: str, message: bytes, arguments: tuple[Any, ...], seconds: float
    ) -> tuple[Any, bool]:
        """Send a request and wait for the answer, and for each part of it, for some seconds.

        None are given to a request from within a callback, whose time is that of the outermost.
        """
        late = False
        self._send(message)
        while True:
            try:
                kind, *rest = self._read(self._receive())
            except Late:
                # Inside of a callback there is no answer to wait for that would set all right.
                if late or not seconds:
                    raise
                if self._prolong(seconds):
                    continue
                late = True
                self.process.interrupt()
                self._deadline = time.monotonic() + GRACE
                continue
            if kind == ANSWER:
                return self._answered(operation, arguments, rest), late
            if kind == ERROR:
                if late:
                    return None, True
                raise _error(rest[0])
            if kind == PART:
                self._add(operation, rest[0])
                if not late:
                    self._deadline = min(time.monotonic() + seconds, self._cell_deadline)
                continue
            if late:
                raise Late
            self._serve(rest[0], rest[1], rest[2:])

    def _prolong(self, seconds: float) -> bool:
        """Give back the time in which others had the core, if that was worth mentioning.

        A busy machine is no fault of the student's, and changes no score.
        """
        waited = self.process.waited()
        more, self._waited = waited - self._waited, waited
        left = (LONGEST - 1) * seconds - self._prolonged
        if (more := min(more, left)) < seconds / 100:
            return False
        self._prolonged += more
        self._deadline = time.monotonic() + more
        self._cell_deadline += more
        return True

    def _send(self, data: bytes) -> None:
        self._channel.send(data, self._deadline)

    def _receive(self) -> bytes:
        data = self._channel.receive(self._deadline)
        self._received += len(data)
        if self._received > MOST_IN_A_CELL:
            raise WireError("more than any test asks for")
        return data

    def _lose(self, reason: str) -> NoReturn:
        if not self.lost:
            # Who has hung up is about to end, and how is worth to know.
            cause, words = self.process.close(0.0 if reason else 1.0)
            if cause == "memory" and not reason:
                words = "it took more memory than it may"
            self.lost = (
                f"the process that ran your code had to be ended: {reason}" if reason else ""
            )
            self.lost = self.lost or f"the process that ran your code has ended: {words}"
        raise Lost(self.lost)

    def close(self) -> None:
        """End the process."""
        self.process.close()
        self.lost = self.lost or "the notebook is at its end"

    # Scopes

    @contextlib.contextmanager
    def scope(
        self,
        implementation: object,
        given: dict[str, Any],
        seed: int,
        steps: int,
        counting: bool,
        forbidden: tuple[str, ...],
    ) -> Iterator[Count]:
        """Have what is called in the block run with these numbers, names and limits.

        Yields:
            The count of work, filled in when the block is left.
        """
        count = Count()
        self._scopes += 1
        first = self._next
        self._scope = (self._scopes, [seed, steps, given, implementation, counting, forbidden])
        try:
            yield count
            if counting:
                self._finish(count)
        except StudentError:
            if counting:
                self._finish(count)
            raise
        finally:
            self._scope = None
            self._revoke(first)

    def _finish(self, count: Count) -> None:
        if self._told_scope == self._scopes and not self.lost:
            fill(count, self.ask("leave"))
            if reached := self._reached():
                count.spoilt = reached

    def _reached(self) -> str:
        """What the student's code did to the interpreter, where it spoils a count; or ""."""
        marks = self.process.touched()
        # What was once reached may still be held.
        self._touched += [mark for mark in marks if not mark.startswith("sys.settrace")]
        what = [*marks, *self._touched]
        return f"it reaches into the interpreter ({what[0]})" if what else ""

    def perform(
        self, function: object, given: dict[str, Any], checks: list[list[list[Any]]]
    ) -> list[list[tuple[list[Answer], Count, Callable[[bytes], Any]]]]:
        """Have the calls of some checks made, all in one message.

        Args:
            function: what stands for the student's function.
            given: names that it looks up, with the functions that they have for now.
            checks: of each its runs: seed, limit of steps, whether they are counted, the forbidden
                names, how many more steps than in the first run are enough (0 for no limit), and
                the packed arguments of each call.

        Returns:
            For each check, as far as that was possible, its runs: answers, count, and how to open
            an answer. What ended it shows again where each call is made by itself.
        """
        first = self._next
        self._parts, self._most_parts = [], len(checks)
        try:
            with contextlib.suppress(StudentError, TimedOut):
                self.ask("perform", function, given, checks)
            reached = self._reached() if not self.lost else ""
            return [self._part(part, reached) for part in self._parts]
        except (TypeError, ValueError, WireError):
            with contextlib.suppress(Lost):
                self._lose("what it sent was no answer")
            return []
        finally:
            self._parts, self._most_parts = [], 0
            self._revoke(first)

    def _add(self, operation: str, part: Any) -> None:
        if operation != "perform" or len(self._parts) >= self._most_parts:
            raise WireError("a part of nothing")
        self._parts.append(part)

    def _part(self, part: Any, reached: str) -> list[tuple[Any, Count, Callable[[bytes], Any]]]:
        runs, alone = part
        found: list[tuple[Any, Count, Callable[[bytes], Any]]] = []
        for [*answers], data in runs:
            count = Count()
            fill(count, [*data, alone])
            count.spoilt = reached or count.spoilt
            found.append((answers, count, self._opened))
        return found

    def _opened(self, data: bytes) -> Any:
        return unpack(data, self.adopt, self.find)

    def _context(self) -> list[Any] | None:
        if self._scope is None:
            return None
        number, specification = self._scope
        if self._told_scope == number:
            return [number, None]
        self._told_scope = number
        return [number, specification]


def _error(data: Any) -> BaseException:
    try:
        return as_error(data)
    except (TypeError, ValueError) as error:
        raise WireError(f"an error that is none: {error}") from None
