"""Namespaces: a process that has its own processes, network, users and mounts."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
from pathlib import Path

from autograder.sandbox import linux

STUDENT = 1000  # the id that an ordinary user's sandbox shows inside; outside it stays the user's


def fork(flags: int) -> int:
    """Fork into the new namespaces of `flags`, as os.fork does otherwise.

    This is clone(2) itself, so what libraries registered to run around a fork does not run: the new
    process may do little before it forks again the ordinary way. That spares the third process
    which unshare() would need, as it moves only children into a new pid namespace.

    Raises:
        OSError: where the kernel refuses one of the namespaces.
    """
    if not flags:
        return os.fork()
    return linux.syscall("clone", flags | signal.SIGCHLD, 0, 0, 0, 0)


def map_self(user: int, group: int) -> None:
    """In a new user namespace: stand for `user` outside, without any other id.

    Raises:
        OSError: where the kernel refuses.
    """
    for table, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{STUDENT} {user} 1"),
        ("gid_map", f"{STUDENT} {group} 1"),
    ):
        Path("/proc/self", table).write_text(line)


def refuses(error: OSError) -> bool:
    """Whether an error means that this machine never grants it, rather than not at the moment."""
    if error.errno == errno.ENOSPC:  # so many already; a refusal where none is the limit
        limits = Path("/proc/sys/user").glob("max_*_namespaces")
        return any(path.read_text().strip() == "0" for path in limits)
    return error.errno in (
        *(errno.EPERM, errno.EACCES, errno.EINVAL, errno.ENOSYS, errno.ENODEV, errno.EOPNOTSUPP),
    )


def refusal(error: OSError) -> str:
    """Why this machine refuses namespaces to us, and what its administrator can do."""
    settings = (
        (
            "kernel/apparmor_restrict_unprivileged_userns",
            "1",
            "AppArmor forbids user namespaces to ordinary users: "
            "sysctl kernel.apparmor_restrict_unprivileged_userns=0",
        ),
        (
            "kernel/unprivileged_userns_clone",
            "0",
            "user namespaces are switched off: sysctl kernel.unprivileged_userns_clone=1",
        ),
        (
            "user/max_user_namespaces",
            "0",
            "user namespaces are switched off: sysctl user.max_user_namespaces=15000",
        ),
    )
    if os.geteuid() != 0:
        for name, bad, advice in settings:
            with contextlib.suppress(OSError):
                if Path("/proc/sys", name).read_text().strip() == bad:
                    return advice
    if not linux.SUPPORTED:
        return "namespaces exist on Linux (x86_64, aarch64) only"
    if os.geteuid() == 0:
        return (
            f"{error.strerror}: root lacks CAP_SYS_ADMIN here, as in most containers; "
            "start the container with it"
        )
    return f"{error.strerror}: probably a container's own filter; allow it to make user namespaces"
