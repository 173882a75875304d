"""What cells put out, as HTML that is safe to show: text, pictures, tables, errors."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import nh3
from nbconvert.filters import ansi

from autograder.feedback import picture
from autograder.feedback.frames import STOPPED, frames, stopped
from autograder.feedback.hidden import WITHHELD, Curtain
from autograder.feedback.layout import sentence
from autograder.feedback.markdown import rendered
from autograder.feedback.sanitise import clean_output

FOLDED_LINES = 40
MOST_LINES = 400
MOST_CHARACTERS = 40_000
MOST_OUTPUTS = 40
LONGEST_HTML = 300_000
LONGEST_MESSAGE = 2_000

_ORDER = (
    "text/html",
    picture.SVG,
    *picture.KINDS,
    "text/markdown",
    "text/latex",
    "text/plain",
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f\ue000\ue001]")
_COLOURS = nh3.Cleaner(tags={"span"}, attributes={"span": {"class"}}, url_schemes=set())
_PICTURE_NAME = re.compile(r"<(Figure size [^>]*|IPython\.[^>]*object|Axes[^>]*)>")
_FILE_OF_A_CELL = re.compile(r"<ipython-input-(\d{1,9})-\w+>")
_IN_BRACKETS = re.compile(r"\s*\(([A-Z][^()]*[.?!])\)\s*")
# The judge's own errors: the sentence says all, the name nothing.
_JUDGES = (STOPPED, "NotRun", "ProcessLost")


@dataclass(frozen=True)
class Surroundings:
    """What an output's look depends on.

    Attributes:
        curtain: what it must not quote.
        alt: what a picture shows, in words.
        label: which cell it belongs to, in words.
    """

    curtain: Curtain
    alt: str
    label: str


def shown(outputs: Iterable[Mapping[str, Any]], where: Surroundings) -> list[str]:
    """The outputs of a cell as fragments of HTML."""
    fragments: list[str] = []
    joined = stopped(_joined(outputs))
    for output in joined[:MOST_OUTPUTS]:
        kind = output.get("output_type")
        if kind == "stream":
            fragments.append(_stream(output, where))
        elif kind == "error":
            fragments.append(error(output, where))
        elif kind in ("display_data", "execute_result"):
            fragments.append(_data(output.get("data", {}), where))
    if len(joined) > MOST_OUTPUTS:
        fragments.append(remark(f"{len(joined) - MOST_OUTPUTS:,} more outputs are not shown."))
    return [each for each in fragments if each]


def error(
    output: Mapping[str, Any], where: Surroundings, cells: Collection[int] | None = None
) -> str:
    """An error with its traceback.

    Args:
        output: the output of type "error".
        where: its surroundings.
        cells: the execution counts of the cells whose lines may be quoted; None for all.
    """
    quoted = "\n".join(str(each) for each in output.get("traceback", []))
    name = str(output.get("ename", "Error"))[:80]
    said = _without_colours(str(output.get("evalue", "")))
    what = sentence(said) if said and name in _JUDGES else f"{name}: {said}" if said else name
    if len(what) > LONGEST_MESSAGE:
        what = what[:LONGEST_MESSAGE] + " [cut]"
    said = html.escape(_CONTROL.sub("", _cells_by_number(where.curtain.drawn(what))))
    label = f"Traceback, {where.label}"
    body = text("\n".join(frames(quoted, cells)), where, label)
    if body and not body.startswith("<details"):
        body = f"<details><summary>{html.escape(label)}</summary>{body}</details>"
    sign = '<span class="sign none" aria-hidden="true">✗</span>'
    return f'<div class="error"><p class="what">{sign}{said}</p>{body}</div>'


def text(content: str, where: Surroundings, label: str = "") -> str:
    """Text in a box that scrolls: folded where it is long, cut where it is endless."""
    content = _cells_by_number(_as_on_a_terminal(where.curtain.drawn(content))).rstrip()
    if not content:
        return ""
    lines = content.split("\n")
    kept, length = [], 0
    for line in lines[:MOST_LINES]:
        kept.append(line[: MOST_CHARACTERS - length])
        length += len(kept[-1]) + 1
        if length >= MOST_CHARACTERS:
            break
    label = html.escape(label or f"Output, {where.label}")
    box = f'<pre class="out" tabindex="0" role="group" aria-label="{label}">'
    body = f"{box}{_coloured(chr(10).join(kept))}</pre>"
    if length < len(content):
        body += remark(
            f"Cut here: the output has {len(content):,} characters in {len(lines):,} lines."
        )
    if len(kept) > FOLDED_LINES:
        return f"<details><summary>{label}: {len(lines):,} lines</summary>{body}</details>"
    return body


def remark(sentence: str) -> str:
    """A word of ours between what the student's cells put out."""
    return f'<p class="remark">{html.escape(sentence)}</p>'


def in_brackets(outputs: Iterable[Mapping[str, Any]]) -> str:
    """The sentence in brackets that is all that a cell put out; or "".

    So the judge says why it did not run a cell of the course's own.
    """
    alone = _joined(outputs)
    if len(alone) != 1 or alone[0].get("output_type") != "stream":
        return ""
    found = _IN_BRACKETS.fullmatch(str(alone[0]["text"]))
    return found[1] if found else ""


def _stream(output: Mapping[str, Any], where: Surroundings) -> str:
    stderr = output.get("name") == "stderr"
    label = f"{'Warnings' if stderr else 'Output'}, {where.label}"
    body = text(_whole(output.get("text", "")), where, label)
    return f'<div class="stderr">{body}</div>' if body and stderr else body


def _data(data: Mapping[str, Any], where: Surroundings) -> str:
    for kind in _ORDER:
        if kind in data and (fragment := _of_kind(kind, _whole(data[kind]), where)):
            return fragment
    others = ", ".join(sorted(str(kind)[:60] for kind in data))
    return remark(f"An output that this page cannot show ({others}).") if others else ""


def _of_kind(kind: str, content: str, where: Surroundings) -> str:
    if kind == "text/plain":
        name = _PICTURE_NAME.fullmatch(content.strip())
        return (
            remark(f"An output that this page cannot show: {name[1]}.")
            if name
            else text(content, where)
        )
    if kind in picture.KINDS or kind == picture.SVG:
        return _picture(kind, content, where)
    if len(content) > LONGEST_HTML:
        return remark("A formatted output that is too large is not shown.")
    content = where.curtain.drawn(content)
    if kind == "text/html":
        cleaned = clean_output(content)
        # A chart that a script would draw leaves nothing behind; then another form is taken.
        if not _says_something(cleaned):
            return ""
        return f'<div class="rich">{where.curtain.over(cleaned)}</div>'
    if kind == "text/latex" and not content.lstrip().startswith(("$", "\\begin")):
        content = f"$${content}$$"
    return f'<div class="rich">{where.curtain.over(rendered(content))}</div>'


def _picture(kind: str, content: str, where: Surroundings) -> str:
    try:
        data = picture.decoded(kind, content)
    except picture.NotAPicture as problem:
        return remark(f"Not shown: {problem}.")
    if where.curtain.quoted_in_bytes(data) or (
        kind == picture.SVG and where.curtain.quoted_in_page(data.decode("utf-8"))
    ):
        return remark(WITHHELD)
    # Our drawings are dark on white or on nothing, so a picture keeps its paper in the dark.
    return f'<figure class="wide" tabindex="0">{picture.tag(kind, data, where.alt)}</figure>'


def _joined(outputs: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Streams that follow one another as one: a notebook may hold a piece for each print."""
    joined: list[dict[str, Any]] = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output.get("output_type") == last.get("output_type") == "stream" and (
            output.get("name") == last.get("name")
        ):
            last["pieces"].append(_whole(output.get("text", "")))
            continue
        joined.append(dict(output))
        if output.get("output_type") == "stream":
            joined[-1]["pieces"] = [_whole(output.get("text", ""))]
    for output in joined:
        if "pieces" in output:
            output["text"] = "".join(output.pop("pieces"))
    return list(joined)


def _cells_by_number(content: str) -> str:
    """Cells called as on the page, and not by the name that IPython has for their text."""
    return _FILE_OF_A_CELL.sub(r"cell \1", content)


def _whole(value: Any) -> str:
    return "".join(str(part) for part in value) if isinstance(value, list) else str(value)


def _as_on_a_terminal(content: str) -> str:
    """A carriage return takes the line back to its beginning, as progress bars use it."""
    content = content.replace("\r\n", "\n")
    if "\r" in content:
        content = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in content.split("\n"))
    return _CONTROL.sub("", content)


def _coloured(content: str) -> str:
    """ANSI colours as classes; colours that the page doesn't know are left out."""
    if "\x1b" not in content:
        return html.escape(content, quote=False)
    return _COLOURS.clean(str(ansi.ansi2html(content)).replace("\x1b", ""))


def _without_colours(content: str) -> str:
    return str(ansi.strip_ansi(content))


def _says_something(cleaned: str) -> bool:
    return "<img" in cleaned or bool(re.sub(r"<[^>]*>", "", cleaned).strip())
