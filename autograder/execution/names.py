"""Which global names a cell defines and which it uses, as far as its text tells."""

from __future__ import annotations

import functools
import symtable
from collections.abc import Iterator
from dataclasses import dataclass

from IPython.core.inputtransformer2 import TransformerManager


@dataclass(frozen=True)
class Names:
    """The global names of a cell.

    Attributes:
        defined: those that it binds: by assignment, definition, import or loop.
        used: those that it, or a function in it, looks up.
    """

    defined: frozenset[str]
    used: frozenset[str]


@functools.lru_cache(maxsize=5000)
def names_of(source: str) -> Names:
    """The names of a cell; none where it cannot be parsed."""
    try:
        plain = TransformerManager().transform_cell(source)
        top = symtable.symtable(plain, "<cell>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Names(frozenset(), frozenset())
    defined = {each.get_name() for each in top.get_symbols() if _binds(each)}
    used = {each.get_name() for each in top.get_symbols() if each.is_referenced()}
    for table in _below(top):
        for each in table.get_symbols():
            if each.is_global():
                if each.is_referenced():
                    used.add(each.get_name())
                if each.is_declared_global() and _binds(each):
                    defined.add(each.get_name())
    return Names(frozenset(defined), frozenset(used))


def _binds(symbol: symtable.Symbol) -> bool:
    return symbol.is_assigned() or symbol.is_imported()


def _below(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _below(child)
