"""From the fork in the server to the student's process: namespaces, private root, second fork."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from autograder.sandbox import (
    cgroup,
    linux,
    namespaces,
    privileges,
    root,
    student,
    supervisor,
)
from autograder.sandbox.policy import Policy
from autograder.sandbox.spawned import say


@dataclass(frozen=True)
class Making:
    """What the server knows before it forks; `run` is what happens after."""

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
                say(report, {"refused": refusal.args[0]})
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
            say(report, {"ended": status})
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
            say(report, {"missing": missing})
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
