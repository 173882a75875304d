"""What travels to a worker: a submission, and what is the same for a whole class, the kit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Submission:
    """What one student handed in for an assignment, as bytes.

    Attributes:
        student: the student's id.
        assignment: the assignment's id.
        notebooks: what was handed in under each notebook's name; None where nothing was.
        files: the other files, by path relative to the submission's folder.
        timestamp: when it was handed in (UTC, naive, as nbgrader keeps it), or None.
    """

    student: str
    assignment: str
    notebooks: Mapping[str, bytes | None]
    files: Mapping[str, bytes] = field(default_factory=dict)
    timestamp: datetime | None = None


@dataclass(frozen=True)
class Settings:
    """How far a notebook may go. All in the course's nbgrader_config.py, under c.Sandbox.

    Attributes:
        cell_seconds: a cell of the student's that runs longer is interrupted, then killed.
        call_seconds: the same for one call that a test makes.
        notebook_seconds: when the whole notebook is stopped.
        memory: bytes that the student's process may take beyond what it starts with.
        processes: how many processes and threads it may have.
        open_files: how many files it may hold open.
        file_size: bytes of the largest file that it may write.
        disk: bytes of its private folder.
        output: bytes of outputs that are kept of a cell.
        require_sandbox: refuse to run where a layer of the sandbox is missing.
        pictures: run locked cells that only show the student's own work, too (named picture_… or
            show_…). They earn nothing, take most of the time, and the student has seen them.
    """

    cell_seconds: float = 30.0
    call_seconds: float = 10.0
    notebook_seconds: float = 300.0
    memory: int = 2 << 30
    processes: int = 32
    open_files: int = 256
    file_size: int = 64 << 20
    disk: int = 128 << 20
    output: int = 1 << 20
    require_sandbox: bool = False
    pictures: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of the source notebook that nbgrader knows by name.

    Attributes:
        name: its grade_id.
        cell_type: "code" or "markdown".
        source: its text, hidden tests included where it is locked.
        locked: whether a submission's cell is overwritten by it.
        checksum: nbgrader's, of the cell as it was released.
        points: what it is worth; None where it isn't graded.
        solution: whether the student writes it.
        task: whether it is a task, graded by a person.
    """

    name: str
    cell_type: str
    source: str
    locked: bool
    checksum: str | None
    points: float | None = None
    solution: bool = False
    task: bool = False


@dataclass(frozen=True)
class Kit:
    """All that a worker needs of an assignment besides a submission.

    Attributes:
        assignment: the assignment's id.
        notebooks: the named cells of each notebook, in the order of the source.
        kernels: the kernelspec metadata of each notebook's source.
        files: the assignment's data files, by path relative to the source folder.
        settings: limits.
    """

    assignment: str
    notebooks: Mapping[str, tuple[Cell, ...]]
    kernels: Mapping[str, Mapping[str, str]]
    files: Mapping[str, bytes]
    settings: Settings = Settings()
