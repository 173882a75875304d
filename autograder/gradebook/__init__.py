"""nbgrader's gradebook and folders: what they hold, and results stored in them in bulk."""

from autograder.gradebook.errors import GradebookBusy, GradebookError, MissingAssignment
from autograder.gradebook.graded import graded, is_graded, read_timestamp
from autograder.gradebook.layout import Layout, load_config, read_layout
from autograder.gradebook.scores import scores
from autograder.gradebook.spec import AssignmentSpec, assignment_spec
from autograder.gradebook.writer import Entry, Writer, recover

__all__ = [
    "AssignmentSpec",
    "Entry",
    "GradebookBusy",
    "GradebookError",
    "Layout",
    "MissingAssignment",
    "Writer",
    "assignment_spec",
    "graded",
    "is_graded",
    "load_config",
    "read_layout",
    "read_timestamp",
    "recover",
    "scores",
]
