"""The warm fork server: everything a notebook imports is imported, and a fork takes milliseconds.

It runs as a process of its own (started by `launcher`), single-threaded, with nothing in its memory
that a student must not see: no test, no reference, no environment of the grader's.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import socket
import sys
import time
from typing import Any

import msgpack

from autograder.sandbox.confine import Ending, SandboxError, Spawned, spawn
from autograder.sandbox.policy import Limits, Policy

_LONGEST = 1 << 16


def main(control: int, root: str) -> None:
    """Serve until the other end of the control socket is closed.

    Args:
        control: the descriptor of the control socket.
        root: the folder that `autograder` was imported from.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the grader to handle
    # A grader that is gone has nothing to be told, not even that something went wrong.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        _serve(socket.socket(fileno=control), root)


def _serve(end: socket.socket, root: str) -> None:
    data = msgpack.unpackb(end.recv(_LONGEST))
    policy = as_policy(data)
    shell = _warm(data["modules"])
    _forget(root)
    # What is there now is never garbage: a collection in a child would only copy its pages.
    gc.collect()
    gc.freeze()
    end.sendall(msgpack.packb({"ready": os.getpid()}))
    children: dict[int, Spawned] = {}
    try:
        while True:
            data, descriptors, _, _ = socket.recv_fds(end, _LONGEST, 2)
            if not data:
                return
            request = msgpack.unpackb(data)
            try:
                answer = _answer(request, descriptors, policy, shell, children)
            except SandboxError as error:
                answer = {"error": str(error)}
            finally:
                for each in descriptors:
                    os.close(each)
            end.sendall(msgpack.packb(answer))
    finally:
        for child in children.values():
            child.kill()


def _answer(
    request: dict[str, Any],
    descriptors: list[int],
    policy: Policy,
    shell: Any,
    children: dict[int, Spawned],
) -> dict[str, Any]:
    match request:
        case {"do": "spawn"}:
            channel, watch = descriptors
            child = spawn(policy, lambda: _student(shell, channel, watch), (channel, watch))
            children[child.pid] = child
            held, missing = list(child.layers.held), child.layers.missing
            return {"pid": child.pid, "held": held, "missing": missing}
        case {"do": "interrupt", "pid": pid}:
            children[pid].interrupt()
            return {}
        case {"do": "end", "pid": pid, "patience": patience}:
            ending = _ended(children.pop(pid), patience)
            return {"cause": ending.cause, "words": str(ending)}
    return {"error": f"unknown request {request}"}


def _ended(child: Spawned, patience: float) -> Ending:
    """How a child ended; one that has not within some seconds, is ended."""
    late = time.monotonic() + patience
    while (ending := child.poll()) is None and time.monotonic() < late:
        time.sleep(0.002)
    return ending or child.kill()


def _student(shell: Any, channel: int, watch: int) -> None:
    """The confined process: answer the judge until it hangs up."""
    from autograder.bridge.channel import Channel
    from autograder.kernel.peer import StudentPeer, end
    from autograder.kernel.tamper import watch as watch_for

    shell.start()
    peer = StudentPeer(Channel(socket.socket(fileno=channel)), shell, watch_for(watch))
    for name in [name for name in sys.modules if name.partition(".")[0] == "autograder"]:
        del sys.modules[name]
    peer.serve()
    end()


def _warm(modules: list[str]) -> Any:
    """Import what a notebook imports, and start IPython."""
    import matplotlib

    matplotlib.use("agg")
    import html  # noqa: F401
    import itertools  # noqa: F401
    import time  # noqa: F401

    import matplotlib.pyplot as plt
    import numpy as np

    import autograder.bridge.channel
    import autograder.kernel.peer
    import autograder.kernel.tamper  # noqa: F401
    from autograder.kernel.shell import made

    for name in modules:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    # The first figure finds the fonts and starts Agg.
    figure = plt.figure()
    figure.add_subplot().plot(np.arange(3), label=r"$\frac{1}{2}$")
    figure.canvas.draw()
    plt.close(figure)
    shell = made()
    shell.run_cell("None", store_history=False, silent=True)  # type: ignore[no-untyped-call]
    return shell


def _forget(root: str) -> None:
    """Leave no way, and no hint, to where autograder came from."""
    sys.path[:] = [each for each in sys.path if each not in ("", root)]
    sys.meta_path[:] = [
        each for each in sys.meta_path if "__editable__" not in getattr(each, "__module__", "")
    ]
    for name in [name for name in sys.modules if name.startswith("__editable__")]:
        del sys.modules[name]
    sys.path_importer_cache.pop(root, None)
    sys.path.insert(0, "")
    sys.argv[:] = [""]
    sys.orig_argv[:] = [sys.executable]


def as_data(policy: Policy) -> dict[str, Any]:
    """A policy as plain values."""
    limits = policy.limits
    return {
        "readable": list(policy.readable),
        "hidden": list(policy.hidden),
        "limits": {name: getattr(limits, name) for name in limits.__dataclass_fields__},
        "environment": [list(pair) for pair in policy.environment],
        "layers": sorted(policy.layers),
    }


def as_policy(data: dict[str, Any]) -> Policy:
    """The policy that plain values stand for."""
    return Policy(
        readable=tuple(data["readable"]),
        hidden=tuple(data["hidden"]),
        limits=Limits(**data["limits"]),
        environment=tuple((name, value) for name, value in data["environment"]),
        layers=frozenset(data["layers"]),
    )
