"""A Dask cluster, as a pool that the engine grades on."""

from __future__ import annotations

import functools
import os
from concurrent.futures import Executor
from typing import Any, Protocol

from autograder.classroom.apart import GraderDied, work_apart
from autograder.classroom.pool import Work
from autograder.course import CourseError

# What the processes that grade have to have as ours has it: seeds and one thread for BLAS.
VARIABLES = (
    "GRADLAB_COURSE_SECRET",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
)


class Client(Protocol):
    """What is needed of distributed.Client."""

    def nthreads(self) -> dict[str, int]:
        """The threads of each worker."""

    def get_executor(self, **kwargs: object) -> Executor:
        """An executor that runs tasks on the cluster."""

    def close(self) -> None:
        """End the connection."""


class ClusterPool:
    """The workers of a cluster.

    They and the scheduler need the same gradlab installed as we have, and no shared disk.

    Args:
        client: connected to the scheduler.
        submissions: how many are to be graded: a small class goes out in smaller batches.
    """

    def __init__(self, client: Client, submissions: int) -> None:
        from distributed import KilledWorker

        self.client = client
        self.lanes = max(1, sum(client.nthreads().values()))
        self.ahead = 2
        # Four batches for each lane, where the class is large enough, keep all busy to the end.
        self.batch = max(1, min(100, -(-submissions // (4 * self.lanes))))
        self.deaths: tuple[type[BaseException], ...] = (KilledWorker, GraderDied)
        environment = {name: os.environ[name] for name in VARIABLES if name in os.environ}
        self.work: Work = functools.partial(work_apart, environment)

    def executor(self) -> Executor:
        """An executor on the whole cluster."""
        # Not pure: the same batch sent again has to be graded again.
        return self.client.get_executor(pure=False)

    def solitary(self) -> Executor:
        """The same: it is the engine that gives it one submission at a time."""
        return self.executor()

    def discard(self, executor: Executor) -> None:
        """Cancel what the executor was given."""
        executor.shutdown(wait=False)


def connect(address: str) -> Client:
    """A client of the scheduler at an address such as tcp://host:8786.

    Raises:
        CourseError: where Dask is not installed, or nothing answers there.
    """
    try:
        import distributed
    except ImportError:
        raise CourseError(
            "--scheduler needs Dask, which is not installed: pip install 'gradlab[cluster]'"
        ) from None
    try:
        # Typed as what we need of it: Dask's own functions carry no types.
        open_client: Any = distributed.Client
        client: Client = open_client(address, timeout=10)
        return client
    except (OSError, ValueError) as error:
        raise CourseError(f"no Dask scheduler answers at {address}: {error}") from None
