"""Values of which no part can run code of a student's while they are packed."""

from __future__ import annotations

from typing import Any

import numpy as np

_SINGLE = frozenset({int, float, bool, complex, str, bytes, type(None)})
_SINGLE |= {np.bool_, np.int32, np.int64, np.float32, np.float64, np.complex128}
_NUMBERS = frozenset("biufc")


def is_plain(value: Any, depth: int = 8) -> bool:
    """Whether a value is made of the built-in types and arrays of numbers alone.

    Args:
        value: anything; it is looked at by type alone, so that it can't answer itself.
        depth: how deeply it may be nested.
    """
    kind = type(value)
    if kind in _SINGLE:
        return True
    if kind is np.ndarray:
        return value.dtype.kind in _NUMBERS
    if depth == 0:
        return False
    if kind is list or kind is tuple:
        return all(is_plain(each, depth - 1) for each in value)
    if kind is dict:
        return all(
            type(key) in _SINGLE and is_plain(item, depth - 1) for key, item in value.items()
        )
    return False
