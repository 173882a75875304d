"""One fork server for each process that grades, started when it is first needed."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Callable

from autograder.sandbox.confine import SandboxError
from autograder.sandbox.launcher import Server
from autograder.sandbox.policy import Limits, default_policy
from autograder.task import Settings

_servers: dict[tuple[int, Limits], Server] = {}


def warm_server(settings: Settings, warn: Callable[[str], None] | None = None) -> Server:
    """The fork server of this process for some limits.

    Args:
        settings: limits, and whether every layer of the sandbox is asked for.
        warn: told, when the server starts, which layers are missing; standard error by default.

    Raises:
        SandboxError: where it doesn't start, or a layer is missing that has to be there.
    """
    limits = Limits(
        memory=settings.memory,
        processes=settings.processes,
        open_files=settings.open_files,
        file_size=settings.file_size,
        disk=settings.disk,
    )
    # By pid too: a fork of this process must not talk to its parent's server.
    key = (os.getpid(), limits)
    if key not in _servers:
        server = Server(default_policy(limits=limits))
        atexit.register(server.close)
        _servers[key] = server
        if server.missing and not settings.require_sandbox:
            text = "; ".join(server.missing)
            (warn or _tell)(f"the sandbox is incomplete here ({text}): see gradlab doctor")
    server = _servers[key]
    if server.missing and settings.require_sandbox:
        raise SandboxError(
            f"the sandbox is incomplete here ({'; '.join(server.missing)}), and the settings "
            "require it: see gradlab doctor for what to do"
        )
    return server


def _tell(text: str) -> None:
    print(f"gradlab: {text}", file=sys.stderr)
