"""What an attack is, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

ASSIGNMENT = "small"
NOTEBOOK = "probe"


@dataclass(frozen=True)
class Attack:
    """A notebook that is handed in, and what it deserves.

    Attributes:
        name: the student's id, of letters and underscores.
        why: what it tries, or what is odd about it.
        cells: the student's cells by grade_id, in place of the stub or the solution.
        scores: what exercises deserve where it isn't all or nothing.
        right: whether the cells that it leaves alone are solved; else they are the stubs.
        before: cells of the student's own behind the set-up.
        after: cells of the student's own at the end.
        edit: changes the notebook, or returns another one, or the bytes of a file.
        files: other files that are handed in.
        told: words that the executed notebook's outputs have to contain.
    """

    name: str
    why: str
    cells: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, float] = field(default_factory=dict)
    right: bool = False
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    edit: Callable[[dict[str, Any]], Any] | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    told: tuple[str, ...] = ()
