"""The grader: exercises, their checks, and what a student's implementation earns.

A notebook calls `grade`; the command is `gradlab` (autograder.cli). A student's cells run in a
confined process (sandbox, kernel), the tests in the judge (execution), and only data cross between
them (bridge). docs/architecture.md has a line for each module.
"""

from autograder.grading import grade

__all__ = ["grade"]
