"""A whole class beside nbgrader autograde: throughput, the writer's share, the parent's memory.

    python -m benchmarks.classroom            1,000 submissions of hw1
    python -m benchmarks.classroom --large    10,000

The class is made from the sample students, each copy with comments of its own, so that no two are
the same. Of 1,000 submissions 5 hold an endless loop, 5 are damaged files, 2 ask for more memory
than there is; the others are right, partly right or blank in equal shares. A third of the class, at
most 1,000, is graded by one worker and by two, twice in turns; the whole class by two. `gradlab
grade` does the same between start and table, and the time to start is counted. Beside it `nbgrader
autograde` with its own Execute and settings grades submissions of the same class, none of the slow
ones among them, which is to its advantage, as is that its time to start is left out.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console

from autograder.course import Course
from autograder.environment import leave_out_slow_imports, put_commands_on_path

HOME = Course.find(Path(__file__).parent)
HW1 = HOME.assignment("hw1")
USUAL = ("ana", "ben", "cleo", "dina", "eli", "finn", "gita", "jana", "karl", "lena", "milo")
# Of these nbgrader can grade each; at a duplicated cell it stops.
NBGRADER = ("ana", "ben", "cleo", "dina", "finn", "karl")
# How many of these it grades.
SAMPLE = 12
# How many of 1,000.
ENDLESS, DAMAGED, GREEDY = 5, 5, 2
STOCK = """
c = get_config()
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "*.py"]
c.Execute.timeout = 30
c.Execute.startup_timeout = 180
"""


def make_course(root: Path, config: str) -> None:
    """A course with hw1 generated and nothing handed in."""
    (root / "submitted").mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(config)
    shutil.copytree(HOME.source(HW1).parent, root / "source" / HW1.id)
    nbgrader(root, "generate_assignment")
    shutil.copy(root / "gradebook.db", root / "gradebook.empty")


def make_class(root: Path, count: int) -> None:
    """Hand in so many notebooks, those that are special spread evenly among them."""
    special = ["hugo"] * (ENDLESS * count // 1000) + ["iris"] * (DAMAGED * count // 1000)
    special += ["greedy"] * (GREEDY * count // 1000)
    random.Random(0).shuffle(special)
    kinds = [USUAL[i % len(USUAL)] for i in range(count)]
    for i, kind in enumerate(special):
        kinds[(2 * i + 1) * count // (2 * len(special))] = kind
    for i, kind in enumerate(kinds):
        hand_in(root, kind, f"student{i:05}")


def hand_in(root: Path, kind: str, student: str) -> None:
    """A copy of a sample student's notebook with comments of its own in the solutions."""
    content = HOME.submission(HW1, "ana" if kind == "greedy" else kind).read_bytes()
    folder = root / "submitted" / student / HW1.id
    folder.mkdir(parents=True)
    if kind != "iris":
        notebook = json.loads(content)
        for cell in notebook["cells"]:
            named = cell["metadata"].get("nbgrader", {})
            if cell["cell_type"] == "code" and named.get("solution"):
                cell["source"] = "".join(cell["source"]) + f"\n# {student}"
                if kind == "greedy" and named["grade_id"] == "relu":
                    cell["source"] += "\nhoard = [np.ones(1 << 27) for _ in range(64)]"
        content = json.dumps(notebook, indent=1, ensure_ascii=False).encode()
    (folder / f"{HW1.notebook}.ipynb").write_bytes(content)


def nbgrader(root: Path, command: str, *options: str) -> float:
    """Run a command of nbgrader's on hw1; its seconds."""
    start = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "nbgrader", command, HW1.id, *options],
        cwd=root,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.monotonic() - start


def measure(root: Path, jobs: int, count: int) -> dict[str, Any]:
    """Grade the first `count` of a class that nothing is graded of, in a process of its own."""
    shutil.rmtree(root / "autograded", ignore_errors=True)
    shutil.copy(root / "gradebook.empty", root / "gradebook.db")
    command = [sys.executable, "-m", "benchmarks.classroom", "--measure", str(root)]
    start = time.monotonic()
    done = subprocess.run(
        [*command, str(jobs), str(count)],
        cwd=HOME.root,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    found["seconds"] = time.monotonic() - start
    found["rate"] = count / found["seconds"]
    print(
        f"{count:8,}{jobs:9}{found['seconds']:10.1f}{found['rate']:14.2f}"
        f"{found['writing'] / found['seconds']:9.1%}{found['peak'] / 2**20:13.0f}"
        f"{len(found['failed']):8}",
        flush=True,
    )
    return found


def grade(root: Path, jobs: int, count: int) -> None:
    """Grade as `gradlab grade` does; print the summary and this process's peak memory."""
    leave_out_slow_imports()
    from autograder.classroom.plan import plan
    from autograder.classroom.pool import LocalPool
    from autograder.classroom.progress import meter
    from autograder.classroom.session import Interruption, grade_class
    from autograder.gradebook import Writer, load_config
    from autograder.submission import grade as grade_one
    from autograder.submission import kit_of, read

    course = Course(root)
    config = load_config(root)
    kit = kit_of(course, HW1.id, config)
    students = [f"student{i:05}" for i in range(count)]
    with Writer(root, config) as writer:
        planned = plan(config, HW1.id, kit.notebooks, writer.graded(HW1.id), students)
        summary = grade_class(
            kit,
            planned,
            functools.partial(read, course, HW1.id, config=config),
            LocalPool(jobs),
            grade_one,
            writer.write,
            meter(Console(stderr=True, quiet=True), HW1.id, count),
            Interruption(),
        )
    assert summary.graded + len(summary.failed) == count
    print(json.dumps({**summary.data(), "peak": peak()}))


def peak() -> int:
    """The most memory that this process has had, in bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("/proc/self/status has no VmHWM")


def compare(count: int, where: Path) -> None:
    """Print the table and the line that sums it up."""
    put_commands_on_path()
    ours, theirs = where / "ours", where / "theirs"
    make_course(ours, (HOME.root / "nbgrader_config.py").read_text())
    make_course(theirs, STOCK)
    make_class(ours, count)
    for i in range(SAMPLE):
        hand_in(theirs, NBGRADER[i % len(NBGRADER)], f"student{i:05}")
    third = min(count // 3, 1000)
    print(f"{'students':>8}{'workers':>9}{'seconds':>10}{'a second':>14}{'writing':>9}", end="")
    print(f"{'parent, MiB':>13}{'failed':>8}")
    one, two = [measure(ours, 1, third)], [measure(ours, 2, third)]
    # The first run grades one, the second the others: what both have in common is the start.
    first = nbgrader(theirs, "autograde", "--student=student00000")
    stock = (nbgrader(theirs, "autograde") - first) / (SAMPLE - 2)
    print(f"{SAMPLE:8}{'nbgrader':>9}{'':10}{1 / stock:14.2f}   start-up left out", flush=True)
    one.append(measure(ours, 1, third))
    two.append(measure(ours, 2, third))
    whole = measure(ours, 2, count)
    alone, together = (2 * third / sum(each["seconds"] for each in runs) for runs in (one, two))
    print(
        f"parent: {two[0]['peak'] / 2**20:.0f} MiB for {third:,}, {whole['peak'] / 2**20:.0f} MiB "
        f"for {count:,}; the writer takes {whole['writing'] / whole['seconds']:.1%} of the time"
    )
    print(
        f"class {alone * stock:.1f} times nbgrader a core, "
        f"{together / alone:.1f} times from one worker to two"
    )


def main() -> None:
    """Make the class in a temporary folder and compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--large", action="store_true", help="10,000 submissions")
    parser.add_argument("--count", type=int, help="so many submissions")
    parser.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        root, jobs, count = options.measure
        grade(Path(root), int(jobs), int(count))
        return
    with tempfile.TemporaryDirectory(prefix="gradlab-class-") as where:
        compare(options.count or (10_000 if options.large else 1_000), Path(where))


if __name__ == "__main__":
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    main()
