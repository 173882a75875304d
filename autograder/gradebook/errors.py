"""What can go wrong with the gradebook, by what a caller does about it."""

from __future__ import annotations


class GradebookError(Exception):
    """The gradebook or the course's folders are not as they should be; the message says more."""


class MissingAssignment(GradebookError):
    """The gradebook does not know the assignment: it was not generated here."""


class GradebookBusy(GradebookError):
    """Another program holds the gradebook, or writes into the course, and did not let go."""
