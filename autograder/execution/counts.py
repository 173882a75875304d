"""Counts of work, as a student's process tells them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from autograder.bridge.errors import WireError
from autograder.work import Count, Line


def fill(count: Count, data: Any) -> None:
    """Take over a count that came as plain values."""
    try:
        lines, rest, used, alone = data
        found: Counter[Line] = Counter()
        for filename, number, function, text, steps in lines:
            if not (type(steps) is int and steps >= 0 and type(text) is str):
                raise ValueError("a strange line")
            found[_Shown(str(filename)[:300], int(number), str(function)[:100], text[:400])] += (
                steps
            )
        found[Line("", 0, "")] += max(int(rest), 0)
        count.lines = found
        count.used = {str(name): _Shown("", 0, "", str(text)[:400]) for name, text in used}
        if not alone:
            count.spoilt = "it runs threads, or waits for signals, where nothing can be counted"
    except (TypeError, ValueError) as error:
        raise WireError(f"a count that is none: {error}") from None


class _Shown(Line):
    """A line of code whose words came with it."""

    def __str__(self) -> str:
        return self.text
