"""The processes of this machine, as a pool that the engine grades on."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any, Protocol

from autograder.classroom.worker import Grade, begin, work
from autograder.result import SubmissionResult
from autograder.task import Submission

Work = Callable[[bytes, Grade, Sequence[Submission]], list[SubmissionResult]]


class Pool(Protocol):
    """Where submissions are graded: executors, and how best to use them.

    Attributes:
        lanes: how many submissions are graded at a time.
        batch: the most submissions in a task.
        ahead: how many batches are under way for each lane: one is worked on, the rest lie ready.
        deaths: the exceptions which say that a task was lost with its process.
        work: what a task runs: kit, grading function and submissions to results.
    """

    lanes: int
    batch: int
    ahead: int
    deaths: tuple[type[BaseException], ...]
    work: Work

    def executor(self) -> Executor:
        """An executor for batches; a fresh one after a death that broke the one before."""

    def solitary(self) -> Executor:
        """An executor that gets one submission at a time, so that a death tells whose it was."""

    def discard(self, executor: Executor) -> None:
        """Be rid of an executor at once, with what still runs in it; once is enough."""


def cores() -> int:
    """How many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class LocalPool:
    """A process for each job, spawned: nothing is ever forked from a process with threads.

    Args:
        jobs: how many; a core for each is best.
    """

    # One submission takes a hundred times as long as its journey, so batches would only make the
    # tail longer and a death cost more.
    batch = 1
    ahead = 4
    deaths: tuple[type[BaseException], ...] = (BrokenExecutor,)
    work: Work = staticmethod(work)

    def __init__(self, jobs: int) -> None:
        self.lanes = jobs
        self._contexts: dict[Executor, _Context] = {}

    def executor(self) -> Executor:
        """As many processes as there are jobs."""
        return self._start(self.lanes)

    def solitary(self) -> Executor:
        """One process."""
        return self._start(1)

    def discard(self, executor: Executor) -> None:
        """Kill the executor's processes."""
        if context := self._contexts.pop(executor, None):
            for process in context.started:
                process.kill()
        executor.shutdown(wait=True, cancel_futures=True)

    def _start(self, jobs: int) -> Executor:
        context = _Context()
        executor = ProcessPoolExecutor(
            jobs, mp_context=context, initializer=begin, initargs=(os.getpid(),)
        )
        self._contexts[executor] = context
        return executor


class _Process(SpawnProcess):
    def start(self) -> None:
        """Start with SIGINT blocked, until the process has a group of its own."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            super().start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Context(SpawnContext):
    """Knows the processes that it started, so that they can be killed."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[SpawnProcess] = []

    def Process(self, *args: Any, **kwargs: Any) -> SpawnProcess:  # type: ignore[override]
        """A process of this context, remembered."""
        process = _Process(*args, **kwargs)
        self.started.append(process)
        return process
