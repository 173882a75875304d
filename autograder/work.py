"""Counted work: how many bytecode instructions the interpreter executes for a call.

Whether code loops is not judged by a clock, which depends on the machine, but by the instructions
executed at two sizes. What numpy does in C counts nothing; a loop, a comprehension, a recursion or
a callback for each element counts for each element. Iteration that happens inside C (map, sum, max,
np.frompyfunc) would go uncounted, so Python twins stand in for these while the count runs.
"""

from __future__ import annotations

import dis
import functools
import gc
import linecache
import sys
import sysconfig
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import numpy as np

from autograder.twins import counted_iteration

# Enough for a scalar autograd over some 100,000 nodes, reached within a second by an endless loop.
STEP_LIMIT = 2_000_000
# A count at the larger size ends at so many instructions for each further element: that something
# loops over them is certain by then, whatever is still to come.
ENOUGH = 20

_HERE = str(Path(__file__).resolve().parent)
_AUTHORED = (str(Path(_HERE) / "exercises"), str(Path(_HERE).parent / "solutions"))
_LIBRARIES = tuple(
    {
        str(Path(sysconfig.get_paths()[key]))
        for key in ("stdlib", "platstdlib", "purelib", "platlib")
    }
    | {str(Path(np.__file__).resolve().parent), "<frozen", "<__array_function__"}
)
# What carries a callback to the judge and back is no work of the student's.
_CHANNEL = (str(Path(_HERE) / "bridge"), str(Path(_HERE) / "kernel"))
# To print an array takes a loop of numpy's own over its entries, which is nobody's solution.
_PRINTING = np.array2string.__wrapped__.__code__.co_filename  # type: ignore[attr-defined]
# BINARY_OP's argument for @ and @=, as the interpreter's opcode table numbers it.
_BINARY_OP = dis.opmap.get("BINARY_OP")
_NAMES = frozenset(
    {"LOAD_NAME", "LOAD_GLOBAL", "LOAD_ATTR", "LOAD_METHOD", "IMPORT_NAME", "IMPORT_FROM"}
)


class OutOfSteps(BaseException):
    """The student's code executed more steps than any right solution needs.

    No Exception: a loop that goes on after every error would go on after this one.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"stopped after {limit:,} steps of Python: does a loop never end, "
            "or does a function call itself without end?"
        )


@dataclass(frozen=True)
class Line:
    """A line of source code: file, number, the function that holds it, and its text if known."""

    filename: str
    number: int
    function: str
    text: str = field(default="", compare=False)

    def __str__(self) -> str:
        source = self.text or linecache.getline(self.filename, self.number).strip()
        return f"line {self.number} of {self.function}" + (f": `{source}`" if source else "")


@dataclass
class Count:
    """Instructions executed, by the line of the student's code that caused them.

    Attributes:
        lines: how many, by line.
        used: where a forbidden name was used first, by name.
        spoilt: why the numbers can't be trusted, or "".
    """

    lines: Counter[Line] = field(default_factory=Counter)
    used: dict[str, Line] = field(default_factory=dict)
    spoilt: str = ""

    @property
    def total(self) -> int:
        """All instructions together."""
        return sum(self.lines.values())


def growth(small: Count, large: Count) -> tuple[int, Line | None]:
    """How many more instructions the larger run took, and the line that accounts for most of it."""
    more = Counter(large.lines)
    more.subtract(small.lines)
    where = max(more, key=lambda line: more[line], default=None)
    return large.total - small.total, where


def is_authored(code: CodeType) -> bool:
    """Whether code belongs to an author's checks, sample solutions or references."""
    return code.co_filename.startswith(_AUTHORED)


def is_library(code: CodeType) -> bool:
    """Whether code belongs to Python, an installed library or the grader, not to a student."""
    name = code.co_filename
    if name.startswith(_HERE):
        return not is_authored(code)
    return name.startswith(_LIBRARIES)


def namespace_of(implementation: object) -> dict[str, Any] | None:
    """The global names that a function, or a class in its methods, looks up; None without any."""
    functions: list[object] = [implementation]
    if isinstance(implementation, type):
        # A base class from elsewhere is a library's or the grader's, and not to be changed.
        home = implementation.__module__
        own = [each for each in implementation.__mro__ if each.__module__ == home]
        functions = [method for each in own for method in vars(each).values()]
    for each in functions:
        each = getattr(each, "__func__", getattr(each, "fget", each))
        if isinstance(names := getattr(each, "__globals__", None), dict):
            return names
    return None


Tracer = Callable[[FrameType, str, object], Any]


@contextmanager
def limited(steps: int = STEP_LIMIT) -> Iterator[None]:
    """Raise OutOfSteps where the student's code executes more than `steps` lines in the block.

    A loop without a body (`while True: pass`) executes no new line, and one inside a library's C
    code none at all: these are left to the time limit of the process.
    """
    with tracing(limiter(steps)):
        yield


def _nothing() -> None:
    pass


def limiter(steps: int, stopping: Callable[[], None] = _nothing) -> Tracer:
    """What sys.settrace takes in order to call `stopping` and raise OutOfSteps after many lines."""
    left = steps

    def local(frame: FrameType, event: str, arg: object) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            stopping()
            raise OutOfSteps(steps)
        return local

    def enter(frame: FrameType, event: str, arg: object) -> Any:
        # A loop has to pass through code of the student's, if only as a callback of a library's.
        return None if is_library(frame.f_code) else local(frame, event, arg)

    return enter


@contextmanager
def undisturbed() -> Iterator[None]:
    """No collection of garbage in the block: what it ends was left by others, at any moment.

    Its finalisers would run, and be counted, in the middle of a student's code.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def counted(
    program: Callable[..., Any],
    implementation: object,
    forbidden: tuple[str, ...] = (),
    steps: int = STEP_LIMIT,
) -> Iterator[Count]:
    """Count the instructions executed in the block, but those of `program` itself.

    Args:
        program: the check, whose own loops are not the student's.
        implementation: what is called; its module's names for map and the like are replaced too.
        forbidden: names (and "@") whose use in the student's code is noted in `Count.used`.
        steps: the instructions after which OutOfSteps is raised.
    """
    count = Count()
    own = frozenset(_nested(getattr(program, "__code__", None)))
    meter = Meter(own, forbidden, steps)
    try:
        with (
            undisturbed(),
            counted_iteration(namespace_of(implementation)),
            tracing(meter.enter),
        ):
            yield count
    finally:
        meter.fill(count)


class Meter:
    """Counts instructions: `enter` is what sys.settrace takes.

    Args:
        own: code whose instructions don't count.
        forbidden: names (and "@") whose use is noted.
        steps: the instructions after which OutOfSteps is raised.
        stopping: called before it is.

    Attributes:
        used: where a forbidden name was used first, by name.
    """

    def __init__(
        self,
        own: frozenset[CodeType],
        forbidden: tuple[str, ...],
        steps: int,
        stopping: Callable[[], None] = _nothing,
    ) -> None:
        self._own = own
        self._forbidden = forbidden
        self._steps = steps
        self._left = steps
        self._stopping = stopping
        self.used: dict[str, Line] = {}
        # By code, and by the student's line where a library's code runs on its behalf: how often
        # the instruction at each offset was executed. What line that is, is worked out at the end.
        self._executed: dict[tuple[CodeType, Line | None], dict[int, int]] = {}
        self._tracers: dict[tuple[CodeType, Line | None], Tracer] = {}

    def enter(self, frame: FrameType, event: str, arg: object) -> Any:
        """Look at a new frame: whose work is it?"""
        code = frame.f_code
        if code in self._own:
            return None
        cause: FrameType | None = frame
        while cause is not None and cause.f_code not in self._own and is_library(cause.f_code):
            name = cause.f_code.co_filename
            if name == _PRINTING or name.startswith(_CHANNEL):
                return None
            cause = cause.f_back
        if cause is None or cause.f_code in self._own:
            return None
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        key = (code, None if cause is frame else _line(cause))
        if key not in self._tracers:
            self._tracers[key] = self._tracer(*key)
        return self._tracers[key]

    def _tracer(self, code: CodeType, on_behalf: Line | None) -> Tracer:
        executed = self._executed.setdefault((code, on_behalf), defaultdict(int))
        watched = _watched(code, self._forbidden) if on_behalf is None and self._forbidden else {}

        def local(frame: FrameType, event: str, arg: object) -> Any:
            if event == "opcode":
                offset = frame.f_lasti
                executed[offset] += 1
                if offset in watched:
                    self.used.setdefault(watched[offset], _line(frame))
                self._left -= 1
                if self._left < 0:
                    self._stopping()
                    raise OutOfSteps(self._steps)
            return local

        return local

    @property
    def total(self) -> int:
        """How many instructions were counted."""
        return self._steps - self._left

    def fill(self, count: Count) -> None:
        """Add what was counted, line by line."""
        for (code, on_behalf), executed in self._executed.items():
            numbers = {} if on_behalf else _lines(code)
            for offset, times in executed.items():
                line = on_behalf or Line(code.co_filename, numbers.get(offset, 0), code.co_name)
                count.lines[line] += times
            executed.clear()
        count.used.update(self.used)


@functools.lru_cache(maxsize=256)
def _lines(code: CodeType) -> dict[int, int]:
    """The line of each instruction's offset."""
    return {
        offset: line or 0 for start, end, line in code.co_lines() for offset in range(start, end, 2)
    }


def _line(frame: FrameType) -> Line:
    return Line(frame.f_code.co_filename, frame.f_lineno or 0, frame.f_code.co_name)


def _nested(code: CodeType | None) -> Iterator[CodeType]:
    if code is not None:
        yield code
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                yield from _nested(constant)


@functools.lru_cache(maxsize=256)
def _watched(code: CodeType, forbidden: tuple[str, ...]) -> dict[int, str]:
    """The offsets of instructions in code that use a forbidden name or the operator @."""
    found = {}
    for step in dis.get_instructions(code):
        if step.opname in _NAMES and (name := str(step.argval).rpartition(".")[2]) in forbidden:
            found[step.offset] = name
        elif step.opcode == _BINARY_OP and "@" in forbidden and step.argrepr.startswith("@"):
            found[step.offset] = "@"
    return found


@contextmanager
def tracing(enter: Tracer | None) -> Iterator[None]:
    """Have sys.settrace call `enter` in the block, and what it was before again afterwards."""
    before = sys.gettrace()
    sys.settrace(enter)
    try:
        yield
    finally:
        sys.settrace(before)
