"""How fast results are stored: rows alone, rows and folders, and the same class graded again.

    python benchmarks/writer.py [--students 10000] [--batch 100] [--db-url postgresql://...]

Beside it nbgrader's own bookkeeping for one submission, in the same run: its API's calls to add a
submission and to save each grade and comment, a commit each.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI

from autograder.course import Assignment, Course
from autograder.environment import put_commands_on_path
from autograder.gradebook import AssignmentSpec, Writer, assignment_spec, load_config
from autograder.gradebook.database import open_engine, transaction
from autograder.gradebook.late import LatePenalty
from autograder.gradebook.rows import store
from autograder.gradebook.structure import read_structure
from autograder.result import NotebookResult, SubmissionResult


def main() -> None:
    """Print a line for each measurement."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--students", type=int, default=10_000)
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--db-url", default="")
    asked = parser.parse_args()
    course = Course.find(Path(__file__).parent)
    assignment = course.assignment("hw1")
    with tempfile.TemporaryDirectory(prefix="gradlab-writer-") as scratch:
        root = Path(scratch)
        url = _make(course, assignment, root, asked.db_url)
        content = course.submission(assignment, "ana").read_bytes()
        spec = assignment_spec(url, assignment.id)
        cells = spec.notebooks[assignment.notebook]
        graded = sum(cell.points is not None for cell in cells)
        print(f"{asked.students} submissions, {graded} graded cells, {len(content)} bytes each")

        def batches(who: str) -> Iterator[list[SubmissionResult]]:
            for start in range(0, asked.students, asked.batch):
                count = min(asked.batch, asked.students - start)
                yield [_result(f"{who}{start + i}", spec, content) for i in range(count)]

        engine = open_engine(url)
        penalty = LatePenalty(load_config(root))

        def rows(batch: list[SubmissionResult]) -> None:
            with transaction(engine) as connection:
                store(connection, read_structure(connection, assignment.id), batch, penalty)

        _time("rows alone", batches("r"), rows)
        _time("rows alone, again", batches("r"), rows)
        with Writer(root) as writer:
            _time("rows and folders", batches("f"), writer.write)
            _time("rows and folders, again", batches("f"), writer.write)
            start = time.perf_counter()
            count = len(writer.graded(assignment.id))
            print(f"what is graded: {time.perf_counter() - start:.2f} s for {count}")
        results = [_result(f"n{i}", spec, content) for i in range(10)]
        _time("nbgrader's API", iter([[each] for each in results]), lambda batch: _api(url, batch))


def _make(course: Course, assignment: Assignment, root: Path, db_url: str) -> str:
    put_commands_on_path()
    shutil.copytree(course.source(assignment).parent, root / "source" / assignment.id)
    settings = (course.root / "nbgrader_config.py").read_text(encoding="utf-8")
    url = db_url or f"sqlite:///{root / 'gradebook.db'}"
    settings += f"\nc.CourseDirectory.db_url = {url!r}\n"
    (root / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    done = NbGraderAPI(config=load_config(root)).generate_assignment(assignment.id)
    if not done["success"]:
        raise SystemExit(done["log"])
    return url


def _result(student: str, spec: AssignmentSpec, content: bytes) -> SubmissionResult:
    notebooks = [
        NotebookResult(
            name,
            content,
            {cell.name: (cell.points or 0.0) / 2 for cell in cells if cell.points is not None},
            {cell.name: None for cell in cells if cell.solution},
        )
        for name, cells in spec.notebooks.items()
    ]
    return SubmissionResult(student, spec.assignment, tuple(notebooks))


def _api(url: str, batch: list[SubmissionResult]) -> None:
    for result in batch:
        with Gradebook(url) as gradebook:
            gradebook.update_or_create_student(result.student)
            gradebook.update_or_create_submission(result.assignment, result.student)
            for notebook in result.notebooks:
                where = (notebook.notebook, result.assignment, result.student)
                for name, score in notebook.scores.items():
                    grade = gradebook.find_grade(name, *where)
                    grade.auto_score, grade.needs_manual_grade = score, False
                    gradebook.db.commit()
                for name, comment in notebook.comments.items():
                    gradebook.find_comment(name, *where).auto_comment = comment
                    gradebook.db.commit()


def _time(what: str, batches: Iterator[list[SubmissionResult]], action: object) -> None:
    """Print the rate of an action, in the second half too, and the growth of memory meanwhile."""
    spent, peak = [], 0
    before = _memory()
    count = 0
    for batch in batches:
        start, cpu = time.perf_counter(), time.process_time()
        action(batch)  # type: ignore[operator]
        spent.append((time.perf_counter() - start, time.process_time() - cpu))
        count += len(batch)
        peak = max(peak, _memory())
    wall, busy = (sum(each) for each in zip(*spent, strict=True))
    later = spent[len(spent) // 2 :]
    rate = count / len(spent) * len(later) / sum(each for each, _ in later)
    print(
        f"{what}: {count / wall:.0f} a second ({rate:.0f} in the second half), "
        f"{1e3 * busy / count:.2f} ms of CPU each, memory {before} MB, at most {peak} MB",
        flush=True,
    )


def _memory() -> int:
    """What the process holds now, in MB; where that can't be told, the most that it held."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 2**20
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 2**10


if __name__ == "__main__":
    main()
