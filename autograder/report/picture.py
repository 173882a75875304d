"""Pictures of scores as SVG, written out so that a page with a strict policy may hold them.

No style attributes: colours and sizes come from the page's style sheet, by class.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup, escape

from autograder.report.statistics import Distribution

_WIDTH, _HEIGHT = 420, 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 8, 8, 50, 34
_LABEL = 85
BINS = 10


def histogram(scores: Sequence[float], maximum: float, about: Distribution) -> Markup:
    """A histogram of the scores from 0 to the maximum, with mean and median.

    Args:
        scores: at least one.
        maximum: the points of the assignment; the axis is longer where somebody has more.
        about: the scores' distribution.
    """
    end = max(maximum, about.maximum) or 1.0
    counts, edges = np.histogram(scores, bins=BINS, range=(0.0, end))
    width = _WIDTH - _LEFT - _RIGHT
    height = _HEIGHT - _TOP - _BOTTOM
    most = int(counts.max())
    floor = _HEIGHT - _BOTTOM
    parts: list[Markup] = []
    told = []
    for i, count in enumerate(map(int, counts)):
        x = _LEFT + i * width / BINS
        tall = height * count / most
        what = f"{edges[i]:g} to {edges[i + 1]:g} points: {count}"
        told.append(what)
        parts.append(
            Markup(
                '<rect class="bar" x="{}" y="{}" width="{}" height="{}"><title>{}</title>'
            ).format(_n(x + 1), _n(floor - tall), _n(width / BINS - 2), _n(tall), what)
            + Markup("</rect>")
        )
        if count:
            parts.append(_text(x + width / BINS / 2, floor - tall - 4, str(count), "count"))
    parts.append(_line(_LEFT, floor, _WIDTH - _RIGHT, floor, "axis"))
    for i in range(0, BINS + 1, 2):
        x = _LEFT + i * width / BINS
        anchor = "start" if i == 0 else "end" if i == BINS else "middle"
        parts.append(_line(x, floor, x, floor + 4, "axis"))
        parts.append(_text(x, floor + 17, f"{edges[i]:g}", "tick", anchor))
    parts.append(_text(_LEFT + width / 2, _HEIGHT - 3, "points", "tick"))
    places = {"mean": about.mean, "median": about.median}
    # The smaller one's label stands to the left of its line, the larger one's to the right: or
    # above the other's line, where there is no room to the right.
    crowded = _LEFT + max(places.values()) / end * width > _WIDTH - _LABEL
    for rank, (name, value) in enumerate(sorted(places.items(), key=lambda each: each[1])):
        x = _LEFT + value / end * width
        left = x > _LABEL if rank == 0 else crowded
        row = 1 - rank if crowded else rank
        parts.append(_line(x, 6 + 13 * row, x, floor, name))
        where = (x - 4, "end") if left else (x + 4, "start")
        parts.append(_text(where[0], 15 + 13 * row, f"{name} {value:.1f}", "mark", where[1]))
    return Markup(
        '<svg class="histogram" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
    ).format(_WIDTH, _HEIGHT, f"Histogram of scores. {'; '.join(told)}.", Markup("").join(parts))


def shares(full: float, zero: float) -> Markup:
    """A bar from full points over some to none; shares of 1 in all."""
    some = max(0.0, 1.0 - full - zero)
    label = f"full points {full:.0%}, some {some:.0%}, none {zero:.0%}"
    parts = []
    x = 0.0
    for name, share in (("full", full), ("some", some), ("none", zero)):
        if share > 0:
            parts.append(
                Markup('<rect class="{}" x="{}" y="0" width="{}" height="10"/>').format(
                    name, _n(x * 100), _n(share * 100)
                )
            )
        x += share
    return Markup(
        '<svg class="shares" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" '
        'aria-label="{}"><title>{}</title>{}</svg>'
    ).format(label, label, Markup("").join(parts))


def _text(x: float, y: float, text: str, kind: str, anchor: str = "middle") -> Markup:
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
        kind, _n(x), _n(y), anchor, escape(text)
    )


def _line(x: float, y: float, to_x: float, to_y: float, kind: str) -> Markup:
    return Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
        kind, _n(x), _n(y), _n(to_x), _n(to_y)
    )


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
