"""Python twins of functions that iterate in C, so that a count of instructions sees the loop.

Values and errors are the same; only the steps show.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np


def _each(items: Iterable[Any]) -> Iterator[Any]:
    # Not `yield from`, which would hand the iteration back to C.
    for item in items:  # noqa: UP028
        yield item


def _map(function: Callable[..., Any], *items: Iterable[Any]) -> Iterator[Any]:
    for each in zip(*items, strict=False):
        yield function(*each)


def _filter(function: Callable[..., Any] | None, items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        if function(item) if function else item:
            yield item


def _gathering(original: Callable[..., Any]) -> Callable[..., Any]:
    """sum, max, sorted, ...: the same function, fed through a generator."""

    @functools.wraps(original)
    def twin(first: Any, *rest: Any, **options: Any) -> Any:
        alone = original in (sum, sorted, any, all) or not rest
        return original(_each(first) if alone else first, *rest, **options)

    return twin


def _reduce(function: Callable[..., Any], items: Iterable[Any], *start: Any) -> Any:
    return _C_REDUCE(function, _each(items), *start)


def _frompyfunc(function: Callable[..., Any], *args: Any, **options: Any) -> Any:
    return _C_FROMPYFUNC(lambda *each: function(*each), *args, **options)


_C_REDUCE, _C_FROMPYFUNC = functools.reduce, np.frompyfunc
_TWINS: dict[Any, Any] = {
    map: _map,
    filter: _filter,
    **{each: _gathering(each) for each in (sum, max, min, sorted, any, all)},
    functools.reduce: _reduce,
    np.frompyfunc: _frompyfunc,
}


@contextmanager
def counted_iteration(names: dict[str, Any] | None) -> Iterator[None]:
    """Put the twins in place of the originals: in the libraries, and among the names given."""
    changed = list(_library_places())
    if names:
        changed += _places(names)
    for place, name, value in changed:
        place[name] = _TWINS[value]
    try:
        yield
    finally:
        for place, name, value in changed:
            place[name] = value


@functools.cache
def _library_places() -> tuple[tuple[dict[str, Any], str, Any], ...]:
    # np.vectorize looks frompyfunc up in the module that defines it, which has moved before.
    homes = {np.vectorize.__init__.__globals__["__name__"], "functools", "builtins", "numpy"}
    return tuple(place for home in sorted(homes) for place in _places(vars(sys.modules[home])))


def _places(names: dict[str, Any]) -> list[tuple[dict[str, Any], str, Any]]:
    return [
        (names, name, value)
        for name, value in list(names.items())
        if callable(value) and isinstance(value, Hashable) and value in _TWINS
    ]
