"""Finding exercises by name: every module in autograder/exercises, loaded when asked for."""

from __future__ import annotations

import difflib
import functools
import importlib
import pkgutil

from autograder import exercises
from autograder.exercise import Exercise


class UnknownExercise(LookupError):
    """No exercise has this id."""


def modules() -> list[str]:
    """The names of all modules of exercises: "broadcasting", ..."""
    return sorted(each.name for each in pkgutil.iter_modules(exercises.__path__))


@functools.cache
def of_module(module: str) -> dict[str, Exercise]:
    """The exercises of one module by id, in the order of their definition.

    Raises:
        UnknownExercise: where there is no such module.
    """
    if module not in modules():
        raise UnknownExercise(
            f"no module of exercises is called {module!r}.{_close(module, modules())}"
        )
    names = vars(importlib.import_module(f"{exercises.__name__}.{module}"))
    found = [each for each in names.values() if isinstance(each, Exercise)]
    return {each.id: each for each in found}


def find(exercise_id: str) -> Exercise:
    """The exercise with this id, as in "attention.scores".

    Raises:
        UnknownExercise: where there is none; the message names the nearest.
    """
    module, _, name = exercise_id.partition(".")
    if not name:
        raise UnknownExercise(f"{exercise_id!r} is no exercise id: it should read module.name")
    known = of_module(module)
    if exercise_id not in known:
        raise UnknownExercise(
            f"there is no exercise {exercise_id!r}.{_close(exercise_id, list(known))}"
        )
    return known[exercise_id]


def _close(name: str, names: list[str]) -> str:
    near = difflib.get_close_matches(name, names, n=1)
    return f" Did you mean {near[0]!r}?" if near else f" There are: {', '.join(names)}."
