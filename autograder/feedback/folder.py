"""The feedback folder of a submission, as nbgrader's generate_feedback leaves it."""

from __future__ import annotations

import filecmp
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import find_all_files
from traitlets import TraitError

from autograder.course import CONFIG, CourseError
from autograder.feedback.exporter import FeedbackExporter, fingerprint
from autograder.feedback.grades import NotebookGrades
from autograder.feedback.told import Tell
from autograder.gradebook import load_config

_FINGERPRINT = re.compile(r'name="gradlab-fingerprint" content="([0-9a-f]{64})"')
_HEAD = 2_000


@dataclass(frozen=True)
class Written:
    """What became of a student's pages.

    Attributes:
        pages: those written.
        current: how many were up to date.
        remarks: what could not be done and why, a sentence each.
    """

    student: str
    pages: tuple[Path, ...] = ()
    current: int = 0
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings:
    """Where the folders lie and how pages are to be, from nbgrader_config.py."""

    directory: Any
    exporter: FeedbackExporter
    mode: int

    @property
    def db_url(self) -> str:
        """The gradebook, as SQLAlchemy names it."""
        return str(self.directory.db_url)

    @property
    def excluded(self) -> set[str]:
        """Students that the configuration leaves out."""
        return {name for name in str(self.directory.student_id_exclude).split(",") if name}

    def graded(self, student: str, assignment: str) -> Path:
        """The folder of a graded submission."""
        return self._folder(self.directory.autograded_directory, student, assignment)

    def feedback(self, student: str, assignment: str) -> Path:
        """The folder of its pages."""
        return self._folder(self.directory.feedback_directory, student, assignment)

    def _folder(self, step: str, student: str, assignment: str) -> Path:
        return Path(self.directory.format_path(step, student, assignment))


@lru_cache(maxsize=4)
def settings(root: Path, tell: Tell | None) -> Settings:
    """The settings of the course in a folder.

    Args:
        root: the folder with nbgrader_config.py.
        tell: how much is told; as configured by default.

    Raises:
        CourseError: where a setting is not one of those that there are.
    """
    config = load_config(root)
    if tell is not None:
        config.FeedbackExporter.tell = tell.value
    try:
        directory = CourseDirectory(config=config)
        permissions = GenerateFeedback(coursedir=directory, config=config).permissions
        exporter = FeedbackExporter(config=config)  # type: ignore[no-untyped-call]
    except TraitError as problem:
        raise CourseError(f"{root / CONFIG}: {problem}") from None
    return Settings(directory, exporter, int(str(permissions), 8))


def write(
    where: Settings,
    student: str,
    assignment: str,
    grades: Mapping[str, NotebookGrades],
    sources: Mapping[str, tuple[str, ...]],
    force: bool,
) -> Written:
    """Write the pages of one submission, each at once or not at all.

    A page holds a fingerprint of the notebook, the grades and comments, the setting of `tell` and
    the code that made it. Where all are the same, the page is left as it is, unless `force` is set.

    Args:
        where: the course.
        student: whose.
        assignment: the assignment's id.
        grades: what the gradebook says, by notebook.
        sources: the instructor's cells, by notebook.
        force: write every page.
    """
    source, target = where.graded(student, assignment), where.feedback(student, assignment)
    found = sorted(source.glob("*.ipynb"))
    if not found:
        remark = f"{student}: nothing to show: {source} holds no notebook. Grade it first."
        return Written(student, remarks=(remark,))
    pages: list[Path] = []
    remarks: list[str] = []
    for notebook in found:
        page = target / f"{notebook.stem}.html"
        try:
            if notebook.stem not in grades:
                raise LookupError("the gradebook holds no grades for it. Grade it first")
            about = grades[notebook.stem], sources[notebook.stem]
            if not force and _made_from(page) == fingerprint(
                notebook.read_bytes(), *about, Tell(where.exporter.tell)
            ):
                continue
            resources = {"grades": about[0], "sources": about[1]}
            text, _ = where.exporter.from_filename(str(notebook), resources=resources)
            _write(page, text, where)
            pages.append(page)
        except Exception as problem:  # whatever one notebook holds, the others get their pages
            remarks.append(f"{student}: no page for {notebook.name}: {_told(problem)}")
    if len(remarks) < len(found):
        remarks += _copy_others(where, student, source, target)
    current = len(found) - len(pages) - len(remarks)
    return Written(student, tuple(pages), max(current, 0), tuple(remarks))


def _told(problem: Exception) -> str:
    words = " ".join(str(problem).split())
    if len(words) > 300:
        words = words[:300] + " …"
    return f"{words or type(problem).__name__}."


def _made_from(page: Path) -> str:
    try:
        with page.open(encoding="utf-8") as file:
            found = _FINGERPRINT.search(file.read(_HEAD))
    except (OSError, ValueError):
        return ""
    return found[1] if found else ""


def _write(page: Path, text: str, where: Settings) -> None:
    _make_folder(page.parent, where)
    handle, name = tempfile.mkstemp(prefix=f".{page.stem}.", suffix=".tmp", dir=page.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(name, where.mode)
        os.replace(name, page)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _make_folder(folder: Path, where: Settings) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if where.directory.groupshared:
        mode = folder.stat().st_mode
        if mode & 0o2770 != 0o2770:
            folder.chmod((mode | 0o2770) & 0o2777)


def _copy_others(where: Settings, student: str, source: Path, target: Path) -> list[str]:
    """Copy what lies beside the notebook, timestamp.txt and submission_secret.txt among it.

    Links are left out: the file that a student's link points to may be anybody's.
    """
    remarks = []
    ignored = [*where.directory.ignore, "*.ipynb"]
    for each in sorted(Path(name) for name in find_all_files(str(source), ignored)):
        inside = each.resolve().is_relative_to(source.resolve())
        if each.is_symlink() or not each.is_file() or not inside:
            continue
        copy = target / each.relative_to(source)
        try:
            _make_folder(copy.parent, where)
            if copy.is_file() and filecmp.cmp(each, copy, shallow=False):
                continue
            copy.unlink(missing_ok=True)
            shutil.copyfile(each, copy)
            copy.chmod(where.mode)
        except OSError as problem:
            remarks.append(f"{student}: {each.name} could not be copied: {_told(problem)}")
    return remarks
