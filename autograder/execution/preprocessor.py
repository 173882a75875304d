"""What stands in nbgrader's Autograde in place of its own steps, through configuration alone.

The exporter reads submissions that nbgrader could not, and writes what nbformat would; Sanitise
makes a notebook whole; Execute runs it between two processes.
"""

from __future__ import annotations

import functools
import io
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute as StockExecute
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder import sanitise, scoring
from autograder.execution.notebook import execute
from autograder.execution.pictures import drawn
from autograder.execution.place import settle
from autograder.execution.warm import warm_server
from autograder.gradebook.spec import AssignmentSpec, assignment_spec
from autograder.limits import Sandbox
from autograder.submission import files_in, fitting, language_of, results_of, seed_of

Resources = dict[str, Any]

_UNREADABLE = "gradlab_unreadable"
_SEED = "gradlab_seed"


class Exporter(NotebookExporter):
    """Notebook to notebook, without a copy and a validation between any two steps."""

    def from_filename(  # type: ignore[override]
        self, filename: str, resources: Resources | None = None, **_: Any
    ) -> tuple[str, Resources]:
        path = Path(filename)
        resources = self._init_resources(resources or {})  # type: ignore[no-untyped-call]
        resources["metadata"] |= {"name": path.stem, "path": str(path.parent)}
        content = path.read_bytes()
        try:
            notebook = sanitise.read(content)
        except sanitise.Unreadable as error:
            resources[_UNREADABLE] = f"{path.name} could not be graded: {error}. Ask for it again"
            notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        resources[_SEED] = seed_of(content)
        node = nbformat.from_dict(notebook)
        for step in self._preprocessors:
            node, resources = step(node, resources)
        return sanitise.written(node).decode(), resources

    def from_file(  # type: ignore[override]
        self, file_stream: io.TextIOBase, resources: Resources | None = None, **_: Any
    ) -> tuple[str, Resources]:
        raise NotImplementedError("nbgrader names a file")


class Sanitise(NbGraderPreprocessor):
    """In place of all of Autograde.sanitize_preprocessors."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        spec = _spec(resources)
        name = resources["nbgrader"]["notebook"]
        named, kernel = spec.notebooks[name], spec.kernels.get(name)
        if why := resources.get(_UNREADABLE):
            nb = nbformat.from_dict(sanitise.blank(named, kernel, why))
            remarks = [why]
        else:
            remarks = sanitise.sanitise(nb, named, kernel)
            # The number of the student's own file, not of this one, seeds the run.
            nb["metadata"][sanitise.REMARKS]["seed"] = resources[_SEED]
            nb = nbformat.from_dict(nb)
        for remark in remarks:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], remark)
        return nb, resources


class Execute(StockExecute):
    """In place of nbgrader's Execute: the student's cells in a sandbox, the tests outside."""

    def preprocess(
        self, nb: NotebookNode, resources: Resources, *args: Any, **options: Any
    ) -> tuple[NotebookNode, Resources]:
        found = nb["metadata"].get(sanitise.REMARKS, {})
        remarks = list(found.get("remarks", []))
        if (language := language_of(nb["metadata"].get("kernelspec", {}))) != "python":
            remark = f"a notebook in {language} was run by nbgrader itself, without the sandbox"
            self.log.warning(remark)
            nb["metadata"][sanitise.REMARKS] = {"remarks": [*remarks, remark]}
            return super().preprocess(nb, resources, *args, **options)
        settings = Sandbox(config=self.config).settings()
        spec = _spec(resources)
        named = spec.notebooks[resources["nbgrader"]["notebook"]]
        settle()
        server = warm_server(settings, named, self.log.warning)
        folder = Path(resources["metadata"]["path"])
        files, too_large = fitting(files_in(folder))
        pictures = drawn(server, settings, named, _data_files(folder))
        seed = int(found.get("seed", 0))
        remarks += too_large
        told = list(execute(nb, named, server, settings, files, seed, pictures))
        told += scoring.settle(nb, {cell.name: cell for cell in named})
        for remark in told:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], remark)
        nb["metadata"][sanitise.REMARKS] = {"remarks": [*remarks, *told]}
        return nbformat.from_dict(nb), resources


class SaveScores(NbGraderPreprocessor):
    """In place of nbgrader's SaveAutoGrades: the same rows, in one transaction."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        of_nbgrader = resources["nbgrader"]
        named = {cell.name: cell for cell in _spec(resources).notebooks[of_nbgrader["notebook"]]}
        with Gradebook(of_nbgrader["db_url"]) as gradebook:
            submission = gradebook.find_submission_notebook(
                of_nbgrader["notebook"], of_nbgrader["assignment"], of_nbgrader["student"]
            )
            scores, comments = results_of(nb, named)
            for grade in submission.grades:
                if grade.name in scores:
                    grade.auto_score = scores[grade.name]
                    by_hand = grade.manual_score is not None
                    grade.needs_manual_grade = by_hand or grade.auto_score is None
            for comment in submission.comments:
                if comment.name in comments:
                    comment.auto_comment = comments[comment.name]
            gradebook.db.commit()
        return nb, resources


def _data_files(folder: Path) -> tuple[tuple[str, bytes], ...]:
    return tuple(sorted(files_in(folder).items()))


def _spec(resources: Resources) -> AssignmentSpec:
    of_nbgrader = resources["nbgrader"]
    return _read_spec(of_nbgrader["db_url"], of_nbgrader["assignment"])


@functools.lru_cache(maxsize=16)
def _read_spec(db_url: str, assignment: str) -> AssignmentSpec:
    # Once for a run: the source of an assignment doesn't change while it is graded.
    return assignment_spec(db_url, assignment)
