"""Runs a notebook: each cell where it belongs, its outputs where nbformat has them."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from autograder.execution.judge import Judge
from autograder.execution.names import names_of
from autograder.execution.pictures import SHOWN
from autograder.execution.session import Session
from autograder.execution.set_up import set_up_of
from autograder.sandbox.launcher import Server
from autograder.task import Cell, Settings

Notebook = dict[str, Any]
Output = dict[str, Any]

# nbgrader's marks (ClearHiddenTests), as the course has them.
_BEGIN_HIDDEN, _END_HIDDEN = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"

_NOT_DRAWN = {
    "output_type": "stream",
    "name": "stdout",
    "text": "(This cell shows your own work and earns nothing: it was not run while grading.)\n",
}


def execute(
    notebook: Notebook,
    named: tuple[Cell, ...],
    server: Server,
    settings: Settings,
    files: Mapping[str, bytes],
    seed: int,
    drawn: Mapping[str, list[Output]] = MappingProxyType({}),
) -> tuple[str, ...]:
    """Run all code cells of a sanitised notebook and put their outputs into it.

    Args:
        notebook: nbformat 4, as dicts; changed in place.
        named: the named cells of its source: what of it is the instructor's.
        server: forks the student's process.
        settings: limits.
        files: what to put into the student's working folder.
        seed: for the student's generators of random numbers.
        drawn: the outputs of locked cells that are the same for every student, by grade_id.

    Returns:
        Remarks for the instructor, each a sentence.

    Raises:
        SandboxError: where no process can be made.
    """
    session = Session(server, settings, files, seed)
    try:
        run = _Run(session, {cell.name: cell for cell in named}, drawn, settings.pictures)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                run.cell(cell)
    finally:
        session.close()
    return tuple(dict.fromkeys(session.remarks))


class _Run:
    """What is known while a notebook runs: who has defined which name last."""

    def __init__(
        self,
        session: Session,
        named: Mapping[str, Cell],
        drawn: Mapping[str, list[Output]],
        pictures: bool,
    ) -> None:
        self._session = session
        self._pictures = pictures
        self._named = named
        self._drawn = drawn
        self._left_out: dict[str, tuple[str, int]] = {}  # what defines a name, but was not run
        self._judge = Judge(self._fetch)
        self._set_up_cells = set_up_of(tuple(named.values()))
        self._count = 0
        self._set_up: dict[str, str] = {}  # names that locked cells define, with the cell's text
        self._examples: dict[str, str] = {}  # the same for visible tests
        self._inside: set[str] = set()  # names that the student's process has

    def cell(self, cell: dict[str, Any]) -> None:
        """Run a cell."""
        cell["outputs"], cell["execution_count"] = [], None
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        known = self._named.get(name)
        source = known.source if known is not None and known.locked else cell["source"]
        if not source.strip():
            return
        self._count += 1
        cell["execution_count"] = self._count
        if known is not None and known.locked and known.points is not None:
            cell["outputs"] = self._test(known)
        else:
            cell["outputs"] = self._student(source, known)

    def _test(self, cell: Cell) -> list[dict[str, Any]]:
        self._session.revive()
        self._session.limit_cell()
        outputs = self._judge.run(cell.name, cell.source, self._count)
        for name in names_of(cell.source).defined:
            self._set_up.pop(name, None)
            if not cell.points:
                self._examples[name] = visible(cell.source)
        return outputs

    def _student(self, source: str, known: Cell | None) -> list[dict[str, Any]]:
        names = names_of(source)
        if known is not None and known.locked and known.name.startswith(SHOWN):
            if known.name in self._drawn or not self._pictures:
                self._left_out |= dict.fromkeys(names.defined, (source, self._count))
                self._note(names.defined, source, known)
                outputs = self._drawn.get(known.name, [_NOT_DRAWN])
                return [_counted(output, self._count) for output in outputs]
        for name in sorted(names.needed):
            if name in self._left_out:
                self._run_after_all(*self._left_out[name])
        # A student may go on with what a visible test has defined, as in their own notebook.
        for name in sorted(names.needed - self._inside):
            if name in self._examples:
                self._session.prepare(self._examples[name])
                self._inside |= names_of(self._examples[name]).defined
        outputs = self._session.run(source, self._count)
        self._inside |= names.defined
        for name in names.defined:
            self._left_out.pop(name, None)
        self._note(names.defined, source, known)
        return outputs

    def _run_after_all(self, source: str, count: int) -> None:
        """Run a cell whose outputs were known, for the names that it defines."""
        names = names_of(source)
        for name in names.defined:
            self._left_out.pop(name, None)
        for name in sorted(names.needed):
            if name in self._left_out:
                self._run_after_all(*self._left_out[name])
        self._session.run(source, count)
        self._inside |= names.defined

    def _note(self, defined: frozenset[str], source: str, known: Cell | None) -> None:
        """Remember who has defined these names last."""
        locked = known is not None and known.locked
        due = names_of(known.source).defined if known is not None else frozenset()
        for name in defined:
            if locked:
                self._set_up[name] = source
            elif name in self._set_up and name not in due:
                continue  # what a locked cell has defined stays the instructor's in a test
            else:
                self._set_up.pop(name, None)
            self._judge.names.pop(name, None)
            self._examples.pop(name, None)

    def _fetch(self, name: str) -> Any:
        """A name that the judge lacks: from a locked cell that stands by itself, or from inside."""
        source = self._set_up.get(name)
        if source is not None and self._stands_alone(source, frozenset()):
            try:
                value = self._set_up_cells.value(source, name)
            except KeyError:
                pass  # defined only where something is missing
            else:
                self._judge.names[name] = value
                return value
        if name in self._left_out:
            self._run_after_all(*self._left_out[name])
        return self._session.peer.ask("name", name)

    def _stands_alone(self, source: str, seen: frozenset[str]) -> bool:
        """Whether a locked cell uses nothing that a student has defined."""
        for name in names_of(source).needed:
            if hasattr(builtins, name):
                continue
            other = self._set_up.get(name)
            if other == source:
                return False  # a spare: what it defines depends on what the student has defined
            if other in seen:
                continue
            if other is None or not self._stands_alone(other, seen | {source}):
                return False
            self._set_up_cells.depends(source, other)
        return True


def visible(source: str) -> str:
    """A test cell without its hidden lines, as the student has it."""
    lines, hidden = [], False
    for line in source.splitlines():
        if _BEGIN_HIDDEN in line:
            hidden = True
        if not hidden:
            lines.append(line)
        if _END_HIDDEN in line:
            hidden = False
    return "\n".join(lines)


def _counted(output: Output, count: int) -> Output:
    return {**output, "execution_count": count} if "execution_count" in output else dict(output)
