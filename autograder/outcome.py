"""What a check's program did on an implementation: data or an error, the calls, the work."""

from __future__ import annotations

import contextlib
import copy
import inspect
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from autograder.bridge.errors import StudentError
from autograder.bridge.proxy import peer_of
from autograder.describe import argument
from autograder.exercise import Check, Exercise
from autograder.rehearsal import Diverged, Rehearsed
from autograder.surroundings import quiet, substituted
from autograder.work import (
    ENOUGH,
    STEP_LIMIT,
    Count,
    Line,
    OutOfSteps,
    counted,
    growth,
    is_authored,
    is_library,
    limited,
    namespace_of,
)


@dataclass(frozen=True)
class Call:
    """One call of the implementation: arguments as they were before it, and what came back."""

    function: str
    arguments: dict[str, Any]
    result: Any

    def __str__(self) -> str:
        inner = ", ".join(argument(name, value) for name, value in self.arguments.items())
        return f"{self.function}({inner})"


@dataclass(frozen=True)
class Raised:
    """An error that ended a program: its class, message, and the student's line it came from."""

    kind: str
    message: str
    where: Line | None = None
    call: str = ""


@dataclass(frozen=True)
class Outcome:
    """The result of a program.

    Attributes:
        data: what the program returned; None where it raised.
        error: the error, or None.
        calls: the recorded calls, in order.
        fault: what the count of work found wrong, in words, or "".
        stopped: whether the count at the larger size was ended early; data and calls are the
            smaller one's then.
        exact: whether each call was answered, bit by bit, as the reference answers it.
    """

    data: Any = None
    error: Raised | None = None
    calls: tuple[Call, ...] = ()
    fault: str = ""
    stopped: bool = False
    exact: bool = False


@dataclass
class _Recorder:
    """An implementation that notes each call before and after it is made."""

    implementation: Callable[..., Any]
    signature: inspect.Signature | None
    name: str
    by_value: bool = True
    calls: list[Call] = field(default_factory=list)
    pending: str = ""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        arguments = _bind(self.signature, args, kwargs)
        self.pending = str(Call(self.name, arguments, None))
        before = _snapshot([args, kwargs])
        result = self.implementation(*args, **kwargs)
        self.calls.append(Call(self.name, arguments, _snapshot(result)))
        self.pending = ""
        if self.by_value:
            # To change an argument is a mistake that one claim is about; it spoils no other call.
            result = _snapshot(result)
            _restore([args, kwargs], before)
        return result


def run(
    exercise: Exercise, check: Check, implementation: Any, seed: int, steps: int = STEP_LIMIT
) -> Outcome:
    """Run a check's program on an implementation; whatever it does ends in an Outcome.

    Output and warnings of the code that is run are discarded, numpy's global generator is seeded
    and restored. KeyboardInterrupt passes through; after `steps` steps of Python the run ends.
    """
    if isinstance(implementation, Rehearsed):
        try:
            return _run(exercise, check, implementation, seed, steps)
        except Diverged:
            implementation = implementation.original
    return _run(exercise, check, implementation, seed, steps)


def _run(exercise: Exercise, check: Check, implementation: Any, seed: int, steps: int) -> Outcome:
    counts: list[Count] = []
    outcomes: list[Outcome] = []
    for extra in parts(check):
        more = further(check, extra)
        limit = min(steps, counts[0].total + more) if more else steps
        outcome, count = run_once(exercise, check, implementation, seed, limit, extra)
        counts.append(count)
        if outcome.error is None:
            outcomes.append(outcome)
        elif limit < steps and outcome.error.kind == OutOfSteps.__name__:
            fault = _fault(check, counts, "more than ")
            # Who hides the count from us is stopped all the same.
            fault = fault or "something loops over what it is called with"
            return replace(outcomes[0], fault=fault, stopped=True, exact=False)
        else:
            return outcome
    return replace(
        outcomes[-1], fault=_fault(check, counts), exact=all(each.exact for each in outcomes)
    )


def parts(check: Check) -> tuple[tuple[int, ...], ...]:
    """What the program is run with beside implementation and generator: a size, or nothing."""
    return tuple((n,) for n in check.work.sizes) if check.work else ((),)


def counts_work(check: Check) -> bool:
    """Whether the instructions of a check's runs are counted."""
    return check.work is not None or bool(check.without)


def further(check: Check, extra: tuple[int, ...]) -> int:
    """How many more instructions than at the smallest size a run is watched for; 0 for all."""
    if check.work is None or check.work.kind != "constant":
        return 0
    return ENOUGH * (extra[0] - check.work.sizes[0])


def _fault(check: Check, counts: list[Count], least: str = "") -> str:
    if not counts_work(check):
        return ""
    for count in counts:
        if count.spoilt:
            return f"the steps of this code cannot be counted: {count.spoilt}"
        for name, line in count.used.items():
            return f"{line} uses {name}, which this exercise is to do without"
    if check.work is None:
        return ""
    sizes = check.work.sizes
    if check.work.kind == "loops":
        if counts[0].total < (due := check.work.at_least(sizes[0])):
            return (
                f"{counts[0].total} steps of Python were counted where the loops take {due} or "
                "more: the work seems to be done by a library's function"
            )
        return ""
    more, where = growth(counts[0], counts[-1])
    # One instruction for each further element is the least that any loop executes.
    if more < sizes[-1] - sizes[0]:
        return ""
    place = f" Most of it in {where}." if where else ""
    return (
        f"with {sizes[-1]} instead of {sizes[0]} of them, Python executes "
        f"{least}{counts[-1].total:,} instead of {counts[0].total:,} instructions: "
        f"something loops over them.{place}"
    )


def run_once(
    exercise: Exercise,
    check: Check,
    implementation: Any,
    seed: int,
    steps: int,
    extra: tuple[int, ...],
) -> tuple[Outcome, Count]:
    """Run a check's program once, with one of its `parts`; the outcome, and the work counted."""
    if isinstance(implementation, Rehearsed):
        performance = implementation.next(seed, extra)
        if performance.exact:
            return replace(performance.script.outcome, exact=True), performance.count
    recorder = _recorder(exercise, check, implementation)
    subject = recorder or implementation
    count = Count()
    try:
        scope = _scope(exercise, check, implementation, seed, steps)
        with quiet(seed), scope as count:
            data = check.program(subject, np.random.default_rng(seed), *extra)
        outcome = Outcome(_snapshot(data))
    except (KeyboardInterrupt, Diverged):
        raise
    except BaseException as error:  # SystemExit too: exit() in a student's code ends one check
        outcome = Outcome(error=_describe(error, recorder.pending if recorder else ""))
    calls = tuple(recorder.calls) if recorder else ()
    return Outcome(outcome.data, outcome.error, calls), count


@contextlib.contextmanager
def _scope(
    exercise: Exercise, check: Check, implementation: Any, seed: int, steps: int
) -> Iterator[Count]:
    """Given names and counted or limited work, where the implementation runs: here or elsewhere."""
    if isinstance(implementation, Rehearsed):
        yield implementation.performance.count
        return
    counting = counts_work(check)
    given = given_to(exercise, implementation)
    if (peer := peer_of(implementation)) is not None:
        with peer.scope(implementation, given, seed, steps, counting, check.without) as count:
            yield count
        return
    meter = (
        counted(check.program, implementation, check.without, steps) if counting else limited(steps)
    )
    with substituted(namespace_of(implementation), given), meter as count:
        yield count or Count()


def given_to(exercise: Exercise, implementation: Any) -> dict[str, Any]:
    """The reference's functions for the given names, unless they are looked up anyway."""
    home = namespace_of(exercise.reference) or {}
    # The reference's own module and the authors' are right already, and shared by all runs. Where
    # something stands for a student's function there are no names here to look at.
    if peer_of(implementation) is None and namespace_of(implementation) is home:
        return {}
    return {name: home[name] for name in exercise.given}


def _recorder(exercise: Exercise, check: Check, implementation: Any) -> _Recorder | None:
    if not callable(implementation) or inspect.isclass(exercise.reference):
        return None
    signature = inspect.signature(exercise.reference)
    return _Recorder(implementation, signature, exercise.name, check.by_value)


def _bind(
    signature: inspect.Signature | None, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> dict[str, Any]:
    try:
        arguments = signature.bind(*args, **kwargs).arguments if signature else {}
    except TypeError:
        arguments = {}
    arguments = arguments or {**{f"argument {i}": arg for i, arg in enumerate(args)}, **kwargs}
    return {name: _snapshot(value) for name, value in arguments.items()}


def _snapshot(value: Any) -> Any:
    """A copy that later changes in place can't reach; what can't be copied stays as it is."""
    if isinstance(value, np.ndarray):
        return np.array(value)
    if isinstance(value, tuple | list) and type(value) in (tuple, list):
        return type(value)(_snapshot(item) for item in value)
    if isinstance(value, dict):
        return {key: _snapshot(item) for key, item in value.items()}
    if isinstance(value, bytearray | set):
        return copy.copy(value)
    return value


def _restore(value: Any, before: Any) -> None:
    """Undo what was changed in place since a snapshot."""
    if isinstance(value, np.ndarray):
        if value.flags.writeable:
            value.shape = before.shape
            np.copyto(value, before)
    elif isinstance(value, dict):
        for key in value.keys() - before.keys():
            del value[key]
        for key, kept in before.items():
            if _alike(value.get(key), kept):
                _restore(value[key], kept)
            else:
                value[key] = kept
    elif isinstance(value, list | tuple) and len(value) == len(before):
        for each, kept in zip(value, before, strict=True):
            _restore(each, kept)


def _alike(value: Any, before: Any) -> bool:
    if isinstance(value, np.ndarray) and isinstance(before, np.ndarray):
        return value.shape == before.shape and value.dtype == before.dtype
    return type(value) is type(before) and isinstance(value, dict | list | tuple)


def _describe(error: BaseException, call: str) -> Raised:
    names = getattr(error, "type_names", None)
    kind = names[0] if names else type(error).__name__
    where = None
    if isinstance(error, StudentError):
        for last in error.places[-1:]:
            where = Line(last.filename, last.number, last.function, last.source)
    else:
        where = _student_line(error)
    try:
        message = str(error)
    except Exception:
        message = ""
    return Raised(kind, message[:500], where, call)


def _student_line(error: BaseException) -> Line | None:
    where = None
    for frame, number in traceback.walk_tb(error.__traceback__):
        if not is_library(frame.f_code) and not is_authored(frame.f_code):
            where = Line(frame.f_code.co_filename, number, frame.f_code.co_name)
    return where
