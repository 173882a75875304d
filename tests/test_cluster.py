"""The engine on a real Dask cluster of two worker processes."""

import os
import signal

import pytest

from autograder.classroom.cluster import ClusterPool, connect
from autograder.classroom.run import WorkersFailed, run
from autograder.course import CourseError
from tests.grades import KIT, hand_in, missing, score

pytestmark = pytest.mark.slow

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def client():
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=2, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def graded(client, students, grade=score):
    """The results of the students by name, each of whom has one."""
    pool = ClusterPool(client, len(students))
    found = [result for results in run(KIT, hand_in(*students), pool, grade) for result in results]
    assert sorted(result.student for result in found) == sorted(students)
    return {result.student: result.notebooks[0] for result in found}


def test_everybody_is_graded_once_beside_the_workers(client):
    found = graded(client, [f"s{i}" for i in range(300)])
    assert all(notebook.failure == "" for notebook in found.values())
    processes = {int(notebook.remarks[0]) for notebook in found.values()}
    assert len(processes) == 4  # a process for each thread of each worker
    assert not processes & set(client.run(os.getpid).values())


def test_the_courses_secret_is_known_there(client, monkeypatch):
    monkeypatch.setenv("GRADLAB_COURSE_SECRET", "between us")
    assert graded(client, ["ana"])["ana"].remarks[1] == "between us"
    monkeypatch.setenv("GRADLAB_COURSE_SECRET", "another")
    assert graded(client, ["ana"])["ana"].remarks[1] == "another"


def test_what_kills_its_process_costs_itself_only(client):
    students = [f"s{i}" for i in range(40)]
    found = graded(client, [*students[:20], "killer", *students[20:]])
    assert "died" in found.pop("killer").failure
    assert {notebook.failure for notebook in found.values()} == {""}


def test_a_worker_that_is_killed_costs_nothing(client):
    pool = ClusterPool(client, 400)
    found = []
    worker = min(client.run(os.getpid).values())
    for results in run(KIT, hand_in(*(f"pause{i}" for i in range(400))), pool, score):
        if not found and results:
            os.kill(worker, signal.SIGKILL)
        found += results
    assert sorted(result.student for result in found) == sorted(f"pause{i}" for i in range(400))
    assert {result.notebooks[0].failure for result in found} == {""}


def test_a_cluster_without_the_grader_is_told(client):
    with pytest.raises(WorkersFailed, match="workers cannot grade"):
        graded(client, ["ana"], missing)


def test_a_wrong_address_is_told():
    with pytest.raises(CourseError, match="no Dask scheduler answers"):
        connect("tcp://127.0.0.1:9")
