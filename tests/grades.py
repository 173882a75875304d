"""Grading functions for tests of the engine: what a student's name asks for is what happens."""

import importlib
import os
import signal
import time

from autograder.result import NotebookResult, SubmissionResult
from autograder.task import Cell, Kit, Submission

KIT = Kit("ps1", {"one": (Cell("test_one", "code", "", True, None, 2.0),)}, {"one": {}}, {})


def hand_in(*students: str, content: bytes = b"{}") -> list[Submission]:
    """A submission for each student."""
    return [Submission(student, KIT.assignment, {"one": content}) for student in students]


def score(kit: Kit, submission: Submission) -> SubmissionResult:
    """The process's id and the course's secret, as remarks; other things for other names."""
    if submission.student.startswith("killer"):
        os.kill(os.getpid(), signal.SIGKILL)
    if submission.student.startswith("bug"):
        raise ZeroDivisionError("by zero")
    if submission.student.startswith("slow"):
        time.sleep(60)
    if submission.student.startswith("pause"):
        time.sleep(0.01)
    remarks = (str(os.getpid()), os.environ.get("GRADLAB_COURSE_SECRET", ""))
    notebook = NotebookResult("one", b"{}", {"test_one": 2.0}, remarks=remarks)
    return SubmissionResult(submission.student, kit.assignment, (notebook,), submission.timestamp)


class _Missing:
    """Stands for a grading function that the workers cannot import."""

    def __reduce__(self) -> tuple[object, tuple[object]]:
        return importlib.import_module, ("no_such_module",)

    def __call__(self, kit: Kit, submission: Submission) -> SubmissionResult:
        raise AssertionError("cannot be called")


missing = _Missing()


class Deadly(_Missing):
    """Stands for a grading function that ends the process in which it is imported."""

    def __reduce__(self) -> tuple[object, tuple[object]]:
        return os._exit, (3,)
