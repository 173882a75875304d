"""nbgrader's tables, by the columns that are read, and a connection to them.

nbgrader's own classes take seconds to import, and answer for one student at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.sql import FromClause, column, table

from autograder.course import CourseError


def _table(name: str, *columns: str) -> FromClause:
    return table(name, *map(column, columns))


ASSIGNMENT = _table("assignment", "id", "name")
NOTEBOOK = _table("notebook", "id", "name", "assignment_id")
CELL = _table("base_cell", "id", "name", "notebook_id")
GRADE_CELL = _table("grade_cells", "id", "max_score", "cell_type")
TASK_CELL = _table("task_cells", "id", "max_score")
STUDENT = _table("student", "id", "first_name", "last_name", "email", "lms_user_id")
SUBMITTED = _table("submitted_assignment", "id", "assignment_id", "student_id", "timestamp")
SUBMITTED_NOTEBOOK = _table(
    "submitted_notebook", "id", "assignment_id", "notebook_id", "late_submission_penalty"
)
GRADE = _table(
    "grade",
    *("notebook_id", "cell_id", "auto_score", "manual_score", "extra_credit"),
    "needs_manual_grade",
)


@contextmanager
def connected(address: str) -> Iterator[Connection]:
    """A connection to a gradebook, for reading.

    Raises:
        CourseError: where there is none at the address, or it cannot be read.
    """
    url = make_url(address)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise CourseError(f"there is no gradebook at {url.database}: grade the assignment first")
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise CourseError(
            f"the gradebook {url.render_as_string()} cannot be read: {error}"
        ) from error
    finally:
        engine.dispose()
