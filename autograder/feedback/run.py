"""Pages for a whole class, written by several processes."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from autograder.course import Course, CourseError
from autograder.feedback import grades
from autograder.feedback.folder import Written, settings, write
from autograder.feedback.told import Tell

# Enough to make the reading of the gradebook cheap, few enough for progress to be seen.
BATCH = 20


@dataclass(frozen=True)
class Task:
    """What one process does in one go: the pages of some students."""

    root: Path
    assignment: str
    students: tuple[str, ...]
    tell: Tell | None
    force: bool


def plan(
    where: Course,
    assignment: str,
    only: Sequence[str] = (),
    tell: Tell | None = None,
    force: bool = False,
    jobs: int = 1,
) -> list[Task]:
    """Divide the students with a submission among tasks.

    Args:
        where: the course.
        assignment: the assignment's id.
        only: these students; all by default.
        tell: how much is told; as configured by default.
        force: write pages that are up to date, too.
        jobs: how many processes there will be.

    Raises:
        CourseError: where there is no gradebook, or nothing in it for the assignment or a student.
    """
    here = settings(where.root, tell)
    _check_gradebook(here.db_url)
    try:
        known = set(grades.students(here.db_url, assignment))
    except SQLAlchemyError as problem:
        raise CourseError(f"the gradebook cannot be read: {problem}") from None
    if not known:
        raise CourseError(
            f"the gradebook holds no submission of {assignment}: grade it first "
            f"(nbgrader autograde {assignment})"
        )
    if unknown := [each for each in only if each not in known]:
        raise CourseError(
            f"the gradebook holds no submission of {assignment} by {', '.join(unknown)}; "
            f"there are: {', '.join(sorted(known)[:20])}"
        )
    students = sorted(set(only) or known - here.excluded)
    size = max(1, min(BATCH, len(students) // (4 * jobs)))
    return [
        Task(where.root, assignment, tuple(students[i : i + size]), tell, force)
        for i in range(0, len(students), size)
    ]


def run(tasks: Sequence[Task], jobs: int) -> Iterator[Written]:
    """Carry out tasks in `jobs` processes and yield what became of each student as it is known."""
    lost: list[Task] = []
    # A fork shares what is imported; the pool forks before it starts a thread of its own.
    start = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(max(1, min(jobs, len(tasks))), mp_context=start) as pool:
        futures = {pool.submit(work, task): task for task in tasks}
        for future in as_completed(futures):
            try:
                yield from future.result()
            except BrokenProcessPool:
                task = futures[future]
                lost += [replace(task, students=(each,)) for each in task.students]
    for task in lost:
        yield from _apart(task)


def _apart(task: Task) -> list[Written]:
    """A task of one student in a process of its own, after a process had died."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        try:
            return pool.submit(work, task).result()
        except BrokenProcessPool:
            student = task.students[0]
            remark = f"{student}: the process that wrote the page died; look at the notebook's size"
            return [Written(student, remarks=(f"{remark} and the memory.",))]


def work(task: Task) -> list[Written]:
    """Write the pages of a task's students; runs in a process of its own."""
    here = settings(task.root, task.tell)
    found = grades.read(here.db_url, task.assignment, task.students)
    done = []
    for student in task.students:
        mine = {notebook: each for (who, notebook), each in found.items() if who == student}
        cells = {each: _sources(here.db_url, task.assignment, each) for each in mine}
        done.append(write(here, student, task.assignment, mine, cells, task.force))
    return done


@lru_cache(maxsize=100)
def _sources(db_url: str, assignment: str, notebook: str) -> tuple[str, ...]:
    return grades.sources(db_url, assignment, notebook)


def _check_gradebook(db_url: str) -> None:
    """SQLite makes a file where there is none; a gradebook is not to appear like that."""
    url = make_url(db_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise CourseError(f"there is no gradebook at {url.database}: grade something first")
