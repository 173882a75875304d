"""What came of a submission, as plain data: it travels from a worker to the one writer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class NotebookResult:
    """What came of one notebook.

    Attributes:
        notebook: its name, without an ending.
        content: the autograded notebook, nbformat JSON in UTF-8; None where nothing was handed in
            under this name (`failure` is "") or it could not be graded (`failure` says why).
        scores: the automatic score of each grade cell by grade_id; None for what a person grades.
        comments: the automatic comment on each solution cell by grade_id: "No response." or None.
        remarks: what the instructor should know: a test cell that was deleted and put back, a
            process that was killed. Each one sentence.
        failure: why what was handed in could not be graded, or "". Its exercises score 0 and wait
            for a person; those of a notebook that was not handed in score 0 for good.
        seconds: how long it took.
    """

    notebook: str
    content: bytes | None
    scores: Mapping[str, float | None] = field(default_factory=dict)
    comments: Mapping[str, str | None] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    failure: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class SubmissionResult:
    """What came of what one student handed in for an assignment.

    Attributes:
        student: the student's id.
        assignment: the assignment's id.
        notebooks: a result for each notebook of the assignment.
        timestamp: when it was handed in (UTC, naive, as nbgrader keeps it), or None.
    """

    student: str
    assignment: str
    notebooks: tuple[NotebookResult, ...]
    timestamp: datetime | None = None
