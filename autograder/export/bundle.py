"""Gradescope's autograder: a zip with the course's hidden parts that grades what is uploaded."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from autograder.course import CONFIG, Assignment, Course
from autograder.export.gradescope import VISIBILITIES
from autograder.export.outcome import Exported, ExportError

PACKAGES = ("autograder", "solutions")
REQUIREMENTS = "requirements.txt"

_SETUP = """\
#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image.
set -euo pipefail

apt-get update
# Gradescope's images differ in age: take a Python that is new enough, wherever it comes from.
for version in 3.13 3.12 3.11; do
    if command -v "python$version" > /dev/null ||
        apt-get install -y "python$version" "python$version-venv"; then
        python="python$version"
        break
    fi
done
if [ -z "${python:-}" ]; then
    echo "no Python 3.11 or newer: choose a newer base image in the autograder's settings" >&2
    exit 1
fi
"$python" -m venv /autograder/venv
/autograder/venv/bin/pip install --no-cache-dir @INSTALL@
/autograder/venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation -e @COURSE@
"""

_RUN = """\
#!/autograder/venv/bin/python
\"\"\"Gradescope runs this for each submission, in /autograder; another root may be named.\"\"\"

import sys
from pathlib import Path

from autograder.export.container import main

main(Path(sys.argv[1] if len(sys.argv) > 1 else "/autograder"), "@ASSIGNMENT@", "@VISIBILITY@")
"""

# One date for all files: the same course makes the same zip.
_DATE = (1980, 1, 1, 0, 0, 0)


def bundle(course: Course, assignment: Assignment, visibility: str = "visible") -> Exported:
    """An autograder for Gradescope, as a zip.

    It holds the hidden tests, the references and, where the course has one, its secret.

    Args:
        course: the course.
        assignment: what to grade.
        visibility: when students see the claims: one of gradescope.VISIBILITIES.

    Raises:
        ExportError: where the course lacks a file that the autograder needs.
    """
    if visibility not in VISIBILITIES:
        raise ExportError(f"visibility {visibility!r} is none of {', '.join(VISIBILITIES)}")
    home = "/autograder/source/course"
    locked = (course.root / REQUIREMENTS).is_file()
    install = f"-r {home}/{REQUIREMENTS}" if locked else f"setuptools {home}"
    scripts = {
        "setup.sh": _SETUP.replace("@INSTALL@", install).replace("@COURSE@", home),
        "run_autograder": _RUN.replace("@ASSIGNMENT@", assignment.id).replace(
            "@VISIBILITY@", visibility
        ),
    }
    content = io.BytesIO()
    count = 0
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in scripts.items():
            _add(target, name, text.encode(), 0o755)
        for path in _files(course, assignment):
            name = path.relative_to(course.root).as_posix()
            _add(target, f"course/{name}", path.read_bytes(), 0o644)
            count += 1
    remarks = [
        "The zip holds the hidden tests and the reference solutions: give it to Gradescope alone.",
        "How well a student's code is confined is up to Gradescope's container: docs/security.",
    ]
    return Exported(content.getvalue(), count, remarks)


def _add(target: zipfile.ZipFile, name: str, content: bytes, mode: int) -> None:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.external_attr = (0o100000 | mode) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    target.writestr(entry, content)


def _files(course: Course, assignment: Assignment) -> Iterator[Path]:
    """What a grading needs of the course, sorted."""
    notebook = course.source(assignment)
    needed = [course.root / CONFIG, course.root / "pyproject.toml", notebook]
    for path in needed:
        if not path.is_file():
            raise ExportError(f"{path} is missing: run gradlab build in the whole course")
    extra = (REQUIREMENTS, "README.md", "LICENSE", "course_secret.txt")
    found = [*needed, *(course.root / name for name in extra)]
    for folder in PACKAGES:
        found += (course.root / folder).rglob("*")
    # The text notebook is not needed, and nbgrader would take it for a student's file.
    found += (each for each in notebook.parent.rglob("*") if each.suffix != ".py")
    chosen = {each for each in found if each.is_file() and "__pycache__" not in each.parts}
    return iter(sorted(chosen))
