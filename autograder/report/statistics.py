"""What the scores of a class say, about the class and about each exercise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = Mapping[str, Mapping[str, float | None]]
"""Scores by student and by exercise; None where there is none."""

# Scores come in hundredths: what differs by less is the same.
_SAME = 1e-6
_FEWEST = 3


@dataclass(frozen=True)
class Distribution:
    """How scores spread. Quartiles are interpolated linearly; `deviation` divides by n - 1."""

    n: int
    mean: float
    median: float
    lower_quartile: float
    upper_quartile: float
    minimum: float
    maximum: float
    deviation: float | None


@dataclass(frozen=True)
class Item:
    """What the scores say about one exercise.

    Attributes:
        exercise: its name.
        maximum: its points.
        n: the students who have a score in it.
        difficulty: the mean share of its points, or None where n is 0. The higher, the easier.
        correlation: the corrected item-total correlation: Pearson's, between the exercise and
            the sum of all others, over the students who have a score in all; or None.
        undefined: why there is no correlation, or "".
        full: the share of students with full points (or more).
        zero: the share of students with none.
    """

    exercise: str
    maximum: float
    n: int
    difficulty: float | None
    correlation: float | None
    undefined: str
    full: float
    zero: float


def distribution(scores: Sequence[float]) -> Distribution | None:
    """The distribution of some scores; None where there are none."""
    if not scores:
        return None
    values = np.asarray(scores, float)
    lower, median, upper = np.quantile(values, [0.25, 0.5, 0.75])
    return Distribution(
        len(values),
        float(values.mean()),
        float(median),
        float(lower),
        float(upper),
        float(values.min()),
        float(values.max()),
        float(values.std(ddof=1)) if len(values) > 1 else None,
    )


def items(scores: Scores, maxima: Mapping[str, float]) -> list[Item]:
    """The statistics of each exercise.

    Args:
        scores: of each student.
        maxima: the points of each exercise, all positive.
    """
    names = list(maxima)
    table = np.array(
        [[_number(row.get(name)) for name in names] for row in scores.values()], float
    ).reshape(len(scores), len(names))
    whole = table[~np.isnan(table).any(axis=1)]
    return [_item(name, maxima[name], table[:, i], whole, i) for i, name in enumerate(names)]


def _number(score: float | None) -> float:
    return np.nan if score is None else score


def _item(
    name: str,
    maximum: float,
    column: NDArray[np.float64],
    whole: NDArray[np.float64],
    place: int,
) -> Item:
    here = column[~np.isnan(column)]
    correlation, undefined = _correlation(whole[:, place], np.delete(whole, place, 1).sum(axis=1))
    if not len(here):
        return Item(name, maximum, 0, None, None, "nobody has a score", 0.0, 0.0)
    return Item(
        name,
        maximum,
        len(here),
        float(here.mean() / maximum),
        correlation,
        undefined,
        float((here >= maximum - _SAME).mean()),
        float((here <= _SAME).mean()),
    )


def _correlation(item: NDArray[np.float64], rest: NDArray[np.float64]) -> tuple[float | None, str]:
    if len(item) < _FEWEST:
        return None, f"fewer than {_FEWEST} students have all scores"
    if np.ptp(item) < _SAME:
        return None, "all have the same score here"
    if np.ptp(rest) < _SAME:
        return None, "all have the same sum elsewhere"
    x, y = item - item.mean(), rest - rest.mean()
    found = float(x @ y / np.sqrt((x @ x) * (y @ y)))
    return min(1.0, max(-1.0, found)), ""
