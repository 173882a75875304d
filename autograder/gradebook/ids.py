"""Ids for new rows."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Iterator


def new_ids() -> Iterator[str]:
    """Endless new ids, 32 hexadecimal digits each, in ascending order: UUIDs of version 7.

    nbgrader's own are random (version 4). With ascending ones all that a batch adds to an index
    lies close together, and the time a batch takes doesn't grow with the gradebook.
    """
    head, tail = f"{time.time_ns() // 10**6:012x}7", os.urandom(6).hex()
    for count in itertools.count():
        yield f"{head}{count >> 12:03x}8{count & 0xFFF:03x}{tail}"
