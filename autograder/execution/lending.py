"""What of the judge's objects a student's process may have, and what it may do with them."""

from __future__ import annotations

from types import FunctionType, GeneratorType, MethodType
from typing import Any

from autograder.bridge.errors import WireError, as_data
from autograder.bridge.peer import Peer
from autograder.bridge.proxy import ARITHMETIC, OPERATIONS

# The authors' own code, and the notebook's locked cells: the only objects that are handed over.
_MODULES = ("solutions", "autograder.exercises", "scalar_autograd", "notebook")
_ITERATORS: tuple[type, ...] = (GeneratorType, map, filter, zip, enumerate)
_ITERATORS += (type(iter([])), type(iter(())), type(iter({})))
# What may be asked for at all.
_ASKED = frozenset({"call", "get", "set", "operate", "next", "isinstance", "issubclass"})


class _Gone:
    """What stands for an object that a check had handed over, after the check."""


_GONE = _Gone()


class Lender(Peer):
    """The judge's end of the channel as far as it is asked for something."""

    def _revoke(self, first: int) -> None:
        """What a check has handed over is worth nothing afterwards."""
        for number in range(first, self._next):
            item = self.exports.pop(number, None)
            self._numbers.pop(id(item), None)

    def _do(self, operation: str, arguments: list[Any]) -> Any:
        if operation not in _ASKED or not self._may(operation, arguments):
            raise TypeError("this can't be done with an object of the grader's")
        return super()._do(operation, arguments)

    def _may(self, operation: str, arguments: list[Any]) -> bool:
        match operation, arguments:
            case "call", [function, [*_] | (*_,), dict()]:
                return self._is_own(function)
            case "get", [item, str(name)]:
                if isinstance(item, FunctionType | MethodType | GeneratorType):
                    return name == "__name__" and self._is_own(item)
                return self._is_own(item) and not name.startswith("__")
            case "set", [item, str(name), _]:
                return self._is_own(item) and not name.startswith("__") and _is_instance(item)
            case "operate", [str(name), item, *others]:
                # On the right an own object takes part in arithmetic; `x in range(10**15)`, where
                # x is the grader's, would be work without an end that nothing can interrupt.
                own = self._is_own(item) or (name in ARITHMETIC and any(map(self._is_own, others)))
                return name in OPERATIONS and own
            case "next", [items]:
                return self._is_own(items)
            case (("isinstance" | "issubclass"), [_, kind]):
                return self._is_own(kind)
        return False

    def _is_own(self, item: object) -> bool:
        return self.exports.get(self._numbers.get(id(item), 0)) is item

    def _told(self, error: BaseException) -> Any:
        return as_data(error, [], "")

    def find(self, number: int) -> object:
        # A stale handle is no attack: a student's code may have kept what a check handed over.
        return self.exports.get(number, _GONE)

    def export(self, item: object) -> tuple[int, list[Any]] | int:
        found = super().export(item)
        if not isinstance(found, int) and not _may_leave(item):
            del self.exports[self._numbers.pop(id(item))]
            raise WireError(f"an object of type {type(item).__name__} is not handed over")
        return found


def _is_instance(item: object) -> bool:
    """Whether an object's class is one of the authors' own."""
    return _has_author(type(item))


def _may_leave(item: object) -> bool:
    """Whether a student's process may have a handle of an object."""
    if isinstance(item, MethodType):
        return _may_leave(item.__self__)
    if isinstance(item, _ITERATORS):
        return True
    if type(item).__name__ == "_ArrayFunctionDispatcher":  # a function of numpy's as a callback
        return True
    return _has_author(item if isinstance(item, FunctionType | type) else type(item))


def _has_author(kind: Any) -> bool:
    """Whether a class or function is one of the authors' own."""
    module = getattr(kind, "__module__", None) or ""
    return any(module == each or module.startswith(f"{each}.") for each in _MODULES)
