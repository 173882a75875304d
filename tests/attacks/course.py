"""A course of four exercises, each of another kind, so that a notebook costs little to grade."""

from __future__ import annotations

import contextlib
import copy
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course import Course
from tests.attacks.attack import ASSIGNMENT, NOTEBOOK, Attack

Notebook = dict[str, Any]

REAL = Course.find(Path(__file__).parent)
EXERCISES = ("relu", "broadcast_shape", "center", "forward")
# What no output of any notebook may contain.
SECRET = "the-course-secret-4711"
NEIGHBOUR = "the-neighbours-solution-4712"
VARIABLE = "a-token-of-the-environment-4713"
DATA = b"x,y\n1,2\n3,4\n"

# Tight, so that a suite of attacks on them ends soon; honest notebooks get the course's own.
TIGHT = """
c.Sandbox.cell_seconds = 1.5
c.Sandbox.call_seconds = 0.7
c.Sandbox.notebook_seconds = 20
c.Sandbox.memory = 512 << 20
c.Sandbox.disk = 32 << 20
c.Sandbox.file_size = 8 << 20
c.Sandbox.output = 100_000
"""


def source() -> Notebook:
    """The source notebook: cells of the first assignment, and one that shows a file."""
    whole = json.loads(REAL.source(REAL.assignment("hw1")).read_text())
    named = {
        cell["metadata"].get("nbgrader", {}).get("grade_id"): cell
        for cell in whole["cells"]
        if cell["cell_type"] == "code"
    }
    names = ["setup"]
    for exercise in EXERCISES:
        names += [f"slow_{exercise}"] if f"slow_{exercise}" in named else []
        names += [exercise, f"test_{exercise}_examples", f"test_{exercise}"]
    return {**whole, "cells": [named[name] for name in names]}


def right() -> Notebook:
    """What a student hands in who has solved everything."""
    notebook = copy.deepcopy(source())
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        if cell["metadata"]["nbgrader"]["grade"]:
            text = text.partition("### BEGIN HIDDEN TESTS")[0]
        lines = [line for line in text.splitlines() if "SOLUTION" not in line]
        cell["source"] = "\n".join(lines)
    return notebook


def blank() -> Notebook:
    """What a student gets."""
    notebook = right()
    for cell in notebook["cells"]:
        if cell["metadata"]["nbgrader"]["solution"]:
            cell["source"] = "# your code here\nraise NotImplementedError"
    return notebook


def points() -> dict[str, float]:
    """What each exercise is worth."""
    cells = {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in source()["cells"]}
    return {
        each: float(cells[f"test_{each}"]["metadata"]["nbgrader"]["points"]) for each in EXERCISES
    }


def handed_in(attack: Attack, known: Mapping[str, object]) -> bytes:
    """The notebook that an attack hands in.

    Args:
        known: what its author has found out: values for words like @COURSE@ in its cells.
    """
    content = _made(attack)
    for word, value in known.items():
        content = content.replace(f"@{word}@".encode(), str(value).encode())
    return content


def _made(attack: Attack) -> bytes:
    notebook = right() if attack.right else blank()
    for name, text in attack.cells.items():
        here = next(
            cell for cell in notebook["cells"] if cell["metadata"]["nbgrader"]["grade_id"] == name
        )
        here["source"] = text
    first = [plain(text) for text in attack.before]
    last = [plain(text) for text in attack.after]
    notebook["cells"] = [notebook["cells"][0], *first, *notebook["cells"][1:], *last]
    if attack.edit is not None:
        edited = attack.edit(notebook)
        if isinstance(edited, bytes):
            return edited
        notebook = notebook if edited is None else edited
    return json.dumps(notebook).encode()


def plain(text: str) -> dict[str, Any]:
    """A code cell of the student's own."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": text,
    }


def build(
    root: Path, attacks: Iterable[Attack], known: Mapping[str, object], settings: str = ""
) -> None:
    """A course folder with a submission for each attack, ready for `nbgrader autograde`."""
    root.mkdir(parents=True)
    config = (REAL.root / "nbgrader_config.py").read_text(encoding="utf-8")
    (root / "nbgrader_config.py").write_text(config + settings, encoding="utf-8")
    (root / "course_secret.txt").write_text(SECRET, encoding="utf-8")
    folder = root / "source" / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / f"{NOTEBOOK}.ipynb").write_text(json.dumps(source()), encoding="utf-8")
    (folder / "numbers.csv").write_bytes(DATA)
    for attack in attacks:
        place = root / "submitted" / attack.name / ASSIGNMENT
        for name, content in {
            f"{NOTEBOOK}.ipynb": handed_in(attack, known),
            **attack.files,
        }.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(content)
    for student in ("a_neighbour", "zoe"):  # the first and the last
        neighbour = root / "submitted" / student / ASSIGNMENT
        neighbour.mkdir(parents=True)
        text = json.dumps(right()).replace("np.maximum(0, z)", f"np.maximum(0, z)  # {NEIGHBOUR}")
        (neighbour / f"{NOTEBOOK}.ipynb").write_text(text, encoding="utf-8")
    done = nbgrader(root, "generate_assignment", ASSIGNMENT)
    assert done.returncode == 0, done.stderr
    shutil.rmtree(root / "release")


def nbgrader(root: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run an nbgrader command in a course folder."""
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=root,
        env={**os.environ, "COURSE_TOKEN": VARIABLE, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@dataclass(frozen=True)
class Graded:
    """What came of a notebook: scores by exercise, and all that its outputs show."""

    scores: dict[str, float | None]
    shown: str


def graded(root: Path) -> dict[str, Graded]:
    """What came of each student's notebook, by the gradebook and the executed notebooks."""
    scores: dict[str, dict[str, float | None]] = {}
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as gradebook:
        rows = gradebook.execute(_SCORES).fetchall()
    for student, cell, score in rows:
        if (exercise := cell.removeprefix("test_")) in EXERCISES:
            scores.setdefault(student, dict.fromkeys(EXERCISES))[exercise] = score
    return {student: Graded(row, _shown(root, student)) for student, row in scores.items()}


_SCORES = """
    SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score
    FROM grade
    JOIN base_cell ON base_cell.id = grade.cell_id
    JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
    JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
"""


def _shown(root: Path, student: str) -> str:
    path = root / "autograded" / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    if not path.is_file():
        return ""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    outputs = [cell["outputs"] for cell in cells if cell["cell_type"] == "code"]
    texts = []
    for output in (output for each in outputs for output in each):
        parts = [output.get("text", ""), *output.get("data", {}).values()]
        # Of a traceback not the lines of code that it quotes, which are the attacker's own words.
        parts += [output.get("ename", ""), output.get("evalue", "")]
        texts += ["".join(part) if isinstance(part, list) else str(part) for part in parts]
    return "\n".join(texts)
