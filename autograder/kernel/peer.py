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
from autograder.kernel.outputs import Outputs
from autograder.kernel.performer import STOPPED, Performer
from autograder.kernel.shell import Shell
from autograder.kernel.tamper import Watch
from autograder.kernel.tracebacks import formatted, places
from autograder.opaque import opaque
from autograder.work import STEP_LIMIT, limiter, tracing

_OPAQUE = type(opaque(len))
# Operations other than those that a test makes on what the student has defined.
_NO_TEST = frozenset({"cell", "quiet_cell", "name", "write", "seed"})


class StudentPeer(Performer):
    """Answers the judge, for as long as there is one.

    Args:
        channel: this end of it.
        shell: where cells run.
        watch: what notes that code reaches into the interpreter.
    """

    _caught = BaseException

    def __init__(self, channel: Channel, shell: Shell, watch: Watch) -> None:
        super().__init__(channel, watch)
        self._shell = shell
        self._interruptible = False
        self._interrupted_meanwhile = False
        self._said = Outputs(1 << 16)
        self._handlers |= {
            "cell": self._cell,
            "quiet_cell": self._quiet_cell,
            "name": self._name,
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
                raise KeyboardInterrupt(STOPPED)
        return value

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

    def _interrupted(self, number: int, frame: FrameType | None) -> None:
        self._stopped = True
        if self._interruptible:
            self._permit()
            raise KeyboardInterrupt(STOPPED)
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
