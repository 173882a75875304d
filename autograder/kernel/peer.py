"""The student's end of the channel: runs cells, and does what the judge asks of their objects."""

from __future__ import annotations

import contextlib
import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from autograder.bridge.channel import Channel, Closed
from autograder.bridge.errors import WireError, as_data
from autograder.bridge.peer import PART, Peer
from autograder.bridge.plain import is_plain
from autograder.bridge.wire import unpack
from autograder.kernel.company import Company, company, handlers
from autograder.kernel.outputs import Outputs
from autograder.kernel.scope import Scope
from autograder.kernel.shell import Shell
from autograder.kernel.tamper import Watch
from autograder.kernel.tracebacks import formatted, places
from autograder.opaque import opaque
from autograder.work import STEP_LIMIT, OutOfSteps, limiter, tracing

_OPAQUE = type(opaque(len))
_STOPPED = "stopped: the time for it was up"
# Operations other than those that a test makes on what the student has defined.
_NO_TEST = frozenset({"cell", "quiet_cell", "name", "write", "seed"})


class StudentPeer(Peer):
    """Answers the judge, for as long as there is one.

    Args:
        channel: this end of it.
        shell: where cells run.
        watch: what notes that code reaches into the interpreter.
    """

    _caught = BaseException

    def __init__(self, channel: Channel, shell: Shell, watch: Watch) -> None:
        super().__init__(channel)
        self._shell = shell
        self._counting, self._permit = watch
        self._scope: Scope | None = None
        self._scope_number = 0
        self._company: Company | None = None
        self._interruptible = False
        self._interrupted_meanwhile = False
        self._stopped = False
        self._said = Outputs(1 << 16)
        self._handlers |= {
            "cell": self._cell,
            "quiet_cell": self._quiet_cell,
            "name": self._name,
            "leave": self._leave,
            "perform": self._perform,
            "write": _write,
            "seed": _seed,
        }

    def serve(self) -> None:
        """Answer requests until the judge hangs up."""
        signal.signal(signal.SIGINT, opaque(self._interrupted))
        with contextlib.suppress(Closed, WireError):
            while True:
                message = self._read(self._receive())
                self._serve(message[1], message[2], message[3:])

    def _do(self, operation: str, arguments: list[Any]) -> Any:
        context, *rest = arguments
        if self._depth == 1:
            self._stopped = False
            if not (context or operation in ("leave", "perform")):
                self._company = None  # what runs outside of a count may start whom it likes
        found: tuple[int, Any] = tuple(context) if context else (0, None)
        number, specification = found
        if number != self._scope_number:
            self._leave()
            if number:
                self._enter(*specification)
                self._scope_number = number
        # What a call is handed is compared before and after it, which is no work of the student's.
        if operation in ("call", "leave", "perform"):
            return super()._do(operation, rest)
        with self._student(operation):
            return super()._do(operation, rest)

    def _invoke(self, function: Any, arguments: Any, options: Any) -> Any:
        with self._student("call"):
            return super()._invoke(function, arguments, options)

    @contextlib.contextmanager
    def _student(self, operation: str) -> Iterator[None]:
        """The student's code runs: it may be interrupted, and its steps and words are noted."""
        around: Any = contextlib.nullcontext()
        if self._scope:
            around = self._scope.metered()
        elif self._depth == 1 and operation not in _NO_TEST:
            around = self._tested()
        before, self._interruptible = self._interruptible, True
        self._interrupted_meanwhile = False
        try:
            with around:
                yield
        finally:
            self._interruptible = before

    def ask(self, operation: str, *arguments: Any) -> Any:
        # An interrupt must not leave half a message behind: it is raised when the answer is there.
        # The count goes on: what carries a question to the judge is left out of it as a library's
        # work is, but a signal's handler, say, may run meanwhile.
        before, self._interruptible = self._interruptible, False
        try:
            value = super().ask(operation, *arguments)
        finally:
            self._interruptible = before
            if self._interrupted_meanwhile and before:
                self._interrupted_meanwhile = False
                self._permit()
                raise KeyboardInterrupt(_STOPPED)
        return value

    def _pack(self, value: Any) -> bytes:
        if self._scope is None or is_plain(value):
            return super()._pack(value)
        with self._scope.metered():  # of anything else, a part may be at work while it is packed
            return super()._pack(value)

    @contextlib.contextmanager
    def _tested(self) -> Iterator[None]:
        """A visible test asks: what is printed belongs to its cell, and loops have to end."""
        self._said = Outputs(1 << 16)
        self._shell.collect(self._said)
        try:
            with tracing(opaque(limiter(STEP_LIMIT, self._permit))):
                yield
        finally:
            self._shell.collect(None)

    def _printed(self) -> str:
        items, self._said = self._said.taken(), Outputs(1 << 16)
        return "".join(each["text"] for each in items if each["output_type"] == "stream")

    def _told(self, error: BaseException) -> Any:
        self._said = Outputs(1 << 16)
        return as_data(error, places(error.__traceback__), "\n".join(formatted(error)))

    def _cell(self, source: str, limit: int, count: int) -> Any:
        return self._shell.run(source, limit, count)

    def _quiet_cell(self, source: str) -> None:
        """Run plain code for the names that it defines, and for nothing else."""
        with contextlib.suppress(Exception):
            exec(compile(source, "<examples>", "exec"), self._shell.user_ns)

    def _name(self, name: str) -> Any:
        try:
            return self._shell.user_ns[name]
        except KeyError:
            raise NameError(f"name {name!r} is not defined") from None

    def _enter(
        self,
        seed: int,
        steps: int,
        given: dict[str, Any],
        implementation: object,
        counting: bool,
        forbidden: tuple[str, ...],
    ) -> None:
        self._scope = Scope(self._permit, seed, steps, given, implementation, counting, forbidden)
        self._counting[0] = counting
        if not counting:
            self._company = None
        elif self._company is None:
            self._company = company()

    def _leave(self) -> Any:
        scope, self._scope, self._scope_number = self._scope, None, 0
        if scope is None:
            return None
        alone = self._alone() if self._counting[0] else True
        self._counting[0] = False
        return [*scope.leave(), alone]

    def _alone(self) -> bool:
        """Whether nobody else can have done the work that was counted."""
        # A thread that was started before could do it where nothing counts it.
        before, self._company = self._company, company()
        return before == self._company and not handlers()

    def _perform(self, function: Any, given: dict[str, Any], checks: list[list[list[Any]]]) -> None:
        """Make the calls of some checks, and send what came of each as soon as it is there.

        A part holds for each run of a check the answers, packed (or the data of an error), and the
        count of its work; and whether nobody else can have done the work. After a run that took
        more steps than it may there are no others.
        """
        for runs in checks:
            part, ended = self._checked(function, given, runs)
            self._send(self._pack([PART, part]))
            if ended:
                return

    def _checked(
        self, function: Any, given: dict[str, Any], runs: list[list[Any]]
    ) -> tuple[list[Any], bool]:
        """Make the calls of a check's runs, each in a scope of its own; whether that has to do."""
        ended = False
        answers: list[list[Any]] = []
        scopes: list[Scope] = []
        watched = [run[4] > 0 for run in runs]
        try:
            for (seed, steps, counting, forbidden, more, calls), longer in zip(
                runs, watched, strict=True
            ):
                limit = min(steps, scopes[0].total + more) if longer else steps
                self._enter(seed, limit, given, function, bool(counting), forbidden)
                assert self._scope is not None
                scopes.append(self._scope)
                answers.append([])
                if not self._answer(function, calls, answers[-1]):
                    ended = limit == steps
                    break
                self._close()
        finally:
            self._close()
            counted, self._counting[0] = self._counting[0], False
        alone = self._alone() if counted else True
        # Who loops is told in which line.
        told = any(watched) and scopes[-1].total > scopes[0].total
        counts = [each.counted() if told else each.brief() for each in scopes]
        return [list(zip(answers, counts, strict=True)), alone], ended

    def _answer(self, function: Any, calls: list[bytes], answers: list[Any]) -> bool:
        """Add the answers to calls; whether they are complete."""
        for call in calls:
            try:
                if self._stopped:
                    raise KeyboardInterrupt(_STOPPED)
                answers.append(self._performed(function, call))
            except BaseException as error:
                if self._stopped:
                    raise
                # Nobody reads the traceback's text in a check.
                answers.append(as_data(error, places(error.__traceback__), ""))
                if isinstance(error, OutOfSteps):
                    return False
        return True

    def _close(self) -> None:
        if self._scope is not None:
            self._scope.close()
            self._scope = None

    def _performed(self, function: Any, call: bytes) -> bytes:
        arguments, options = unpack(call)
        self._changed = self._returned = None
        value = self._called(function, arguments, options, call)
        changed, returned = self._changed, self._returned
        self._changed = self._returned = None
        return self._pack([None if returned is not None else value, changed, returned])

    def _interrupted(self, number: int, frame: FrameType | None) -> None:
        self._stopped = True
        if self._interruptible:
            self._permit()
            raise KeyboardInterrupt(_STOPPED)
        self._interrupted_meanwhile = True

    def export(self, item: object) -> tuple[int, list[Any]] | int:
        # What stands for a function of the judge's is a function, and knows its number.
        if type(item) is _OPAQUE and (own := vars(item).get("gradlab_handle")):
            return int(own)
        return super().export(item)

    def adopt(self, number: int, description: list[Any]) -> object:
        found = super().adopt(number, description)
        if description[0] == "instance" and description[2] in ("function", "method"):
            # What becomes a method where it is put into a class, as a function does.
            @opaque
            def callback(*args: Any, **kwargs: Any) -> Any:
                return found(*args, **kwargs)  # type: ignore[operator]

            vars(callback).update(gradlab_handle=number, __module__="student", __name__="function")
            return callback
        return found


def _write(name: str, content: bytes) -> None:
    """Put a file of the assignment's, or of the student's own, into the working folder."""
    path = Path(name)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"{name!r} is not below the working folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _seed(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed % 2**32)


def end() -> None:
    """Leave at once, whatever a student has registered to happen at the end."""
    os._exit(0)
