"""A control group (v2) for one notebook: memory and processes of all it starts, together."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.policy import Limits

_NEEDED = {"memory", "pids"}
_PREFIX = "gradlab-"


@dataclass(frozen=True)
class Group:
    """A group that was made; `procs` is open for the process that is to enter it."""

    path: Path
    procs: int

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel killed a process of the group for its memory."""
        with contextlib.suppress(OSError):
            for line in (self.path / "memory.events").read_text().splitlines():
                name, count = line.split()
                if name == "oom_kill" and int(count):
                    return True
        return False

    def remove(self) -> None:
        """Kill what is left in the group and remove it."""
        with contextlib.suppress(OSError):
            os.close(self.procs)
        _remove(self.path)


def make(limits: Limits) -> Group:
    """A new group below the nearest one that lets us.

    Raises:
        OSError: where none does; the message says why.
    """
    parent = _parent()
    _sweep(parent)
    path = parent / f"{_PREFIX}{os.getpid()}-{secrets.token_hex(4)}"
    path.mkdir()
    try:
        (path / "memory.max").write_text(str(limits.memory + limits.disk))
        (path / "pids.max").write_text(str(limits.processes))
        with contextlib.suppress(OSError):  # no swap, no such file
            (path / "memory.swap.max").write_text("0")
        with contextlib.suppress(OSError):  # before 5.19 the processes die one by one
            (path / "memory.oom.group").write_text("1")
        return Group(path, os.open(path / "cgroup.procs", os.O_WRONLY | os.O_CLOEXEC))
    except OSError:
        path.rmdir()
        raise


def _parent() -> Path:
    """The nearest group of ours or above it in which groups with both controllers can be made."""
    mount = _mount()
    own = next(
        (
            line.split("::", 1)[1].strip()
            for line in Path("/proc/self/cgroup").read_text().splitlines()
            if line.startswith("0::")
        ),
        None,
    )
    if mount is None or own is None:
        raise OSError("control groups of version 2 are not mounted")
    offered: set[str] = set()
    place = mount / own.lstrip("/")
    for candidate in (place, *place.parents):
        if not candidate.is_relative_to(mount):
            break
        with contextlib.suppress(OSError):
            offered |= set((candidate / "cgroup.controllers").read_text().split())
            given = set((candidate / "cgroup.subtree_control").read_text().split())
            if given >= _NEEDED and os.access(candidate / "cgroup.procs", os.W_OK):
                return candidate
    if not offered >= _NEEDED:
        raise OSError("control groups of version 2 have no memory and pids controllers here")
    raise OSError(
        "no control group is delegated to this user: start gradlab by "
        "systemd-run --user --scope -p Delegate=yes"
    )


def _mount() -> Path | None:
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/mountinfo").read_text().splitlines():
            before, _, after = line.partition(" - ")
            if after.startswith("cgroup2 "):
                return Path(before.split()[4])
    return None


def _sweep(parent: Path) -> None:
    """Remove groups whose server died before it could."""
    for path in parent.glob(f"{_PREFIX}*-*"):
        server = path.name.removeprefix(_PREFIX).partition("-")[0]
        if server.isdigit() and not Path("/proc", server).exists():
            with contextlib.suppress(OSError):
                path.rmdir()  # refused where processes still live in it


def _remove(path: Path) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError):
            (path / "cgroup.kill").write_text("1")
        try:
            path.rmdir()
            return
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(0.005)  # killed processes leave their group a moment later
