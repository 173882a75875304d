"""A confined process, forked from a warm one, behind every layer that this machine offers."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.sandbox import (
    cgroup,
    limits,
    linux,
    namespaces,
    seccomp,
    student,
    supervisor,
)
from autograder.sandbox.making import Making
from autograder.sandbox.policy import EXTRAS, LAYERS, Policy
from autograder.sandbox.spawned import Ending, Layers, Spawned, line

__all__ = ["Ending", "Layers", "SandboxError", "Spawned", "missing", "spawn"]


class SandboxError(RuntimeError):
    """A confined process could not be made."""


# Layers that this machine has refused once, and why: not tried again by this process.
_refused: dict[str, str] = {}


def spawn(policy: Policy, body: Callable[[], None], keep: Sequence[int] = ()) -> Spawned:
    """Run `body` in a confined process forked from this one, which must have a single thread.

    The process has its own session, an empty private folder with the policy's files as its working
    directory, a minimal environment, and no file descriptors but 0, 1, 2 and `keep`. A layer that
    this machine refuses is left out and named in `layers.missing`.

    Args:
        policy: what the process may see and use.
        body: what it runs; it ends with exit code 0 when this returns, 1 when it raises.
        keep: file descriptors that stay open. A folder among them would be a way out.

    Raises:
        SandboxError: where this process has several threads, where a file of the policy can't be
            copied, or where no process can be made at the moment.
    """
    if linux.LINUX and len(os.listdir("/proc/self/task")) > 1:
        raise SandboxError(
            "a process with several threads can't fork a sandbox: start a fresh one with "
            "OMP_NUM_THREADS=1 and OPENBLAS_NUM_THREADS=1 set"
        )
    _check_files(policy)
    sys.stdout.flush()
    sys.stderr.flush()
    while True:
        result = _attempt(replace(policy, layers=policy.layers - set(_refused)), body, keep)
        if isinstance(result, Spawned):
            result.layers.missing.update(
                {name: why for name, why in _refused.items() if name in policy.layers}
            )
            return result
        _refused.update(result)


def missing(policy: Policy) -> list[str]:
    """What this machine can't offer of a policy, a line for each layer, extras left out.

    Spawns an empty process, so it must be called where `spawn` may be.
    """
    spawned = spawn(policy, lambda: None)
    spawned.wait()
    return [f"{name}: {why}" for name, why in spawned.layers.missing.items() if name not in EXTRAS]


def _attempt(
    policy: Policy, body: Callable[[], None], keep: Sequence[int]
) -> Spawned | dict[str, str]:
    """A confined process, or the layers that can't be had with the reasons."""
    wanted = policy.layers - ({"network"} if policy.share_network else set())
    spaces = {"processes", "files", "network", "ipc"} & wanted
    if not linux.SUPPORTED and (absent := wanted - {"limits"}):
        why = "exists on Linux (x86_64, aarch64) only"
        if linux.LINUX:
            absent -= {"identity", "privileges", "cgroup"}
        if absent:
            return dict.fromkeys(absent, why)
    super_user = os.geteuid() == 0
    if "identity" in wanted and not super_user and not spaces:
        return {"identity": "an ordinary user gets one only with a namespace"}
    flags = linux.CLONE_NEWPID if "processes" in wanted else 0
    if spaces and not super_user:
        flags |= linux.CLONE_NEWUSER
    missing: dict[str, str] = {}
    group: cgroup.Group | None = None
    if "cgroup" in wanted:
        try:
            group = cgroup.make(policy.limits)
        except OSError as error:
            return {"cgroup": str(error.strerror or error)}
    folder = None if "files" in wanted else _folder(policy)
    made = Making(
        policy=policy,
        wanted=frozenset(wanted),
        keep=tuple(keep),
        folder=folder,
        group=group,
        memory=limits.in_use(),
        rules=student.rules(policy, folder) if "landlock" in wanted else (),
        filter=(
            seccomp.program("files" in wanted, policy.share_network) if "seccomp" in wanted else b""
        ),
        user=(os.geteuid(), os.getegid()),
    )
    reader, writer = os.pipe()
    try:
        pid = namespaces.fork(flags)
    except OSError as error:
        os.close(reader)
        os.close(writer)
        _discard(group, folder)
        if not flags or not namespaces.refuses(error):
            raise SandboxError(f"cannot fork: {error.strerror}") from error
        why = namespaces.refusal(error)
        return dict.fromkeys({"processes"} if super_user else spaces | {"identity"} & wanted, why)
    if pid == 0:
        made.run(body, writer)
    os.close(writer)
    text = line(reader)
    if not text or "refused" in (answer := json.loads(text)):
        os.waitpid(pid, 0)
        os.close(reader)
        _discard(group, folder)
        if not text:
            raise SandboxError("the confined process ended before it was confined")
        return dict(answer["refused"])
    missing |= answer["missing"]
    held = tuple(name for name in LAYERS if name in wanted and name not in missing)
    return Spawned(pid, Layers(held, missing), reader, group, folder)


def _check_files(policy: Policy) -> None:
    """Tell a file that is missing or too large from a layer that can't be had."""
    size = 0
    for name, source in policy.files:
        if not os.path.isfile(source) or not os.access(source, os.R_OK):
            raise SandboxError(f"{source} can't be read, so the sandbox would lack {name}")
        size += os.path.getsize(source)
    if size > policy.limits.disk // 2:
        raise SandboxError(
            f"the files for the sandbox take {size} bytes of the {policy.limits.disk} that it has "
            "in all: raise the limit disk to twice that or more"
        )


def _folder(policy: Policy) -> str:
    """A private folder on the disk, for where no private root can be had."""
    folder = tempfile.mkdtemp(prefix="gradlab-sandbox-")
    for name in ("work", "tmp"):
        os.mkdir(f"{folder}/{name}", 0o700)
    for name, source in policy.files:
        target = Path(folder, "work", name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
    return folder


def _discard(group: cgroup.Group | None, folder: str | None) -> None:
    if group is not None:
        group.remove()
    if folder is not None:
        supervisor.remove(folder)
