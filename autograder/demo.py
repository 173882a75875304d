"""The demonstration: the sample class, graded in a scratch copy of the course."""

from __future__ import annotations

import dataclasses
import json
import pickle
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nbgrader.apps.api import NbGraderAPI
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from autograder.artefact import write
from autograder.classroom.pool import LocalPool, cores
from autograder.classroom.summary import trouble
from autograder.classroom.worker import work
from autograder.course import CONFIG, Assignment, Course, CourseError
from autograder.environment import put_commands_on_path
from autograder.feedback import run as feedback
from autograder.gradebook import Writer, load_config, scores
from autograder.grading import REPORT_TYPE
from autograder.report.gather import gather
from autograder.report.naming import Names
from autograder.report.page import render
from autograder.result import SubmissionResult
from autograder.submission import grade, kit_of, read
from autograder.task import Kit

# Some sample students' loops never end; to watch a demonstration wait for them teaches little.
CELL_SECONDS = 5.0

Step = Callable[[], None]


@dataclass(frozen=True)
class Graded:
    """What came of one submission: its reports, or why it could not be graded."""

    assignment: str
    student: str
    reports: tuple[dict[str, object], ...] = ()
    trouble: str = ""


def show(course: Course, chosen: list[Assignment], folder: Path | None, console: Console) -> None:
    """Generate, grade and explain in a scratch folder, and say where the pages lie.

    Raises:
        CourseError: where the folder exists already, or there is no sample class.
    """
    assignments = [each for each in chosen if course.answers(each)]
    if not assignments:
        raise CourseError(f"{course.sample} holds no sample students")
    scratch = _scratch(course, assignments, folder)
    put_commands_on_path()
    console.print(f"A scratch copy of the course: {scratch.root}", soft_wrap=True)
    # Without a thread of its own: where pages are written, processes are forked.
    with Progress(transient=True, auto_refresh=False, console=console) as progress:
        _generate(scratch, _counted(progress, "generating", assignments))
        results = _grade(scratch, assignments, progress)
        _explain(scratch, _counted(progress, "writing pages", assignments))
    for assignment in assignments:
        mine = {each.student: _graded(each) for each in results if each.assignment == assignment.id}
        _tell(scratch, assignment, mine, console)
    _say_where(scratch.root, console)


def _scratch(course: Course, assignments: list[Assignment], folder: Path | None) -> Course:
    """A course of its own with these assignments, to which the sample class has handed in."""
    if folder is None:
        root = Path(tempfile.mkdtemp(prefix="gradlab-demo-"))
    elif folder.exists():
        raise CourseError(f"{folder} exists already: name a folder that doesn't, or remove it")
    else:
        root = folder.resolve()
        root.mkdir(parents=True)
    shutil.copy(course.root / CONFIG, root)
    scratch = Course(root)
    for assignment in assignments:
        shutil.copytree(
            course.source(assignment).parent,
            scratch.source(assignment).parent,
            ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"),
        )
        for answers in course.answers(assignment):
            folder = course.submission(assignment, answers.stem).parent
            shutil.copytree(folder, root / "submitted" / answers.stem / assignment.id)
    return scratch


def _counted(
    progress: Progress, title: str, assignments: Iterable[Assignment]
) -> Iterator[Assignment]:
    assignments = list(assignments)
    task = progress.add_task(title, total=len(assignments))
    for assignment in assignments:
        progress.update(task, description=f"{title} {assignment.id}", refresh=True)
        yield assignment
        progress.update(task, advance=1, refresh=True)
    progress.remove_task(task)


def _generate(course: Course, assignments: Iterable[Assignment]) -> None:
    api = NbGraderAPI(config=load_config(course.root))
    for assignment in assignments:
        done = api.generate_assignment(assignment.id)
        if not done["success"]:
            raise CourseError(f"nbgrader refuses {course.source(assignment)}:\n{done['log']}")


def _grade(
    course: Course, assignments: list[Assignment], progress: Progress
) -> list[SubmissionResult]:
    """Grade everything with one process for each core, and store it."""
    config = load_config(course.root)
    pool = LocalPool(cores())
    executor = pool.executor()
    results: list[SubmissionResult] = []
    try:
        futures = []
        for assignment in assignments:
            kit = pickle.dumps(_impatient(kit_of(course, assignment.id, config)))
            for folder in sorted((course.root / "submitted").glob(f"*/{assignment.id}")):
                submission = read(course, assignment.id, folder.parent.name, config)
                futures.append(executor.submit(work, kit, grade, [submission]))
        task = progress.add_task("grading", total=len(futures))
        progress.refresh()
        for future in as_completed(futures):
            results += future.result()
            progress.update(task, advance=1, refresh=True)
    except BrokenExecutor as error:
        raise CourseError(f"a process that graded has died: {error}") from error
    finally:
        pool.discard(executor)
    with Writer(course.root, config) as writer:
        writer.write(results)
    return results


def _impatient(kit: Kit) -> Kit:
    settings = dataclasses.replace(kit.settings, cell_seconds=CELL_SECONDS)
    return dataclasses.replace(kit, settings=settings)


def _explain(course: Course, assignments: Iterable[Assignment]) -> None:
    """Write each student's feedback pages, and a report on each assignment."""
    jobs = cores()
    for assignment in assignments:
        for _ in feedback.run(feedback.plan(course, assignment.id, jobs=jobs), jobs):
            pass
        target = _report(course.root, assignment)
        page = render(
            gather(course, assignment),
            Names(course.root, assignment, target),
            datetime.now().astimezone(),
        )
        write(target, page.encode())


def _report(root: Path, assignment: Assignment) -> Path:
    return root / "reports" / f"{assignment.id}.html"


def _graded(result: SubmissionResult) -> Graded:
    reports = [
        output["data"][REPORT_TYPE]
        for notebook in result.notebooks
        if notebook.content is not None
        for cell in json.loads(notebook.content)["cells"]
        for output in cell.get("outputs", [])
        if REPORT_TYPE in output.get("data", {})
    ]
    return Graded(result.assignment, result.student, tuple(reports), trouble(result))


def _say_where(root: Path, console: Console) -> None:
    def say(text: str) -> None:
        console.print(text, soft_wrap=True, highlight=False, markup=False)

    pages = sorted((root / "feedback").glob("*/*/*.html"))
    reports = sorted((root / "reports").glob("*.html"))
    say(f"\n{len(pages)} feedback pages: {root / 'feedback'}")
    if pages:
        say(f"Look at one: {pages[0]}")
    say(f"{len(reports)} reports on the class: {root / 'reports'}")
    if reports:
        say(f"Look at one: {reports[0]}")
    say(f"The gradebook: {root / 'gradebook.db'}")
    say(f"In formgrader: cd {root} && jupyter lab (menu Nbgrader, Formgrader)")


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
