"""Timing two implementations side by side on a machine that is busy with other things."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

Action = Callable[[], object]


def seconds(action: Action, peer: Action, runs: int = 15) -> tuple[float, float]:
    """The median times of two actions, run in turns so that a slow moment meets both.

    Args:
        action: the one.
        peer: the other.
        runs: how often each is timed; each time is that of as many calls as take 20 ms or more.

    Returns:
        Seconds for one call of each.
    """
    repeats = [_repeats(each) for each in (action, peer)]
    times: list[list[float]] = [[], []]
    for _ in range(runs):
        for which, each in enumerate((action, peer)):
            times[which].append(_elapsed(each, repeats[which]))
    return statistics.median(times[0]), statistics.median(times[1])


def _repeats(action: Action) -> int:
    repeats = 1
    while _elapsed(action, repeats) * repeats < 0.02:
        repeats *= 2
    return repeats


def _elapsed(action: Action, repeats: int) -> float:
    start = time.perf_counter()
    for _ in range(repeats):
        action()
    return (time.perf_counter() - start) / repeats
