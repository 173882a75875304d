"""Functions that lead nowhere: no closure, no globals, no owner to ask for."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any


def opaque(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that does the same and shows nothing of what it is made of.

    Beside a student's code a Python function is an open door: through its globals and its closure
    one reaches all that it works with. Of a cache's wrapper, written in C, nothing can be asked.
    """
    wrapper = functools.lru_cache(maxsize=0)(function)  # which keeps nothing, and hashes nothing
    del wrapper.__wrapped__
    return wrapper
