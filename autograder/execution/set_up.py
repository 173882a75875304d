"""What locked cells define, for the judge: run once for a class, outside of any student's reach."""

from __future__ import annotations

import builtins
import copy
import functools
import io
from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.execution.judge import compiled, silence
from autograder.task import Cell

_DATA = (np.ndarray, list, dict, set, bytearray)


class SetUp:
    """Runs locked cells that need nothing of a student's, each when a name of it is asked for.

    Functions and classes are shared by all submissions, data are copied for each, so that nothing
    that a student's function does to them is seen by the next. The cells share one namespace, as in
    a notebook; where two define the same name, each cell's own value of it is remembered.
    """

    def __init__(self) -> None:
        self._names: dict[str, Any] = {"__name__": "notebook", "__builtins__": builtins}
        self._values: dict[str, Mapping[str, Any]] = {}
        self._needs: dict[str, list[str]] = {}

    def depends(self, source: str, other: str) -> None:
        """Note that a cell needs what another one defines."""
        needs = self._needs.setdefault(source, [])
        if other not in needs:
            needs.append(other)

    def value(self, source: str, name: str) -> Any:
        """The value that a locked cell gives to a name.

        Raises:
            KeyError: where it gives it none.
        """
        self._run(source)
        value = self._values[source][name]
        return copy.deepcopy(value) if isinstance(value, _DATA) else value

    def _run(self, source: str) -> None:
        if source in self._values:
            return
        self._values[source] = {}
        for other in self._needs.get(source, []):
            self._run(other)
            self._names.update(self._values[other])
        before = dict(self._names)
        try:
            with silence(io.StringIO()):
                body, last = compiled(source, "<set-up>")
                exec(body, self._names)
                if last is not None:
                    eval(last, self._names)
        except Exception:
            pass  # a cell that needs the student's names after all: what it lacks comes from there
        self._values[source] = {
            name: value
            for name, value in self._names.items()
            if name not in before or before[name] is not value
        }


@functools.lru_cache(maxsize=16)
def set_up_of(named: tuple[Cell, ...]) -> SetUp:
    """The set-up of a notebook, by its source's named cells; one for a class."""
    return SetUp()
