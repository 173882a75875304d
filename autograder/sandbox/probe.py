"""`python -m autograder.sandbox.probe`: runs attacks in confined processes and tells what happened.

A process of its own, as only one with a single thread may fork. Reads a request from stdin and
writes the answer to stdout, both JSON.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from autograder.sandbox.attempts import ATTEMPTS, LIMITS, Attempt, Traps
from autograder.sandbox.confine import spawn
from autograder.sandbox.policy import Policy, default_policy

PATIENCE = 20.0  # seconds that an attack may take


@dataclass(frozen=True)
class Outcome:
    """What an attack came to.

    Attributes:
        name: the attempt's.
        got: what it got hold of; None where it was stopped.
        how: what stopped it, in the words of the system.
    """

    name: str
    got: str | None
    how: str


def attack(attempt: Attempt, policy: Policy, traps: Traps) -> Outcome:
    """Run one attack in a process confined by `policy`."""
    reader, writer = os.pipe()

    def body() -> None:
        got, how = None, ""
        try:
            got = attempt.run(traps)
        except BaseException as error:
            how = f"{type(error).__name__}: {error}"
        os.write(writer, json.dumps([got, how]).encode())

    spawned = spawn(replace(policy, limits=LIMITS), body, keep=(writer,))
    os.close(writer)
    answer, ended = _all_of(reader)
    ending = spawned.wait() if ended else spawned.kill()
    if not answer:
        return Outcome(attempt.name, None, str(ending))
    return Outcome(attempt.name, *json.loads(answer))


def leave_daemon(policy: Policy) -> Outcome:
    """Leave a process behind that has cut every tie; it must be gone when the main one is."""
    reader, writer = os.pipe()

    def body() -> None:
        if os.fork() == 0:
            os.setsid()
            for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(each, signal.SIG_IGN)
            if os.fork() == 0:
                time.sleep(PATIENCE)
            os._exit(0)
        time.sleep(0.2)

    spawned = spawn(policy, body, keep=(writer,))
    os.close(writer)
    spawned.wait()
    ended = _all_of(reader, 1.0)[1]  # the pipe ends with the last process that holds it
    return Outcome("daemon", None if ended else "it lived on", "ended with its parent")


def interrupt(policy: Policy) -> Outcome:
    """Interrupt a process that computes: Python in it must see a KeyboardInterrupt."""
    reader, writer = os.pipe()

    def body() -> None:
        try:
            os.write(writer, b"0")
            time.sleep(PATIENCE)
        except KeyboardInterrupt:
            os.write(writer, b"1")

    spawned = spawn(policy, body, keep=(writer,))
    os.close(writer)
    os.read(reader, 1)
    spawned.interrupt()
    seen, _ = _all_of(reader)
    spawned.kill()
    return Outcome("interrupt", None if seen == b"1" else "no KeyboardInterrupt", "")


def libraries(policy: Policy) -> Outcome:
    """What an honest notebook needs must work: numpy, a plot, a shell, a temporary file."""
    reader, writer = os.pipe()

    def body() -> None:
        import subprocess
        import tempfile

        try:
            import matplotlib.pyplot as plt
            import numpy as np
            import sklearn.datasets

            np.linalg.svd(np.ones((20, 10)))
            sklearn.datasets.load_digits()
            plt.plot([1, 2])
            plt.savefig("plot.png")
            with tempfile.NamedTemporaryFile() as file:
                file.write(b"x")
            subprocess.run(["/bin/sh", "-c", "echo > shell"], check=True)
            os.write(writer, b"ok")
        except BaseException as error:
            os.write(writer, f"{type(error).__name__}: {error}".encode())

    spawned = spawn(policy, body, keep=(writer,))
    os.close(writer)
    answer, ended = _all_of(reader)
    ending = spawned.wait() if ended else spawned.kill()
    return Outcome("libraries", None if answer == b"ok" else answer.decode() or str(ending), "")


def _all_of(reader: int, patience: float = PATIENCE) -> tuple[bytes, bool]:
    """What was written until all writers were gone, or until patience ended (then False)."""
    end, data = time.monotonic() + patience, b""
    try:
        while select.select([reader], [], [], max(0.0, end - time.monotonic()))[0]:
            if not (piece := os.read(reader, 65536)):
                return data, True
            data += piece
        return data, False
    finally:
        os.close(reader)


def main() -> None:
    """Answer one request: {"traps", "course", "layers" or null, "attempts" or null}."""
    request = json.load(sys.stdin)
    course = request.get("course")
    policy = default_policy(Path(course) if course else None)
    if request.get("layers") is not None:
        policy = replace(policy, layers=frozenset(request["layers"]))
    traps = Traps(**request["traps"])
    chosen = request.get("attempts")
    nothing = spawn(policy, lambda: None)
    nothing.wait()
    outcomes = [
        attack(attempt, policy, traps)
        for attempt in ATTEMPTS
        if chosen is None or attempt.name in chosen
    ]
    for name, extra in (
        ("daemon", leave_daemon),
        ("interrupt", interrupt),
        ("libraries", libraries),
    ):
        if chosen is None or name in chosen:
            outcomes.append(extra(policy))
    json.dump(
        {
            "held": nothing.layers.held,
            "missing": nothing.layers.missing,
            "outcomes": [asdict(outcome) for outcome in outcomes],
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
