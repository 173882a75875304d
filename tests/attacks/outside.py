"""What lies outside of the sandbox, before and after: files, processes, listeners, traps."""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import stat
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

Facts = dict[str, tuple[object, ...]]


def files(folder: Path, leave_out: tuple[str, ...] = ()) -> Facts:
    """Kind, permissions, owner, size, time and content of everything below a folder."""
    found: Facts = {}
    for place, folders, names in os.walk(folder):
        if place == str(folder):
            folders[:] = [name for name in folders if name not in leave_out]
            names = [name for name in names if name not in leave_out]
        for name in [*folders, *names]:
            path = Path(place, name)
            about = path.lstat()
            content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            # A folder's own time changes when nbgrader makes its files beside ours.
            when = about.st_mtime_ns if stat.S_ISREG(about.st_mode) else 0
            owner = (about.st_uid, about.st_gid, about.st_nlink if not path.is_dir() else 0)
            found[str(path.relative_to(folder))] = (about.st_mode, *owner, when, content)
    return found


def names(folder: Path) -> set[str]:
    """What a folder holds, but for what others put there meanwhile."""
    with contextlib.suppress(OSError):
        return {name for name in os.listdir(folder) if "harmed" in name}
    return set()


def daemons() -> set[str]:
    """Processes that only an attack starts."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if b"98765" in path.read_bytes():
                found.add(path.parent.name)
    return found


@dataclass
class Traps:
    """Things that an attack may find, and that tell if it did.

    Attributes:
        folder: one with a file and a socket in it.
        port: of 127.0.0.1, by TCP and UDP.
        victim: a process that sleeps.
        reached: who connected or sent something.
    """

    folder: Path
    port: int
    victim: subprocess.Popen[bytes]
    reached: list[str] = field(default_factory=list)

    def known(self, course: Path) -> dict[str, object]:
        """What an attack is told, by the word that stands for it."""
        return {
            "COURSE": course,
            "CHECKOUT": Path(__file__).resolve().parents[2],
            "HOME": Path.home(),
            "TMP": self.folder,
            "PORT": self.port,
            "PID": os.getpid(),
            "VICTIM": self.victim.pid,
        }


@contextlib.contextmanager
def traps() -> Iterator[Traps]:
    """Set the traps, and take them away."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="attacked-")))
        (folder / "victim").mkdir()
        (folder / "victim" / "file").write_text("untouched")
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port = tcp.getsockname()[1]
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", port))
        abstract = stack.enter_context(socket.socket(socket.AF_UNIX))
        abstract.bind(f"\0gradlab-attack-{port}")
        abstract.listen()
        here = stack.enter_context(socket.socket(socket.AF_UNIX))
        here.bind(str(folder / "victim" / "socket"))
        here.listen()
        victim = subprocess.Popen(["sleep", "3600"])
        stack.callback(victim.wait)
        stack.callback(victim.kill)
        found = Traps(folder, port, victim)
        for name, listener in (("tcp", tcp), ("abstract", abstract), ("path", here), ("udp", udp)):
            watch = threading.Thread(
                target=_watch, args=(name, listener, found.reached), daemon=True
            )
            watch.start()
            stack.callback(listener.close)
        yield found


def _watch(name: str, listener: socket.socket, reached: list[str]) -> None:
    with contextlib.suppress(OSError):
        if name == "udp":
            listener.recv(10)
        else:
            listener.accept()
        reached.append(name)


State = dict[str, object]


def state(course: Path, traps: Traps) -> State:
    """All that no notebook may change."""
    return {
        "course": files(course, leave_out=("autograded", "gradebook.db", ".nbgrader.log")),
        "traps": files(traps.folder),
        "who was reached": list(traps.reached),
        "the process that sleeps": _sleeping(traps.victim.pid),
        "daemons": daemons(),
        "home": names(Path.home()),
        "/tmp": names(Path("/tmp")),
    }


def _sleeping(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def differences(before: State, after: State) -> list[str]:
    """What is not as it was, in words."""
    found = []
    for name, was in before.items():
        now = after[name]
        if isinstance(was, dict) and isinstance(now, dict):
            changed = [path for path in was.keys() | now.keys() if was.get(path) != now.get(path)]
            found += [f"{name}: {path}" for path in sorted(changed)]
        elif was != now:
            found.append(f"{name}: {was} before, {now} after")
    return found
