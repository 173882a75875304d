"""Pictures that cells put out, as <img> with their data inside the page."""

from __future__ import annotations

import base64
import binascii
import html
import re
import struct
import xml.etree.ElementTree as ET

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

LARGEST = 4_000_000
SVG = "image/svg+xml"
KINDS = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}

_DRAWN = """
    circle clippath defs desc ellipse g line lineargradient marker mask path pattern polygon
    polyline radialgradient rect stop svg symbol text textpath title tspan use
"""
_ELEMENTS = frozenset(_DRAWN.split())
_UNSAFE = re.compile(r"script|@import|url\s*\(\s*['\"]?\s*(?!#|['\"]?#)|\\", re.IGNORECASE)


class NotAPicture(Exception):
    """The data are not what they are said to be; the message says what they are."""


def decoded(kind: str, data: str) -> bytes:
    """The bytes of a picture, checked to be of its kind.

    Raises:
        NotAPicture: where they aren't, or are too many.
    """
    if len(data) > LARGEST * 4 // 3:
        raise NotAPicture(f"a picture of {len(data) * 3 // 4_000_000} MB, which is too large")
    if kind == SVG:
        return cleaned_svg(data)
    try:
        content = base64.b64decode(data)
    except (binascii.Error, ValueError):
        raise NotAPicture("a picture that cannot be decoded") from None
    if not content.startswith(KINDS[kind]):
        raise NotAPicture("a picture that cannot be decoded")
    return content


def tag(kind: str, content: bytes, alt: str) -> str:
    """The <img> of a picture, with its size so that the page doesn't jump."""
    size = ""
    if kind == "image/png" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        size = f' width="{width}" height="{height}"'
    data = base64.b64encode(content).decode("ascii")
    return f'<img src="data:{kind};base64,{data}" alt="{html.escape(alt)}"{size}>'


def cleaned_svg(source: str) -> bytes:
    """A drawing without scripts, handlers and addresses.

    Raises:
        NotAPicture: where it is no SVG.
    """
    try:
        root = fromstring(source)
    except (ET.ParseError, DefusedXmlException, ValueError, RecursionError):
        raise NotAPicture("a drawing that cannot be read") from None
    if _local(root.tag) != "svg":
        raise NotAPicture("a drawing that cannot be read")
    ET.register_namespace("", "http://www.w3.org/2000/svg")
    ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    _strip(root)
    return ET.tostring(root, encoding="utf-8")


def _strip(root: ET.Element) -> None:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        for name, value in list(element.attrib.items()):
            local = _local(name)
            foreign = local in ("href", "src") and not value.startswith("#")
            if local.startswith("on") or foreign or _UNSAFE.search(value):
                del element.attrib[name]
        for child in list(element):
            if _local(child.tag) in _ELEMENTS:
                waiting.append(child)
            else:
                element.remove(child)


def _local(name: object) -> str:
    return name.rpartition("}")[2].lower() if isinstance(name, str) else ""
