"""Metadata of notebooks and cells, without what nbformat would refuse or leave out of a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

# Deeper than any program nests them; what is deeper was made to break one.
MAX_DEPTH = 30

Metadata = dict[str, Any]


def of_notebook(data: object) -> Metadata:
    """A notebook's metadata; empty where there are none."""
    return _sound(data, _NOTEBOOK)


def of_cell(data: object) -> Metadata:
    """A cell's metadata; empty where there are none."""
    return _sound(data, _CELL)


def attachments(data: object) -> Metadata:
    """A cell's attachments, by file name: texts, or lists of lines, by media type."""
    if not isinstance(data, dict):
        return {}
    return {name: bundle for name, bundle in data.items() if _is_bundle(bundle)}


def _sound(data: object, rules: Mapping[str, Callable[[Any], bool]]) -> Metadata:
    if not isinstance(data, dict):
        return {}
    return {
        key: value
        for key, value in data.items()
        if (key not in rules or rules[key](value)) and _is_shallow(value)
    }


def _is_shallow(value: object) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        below: list[object] = []
        for each in level:
            if isinstance(each, dict):
                below += each.values()
            elif isinstance(each, list):
                below += each
        if not below:
            return True
        level = below
    return False


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_lines(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(map(_is_text, value)))


def _is_bundle(value: object) -> bool:
    return isinstance(value, dict) and all(_is_lines(each) for each in value.values())


def _never(_: object) -> bool:
    return False


def _is_kernel(value: object) -> bool:
    needed = ("name", "display_name")
    return isinstance(value, dict) and all(_is_text(value.get(each)) for each in needed)


def _is_language(value: object) -> bool:
    if not isinstance(value, dict) or not _is_text(value.get("name")):
        return False
    texts = ("file_extension", "mimetype", "pygments_lexer")
    mode = value.get("codemirror_mode", "")
    return isinstance(mode, str | dict) and all(_is_text(value.get(each, "")) for each in texts)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and re.search(r"^.+$", value) is not None


def _are_tags(value: object) -> bool:
    if not isinstance(value, list) or not all(map(_is_text, value)):
        return False
    return len(set(value)) == len(value) and all(re.search(r"^[^,]+$", tag) for tag in value)


def _is_execution(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


def _is_mapping(value: object) -> bool:
    return isinstance(value, dict)


# As in nbformat's schema. "orig_nbformat", "signature" and "trusted" are for a running program.
_NOTEBOOK: Mapping[str, Callable[[Any], bool]] = {
    "authors": lambda value: isinstance(value, list),
    "kernelspec": _is_kernel,
    "language_info": _is_language,
    "orig_nbformat": _never,
    "orig_nbformat_minor": _never,
    "signature": _never,
    "title": _is_text,
}
_CELL: Mapping[str, Callable[[Any], bool]] = {
    "collapsed": _never,
    "execution": _is_execution,
    "format": _is_text,
    "jupyter": _is_mapping,
    "name": _is_name,
    "scrolled": _never,
    "tags": _are_tags,
    "trusted": _never,
}
