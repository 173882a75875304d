"""Changes that a call makes to its arguments, carried over from the copies to the originals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.bridge.errors import WireError

MUTABLE = (np.ndarray, list, dict, set, bytearray, np.random.RandomState, np.random.Generator)


_CHANGING = (*MUTABLE, tuple)  # a tuple may hold what can be changed


def may_change(arguments: Sequence[Any], options: Mapping[str, Any]) -> bool:
    """Whether a call can change any of its arguments; told by their types alone."""
    return any(issubclass(type(each), _CHANGING) for each in (*arguments, *options.values()))


def returned_among(arguments: Sequence[Any], result: Any) -> int | None:
    """The place of the argument that a call has returned: who changes the one changes the other."""
    if not issubclass(type(result), MUTABLE):
        return None
    return next((i for i, each in enumerate(arguments) if each is result), None)


def apply(given: list[Any], changed: Any) -> None:
    """Make the same changes to arguments that were made to their copies.

    Args:
        given: the positional arguments and the keyword arguments that were sent.
        changed: the same as they are after the call.

    Raises:
        WireError: where these don't fit those.
    """
    try:
        arguments, options = changed
        for before, after in zip(given[0], arguments, strict=True):
            _change(before, after)
        for name, before in given[1].items():
            _change(before, options[name])
    except (TypeError, ValueError, KeyError, AttributeError, IndexError) as error:
        raise WireError(f"changed arguments that don't fit: {error}") from None


def _change(before: Any, after: Any) -> None:
    if isinstance(before, np.ndarray):
        if isinstance(after, np.ndarray) and before.flags.writeable:
            before.shape = after.shape
            np.copyto(before, after, casting="unsafe")
    elif isinstance(before, dict):
        for key in before.keys() - after.keys():
            del before[key]
        for key, value in after.items():
            _place(before, key, value)
    elif isinstance(before, list):
        if len(before) == len(after):
            for i, value in enumerate(after):
                _place(before, i, value)
        else:
            before[:] = after
    elif isinstance(before, tuple):
        for each, value in zip(before, after, strict=True):
            _change(each, value)
    elif isinstance(before, set):
        before.clear()
        before.update(after)
    elif isinstance(before, bytearray):
        before[:] = after
    elif isinstance(before, np.random.RandomState | np.random.Generator):
        if type(after) is not type(before):
            raise TypeError("something else stands for a generator of random numbers")
        if isinstance(before, np.random.RandomState):
            before.set_state(after.get_state())  # type: ignore[union-attr]
        else:
            before.bit_generator.state = after.bit_generator.state  # type: ignore[union-attr]


def _place(container: Any, key: Any, value: Any) -> None:
    """Put a value in its place, or change what is there, so that whoever holds that sees it."""
    before = container.get(key) if isinstance(container, dict) else container[key]
    fits = type(before) is type(value)
    if fits and isinstance(before, np.ndarray):
        fits = before.shape == value.shape and before.dtype == value.dtype
    if fits and isinstance(before, _CHANGING):
        _change(before, value)
    else:
        container[key] = value
