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
from autograder.course import Assignment, Course, CourseError
from autograder.execution.warm import incomplete, missing_layers

if TYPE_CHECKING:
    from autograder.classroom.difference import Difference
    from autograder.classroom.pool import Pool
    from autograder.classroom.summary import Summary
    from autograder.task import Kit


@dataclasses.dataclass(frozen=True)
class Work:
    """What is to be graded, and on what.

    Attributes:
        course: where.
        kit: the assignment.
        students: whose submissions alone; everybody's where it is empty.
        jobs: processes, or None for as many as there are cores.
        scheduler: the address of a Dask cluster's, or None.
    """

    course: Course
    kit: Kit
    students: tuple[str, ...]
    jobs: int | None
    scheduler: str | None

    @contextmanager
    def pool(self, submissions: int) -> Iterator[Pool]:
        """Who grades so many submissions."""
        if self.scheduler is None:
            from autograder.classroom.pool import LocalPool, cores

            yield LocalPool(max(1, min(self.jobs or cores(), submissions)))
            return
        from autograder.classroom.cluster import ClusterPool, connect

        client = connect(self.scheduler)
        try:
            yield ClusterPool(client, submissions)
        finally:
            client.close()


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
        chosen = _assignment(where, name, file, assignment)
        kit = kit_of(where, chosen.id)
        if require_sandbox:
            strict = dataclasses.replace(kit.settings, require_sandbox=True)
            kit = dataclasses.replace(kit, settings=strict)
        _tell_of_sandbox(kit.settings.require_sandbox, scheduler)
        if file:
            raise typer.Exit(_grade_file(kit, chosen, file))
        work = Work(where, kit, tuple(student or ()), jobs, scheduler)
        outcome = _compare(work) if diff else _grade(work, chosen, force)
    except (GradebookError, NotStored, WorkersFailed) as error:
        err.print(f"gradlab: {error}", style="red", highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(2 if isinstance(error, GradebookError) else 1) from None
    if as_json:
        typer.echo(json.dumps(outcome.data(), indent=2, ensure_ascii=False))
    else:
        outcome.show(out)
    if outcome.stopped:
        err.print(outcome.parting, highlight=False, soft_wrap=True)
    raise typer.Exit(outcome.status)


def _assignment(course: Course, name: str, file: Path | None, given: str | None) -> Assignment:
    from autograder.classroom.single import assignment_of

    if file is None or given:
        return course.assignment(given or name)
    return assignment_of(course, file)


def _grade_file(kit: Kit, assignment: Assignment, file: Path) -> int:
    from autograder.classroom.single import report, submission_of
    from autograder.submission import grade

    result = grade(kit, submission_of(file, assignment))
    for notebook in result.notebooks:
        out.print(report(kit, notebook), highlight=False, markup=False, soft_wrap=True)
    return 0 if all(notebook.content is not None for notebook in result.notebooks) else 1


def _grade(work: Work, assignment: Assignment, force: bool) -> Summary:
    from autograder.classroom.plan import plan
    from autograder.classroom.progress import meter
    from autograder.classroom.session import grade_class, interruption
    from autograder.gradebook import Writer, load_config
    from autograder.submission import grade, read

    course, kit = work.course, work.kit
    config = load_config(course.root)
    with interruption() as asked, Writer(course.root, config) as writer:
        graded = writer.graded(kit.assignment)
        planned = plan(config, kit.assignment, kit.notebooks, graded, work.students, force)
        reader = functools.partial(read, course, kit.assignment, config=config)
        shown = meter(err, kit.assignment, len(planned.todo))
        # Before and after, so that a report can tell what this run has moved.
        _remember(course, assignment, writer.layout.db_url)
        with work.pool(len(planned.todo)) as pool:
            found = grade_class(kit, planned, reader, pool, grade, writer.write, shown, asked)
        if found.graded:
            _remember(course, assignment, writer.layout.db_url)
        return found


def _remember(course: Course, assignment: Assignment, db_url: str) -> None:
    """Remember the scores for the next report, which can do without."""
    from autograder.report.snapshot import look

    try:
        look(course, assignment, db_url)
    except CourseError as error:
        warning = f"gradlab: the next report cannot tell what moved: {error}"
        err.print(warning, style="yellow", highlight=False, markup=False, soft_wrap=True)


def _compare(work: Work) -> Difference:
    from autograder.classroom.difference import compare_class, stored_scores
    from autograder.classroom.plan import plan
    from autograder.classroom.progress import meter
    from autograder.classroom.session import interruption
    from autograder.gradebook import graded, load_config, read_layout
    from autograder.submission import grade, read

    course, kit = work.course, work.kit
    config = load_config(course.root)
    layout = read_layout(config)
    stored = stored_scores(layout.db_url, kit.assignment)
    before = graded(layout, kit.assignment)
    # Who has handed in anew, or is not graded yet, has nothing to be compared with.
    who = plan(config, kit.assignment, kit.notebooks, before, work.students).done
    reader = functools.partial(read, course, kit.assignment, config=config)
    shown = meter(err, f"{kit.assignment}, comparing", len(who))
    with interruption() as asked, work.pool(len(who)) as pool:
        return compare_class(kit, who, reader, pool, grade, stored, shown, asked)


def _tell_of_sandbox(required: bool, scheduler: str | None) -> None:
    """Say once what the sandbox lacks on this machine, or refuse to start."""
    if scheduler is not None:
        return  # it is the workers' machines that count, and each looks for itself
    if missing := list(missing_layers()):
        if required:
            raise CourseError(f"{incomplete(missing)}. Nothing was graded.")
        err.print(f"gradlab: {incomplete(missing)}", highlight=False, markup=False, soft_wrap=True)
