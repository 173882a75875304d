"""The one writer of a course: results in, rows and folders out, all of a submission or nothing."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from autograder.gradebook.batch import Batch
from autograder.gradebook.database import WAIT, open_engine, reading, transaction
from autograder.gradebook.errors import GradebookBusy, MissingAssignment
from autograder.gradebook.existing import read_students
from autograder.gradebook.fault import refusal, unknown_names
from autograder.gradebook.graded import graded, read_timestamp
from autograder.gradebook.late import LatePenalty
from autograder.gradebook.layout import load_config, read_layout
from autograder.gradebook.lock import Lock
from autograder.gradebook.rows import store
from autograder.gradebook.structure import read_structure
from autograder.result import SubmissionResult

BATCH = 100
ATTEMPTS = 3


@dataclass(frozen=True)
class Entry:
    """What the writer did with a result.

    Attributes:
        student: the student's id.
        assignment: the assignment's id.
        refusal: why nothing of it was stored, or "".
        remarks: what the instructor should know, each one sentence.
    """

    student: str
    assignment: str
    refusal: str = ""
    remarks: tuple[str, ...] = ()


class Writer:
    """Stores results in nbgrader's tables and folders; a context manager.

    While it is open no other writer can be opened on the course. When it opens it finishes what an
    earlier one had begun and could not end; `recovered` says what that was.
    """

    def __init__(self, root: Path, config: Any = None, wait: float = WAIT) -> None:
        """Read how the course is laid out.

        Args:
            root: the course folder.
            config: its nbgrader configuration (traitlets Config); that of the folder's
                nbgrader_config.py where it is None.
            wait: seconds to wait for another program that holds the gradebook.

        Raises:
            GradebookError: where there is no gradebook.
        """
        settings = load_config(root) if config is None else config
        self.layout = read_layout(settings)
        self.recovered: tuple[SubmissionResult, ...] = ()
        self._engine = open_engine(self.layout.db_url, wait)
        self._penalty = LatePenalty(settings)
        self._batch = Batch(self.layout)
        self._lock = Lock(self._batch.folder / "lock")

    def __enter__(self) -> Writer:
        self._lock.take()
        try:
            self.recovered = self._recover()
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._lock.release()

    def write(self, results: Sequence[SubmissionResult]) -> tuple[Entry, ...]:
        """Store results: an entry for each, in their order.

        Each hundred is stored at once. A result that can't be stored is refused and the others
        are stored.

        Raises:
            MissingAssignment: where the gradebook doesn't know an assignment.
            GradebookBusy: where another program holds the gradebook. What was complete by then is
                finished by the next write, or when a writer is next opened.
            GradebookError: where the gradebook can't be used.
            OSError: where the disk is full; the submissions of this batch are then left as they
                were, or finished later as above.
        """
        entries: list[Entry] = []
        for start in range(0, len(results), BATCH):
            self._recover()
            entries += self._write(results[start : start + BATCH])
        return tuple(entries)

    def graded(self, assignment: str) -> dict[str, Any]:
        """The students whose submission is graded, and when it was handed in: see graded()."""
        return graded(self.layout, assignment)

    def _write(self, results: Sequence[SubmissionResult]) -> list[Entry]:
        faults, accepted = self._sort_out(results)
        if not accepted:
            return faults
        files = self._batch.prepare(accepted)
        rows = self._finish(accepted)
        remarks = iter(zip(files, rows, strict=True))
        entries = []
        for fault in faults:
            more = () if fault.refusal else tuple(itertools.chain(*next(remarks)))
            entries.append(
                Entry(fault.student, fault.assignment, fault.refusal, (*fault.remarks, *more))
            )
        return entries

    def _sort_out(
        self, results: Sequence[SubmissionResult]
    ) -> tuple[list[Entry], list[SubmissionResult]]:
        """Which results are refused, what is odd about the others, and what of them to store."""
        entries, accepted, seen = [], [], set()
        with reading(self._engine) as connection:
            known = {
                name: read_structure(connection, name)
                for name in {each.assignment for each in results}
            }
            students = {each.student for each in results}
            if not self.layout.create_student:
                students = read_students(connection, sorted(students))
        for result in results:
            key, assignment = (result.student, result.assignment), known[result.assignment]
            fault = refusal(result, assignment) or self._stale(result)
            if key in seen:
                fault = "there is another result for it in the same batch"
            elif result.student not in students:
                fault = "the gradebook has no such student, and Autograde.create_student is off"
            seen.add(key)
            if fault:
                entries.append(Entry(*key, fault))
                continue
            entries.append(Entry(*key, remarks=tuple(unknown_names(result, assignment))))
            known_ones = (
                each for each in result.notebooks if each.notebook in assignment.notebooks
            )
            accepted.append(replace(result, notebooks=tuple(known_ones)))
        return entries, accepted

    def _stale(self, result: SubmissionResult) -> str:
        submitted = self.layout.folder(self.layout.submitted, result.student, result.assignment)
        if submitted.is_dir() and read_timestamp(submitted) != result.timestamp:
            return "it was handed in again while it was being graded: grade it again"
        return ""

    def _finish(self, results: Sequence[SubmissionResult]) -> list[list[str]]:
        """Rows, then folders, of the batch that is ready."""
        from sqlalchemy.exc import IntegrityError

        for attempt in range(ATTEMPTS):
            try:
                remarks = self._store(results)
                break
            except IntegrityError as error:
                # On PostgreSQL another program may have added the same rows a moment before.
                if attempt + 1 == ATTEMPTS:
                    raise GradebookBusy(
                        f"{self._engine.url.render_as_string()} changes while it is written: "
                        f"{error.orig}"
                    ) from error
        self._batch.place()
        self._batch.finish()
        return remarks

    def _store(self, results: Sequence[SubmissionResult]) -> list[list[str]]:
        remarks: list[list[str]] = [[] for _ in results]
        with transaction(self._engine) as connection:
            for name in sorted({each.assignment for each in results}):
                mine = [i for i, each in enumerate(results) if each.assignment == name]
                assignment = read_structure(connection, name)
                found = store(connection, assignment, [results[i] for i in mine], self._penalty)
                for i, remark in zip(mine, found, strict=True):
                    remarks[i] = remark
        return remarks

    def _recover(self) -> tuple[SubmissionResult, ...]:
        self._batch.clear()
        pending = self._batch.pending()
        if not pending:
            return ()
        try:
            self._finish(pending)
        except MissingAssignment:
            # It was removed from the gradebook meanwhile: there is no row to point to.
            self._batch.finish()
            return ()
        return pending


def recover(root: Path, config: Any = None) -> tuple[SubmissionResult, ...]:
    """Finish what a writer that was killed had begun; to open a Writer does the same.

    Returns:
        The submissions that were finished, without their notebooks' content.

    Raises:
        GradebookError: as Writer.write.
    """
    with Writer(root, config) as writer:
        return writer.recovered
