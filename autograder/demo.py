"""The demonstration: the sample class, graded in a scratch copy of the course."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.apps.api import NbGraderAPI
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from autograder.build import build
from autograder.build.release import load_config
from autograder.course import CONFIG, Assignment, Course, CourseError
from autograder.environment import put_commands_on_path
from autograder.gradebook import scores
from autograder.grading import REPORT_TYPE


@dataclass(frozen=True)
class Graded:
    """What came of one submission: its reports, or why it could not be graded."""

    assignment: str
    student: str
    reports: tuple[dict[str, object], ...] = ()
    trouble: str = ""


def show(course: Course, chosen: list[Assignment], folder: Path | None, console: Console) -> None:
    """Build, grade and explain in a scratch folder, and say where the pages lie.

    Raises:
        CourseError: where the folder exists already, or there is no sample class.
    """
    scratch = _scratch(course, folder)
    put_commands_on_path()
    assignments = [each for each in chosen if scratch.answers(each)]
    if not assignments:
        raise CourseError(f"{course.sample} holds no sample students")
    console.print(f"A scratch copy of the course: {scratch.root}", soft_wrap=True)
    graded = _grade_all(scratch, assignments)
    for assignment in assignments:
        mine = {each.student: each for each in graded if each.assignment == assignment.id}
        _tell(scratch, assignment, mine, console)
    feedback = scratch.root / "feedback"
    pages = sorted(feedback.glob("*/*/*.html"))
    console.print(f"\n{len(pages)} feedback pages: {feedback}", soft_wrap=True)
    console.print(f"What kernels had to say: {scratch.root / 'demo.log'}", soft_wrap=True)
    if pages:
        console.print(f"Look at one: {pages[0]}", soft_wrap=True)
    console.print(
        f"In formgrader: cd {scratch.root} && jupyter lab (menu Nbgrader, Formgrader)",
        soft_wrap=True,
    )


def _scratch(course: Course, folder: Path | None) -> Course:
    if folder is None:
        root = Path(tempfile.mkdtemp(prefix="gradlab-demo-"))
    elif folder.exists():
        raise CourseError(f"{folder} exists already: name a folder that doesn't, or remove it")
    else:
        root = folder.resolve()
        root.mkdir(parents=True)
    shutil.copy(course.root / CONFIG, root)
    for part in ("source", "solutions", "examples"):
        shutil.copytree(
            course.root / part, root / part, ignore=shutil.ignore_patterns("__pycache__")
        )
    return Course(root)


def _grade_all(course: Course, assignments: list[Assignment]) -> list[Graded]:
    """Build and grade with a process for each core, in the order of the assignments."""
    graded: list[Graded] = []
    with Progress(transient=True) as progress:
        task = progress.add_task("building", total=len(assignments))
        for assignment in assignments:
            build(course, assignment)
            shutil.copytree(
                course.sample / "submitted", course.root / "submitted", dirs_exist_ok=True
            )
            _api(course.root).generate_assignment(assignment.id)
            progress.advance(task)
        jobs = [
            (course.root, each, path.stem) for each in assignments for path in course.answers(each)
        ]
        task = progress.add_task("grading", total=len(jobs))
        log = str(course.root / "demo.log")
        with ProcessPoolExecutor(os.cpu_count(), initializer=_log_to, initargs=(log,)) as pool:
            for future in as_completed([pool.submit(_grade, *job) for job in jobs]):
                graded.append(future.result())
                progress.advance(task)
    return graded


def _log_to(path: str) -> None:
    """Send what kernels and libraries of this process write to stderr to a file."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(file, 2)
    os.close(file)


def _api(root: Path) -> NbGraderAPI:
    config = load_config(Course(root), root)
    # One sample student's loop never ends; to watch a demonstration wait for it teaches little.
    config.Execute.timeout = 20
    return NbGraderAPI(config=config)


def _grade(root: Path, assignment: Assignment, student: str) -> Graded:
    """Grade one submission and write its feedback; runs in a process of its own."""
    api = _api(root)
    trouble = _trouble(root, assignment, student)
    # Two processes may write to SQLite at once, and then one of them is told to try again.
    for _ in range(1 if trouble else 3):
        result = api.autograde(assignment.id, student)
        if result["success"]:
            break
        print(result["log"], result.get("error"), sep="\n", file=sys.stderr, flush=True)
    where = root / "autograded" / student / assignment.id / f"{assignment.notebook}.ipynb"
    if not result["success"] or not where.is_file():
        return Graded(assignment.id, student, trouble=trouble or "could not be graded: see the log")
    api.generate_feedback(assignment.id, student)
    notebook = nbformat.read(where, as_version=4)
    reports = [
        output["data"][REPORT_TYPE]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if REPORT_TYPE in output.get("data", {})
    ]
    return Graded(assignment.id, student, tuple(reports))


def _trouble(root: Path, assignment: Assignment, student: str) -> str:
    """Why a submission can't be read, or ""."""
    path = root / "submitted" / student / assignment.id / f"{assignment.notebook}.ipynb"
    if not path.is_file():
        return f"{path.name} is missing: ask for it"
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return f"{path.name} cannot be read, the file seems damaged ({error}): ask for it again"
    return ""


def _tell(
    course: Course, assignment: Assignment, graded: dict[str, Graded], console: Console
) -> None:
    console.print()
    console.print(_table(course, assignment, graded))
    legend = ", ".join(f"{i} {name}" for i, name in enumerate(assignment.exercises, 1))
    console.print(legend, highlight=False)
    for student, each in sorted(graded.items()):
        if each.trouble:
            console.print(f"{student}: {each.trouble}", style="red", highlight=False, markup=False)
    for line in _most_often(graded):
        console.print(line, highlight=False, markup=False)


def _table(course: Course, assignment: Assignment, graded: dict[str, Graded]) -> Table:
    table = Table(title=f"{assignment.id}: {assignment.title}", title_justify="left", padding=0)
    table.add_column("student", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    for i in range(1, len(assignment.exercises) + 1):
        table.add_column(f"{i}", justify="right", no_wrap=True)
    for student, row in sorted(scores(course.root, assignment).items()):
        if graded[student].trouble:
            table.add_row(student, *["-"] * (1 + len(row)), style="red")
            continue
        total = sum(score or 0.0 for score in row.values())
        table.add_row(student, f"{total:.3g}", *(_short(score) for score in row.values()))
    return table


def _short(score: float | None) -> str:
    return "-" if score is None else f"{score:.2g}"


def _most_often(graded: dict[str, Graded]) -> list[str]:
    """What went wrong most: where most lose points, and the misconception that most share."""
    lost: Counter[str] = Counter()
    shared: dict[tuple[str, str], set[str]] = {}
    for student, each in graded.items():
        for report in each.reports:
            exercise = str(report["exercise"]).partition(".")[2]
            lost[exercise] += report["points"] < report["maximum"]  # type: ignore[operator]
            for verdict in report["verdicts"]:  # type: ignore[attr-defined]
                if verdict["misconception"]:
                    shared.setdefault((exercise, verdict["misconception"]), set()).add(student)
    lines = []
    if lost and (worst := lost.most_common(1)[0])[1]:
        lines.append(
            f"Points were lost most in {worst[0]}: by {worst[1]} of {len(graded)} students."
        )
    if shared:
        (exercise, message), who = max(shared.items(), key=lambda item: len(item[1]))
        lines.append(f"Shared most: {exercise}: {message} ({', '.join(sorted(who))}).")
    return lines
