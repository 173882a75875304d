"""The wire: what is sent arrives as it was; whatever else arrives is refused, soon and cheaply."""

import math
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from collections import OrderedDict, namedtuple

import msgpack
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.bridge import wire
from autograder.bridge.channel import Channel, Closed, Late
from autograder.bridge.errors import WireError
from autograder.bridge.wire import HEADER, MAX_MESSAGE, pack, unpack


def array_of(items):
    array = np.empty(len(items), object)
    for i, item in enumerate(items):
        array[i] = item
    return array


# The same examples on every run, however long a busy machine takes for one.
REPEATABLE = settings(
    derandomize=True,
    deadline=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

DTYPES = st.sampled_from(
    [np.dtype(each) for each in ("?", *"bBhHiIqQefdgFDG", "S3", "U5", ">i4", ">f8", "<c16")]
)
SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5)
ARRAYS = DTYPES.flatmap(
    lambda dtype: hnp.arrays(
        dtype, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5)
    )
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=-(2**3000), max_value=2**3000),
    st.floats(),
    st.complex_numbers(),
    st.text(),
    st.text(st.characters(categories=["Cs"])),
    st.binary(),
    st.just(Ellipsis),
    st.just(NotImplemented),
    st.builds(slice, st.none() | st.integers(), st.none() | st.integers(), st.none()),
    st.builds(range, st.integers(-1000, 1000), st.integers(-1000, 1000), st.integers(1, 9)),
    st.sampled_from([np.exp, np.float32, np.ndarray, math.exp, abs, sum, float, dict, ValueError]),
)
HASHABLE = st.none() | st.booleans() | st.integers() | st.text() | st.tuples(st.integers())
VALUES = st.recursive(
    LEAVES | ARRAYS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.lists(inner, max_size=5).map(tuple),
        st.dictionaries(HASHABLE, inner, max_size=5),
        st.sets(HASHABLE, max_size=5),
        st.frozensets(HASHABLE, max_size=5),
        st.lists(inner, min_size=1, max_size=4).map(array_of),
    ),
    max_leaves=20,
)


def same(one, other):
    """Equal in type and value, nan to nan, arrays entry by entry."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        if one.dtype != other.dtype or one.shape != other.shape:
            return False
        if one.dtype == object:
            return all(map(same, one.ravel().tolist(), other.ravel().tolist()))
        return one.tobytes() == other.tobytes()
    if isinstance(one, float | np.floating):
        return one == other or (one != one and other != other)
    if isinstance(one, complex):
        return same(one.real, other.real) and same(one.imag, other.imag)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


@REPEATABLE
@given(VALUES)
def test_every_value_arrives_as_it_was(value):
    assert same(unpack(pack(value)), value)


@REPEATABLE
@given(ARRAYS)
def test_a_number_of_numpys_arrives_with_its_dtype(array):
    if array.size:
        number = array.ravel()[0]
        if isinstance(number, str | bytes):
            return  # texts are plain ones
        found = unpack(pack(number))
        assert found.dtype == number.dtype
        assert found.tobytes() == number.tobytes()


@pytest.mark.parametrize(
    "view",
    [
        np.arange(24).reshape(2, 3, 4).T,
        np.arange(24).reshape(4, 6)[::2, ::-3],
        np.broadcast_to(np.arange(3.0), (2, 3)),
        np.zeros((0, 3)),
        np.zeros((3, 0, 2), "S4"),
        np.array(5.0),
        np.arange(4).view(np.matrix),
        np.ma.array([1.0, 2.0]),
    ],
    ids=["turned", "strided", "broadcast", "empty", "empty texts", "no axes", "matrix", "masked"],
)
def test_an_array_arrives_plain_and_writable_however_it_lies_in_memory(view):
    found = unpack(pack(view))
    assert type(found) is np.ndarray
    assert found.flags.writeable
    np.testing.assert_array_equal(found, np.asarray(view))


class MyFloat(float):
    def __float__(self):
        raise AssertionError("was asked")

    __eq__ = __index__ = __repr__ = __reduce__ = __float__
    __hash__ = float.__hash__


class MyList(list):
    def __iter__(self):
        raise AssertionError("was asked")

    __len__ = __getitem__ = __eq__ = __iter__
    __hash__ = None


class MyDict(dict):
    def items(self):
        raise AssertionError("was asked")

    __iter__ = keys = values = __getitem__ = items


class MyArray(np.ndarray):
    def __array__(self, *args, **options):
        raise AssertionError("was asked")

    tobytes = tolist = astype = __array__

    @property
    def __class__(self):
        raise AssertionError("was asked")


class MyComplex(complex):
    def __complex__(self):
        raise AssertionError("was asked")

    real = imag = property(__complex__)


class Nosy(tuple):
    @property
    def __class__(self):
        raise AssertionError("was asked")


class MyNumber(np.float64):
    def tobytes(self):
        raise AssertionError("was asked")

    dtype = property(tobytes)


Point = namedtuple("Point", "x y")


@pytest.mark.parametrize(
    ("item", "plain"),
    [
        (MyFloat(2.5), 2.5),
        (type("MyInt", (int,), {})(7), 7),
        (type("MyText", (str,), {"__str__": lambda self: "x"})("a"), "a"),
        (type("MyBytes", (bytes,), {})(b"a"), b"a"),
        (MyComplex(1, 2), 1 + 2j),
        (MyList([1, 2]), [1, 2]),
        (MyDict(a=1), {"a": 1}),
        (OrderedDict(b=2), {"b": 2}),
        (Point(1, 2), (1, 2)),
        (Nosy((1, 2)), (1, 2)),
        (np.arange(3).view(MyArray), np.arange(3)),
        (MyNumber(2.5), np.float64(2.5)),
        (np.str_(""), ""),
        (np.bytes_(b"a"), b"a"),
        (bytearray(b"a"), b"a"),
        (memoryview(b"a"), b"a"),
        (True, True),
    ],
    ids=lambda value: type.__dict__["__name__"].__get__(type(value)),
)
def test_a_derived_class_is_reduced_to_the_plain_type_without_being_asked(item, plain):
    found = unpack(pack(item))
    assert type(found) is type(plain)
    assert same(found, plain)


@pytest.mark.parametrize(
    "generator",
    [
        np.random.RandomState(5),
        *(
            np.random.Generator(bits(5))
            for bits in (
                np.random.MT19937,
                np.random.PCG64,
                np.random.PCG64DXSM,
                np.random.Philox,
                np.random.SFC64,
            )
        ),
    ],
    ids=lambda generator: f"{generator}",
)
def test_a_generator_of_random_numbers_goes_on_where_it_was(generator):
    generator.normal()
    copy = unpack(pack(generator))
    assert type(copy) is type(generator)
    np.testing.assert_array_equal(copy.normal(size=700), generator.normal(size=700))


@pytest.mark.parametrize("place", [-1, 625, 2**31 - 9, 2**70, "0", None, 3.0])
def test_a_generator_that_would_read_outside_of_its_memory_is_refused(place):
    state = np.random.RandomState(0).get_state(legacy=False)
    state["state"]["pos"] = place
    body = pack(["RandomState", "MT19937", state])
    with pytest.raises(WireError):
        unpack(msgpack.packb(msgpack.ExtType(wire._GENERATOR, body)))
    philox = np.random.Philox(0).state
    philox["buffer_pos"] = place
    body = pack(["Generator", "Philox", philox])
    with pytest.raises(WireError):
        unpack(msgpack.packb(msgpack.ExtType(wire._GENERATOR, body)))


class Thing:
    def __reduce__(self):
        raise AssertionError("was asked")


@pytest.mark.parametrize(
    "value",
    [
        Thing(),
        Thing,
        len.__self__,
        lambda: 1,
        np.save,
        open,
        eval,
        getattr,
        os.system,
        type,
        object,
        np.dtype("f8"),
        np.array([Thing()], object),
        np.zeros(2, [("a", int)]),
        np.array(["2020-01-01"], "M8[D]"),
        iter([1]),
        10**10_000,
        [[[Thing()]]],
        {"a": {1, Thing}},
        np.random.Generator(type("Bits", (np.random.PCG64,), {})(1)),
        SystemExit,
        KeyboardInterrupt,
    ],
    ids=lambda value: type.__dict__["__name__"].__get__(type(value)),
)
def test_nothing_else_is_sent(value):
    with pytest.raises(WireError):
        pack(value)


@pytest.mark.parametrize(
    "path",
    [
        ["builtins", "eval"],
        ["builtins", "open"],
        ["builtins", "getattr"],
        ["numpy", "save"],
        ["numpy", "load"],
        ["numpy", "os"],
        ["numpy", "__builtins__"],
        ["numpy", "lib.npyio"],
        ["math", "__loader__"],
        ["os", "system"],
        ["exceptions", "SystemExit"],
        ["exceptions", "open"],
        ["builtins"],
        [1, 2],
        [["builtins"], "eval"],
    ],
)
def test_no_name_leads_to_a_function_that_can_do_harm(path):
    with pytest.raises(WireError):
        unpack(msgpack.packb(msgpack.ExtType(wire._NAME, msgpack.packb(path))))


def outcome(data):
    """A value, or None where the bytes are refused; anything else is a failure."""
    try:
        return unpack(data, lambda number, about: (number, about), lambda number: number)
    except WireError:
        return None


@REPEATABLE
@given(st.binary(max_size=300))
def test_random_bytes_are_a_value_or_refused(data):
    outcome(data)


@REPEATABLE
@given(
    VALUES, st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=8), st.data()
)
def test_changed_messages_are_a_value_or_refused(value, changes, data):
    message = bytearray(pack(value))
    for place, byte in changes:
        message[place % len(message)] = byte
    cut = data.draw(st.integers(0, len(message)))
    outcome(bytes(message))
    outcome(bytes(message[:cut]))
    outcome(bytes(message) + bytes(message[:cut]))


JUNK = st.recursive(
    st.none() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.dictionaries(st.text() | st.integers(-5, 5), inner, max_size=4)
        | st.tuples(st.integers(0, 20), inner).map(
            lambda pair: msgpack.ExtType(pair[0], _plainly(pair[1]))
        )
    ),
    max_leaves=12,
)


def _plainly(value):
    return msgpack.packb(value, unicode_errors="surrogatepass")


@REPEATABLE
@given(JUNK)
def test_every_extension_with_any_content_is_a_value_or_refused(value):
    outcome(_plainly(value))


def ext(code, value):
    return msgpack.packb(msgpack.ExtType(code, msgpack.packb(value)))


def nested(code, depth):
    data = b"\xc0"
    for _ in range(depth):
        data = msgpack.packb(msgpack.ExtType(code, b"\x91" + data))
    return data


MILLION = b"\xdd" + struct.pack(">I", 999_999)
HOSTILE = {
    "an array of 4 billion items": b"\xdd\xff\xff\xff\xff",
    "a dict of 4 billion items": b"\xdf\xff\xff\xff\xff",
    "a text of 4 GB": b"\xdb\xff\xff\xff\xff",
    "bytes of 4 GB": b"\xc6\xff\xff\xff\xff",
    "an extension of 4 GB": b"\xc9\xff\xff\xff\xff\x02",
    "a million lists in lists": b"\x91" * 1_000_000 + b"\xc0",
    "a thousand tuples in tuples": nested(wire._TUPLE, 1000),
    "a thousand sets in sets": nested(wire._FROZENSET, 1000),
    "16 million empty lists": (b"\xdd" + struct.pack(">I", 999_999) + b"\x90" * 999_999) * 1
    + b"\xdd"
    + struct.pack(">I", 999_999)
    + b"\x80" * 999_999,
    "lists of empty lists": b"\x9f"
    + (b"\xdd" + struct.pack(">I", 900_000) + b"\x90" * 900_000) * 15,
    "an array of 2^80 items of no bytes": ext(wire._ARRAY, ["<f8", [2**40, 2**40, 0], b""]),
    "an array of texts of no length": ext(wire._ARRAY, ["<U0", [10**12], b""]),
    "an array with an object's dtype": ext(wire._ARRAY, ["|O", [1], bytes(8)]),
    "an array with fields": ext(wire._ARRAY, ["<f8,<f8", [1], bytes(16)]),
    "an array of dates": ext(wire._ARRAY, ["<M8[D]", [1], bytes(8)]),
    "an array of negative length": ext(wire._ARRAY, ["<f8", [-1, -1], bytes(8)]),
    "an array of 40 axes": ext(wire._ARRAY, ["<f8", [1] * 40, bytes(8)]),
    "an array that says too much": ext(wire._ARRAY, ["<f8", [1000], bytes(8)]),
    "an array of a truth value for a shape": ext(wire._ARRAY, ["<f8", [True], bytes(8)]),
    "objects without end": ext(wire._OBJECTS, [[2**40, 0], []]),
    "numbers without end": ext(wire._ARRAY, ["<f8", [2**40, 0], b""]),
    "a range without end": ext(wire._RANGE, [0, 2**62, 1]),
    "a range of texts": ext(wire._RANGE, ["a", "b", "c"]),
    "a set of lists": ext(wire._SET, [[1]]),
    "an unknown extension": ext(99, [1]),
    "an integer of a megabyte": msgpack.packb(msgpack.ExtType(wire._INTEGER, bytes(10**6))),
    "a generator of another kind": ext(wire._GENERATOR, ["Generator", "os", {}]),
    "a generator without a state": ext(wire._GENERATOR, ["RandomState", "MT19937", {}]),
}
ALLOWED = {"an array of texts of no length"}  # refused or empty, never large


@pytest.mark.parametrize("name", HOSTILE)
def test_messages_made_to_be_too_large_are_refused(name):
    found = outcome(HOSTILE[name])
    assert found is None or (name in ALLOWED and found.nbytes == 0)


def test_hostile_messages_take_little_memory_and_little_time():
    """In a process that may have 1 GB more and compute for 20 s: each ends well before."""
    program = (
        "import resource, sys\n"
        "from autograder.bridge.wire import WireError, unpack, MAX_MESSAGE\n"
        "used = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (used + 1_000_000_000,) * 2)\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (20, 21))\n"
        "import struct\n"
        "block = b'\\xdd' + struct.pack('>I', 999_999)\n"
        "for byte in (b'\\x90', b'\\x80', b'\\xc0', b'\\xd4\\x04\\x01', b'\\xc7\\x01\\x01\\x90',\n"
        "             b'\\x91\\xc0', b'\\xa1a', b'\\xcb' + bytes(8), b'\\xc7\\x00\\x0f'):\n"
        "    times = MAX_MESSAGE // (len(byte) * 999_999 + 5)\n"
        "    data = b'\\xdd' + struct.pack('>I', times) + (block + byte * 999_999) * times\n"
        "    try: unpack(data, None, None)\n"
        "    except WireError: pass\n"
        "print('survived')\n"
    )
    if not sys.platform.startswith("linux"):
        pytest.skip("address space can't be limited here")
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout == "survived\n", done.stderr[-2000:]


def test_a_value_of_the_sender_arrives_as_what_stands_for_it():
    thing = Thing()
    data = pack([thing, 1], lambda item: (7, ["instance", 3, "Thing", False]))
    assert unpack(data, lambda number, about: (number, about)) == [
        (7, ["instance", 3, "Thing", False]),
        1,
    ]
    assert unpack(pack(thing, lambda item: 5), None, {5: "mine"}.get) == "mine"


def test_a_date_of_msgpacks_arrives_as_a_number():
    assert unpack(b"\xd6\xff\x00\x00\x00\x07") == 7.0


def test_a_handle_is_refused_where_none_can_be():
    data = pack(Thing(), lambda item: 5)
    with pytest.raises(WireError):
        unpack(data)


# The channel ---------------------------------------------------------------------------------


@pytest.fixture
def ends():
    one, other = socket.socketpair()
    yield Channel(one), other
    one.close()
    other.close()


def soon(seconds=0.2):
    return time.monotonic() + seconds


@REPEATABLE
@given(st.lists(st.binary(max_size=200_000), max_size=5), st.integers(1, 5000))
def test_frames_arrive_whole_however_the_stream_is_cut(frames, step):
    one, other = socket.socketpair()
    stream = b"".join(HEADER.pack(len(frame)) + frame for frame in frames)

    def feed():
        for i in range(0, len(stream), step * 50):
            other.sendall(stream[i : i + step * 50])

    feeder = threading.Thread(target=feed)
    feeder.start()
    channel = Channel(one)
    assert [channel.receive(soon(30)) for _ in frames] == frames
    feeder.join()
    other.close()
    with pytest.raises(Closed):
        channel.receive(soon(30))
    one.close()


def test_a_frame_longer_than_any_message_is_refused_before_it_is_read(ends):
    channel, other = ends
    other.sendall(HEADER.pack(MAX_MESSAGE + 1))
    with pytest.raises(WireError):
        channel.receive(soon(30))


@pytest.mark.parametrize("sent", [b"", b"\0", HEADER.pack(10), HEADER.pack(10) + b"12345"])
def test_who_stops_in_the_middle_of_a_frame_is_late(ends, sent):
    channel, other = ends
    other.sendall(sent)
    with pytest.raises(Late):
        channel.receive(soon())


@pytest.mark.parametrize("sent", [b"", b"\0", HEADER.pack(10), HEADER.pack(10) + b"12345"])
def test_who_hangs_up_in_the_middle_of_a_frame_is_gone(ends, sent):
    channel, other = ends
    other.sendall(sent)
    other.close()
    with pytest.raises(Closed):
        channel.receive(soon(30))


def test_who_sends_byte_by_byte_is_late_all_the_same(ends):
    channel, other = ends
    done = threading.Event()

    def drip():
        other.sendall(HEADER.pack(10_000))
        while not done.wait(0.01):
            other.sendall(b"x")

    dripping = threading.Thread(target=drip)
    dripping.start()
    with pytest.raises(Late):
        channel.receive(soon(0.3))
    done.set()
    dripping.join()


def test_who_never_reads_makes_the_sender_late(ends):
    channel, _ = ends
    with pytest.raises(Late):
        channel.send(bytes(MAX_MESSAGE), soon())


def test_to_send_to_nobody_says_so(ends):
    channel, other = ends
    other.close()
    with pytest.raises(Closed):
        channel.send(bytes(1 << 20), soon(30))
