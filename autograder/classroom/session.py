"""A grading session: what is planned goes through the pool, and what comes back is stored."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from autograder.classroom.plan import Plan
from autograder.classroom.pool import Pool
from autograder.classroom.progress import Meter
from autograder.classroom.run import run
from autograder.classroom.summary import Summary
from autograder.classroom.worker import Grade, Ungraded, failed
from autograder.gradebook import Entry, GradebookError
from autograder.result import SubmissionResult
from autograder.task import Kit, Submission

# Results are stored together, because a transaction costs more than a row; and soon, because what
# is not stored when the machine fails is graded again.
STORE_COUNT = 100
STORE_SECONDS = 5.0

Read = Callable[[str], Submission]
Store = Callable[[Sequence[SubmissionResult]], Sequence[Entry]]


class NotStored(Exception):
    """Results could not be stored; the message says why and what to do."""


@dataclass
class Interruption:
    """The signal that asked to stop, or 0; callable, as the engine asks for it."""

    signal: int = 0

    def __call__(self) -> bool:
        """Whether to stop."""
        return self.signal != 0


@contextmanager
def interruption() -> Iterator[Interruption]:
    """Let the first Ctrl-C or SIGTERM ask to stop, and the second act as it always does."""
    asked = Interruption()
    signals = (signal.SIGINT, signal.SIGTERM)

    def ask(number: int, _: FrameType | None) -> None:
        asked.signal = number
        for each, handler in before.items():
            signal.signal(each, handler)

    before = {each: signal.getsignal(each) for each in signals}
    for each in signals:
        signal.signal(each, ask)
    try:
        yield asked
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def grade_class(
    kit: Kit,
    plan: Plan,
    read: Read,
    pool: Pool,
    grade: Grade,
    store: Store,
    meter: Meter,
    asked: Interruption,
) -> Summary:
    """Grade what is planned, and store what comes of it.

    Args:
        kit: what is the same for all.
        plan: whose submissions.
        read: reads a student's submission; an OSError is a failure of this student's alone.
        pool: who grades.
        grade: grades one submission, in a worker.
        store: stores results, and says of each what is odd about it.
        meter: shows how far it is.
        asked: whether to stop.

    Raises:
        NotStored: where `store` fails; what it stored before stays.
        WorkersFailed: where the workers cannot grade; what was graded before is stored.
    """
    total = len(plan.todo) + len(plan.empty)
    summary = Summary(kit.assignment, total=total, done=len(plan.done))
    summary.failed = dict.fromkeys(plan.empty, "handed in a folder without a notebook")
    ungraded: list[SubmissionResult] = []
    waiting: list[SubmissionResult] = []
    start = stored = time.monotonic()

    def put() -> None:
        nonlocal stored
        began = time.monotonic()
        _put(store, waiting, summary)
        waiting.clear()
        stored = time.monotonic()
        summary.writing += stored - began

    with meter:
        submissions = readable(kit, plan.todo, read, ungraded)
        try:
            for results in run(kit, submissions, pool, grade, asked):
                waiting += (each for each in results if not isinstance(each, Ungraded))
                ungraded += (each for each in results if isinstance(each, Ungraded))
                if len(waiting) >= STORE_COUNT or time.monotonic() - stored > STORE_SECONDS:
                    put()
                lost = len(summary.failed) - len(plan.empty) + len(ungraded)
                meter.tell(summary.graded + lost + len(waiting), lost)
        except NotStored:
            waiting.clear()
            raise
        finally:
            put()
    summary.add(ungraded)
    summary.seconds = time.monotonic() - start
    summary.stopped = asked.signal if summary.left else 0
    return summary


def readable(
    kit: Kit, students: Sequence[str], read: Read, ungraded: list[SubmissionResult]
) -> Iterator[Submission]:
    """Read submissions one after the other; those that cannot be read become failures."""
    for student in students:
        try:
            yield read(student)
        except OSError as error:
            # For whoever looks after the folders to mend.
            reason = f"cannot be read: {error}"
            submission = Submission(student, kit.assignment, {})
            ungraded.append(failed(kit, submission, reason, Ungraded))


def _put(store: Store, results: list[SubmissionResult], summary: Summary) -> None:
    if not results:
        return
    try:
        entries = store(results)
    except (GradebookError, OSError) as error:
        raise NotStored(
            f"{len(results)} results could not be stored: {error}\n"
            f"{summary.graded} were stored before and stay. "
            "Once that is mended, run the same command again: it goes on from there."
        ) from error
    summary.add(results, entries)
