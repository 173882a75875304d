"""The `gradlab` command: a module for each of its commands."""

from __future__ import annotations

from autograder.catalog import UnknownExercise
from autograder.cli import (  # noqa: F401 (to import a command is to register it)
    build,
    demo,
    doctor,
    export,
    feedback,
    grade,
    prove,
    report,
)
from autograder.cli.command import app, err
from autograder.course import CourseError
from autograder.environment import leave_out_slow_imports


def main() -> None:
    """Run the command; faults of the course or of its input end in one message and status 2."""
    leave_out_slow_imports()
    try:
        app()
    except (CourseError, UnknownExercise) as error:
        err.print(f"gradlab: {error}", style="red", highlight=False, markup=False, soft_wrap=True)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        err.print("gradlab: stopped. Files that were finished are whole; nothing else was changed.")
        raise SystemExit(130) from None
