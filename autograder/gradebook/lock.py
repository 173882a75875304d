"""One writer at a time in a course."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import sys
from pathlib import Path

from autograder.gradebook.errors import GradebookBusy, GradebookError

_mine: set[Path] = set()


class Lock:
    """A lock on a file that the system lets go of when the process ends, however it ends.

    A record lock, not flock: that one would be shared with forked workers and outlive a killed
    parent as long as one of them lives. Record locks are the process's, so two holders within one
    process are told apart by a list.
    """

    def __init__(self, path: Path) -> None:
        """Name the file; it is made when the lock is taken and stays."""
        self._path = path.resolve()
        self._descriptor: int | None = None

    def take(self) -> None:
        """Take the lock.

        Raises:
            GradebookBusy: where another process, or another writer in this one, holds it.
            GradebookError: where files cannot be locked here.
        """
        if self._path in _mine:
            raise GradebookBusy(f"this process is writing results already ({self._path})")
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o664)
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EAGAIN):
                os.close(descriptor)
                raise GradebookError(
                    f"{self._path} cannot be locked, on which the safety of results depends: "
                    f"{error.strerror}. Is it on a network drive without locks?"
                ) from error
            holder = os.read(descriptor, 1000).decode(errors="replace").strip()
            os.close(descriptor)
            raise GradebookBusy(
                f"another process is writing results into this course: {holder or 'unknown'} "
                f"({self._path}). Wait until it is done, or end it."
            ) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, _who().encode())
        self._descriptor = descriptor
        _mine.add(self._path)

    def release(self) -> None:
        """Let go of the lock."""
        if self._descriptor is not None:
            _mine.discard(self._path)
            os.close(self._descriptor)
            self._descriptor = None


def _who() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}: {' '.join(sys.argv)[:200]}\n"
