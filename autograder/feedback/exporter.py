"""The page of a notebook as a file: an exporter that nbgrader's generate_feedback takes."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
import nbformat
import nbformat.reader
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Enum, default

from autograder.feedback.grades import NotebookGrades, read, sources
from autograder.feedback.layout import points, quoting
from autograder.feedback.page import page
from autograder.feedback.told import Tell

_HERE = Path(__file__).parent


class HiddenLineError(Exception):
    """A finished page would show a hidden line; it is not written."""


class NotInGradebook(Exception):
    """There are no grades for a notebook."""


class FeedbackExporter(Exporter):
    """A feedback page for each graded notebook: one file that needs nothing else.

    In nbgrader_config.py:

        c.GenerateFeedback.exporter_class = "autograder.feedback.FeedbackExporter"
        c.GenerateFeedback.preprocessors = []
        c.FeedbackExporter.tell = "claims"
    """

    tell = Enum(
        [each.value for each in Tell],
        default_value=Tell.DIAGNOSIS.value,
        help="How much a student is told: diagnosis (claims, what went wrong), claims or points.",
    ).tag(config=True)

    export_from_notebook = "Feedback page"
    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    # nbconvert declares these as notebook to notebook, and overrides them itself as here.
    def from_filename(  # type: ignore[override]
        self, filename: str, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of an autograded notebook.

        Args:
            filename: the notebook.
            resources: under "nbgrader" the student, the assignment, the notebook and the db_url, as
                nbgrader's converters hand them over; under "grades" and "sources" what the
                gradebook says, where the caller has read it already.

        Raises:
            NotInGradebook: where there are no grades for it.
            HiddenLineError: where the page would show a hidden line.
        """
        resources = self._with_gradebook(self._init_resources(resources))  # type: ignore[no-untyped-call]
        content = Path(filename).read_bytes()
        resources["fingerprint"] = fingerprint(
            content, resources["grades"], resources["sources"], Tell(self.tell)
        )
        # Read without nbformat's validation, which takes longer than the page: what is not as it
        # should be fails below, and where it doesn't, it does no harm.
        notebook = nbformat.convert(nbformat.reader.reads(content.decode("utf-8")), 4)
        return self.from_notebook_node(notebook, resources, **kw)

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of a notebook; see `from_filename`."""
        resources = self._with_gradebook(self._init_resources(resources))  # type: ignore[no-untyped-call]
        if self._preprocessors:  # they work on a deep copy
            nb, resources = super().from_notebook_node(nb, resources, **kw)
        content, curtain = page(nb, resources["grades"], resources["sources"], Tell(self.tell))
        text = _template().render(
            page=content,
            told=self.tell != Tell.POINTS,
            style=_style(),
            fingerprint=resources.get("fingerprint", ""),
        )
        if curtain.quoted_in_page(text):
            raise HiddenLineError(
                "the page would show a line of the hidden tests and was not written: "
                "look for it in the notebook's outputs and in comments"
            )
        return text, resources

    def _with_gradebook(self, resources: Any) -> Any:
        if "grades" in resources:
            return resources
        about = resources["nbgrader"]
        student, assignment, notebook = (
            about["student"],
            about["assignment"],
            about["notebook"],
        )
        found = read(about["db_url"], assignment, [student])
        if (student, notebook) not in found:
            raise NotInGradebook(
                f"the gradebook has no grades of {student} for {assignment}/{notebook}: "
                "grade the submission first"
            )
        resources["grades"] = found[student, notebook]
        resources["sources"] = sources(about["db_url"], assignment, notebook)
        return resources


def fingerprint(
    content: bytes, grades: NotebookGrades, sources: tuple[str, ...], tell: Tell
) -> str:
    """What a page was made from, in 64 characters: another one where anything differs."""
    digest = hashlib.sha256(content)
    for part in (repr(grades), repr(sources), tell.value, _look()):
        digest.update(b"\0" + part.encode())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters.update(points=points, quoting=quoting)
    return environment.get_template("page.html.j2")


@lru_cache(maxsize=1)
def _style() -> str:
    return (_HERE / "page.css").read_text(encoding="utf-8").strip()


@lru_cache(maxsize=1)
def _look() -> str:
    """The code that makes pages: a page of an older version is written anew."""
    files = sorted(path for path in _HERE.iterdir() if path.suffix in (".py", ".j2", ".css"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()
