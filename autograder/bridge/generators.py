"""Generators of random numbers, which cross the channel as copies with their state."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.bridge.errors import WireError

GENERATORS = (np.random.RandomState, np.random.Generator)

_RANDOM = {
    "MT19937": np.random.MT19937,
    "PCG64": np.random.PCG64,
    "PCG64DXSM": np.random.PCG64DXSM,
    "Philox": np.random.Philox,
    "SFC64": np.random.SFC64,
}


def state_of(generator: np.random.RandomState | np.random.Generator) -> list[Any] | None:
    """The algorithm and the state of a generator of random numbers; it travels as a copy.

    None for one with bits of another class than numpy's own: such a one stays where it is.
    """
    kind = "RandomState" if type(generator) is np.random.RandomState else "Generator"
    bits = generator._bit_generator if kind == "RandomState" else generator.bit_generator  # type: ignore[union-attr]
    if type(bits) not in _RANDOM.values():
        return None
    state: Any = bits.state
    if kind == "RandomState":
        state = generator.get_state(legacy=False)  # type: ignore[union-attr]
    return [kind, state["bit_generator"], state]


def generator_of(kind: Any, algorithm: Any, state: Any) -> Any:
    """The generator with this state.

    Raises:
        WireError: where it is none.
    """
    bits = _RANDOM[algorithm]()
    _check_places(state)
    if kind == "RandomState":
        legacy = np.random.RandomState(bits)
        legacy.set_state(state)
        return legacy
    bits.state = state
    return np.random.Generator(bits)


def _check_places(state: Any) -> None:
    """Refuse a state whose place in its own numbers lies outside: numpy reads there unchecked."""
    inner, buffer = state["state"], state.get("buffer")
    if "pos" in inner and not (type(inner["pos"]) is int and 0 <= inner["pos"] <= 624):
        raise WireError("a generator of random numbers with an impossible state")
    if buffer is not None or "buffer_pos" in state:
        place = state["buffer_pos"]
        if not (type(place) is int and 0 <= place <= 4):
            raise WireError("a generator of random numbers with an impossible state")
