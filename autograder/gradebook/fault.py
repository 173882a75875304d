"""What is wrong with a result, told before anything of it is stored."""

from __future__ import annotations

import math
import os

from autograder.gradebook.structure import AssignmentRows, NotebookRows
from autograder.result import NotebookResult, SubmissionResult


def refusal(result: SubmissionResult, assignment: AssignmentRows) -> str:
    """Why a result can't be stored, or "": it would break a folder or the gradebook's rows."""
    for name in (result.student, result.assignment):
        if not name or name in (os.curdir, os.pardir) or "/" in name or "\0" in name:
            return f"{name!r} cannot be the name of a folder"
    names = [each.notebook for each in result.notebooks]
    if missing := sorted(assignment.notebooks.keys() - set(names)):
        return f"the result says nothing of the notebook {missing[0]}"
    if len(names) != len(set(names)):
        return "the result has two results for one notebook"
    for notebook in result.notebooks:
        if rows := assignment.notebooks.get(notebook.notebook):
            if wrong := _impossible(notebook, rows):
                return wrong
    return ""


def unknown_names(result: SubmissionResult, assignment: AssignmentRows) -> list[str]:
    """Remarks on notebooks and cells that the gradebook doesn't know, or that lack a score."""
    remarks = []
    for notebook in result.notebooks:
        name, rows = notebook.notebook, assignment.notebooks.get(notebook.notebook)
        if rows is None:
            remarks.append(f"{name} is no notebook of the assignment and was left out.")
        elif notebook.content is not None:
            known = rows.grades.keys() | rows.tasks.keys()
            for cell in sorted(notebook.scores.keys() - known):
                remarks.append(f"{name}: no graded cell is called {cell}; its score was ignored.")
            for cell in sorted(rows.grades.keys() - notebook.scores.keys()):
                remarks.append(f"{name}: {cell} has no score and waits for a person's.")
    return remarks


def _impossible(notebook: NotebookResult, rows: NotebookRows) -> str:
    for cell, score in notebook.scores.items():
        if score is None or cell not in rows.points:
            continue
        if not math.isfinite(score) or not 0 <= score <= rows.points[cell]:
            return (
                f"{notebook.notebook}: the score of {cell} is {score}, expected a number from 0 to "
                f"{rows.points[cell]:g}. If its points were changed meanwhile, grade it again."
            )
    return ""
