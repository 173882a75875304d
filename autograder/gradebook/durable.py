"""File operations that hold when the machine stops: flush to disk, exchange two folders."""

from __future__ import annotations

import ctypes
import errno
import os
from functools import cache
from pathlib import Path
from typing import Any

_HERE = -100  # AT_FDCWD: paths are relative to the current folder
_EXCHANGE = 2  # RENAME_EXCHANGE on Linux, RENAME_SWAP on macOS
_NOT_HERE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}


def flush(folder: Path, *others: Path) -> None:
    """Return when all that was written below a folder, and in other folders, is on the disk.

    On Linux by one call for the whole file system: a hundred submissions take as long as one.

    Args:
        folder: with all below it.
        others: folders on the same file system whose lists of names have changed.

    Raises:
        OSError: where the disk is full or broken.
    """
    sync = getattr(_library(), "syncfs", None)
    if sync is not None:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            if sync(descriptor) != 0:
                _fail(folder)
        finally:
            os.close(descriptor)
        return
    for where, _, files in os.walk(folder):
        for name in files:
            flush_one(Path(where, name))
        flush_one(Path(where))
    for each in others:
        flush_one(each)


def flush_one(path: Path) -> None:
    """Return when one file, or the list of names in one folder, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system or the disk can't.

    Raises:
        OSError: where it could but failed: one of them is not there, say.
    """
    library = _library()
    if hasattr(library, "renameat2"):
        done = library.renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)
    elif hasattr(library, "renamex_np"):
        done = library.renamex_np(os.fsencode(one), os.fsencode(other), _EXCHANGE)
    else:
        return False
    if done != 0:
        if ctypes.get_errno() in _NOT_HERE:
            return False
        _fail(one)
    return True


@cache
def _library() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def _fail(path: Path) -> None:
    number = ctypes.get_errno()
    raise OSError(number, os.strerror(number), str(path))
