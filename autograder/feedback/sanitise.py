"""What students' HTML may hold on a page: text and its structure, and pictures inside the file."""

from __future__ import annotations

import re

import nh3

_KEPT = """
    a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h1 h2
    h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup
    table tbody td tfoot th thead tr u ul var
"""
_EMPTIED = """
    script style template noscript iframe object embed title svg math
"""
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")
_LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
_NO_SOURCE = re.compile(r"<img(?! (?:alt=\"[^\"]*\" )?src=)[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*>")
_NO_TEXT = re.compile(r"<img(?= src=\"[^\"]*\">)")
_WIDE = '<div class="wide" tabindex="0" role="group" aria-label="Table">'
_SPAN = re.compile(r"[1-9][0-9]?")


# These two mark the place of what is put in after the cleaning (formulas, coloured code). In text
# only: inside an attribute, what is put in would end the attribute.
HOLD, HOLD_END = "\ue000", "\ue001"
_HOLDS = str.maketrans("", "", HOLD + HOLD_END)


def _text_filter(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return value.translate(_HOLDS) if _LINK.match(value) else None
    return _output_filter(tag, name, value)


def _output_filter(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if _PICTURE.fullmatch(value) else None
    if name in ("colspan", "rowspan"):
        return value if _SPAN.fullmatch(value) else None
    return None if name == "href" else value.translate(_HOLDS)


_ATTRIBUTES = {
    "abbr": {"title"},
    "details": {"open"},
    "img": {"src", "alt"},
    "li": {"value"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_TEXT = nh3.Cleaner(
    tags=set(_KEPT.split()),
    clean_content_tags=set(_EMPTIED.split()),
    attributes={**_ATTRIBUTES, "a": {"href"}},
    attribute_filter=_text_filter,
    url_schemes={"http", "https", "mailto", "data"},
    link_rel="noopener noreferrer nofollow",
)
_OUTPUT = nh3.Cleaner(
    tags=set(_KEPT.split()),
    clean_content_tags=set(_EMPTIED.split()),
    attributes=_ATTRIBUTES,
    attribute_filter=_output_filter,
    url_schemes={"data"},
)


def clean_text(html: str) -> str:
    """HTML made from markdown: links stay links, which load nothing by themselves."""
    return _finished(_TEXT.clean(html))


def clean_output(html: str) -> str:
    """HTML that a cell put out: no address of anything outside the page stays."""
    return _finished(_OUTPUT.clean(html))


def _finished(html: str) -> str:
    # A picture whose source was refused, or without a text, must not stay silent.
    html = _NO_SOURCE.sub("<em>[a picture from elsewhere is not shown]</em>", html)
    html = _NO_TEXT.sub('<img alt="A picture without a description"', html)
    return html.replace("<table>", f"{_WIDE}<table>").replace("</table>", "</table></div>")
