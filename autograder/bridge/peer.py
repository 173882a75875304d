"""One end of the channel: asks the other for operations, and does those that it is asked for.

Both ends are single-threaded and take turns: who asks waits, and meanwhile does what the other end
asks of it in order to answer (a callback). So requests nest, and never cross.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable
from typing import Any

from autograder.bridge.changes import apply, may_change, returned_among
from autograder.bridge.channel import Channel
from autograder.bridge.errors import WireError, as_error
from autograder.bridge.proxy import (
    OPERATIONS,
    RemoteType,
    handle_of,
    peer_of,
    remote_class,
    remote_instance,
)
from autograder.bridge.wire import pack, type_name, unpack

# A part comes ahead of the answer that it belongs to.
REQUEST, ANSWER, ERROR, PART = 0, 1, 2, 3
# Callbacks that call back that call back: more of these than any honest program makes.
MAX_NESTED = 40
# To make a class takes long, and there is one for each class of the other side.
MAX_CLASSES = 1000


class Peer:
    """What the two ends have in common.

    Attributes:
        exports: the objects of this side that the other has a handle of, by number.
    """

    # What an operation may raise to be told to the other side, and not end this one.
    _caught: type[BaseException] = Exception

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.exports: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._next = 1
        self._instances: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
        self._classes: dict[int, RemoteType] = {}
        self._forgotten: set[int] = set()
        self._depth = 0
        self._changed: Any = None
        self._returned: int | None = None
        self._handlers: dict[str, Callable[..., Any]] = {
            "call": self._call,
            "get": getattr,
            "set": setattr,
            "delete": delattr,
            "operate": self._operate,
            "next": _next,
            "isinstance": isinstance,
            "issubclass": issubclass,
            "vars": lambda item: dict(vars(item)),
        }

    # Asking

    def ask(self, operation: str, *arguments: Any) -> Any:
        """Have an operation done on the other side.

        Raises:
            StudentError: where it raised there.
        """
        forgotten, self._forgotten = self._forgotten, set()
        self._send(pack([REQUEST, operation, list(forgotten), *arguments], self.export))
        while True:
            kind, *rest = self._read(self._receive())
            if kind == ANSWER:
                return self._answered(operation, arguments, rest)
            if kind == ERROR:
                raise as_error(rest[0])
            self._serve(rest[0], rest[1], rest[2:])

    def _answered(self, operation: str, arguments: tuple[Any, ...], rest: list[Any]) -> Any:
        match rest:
            case [value, changed, str(printed), returned]:
                if operation != "call" and not (changed is None and returned is None):
                    raise WireError("arguments where there were none")
                if changed is not None:
                    apply(list(arguments[1:]), changed)
                if printed:
                    sys.stdout.write(printed)
                if returned is None:
                    return value
                if type(returned) is int and 0 <= returned < len(arguments[1]):
                    return arguments[1][returned]
        raise WireError("an answer without its parts")

    def forget(self, handle: int) -> None:
        """Note that nothing here stands for an object any more; told with the next request."""
        self._forgotten.add(handle)

    # Being asked

    def _serve(self, operation: str, forgotten: list[int], arguments: list[Any]) -> None:
        self._depth += 1
        try:
            for handle in forgotten:
                self._release(handle)
            if self._depth > MAX_NESTED:
                raise RecursionError("callbacks are nested too deeply")
            self._changed = self._returned = None
            value = self._do(operation, arguments)
            changed, returned = self._changed, self._returned
            self._changed = self._returned = None
            value = None if returned is not None else value
            answer = self._pack([ANSWER, value, changed, self._printed(), returned])
        except self._caught as error:
            answer = pack([ERROR, self._told(error)])
        finally:
            self._depth -= 1
        self._send(answer)

    def _pack(self, value: Any) -> bytes:
        return pack(value, self.export)

    def _do(self, operation: str, arguments: list[Any]) -> Any:
        return self._handlers[operation](*arguments)

    def _printed(self) -> str:
        """What was printed meanwhile, for the other side to show."""
        return ""

    def _told(self, error: BaseException) -> Any:
        raise NotImplementedError

    def _call(self, function: Any, arguments: Any, options: Any) -> Any:
        before = self._pack([arguments, options]) if may_change(arguments, options) else None
        return self._called(function, arguments, options, before)

    def _called(self, function: Any, arguments: Any, options: Any, before: bytes | None) -> Any:
        """Call, and note what becomes of the arguments.

        Args:
            before: the arguments packed, as they are before the call; None where none can change.
        """
        result = self._invoke(function, arguments, options)
        if before is not None:
            given = [arguments, options]
            try:
                self._changed = given if self._pack(given) != before else None
            except WireError as error:
                raise ValueError(f"it put something into an argument that {error}") from None
            self._returned = returned_among(arguments, result)
        return result

    def _invoke(self, function: Any, arguments: Any, options: Any) -> Any:
        return function(*arguments, **options)

    def _operate(self, name: str, *arguments: Any) -> Any:
        return OPERATIONS[name](*arguments)

    # Handles

    def export(self, item: object) -> tuple[int, list[Any]] | int:
        """The number that stands for an object on the other side, and what describes it there."""
        if (own := handle_of(item)) is not None and peer_of(item) is self:
            return own
        # By type alone, as in pack: an object is not to be asked what it is.
        kind = type(item)
        if issubclass(kind, type):
            assert isinstance(item, type)
            return self._number(item), ["class", type_name(item), _instances_callable(item)]
        name = type_name(kind)
        number = self._number(kind)
        return self._number(item), ["instance", number, name, _instances_callable(kind)]

    def _number(self, item: object) -> int:
        number = self._numbers.get(id(item))
        if number is None:
            number = self._next
            self._next += 1
            self.exports[number] = item  # keeps it alive, so that its id stays its own
            self._numbers[id(item)] = number
        return number

    def _release(self, number: int) -> None:
        # A class is described again and again by its instances, and there are few.
        item = self.exports.get(number)
        if item is not None and not isinstance(item, type):
            del self.exports[number]
            self._numbers.pop(id(item), None)

    def adopt(self, number: int, description: list[Any]) -> object:
        """What stands here for an object of the other side.

        Raises:
            WireError: where the description is none.
        """
        match description:
            case ["class", str(name), bool(is_callable)]:
                return self._class(number, name, is_callable)
            case ["instance", int(kind), str(name), bool(is_callable)]:
                self._forgotten.discard(number)
                found = self._instances.get(number)
                if found is None:
                    found = remote_instance(self._class(kind, name, is_callable), number)
                    self._instances[number] = found
                return found
        raise WireError("a handle that nothing describes")

    def _class(self, number: int, name: str, is_callable: bool) -> RemoteType:
        if number not in self._classes:
            if len(self._classes) >= MAX_CLASSES:
                raise WireError(f"more than {MAX_CLASSES:,} classes")
            plain = name.replace("\0", "")[:100] or "object"
            self._classes[number] = remote_class(self, number, plain, is_callable)
        return self._classes[number]

    def find(self, number: int) -> object:
        """The object of this side with a number.

        Raises:
            WireError: where there is none, or none any more.
        """
        try:
            return self.exports[number]
        except KeyError:
            raise WireError(f"handle {number} stands for nothing (any more)") from None

    # The channel

    def _read(self, data: bytes) -> list[Any]:
        message = unpack(data, self.adopt, self.find)
        match message:
            case [0, str(operation), [*_], *_] if operation in self._handlers:
                return message
            case [1, *_] | [2, _] | [3, _]:
                return message
        raise WireError("a message that is neither request nor answer")

    def _send(self, data: bytes) -> None:
        self._channel.send(data)

    def _receive(self) -> bytes:
        return self._channel.receive()


def _instances_callable(kind: type) -> bool:
    mro = type.__dict__["__mro__"].__get__(kind)
    return any("__call__" in type.__dict__["__dict__"].__get__(each) for each in mro)


def _next(items: Any) -> tuple[bool, Any]:
    for item in items:
        return True, item
    return False, None
