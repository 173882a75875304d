"""Errors that cross the channel: as data there, as exceptions of the kind they were here."""

from __future__ import annotations

import builtins
import functools
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Place:
    """A line of code that an error passed through: file, number, function, and its text."""

    filename: str
    number: int
    function: str
    source: str


class WireError(Exception):
    """Bytes that are no message, or a value that cannot become one."""


class StudentError(Exception):
    """An exception that was raised in a student's process.

    What is raised is of a class derived from this one and from the built-in exception that the
    original was an instance of, so that `except ValueError` catches a student's ValueError.

    Attributes:
        type_names: the names of the original's classes, the most special first.
        message: what it said.
        places: the student's own lines, from the outermost to the one that raised.
        text: the traceback as the student would have seen it.
    """

    def __init__(
        self,
        type_names: tuple[str, ...],
        message: str,
        places: tuple[Place, ...] = (),
        text: str = "",
    ) -> None:
        super().__init__(message)
        self.type_names = type_names
        self.message = message
        self.places = places
        self.text = text

    def __str__(self) -> str:
        return self.message


class Lost(StudentError):
    """The student's process is gone, or its answers can't be trusted to be answers any more."""

    def __init__(self, reason: str) -> None:
        super().__init__(("ProcessLost",), reason)


class TimedOut(KeyboardInterrupt):
    """A call or a cell was stopped because its time was up."""


def as_data(error: BaseException, places: list[Place], text: str) -> list[Any]:
    """An exception in plain values."""
    names = getattr(error, "type_names", None) or [each.__name__ for each in type(error).__mro__]
    try:
        message = str(error)
    except Exception:
        message = ""
    lines = [[each.filename, each.number, each.function, each.source[:300]] for each in places]
    return [[str(name)[:100] for name in names][:30], message[:4000], lines[-50:], text[:20_000]]


def as_error(data: Any) -> StudentError:
    """The exception that data stand for.

    Raises:
        ValueError: where they stand for none.
    """
    names, message, lines, text = data
    if not (type(names) is list and names and all(type(name) is str for name in names)):
        raise ValueError("an error without a name")
    if type(message) is not str or type(text) is not str or type(lines) is not list:
        raise ValueError("an error without a message")
    places = []
    for filename, number, function, source in lines[-50:]:
        if type(number) is not int or not all(
            type(each) is str for each in (filename, function, source)
        ):
            raise ValueError("an error with a strange line")
        places.append(Place(filename[:300], number, function[:100], source[:300]))
    names = names[:30]
    kind = next((_CATCHABLE[name] for name in names if name in _CATCHABLE), None)
    made: type[StudentError] = _kind(names[0][:100], kind)  # type: ignore[arg-type]
    return made(tuple(name[:100] for name in names), message[:4000], tuple(places), text[:20_000])


# Only what derives from Exception: a student's SystemExit must not end the judge.
_CATCHABLE: dict[str, type[Exception]] = {
    name: value
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, Exception) and value is not Exception
}
_CATCHABLE["LinAlgError"] = np.linalg.LinAlgError
# Their constructors ask for arguments of their own, or Python treats them in a way of its own.
_APART: tuple[str, ...] = (
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeTranslateError",
    "ExceptionGroup",
)
_APART += ("StopIteration", "StopAsyncIteration", "SyntaxError")
for _name in _APART:
    _CATCHABLE.pop(_name, None)


@functools.lru_cache(maxsize=500)
def _kind(name: str, base: type[Exception] | None) -> type[StudentError]:
    bases = (StudentError,) if base is None else (StudentError, base)
    try:
        return type(name, bases, {"__module__": "student"})
    except (TypeError, ValueError):  # two layouts that don't go together, or a name with a NUL
        return StudentError
