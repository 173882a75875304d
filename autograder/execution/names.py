"""Which global names a cell defines and which it uses, as far as its text tells."""

from __future__ import annotations

import ast
import dis
import functools
import symtable
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

from IPython.core.inputtransformer2 import TransformerManager


@dataclass(frozen=True)
class Names:
    """The global names of a cell.

    Attributes:
        defined: those that it binds: by assignment, definition, import or loop.
        needed: those that it, or a function in it, looks up and that it hasn't bound before.
    """

    defined: frozenset[str]
    needed: frozenset[str]


LONGEST_WITH_MAGICS = 50_000


@functools.lru_cache(maxsize=5000)
def names_of(source: str) -> Names:
    """The names of a cell; none where it cannot be parsed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _names(source)
    except Exception:  # it is no Python, or has more magics than IPython takes
        return Names(frozenset(), frozenset())


def _names(source: str) -> Names:
    plain = _plain(source)
    top = symtable.symtable(plain, "<cell>", "exec")
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    body = compile(plain, "<cell>", "exec", flags=flags, dont_inherit=True)
    defined = {each.get_name() for each in top.get_symbols() if _binds(each)}
    needed = _before_bound(body)
    for table in _below(top):
        for each in table.get_symbols():
            if each.is_global():
                if each.is_referenced() and each.get_name() not in defined:
                    needed.add(each.get_name())
                if each.is_declared_global() and _binds(each):
                    defined.add(each.get_name())
    return Names(frozenset(defined), frozenset(needed))


@functools.lru_cache(maxsize=5000)
def imports_of(source: str) -> frozenset[str]:
    """The modules that a cell imports, by their full names; none where it cannot be parsed."""
    try:
        steps = list(ast.walk(ast.parse(_plain(source))))
    except Exception:
        return frozenset()
    whole = {each.name for step in steps if isinstance(step, ast.Import) for each in step.names}
    parts = {
        step.module
        for step in steps
        if isinstance(step, ast.ImportFrom) and step.module and not step.level
    }
    return frozenset(whole | parts)


def _plain(source: str) -> str:
    """A cell without IPython's own syntax."""
    try:
        ast.parse(source)
    except SyntaxError:
        # For each magic, the whole cell is read again.
        return TransformerManager().transform_cell(source[:LONGEST_WITH_MAGICS])
    return source


def _before_bound(body: CodeType) -> set[str]:
    """The names that a cell's own statements look up before any of them has bound them."""
    bound: set[str] = set()
    needed: set[str] = set()
    for step in dis.get_instructions(body):
        if step.opname in ("STORE_NAME", "STORE_GLOBAL"):
            bound.add(step.argval)
        elif step.opname in ("LOAD_NAME", "LOAD_GLOBAL") and step.argval not in bound:
            needed.add(step.argval)
    return needed


def _binds(symbol: symtable.Symbol) -> bool:
    return symbol.is_assigned() or symbol.is_imported()


def _below(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _below(child)
