"""Python code with coloured words."""

from __future__ import annotations

import html
from functools import lru_cache

from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers.python import PythonLexer

LONGEST = 100_000
_COLOURED = 30_000

_LEXER = PythonLexer(stripnl=False)
_FORMATTER = HtmlFormatter(nowrap=True)


@lru_cache(maxsize=2_000)
def highlighted(source: str, label: str) -> str:
    """Code in a box that scrolls; very long code without colours, or cut."""
    source = source.rstrip()
    if len(source) > LONGEST:
        source = source[:LONGEST] + f"\n# [cut here: {len(source) - LONGEST:,} more characters]"
    if len(source) > _COLOURED:
        body = html.escape(source)
    else:
        body = highlight(source, _LEXER, _FORMATTER).rstrip()
    box = f'<pre class="code" tabindex="0" role="group" aria-label="{html.escape(label)}">'
    return f"{box}<code>{body}</code></pre>"
