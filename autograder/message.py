"""Words for a report: one line for each claim, and what went wrong under those that failed."""

from __future__ import annotations

import textwrap

from autograder.compare import Mismatch, Rung
from autograder.marking import Fault, Report, Verdict
from autograder.outcome import Raised

WIDTH = 96
_INDENTED = textwrap.TextWrapper(
    WIDTH, initial_indent="  ", subsequent_indent="  ", break_long_words=False
)


def render(report: Report) -> str:
    """The report as text, for a terminal or a notebook's output."""
    lines: list[str] = []
    before: list[str] = []
    for verdict in report.verdicts:
        lines.append(_claim(verdict))
        # A blank or a broken definition fails every claim for one reason, which is told once.
        if (told := _told(verdict)) != before:
            lines += [line for text in told for line in _INDENTED.wrap(text)]
        before = told
    total = f"{report.exercise}: {report.points:g} of {report.maximum:g} points"
    return "\n".join([*lines, total])


def explain(fault: Fault) -> str:
    """One or two sentences on a fault: what was called, what came back, what was expected."""
    if fault.error:
        return _error(fault.error)
    if fault.work:
        return (
            f"{fault.call}: {fault.work}" if fault.call else fault.work[:1].upper() + fault.work[1:]
        )
    assert fault.mismatch is not None
    return _mismatch(fault, fault.mismatch)


def _claim(verdict: Verdict) -> str:
    sign = "✓" if verdict.passed else "✗"
    score = f"{verdict.points:.3g}/{verdict.maximum:.3g}"
    return f"{sign} {verdict.claim}".ljust(WIDTH - 8) + score.rjust(8)


def _told(verdict: Verdict) -> list[str]:
    """The paragraphs under a claim that failed: what happened, and what it looks like."""
    told = [explain(verdict.fault)] if verdict.fault else []
    if verdict.misconception:
        told.append(f"Looks like this: {_sentence(verdict.misconception)}")
    return told


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else text + "."


def _error(error: Raised) -> str:
    if error.kind == "NotImplementedError":
        return "Not written yet: the stub still raises NotImplementedError."
    call = f"{error.call} " if error.call else "It "
    if error.kind == "OutOfSteps":
        where = f" It was in {error.where}." if error.where else ""
        return f"{call}did not return: {error.message}{where}"
    if error.kind == "ProcessLost":
        return f"{call}did not come back: {error.message}."
    what = f"{error.kind}: {error.message}" if error.message else error.kind
    where = f" In {error.where}" if error.where else ""
    return f"{call}raised {_sentence(what)}{where}"


def _mismatch(fault: Fault, mismatch: Mismatch) -> str:
    unfit = mismatch.rung in (Rung.DEFINED, Rung.CALLABLE)
    if unfit and not (fault.call or mismatch.path):
        return f"Found {mismatch.got}; expected {mismatch.expected}."
    place = _place(mismatch.path)
    if fault.call:
        opening = f"{_place(fault.label)}: " if fault.label else ""
        subject = f"{opening}{fault.call} returned" + (f", in {place}," if place else "")
    else:
        after = f", {fault.label}" if fault.label else ""
        subject = f"{place or 'The result'}{after}: got"
    hint = f" Note: {mismatch.hint}." if mismatch.hint else ""
    return f"{subject} {mismatch.got}; expected {mismatch.expected}.{hint}"


def _place(path: str) -> str:
    return path.replace("['", "").replace("']", "").strip("'")
