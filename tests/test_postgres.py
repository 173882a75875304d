"""The gradebook on PostgreSQL: a server of the test's own, tables made by nbgrader."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.gradebook import GradebookError, Writer, assignment_spec, read_timestamp
from tests.small_course import (
    ASSIGNMENT,
    EARLY,
    LATE,
    LATER,
    files,
    hand_in,
    made_up,
    make_course,
    plugin_of,
    tables,
    url_of,
)

pytestmark = pytest.mark.slow


def _programs():
    """The folder with PostgreSQL's programs; None where it isn't installed."""
    found = [Path(path).resolve().parent for path in [shutil.which("initdb")] if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((each for each in found if (each / "postgres").is_file()), None)


def _run(programs, user, name, *words):
    done = subprocess.run(
        [str(programs / name), *words],
        **user,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def server():
    """The URL of an empty database."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: gradlab[postgres]")
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here")
    user = {}
    if os.geteuid() == 0:
        # The server refuses to run as root.
        nobody = pwd.getpwnam("nobody")
        user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    # Not in pytest's own folder: that is closed to others, and too long for a socket's path.
    with tempfile.TemporaryDirectory(prefix="gradlab-pg-") as folder:
        if user:
            shutil.chown(folder, user["user"])
        data, log = f"{folder}/data", f"{folder}/log"
        trust = ("--auth=trust", "--username=course", "--encoding=UTF8", "--no-locale")
        _run(programs, user, "initdb", f"--pgdata={data}", "--no-sync", *trust)
        options = f"-c listen_addresses='' -c unix_socket_directories={folder}"
        control = ("--wait", f"--pgdata={data}")
        _run(programs, user, "pg_ctl", "start", *control, f"--log={log}", f"--options={options}")
        try:
            yield f"postgresql+psycopg://course@/postgres?host={folder}"
        finally:
            _run(programs, user, "pg_ctl", "stop", *control, "--mode=immediate")


@pytest.fixture(scope="module")
def courses(server, tmp_path_factory):
    """The same course on SQLite and on PostgreSQL, with the same class stored in both."""
    folder = tmp_path_factory.mktemp("courses")
    both = [(folder / "sqlite", ""), (folder / "postgres", server)]
    for root, url in both:
        make_course(root, url)
        hand_in(root, "ana", EARLY)
        hand_in(root, "ben", LATE)
        _store(root, 0.5)
        with Gradebook(url_of(root, url)) as gradebook:
            grade = gradebook.find_grade("test_two", "one", ASSIGNMENT, "ben")
            grade.manual_score, grade.extra_credit = 2.5, 0.5
            grade.needs_manual_grade = False
            gradebook.grant_extension(ASSIGNMENT, "ana", days=2)
            gradebook.db.commit()
        hand_in(root, "ana", LATER)
        _store(root, 1.0)
    return [(root, url_of(root, url)) for root, url in both]


def _store(root, score):
    students = ["ana", "ben", *(f"student{i}" for i in range(150))]
    stamps = {each: read_timestamp(root / "submitted" / each / ASSIGNMENT) for each in students}
    with plugin_of(root), Writer(root) as writer:
        entries = writer.write([made_up(each, score, stamps[each]) for each in students])
    assert not any(entry.refusal for entry in entries)


def test_all_rows_on_postgresql_are_those_on_sqlite(courses):
    (_, sqlite), (_, postgres) = courses
    ours, theirs = tables(postgres), tables(sqlite)
    for table in theirs:
        assert ours[table] == theirs[table], table
    late = {dict(row)["late_submission_penalty"] for row in ours["submitted_notebook"]}
    assert late == {None, 0.5}


def test_all_files_are_those_beside_sqlite(courses):
    sqlite, postgres = (files(root / "autograded") for root, _ in courses)
    assert postgres == sqlite


def test_the_assignment_is_read_from_postgresql_as_from_sqlite(courses):
    sqlite, postgres = (
        assignment_spec(url, ASSIGNMENT, root / "source" / ASSIGNMENT) for root, url in courses
    )
    assert postgres == sqlite


def test_a_database_that_was_never_used_and_one_that_is_not_there_are_told(server):
    with pytest.raises(GradebookError, match="nbgrader db upgrade"):
        assignment_spec(server.replace("/postgres?", "/template1?"), ASSIGNMENT)
    with pytest.raises(GradebookError, match="nowhere"):
        assignment_spec(server.replace("/postgres?", "/nowhere?"), ASSIGNMENT)
