"""Who else may have worked: threads and processes beside the one whose steps are counted."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # without the names that the module signal gives to numbers
import os
import signal
from typing import Any

from autograder.work import is_library

# How often each other thread has run so far, by process and thread, and the last pid given out.
Company = tuple[dict[str, bytes], bytes]


_SIGNALS = tuple(sorted(signal.valid_signals() - {signal.SIGINT}))


def handlers(
    getsignal: Any = _signal.getsignal,
    numbers: Any = _SIGNALS,
    library: Any = is_library,
) -> bool:
    """Whether code of the student's waits for a signal: it would run where nothing is counted."""
    codes = [getattr(getsignal(number), "__code__", None) for number in numbers]
    return any(code is not None and not library(code) for code in codes)


def company(
    listdir: Any = os.listdir,
    open_: Any = os.open,
    read: Any = os.read,
    close: Any = os.close,
    getpid: Any = os.getpid,
) -> Company:
    """All threads in sight but this process's first, each with the number of times that it ran.

    Where nothing else has run between two looks, both are equal: what sleeps doesn't count. Empty
    where there is no /proc. The functions are bound here, where no change to a module reaches them.
    """

    def content(path: str) -> bytes:
        try:
            number = open_(path, 0)
        except OSError:
            return b""
        try:
            return bytes(read(number, 4096))
        finally:
            close(number)

    def names(path: str) -> list[str]:
        try:
            return [name for name in listdir(path) if name.isdigit()]
        except OSError:
            return []

    own = str(getpid())
    found = {}
    for process in {*names("/proc"), "self"}:
        for thread in names(f"/proc/{process}/task"):
            if process == own or thread == own:
                continue  # this one is seen as "self", and its first thread is the one that counts
            fields = content(f"/proc/{process}/task/{thread}/schedstat").split()
            found[f"{process}/{thread}"] = fields[-1] if fields else b""
    load = content("/proc/loadavg").split()
    return found, load[-1] if load else b""
