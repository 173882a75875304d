"""LaTeX to MathML, which browsers draw by themselves."""

from __future__ import annotations

import html
import re
import unicodedata
import xml.etree.ElementTree as ET
from functools import lru_cache

from latex2mathml.converter import convert_to_element

LONGEST = 4_000

_ELEMENTS = """
    math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow
    ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none
"""
_ATTRIBUTES = """
    accent accentunder columnalign display displaystyle fence form height largeop
    linethickness lspace mathvariant maxsize minsize movablelimits notation rspace
    scriptlevel separator stretchy symmetric width xmlns
"""
# The converter knows these environments by another name.
_ALIGNED = re.compile(r"\\(begin|end)\{(?:aligned|gathered|align|gather\*?|equation\*?)\}")


@lru_cache(maxsize=20_000)
def mathml(latex: str, display: bool) -> str:
    """A formula as MathML, or its LaTeX as code where it can't be converted."""
    latex = latex.strip()
    shown = f'<code class="tex">{html.escape(latex)}</code>'
    if len(latex) > LONGEST:
        return _boxed(shown, display)
    try:
        known = _ALIGNED.sub(r"\\\1{align*}", latex)
        root = convert_to_element(known, display="block" if display else "inline")
        _clean(root)
        _space_names(root)
    except Exception:  # of any kind: a student may write anything between two dollar signs
        return _boxed(shown, display)
    # An unknown command comes back as its own name.
    unknown = any("\\" in (each.text or "") for each in root.iter())
    return _boxed(shown if unknown else ET.tostring(root, encoding="unicode"), display)


def _boxed(formula: str, display: bool) -> str:
    """A formula of its own line scrolls in its box where it is wider than the page."""
    return f'<div class="formula">{formula}</div>' if display else formula


def _clean(root: ET.Element) -> None:
    for element in root.iter():
        if element.tag not in _ELEMENTS.split():
            raise ValueError(f"<{element.tag}> is not known")
        for name in set(element.attrib) - set(_ATTRIBUTES.split()):
            del element.attrib[name]
        # The converter writes some characters as references, meant to go through unescaped.
        element.text = html.unescape(element.text) if element.text else None
        style = element.attrib.get("mathvariant", "normal")
        if style != "normal" and element.text:
            # Browsers know no other variant than "normal"; Unicode has the letters themselves.
            del element.attrib["mathvariant"]
            element.text = "".join(_styled(char, style) for char in element.text)


def _space_names(root: ET.Element) -> None:
    """Set names such as ln and cos apart from what they stand beside, unless that is a sign."""
    for parent in [each for each in root.iter() if each.tag in ("math", "mrow", "mtd", "mstyle")]:
        spaced: list[ET.Element] = []
        for child in parent:
            apart = spaced and "mo" not in (child.tag, spaced[-1].tag)
            if apart and "mspace" not in (child.tag, spaced[-1].tag):
                if _is_name(child) or _is_name(spaced[-1]):
                    spaced.append(ET.Element("mspace", width="0.167em"))
            spaced.append(child)
        parent[:] = spaced


def _is_name(element: ET.Element) -> bool:
    while element.tag in ("msub", "msup", "msubsup") and len(element):
        element = element[0]
    name = element.text or ""
    return element.tag == "mi" and len(name) > 1 and name.isalpha() and name.isascii()


@lru_cache(maxsize=500)
def _styled(char: str, style: str) -> str:
    name = unicodedata.name(char, "")
    words = style.upper().replace("SANS-SERIF-", "SANS-SERIF ").replace("BOLD-", "BOLD ")
    letter = name.replace("LATIN ", "").replace(" LETTER", "")
    for candidate in (f"MATHEMATICAL {words} {letter}", f"{words} {letter}"):
        try:
            return unicodedata.lookup(candidate)
        except KeyError:
            continue
    return char
