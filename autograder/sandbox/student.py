"""The student's process between its fork and its first line of work: doors close behind it."""

from __future__ import annotations

import contextlib
import os
import platform
import random
import signal
import sys
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from autograder.sandbox import landlock, limits, linux, privileges, root, seccomp
from autograder.sandbox.policy import Policy


@dataclass(frozen=True)
class Setting:
    """What the student's process finds when it begins to confine itself.

    Attributes:
        policy: what it may see and use.
        folder: its private folder; None inside a private root, which has its own.
        user: the id that root turns into; None where it keeps the id it has.
        own_namespace: whether it lies in a user namespace of its own.
        group: the open cgroup.procs of its control group, if it has one.
        memory: address space in use when the server forked, in bytes.
        rules: what Landlock lets it read.
        filter: seccomp's instructions.
        supervisor: pid of its parent, as it sees it.
    """

    policy: Policy
    folder: str | None
    user: int | None
    own_namespace: bool
    group: int | None
    memory: int
    rules: tuple[tuple[str, int], ...]
    filter: bytes
    supervisor: int


def environment(home: str = root.HOME, scratch: str = root.SCRATCH) -> dict[str, str]:
    """The few variables of a confined process; the server should be started with no others.

    What the server's environment holds stays in the memory of all its children, whatever they
    remove from `os.environ`.
    """
    return {
        "PATH": f"{sys.prefix}/bin:/usr/local/bin:/usr/bin:/bin",
        "HOME": home,
        "TMPDIR": scratch,
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "MPLCONFIGDIR": f"{home}/.config/matplotlib",
        "MPLBACKEND": "agg",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }


def confine(setting: Setting) -> dict[str, str]:
    """Apply every layer that a process lays on itself, in the order in which each still can be.

    Returns:
        Why a layer doesn't hold, by name; those that hold are absent.
    """
    policy, missing = setting.policy, dict[str, str]()
    wanted = policy.layers

    if setting.group is not None:
        try:
            os.write(setting.group, b"0")
        except OSError as error:
            missing["cgroup"] = f"cannot enter the control group: {error.strerror}"
        os.close(setting.group)
    _settle(setting)
    if "limits" in wanted:
        limits.apply(policy.limits, setting.memory, _tasks(setting))
    if "privileges" in wanted and linux.LINUX:
        privileges.bound()
    if setting.user is not None:
        privileges.become(setting.user)
    if "privileges" in wanted and linux.LINUX:
        try:
            privileges.drop()
        except OSError as error:
            missing["privileges"] = str(error)
    if linux.LINUX:
        # A change of user clears this signal, so it comes after.
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != setting.supervisor:
            os._exit(1)
        if wanted & {"privileges", "landlock", "seccomp"}:
            privileges.seal()
    if "landlock" in wanted:
        try:
            landlock.apply(setting.rules, policy.share_network)
        except OSError as error:
            missing["landlock"] = f"the kernel has no Landlock ({error.strerror})"
    if "seccomp" in wanted:
        try:
            seccomp.apply(setting.filter)
        except OSError as error:
            missing["seccomp"] = f"the kernel refuses filters ({error.strerror})"
    return missing


def rules(policy: Policy, folder: str | None) -> tuple[tuple[str, int], ...]:
    """What Landlock allows: reading what is readable, writing in the private folder."""
    devices = tuple((f"/dev/{name}", landlock.DEVICE) for name in root.DEVICES)
    if folder is None:  # the private root holds nothing else
        own = (root.HOME, root.SCRATCH, "/dev/shm")
        places = tuple((path, landlock.OWN | landlock.READ) for path in own)
        return (("/", landlock.READ), *places, *devices)
    mine = ((folder, landlock.OWN | landlock.READ), ("/proc/self", landlock.READ))
    return (*_libraries(policy.readable, policy.hidden), *mine, *devices)


@lru_cache
def _libraries(readable: tuple[str, ...], hidden: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    return tuple(landlock.without(readable, hidden))


def _settle(setting: Setting) -> None:
    """Move into the private folder, with an environment that says so."""
    os.umask(0o022)
    if setting.folder is None:
        home, scratch = root.HOME, root.SCRATCH
    else:
        home, scratch = setting.folder, f"{setting.folder}/tmp"
    os.environ.clear()
    os.environ.update(environment(home, scratch) | dict(setting.policy.environment))
    tempfile.tempdir = None
    os.chdir(f"{home}/work")
    random.seed()
    with contextlib.suppress(OSError):  # where memory runs out, the kernel is to take this one
        Path("/proc/self/oom_score_adj").write_text("1000")


def _tasks(setting: Setting) -> int:
    """Processes outside the sandbox that the kernel counts for the same user."""
    if setting.user is not None:
        return limits.tasks_of(setting.user) if setting.user == privileges.NOBODY else 0
    release = tuple(int(part) for part in platform.release().split("-")[0].split(".")[:2])
    if setting.own_namespace and release >= (5, 14):
        return 1  # the supervisor
    return limits.tasks_of(os.geteuid())
