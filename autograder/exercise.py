"""What an author writes: an exercise with its checks, misconceptions and alternatives.

A check is a small program that is run on two implementations, the reference and the student's, and
returns data; the student passes where the data agree. See docs/authors.md.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from autograder.compare import Tolerance

Implementation = TypeVar("Implementation")
Program = Callable[..., Any]

# Counted at n and at 10 n: large enough that one instruction for each of n stands out.
SIZES = (9, 90)


class ExerciseError(ValueError):
    """An exercise is put together wrongly; a fault of its author, never of a student."""


@dataclass(frozen=True)
class Work:
    """What a check asks of the interpreter's work, counted in executed bytecode instructions.

    Attributes:
        kind: "constant", where the work at the larger size must be that of the smaller one, or
            "loops", where it must reach `at_least` at the only size.
        sizes: the values of n that the program is run with.
        at_least: for "loops", the instructions that a loop over all of n executes at the least.
    """

    kind: Literal["constant", "loops"]
    sizes: tuple[int, ...] = SIZES
    at_least: Callable[[int], int] = field(default=lambda n: n)


@dataclass(frozen=True, eq=False)
class Check:
    """One claim about an implementation, and the program that tries it.

    Attributes:
        claim: what is asked, in words a student understands.
        program: takes (implementation, rng), or (implementation, rng, n) where `work` is set.
        weight: the share of the exercise's points, relative to the other checks.
        calls: whether a single call's result may be compared with the reference's.
        without: names (and "@") that the student's code must not use.
        degenerate: why this check's probe is an edge case on purpose, or None.
        by_value: whether what a call changes in its arguments is undone after it.
        once: whether one run is enough, because it is long and its numbers matter little.
    """

    claim: str
    program: Program
    weight: float = 1.0
    tolerance: Tolerance = Tolerance()
    calls: bool = True
    without: tuple[str, ...] = ()
    degenerate: str | None = None
    work: Work | None = None
    by_value: bool = True
    once: bool = False


@dataclass(frozen=True, eq=False)
class Misconception:
    """A wrong solution that students write, and the sentence that tells them so."""

    message: str
    implementation: Any
    name: str


@dataclass(frozen=True, eq=False)
class Alternative:
    """A right solution written another way."""

    description: str
    implementation: Any


class Exercise:
    """An exercise: a reference, its points, and what is checked.

    Args:
        reference: the right implementation: a function, a class or a filled-in table.
        points: what the whole exercise is worth.
        name: the exercise's name where it is not the reference's own.
        module: the name of its module where the reference doesn't know it (a dict).
        fetch: the expression that names the implementation in the student's notebook.
        given: names that this exercise's code may use and that belong to earlier exercises; while
            the checks run, the reference's own stand in for the student's.

    Raises:
        ExerciseError: where no name can be told, or points are not positive.
    """

    def __init__(
        self,
        reference: Any,
        *,
        points: float,
        name: str | None = None,
        module: str | None = None,
        fetch: str | None = None,
        given: tuple[str, ...] = (),
    ) -> None:
        self.reference = reference
        self.points = float(points)
        self.given = given
        self.checks: list[Check] = []
        self.misconceptions: list[Misconception] = []
        self.alternatives: list[Alternative] = []
        found = name or getattr(reference, "__name__", None)
        home = module or getattr(reference, "__module__", None)
        if not found or not home:
            raise ExerciseError(
                f"{reference!r:.60} has no name or module of its own: pass name= and module="
            )
        if self.points <= 0:
            raise ExerciseError(f"{found}: points have to be positive, not {points}")
        self.name: str = found
        self.module: str = home.rpartition(".")[2]
        self.fetch: str = fetch or found

    @property
    def id(self) -> str:
        """The exercise's name in the grader, as in "attention.scores"."""
        return f"{self.module}.{self.name}"

    def points_of(self, check: Check) -> float:
        """The points of one check: its share of the exercise's points by weight."""
        return self.points * check.weight / sum(each.weight for each in self.checks)

    def check(
        self,
        claim: str,
        *,
        weight: float = 1.0,
        rtol: float | None = None,
        atol: float | None = None,
        calls: bool = True,
        without: tuple[str, ...] = (),
        degenerate: str | None = None,
        by_value: bool = True,
        once: bool = False,
    ) -> Callable[[Program], Program]:
        """Register the decorated (implementation, rng) -> data as a check of the claim."""

        def register(program: Program) -> Program:
            tolerance = Tolerance(rtol, atol)
            self._add(
                Check(
                    claim,
                    program,
                    weight,
                    tolerance,
                    calls,
                    without,
                    degenerate,
                    by_value=by_value,
                    once=once,
                )
            )
            return program

        return register

    def vectorised(
        self,
        claim: str,
        *,
        weight: float = 1.0,
        sizes: tuple[int, int] = SIZES,
        without: tuple[str, ...] = (),
    ) -> Callable[[Program], Program]:
        """Register (implementation, rng, n) -> data whose work must not grow with n."""

        def register(program: Program) -> Program:
            work = Work("constant", sizes)
            self._add(Check(claim, program, weight, without=without, work=work))
            return program

        return register

    def loops(
        self,
        claim: str,
        *,
        at_least: Callable[[int], int],
        size: int = 6,
        weight: float = 1.0,
        without: tuple[str, ...] = (),
    ) -> Callable[[Program], Program]:
        """Register (implementation, rng, n) -> data whose work must reach at_least(n)."""

        def register(program: Program) -> Program:
            work = Work("loops", (size,), at_least)
            self._add(Check(claim, program, weight, without=without, work=work))
            return program

        return register

    def untouched(
        self,
        arguments: Callable[..., tuple[Any, ...]],
        *,
        claim: str = "leaves its arguments as they were",
        weight: float = 1.0,
        rtol: float | None = None,
        atol: float | None = None,
        degenerate: str | None = None,
    ) -> None:
        """Register the check that a call with arguments(rng) changes none of them."""
        names = list(inspect.signature(self.reference).parameters)

        def program(implementation: Any, rng: Any) -> dict[str, Any]:
            given = arguments(rng)
            result = implementation(*given)
            after = {
                f"{name} after the call": value for name, value in zip(names, given, strict=False)
            }
            return {**after, "the result": result}

        tolerance = Tolerance(rtol, atol)
        self._add(Check(claim, program, weight, tolerance, degenerate=degenerate, by_value=False))

    def misconception(self, message: str) -> Callable[[Implementation], Implementation]:
        """Register the decorated implementation as wrong, with what to tell who wrote the same."""

        def register(implementation: Implementation) -> Implementation:
            name = getattr(implementation, "__name__", message)
            self.misconceptions.append(Misconception(message, implementation, name))
            return implementation

        return register

    def alternative(self, description: str) -> Callable[[Implementation], Implementation]:
        """Register the decorated implementation as right."""

        def register(implementation: Implementation) -> Implementation:
            self.alternatives.append(Alternative(description, implementation))
            return implementation

        return register

    def _add(self, check: Check) -> None:
        if any(each.claim == check.claim for each in self.checks):
            raise ExerciseError(f"{self.id}: two checks claim {check.claim!r}")
        self.checks.append(check)


def raised(kind: type[Exception], call: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """Call, and return as data which error came: the name of `kind`, another's name, or "no error".

    An error that arrives from another process tells the names of its classes in `type_names`.
    """
    try:
        call(*args, **kwargs)
    except Exception as error:
        names = getattr(error, "type_names", None) or [
            each.__name__ for each in type(error).__mro__
        ]
        return kind.__name__ if kind.__name__ in names else str(names[0])
    return "no error"
