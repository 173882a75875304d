"""The report as one HTML page: no script, nothing fetched, readable on paper and on a phone."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.report.changes import short
from autograder.report.gather import ClassReport
from autograder.report.naming import Names
from autograder.report.picture import histogram, shares

HERE = Path(__file__).parent
EXAMPLES = 5
FIRST = 12
ROWS = 200


def render(report: ClassReport, names: Names, now: datetime) -> str:
    """The page.

    Args:
        report: what to tell.
        names: how students are called and where their feedback is.
        now: when the report is made (with its time zone).
    """
    style = (HERE / "page.css").read_text(encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {"points": short, "share": _share, "signed": _signed}
    picture = (
        histogram(report.totals, report.maximum, report.spread) if report.spread else Markup("")
    )
    return environment.get_template("page.html.jinja").render(
        report=report,
        spread=report.spread,
        names=names,
        histogram=picture,
        shares=shares,
        style=Markup(style),
        policy=_policy(style),
        made=now,
        examples=EXAMPLES,
        first=FIRST,
        rows=ROWS,
        looked_at=len(report.looked_at),
        groups=sorted(
            report.similarity.groups if report.similarity else (),
            key=lambda each: (-each.share, sorted(map(names.label, each.students))),
        ),
        moves=sorted(
            report.changes.moves if report.changes else (),
            key=lambda each: (-abs(each.difference), names.label(each.student)),
        ),
        by_label=lambda students: sorted(students, key=names.label),
    )


def _policy(style: str) -> str:
    """A content security policy that allows this style sheet and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"


def _signed(value: Any) -> str:
    return f"{round(value, 2):+g}".replace("-", "−")
