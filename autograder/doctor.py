"""Does the sandbox hold on this machine? Sets traps, has them attacked for real, and reports."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.sandbox.attempts import ATTEMPTS, Traps
from autograder.sandbox.policy import EXTRAS, LAYERS
from autograder.sandbox.student import environment

MEANING = {
    "processes": "a process space of its own; everything in it ends with it",
    "identity": "a user of its own, without the rights of the one who grades",
    "files": "a private root: the libraries, read-only, and one small folder to write to",
    "network": "no network, not even to this machine",
    "ipc": "no shared memory, queues or host name in common",
    "landlock": "the kernel's access rules on files, TCP, signals",
    "seccomp": "system calls that no honest notebook makes are refused",
    "privileges": "no capabilities, none to be gained",
    "limits": "memory, processes, files and CPU time of each process",
    "cgroup": "memory of all processes together (an extra: the limits of each hold without it)",
}
OTHERS = {
    "daemon": "Whatever the process starts ends with it.",
    "interrupt": "A cell that doesn't end can be interrupted.",
    "libraries": "numpy, plots, a shell and temporary files work inside.",
}


class DoctorError(RuntimeError):
    """The examination itself failed; the message carries what was printed."""


@dataclass(frozen=True)
class Layer:
    """A layer: whether it holds, what it means, and what to do where it doesn't."""

    name: str
    holds: bool
    meaning: str
    why: str


@dataclass(frozen=True)
class Promise:
    """What the sandbox promises: whether an attack on it was stopped, and what happened."""

    name: str
    holds: bool
    promise: str
    detail: str


@dataclass(frozen=True)
class Examination:
    """All layers and promises, as this machine keeps them for this user."""

    layers: tuple[Layer, ...]
    promises: tuple[Promise, ...]

    @property
    def holds(self) -> bool:
        """Whether every promise and every layer but the extras holds."""
        return all(layer.holds or layer.name in EXTRAS for layer in self.layers) and all(
            promise.holds for promise in self.promises
        )


def examine(
    course: Path | None = None,
    layers: Sequence[str] | None = None,
    attempts: Sequence[str] | None = None,
) -> Examination:
    """Attack a confined process's surroundings from inside and report what held.

    Args:
        course: the course's root, which the process may not see.
        layers: apply only these; all by default.
        attempts: try only these; all by default.

    Raises:
        DoctorError: where no confined process could be made at all.
    """
    with traps() as laid:
        request = {
            "traps": asdict(laid),
            "course": None if course is None else str(course),
            "layers": layers,
            "attempts": attempts,
        }
        done = subprocess.run(
            [sys.executable, "-m", "autograder.sandbox.probe"],
            input=json.dumps(request),
            capture_output=True,
            text=True,
            # The environment a grading server gets, so that finding the doctor's own is a fault.
            env=environment() | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])},
            timeout=300,
        )
    if done.returncode:
        raise DoctorError(f"the examination failed:\n{done.stderr.strip()}")
    answer = json.loads(done.stdout)
    sentences = {attempt.name: attempt.promise for attempt in ATTEMPTS} | OTHERS
    return Examination(
        tuple(
            Layer(name, name in answer["held"], MEANING[name], answer["missing"].get(name, ""))
            for name in LAYERS
            if layers is None or name in layers
        ),
        tuple(
            Promise(
                outcome["name"],
                outcome["got"] is None,
                sentences[outcome["name"]],
                outcome["how"] if outcome["got"] is None else outcome["got"],
            )
            for outcome in answer["outcomes"]
        ),
    )


@contextlib.contextmanager
def traps() -> Iterator[Traps]:
    """Files, services and a process for the attacks to find; all gone afterwards."""
    variable = f"GRADLAB_TRAP_{secrets.token_hex(4).upper()}"
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gradlab-doctor-")))
        folder.chmod(0o755)
        (folder / "secret").write_text("a secret")
        (folder / "outside").mkdir()
        (folder / "outside").chmod(0o777)
        abstract = f"gradlab-{secrets.token_hex(8)}"
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        for address in (("\0" + abstract,) if sys.platform == "linux" else ()) + (
            str(folder / "socket"),
        ):
            listener = stack.enter_context(socket.socket(socket.AF_UNIX))
            listener.bind(address)
            listener.listen()
        (folder / "socket").chmod(0o777)
        victim = subprocess.Popen(["sleep", "600"])
        stack.callback(victim.wait)
        stack.callback(victim.kill)
        os.environ[variable] = "set"
        stack.callback(os.environ.pop, variable, None)
        yield Traps(
            secret=str(folder / "secret"),
            hidden=str(Path(__file__).with_name("catalog.py").resolve()),
            outside=str(folder / "outside"),
            victim=victim.pid,
            tcp=tcp.getsockname()[1],
            udp=udp.getsockname()[1],
            abstract=abstract,
            path=str(folder / "socket"),
            shared=stack.enter_context(_shared_memory()),
            variable=variable,
        )


@contextlib.contextmanager
def _shared_memory() -> Iterator[int]:
    """The id of a piece of System V shared memory that everyone may attach."""
    if sys.platform != "linux":
        yield -1
        return
    libc = ctypes.CDLL(None)
    number = libc.shmget(0, ctypes.c_size_t(4096), 0o1666)
    try:
        yield number
    finally:
        libc.shmctl(number, 0, None)
