"""A submission's autograded folder, written as nbgrader autograde writes it."""

from __future__ import annotations

import fnmatch
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder.gradebook.layout import Layout
from autograder.result import SubmissionResult


def write_folder(target: Path, result: SubmissionResult, layout: Layout) -> list[str]:
    """Write the notebooks, the submission's other files, and the source's data files over these.

    Args:
        target: the folder to make.
        result: what came of the submission.
        layout: where the submission and the source lie, which of their files to leave out, and the
            permissions that files get.

    Returns:
        Remarks on files that were left out.

    Raises:
        OSError: where the disk is full, a file can't be read, and the like.
    """
    remarks: list[str] = []
    submitted = layout.folder(layout.submitted, result.student, result.assignment)
    files = {}
    for name, path in data_files(submitted, layout.ignore):
        if _leads_out(path, submitted):
            remarks.append(f"{name} is a link out of the submission, or no file: left out.")
        else:
            files[name] = path
    source = layout.folder(layout.source, ".", result.assignment)
    kept = {os.path.normpath(name) for name in layout.kept.get(result.assignment, ())}
    given = {name: path for name, path in data_files(source, layout.ignore) if name not in kept}
    for name in _in_the_way(files, given):
        remarks.append(f"{name} is where the assignment has a file or folder: left out.")
        del files[name]
    files.update(given)
    # The two modes are those of the functions by which nbgrader makes the folder.
    target.mkdir(mode=0o777 if files else 0o755)
    for name, path in files.items():
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(path, place)
        except OSError as error:
            if error.filename != str(path) and error.filename != path:
                raise
            remarks.append(f"{name} cannot be read ({error.strerror}): left out.")
        else:
            place.chmod(layout.mode)
    for notebook in result.notebooks:
        if notebook.content is not None:
            place = target / f"{notebook.notebook}.ipynb"
            place.write_bytes(notebook.content)
            place.chmod(layout.mode)
    if layout.shared:
        for where, _, _ in os.walk(target):
            share(Path(where))
    return remarks


def share(folder: Path) -> None:
    """Let the group write to a folder, and its new files belong to the group."""
    mode = folder.stat().st_mode
    if mode & 0o2770 != 0o2770:
        folder.chmod((mode | 0o2770) & 0o2777)


def data_files(folder: Path, ignore: Sequence[str]) -> Iterator[tuple[str, Path]]:
    """The files below a folder by relative name, without notebooks and ignored files."""
    patterns = (*ignore, "*.ipynb")
    for where, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not _ignored(name, patterns)]
        for name in files:
            if not _ignored(name, patterns):
                path = Path(where, name)
                yield str(path.relative_to(folder)), path


def _in_the_way(files: Mapping[str, Path], given: Mapping[str, Path]) -> list[str]:
    """The files that would have to be a folder, or lie below a file, of those given."""
    folders = {str(each) for name in given for each in Path(name).parents}
    return [
        name
        for name in files
        if name in folders or any(str(each) in given for each in Path(name).parents)
    ]


def _ignored(name: str, patterns: Sequence[str]) -> bool:
    # As glob does, which nbgrader asks: only a pattern that begins with a dot finds a hidden file.
    return any(
        fnmatch.fnmatchcase(name, each) and (each[0] == "." or name[0] != ".")
        for each in patterns
        if each
    )


def _leads_out(path: Path, submission: Path) -> bool:
    if not path.is_symlink():
        return not path.is_file()
    return not (path.is_file() and path.resolve().is_relative_to(submission.resolve()))
