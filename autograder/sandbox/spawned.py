"""A confined process as its server sees it: which layers hold, how to end it, how it ended."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from dataclasses import dataclass, field

from autograder.sandbox import cgroup, supervisor


@dataclass(frozen=True)
class Ending:
    """How a confined process ended.

    Attributes:
        cause: "exit", "memory", "cpu", "signal" or "killed" (by its server).
        code: the exit code or the signal's number.
    """

    cause: str
    code: int

    def __str__(self) -> str:
        match self.cause:
            case "exit":
                return f"exited with {self.code}" if self.code else "ended"
            case "memory":
                return "killed by the memory limit"
            case "cpu":
                return "killed by the limit on CPU time"
            case "killed":
                return "killed by the grader"
        try:
            return f"killed by {signal.Signals(self.code).name}"
        except ValueError:
            return f"killed by signal {self.code}"


@dataclass(frozen=True)
class Layers:
    """Which layers of a policy hold.

    Attributes:
        held: their names.
        missing: why each of the others doesn't hold, by name.
    """

    held: tuple[str, ...]
    missing: dict[str, str]


@dataclass
class Spawned:
    """A confined process. Either use its methods, or wait for `pid` and then call `close`.

    Attributes:
        pid: what os.waitpid waits for and what SIGINT reaches the student's process by.
        layers: which layers hold.
    """

    pid: int
    layers: Layers
    _report: int
    _group: cgroup.Group | None
    _folder: str | None
    _ending: Ending | None = None
    _killed: bool = field(default=False)

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in the process, if it still runs."""
        with contextlib.suppress(ProcessLookupError):
            if self._ending is None:
                os.kill(self.pid, signal.SIGINT)

    def kill(self) -> Ending:
        """End the process and everything that it started; wait until all is gone."""
        if self._ending is None:
            self._killed = True
            alone = "processes" not in self.layers.held
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGTERM if alone else signal.SIGKILL)
        return self.wait()

    def wait(self) -> Ending:
        """Wait until the process ends, and clean up."""
        if self._ending is None:
            with contextlib.suppress(ChildProcessError):  # the caller has waited for it
                os.waitpid(self.pid, 0)
        return self.status()

    def poll(self) -> Ending | None:
        """How it ended; None while it runs."""
        if self._ending is not None:
            return self._ending
        try:
            if os.waitpid(self.pid, os.WNOHANG)[0] == 0:
                return None
        except ChildProcessError:
            pass
        return self.status()

    def status(self) -> Ending:
        """How it ended; to be asked once `pid` was waited for. Cleans up what it left."""
        if self._ending is None:
            self._ending = self._read()
            self.close()
        return self._ending

    def close(self) -> None:
        """Remove what the process had outside of itself; `status` does so too."""
        if self._report >= 0:
            os.close(self._report)
            self._report = -1
        if self._group is not None:
            self._group.remove()
            self._group = None
        if self._folder is not None:
            supervisor.remove(self._folder)
            self._folder = None

    def _read(self) -> Ending:
        if self._killed:
            return Ending("killed", signal.SIGKILL)
        text = line(self._report)
        if not text:
            return Ending("killed", signal.SIGKILL)
        status = int(json.loads(text)["ended"])
        if os.WIFEXITED(status):
            return Ending("exit", os.WEXITSTATUS(status))
        number = os.WTERMSIG(status)
        if number == signal.SIGKILL and self._group and self._group.ran_out_of_memory():
            return Ending("memory", number)
        return Ending("cpu" if number == signal.SIGXCPU else "signal", number)


def say(report: int, what: dict[str, object]) -> None:
    """Write a line of the report that a confined process and its supervisor give their server."""
    os.write(report, json.dumps(what).encode() + b"\n")


def line(report: int) -> bytes:
    """The next line of the report; empty at its end."""
    text = b""
    while not text.endswith(b"\n"):
        if not (piece := os.read(report, 1)):
            return b""
        text += piece
    return text
