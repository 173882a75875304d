"""gradlab grade"""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.command import CourseOption, app, err, out
from autograder.course import Assignment, Course

if TYPE_CHECKING:
    from autograder.classroom.pool import Pool
    from autograder.result import SubmissionResult
    from autograder.task import Kit


@app.command()
def grade(
    name: Annotated[str, typer.Argument(help="An assignment, such as hw1, or a notebook file.")],
    student: Annotated[
        list[str] | None, typer.Option(help="This student's only; may be given several times.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Grade again what is graded.")] = False,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes; as many as there are cores by default.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Grade on the Dask cluster at this address.")
    ] = None,
    require_sandbox: Annotated[
        bool, typer.Option("--require-sandbox", help="Refuse where the sandbox is not complete.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; show whose score would move.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the summary as JSON on stdout.")
    ] = False,
    assignment: Annotated[
        str | None, typer.Option(help="The assignment that a notebook file belongs to.")
    ] = None,
    course: CourseOption = Path(),
) -> None:
    """Grade a class's submissions; or one notebook file, and print its report.

    The exit status is 0 where all are graded, 1 where some could not be, 130 after Ctrl-C.
    """
    from autograder.classroom.run import WorkersFailed
    from autograder.classroom.session import NotStored
    from autograder.gradebook import GradebookError
    from autograder.submission import kit_of

    where = Course.find(course)
    file = Path(name) if name.endswith(".ipynb") else None
    try:
        chosen = _assignment(where, assignment or name, file, assignment is not None)
        kit = kit_of(where, chosen.id)
        if require_sandbox:
            strict = dataclasses.replace(kit.settings, require_sandbox=True)
            kit = dataclasses.replace(kit, settings=strict)
        if file:
            status = _grade_file(kit, chosen, file)
        elif diff:
            status = _compare(where, kit, student or [], jobs, scheduler, as_json)
        else:
            status = _grade(where, kit, student or [], force, jobs, scheduler, as_json)
    except (GradebookError, NotStored, WorkersFailed) as error:
        err.print(f"gradlab: {error}", style="red", highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(1 if isinstance(error, NotStored | WorkersFailed) else 2) from None
    raise typer.Exit(status)


def _assignment(course: Course, name: str, file: Path | None, named: bool) -> Assignment:
    from autograder.classroom.single import assignment_of

    return course.assignment(name) if named or file is None else assignment_of(course, file)


def _grade_file(kit: Kit, assignment: Assignment, file: Path) -> int:
    from autograder.classroom.single import report, submission_of
    from autograder.submission import grade

    result = grade(kit, submission_of(file, assignment))
    for notebook in result.notebooks:
        out.print(report(kit, notebook), highlight=False, markup=False, soft_wrap=True)
    return 0 if all(notebook.content is not None for notebook in result.notebooks) else 1


def _grade(
    course: Course,
    kit: Kit,
    students: list[str],
    force: bool,
    jobs: int | None,
    scheduler: str | None,
    as_json: bool,
) -> int:
    from autograder.classroom.plan import plan
    from autograder.classroom.progress import meter
    from autograder.classroom.session import grade_class, interruption
    from autograder.gradebook import Writer, load_config
    from autograder.submission import grade, read

    config = load_config(course.root)
    with interruption() as asked, Writer(course.root, config) as writer:
        graded = writer.graded(kit.assignment)
        planned = plan(config, kit.assignment, kit.notebooks, graded, students, force)
        with _pool(len(planned.todo), jobs, scheduler) as pool:
            summary = grade_class(
                kit,
                planned,
                functools.partial(read, course, kit.assignment),
                pool,
                grade,
                writer.write,
                meter(err, kit.assignment, len(planned.todo)),
                asked,
            )
    if as_json:
        typer.echo(json.dumps(summary.data(), indent=2, ensure_ascii=False))
    else:
        summary.show(out)
    if summary.stopped:
        err.print(
            f"Stopped. What was graded is stored; {summary.left} are left. "
            "The same command without --force goes on from here.",
            highlight=False,
        )
    return summary.status


def _compare(
    course: Course,
    kit: Kit,
    students: list[str],
    jobs: int | None,
    scheduler: str | None,
    as_json: bool,
) -> int:
    from autograder.classroom.difference import Difference, stored_scores
    from autograder.classroom.plan import plan
    from autograder.classroom.progress import meter
    from autograder.classroom.run import run
    from autograder.classroom.session import interruption, readable
    from autograder.gradebook import graded, load_config, read_layout
    from autograder.submission import grade, read

    config = load_config(course.root)
    layout = read_layout(config)
    before = graded(layout, kit.assignment)
    stored = stored_scores(layout.db_url, kit.assignment)
    # Who has handed in anew, or is not graded yet, has nothing to be compared with.
    who = plan(config, kit.assignment, kit.notebooks, before, students).done
    difference = Difference()
    show = meter(err, f"{kit.assignment}, comparing", len(who))
    with interruption() as asked, _pool(len(who), jobs, scheduler) as pool, show:
        ungraded: list[SubmissionResult] = []
        open_one = functools.partial(read, course, kit.assignment)
        submissions = readable(kit, who, open_one, ungraded)
        for results in run(kit, submissions, pool, grade, asked):
            difference.add(results, stored)
            show.tell(difference.compared, len(difference.failed))
        difference.add(ungraded, stored)
    if asked.signal:
        err.print("Stopped; nothing was written.")
        return 128 + asked.signal
    if as_json:
        typer.echo(json.dumps(difference.data(), indent=2, ensure_ascii=False))
    else:
        difference.show(out)
    return 1 if difference.failed else 0


@contextmanager
def _pool(submissions: int, jobs: int | None, scheduler: str | None) -> Iterator[Pool]:
    if scheduler is None:
        from autograder.classroom.pool import LocalPool, cores

        yield LocalPool(max(1, min(jobs or cores(), submissions)))
        return
    from autograder.classroom.cluster import ClusterPool, connect

    client = connect(scheduler)
    try:
        yield ClusterPool(client, submissions)
    finally:
        client.close()
