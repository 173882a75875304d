"""The gradebook's database: SQLite by default, PostgreSQL where the course names one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.gradebook.errors import GradebookBusy, GradebookError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

WAIT = 60.0
"""Seconds to wait for another program that holds the gradebook."""

_ALONE = "gradlab_alone"


def open_engine(db_url: str, wait: float = WAIT) -> Engine:
    """An engine for nbgrader's db_url that keeps no connection open between transactions.

    A pool of worker processes may be forked between two transactions, and a connection must not
    be shared with a child.

    Args:
        db_url: as CourseDirectory.db_url has it.
        wait: seconds to wait where SQLite is held by another program.

    Raises:
        GradebookError: where there is no such database, or no driver for it.
    """
    from sqlalchemy import create_engine, event
    from sqlalchemy.engine import make_url
    from sqlalchemy.pool import NullPool

    url = make_url(db_url)
    options: dict[str, Any] = {}
    sqlite = url.get_backend_name() == "sqlite"
    if sqlite:
        if not url.database or not Path(url.database).is_file():
            raise GradebookError(
                f"there is no gradebook {url.database}: "
                "run nbgrader generate_assignment for an assignment first"
            )
        options["connect_args"] = {"timeout": wait}
    try:
        engine = create_engine(url, poolclass=NullPool, **options)
    except ModuleNotFoundError as error:
        raise GradebookError(
            f"no driver for {url.render_as_string()}: {error}. "
            "For PostgreSQL install gradlab[postgres] and begin db_url with postgresql+psycopg://."
        ) from error
    if sqlite:
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """All or nothing, with this writer alone where the database is SQLite.

    Raises:
        GradebookBusy: where another program did not let go of the database.
        GradebookError: where the disk is full, the tables are of another nbgrader, and the like.
        sqlalchemy.exc.IntegrityError: where another program added the same rows a moment before.
    """
    with reading(engine.execution_options(**{_ALONE: True})) as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read by; raises as transaction() does."""
    from sqlalchemy.exc import DBAPIError, IntegrityError

    try:
        with engine.begin() as connection:
            yield connection
    except IntegrityError:
        raise
    except DBAPIError as error:
        raise _told(error, engine) from error


def _prepare(connection: Any, record: object) -> None:
    # The driver would begin a transaction at the first change only, after we have read.
    connection.isolation_level = None
    # Primary keys are random: a larger cache (64 MB) keeps most of the index at hand.
    connection.execute("PRAGMA cache_size = -64000")


def _begin(connection: Connection) -> None:
    # To begin as a reader and write later can fail at once where two do it, without waiting.
    alone = connection.get_execution_options().get(_ALONE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if alone else "BEGIN")


def _told(error: Any, engine: Engine) -> GradebookError:
    where = engine.url.render_as_string()
    what = str(error.orig).strip()
    if "locked" in what:
        return GradebookBusy(
            f"{where} is held by another program (formgrader? another nbgrader command?) and did "
            "not get free in time. Close that program and run again: nothing is lost."
        )
    if "no such" in what or "does not exist" in what:
        return GradebookError(
            f"{where} has not the tables of this nbgrader ({what}): make a copy of it and run "
            "nbgrader db upgrade"
        )
    return GradebookError(f"{where} cannot be used: {what}")
