"""Another user without any rights: ids, capabilities, no_new_privs."""

from __future__ import annotations

import contextlib
import os
import struct
from pathlib import Path

from autograder.sandbox import linux

NOBODY = 65534
# A range that no distribution hands out; each process gets an id of its own, so that none can
# signal another, read its files or use up its share of processes.
FIRST_OWN_ID = 1_900_000_000


def own_id(pid: int) -> int | None:
    """A user and group id for the process `pid`, nobody's if need be; None where there is none."""
    for wanted in (FIRST_OWN_ID + pid, NOBODY):
        if _mapped("uid_map", wanted) and _mapped("gid_map", wanted):
            return wanted
    return None


def _mapped(table: str, number: int) -> bool:
    try:
        lines = Path("/proc/self", table).read_text().splitlines()
    except OSError:
        return number == NOBODY
    return any(
        int(inside) <= number < int(inside) + int(count)
        for inside, _, count in (line.split() for line in lines)
    )


def reachable(path: str, user: int) -> bool:
    """Whether a stranger could read `path`: every folder on the way lets others pass."""
    real = Path(path).resolve()
    try:
        return all(
            place.stat().st_uid == user or place.stat().st_mode & 0o001 for place in real.parents
        ) and bool(real.stat().st_mode & 0o004)
    except OSError:
        return False


def become(number: int) -> None:
    """Turn this process, which is root, into the user and group `number` for good."""
    os.setgroups([])
    os.setresgid(number, number, number)
    os.setresuid(number, number, number)


def bound() -> None:
    """Let no program that is executed bring capabilities back; to be called while still root."""
    for capability in range(64):
        try:
            linux.prctl(linux.PR_CAPBSET_DROP, capability)
        except OSError:
            break  # past the last one, or not ours to drop: no_new_privs covers that
    with contextlib.suppress(OSError):  # only who has capabilities may, or needs to
        # noroot, no_setuid_fixup and no_cap_ambient_raise, each with its lock.
        linux.prctl(linux.PR_SET_SECUREBITS, 0b11001111)


def drop() -> None:
    """Give up all capabilities.

    Raises:
        OSError: where the kernel refuses.
    """
    linux.prctl(linux.PR_CAP_AMBIENT, 4)
    linux.capset(struct.pack("Ii", 0x20080522, 0), bytes(24))


def seal() -> None:
    """Gain no rights by executing a program, and keep this memory closed to other processes."""
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    linux.prctl(linux.PR_SET_DUMPABLE, 0)
