"""The grader: exercises, their checks, and what a student's implementation earns."""

from autograder.grading import grade

__all__ = ["grade"]
