"""Where the course keeps submissions and results, as its nbgrader configuration says."""

from __future__ import annotations

import glob
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course import CONFIG

_ANYONE = "\x00"


@dataclass(frozen=True)
class Layout:
    """The settings of nbgrader's CourseDirectory and Autograde that the gradebook needs.

    Attributes:
        root: the course folder.
        db_url: the gradebook's.
        structure: how a submission's path is made up.
        source, submitted, autograded: the names of these steps' folders.
        ignore: patterns of files that are not copied.
        kept: by assignment, the student's files that the source's must not replace.
        mode: permissions of autograded files.
        shared: whether folders are to be written by the instructors' group.
        create_student: whether a student that the gradebook doesn't know is added to it.
    """

    root: Path
    db_url: str
    structure: str
    source: str
    submitted: str
    autograded: str
    ignore: tuple[str, ...]
    kept: Mapping[str, tuple[str, ...]]
    mode: int
    shared: bool
    create_student: bool

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """Where a step keeps a submission."""
        path = self.structure.format(
            nbgrader_step=step, student_id=student, assignment_id=assignment
        )
        return self.root / path

    def students(self, step: str, assignment: str) -> dict[str, Path]:
        """The students with a folder for the assignment in a step, sorted, and these folders."""
        path = str(self.folder(step, _ANYONE, assignment))
        pattern = re.compile(re.escape(path).replace(re.escape(_ANYONE), "([^/]+)"))
        found = {}
        for each in sorted(glob.glob(glob.escape(path).replace(_ANYONE, "*"))):
            if match := pattern.fullmatch(each):
                found[match[1]] = Path(each)
        return found


def load_config(root: Path) -> Any:
    """The nbgrader configuration of a course folder, with the folder as its root."""
    from traitlets.config.loader import Config, PyFileConfigLoader

    config = Config()
    if (root / CONFIG).is_file():
        config = PyFileConfigLoader(CONFIG, path=str(root)).load_config()
    config.CourseDirectory.root = str(root.resolve())
    return config


def read_layout(config: Any) -> Layout:
    """The layout that a configuration (traitlets Config) describes, with nbgrader's defaults."""
    from nbgrader.converters import Autograde
    from nbgrader.coursedir import CourseDirectory

    course = CourseDirectory(config=config)
    converter = Autograde(coursedir=course, config=config)
    return Layout(
        root=Path(course.root),
        db_url=course.db_url,
        structure=course.directory_structure,
        source=course.source_directory,
        submitted=course.submitted_directory,
        autograded=course.autograded_directory,
        ignore=tuple(course.ignore),
        kept={name: tuple(files) for name, files in converter.exclude_overwriting.items()},
        mode=int(str(converter.permissions), 8),
        shared=course.groupshared,
        create_student=converter.create_student,
    )
