"""Grades what one student handed in: bytes in, plain results out, nothing written."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder import sanitise, scoring
from autograder.course import Course
from autograder.execution.notebook import execute
from autograder.execution.pictures import drawn
from autograder.execution.warm import warm_server
from autograder.result import NotebookResult, SubmissionResult
from autograder.task import Cell, Kit, Submission

# Of the files that come with a notebook, what is larger than this altogether is left out.
MAX_FILES = 32 << 20


def grade(kit: Kit, submission: Submission) -> SubmissionResult:
    """Grade a submission; whatever is wrong with it ends in its result.

    Args:
        kit: the assignment.
        submission: what was handed in.

    Raises:
        SandboxError: where this machine can't run anybody's notebook as the settings ask for.
    """
    results = tuple(_notebook(kit, submission, name) for name in kit.notebooks)
    return SubmissionResult(
        submission.student, submission.assignment, results, submission.timestamp
    )


def _notebook(kit: Kit, submission: Submission, name: str) -> NotebookResult:
    content = submission.notebooks.get(name)
    if content is None:
        return NotebookResult(name, None)
    if (language := language_of(kit.kernels.get(name, {}))) != "python":
        why = f"the assignment is in {language}: grade it with nbgrader autograde, unprotected"
        return NotebookResult(name, None, failure=why)
    started = time.perf_counter()
    named = kit.notebooks[name]
    try:
        notebook = sanitise.read(content)
    except sanitise.Unreadable as error:
        return NotebookResult(name, None, failure=f"{error}: ask for it again")
    remarks = sanitise.sanitise(notebook, named, kit.kernels.get(name))
    files, too_large = fitting({**submission.files, **kit.files})
    remarks += too_large
    remarks += run(kit, notebook, name, files, seed_of(content))
    source = {cell.name: cell for cell in named}
    remarks += scoring.settle(notebook, source)
    notebook["metadata"][sanitise.REMARKS] = {"remarks": remarks}
    graded, comments = results_of(notebook, source)
    written = sanitise.written(notebook)
    seconds = time.perf_counter() - started
    return NotebookResult(name, written, graded, comments, tuple(remarks), "", seconds)


def run(
    kit: Kit, notebook: dict[str, Any], name: str, files: Mapping[str, bytes], seed: int
) -> list[str]:
    """Run a sanitised notebook's cells, in place.

    Returns:
        Remarks for the instructor.

    Raises:
        SandboxError: where no process can be made for it.
    """
    named = kit.notebooks[name]
    server = warm_server(kit.settings, named)
    pictures = drawn(server, kit.settings, named, tuple(sorted(kit.files.items())))
    return list(execute(notebook, named, server, kit.settings, files, seed, pictures))


def results_of(
    notebook: dict[str, Any], source: Mapping[str, Cell]
) -> tuple[dict[str, float | None], dict[str, str | None]]:
    """The automatic scores and comments of an executed notebook, by grade_id.

    Args:
        notebook: nbformat 4, sanitised and executed.
        source: the named cells of its source.
    """
    scores: dict[str, float | None] = {}
    comments: dict[str, str | None] = {}
    for cell in notebook["cells"]:
        known = source.get(cell["metadata"].get("nbgrader", {}).get("grade_id"))
        if known is None:
            continue
        if known.points is not None and not known.task:
            scores[known.name] = scoring.score(cell, known)
        if known.solution or known.task:
            comments[known.name] = scoring.comment(cell, known)
    return scores, comments


def language_of(kernelspec: Mapping[str, str]) -> str:
    """The language of a notebook by its kernelspec metadata, in lower case; Python by default."""
    named = kernelspec.get("language") or kernelspec.get("name") or "python"
    language = str(named).lower()
    return "python" if language.startswith("python") else language


def fitting(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], list[str]]:
    """The files that are small enough to be handed to a student's process, and what to say."""
    kept: dict[str, bytes] = {}
    left = MAX_FILES
    for name, content in sorted(files.items(), key=lambda item: len(item[1])):
        if len(content) > left:
            return kept, [f"{name} and larger files were left out: {MAX_FILES:,} bytes are allowed"]
        left -= len(content)
        kept[name] = content
    return kept, []


def seed_of(content: bytes) -> int:
    """The seed of a notebook's random numbers: the same whenever it is graded."""
    return int.from_bytes(hashlib.sha256(content).digest()[:4], "big")


def kit_of(course: Course, assignment: str, config: Any = None) -> Kit:
    """All that a worker needs of an assignment, read from the gradebook and the source folder.

    Args:
        course: the course.
        assignment: the assignment's id.
        config: its nbgrader configuration (traitlets Config), where it has been read already.

    Raises:
        MissingAssignment: where the gradebook doesn't know it.
    """
    from autograder.gradebook import assignment_spec, load_config, read_layout
    from autograder.limits import Sandbox

    config = load_config(course.root) if config is None else config
    layout = read_layout(config)
    source = layout.folder(layout.source, ".", assignment)
    spec = assignment_spec(layout.db_url, assignment, source)
    files = files_in(source, layout.ignore)
    return Kit(assignment, spec.notebooks, spec.kernels, files, Sandbox(config=config).settings())


def read(course: Course, assignment: str, student: str, config: Any = None) -> Submission:
    """What a student handed in, read from the submitted folder.

    Raises:
        CourseError: where the student has no folder for the assignment.
    """
    from autograder.course import CourseError
    from autograder.gradebook import load_config, read_layout, read_timestamp

    config = load_config(course.root) if config is None else config
    layout = read_layout(config)
    folder = layout.folder(layout.submitted, student, assignment)
    if not folder.is_dir():
        raise CourseError(f"{student} has handed in nothing for {assignment}: no folder {folder}")
    notebooks: dict[str, bytes | None] = {
        path.stem: path.read_bytes() for path in sorted(folder.glob("*.ipynb")) if path.is_file()
    }
    return Submission(
        student, assignment, notebooks, files_in(folder, layout.ignore), read_timestamp(folder)
    )


def files_in(folder: Path, ignore: tuple[str, ...] = ()) -> dict[str, bytes]:
    """The files of a folder but notebooks, by relative path; no links, and not too large."""
    found: dict[str, bytes] = {}
    if not folder.is_dir():
        return found
    left = MAX_FILES
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        inside_link = any((folder / parent).is_symlink() for parent in relative.parents)
        if path.is_symlink() or inside_link or not path.is_file() or path.suffix == ".ipynb":
            continue
        if any(Path(part).match(pattern) for part in relative.parts for pattern in ignore):
            continue
        size = path.stat().st_size
        if size <= left:
            left -= size
            found[relative.as_posix()] = path.read_bytes()
    return found
