"""The grader's end of the fork server: starts it, has it fork, learns how processes ended."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgpack

from autograder.sandbox import supervisor
from autograder.sandbox.confine import SandboxError
from autograder.sandbox.policy import Policy
from autograder.sandbox.server import as_data
from autograder.sandbox.student import environment

_START = (
    "import sys; sys.path.insert(0, sys.argv[2]);"
    "from autograder.sandbox.server import main; main(int(sys.argv[1]), sys.argv[2])"
)
# Imports on a busy machine with cold disks take long; a server that hangs should still be noticed.
_PATIENCE = 180.0


@dataclass
class Process:
    """A confined process of a server's.

    Attributes:
        end: this side's end of its channel.
        watch: a pipe in which it leaves a mark if it reaches into the interpreter.
        missing: why a layer doesn't hold, by the layer's name.
    """

    server: Server
    pid: int
    end: socket.socket
    watch: int
    missing: dict[str, str]
    _ended: tuple[str, str] | None = None
    _student: int = 0

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in what it runs."""
        self.server.request({"do": "interrupt", "pid": self.pid})

    def waited(self) -> float:
        """How many seconds it has waited so far for a core to run on; 0 where the system can't say.

        Of its first thread alone, which runs what it is asked for.
        """
        if not self._student:
            self._student = (supervisor.descendants(self.pid) or [0])[0]
        try:
            text = Path(f"/proc/{self._student}/schedstat").read_text()
            return int(text.split()[1]) / 1e9
        except (OSError, IndexError, ValueError):
            return 0.0

    def close(self, patience: float = 0.0) -> tuple[str, str]:
        """End it, with everything that it started, if it still runs.

        Args:
            patience: how many seconds it gets to end by itself, if it seems to be about to.

        Returns:
            How it ended: the cause ("exit", "memory", "cpu", "signal", "killed"), and in words.
        """
        if self._ended is None:
            self.end.close()
            os.close(self.watch)
            try:
                answer = self.server.request({"do": "end", "pid": self.pid, "patience": patience})
                self._ended = (answer["cause"], answer["words"])
            except SandboxError as error:
                self._ended = ("killed", str(error))
        return self._ended

    def touched(self) -> list[str]:
        """What it did to the interpreter since the last time: the marks in the watch's pipe."""
        if not select.select([self.watch], [], [], 0)[0]:
            return []
        text = os.read(self.watch, 1 << 16).decode("utf-8", "replace").strip()
        return text.split("\n") if text else ["the end of what watches it was closed"]


class Server:
    """A fork server, started at once.

    Args:
        policy: what its children may see and use.
        modules: what to import before it forks, beside numpy and matplotlib; one that can't be
            imported is left to whoever wants it.

    Attributes:
        missing: the layers of the sandbox that don't hold here, each with the reason.

    Raises:
        SandboxError: where it doesn't start.
    """

    def __init__(self, policy: Policy, modules: Sequence[str] = ()) -> None:
        root = str(Path(__file__).resolve().parents[2])
        self._control, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, str(theirs.fileno()), root],
            pass_fds=(theirs.fileno(),),
            env={**environment("/tmp", "/tmp"), "MPLCONFIGDIR": "/tmp/gradlab-matplotlib"},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        self._control.settimeout(_PATIENCE)
        self.request(as_data(policy) | {"modules": list(modules)})
        probe = self.spawn()
        # A control group is an extra: each process is limited without one, too.
        self.missing = [f"{name}: {why}" for name, why in probe.missing.items() if name != "cgroup"]
        probe.close()

    def spawn(self) -> Process:
        """A new confined process.

        Raises:
            SandboxError: where none can be made.
        """
        ours, theirs = socket.socketpair()
        reader, writer = os.pipe()
        try:
            answer = self.request({"do": "spawn"}, [theirs.fileno(), writer])
        except BaseException:
            ours.close()
            os.close(reader)
            raise
        finally:
            theirs.close()
            os.close(writer)
        return Process(self, answer["pid"], ours, reader, answer["missing"])

    def request(self, message: dict[str, Any], descriptors: list[int] | None = None) -> Any:
        """Ask the server for something.

        Raises:
            SandboxError: where it can't, or is gone.
        """
        try:
            socket.send_fds(self._control, [msgpack.packb(message)], descriptors or [])
            data = self._control.recv(1 << 16)
        except OSError as error:
            raise SandboxError(f"the fork server does not answer: {error}") from error
        if not data:
            code = self._process.poll()
            raise SandboxError(f"the fork server has ended (exit code {code}): see its messages")
        answer = msgpack.unpackb(data)
        if "error" in answer:
            raise SandboxError(answer["error"])
        return answer

    @property
    def alive(self) -> bool:
        """Whether the server still runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the server and all its children."""
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
            return
        self._process.kill()
        self._process.wait()
