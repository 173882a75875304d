"""One fork server for each process that grades, started when it is first needed."""

from __future__ import annotations

import atexit
import functools
import json
import os
import subprocess
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
        warn: told, when the server starts, which layers are missing.

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
    if key in _servers and not _servers[key].alive:
        _servers.pop(key).close()
    if key not in _servers:
        server = Server(default_policy(limits=limits))
        atexit.register(server.close)
        _servers[key] = server
        if server.missing and warn is not None and not settings.require_sandbox:
            warn(incomplete(server.missing))
    server = _servers[key]
    if server.missing and settings.require_sandbox:
        raise SandboxError(f"{incomplete(server.missing)}; the settings require all of it")
    return server


def incomplete(missing: list[str]) -> str:
    """What to say where layers of the sandbox are missing."""
    return f"the sandbox is incomplete here ({'; '.join(missing)}): see gradlab doctor"


@functools.cache
def missing_layers() -> tuple[str, ...]:
    """What this machine can't offer of the sandbox, found out at the cost of a small process."""
    # In a process of its own, because only one with a single thread may fork a sandbox.
    done = subprocess.run(
        [sys.executable, "-c", _PROBE],
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return (f"no process can be confined at all: {done.stderr.strip()[-300:]}",)
    return tuple(json.loads(done.stdout))


_PROBE = (
    "import json; from autograder.sandbox.confine import missing;"
    "from autograder.sandbox.policy import default_policy;"
    "print(json.dumps(missing(default_policy())))"
)
