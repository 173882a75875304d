"""Grading a notebook: stock nbgrader, bare nbclient, ours in two ways, and a floor.

    python -m benchmarks.grading [hw1] [--submissions 20] [--passes 3]

All of it in one run, one process at a time, on the same submissions. "A submission" is what one
more costs, start-up apart; start-up stands beside it. The floor runs the same cells with plain exec
in a warm forked process, tests and all, unprotected, and keeps no outputs.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
# Whose notebook stock nbgrader can't grade, or only by waiting for time limits.
APART = {"hugo", "iris", "jana", "lena"}
STOCK = """
c = get_config()
c.CourseDirectory.course_id = "gradlab"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", ".DS_Store", "*.py"]
c.ClearSolutions.code_stub = {"python": "# your code here\\nraise NotImplementedError"}
c.Execute.timeout = 60
c.Execute.startup_timeout = 180
c.Execute.iopub_timeout = 60
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assignment", nargs="?", default="hw1")
    parser.add_argument("--submissions", type=int, default=20)
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--part", help=argparse.SUPPRESS)
    parser.add_argument("--course", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        parts[options.part](options.course, options.assignment, options.passes)
        return
    with tempfile.TemporaryDirectory(prefix="gradlab-benchmark-") as folder:
        _all(Path(folder), options)


def _all(folder: Path, options: argparse.Namespace) -> None:
    n = options.submissions
    print(f"{n} submissions of {options.assignment}, one process, {os.cpu_count()} cores\n")
    courses = {
        name: _course(folder / name, options.assignment, n, stock=name == "stock")
        for name in ("stock", "command", "api")
    }
    rows: list[tuple[float, float]] = []
    print(f"{'seconds a submission':34}{'elapsed':>9}{'of CPU':>9}{'to start':>10}")

    def row(name: str, each: float, cpu: float | None, start: float, note: str = "") -> None:
        rows.append((each, cpu or 0.0))
        shown = f"{cpu:9.3f}" if cpu else " " * 9
        print(f"{name:34}{each:9.3f}{shown}{start:10.2f}   {note}", flush=True)

    for name, label in (
        ("stock", "nbgrader autograde, stock"),
        ("command", "nbgrader autograde, ours"),
    ):
        one, one_cpu = _command(courses[name], options.assignment, ["--student=s000"])
        rest, rest_cpu = _command(courses[name], options.assignment, [])
        # The first run graded one, the second the others: what both have in common is the start.
        each, cpu = (rest - one) / (n - 2), (rest_cpu - one_cpu) / (n - 2)
        row(label, each, cpu, one - each)
    client = _part("client", courses["stock"], options)
    row("nbclient alone", client["each"], None, client["start"], "nothing written")
    ours = _part("api", courses["api"], options)
    note = f"worker {ours['worker']:.0f} MB, student's process {ours['child']:.0f} MB at most"
    row("ours, by the function", ours["each"], ours["cpu"], ours["start"], note)
    drawn = _part("api_pictures", courses["api"], options)
    row("  with c.Sandbox.pictures", drawn["each"], None, drawn["start"])
    floor = _part("floor", courses["api"], options)
    row("floor: exec in a fork", floor["each"], floor["cpu"], floor["start"], "no outputs kept")
    print(f"\nwhere ours goes, in milliseconds a submission: {ours['spent']}")
    (stock, stock_cpu), (command, _) = rows[0], rows[1]
    print(f"of CPU time: ours {stock_cpu / ours['cpu']:.1f} times nbgrader")
    print(f"the plain command: {stock / command:.1f} times stock nbgrader")
    print(f"against bare nbclient: {client['each'] / ours['each']:.1f} times")
    print(f"with pictures: {stock / drawn['each']:.1f} times stock nbgrader")
    print(
        f"ours {stock / ours['each']:.1f} times nbgrader, "
        f"{ours['each'] / floor['each']:.1f} times the floor"
    )


def _course(root: Path, name: str, n: int, stock: bool) -> Path:
    """A course with n submissions, made of the sample students' in turn."""
    from autograder.course import Course
    from autograder.environment import put_commands_on_path

    put_commands_on_path()
    course = Course(ROOT)
    assignment = course.assignment(name)
    root.mkdir()
    if stock:
        (root / "nbgrader_config.py").write_text(STOCK)
    else:
        shutil.copy(ROOT / "nbgrader_config.py", root)
    shutil.copytree(course.source(assignment).parent, root / "source" / assignment.id)
    _nbgrader(root, "generate_assignment", assignment.id)
    students = [path.stem for path in course.answers(assignment) if path.stem not in APART]
    for i in range(n):
        source = course.submission(assignment, students[i % len(students)]).parent
        shutil.copytree(source, root / "submitted" / f"s{i:03}" / assignment.id)
    return root


def _command(root: Path, name: str, options: list[str]) -> tuple[float, float]:
    """Seconds elapsed and seconds of CPU, of the command and all that it starts."""
    from autograder.course import Course

    start, cpu = time.perf_counter(), _cpu_of_children()
    _nbgrader(root, "autograde", Course(ROOT).assignment(name).id, *options)
    return time.perf_counter() - start, _cpu_of_children() - cpu


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _nbgrader(root: Path, *words: str) -> None:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"nbgrader {' '.join(words)} failed:\n{done.stderr[-3000:]}")


def _part(name: str, root: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Run a part in processes of its own: once for its time, and with fewer passes for the CPU."""
    found, cpu = _once(name, root, options, options.passes)
    if name in ("client", "api_pictures"):
        return found
    _, less = _once(name, root, options, 1)
    found["cpu"] = (cpu - less) / (options.passes - 1) / options.submissions
    return found


def _once(
    name: str, root: Path, options: argparse.Namespace, passes: int
) -> tuple[dict[str, Any], float]:
    command = [sys.executable, "-m", "benchmarks.grading", options.assignment, "--part", name]
    command += ["--course", str(root), "--passes", str(passes)]
    before = _cpu_of_children()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found, _cpu_of_children() - before


def _client(root: Path, name: str, passes: int) -> None:
    """nbclient alone: a kernel for each notebook, its outputs kept, nothing written."""
    start = time.perf_counter()
    import nbformat
    from nbclient import NotebookClient

    kit, submissions = _read(root, name)
    ready = time.perf_counter() - start
    times = []
    for each in submissions[: max(len(submissions) // 2, 2)]:
        notebook = nbformat.from_dict(_sanitised(kit, each))
        begun = time.perf_counter()
        NotebookClient(notebook, timeout=60, allow_errors=True, kernel_name="python3").execute(
            env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        times.append(time.perf_counter() - begun)
    _tell(each=statistics.mean(times), start=ready)


def _api(root: Path, name: str, passes: int, pictures: bool = False) -> None:
    """Ours: a function call for each submission, rows and files written."""
    start = time.perf_counter()
    from dataclasses import replace

    from autograder.execution import judge, session
    from autograder.execution.place import settle
    from autograder.gradebook import Writer
    from autograder.submission import grade

    settle()
    kit, submissions = _read(root, name)
    kit = replace(kit, settings=replace(kit.settings, pictures=pictures))
    grade(kit, submissions[0])
    ready = time.perf_counter() - start
    spent = {"student's cells": 0.0, "test cells": 0.0, "fork and confine": 0.0, "write": 0.0}
    _timed(session.Session, "_cell", spent, "student's cells")
    _timed(judge.Judge, "run", spent, "test cells")
    _timed(session.Session, "_start", spent, "fork and confine")
    totals = []
    for _ in range(passes):
        begun = time.perf_counter()
        with Writer(root) as writer:
            results = [grade(kit, each) for each in submissions]
            written = time.perf_counter()
            writer.write(results)
            spent["write"] += time.perf_counter() - written
        totals.append((time.perf_counter() - begun) / len(submissions))
    calls = passes * len(submissions)
    shares = {key: round(1000 * value / calls) for key, value in spent.items()}
    shares["read, sanitise, format"] = round(1000 * statistics.mean(totals)) - sum(shares.values())
    worker = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _tell(
        each=statistics.median(totals),
        start=ready,
        worker=worker,
        child=_child_memory(kit, submissions[0]),
        spent=", ".join(f"{key} {value}" for key, value in shares.items()),
    )


def _timed(owner: type, name: str, spent: dict[str, float], key: str) -> None:
    original = getattr(owner, name)

    def timed(self: Any, *args: Any) -> Any:
        begun = time.perf_counter()
        try:
            return original(self, *args)
        finally:
            spent[key] += time.perf_counter() - begun

    setattr(owner, name, timed)


def _child_memory(kit: Any, submission: Any) -> float:
    """The largest memory of a student's process, in MB, as it says itself after its last cell."""
    from dataclasses import replace

    from autograder.submission import grade

    name = next(iter(submission.notebooks))
    notebook = json.loads(submission.notebooks[name])
    source = "import resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    notebook["cells"].append({"cell_type": "code", "metadata": {}, "source": source})
    asked = replace(submission, notebooks={name: json.dumps(notebook).encode()})
    content = grade(kit, asked).notebooks[0].content
    last = json.loads(content or b"{}")["cells"][-1]
    return int("".join(last["outputs"][0]["text"])) / 1024


def _floor(root: Path, name: str, passes: int) -> None:
    """The same cells as ours runs, with plain exec, in a fork of a process that is warm."""
    start = time.perf_counter()
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot
    import numpy  # noqa: F401
    import sklearn.datasets  # noqa: F401

    from autograder.execution.pictures import SHOWN

    kit, submissions = _read(root, name)
    programs = []
    for each in submissions:
        cells = _sanitised(kit, each)["cells"]
        programs.append(list(_compiled(cells, SHOWN)))
    os.chdir(root / "source" / kit.assignment)
    _run(programs[0])  # what the references do is remembered, as in a worker of ours
    ready = time.perf_counter() - start
    totals = []
    for _ in range(passes):
        begun = time.perf_counter()
        for program in programs:
            if (child := os.fork()) == 0:
                _run(program)
                os._exit(0)
            os.waitpid(child, 0)
        totals.append((time.perf_counter() - begun) / len(programs))
    _tell(each=statistics.median(totals), start=ready)


def _compiled(cells: list[dict[str, Any]], shown: tuple[str, ...]) -> Iterator[Any]:
    for cell in cells:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if cell["cell_type"] != "code" or grade_id.startswith(shown):
            continue
        try:
            yield compile(cell["source"], "<cell>", "exec")
        except SyntaxError:
            continue


def _run(program: list[Any]) -> None:
    import contextlib
    import io
    import warnings

    names: dict[str, Any] = {"__name__": "__main__"}
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        for cell in program:
            with contextlib.suppress(Exception):
                exec(cell, names)


def _read(root: Path, name: str) -> tuple[Any, list[Any]]:
    from autograder.course import Course
    from autograder.submission import kit_of, read

    course, assignment = Course(root), Course(ROOT).assignment(name)
    students = sorted(path.name for path in (root / "submitted").iterdir())
    return kit_of(course, assignment.id), [read(course, assignment.id, each) for each in students]


def _sanitised(kit: Any, submission: Any) -> dict[str, Any]:
    from autograder import sanitise

    name = next(iter(kit.notebooks))
    notebook = sanitise.read(submission.notebooks[name])
    sanitise.sanitise(notebook, kit.notebooks[name], kit.kernels[name])
    return notebook


def _tell(**found: Any) -> None:
    print(json.dumps(found))


parts: dict[str, Callable[[Path, str, int], None]] = {
    "client": _client,
    "api": _api,
    "api_pictures": lambda root, name, passes: _api(root, name, 1, pictures=True),
    "floor": _floor,
}

if __name__ == "__main__":
    main()
