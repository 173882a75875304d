"""The chain from the text of a notebook to its release, and the check that it is current."""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat

from autograder.build.faults import faults
from autograder.build.release import release_folder
from autograder.build.students import handed_in, read_release
from autograder.build.text import source_notebook
from autograder.course import Assignment, Course

__all__ = ["build", "faults", "stale"]


def build(course: Course, assignment: Assignment) -> list[Path]:
    """Write the source notebook, the release and the sample class of an assignment.

    Returns:
        The files that changed.

    Raises:
        CourseError: where something is missing or refused; nothing is written then.
    """
    return [path for path, text in _differences(course, assignment) if _write(path, text)]


def stale(course: Course, assignment: Assignment) -> list[Path]:
    """The built files that are not what building them now would give."""
    return [path for path, _ in _differences(course, assignment)]


def _differences(course: Course, assignment: Assignment) -> list[tuple[Path, bytes | None]]:
    """The files that differ from what they should hold; None for those that should not be."""
    wanted = dict(_built(course, assignment))
    differing: list[tuple[Path, bytes | None]] = [
        (path, data)
        for path, data in wanted.items()
        if not path.is_file() or path.read_bytes() != data
    ]
    kept = (course.release(assignment).parent, course.sample / "submitted")
    present = [*kept[0].rglob("*"), *kept[1].glob(f"*/{assignment.id}/*")]
    differing += [
        (path, None)
        for path in present
        if path.is_file() and path not in wanted and ".ipynb_checkpoints" not in path.parts
    ]
    return differing


def _built(course: Course, assignment: Assignment) -> list[tuple[Path, bytes]]:
    source = nbformat.writes(source_notebook(course, assignment)) + "\n"
    built = [(course.source(assignment), source.encode())]
    with tempfile.TemporaryDirectory(prefix="gradlab-build-") as scratch:
        folder, target = Path(scratch) / "source", Path(scratch) / "release"
        folder.mkdir()
        for path in course.source(assignment).parent.iterdir():
            if path.is_file() and path.suffix not in (".py", ".ipynb"):
                (folder / path.name).write_bytes(path.read_bytes())
        (folder / course.source(assignment).name).write_text(source, encoding="utf-8")
        release_folder(course, assignment, folder, target)
        for path in sorted(target.rglob("*")):
            if path.is_file():
                place = course.release(assignment).parent / path.relative_to(target)
                built.append((place, path.read_bytes()))
        notebook = read_release(target / course.release(assignment).name)
    for answers in course.answers(assignment):
        text = handed_in(notebook, answers)
        built.append((course.submission(assignment, answers.stem), text.encode()))
    return built


def _write(path: Path, data: bytes | None) -> bool:
    if data is None:
        path.unlink()
        return True
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written beside it and moved, so that an interruption leaves the old file or the new one.
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(data)
    beside.replace(path)
    return True
