"""Limits on each process, kept by the kernel (setrlimit)."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

from autograder.sandbox.policy import Limits


def in_use() -> int:
    """Address space of this process in bytes; 0 where the platform doesn't say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def tasks_of(user: int) -> int:
    """How many processes and threads a user has, as far as /proc shows."""
    count = 0
    for entry in os.scandir("/proc") if os.path.isdir("/proc/self") else ():
        try:
            if entry.name.isdigit() and entry.stat().st_uid == user:
                count += len(os.listdir(f"/proc/{entry.name}/task"))
        except OSError:
            continue  # it ended meanwhile
    return count


def apply(limits: Limits, memory_before: int, tasks_before: int) -> None:
    """Bind this process and its children; the limits can't be raised again.

    Args:
        memory_before: address space that the server had already, in bytes.
        tasks_before: processes that count for the same user although they lie outside.
    """
    if sys.platform == "linux":  # macOS has no working limit on address space
        _set(resource.RLIMIT_AS, memory_before + limits.memory)
        _set(resource.RLIMIT_MSGQUEUE, 0)
        _set(resource.RLIMIT_NICE, 0)
        _set(resource.RLIMIT_RTPRIO, 0)
    _set(resource.RLIMIT_MEMLOCK, 64 * 1024)
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_NOFILE, limits.open_files)
    _set(resource.RLIMIT_FSIZE, limits.file_size)
    _set(resource.RLIMIT_NPROC, tasks_before + limits.processes)
    if limits.cpu_seconds is not None:
        # One second between the signal that names the cause and the one that can't be caught.
        _set(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1)


def _set(kind: int, soft: int, hard: int | None = None) -> None:
    ceiling = resource.getrlimit(kind)[1]
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(soft if hard is None else hard, ceiling)
    resource.setrlimit(kind, (soft, soft if hard is None else hard))
