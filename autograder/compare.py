"""The comparison ladder: does what came back agree with what the reference returns?

The rungs are climbed in a fixed order (type, axes, shape, finite, values) and the first one that
fails is reported, because a wrong shape explains wrong values and not the other way round.
"""

from __future__ import annotations

import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np

from autograder.describe import kind_of, numeral

# Half the digits of float64, so that any equivalent formula passes and a factor of 1.0001 does not.
RTOL, ATOL = 1e-5, 1e-7
# float32 keeps seven digits, of which a sum over some hundred terms may lose two or three.
RTOL_SINGLE, ATOL_SINGLE = 1e-3, 1e-5


class Rung(StrEnum):
    """The steps of the ladder, from the coarsest to the finest."""

    DEFINED = "defined"
    CALLABLE = "callable"
    TYPE = "type"
    AXES = "axes"
    SHAPE = "shape"
    FINITE = "finite"
    VALUES = "values"


@dataclass(frozen=True)
class Tolerance:
    """How far apart two numbers may be.

    A number agrees where |got - expected| <= rtol |expected| + atol s, with s the largest finite
    magnitude among the expected numbers. None stands for the default of the precision at hand.
    """

    rtol: float | None = None
    atol: float | None = None

    def bounds(self, single: bool) -> tuple[float, float]:
        """The pair (rtol, atol), wider for results in single precision."""
        rtol, atol = (RTOL_SINGLE, ATOL_SINGLE) if single else (RTOL, ATOL)
        return (
            rtol if self.rtol is None else self.rtol,
            atol if self.atol is None else self.atol,
        )


@dataclass(frozen=True)
class Mismatch:
    """The first rung on which two results part, in words.

    `path` says where in a nested result ("['W1']", "item 2"); it is empty for a plain one.
    """

    rung: Rung
    got: str
    expected: str
    path: str = ""
    hint: str = ""


def compare(got: object, expected: object, tolerance: Tolerance = Tolerance()) -> Mismatch | None:
    """Return the first Mismatch between two results, or None where they agree.

    Args:
        got: what the student's implementation returned: numbers, arrays, strings, None, and tuples,
            lists and dicts of them.
        expected: what the reference returned.
        tolerance: how far apart numbers may be.
    """
    if got is Ellipsis and expected is not Ellipsis:
        return Mismatch(Rung.DEFINED, "... (not filled in)", kind_of(expected))
    if isinstance(expected, Mapping):
        return _compare_mappings(got, expected, tolerance)
    if isinstance(expected, tuple | list):
        return _compare_sequences(got, expected, tolerance)
    if expected is None or isinstance(expected, str | bool | np.bool_) or expected is Ellipsis:
        return _compare_plain(got, expected)
    if isinstance(expected, numbers.Number | np.ndarray):
        return _compare_numbers(got, np.asarray(expected), tolerance)
    same = type(got) is type(expected) and bool(got == expected)
    return None if same else Mismatch(Rung.VALUES, kind_of(got), kind_of(expected))


def _compare_mappings(
    got: object, expected: Mapping[Any, Any], tolerance: Tolerance
) -> Mismatch | None:
    if not isinstance(got, Mapping):
        return Mismatch(Rung.TYPE, kind_of(got), "a dict")
    if missing := [key for key in expected if key not in got]:
        names = ", ".join(map(repr, missing))
        return Mismatch(Rung.SHAPE, f"a dict without {names}", f"the keys {list(expected)}")
    if surplus := [key for key in got if key not in expected]:
        names = ", ".join(map(repr, surplus[:5]))
        return Mismatch(Rung.SHAPE, f"a dict with {names} too", f"the keys {list(expected)}")
    return _first(((f"[{key!r}]", got[key], value) for key, value in expected.items()), tolerance)


def _compare_sequences(
    got: object, expected: Sequence[Any], tolerance: Tolerance
) -> Mismatch | None:
    wanted = kind_of(expected)
    # A list is asked for as a collection, so that a tuple serves; a tuple may be a shape or a
    # group of results, and then a list is something else.
    accepted = tuple if isinstance(expected, tuple) else (tuple, list)
    if not isinstance(got, accepted):
        return Mismatch(Rung.TYPE, kind_of(got), wanted)
    # A shape is told as a whole: entry by entry, (3, 2) beside (2, 3) would say less.
    if _all_numbers(expected, int) and _all_numbers(got) and list(got) != list(expected):
        rung = Rung.VALUES if len(got) == len(expected) else Rung.SHAPE
        return Mismatch(rung, _plain(got), _plain(expected))
    if len(got) != len(expected):
        return Mismatch(Rung.SHAPE, f"{len(got)} items", f"{len(expected)} items")
    return _first(
        ((f"item {i}", *pair) for i, pair in enumerate(zip(got, expected, strict=True))), tolerance
    )


def _all_numbers(items: Sequence[Any], kind: type = numbers.Number) -> bool:
    return all(isinstance(item, kind) for item in items)


def _first(items: Any, tolerance: Tolerance) -> Mismatch | None:
    for path, got, expected in items:
        if mismatch := compare(got, expected, tolerance):
            return replace(mismatch, path=f"{path} {mismatch.path}".strip())
    return None


def _plain(items: Sequence[Any]) -> str:
    """A sequence of numbers as its writer would print it: numpy's integers as integers."""
    plain = [item.item() if isinstance(item, np.generic) else item for item in items]
    return repr(tuple(plain) if isinstance(items, tuple) else plain)


def _compare_plain(got: object, expected: object) -> Mismatch | None:
    if isinstance(got, np.bool_):
        got = bool(got)
    if isinstance(expected, np.bool_):
        expected = bool(expected)
    if type(got) is type(expected) and got == expected:
        return None
    if isinstance(got, str | bool | None | numbers.Number | tuple):
        return Mismatch(Rung.VALUES, repr(got), repr(expected))
    return Mismatch(Rung.TYPE, kind_of(got), repr(expected))


def _compare_numbers(got: object, expected: np.ndarray, tolerance: Tolerance) -> Mismatch | None:
    wanted = kind_of(expected) if expected.ndim else "a number"
    if not isinstance(got, numbers.Number | np.ndarray):
        return Mismatch(Rung.TYPE, kind_of(got), wanted)
    given = np.asarray(got)
    if (given.dtype.kind == "b") != (expected.dtype.kind == "b"):
        return Mismatch(Rung.TYPE, kind_of(got), wanted)
    if given.dtype.kind not in "iufb":
        return Mismatch(Rung.TYPE, kind_of(got), wanted)
    if given.ndim != expected.ndim:
        return Mismatch(
            Rung.AXES,
            f"shape {given.shape}" if given.ndim else "a single number",
            f"{expected.shape}" if expected.ndim else "a single number",
        )
    if given.shape != expected.shape:
        hint = ""
        if given.shape == expected.shape[::-1]:
            hint = "the axes are in reverse order"
        return Mismatch(Rung.SHAPE, f"shape {given.shape}", f"{expected.shape}", hint=hint)
    return _compare_values(given, expected, tolerance)


def _compare_values(
    given: np.ndarray, expected: np.ndarray, tolerance: Tolerance
) -> Mismatch | None:
    single = any(a.dtype.kind == "f" and a.dtype.itemsize < 8 for a in (given, expected))
    rtol, atol = tolerance.bounds(single)
    given, expected = given.astype(float), expected.astype(float)
    finite = np.isfinite(expected)
    if (lost := finite & ~np.isfinite(given)).any():
        where = tuple(int(i) for i in np.argwhere(lost)[0])
        return Mismatch(
            Rung.FINITE,
            f"{numeral(given[where])}{_at(where)}",
            f"{numeral(expected[where])}, a finite number",
        )
    scale = float(np.max(np.abs(expected[finite]), initial=0.0)) or 1.0
    with np.errstate(invalid="ignore"):
        close = np.where(
            finite,
            np.abs(given - expected) <= rtol * np.abs(expected) + atol * scale,
            (given == expected) | (np.isnan(given) & np.isnan(expected)),
        )
    if close.all():
        return None
    where = tuple(int(i) for i in np.argwhere(~close)[0])
    wrong = int((~close).sum())
    count = f" ({wrong} of {given.size} entries differ)" if given.ndim else ""
    return Mismatch(
        Rung.VALUES,
        f"{numeral(given[where])}{_at(where)}",
        f"{numeral(expected[where])}{count}",
        hint=_pattern(given, expected, rtol),
    )


def _at(where: tuple[int, ...]) -> str:
    return f" at [{', '.join(map(str, where))}]" if where else ""


def _pattern(given: np.ndarray, expected: np.ndarray, rtol: float) -> str:
    """Name a relation between wrong and right values that explains all of them at once."""
    if given.size < 2 or not np.isfinite(given).all() or not np.isfinite(expected).all():
        return ""
    if given.ndim >= 2 and given.shape[-1] == given.shape[-2]:
        if np.allclose(np.swapaxes(given, -1, -2), expected, rtol=rtol):
            return "the last two axes are exchanged"
    nonzero = np.abs(expected) > 0
    if not nonzero.any() or np.any(given[~nonzero]):
        return ""
    ratios = given[nonzero] / expected[nonzero]
    ratio = float(ratios.flat[0])
    if ratio == 0 or ratios.size < 2 or not np.allclose(ratios, ratio, rtol=max(rtol, 1e-6)):
        return ""
    return (
        "every sign is turned"
        if np.isclose(ratio, -1)
        else f"every entry is {ratio:.4g} times that"
    )
