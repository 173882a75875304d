"""A core for each process that grades: judge and student take turns, so one core serves both best.

Spread over two, each waits for the other's core to wake up at every call.
"""

from __future__ import annotations

import contextlib
import functools
import os
import tempfile

_held: list[int] = []


@functools.cache
def settle() -> int | None:
    """Keep this process, and what it starts, to a core that no other grading process has.

    Returns:
        The core; None where none is free, or where the system can't say.
    """
    if not hasattr(os, "sched_setaffinity"):
        return None
    import fcntl

    for core in sorted(os.sched_getaffinity(0)):
        name = f"gradlab-core-{os.getuid()}-{core}.lock"
        with contextlib.suppress(OSError):
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
            file = os.open(os.path.join(tempfile.gettempdir(), name), flags, 0o600)
            try:
                # Given back when the process ends, however it ends.
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(file)
                continue
            _held.append(file)
            os.sched_setaffinity(0, {core})
            return core
    return None
