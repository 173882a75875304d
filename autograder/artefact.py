"""Files with students' results: written whole or not at all, and kept out of git."""

from __future__ import annotations

from pathlib import Path

from autograder.course import CourseError


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; its new folder is kept out of git.

    Raises:
        CourseError: where it cannot be written.
    """
    try:
        private_folder(path.parent)
        scratch = path.with_name(f".{path.name}.part")
        scratch.write_bytes(content)
        scratch.replace(path)
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {error}") from error


def private_folder(folder: Path) -> None:
    """Make a folder that git leaves alone: what lies in it names students."""
    if not folder.exists():
        folder.mkdir(parents=True)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
