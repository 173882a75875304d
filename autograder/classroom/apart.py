"""A grading process beside a cluster's worker.

A cluster's worker has threads: one runs the task, others talk to the scheduler. Grading needs a
process in which nothing else runs, may take it down, and doesn't outlive its parent. So each thread
of the worker that gets a task keeps one such process, and sends it the batches as pickles.

    python -m autograder.classroom.apart PARENT      as the worker starts it
"""

from __future__ import annotations

import os
import pickle
import select
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from autograder.classroom.worker import Grade, begin, work
from autograder.result import SubmissionResult
from autograder.task import Submission

# A process that nobody asks for so many seconds ends; the next batch starts another.
IDLE = 120.0

_mine = threading.local()


class GraderDied(Exception):
    """The grading process of a cluster's worker died while it had a batch."""


def work_apart(
    environment: Mapping[str, str], kit: bytes, grade: Grade, submissions: Sequence[Submission]
) -> list[SubmissionResult]:
    """Grade a batch in a process of its own; runs in a thread of a cluster's worker.

    Args:
        environment: variables that the process has to have, such as the course's secret.
        kit: the pickled kit.
        grade: grades one submission.
        submissions: what was handed in.

    Raises:
        GraderDied: where the process did not survive.
    """
    process = _process(environment)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        pickle.dump((kit, grade, submissions), process.stdin)
        process.stdin.flush()
        results: list[SubmissionResult] | Exception = pickle.load(process.stdout)
    except (EOFError, OSError, pickle.UnpicklingError) as error:
        process.kill()
        raise GraderDied(f"exit status {process.wait()}") from error
    if isinstance(results, Exception):
        raise results
    return results


def _process(environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """This thread's process, a new one where it ended or was started for another course."""
    process: subprocess.Popen[bytes] | None = getattr(_mine, "process", None)
    if process is not None and process.poll() is None and _mine.environment == environment:
        return process
    if process is not None:
        process.kill()
        process.wait()
    _mine.environment = dict(environment)
    _mine.process = subprocess.Popen(
        [sys.executable, "-m", __name__, str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **environment},
    )
    started: subprocess.Popen[bytes] = _mine.process
    return started


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    # The next request is sent after the answer, so none ever hides in the reader's buffer.
    while select.select([requests], [], [], IDLE)[0]:
        try:
            task = pickle.load(requests)
        except EOFError:
            return
        except Exception as error:  # what the batch is made of cannot be imported here
            _answer(answers, RuntimeError(f"{type(error).__name__}: {error}"))
            return
        _answer(answers, work(*task))


def _answer(answers: BinaryIO, answer: object) -> None:
    pickle.dump(answer, answers)
    answers.flush()


def main() -> None:
    """Answer batches until there are no more."""
    begin(int(sys.argv[1]))
    # What a library prints must not get between the pickles.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    requests = os.fdopen(os.dup(0), "rb")
    os.dup2(nothing, 0)
    _serve(requests, answers)


if __name__ == "__main__":
    main()
