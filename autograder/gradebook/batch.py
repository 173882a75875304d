"""A batch on its way into the course: rows and files become one thing that is done or not.

A batch is a folder beside the autograded ones. While it is being written it is `batch.part`, and
nothing of it counts. When it is complete, with the scores in it, and on the disk, it is renamed
to `batch.ready`, and from then on all of it counts: rows are stored, folders are moved to their
places, and where that is cut short it is done again from the folder; both may be done twice.
Then it is `batch.done.NUMBER`, and is removed.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.gradebook.durable import exchange, flush, flush_one
from autograder.gradebook.folder import share, write_folder
from autograder.gradebook.layout import Layout
from autograder.result import NotebookResult, SubmissionResult

_RECORD = "batch.json"


class Batch:
    """The batches of a course; there is one at a time."""

    def __init__(self, layout: Layout) -> None:
        """Make the folder for batches, where it isn't there."""
        self._layout = layout
        self.folder = layout.folder(layout.autograded, ".", ".").resolve() / ".gradlab"
        self.folder.mkdir(parents=True, exist_ok=True)
        if layout.shared:
            share(self.folder.parent)
            share(self.folder)
        self._part, self._ready = self.folder / "batch.part", self.folder / "batch.ready"

    def clear(self) -> None:
        """Remove what doesn't count: a batch that was not complete, one that is done."""
        if self._part.exists():
            shutil.rmtree(self._part)
        for each in self.folder.glob("batch.done.*"):
            shutil.rmtree(each, ignore_errors=True)

    def prepare(self, results: Sequence[SubmissionResult]) -> list[list[str]]:
        """Write a batch and make it count.

        Returns:
            Remarks on each result.

        Raises:
            OSError: where the disk is full, say; nothing of the batch is left then.
        """
        try:
            remarks = self._write(results)
            flush(self._part)
            self._part.rename(self._ready)
            flush_one(self.folder)
        except BaseException:
            if self._part.exists():
                shutil.rmtree(self._part, ignore_errors=True)
            raise
        return remarks

    def _write(self, results: Sequence[SubmissionResult]) -> list[list[str]]:
        self._part.mkdir()
        remarks, records = [], []
        for i, result in enumerate(results):
            folder = self._part / f"{i}"
            remarks.append(write_folder(folder, result, self._layout))
            # Here, where a full disk still stops the batch.
            self._place(result).parent.mkdir(parents=True, exist_ok=True)
            records.append({"result": _plain(result), "stamp": folder.stat().st_mtime_ns})
        (self._part / _RECORD).write_text(json.dumps(records), encoding="utf-8")
        return remarks

    def pending(self) -> tuple[SubmissionResult, ...]:
        """The results, without notebooks' content, of a batch that counts and isn't done."""
        return tuple(_result(each["result"]) for each in self._records())

    def place(self) -> None:
        """Move the folders of the batch to their places, those that have not been moved."""
        parents = set()
        for i, record in enumerate(self._records()):
            folder = self._ready / f"{i}"
            place = self._place(_result(record["result"]))
            parents.add(place.parent)
            # An exchange leaves the old folder here: the stamp tells it from the new one.
            if folder.exists() and not (
                place.exists() and folder.stat().st_mtime_ns != record["stamp"]
            ):
                self._move(folder, place)
        flush(self.folder, *sorted(parents))

    def _move(self, folder: Path, place: Path) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(place) and not exchange(folder, place):
            old = folder.with_suffix(".old")
            if os.path.lexists(old):
                shutil.rmtree(old)
            place.rename(old)
        if not os.path.lexists(place):
            folder.rename(place)

    def finish(self) -> None:
        """Let the batch be done, and remove what is left of it."""
        # A name of its own each: a folder of another instructor's may resist being removed.
        done = self.folder / f"batch.done.{time.time_ns()}"
        self._ready.rename(done)
        flush_one(self.folder)
        shutil.rmtree(done, ignore_errors=True)

    def _records(self) -> list[dict[str, Any]]:
        path = self._ready / _RECORD
        return json.loads(path.read_text(encoding="utf-8")) if self._ready.exists() else []

    def _place(self, result: SubmissionResult) -> Path:
        return self._layout.folder(self._layout.autograded, result.student, result.assignment)


def _plain(result: SubmissionResult) -> dict[str, Any]:
    bare = [replace(each, content=None) for each in result.notebooks]
    data = asdict(replace(result, notebooks=tuple(bare), timestamp=None))
    data["timestamp"] = result.timestamp and result.timestamp.isoformat()
    for plain, each in zip(data["notebooks"], result.notebooks, strict=True):
        plain["content"] = each.content is not None
    return data


def _result(data: Any) -> SubmissionResult:
    values = dict(data)
    notebooks = [
        NotebookResult(
            **{
                **each,
                "content": b"" if each["content"] else None,
                "remarks": tuple(each["remarks"]),
            }
        )
        for each in values.pop("notebooks")
    ]
    timestamp = values.pop("timestamp")
    return SubmissionResult(
        **values,
        notebooks=tuple(notebooks),
        timestamp=None if timestamp is None else datetime.fromisoformat(timestamp),
    )
