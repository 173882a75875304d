"""Tracebacks in parts, and which of them a page may show."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from nbconvert.filters import ansi

STOPPED = "CellTimeoutError"
"""The name of the error that the judge leaves in a cell that it stopped."""

_PLACE = re.compile(
    r"\s*(?:Cell In\[(?P<cell>\d{1,9})\]|Test cell, line |File [^\n]*|[^\s,]+\.py, line )"
)
_HEAD = re.compile(r"\s*Traceback \(most recent call last\):?\s*")
_GRADER = re.compile(r"""(?:^|[\s"'/\\])(autograder|solutions)[/\\]""")


def frames(quoted: str, cells: Collection[int] | None = None) -> list[str]:
    """The parts of a traceback that may be shown: IPython's, Python's and the judge's.

    Each but the first begins with a place. Without any place there is nothing to show that the
    error's own words don't say.

    Args:
        quoted: the traceback.
        cells: the execution counts of the cells whose lines may be quoted; None for all.
    """
    parts: list[list[str]] = [[]]
    for line in quoted.split("\n"):
        plain = str(ansi.strip_ansi(line))
        if _PLACE.match(plain) or _HEAD.fullmatch(plain):
            parts.append([])
        if not _HEAD.fullmatch(plain):
            parts[-1].append(line)
    found = ["\n".join(part) for part in parts if any(line.strip() for line in part)]
    if not any(_place(part) for part in found):
        return []
    return [part for part in found if _may_be_shown(part, cells)]


def stopped(outputs: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Outputs with one error for a cell that was stopped: what the judge says, and where it was."""
    kept: list[Mapping[str, Any]] = []
    for output in outputs:
        last = kept[-1] if kept else {}
        if output.get("ename") == STOPPED and last.get("ename") == "KeyboardInterrupt":
            kept[-1] = {**output, "traceback": last.get("traceback", [])}
        else:
            kept.append(output)
    return kept


def _place(part: str) -> re.Match[str] | None:
    return _PLACE.match(str(ansi.strip_ansi(part)))


def _may_be_shown(part: str, cells: Collection[int] | None) -> bool:
    """Whether a part of a traceback quotes lines that its reader may read."""
    place = _place(part)
    if place is not None and _GRADER.search(place[0]):
        return False
    if cells is None:
        return True
    return place is not None and bool(place["cell"]) and int(place["cell"]) in cells
