"""Attacks on the grader, each a notebook that goes through `nbgrader autograde` for real."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from autograder.execution.warm import warm_server
from autograder.task import Settings
from tests.attacks import awkward, editing, exhausting, forging, harming, outside, stealing
from tests.attacks.attack import Attack
from tests.attacks.course import (
    NEIGHBOUR,
    SECRET,
    TIGHT,
    VARIABLE,
    Graded,
    build,
    graded,
    nbgrader,
    points,
)

pytestmark = pytest.mark.slow

FAMILIES = {
    "forging": forging.ATTACKS,
    "stealing": stealing.ATTACKS,
    "editing": editing.ATTACKS,
    "exhausting": exhausting.ATTACKS,
    "harming": harming.ATTACKS,
}
HOSTILE = [attack for family in FAMILIES.values() for attack in family]
FULL = points()
# What tells that a notebook got hold of what it must not have.
TAKEN = ("STOLEN", "HARMED", SECRET, NEIGHBOUR, VARIABLE)


@dataclass(frozen=True)
class Aftermath:
    """What came of all notebooks.

    Attributes:
        results: scores and outputs by student.
        changes: what is another outside of the sandbox than before, in words.
    """

    results: dict[str, Graded]
    changes: list[str]


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Aftermath:
    """All notebooks graded: hostile ones under tight limits, honest ones under the course's own.

    Those that exhaust something mostly wait for a limit, so they run beside the others.
    """
    if missing := warm_server(Settings()).missing:
        pytest.skip(f"the sandbox is incomplete here: {missing}")
    root = tmp_path_factory.mktemp("attacks")
    others = [attack for attack in HOSTILE if attack not in exhausting.ATTACKS] + [*forging.KNOWN]
    parts = {
        "exhausting": (exhausting.ATTACKS, TIGHT),
        "other": (others, TIGHT),
        "honest": (awkward.ATTACKS, ""),
    }
    results: dict[str, Graded] = {}
    changes: list[str] = []
    with outside.traps() as traps:
        for name, (attacks, limits) in parts.items():
            build(root / name, attacks, traps.known(root / name), limits)
        before = {name: outside.state(root / name, traps) for name in parts}
        with ThreadPoolExecutor(2) as pool:
            runs = list(pool.map(lambda name: nbgrader(root / name, "autograde", "small"), parts))
        for name in parts:
            changes += outside.differences(before[name], outside.state(root / name, traps))
    for name, done in zip(parts, runs, strict=True):
        assert done.returncode == 0, done.stderr[-5000:]
        results |= graded(root / name)
    return Aftermath(results, changes)


def deserved(attack: Attack) -> dict[str, float]:
    """What each exercise of a notebook deserves."""
    usual = FULL if attack.right else dict.fromkeys(FULL, 0.0)
    return {**usual, **attack.scores}


def failing(attack: Attack, result: Graded) -> str:
    """How an attack succeeded, or honest work was wronged; "" where neither is so."""
    if result.scores != pytest.approx(deserved(attack), abs=0.006):
        return f"{result.scores} instead of {deserved(attack)}"
    if taken := [word for word in TAKEN if word in result.shown]:
        return f"it shows {taken}"
    if unsaid := [word for word in attack.told if word not in result.shown]:
        return f"it does not show {unsaid}"
    return ""


@pytest.mark.parametrize("attack", HOSTILE, ids=lambda attack: attack.name)
def test_an_attack_gets_what_it_deserves_and_nothing_else(
    aftermath: Aftermath, attack: Attack
) -> None:
    assert failing(attack, aftermath.results[attack.name]) == ""


@pytest.mark.parametrize("attack", awkward.ATTACKS, ids=lambda attack: attack.name)
def test_honest_work_gets_every_point_however_odd(aftermath: Aftermath, attack: Attack) -> None:
    assert failing(attack, aftermath.results[attack.name]) == ""


@pytest.mark.xfail(reason="the count of loops runs beside the student's code", strict=True)
@pytest.mark.parametrize("attack", forging.KNOWN, ids=lambda attack: attack.name)
def test_an_attack_that_is_known_to_succeed_fails(aftermath: Aftermath, attack: Attack) -> None:
    assert failing(attack, aftermath.results[attack.name]) == ""


def test_nothing_outside_has_changed(aftermath: Aftermath) -> None:
    assert aftermath.changes == []


def test_those_who_come_after_are_graded_as_if_nothing_had_been(aftermath: Aftermath) -> None:
    assert aftermath.results["a_neighbour"].scores == FULL
    assert aftermath.results["zoe"].scores == FULL


def test_no_attack_succeeds(aftermath: Aftermath, capsys: pytest.CaptureFixture[str]) -> None:
    """Prints the counts by family."""
    counts = {
        family: (sum(bool(failing(a, aftermath.results[a.name])) for a in attacks), len(attacks))
        for family, attacks in FAMILIES.items()
    }
    served = sum(not failing(a, aftermath.results[a.name]) for a in awkward.ATTACKS)
    parts = ", ".join(f"{name} {won} of {of}" for name, (won, of) in counts.items())
    total = sum(won for won, _ in counts.values())
    with capsys.disabled():
        print(f"\nattacks: {total} of {len(HOSTILE)} succeeded: {parts}")
        print(f"known to succeed: {len(forging.KNOWN)}, which hides loops (docs/security.md)")
        print(f"honest but awkward: {served} of {len(awkward.ATTACKS)} got every point")
    assert total == 0
