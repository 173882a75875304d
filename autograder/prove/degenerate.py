"""Degenerate probes: inputs so special that a wrong solution passes on them unnoticed.

Where n equals m, a transposed matrix has the right shape; where a gradient is constant, a sum over
the wrong axis has the right values. The shapes of an exercise are read from its docstring.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from autograder.exercise import Check, Exercise
from autograder.outcome import Call, Outcome

_ARGUMENT = re.compile(r"^\s+(\w+): \(([^()]*)\)", re.MULTILINE)


def degeneracy(exercise: Exercise, check: Check, outcome: Outcome) -> str:
    """Why no call of a check would tell a wrong solution from a right one, or "".

    A check is sound where one of its calls is; it is excused where its author says why.
    """
    if check.degenerate is not None:
        return ""
    shapes = symbolic_shapes(exercise.reference)
    reasons = [_of_call(call, shapes) for call in outcome.calls if _arrays(call.arguments)]
    return reasons[0] if reasons and all(reasons) else ""


def symbolic_shapes(reference: Any) -> dict[str, tuple[str, ...]]:
    """The shapes in a docstring's lines of the form `name: (n, d) ...`, by argument."""
    found = _ARGUMENT.findall(getattr(reference, "__doc__", None) or "")
    return {
        name: tuple(part.strip() for part in inner.split(",") if part.strip())
        for name, inner in found
    }


def _of_call(call: Call, shapes: Mapping[str, tuple[str, ...]]) -> str:
    sizes: dict[str, int] = {}
    for name, array in _arrays(call.arguments):
        if array.size > 1 and np.all(array == array.flat[0]):
            return f"{call}: {name} is constant"
        if array.ndim >= 2 and array.shape[-1] == array.shape[-2] > 1:
            if np.array_equal(array, np.swapaxes(array, -1, -2)):
                return f"{call}: {name} is symmetric"
        symbols = shapes.get(name, ())
        if len(symbols) != array.ndim:
            symbols = tuple(f"axis {i} of {name}" for i in range(array.ndim))
        sizes.update(zip(symbols, array.shape, strict=True))
    sizes = {symbol: size for symbol, size in sizes.items() if not symbol.isdigit()}
    return next(_clashes(call, sizes), "")


def _clashes(call: Call, sizes: Mapping[str, int]) -> Iterator[str]:
    seen: dict[tuple[str, int], str] = {}
    for symbol, size in sizes.items():
        # Without symbols, only the axes of one array can be told to be different things.
        scope = symbol.rpartition(" of ")[2] if symbol.startswith("axis ") else ""
        if size == 1 and not scope:
            yield f"{call}: {symbol} is 1, so that broadcasting hides a wrong axis"
        if (other := seen.setdefault((scope, size), symbol)) != symbol and size > 1:
            yield f"{call}: {other} and {symbol} are both {size}"


def _arrays(arguments: Mapping[str, Any]) -> list[tuple[str, np.ndarray]]:
    found = []
    for name, value in arguments.items():
        if isinstance(value, np.ndarray) and value.ndim:
            found.append((name, value))
        elif isinstance(value, Mapping):
            found += _arrays({str(key): item for key, item in value.items()})
    return found
