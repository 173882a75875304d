"""How much of a report a page tells, and the report as it came out of a test cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from autograder.grading import REPORT_TYPE


class Tell(StrEnum):
    """How much a student is told about each exercise."""

    DIAGNOSIS = "diagnosis"
    CLAIMS = "claims"
    POINTS = "points"


@dataclass(frozen=True)
class Claim:
    """What a check claimed and what became of it.

    Attributes:
        fault: what was called, what came back, what was expected; or "".
        misconception: what the code seems to do instead; or "".
        again: whether the one before failed for the same reason.
        like_before: whether an earlier one told the same misconception.
    """

    text: str
    points: float
    maximum: float
    holds: bool
    fault: str = ""
    misconception: str = ""
    again: bool = False
    like_before: bool = False


@dataclass(frozen=True)
class Told:
    """A report, as far as it is told."""

    exercise: str
    points: float
    maximum: float
    claims: tuple[Claim, ...]


def found(outputs: Iterable[Mapping[str, Any]]) -> Told | None:
    """The report in a test cell's outputs.

    The last one, because grade() publishes it when all of the student's code has run. Anything that
    is not a report, whatever its type says, is passed over.
    """
    told = None
    for output in outputs:
        if output.get("output_type") == "display_data":
            data = output.get("data", {}).get(REPORT_TYPE)
            told = _read(data) or told
    return told


def limited(told: Told, tell: Tell) -> Told:
    """As much of a report as may be told."""
    if tell is Tell.DIAGNOSIS:
        return told
    if tell is Tell.POINTS:
        return replace(told, claims=())
    return replace(
        told,
        claims=tuple(
            replace(claim, fault="", misconception="", again=False) for claim in told.claims
        ),
    )


def _read(data: Any) -> Told | None:
    try:
        claims: list[Claim] = []
        for verdict in data["verdicts"]:
            fault, misconception = str(verdict["fault"]), str(verdict["misconception"])
            claims.append(
                Claim(
                    text=str(verdict["claim"]),
                    points=float(verdict["points"]),
                    maximum=float(verdict["maximum"]),
                    holds=not fault,
                    fault=fault,
                    misconception=misconception,
                    again=bool(fault and claims)
                    and (claims[-1].fault, claims[-1].misconception) == (fault, misconception),
                    like_before=bool(misconception)
                    and any(each.misconception == misconception for each in claims),
                )
            )
        return Told(
            str(data["exercise"]), float(data["points"]), float(data["maximum"]), tuple(claims)
        )
    except (KeyError, TypeError, ValueError):
        return None
