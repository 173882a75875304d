"""Short words for values: what a message says instead of printing an array."""

from __future__ import annotations

import numbers
from collections.abc import Mapping

import numpy as np


def numeral(value: float) -> str:
    """A number with six significant digits, integers without a point: 0.333333, 12, nan."""
    return f"{float(value):.6g}"


def kind_of(value: object) -> str:
    """The kind of a value with its shape or length: "an array of shape (2, 3)", "a list"."""
    if value is None:
        return "None"
    if isinstance(value, bool | np.bool_):
        return f"{bool(value)}, a truth value"
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, complex | np.complexfloating):
        return "a complex number"
    if isinstance(value, numbers.Number):
        return f"the number {numeral(float(value))}"  # type: ignore[arg-type]
    if isinstance(value, str):
        return f"the string {value[:40]!r}"
    if isinstance(value, tuple):
        return f"a tuple of {len(value)}"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, Mapping):
        return "a dict"
    if callable(value):
        return f"a function or class ({getattr(value, '__name__', type(value).__name__)})"
    return f"an object of type {type(value).__name__}"


def _array(value: np.ndarray) -> str:
    if value.dtype.kind == "b":
        content = "an array of True/False"
    elif value.dtype.kind in "iuf":
        content = "an array"
    else:
        content = f"an array of dtype {value.dtype}"
    return f"{content} of shape {value.shape}"


def argument(name: str, value: object) -> str:
    """An argument as a call's description shows it: "X (2, 5)", "eta=0.1", "theta {W1 (2, 3)}"."""
    if isinstance(value, np.ndarray) and value.ndim:
        dtype = "" if value.dtype == np.float64 else f" of {value.dtype}"
        return f"{name} {value.shape}{dtype}"
    if isinstance(value, np.ndarray | np.generic):
        return f"{name}={numeral(value.item())}"
    if isinstance(value, Mapping):
        inner = ", ".join(argument(str(key), item) for key, item in list(value.items())[:6])
        return f"{name} {{{inner}}}"
    if callable(value):
        return f"{name} (a function)"
    if isinstance(value, float):
        return f"{name}={numeral(value)}"
    if isinstance(value, list | tuple) and any(isinstance(v, np.ndarray) for v in value):
        inner = ", ".join(argument("", item).strip() for item in value[:6])
        return f"{name} [{inner}]"
    shown = repr(value)
    if " at 0x" in shown:
        return f"{name} (a {type(value).__name__})"
    return f"{name}={shown if len(shown) <= 40 else shown[:37] + '...'}"
