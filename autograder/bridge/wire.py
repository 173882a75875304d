"""The wire format: plain values and arrays as msgpack, all else as a number that stands for it.

No pickle and no eval: what arrives is a value of the types below, or a WireError. A frame is four
bytes of length, most significant first, and as many bytes of msgpack.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable
from typing import Any

import msgpack
import numpy as np

from autograder.bridge.errors import WireError
from autograder.bridge.generators import GENERATORS, generator_of, state_of
from autograder.bridge.library_names import name_of, named

MAX_MESSAGE = 32 << 20
MAX_ITEMS = 1_000_000
MAX_DEPTH = 60
MAX_INTEGER = 4096  # bytes
# Containers take up to a hundred times the room of their bytes.
MAX_CONTAINERS = 500_000

HEADER = struct.Struct(">I")

_TUPLE, _ARRAY, _SCALAR, _INTEGER, _COMPLEX, _SET, _FROZENSET, _SLICE = range(1, 9)
_ELLIPSIS, _RANGE, _OBJECTS, _NAME, _GENERATOR, _NOT_IMPLEMENTED = range(9, 15)
_REMOTE, _OWN = 16, 17

# Numbers and texts of fixed size: no objects, no fields, nothing that could hold a pointer.
_DTYPE = re.compile(r"[<>|=][biufcSU][0-9]{1,6}")

# What to send for an object that has no value of its own: (its number, and what describes it), or
# the number alone for an object of the receiver's.
Export = Callable[[object], "tuple[int, list[Any]] | int"]
# The two ways back.
Adopt = Callable[[int, list[Any]], object]
Find = Callable[[int], object]


def pack(value: Any, export: Export | None = None) -> bytes:
    """The bytes of a value.

    Raises:
        WireError: where it is too large, nested too deeply, or holds what has no place on the wire.
    """
    depth = 0

    def hook(item: Any) -> Any:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise WireError(f"nested more than {MAX_DEPTH} deep (or a list that holds itself)")
        try:
            return _coded(item, inner, export)
        finally:
            depth -= 1

    def inner(item: Any) -> bytes:
        return msgpack.packb(item, default=hook, strict_types=True, unicode_errors="surrogatepass")

    try:
        data = inner(value)
    except WireError:
        raise
    except (ValueError, RecursionError) as error:
        raise WireError(f"cannot be sent: {error}") from None
    if len(data) > MAX_MESSAGE:
        raise WireError(f"{len(data):,} bytes are more than a message may have ({MAX_MESSAGE:,})")
    return data


def _extension(code: int, data: bytes) -> msgpack.ExtType:
    # Its own constructor runs code made from a string, which a count of the student's work would
    # take for theirs: what is sent is packed while the count goes on.
    return tuple.__new__(msgpack.ExtType, (code, data))


def unpack(data: bytes, adopt: Adopt | None = None, find: Find | None = None) -> Any:
    """The value of bytes.

    Args:
        data: what pack made, or anything else.
        adopt: gives what stands here for an object of the sender's.
        find: gives the receiver's own object with a number.

    Raises:
        WireError: whatever is wrong with the bytes.
    """
    depth = 0

    def hook(code: int, payload: bytes) -> Any:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise WireError(f"nested more than {MAX_DEPTH} deep")
        container(None)
        try:
            return _decoded(code, payload, inner, adopt, find)
        finally:
            depth -= 1

    left = MAX_CONTAINERS

    def container(value: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise WireError(f"more than {MAX_CONTAINERS:,} lists and dicts")
        return value

    def inner(payload: bytes) -> Any:
        return msgpack.unpackb(
            payload,
            ext_hook=hook,
            list_hook=container,
            object_hook=container,
            timestamp=1,  # a type of msgpack's own, as a plain number
            strict_map_key=False,
            unicode_errors="surrogatepass",
            max_array_len=MAX_ITEMS,
            max_map_len=MAX_ITEMS // 10,
        )

    if len(data) > MAX_MESSAGE:
        raise WireError(f"{len(data):,} bytes are more than a message may have ({MAX_MESSAGE:,})")
    try:
        value = inner(data)
    except WireError:
        raise
    except (
        Exception
    ) as error:  # msgpack's own, numpy's, unhashable keys: all are the sender's fault
        raise WireError(f"not a message: {type(error).__name__}: {error}"[:300]) from None
    _measure(value)
    return value


_CONTAINERS = (list, tuple, dict, set, frozenset)


def _measure(value: Any) -> None:
    """Refuse what is nested so deeply that a walk through it would end in a RecursionError."""
    level = [value] if type(value) in _CONTAINERS else []
    for _ in range(MAX_DEPTH):
        if not level:
            return
        level = [
            item
            for each in level
            for item in (each.values() if type(each) is dict else each)
            if type(item) in _CONTAINERS
        ]
    raise WireError(f"nested more than {MAX_DEPTH} deep")


def _coded(item: Any, inner: Callable[[Any], bytes], export: Export | None) -> Any:
    # By type alone, and with the base's own methods: isinstance asks an object for its __class__,
    # and what a derived class says of itself, it says by running code.
    kind = type(item)
    if kind is tuple:
        return _extension(_TUPLE, inner(list(item)))
    if issubclass(kind, np.ndarray):
        return _array(np.asarray(item), inner)
    if issubclass(kind, np.generic) and not issubclass(kind, np.str_ | np.bytes_):
        dtype = np.generic.dtype.__get__(item)
        if not _DTYPE.fullmatch(dtype.str):
            raise WireError(f"a number of dtype {dtype} cannot be sent")
        return _extension(_SCALAR, inner([dtype.str, np.generic.tobytes(item)]))
    if kind is int:
        size = (item.bit_length() + 8) // 8
        if size > MAX_INTEGER:
            raise WireError(f"an integer of {item.bit_length():,} bits cannot be sent")
        return _extension(_INTEGER, item.to_bytes(size, "big", signed=True))
    plain = _plain(item, kind)
    if plain is not _NONE:
        # msgpack takes what it knows itself; of an integer of more than 64 bits it knows nothing.
        known = type(plain) in (str, float, bytes, dict, list)
        small = type(plain) is int and -(2**63) <= plain < 2**63
        return plain if known or small else _coded(plain, inner, export)
    if kind is complex:
        return _extension(_COMPLEX, inner([item.real, item.imag]))
    if kind is set or kind is frozenset:
        return _extension(_SET if kind is set else _FROZENSET, inner(list(item)))
    if kind is slice:
        return _extension(_SLICE, inner([item.start, item.stop, item.step]))
    if item is Ellipsis:
        return _extension(_ELLIPSIS, b"")
    if item is NotImplemented:
        return _extension(_NOT_IMPLEMENTED, b"")
    if kind is range:
        return _extension(_RANGE, inner([item.start, item.stop, item.step]))
    if kind in GENERATORS and (state := state_of(item)):
        return _extension(_GENERATOR, inner(state))
    if name := name_of(item):
        return _extension(_NAME, inner(name))
    if export is None:
        raise WireError(f"an object of type {type_name(kind)} cannot be sent")
    found = export(item)
    if type(found) is int:
        return _extension(_OWN, inner(found))
    assert isinstance(found, tuple)
    return _extension(_REMOTE, inner([found[0], *found[1]]))


def type_name(kind: type) -> str:
    """A class's name, whatever its metaclass says that it is."""
    return type.__dict__["__name__"].__get__(kind)


_NONE = object()
_NUMBERS_AND_TEXTS = (str, int, float, complex, bytes)
_PLAIN_TYPES = (*_NUMBERS_AND_TEXTS, bool)


def _plain(item: Any, kind: type) -> Any:
    """An object of a class derived from a plain type, as that type."""
    if issubclass(kind, _NUMBERS_AND_TEXTS) and kind not in _PLAIN_TYPES:
        base: Any = next(each for each in _NUMBERS_AND_TEXTS if issubclass(kind, each))
        if base is complex:
            parts = vars(complex)
            return complex(parts["real"].__get__(item), parts["imag"].__get__(item))
        return base.__getnewargs__(item)[0]
    if issubclass(kind, dict):
        return dict(dict.items(item))
    if issubclass(kind, list):
        return list(list.__iter__(item))
    if issubclass(kind, tuple):
        return tuple(tuple.__iter__(item))
    return _NONE


def _array(array: np.ndarray, inner: Callable[[Any], bytes]) -> msgpack.ExtType:
    if array.dtype == object:
        if array.size > MAX_ITEMS:
            raise WireError(f"an array of {array.size:,} objects cannot be sent")
        return _extension(_OBJECTS, inner([list(array.shape), array.ravel().tolist()]))
    if not _DTYPE.fullmatch(array.dtype.str):
        raise WireError(f"an array of dtype {array.dtype} cannot be sent")
    if array.nbytes > MAX_MESSAGE:
        raise WireError(f"an array of shape {array.shape} is too large to be sent")
    return _extension(_ARRAY, inner([array.dtype.str, list(array.shape), array.tobytes()]))


def _decoded(
    code: int,
    payload: bytes,
    inner: Callable[[bytes], Any],
    adopt: Adopt | None,
    find: Find | None,
) -> Any:
    if code == _ELLIPSIS:
        return Ellipsis
    if code == _NOT_IMPLEMENTED:
        return NotImplemented
    if code == _INTEGER:
        if len(payload) > MAX_INTEGER:
            raise WireError(f"an integer of {len(payload):,} bytes")
        return int.from_bytes(payload, "big", signed=True)
    value = inner(payload)
    if code == _OWN:
        if find is None or type(value) is not int:
            raise WireError("a handle where none can be")
        return find(value)
    if type(value) is not list:
        raise WireError(f"extension {code} without a list")
    if code == _TUPLE:
        return tuple(value)
    if code == _ARRAY:
        dtype, shape, data = value
        return _array_of(dtype, shape, data)
    if code == _SCALAR:
        dtype, data = value
        return _array_of(dtype, [], data)[()]
    if code == _OBJECTS:
        return _objects(*value)
    if code == _COMPLEX:
        return complex(*value)
    if code == _SET:
        return set(value)
    if code == _FROZENSET:
        return frozenset(value)
    if code == _SLICE:
        return slice(*value)
    if code == _RANGE:
        return _range(*value)
    if code == _NAME:
        return named(*value)
    if code == _GENERATOR:
        return generator_of(*value)
    if code == _REMOTE and adopt is not None and value and type(value[0]) is int:
        return adopt(value[0], value[1:])
    raise WireError(f"extension {code} is unknown here")


def _array_of(dtype: Any, shape: Any, data: Any) -> np.ndarray:
    if not (type(dtype) is str and _DTYPE.fullmatch(dtype)):
        raise WireError(f"an array of dtype {dtype!r:.40}")
    if type(shape) is not list or len(shape) > 32 or type(data) is not bytes:
        raise WireError("an array without a shape or without data")
    _check_shape(shape)
    kind = np.dtype(dtype)
    if math.prod(shape) * kind.itemsize != len(data):
        raise WireError(f"an array of shape {shape!r:.80} with {len(data):,} bytes")
    if kind.kind in "SU" and kind.itemsize == 0:
        return np.zeros(shape, kind) if math.prod(shape) <= MAX_ITEMS else np.zeros(0, kind)
    return np.frombuffer(data, kind).reshape(shape).copy()


def _check_shape(shape: list[Any]) -> None:
    """Refuse lengths that are none, and those without end that an array of no entries may have."""
    longest = MAX_MESSAGE if 0 not in shape else MAX_ITEMS
    if not all(type(length) is int and 0 <= length <= longest for length in shape):
        raise WireError(f"an array of shape {shape!r:.80}")


def _objects(shape: Any, items: Any) -> np.ndarray:
    if type(shape) is not list or type(items) is not list or len(shape) > 32:
        raise WireError("an array of objects without a shape or without objects")
    _check_shape(shape)
    if math.prod(shape) != len(items):
        raise WireError(f"an array of shape {shape!r:.80} with {len(items):,} objects")
    array = np.empty(len(items), object)
    for i, item in enumerate(items):
        array[i] = item
    return array.reshape(shape)


def _range(start: Any, stop: Any, step: Any) -> range:
    """A range that takes no longer to walk through than a list that could have been sent."""
    found = range(start, stop, step)
    if not found or (found[-1] - found[0]) // found.step < MAX_ITEMS:
        return found
    raise WireError("a range of more items than a list may have")
