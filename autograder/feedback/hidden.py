"""The curtain: which lines a student must not read, and how they are taken out of what is shown."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

BEGIN = ("### BEGIN HIDDEN TESTS", "### BEGIN MARK SCHEME")
END = ("### END HIDDEN TESTS", "### END MARK SCHEME")
REMARK = "[a line of the hidden tests is left out here]"
WITHHELD = "[this output quotes the hidden tests and is left out]"

# Shorter than this, a line says nothing (`)`, `x = 3`), and many a right solution holds it too.
_SHORTEST = 8
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_TAG = re.compile(r"<[^<>]*>")
_DATA_URI = re.compile(r"data:[a-z]+/[a-z+.-]+;base64,[A-Za-z0-9+/=]*")
_ENCODED = re.compile(r"[A-Za-z0-9+/_-]{16,}")
# What quoting adds or takes away: blanks, quotation marks, backslashes.
_LOOSE = re.compile(r"[\s'\"`\\]+")


@dataclass(frozen=True)
class Curtain:
    """The hidden lines of a notebook, in the form in which they are compared."""

    lines: frozenset[str] = frozenset()

    @classmethod
    def of(cls, sources: Iterable[str], known: Iterable[str] = ()) -> Curtain:
        """The curtain for cells with hidden regions.

        Args:
            sources: cells as the instructor wrote them.
            known: what the student has or wrote anyway: a line that stands there hides nothing.
        """
        hidden: set[str] = set()
        shown: list[str] = []
        for source in sources:
            visible, covered = split(source)
            shown.append(visible)
            hidden.update(_squeezed(line) for line in covered)
        everything = _squeezed("\n".join([*shown, *known]))
        return cls(
            frozenset(line for line in hidden if len(line) >= _SHORTEST and line not in everything)
        )

    def quoted_in(self, text: str) -> bool:
        """Whether a text holds a hidden line: as it is, escaped, coloured or in base64."""
        if not self.lines:
            return False
        return self._in(text) or self._in("\n".join(_decoded(text)))

    def quoted_in_page(self, page: str) -> bool:
        """Whether a finished page holds a hidden line; pictures are looked at before."""
        bare = _DATA_URI.sub("", page)
        return self.quoted_in(bare) or self._in(_TAG.sub("", bare))

    def over(self, fragment: str) -> str:
        """A fragment of HTML, or a remark in its place where it spells a hidden line out."""
        return f"<p><em>{WITHHELD}</em></p>" if self.quoted_in_page(fragment) else fragment

    def quoted_in_bytes(self, content: bytes) -> bool:
        """Whether a picture's bytes hold a hidden line."""
        return self._in(content.decode("latin-1"))

    def drawn(self, text: str) -> str:
        """The text with a remark in place of each line that quotes a hidden one."""
        if not self.quoted_in(text):
            return text
        lines = [REMARK if self.quoted_in(line) else line for line in text.split("\n")]
        rest = "\n".join(lines)
        # Spread over several lines, or a letter a line.
        return WITHHELD if self.quoted_in(rest) else rest

    def _in(self, text: str) -> bool:
        squeezed = _squeezed(text)
        return any(line in squeezed for line in self.lines)


def split(source: str) -> tuple[str, list[str]]:
    """The visible part of a cell, and the lines of its hidden regions.

    An unclosed region reaches to the end.
    """
    visible: list[str] = []
    hidden: list[str] = []
    inside = False
    for line in source.split("\n"):
        if any(mark in line for mark in BEGIN):
            inside = True
        elif any(mark in line for mark in END):
            inside = False
        else:
            (hidden if inside else visible).append(line)
    return "\n".join(visible), hidden


def _squeezed(text: str) -> str:
    return _LOOSE.sub("", html.unescape(_ANSI.sub("", text)))


def _decoded(text: str) -> Iterable[str]:
    """What stands in a text in base64, at any of the four places where its groups may begin."""
    for match in _ENCODED.finditer(text):
        token = match.group().translate(str.maketrans("-_", "+/"))
        for start in range(4):
            part = token[start : start + (len(token) - start) // 4 * 4]
            try:
                yield base64.b64decode(part).decode("latin-1")
            except (binascii.Error, ValueError):
                continue
