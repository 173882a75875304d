"""A confined process, forked from a warm one, behind every layer that this machine offers."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NoReturn

from autograder.sandbox import (
    cgroup,
    limits,
    linux,
    namespaces,
    privileges,
    root,
    seccomp,
    student,
    supervisor,
)
from autograder.sandbox.policy import EXTRAS, LAYERS, Policy


class SandboxError(RuntimeError):
    """A confined process could not be made."""


@dataclass(frozen=True)
class Ending:
    """How a confined process ended.

    Attributes:
        cause: "exit", "memory", "cpu", "signal" or "killed" (by its server).
        code: the exit code or the signal's number.
    """

    cause: str
    code: int

    def __str__(self) -> str:
        match self.cause:
            case "exit":
                return f"exited with {self.code}" if self.code else "ended"
            case "memory":
                return "killed by the memory limit"
            case "cpu":
                return "killed by the limit on CPU time"
            case "killed":
                return "killed by the grader"
        try:
            return f"killed by {signal.Signals(self.code).name}"
        except ValueError:
            return f"killed by signal {self.code}"


@dataclass(frozen=True)
class Layers:
    """Which layers of a policy hold.

    Attributes:
        held: their names.
        missing: why each of the others doesn't hold, by name.
    """

    held: tuple[str, ...]
    missing: dict[str, str]


@dataclass
class Spawned:
    """A confined process. Either use its methods, or wait for `pid` and then call `close`.

    Attributes:
        pid: what os.waitpid waits for and what SIGINT reaches the student's process by.
        layers: which layers hold.
    """

    pid: int
    layers: Layers
    _report: int
    _group: cgroup.Group | None
    _folder: str | None
    _ending: Ending | None = None
    _killed: bool = field(default=False)

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in the process, if it still runs."""
        with contextlib.suppress(ProcessLookupError):
            if self._ending is None:
                os.kill(self.pid, signal.SIGINT)

    def kill(self) -> Ending:
        """End the process and everything that it started; wait until all is gone."""
        if self._ending is None:
            self._killed = True
            alone = "processes" not in self.layers.held
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGTERM if alone else signal.SIGKILL)
        return self.wait()

    def wait(self) -> Ending:
        """Wait until the process ends, and clean up."""
        if self._ending is None:
            with contextlib.suppress(ChildProcessError):  # the caller has waited for it
                os.waitpid(self.pid, 0)
        return self.status()

    def poll(self) -> Ending | None:
        """How it ended; None while it runs."""
        if self._ending is not None:
            return self._ending
        try:
            if os.waitpid(self.pid, os.WNOHANG)[0] == 0:
                return None
        except ChildProcessError:
            pass
        return self.status()

    def status(self) -> Ending:
        """How it ended; to be asked once `pid` was waited for. Cleans up what it left."""
        if self._ending is None:
            self._ending = self._read()
            self.close()
        return self._ending

    def close(self) -> None:
        """Remove what the process had outside of itself; `status` does so too."""
        if self._report >= 0:
            os.close(self._report)
            self._report = -1
        if self._group is not None:
            self._group.remove()
            self._group = None
        if self._folder is not None:
            supervisor.remove(self._folder)
            self._folder = None

    def _read(self) -> Ending:
        if self._killed:
            return Ending("killed", signal.SIGKILL)
        line = _line(self._report)
        if not line:
            return Ending("killed", signal.SIGKILL)
        status = int(json.loads(line)["ended"])
        if os.WIFEXITED(status):
            return Ending("exit", os.WEXITSTATUS(status))
        number = os.WTERMSIG(status)
        if number == signal.SIGKILL and self._group and self._group.ran_out_of_memory():
            return Ending("memory", number)
        return Ending("cpu" if number == signal.SIGXCPU else "signal", number)


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
    made = _Making(
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
    line = _line(reader)
    if not line or "refused" in (answer := json.loads(line)):
        os.waitpid(pid, 0)
        os.close(reader)
        _discard(group, folder)
        if not line:
            raise SandboxError("the confined process ended before it was confined")
        return dict(answer["refused"])
    missing |= answer["missing"]
    held = tuple(name for name in LAYERS if name in wanted and name not in missing)
    return Spawned(pid, Layers(held, missing), reader, group, folder)


@dataclass(frozen=True)
class _Making:
    """What the server knows before it forks."""

    policy: Policy
    wanted: frozenset[str]
    keep: tuple[int, ...]
    folder: str | None
    group: cgroup.Group | None
    memory: int
    rules: tuple[tuple[str, int], ...]
    filter: bytes
    user: tuple[int, int]

    def run(self, body: Callable[[], None], report: int) -> NoReturn:
        """In the supervisor: enter the namespaces, fork the student's process, watch it."""
        code = 1
        try:
            gc.disable()  # a collection would touch, and so copy, all of the server's memory
            supervisor.prepare()
            os.umask(0o022)
            group = -1 if self.group is None else self.group.procs
            supervisor.close_all_but(0, 1, 2, report, group, *self.keep)
            try:
                missing, user = self._enter()
            except _Refusal as refusal:
                _say(report, {"refused": refusal.args[0]})
                os._exit(0)
            setting = student.Setting(
                policy=self.policy,
                folder=self.folder,
                user=user,
                own_namespace=self._own_namespace,
                group=None if self.group is None else group,
                memory=self.memory,
                rules=self.rules,
                filter=self.filter,
                supervisor=os.getpid(),
            )
            supervisor.guard()
            child = os.fork()
            if child == 0:
                self._become_student(setting, missing, body, report)
            supervisor.close_all_but(report)
            status = supervisor.watch(child)
            if "processes" not in self.wanted:
                alone = user if user is not None and user != privileges.NOBODY else None
                supervisor.sweep(child, alone)
            if self.folder is not None:
                supervisor.remove(self.folder)
            _say(report, {"ended": status})
            code = 0
        except BaseException:
            with contextlib.suppress(BaseException):
                traceback.print_exc()
        finally:
            os._exit(code)

    @property
    def _own_namespace(self) -> bool:
        return self.user[0] != 0 and bool({"processes", "files", "network", "ipc"} & self.wanted)

    def _enter(self) -> tuple[dict[str, str], int | None]:
        """Into the namespaces; the layers that are missing, and the user that root is to become."""
        missing: dict[str, str] = {}
        if self._own_namespace:
            try:
                namespaces.map_self(*self.user)
            except OSError as error:
                if not namespaces.refuses(error):
                    raise
                lost = {"processes", "files", "network", "ipc", "identity"} & self.wanted
                raise _Refusal(dict.fromkeys(lost, namespaces.refusal(error))) from error
        for layer, flags in (
            ("network", linux.CLONE_NEWNET),
            ("ipc", linux.CLONE_NEWIPC | linux.CLONE_NEWUTS),
            ("files", linux.CLONE_NEWNS),
        ):
            if layer in self.wanted:
                try:
                    linux.unshare(flags)
                except OSError as error:
                    if not namespaces.refuses(error):
                        raise
                    raise _Refusal({layer: namespaces.refusal(error)}) from error
        user = None
        if self.user[0] == 0 and "identity" in self.wanted:
            user = privileges.own_id(int(os.readlink("/proc/self")))
            if user is None:
                raise _Refusal({"identity": "this container has no user but root"})
            if self.folder is not None:
                if not privileges.reachable(sys.prefix, user) or not privileges.reachable(
                    sys.base_prefix, user
                ):
                    raise _Refusal(
                        {
                            "identity": "Python lies in a folder that only root may enter "
                            f"({sys.base_prefix}); start gradlab as an ordinary user"
                        }
                    )
                for place, folders, files in os.walk(self.folder):
                    for name in (".", *folders, *files):
                        os.chown(os.path.join(place, name), user, user)
        if "files" in self.wanted:
            owner = (user, user) if user is not None else (os.geteuid(), os.getegid())
            try:
                root.enter(self.policy, owner, "processes" in self.wanted)
            except OSError as error:
                if not namespaces.refuses(error):
                    raise
                why = f"no private root: {error.strerror or error} ({error.filename or 'mount'})"
                raise _Refusal({"files": why}) from error
        return missing, user

    def _become_student(
        self,
        setting: student.Setting,
        missing: dict[str, str],
        body: Callable[[], None],
        report: int,
    ) -> NoReturn:
        code = 1
        try:
            os.setsid()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, supervisor.SIGNALS)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            supervisor.close_all_but(
                0, 1, 2, report, -1 if setting.group is None else setting.group, *self.keep
            )
            missing = missing | student.confine(setting)
            _say(report, {"missing": missing})
            os.close(report)
            gc.enable()
            body()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:
            traceback.print_exc()
        finally:
            with contextlib.suppress(BaseException):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code & 0xFF)


class _Refusal(Exception):
    """The machine refuses layers: a dict from their names to the reasons."""


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


def _say(report: int, what: dict[str, object]) -> None:
    os.write(report, json.dumps(what).encode() + b"\n")


def _line(report: int) -> bytes:
    """The next line of the report; empty at its end."""
    line = b""
    while not line.endswith(b"\n"):
        if not (piece := os.read(report, 1)):
            return b""
        line += piece
    return line
