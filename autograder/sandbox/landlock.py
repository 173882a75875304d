"""Landlock: the kernel's own access rules, which a process lays on itself and can't take off."""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.sandbox.linux import syscall

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE, MAKE_CHAR, MAKE_DIR = 1 << 4, 1 << 5, 1 << 6, 1 << 7
MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK = 1 << 8, 1 << 9, 1 << 10, 1 << 11
MAKE_SYM, REFER, TRUNCATE, IOCTL_DEV = 1 << 12, 1 << 13, 1 << 14, 1 << 15

READ = EXECUTE | READ_FILE | READ_DIR
DEVICE = READ_FILE | WRITE_FILE
OWN = (IOCTL_DEV - 1) & ~(MAKE_CHAR | MAKE_BLOCK)
_ON_FILES = EXECUTE | READ_FILE | WRITE_FILE | TRUNCATE | IOCTL_DEV
_PATH_BENEATH = 1


def abi() -> int:
    """The version of Landlock that the kernel speaks; 0 where there is none."""
    try:
        return syscall("landlock_create_ruleset", None, 0, 1)
    except OSError:
        return 0


def apply(rules: Iterable[tuple[str, int]], network: bool) -> int:
    """Forbid everything on files but the rules' (path, rights), and reaching outside otherwise.

    Where the kernel is new enough, that includes TCP (unless `network`), abstract unix sockets and
    signals to processes that are not confined in the same way. Needs no_new_privs.

    Returns:
        The version of Landlock in force.

    Raises:
        OSError: where there is no Landlock.
    """
    version = syscall("landlock_create_ruleset", None, 0, 1)
    handled = (1 << (13 if version < 2 else 14 if version < 3 else 15 if version < 5 else 16)) - 1
    tcp = 0b11 if version >= 4 and not network else 0
    scopes = 0b11 if version >= 6 else 0
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = syscall(
        "landlock_create_ruleset", struct.pack("QQQ", handled, tcp, scopes)[:size], size, 0
    )
    try:
        for path, rights in rules:
            _allow(ruleset, path, rights & handled)
        syscall("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)
    return version


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what isn't there needs no rule
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            rights &= _ON_FILES
        syscall(
            "landlock_add_rule",
            ruleset,
            _PATH_BENEATH,
            struct.pack("=Qi", rights, place),
            0,
        )
    finally:
        os.close(place)


def without(readable: Iterable[str], hidden: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Rules that allow reading `readable` but not what of `hidden` lies inside.

    Rights hold for everything below a folder and can't be taken back further down, so a folder that
    holds something hidden is replaced by what else it holds. Its own listing stays allowed, as
    Python can't import from a folder that it can't list: names of hidden files show, nothing more.
    """
    secret = {os.path.realpath(path) for path in hidden}
    for path in dict.fromkeys(os.path.realpath(path) for path in readable):
        inside = [place for place in secret if Path(place).is_relative_to(path)]
        if path in inside:
            continue
        yield from _around(path, inside)


def _around(path: str, secret: list[str]) -> Iterator[tuple[str, int]]:
    if not secret:
        yield path, READ
        return
    yield path, READ_DIR
    for entry in os.scandir(path):
        inside = [place for place in secret if Path(place).is_relative_to(entry.path)]
        if entry.path not in inside and not entry.is_symlink():
            yield from _around(entry.path, inside)
