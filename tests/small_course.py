"""A small course for tests of the gradebook: two short notebooks with every kind of graded cell."""

from __future__ import annotations

import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Base, Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution
from sqlalchemy import create_engine, inspect, select, text

from autograder.course import Course
from autograder.environment import put_commands_on_path
from autograder.gradebook import load_config, read_timestamp
from autograder.result import NotebookResult, SubmissionResult

ASSIGNMENT = "ps1"
# Added to the course's own configuration.
CONFIG = """
c.CourseDirectory.course_id = "small"
c.CourseDirectory.ignore += ["*.tmp", ".hidden"]
c.Autograde.exclude_overwriting = {"ps1": ["own.csv"]}
c.AssignLatePenalties.plugin_class = "late_by_the_hour.LateByTheHour"
"""
PLUGIN = """
from nbgrader.plugins import BasePlugin

class LateByTheHour(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 0.5 * total_seconds_late / 3600
"""
DUE = "2026-03-01 12:00:00 UTC"
EARLY = "2026-03-01 10:00:00.250000 UTC"
LATE = "2026-03-01 13:00:00 UTC"
LATER = "2026-03-02 12:00:00 UTC"


def make_course(root: Path, db_url: str = "") -> Any:
    """Write the course, let nbgrader generate its assignment, and return its configuration."""
    put_commands_on_path()
    root.mkdir(parents=True, exist_ok=True)
    extra = f"c.CourseDirectory.db_url = {db_url!r}\n" if db_url else ""
    own = Course.find(Path(__file__).parent).root / "nbgrader_config.py"
    (root / own.name).write_text(own.read_text() + CONFIG + extra)
    (root / "late_by_the_hour.py").write_text(PLUGIN)
    source = root / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    for name, cells in (("one", _one()), ("two", _two())):
        kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
        nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}),
                       source / f"{name}.ipynb")  # fmt: skip
    (source / "data").mkdir()
    (source / "data" / "table.csv").write_text("1,2\n")
    (source / "own.csv").write_text("of the source\n")
    (source / "notes.tmp").write_text("not to be copied\n")
    config = load_config(root)
    with plugin_of(root):
        done = NbGraderAPI(config=config).generate_assignment(ASSIGNMENT)
    assert done["success"], done
    with Gradebook(url_of(root, db_url)) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=DUE, course_id="small")
    return config


def url_of(root: Path, db_url: str = "") -> str:
    return db_url or f"sqlite:///{root / 'gradebook.db'}"


@contextmanager
def plugin_of(root: Path) -> Iterator[None]:
    """The course's late penalty plugin can be imported, as when nbgrader runs in its folder."""
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        sys.path.remove(str(root))


def hand_in(
    root: Path, student: str, stamp: str, *, square: str = "return x * x", essay: str = "",
    without: tuple[str, ...] = (),
) -> None:  # fmt: skip
    """Hand in the released notebooks with these answers, in place of what was handed in before."""
    folder = root / "submitted" / student / ASSIGNMENT
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(root / "release" / ASSIGNMENT, folder)
    if stamp:
        (folder / "timestamp.txt").write_text(stamp)
    (folder / "own.csv").write_text(f"of {student}\n")
    (folder / "notes").mkdir()
    (folder / "notes" / "more.txt").write_text(f"{student}'s notes\n")
    (folder / "notes" / "old.tmp").write_text("not to be copied\n")
    for path in folder.glob("*.ipynb"):
        if path.stem in without:
            path.unlink()
            continue
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.metadata.nbgrader.grade_id == "square" and square:
                cell.source = f"def square(x):\n    {square}"
            if cell.metadata.nbgrader.grade_id == "essay" and essay:
                cell.source = essay
        nbformat.write(notebook, path)


def result_of(root: Path, student: str, assignment: str = ASSIGNMENT) -> SubmissionResult:
    """The result that nbgrader came to, read from the notebooks that it left."""
    folder = root / "autograded" / student / assignment
    names = [path.stem for path in sorted((root / "source" / assignment).glob("*.ipynb"))]
    notebooks = tuple(_graded(folder / f"{name}.ipynb") for name in names)
    return SubmissionResult(student, assignment, notebooks, read_timestamp(folder))


def made_up(student: str, score: float, stamp: datetime | None = None) -> SubmissionResult:
    """A result with one score everywhere, as no notebook was run for it."""
    return SubmissionResult(
        student,
        ASSIGNMENT,
        (
            NotebookResult(
                "one",
                f"one of {student}: {score}\n".encode() * 2000,
                {"test_one": score, "test_two": score, "essay": None},
                {"square": None, "essay": "No response."},
            ),
            NotebookResult("two", b"two", {"test_three": score}),
        ),
        stamp,
    )


def tables(db_url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, with names in place of random ids, sorted."""
    engine = create_engine(db_url)
    names: dict[Any, str] = {}
    found = {}
    order = [table.name for table in Base.metadata.sorted_tables]
    assert {*order, "alembic_version"} == set(inspect(engine).get_table_names())
    keys = {
        "assignment": ("name",),
        "notebook": ("assignment_id", "name"),
        "base_cell": ("notebook_id", "name", "type"),
        "source_cell": ("notebook_id", "name"),
        "submitted_assignment": ("assignment_id", "student_id"),
        "submitted_notebook": ("assignment_id", "notebook_id"),
        "grade": ("notebook_id", "cell_id"),
        "comment": ("notebook_id", "cell_id"),
    }
    with engine.connect() as connection:
        for table in order:
            query = select(Base.metadata.tables[table])
            rows = [dict(row) for row in connection.execute(query).mappings()]
            for row in rows:
                if table in keys:
                    key = " ".join(str(names.get(row[each], row[each])) for each in keys[table])
                    names[row["id"]] = f"<{table} {key}>"
            found[table] = sorted(
                (tuple((column, names.get(value, value)) for column, value in row.items())
                 for row in rows),
                key=str,
            )  # fmt: skip
        version = connection.execute(text("SELECT * FROM alembic_version")).one()
        found["alembic_version"] = [tuple(version)]
    engine.dispose()
    return found


def files(folder: Path) -> dict[str, tuple[int, bytes | None]]:
    """Mode and content of all that lies below a folder, but what the writer keeps for itself."""
    return {
        str(path.relative_to(folder)): (
            stat.S_IMODE(path.stat().st_mode),
            path.read_bytes() if path.is_file() else None,
        )
        for path in sorted(folder.rglob("*"))
        if ".gradlab" not in path.parts
    }


def _graded(path: Path) -> NotebookResult:
    if not path.is_file():
        return NotebookResult(path.stem, None)
    cells = nbformat.read(path, as_version=4).cells
    return NotebookResult(
        path.stem,
        path.read_bytes(),
        {_id(cell): determine_grade(cell)[0] for cell in cells if is_grade(cell)},
        {
            _id(cell): "No response."
            if cell.metadata.nbgrader.checksum == compute_checksum(cell)
            else None
            for cell in cells
            if is_solution(cell)
        },
    )  # fmt: skip


def _id(cell: Any) -> str:
    return str(cell.metadata.nbgrader.grade_id)


def _one() -> list[Any]:
    return [
        _code("square", "def square(x):\n    ### BEGIN SOLUTION\n    return x * x\n"
              "    ### END SOLUTION", solution=True),
        _code("test_one", "assert square(2) == 4", points=2),
        _code("test_two", "assert square(2) == 4\n"
              "### BEGIN HIDDEN TESTS\nassert square(-1) == 1\n### END HIDDEN TESTS", points=3),
        _named(new_markdown_cell("Why is it so?"), "essay", solution=True, points=4),
        _named(new_markdown_cell("Find out more."), "errand", task=True, points=5),
        _named(new_markdown_cell("Nothing to do here."), "words", locked=True),
    ]  # fmt: skip


def _two() -> list[Any]:
    return [
        _code("any", "x = 1", solution=True),
        _code("test_three", "x / 4", points=1),
    ]


def _code(name: str, source: str, **roles: Any) -> Any:
    return _named(new_code_cell(source), name, **roles)


def _named(
    cell: Any, name: str, *, points: float | None = None, solution: bool = False,
    task: bool = False, locked: bool = False,
) -> Any:  # fmt: skip
    cell.id = name
    cell.metadata["nbgrader"] = {
        "grade": points is not None and not task,
        "grade_id": name,
        "locked": locked or (points is not None and not solution),
        "schema_version": 3,
        "solution": solution,
        "task": task,
    }
    if points is not None:
        cell.metadata["nbgrader"]["points"] = points
    return cell
