"""What of the judge's objects may be handed to a student's process."""

from __future__ import annotations

from types import FunctionType, GeneratorType, MethodType
from typing import Any

# The authors' own code, and the notebook's locked cells: the only objects that are handed over.
_MODULES = ("solutions", "autograder.exercises", "scalar_autograd", "notebook")
_ITERATORS: tuple[type, ...] = (GeneratorType, map, filter, zip, enumerate)
_ITERATORS += (type(iter([])), type(iter(())), type(iter({})))


class _Gone:
    """What stands for an object that a check had handed over, after the check."""


GONE = _Gone()


def is_instance(item: object) -> bool:
    """Whether an object's class is one of the authors' own."""
    return _has_author(type(item))


def may_leave(item: object) -> bool:
    """Whether a student's process may have a handle of an object."""
    if isinstance(item, MethodType):
        return may_leave(item.__self__)
    if isinstance(item, _ITERATORS):
        return True
    if type(item).__name__ == "_ArrayFunctionDispatcher":  # a function of numpy's as a callback
        return True
    return _has_author(item if isinstance(item, FunctionType | type) else type(item))


def _has_author(kind: Any) -> bool:
    """Whether a class or function is one of the authors' own."""
    module = getattr(kind, "__module__", None) or ""
    return any(module == each or module.startswith(f"{each}.") for each in _MODULES)
