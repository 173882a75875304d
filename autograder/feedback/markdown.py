"""Markdown cells as HTML that is safe to show, formulas and coloured code included."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.feedback.code import highlighted
from autograder.feedback.formula import mathml
from autograder.feedback.sanitise import HOLD, HOLD_END, clean_text

LONGEST = 60_000

_HELD = re.compile(f"{HOLD}([0-9]+){HOLD_END}")
_HEADING = re.compile(r"<(/?)h([1-6])>")
_EMPHASISED = re.compile(r"(?:\A|\n[ \t]*\n)\*(?![\s*])([^*]+)\*\s*\Z")


class _Renderer(IPythonRenderer):
    """Leaves a mark where a formula or code stands, which is put in after the cleaning."""

    def __init__(self, attachments: dict[str, dict[str, str]]) -> None:
        super().__init__(escape=False, exclude_anchor_links=True, attachments=attachments)
        self.held: list[str] = []

    def _hold(self, finished: str) -> str:
        self.held.append(finished)
        return f"{HOLD}{len(self.held) - 1}{HOLD_END}"

    def block_math(self, body: str) -> str:
        return self._hold(mathml(body, True))

    def inline_math(self, body: str) -> str:
        return self._hold(mathml(body, False))

    def latex_environment(self, name: str, body: str) -> str:
        return self._hold(mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", True))

    def block_code(self, code: str, info: str | None = None) -> str:
        python = (info or "").strip().lower().startswith(("py", "ipython"))
        return self._hold(highlighted(code, "Code") if python else plain(code, "Text"))


def plain(text: str, label: str) -> str:
    """Text as it stands, in a box that scrolls."""
    box = f'<pre tabindex="0" role="group" aria-label="{html.escape(label)}">'
    return f"{box}{html.escape(text.rstrip())}</pre>"


def rendered(source: str, attachments: dict[str, dict[str, str]] | None = None) -> str:
    """A markdown cell as HTML, or as plain text where it is too long or can't be read."""
    return _with(source, attachments) if attachments else _without(source)


# Most of a notebook's text is the same for every student.
@lru_cache(maxsize=2_000)
def _without(source: str) -> str:
    return _with(source, None)


def _with(source: str, attachments: dict[str, dict[str, str]] | None) -> str:
    source = source.replace(HOLD, "").replace(HOLD_END, "")
    if len(source) > LONGEST:
        return plain(source[:LONGEST] + "\n[the rest of this text is cut]", "Long text")
    renderer = _Renderer(attachments or {})
    try:
        body = clean_text(MarkdownWithMath(renderer=renderer).render(source))
    except Exception:  # whatever a student's text does to the parser, it is shown
        return plain(source, "Text")
    held = renderer.held
    filled = _HELD.sub(lambda mark: held[int(mark[1])], body)
    # A formula on a line of its own is a block, and a block may not stand in a paragraph.
    return re.sub(
        r'<p>\s*(<(?:div class="formula"|pre)[^>]*>(?:(?!</p>).)*?</(?:div|pre)>)\s*</p>',
        r"\1",
        filled,
        flags=re.S,
    )


def description(source: str) -> str:
    """The sentence in italics that ends a text: what the figure below it shows; or ""."""
    found = _EMPHASISED.search(source)
    return " ".join(re.sub(r"[$`\\]", "", found[1]).split()) if found else ""


def levelled(body: str, above: int) -> tuple[str, int]:
    """Headings moved below the page's own, and none that skips a level.

    Args:
        body: cleaned HTML.
        above: the level of the heading before it.

    Returns:
        The HTML, and the level of its last heading.
    """
    level = above

    def moved(match: re.Match[str]) -> str:
        nonlocal level
        if not match[1]:
            level = min(int(match[2]) + 2, level + 1, 6)
        return f"<{match[1]}h{level}>"

    return _HEADING.sub(moved, body), level
