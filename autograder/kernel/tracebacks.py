"""Tracebacks of a student's code: its own lines in full, a library's by file and line.

IPython's own take a tenth of a second each, because they parse every file they quote.
"""

from __future__ import annotations

import linecache
import re
import traceback
from types import TracebackType

from autograder.bridge.errors import Place
from autograder.opaque import opaque
from autograder.work import is_library as _is_library

# The shell leads here, and what tells a library from a student is not to be changed.
is_library = opaque(_is_library)
del _is_library

_CELL = re.compile(r"<ipython-input-(\d+)-")


def places(trace: TracebackType | None) -> list[Place]:
    """The lines of a traceback that are the student's, from the outermost inwards."""
    found = []
    for frame, line in traceback.walk_tb(trace):
        code, number = frame.f_code, line or 0  # an instruction need not belong to a line
        if not is_library(code):
            source = linecache.getline(code.co_filename, number).strip()
            found.append(Place(_shown(code.co_filename), number, code.co_name, source))
    return found


def formatted(error: BaseException, seen: frozenset[int] = frozenset()) -> list[str]:
    """The text of an error with its causes, an item for each frame."""
    parts: list[str] = []
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and id(cause) not in seen and len(seen) < 5:
        parts += formatted(cause, seen | {id(error)})
        how = "The above exception was the direct cause of the following exception:"
        other = "During handling of the above exception, another exception occurred:"
        parts.append(f"\n{how if error.__cause__ else other}\n")
    frames = [
        (frame.f_code, number or 0)
        for frame, number in traceback.walk_tb(error.__traceback__)
        if not _is_ours(frame.f_code.co_filename)
    ]
    parts.append("Traceback (most recent call last)")
    shown = frames if len(frames) <= 24 else [*frames[:12], None, *frames[-12:]]
    for each in shown:
        if each is None:
            parts.append(f"  [... {len(frames) - 24} more ...]")
            continue
        code, number = each
        head = f"{_shown(code.co_filename)}, line {number}, in {code.co_name}"
        parts.append(head if is_library(code) else "\n".join([head, *_around(code, number)]))
    parts.append("".join(traceback.format_exception_only(type(error), error)).rstrip())
    return parts


def _around(code: object, number: int) -> list[str]:
    name = code.co_filename  # type: ignore[attr-defined]
    lines = []
    for each in range(max(number - 2, 1), number + 2):
        if text := linecache.getline(name, each).rstrip():
            lines.append(f"{'--->' if each == number else '    '} {each:3} {text}")
    return lines


_OURS = ("/autograder/kernel/", "/autograder/bridge/", "/autograder/work.py", "/IPython/core/")


def _shown(filename: str) -> str:
    if match := _CELL.match(filename):
        return f"Cell In[{match[1]}]"
    return filename.rpartition("-packages/")[2] or filename


def _is_ours(filename: str) -> bool:
    return any(part in filename for part in _OURS)
