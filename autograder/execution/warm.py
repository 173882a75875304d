"""One fork server for each process that grades, started when it is first needed."""

from __future__ import annotations

import atexit
import functools
import json
import os
import subprocess
import sys
from collections.abc import Callable

from autograder.execution.names import imports_of
from autograder.sandbox.confine import SandboxError
from autograder.sandbox.launcher import Server
from autograder.sandbox.policy import Limits, default_policy
from autograder.task import Cell, Settings

_servers: dict[tuple[int, Limits, tuple[str, ...]], Server] = {}
# What no student's process may hold, though the hidden lines of a test cell import it.
_OURS = frozenset({"autograder", "solutions"})


def warm_server(
    settings: Settings,
    named: tuple[Cell, ...] = (),
    warn: Callable[[str], None] | None = None,
) -> Server:
    """The fork server of this process for some limits and a notebook.

    Args:
        settings: limits, and whether every layer of the sandbox is asked for.
        named: the named cells of the notebook's source: what they import is imported beforehand,
            and nothing else, because each fork takes the longer the more there is.
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
    key = (os.getpid(), limits, _modules(named))
    if key in _servers and not _servers[key].alive:
        _servers.pop(key).close()
    if key not in _servers:
        server = Server(default_policy(limits=limits), _modules(named))
        atexit.register(server.close)
        _servers[key] = server
        if server.missing and warn is not None and not settings.require_sandbox:
            warn(incomplete(server.missing))
    server = _servers[key]
    if server.missing and settings.require_sandbox:
        raise SandboxError(f"{incomplete(server.missing)}; the settings require all of it")
    return server


@functools.lru_cache(maxsize=16)
def _modules(named: tuple[Cell, ...]) -> tuple[str, ...]:
    """The modules that a notebook's source imports, but for our own."""
    found = {name for cell in named if cell.cell_type == "code" for name in imports_of(cell.source)}
    return tuple(sorted(name for name in found if name.partition(".")[0] not in _OURS))


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
