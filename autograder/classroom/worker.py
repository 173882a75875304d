"""What runs in a process that grades."""

from __future__ import annotations

import ctypes
import functools
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence

from autograder.environment import leave_out_slow_imports
from autograder.execution.place import settle
from autograder.result import NotebookResult, SubmissionResult
from autograder.task import Kit, Submission

Grade = Callable[[Kit, Submission], SubmissionResult]

_PR_SET_PDEATHSIG = 1


def begin(parent: int) -> None:
    """Make a process ready to grade: it ends with its parent, and Ctrl-C is not for it.

    A process group of its own keeps the terminal's SIGINT away from it and from all that it starts;
    the grader uses that signal itself, to interrupt a cell.
    """
    os.setpgid(0, 0)
    settle()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    if sys.platform == "linux":
        # No thread watches: a process that may fork has to stay single-threaded.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def work(kit: bytes, grade: Grade, submissions: Sequence[Submission]) -> list[SubmissionResult]:
    """Grade a batch.

    Args:
        kit: the pickled kit; unpickled once in each process, however many batches come.
        grade: grades one submission.
        submissions: what was handed in.
    """
    leave_out_slow_imports()
    opened = _kit(kit)
    return [_graded(grade, opened, each) for each in submissions]


class Ungraded(SubmissionResult):
    """A failure that is not the submission's: it is told, and nothing of it is stored."""


def failed(
    kit: Kit,
    submission: Submission,
    reason: str,
    kind: type[SubmissionResult] = SubmissionResult,
) -> SubmissionResult:
    """The result of a submission that could not be graded."""
    notebooks = tuple(NotebookResult(name, None, failure=reason) for name in kit.notebooks)
    return kind(submission.student, submission.assignment, notebooks, submission.timestamp)


@functools.lru_cache(maxsize=2)
def _kit(data: bytes) -> Kit:
    kit: Kit = pickle.loads(data)
    return kit


def _graded(grade: Grade, kit: Kit, submission: Submission) -> SubmissionResult:
    try:
        return grade(kit, submission)
    except (Exception, SystemExit) as error:
        # `grade` raises for no submission; should it, then the rest of the class goes on.
        reason = f"the grader itself failed ({type(error).__name__}: {error}): report it"
        return failed(kit, submission, reason, Ungraded)
