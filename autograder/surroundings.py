"""What surrounds a run of a check: silence, known random numbers, right values for names."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.random import mtrand


@contextlib.contextmanager
def quiet(seed: int) -> Iterator[None]:
    """Discard output and warnings in the block, and seed numpy's generator; restored after it."""
    before = mtrand.get_bit_generator()
    # To exchange the generator takes a tenth of the time of saving and restoring its state.
    mine = _spare.pop() if _spare else np.random.MT19937(0)
    mtrand.set_bit_generator(mine)
    np.random.seed(seed % 2**32)
    try:
        with (
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        mtrand.set_bit_generator(before)
        _spare.append(mine)


_spare: list[np.random.MT19937] = []


@contextlib.contextmanager
def substituted(names: dict[str, Any] | None, right: Mapping[str, Any]) -> Iterator[None]:
    """Put other values under some names of a namespace in the block."""
    if not right or names is None:
        yield
        return
    missing = object()
    before = {name: names.get(name, missing) for name in right}
    names.update(right)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is missing:
                names.pop(name, None)
            else:
                names[name] = value
