"""The engine: a class's submissions through a pool of workers, whatever happens to these."""

from __future__ import annotations

import itertools
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait

from autograder.classroom.pool import Pool
from autograder.classroom.worker import Grade, failed
from autograder.result import SubmissionResult
from autograder.task import Kit, Submission

# A batch is closed before it gets heavier, so that what is under way fits in memory.
BATCH_BYTES = 6 << 20
# How often, in seconds, a caller hears of a run in which nothing gets done.
TICK = 0.25

Batch = tuple[Submission, ...]
Graded = list[SubmissionResult]
Stop = Callable[[], bool]


class WorkersFailed(Exception):
    """The workers cannot grade at all; the message says why."""


def run(
    kit: Kit,
    submissions: Iterable[Submission],
    pool: Pool,
    grade: Grade,
    stop: Stop = lambda: False,
) -> Iterator[Graded]:
    """Grade submissions, and yield results as they come.

    At most `pool.ahead` batches for each lane are read and not yet yielded, so memory doesn't grow
    with the class. Where a worker dies, the batches that may be the cause are graded again,
    submission by submission; one with which a worker dies again gets a failure as its result.

    Args:
        kit: what is the same for all.
        submissions: what was handed in; read as it is sent.
        pool: the workers.
        grade: grades one submission, in a worker; travels by its name.
        stop: asked a few times a second; what still runs is given up once it says so.

    Yields:
        Lists of results in no certain order; an empty one from time to time.

    Raises:
        WorkersFailed: where an error speaks of the workers and not of a submission.
    """
    packed = pickle.dumps(kit)
    batches = _batches(submissions, pool.batch)
    under_way: dict[Future[Graded], Batch] = {}
    executor = pool.executor()
    try:
        while not stop():
            for batch in itertools.islice(batches, pool.ahead * pool.lanes - len(under_way)):
                under_way[_submit(executor, pool, packed, grade, batch)] = batch
            if not under_way:
                executor.shutdown()
                return
            done = wait(under_way, TICK, FIRST_COMPLETED).done
            broken = any(isinstance(each.exception(), BrokenExecutor) for each in done)
            if broken:
                done = wait(under_way).done  # a broken executor ends whatever it was given
                pool.discard(executor)
            ended = [(under_way.pop(each), _result(each, pool)) for each in done]
            yield [result for _, results in ended for result in results or ()]
            if lost := [each for batch, results in ended if results is None for each in batch]:
                yield from _one_by_one(kit, packed, lost, pool, grade, stop)
            if broken:
                executor = pool.executor()
        for future in under_way:
            if future.done():
                yield _result(future, pool) or []
    finally:
        pool.discard(executor)


def _one_by_one(
    kit: Kit, packed: bytes, suspects: list[Submission], pool: Pool, grade: Grade, stop: Stop
) -> Iterator[Graded]:
    """Grade each submission alone in its process, so that a death tells whose it was."""
    waiting = deque(suspects)
    idle: list[Executor] = []
    busy: dict[Future[Graded], tuple[Submission, Executor]] = {}
    try:
        while (waiting or busy) and not stop():
            while waiting and len(busy) < pool.lanes:
                executor, submission = idle.pop() if idle else _able(pool, grade), waiting.popleft()
                future = _submit(executor, pool, packed, grade, (submission,))
                busy[future] = submission, executor
            for future in wait(busy, TICK, FIRST_COMPLETED).done:
                submission, executor = busy.pop(future)
                if (results := _result(future, pool)) is not None:
                    idle.append(executor)
                    yield results
                else:
                    pool.discard(executor)
                    yield [failed(kit, submission, "the process that graded it died, twice")]
            yield []
    finally:
        for executor in (*idle, *(executor for _, executor in busy.values())):
            pool.discard(executor)


def _able(pool: Pool, grade: Grade) -> Executor:
    """A process for one submission that is known to start and to find the grader.

    Where none does, that is no submission's fault.
    """
    executor = pool.solitary()
    try:
        executor.submit(callable, grade).result()
    except Exception as error:
        pool.discard(executor)
        kind = type(error).__name__
        raise WorkersFailed(f"no process that grades can be started: {kind}: {error}") from error
    return executor


def _submit(
    executor: Executor, pool: Pool, packed: bytes, grade: Grade, batch: Batch
) -> Future[Graded]:
    try:
        return executor.submit(pool.work, packed, grade, batch)
    except pool.deaths as error:  # it broke since we looked
        lost: Future[Graded] = Future()
        lost.set_exception(error)
        return lost


def _result(future: Future[Graded], pool: Pool) -> Graded | None:
    """The results of a batch, or None where it was lost with its process."""
    try:
        return future.result()
    except pool.deaths:
        return None
    except Exception as error:
        kind = type(error).__name__
        raise WorkersFailed(f"the workers cannot grade: {kind}: {error}") from error


def _batches(submissions: Iterable[Submission], most: int) -> Iterator[Batch]:
    batch: list[Submission] = []
    size = 0
    for each in submissions:
        weight = sum(len(data or b"") for data in (*each.notebooks.values(), *each.files.values()))
        if batch and (len(batch) == most or size + weight > BATCH_BYTES):
            yield tuple(batch)
            batch, size = [], 0
        batch.append(each)
        size += weight
    if batch:
        yield tuple(batch)
