"""What stands for an object of the other side: calls, attributes and operators are asked there.

A class of the other side is a class here, too, so that `isinstance(x, ag.Tensor)`, `type(x)(2)` and
`type(x).__name__` say what they would say there.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any, Protocol


class Asking(Protocol):
    """The end of a channel, as a proxy uses it."""

    def ask(self, operation: str, *arguments: Any) -> Any:
        """Have an operation done on the other side."""

    def forget(self, handle: int) -> None:
        """Tell, some time, that nothing here stands for the object any more."""


def handle_of(item: object) -> int | None:
    """The number of the object that a proxy stands for; None for anything else."""
    kind = type(item)
    if kind is RemoteType:
        return type.__getattribute__(item, "_gradlab_handle")
    if type(kind) is RemoteType:
        return object.__getattribute__(item, "_gradlab_instance")
    return None


def peer_of(item: object) -> Any:
    """The end of the channel that a proxy belongs to; None for what is no proxy."""
    kind = type(item)
    if kind is RemoteType:
        return type.__getattribute__(item, "_gradlab_peer")
    if type(kind) is RemoteType:
        return type.__getattribute__(kind, "_gradlab_peer")
    return None


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


class RemoteType(type):
    """The class of what stands here for classes of the other side."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        return peer_of(cls).ask("call", cls, args, kwargs)

    def __getattr__(cls, name: str) -> Any:
        if _is_special(name):
            raise AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}")
        return peer_of(cls).ask("get", cls, name)

    def __setattr__(cls, name: str, value: Any) -> None:
        peer_of(cls).ask("set", cls, name, value)

    def __delattr__(cls, name: str) -> None:
        peer_of(cls).ask("delete", cls, name)

    def __instancecheck__(cls, instance: Any) -> bool:
        if peer_of(instance) is not peer_of(cls):
            return False
        return type(instance) is cls or bool(peer_of(cls).ask("isinstance", instance, cls))

    def __subclasscheck__(cls, subclass: Any) -> bool:
        if peer_of(subclass) is not peer_of(cls):
            return False
        return subclass is cls or bool(peer_of(cls).ask("issubclass", subclass, cls))

    @property  # type: ignore[misc]
    def __dict__(cls) -> dict[str, Any]:  # type: ignore[override]
        return peer_of(cls).ask("vars", cls)

    def __repr__(cls) -> str:
        return f"<class {cls.__name__!r}>"


class Proxy:
    """What stands here for an instance of a class of the other side."""

    __slots__ = ("__weakref__", "_gradlab_instance")
    # numpy then leaves `array + proxy` to the proxy, as it does for a class that asks it to.
    __array_ufunc__ = None

    def __getattr__(self, name: str) -> Any:
        # Libraries look for protocols in everything they are handed (__array__, __len__, ...).
        if _is_special(name) and name != "__name__":
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return peer_of(self).ask("get", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        peer_of(self).ask("set", self, name, value)

    def __delattr__(self, name: str) -> None:
        peer_of(self).ask("delete", self, name)

    @property
    def __dict__(self) -> dict[str, Any]:  # type: ignore[override]
        return peer_of(self).ask("vars", self)

    def __del__(self) -> None:
        try:
            peer_of(self).forget(object.__getattribute__(self, "_gradlab_instance"))
        except Exception:
            return  # while the interpreter shuts down there is nobody left to tell

    def __hash__(self) -> int:
        return hash(("gradlab", handle_of(self)))

    def __bool__(self) -> bool:
        return bool(peer_of(self).ask("operate", "truth", self))

    def __repr__(self) -> str:
        return str(peer_of(self).ask("operate", "repr", self))

    def __str__(self) -> str:
        return str(peer_of(self).ask("operate", "str", self))

    def __format__(self, specification: str) -> str:
        return str(peer_of(self).ask("operate", "format", self, specification))

    def __iter__(self) -> Iterator[Any]:
        peer = peer_of(self)
        items = peer.ask("operate", "iter", self)
        while True:
            more, item = peer.ask("next", items)
            if not more:
                return
            yield item

    def __next__(self) -> Any:
        more, item = peer_of(self).ask("next", self)
        if not more:
            raise StopIteration
        return item


class CallableProxy(Proxy):
    """What stands here for an instance that can be called: a bound method, a class's __call__."""

    __slots__ = ()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return peer_of(self).ask("call", self, args, kwargs)


# Python's special methods and what they do; both sides know an operation by its name.
_BINARY = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "truediv": operator.truediv,
    "floordiv": operator.floordiv,
    "mod": operator.mod,
    "divmod": divmod,
    "pow": operator.pow,
    "matmul": operator.matmul,
    "lshift": operator.lshift,
    "rshift": operator.rshift,
    "and": operator.and_,
    "or": operator.or_,
    "xor": operator.xor,
}
_IN_PLACE = {
    f"i{name}": getattr(operator, f"i{name}") for name in _BINARY if name not in ("divmod",)
}
_COMPARISONS = {name: getattr(operator, name) for name in ("eq", "ne", "lt", "le", "gt", "ge")}
ARITHMETIC = frozenset({*_BINARY, *_IN_PLACE, *_COMPARISONS})
_OTHERS = {
    "neg": operator.neg,
    "pos": operator.pos,
    "abs": operator.abs,
    "invert": operator.invert,
    "len": len,
    "getitem": operator.getitem,
    "setitem": operator.setitem,
    "delitem": operator.delitem,
    "contains": operator.contains,
    "float": float,
    "int": int,
    "complex": complex,
    "index": operator.index,
    "round": round,
    "enter": lambda item: item.__enter__(),
    "exit": lambda item, *error: item.__exit__(*error),
}
OPERATIONS: dict[str, Any] = {
    **_BINARY,
    **_IN_PLACE,
    **_COMPARISONS,
    **_OTHERS,
    "truth": operator.truth,
    "repr": repr,
    "str": str,
    "format": format,
    "iter": iter,
}


def _special(name: str) -> Any:
    def method(self: Any, *args: Any) -> Any:
        return peer_of(self).ask("operate", name, self, *args)

    method.__name__ = f"__{name}__"
    return method


def _reflected(name: str) -> Any:
    def method(self: Any, other: Any) -> Any:
        return peer_of(self).ask("operate", name, other, self)

    method.__name__ = f"__r{name}__"
    return method


for _name in (*_BINARY, *_IN_PLACE, *_COMPARISONS, *_OTHERS):
    setattr(Proxy, f"__{_name}__", _special(_name))
for _name in _BINARY:
    setattr(Proxy, f"__r{_name}__", _reflected(_name))


def remote_class(peer: Asking, handle: int, name: str, is_callable: bool) -> RemoteType:
    """What stands here for a class, and makes what stands for its instances."""
    base = CallableProxy if is_callable else Proxy
    names = {"__slots__": (), "__module__": "student", "_gradlab_peer": peer}
    return RemoteType(name, (base,), {**names, "_gradlab_handle": handle})


def remote_instance(kind: RemoteType, handle: int) -> Any:
    """What stands here for an instance of a remote class."""
    made: Any = object.__new__(kind)  # type: ignore[arg-type]
    object.__setattr__(made, "_gradlab_instance", handle)
    return made
