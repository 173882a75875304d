"""The outputs that a student's process says its cell has, as far as a notebook can hold them.

Whoever reaches below the shell may answer with anything: what is passed on fits nbformat's schema,
can be written as JSON and as UTF-8, and is no longer than allowed.
"""

from __future__ import annotations

import base64
import re
from typing import Any

Output = dict[str, Any]

_TYPE = re.compile(r"[a-zA-Z0-9]+/[a-zA-Z0-9.+-]+")
# JSON readers, and Python's own writer, give up on longer numbers.
_LARGEST = 2**63


def checked(value: Any, limit: int, count: int) -> list[Output]:
    """The outputs of a cell.

    Args:
        value: what came as outputs.
        limit: how many bytes to keep, roughly; the shell has cut them at half of it.
        count: the cell's execution count.
    """
    if not isinstance(value, list):
        value = []
    outputs: list[Output] = []
    left = limit
    for item in value:
        output = _output(item, count)
        if output is None:
            continue
        left -= _length(output)
        if left < 0 or len(outputs) > 10_000:
            note = "[Output was cut here.]\n"
            outputs.append({"output_type": "stream", "name": "stdout", "text": note})
            break
        outputs.append(output)
    return outputs


def _output(item: Any, count: int) -> Output | None:
    match item:
        case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
            return {"output_type": "stream", "name": name, "text": _text(text)}
        case {
            "output_type": "display_data" | "execute_result" as kind,
            "data": dict(data),
            "metadata": dict(metadata),
        }:
            output = {"output_type": kind, "data": _data(data), "metadata": _json(metadata)}
            return output | ({"execution_count": count} if kind == "execute_result" else {})
        case {
            "output_type": "error",
            "ename": str(name),
            "evalue": str(message),
            "traceback": [*lines],
        }:
            shown = [_text(line) for line in lines if isinstance(line, str)]
            about = {"ename": _text(name), "evalue": _text(message), "traceback": shown}
            return {"output_type": "error", **about}
    return None


def _data(data: dict[Any, Any]) -> dict[str, Any]:
    """A mime bundle: text as text, JSON as JSON, the bytes of a picture as base64."""
    bundle: dict[str, Any] = {}
    for kind, value in data.items():
        # A report of the grader's can't come from a student.
        if not (isinstance(kind, str) and _TYPE.fullmatch(kind)):
            continue
        if kind.startswith("application/vnd.gradlab"):
            continue
        if isinstance(value, bytes):
            value = base64.b64encode(value).decode()
        if kind == "application/json" or (kind.startswith("application/") and "+json" in kind):
            bundle[kind] = _json(value)
        elif isinstance(value, str):
            bundle[kind] = _text(value)
    return bundle


def _json(value: Any) -> Any:
    """What JSON can hold of a value."""
    if isinstance(value, dict):
        plain = {key: item for key, item in value.items() if isinstance(key, str | int | float)}
        return {str(_json(key)): _json(item) for key, item in plain.items()}
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < _LARGEST else f"an integer of {value.bit_length()} bits"
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else str(value)
    return type(value).__name__


def _text(text: str) -> str:
    """Text without lone surrogates, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _length(value: Any) -> int:
    if isinstance(value, dict):
        return sum(_length(key) + _length(item) for key, item in value.items())
    if isinstance(value, list):
        return sum(map(_length, value))
    return len(value) if isinstance(value, str) else 8
