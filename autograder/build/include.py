"""A reference as a solution cell: what is asked for stays, the rest goes between marks."""

from __future__ import annotations

import ast
import textwrap

from autograder.course import CourseError

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
GIVEN = "# given"

_Definition = ast.FunctionDef | ast.ClassDef


def solution(source: str, name: str) -> str:
    """The definition of a name, its bodies between nbgrader's solution marks.

    Args:
        source: the text of a module of references.
        name: a function, class or dict of the module; "ag.Scalar.backward" goes into classes.

    Returns:
        The text of a cell. A function keeps its signature and docstring; a class keeps whatever is
        not a method, and methods under a comment `# given`; a dict keeps its keys, with `...` for
        values.

    Raises:
        CourseError: where there is no such name, or nothing could be left for the student.
    """
    lines = source.splitlines()
    node = _find(ast.parse(source), name)
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return _table(lines, node, name)
    first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
    marked = lines[:]
    for number, mark in sorted(_marks(node, lines), reverse=True):
        marked.insert(number, mark)
    extra = len(marked) - len(lines)
    assert node.end_lineno is not None
    text = marked[first - 1 : node.end_lineno + extra]
    return textwrap.dedent("\n".join(line for line in text if line.strip() != GIVEN))


def _find(tree: ast.Module, name: str) -> ast.Assign | ast.AnnAssign | _Definition:
    scope: list[ast.stmt] = tree.body
    found: ast.stmt | None = None
    for part in name.split("."):
        found = next((each for each in scope if part in _names(each)), None)
        if found is None:
            raise CourseError(f"the references define no {name!r}")
        scope = found.body if isinstance(found, ast.ClassDef) else []
    assert isinstance(found, ast.Assign | ast.AnnAssign | _Definition)
    return found


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, _Definition):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else []
    targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _marks(node: _Definition, lines: list[str]) -> list[tuple[int, str]]:
    """The marks to insert, each with the number of lines that stand before it."""
    if isinstance(node, ast.ClassDef):
        return [
            mark
            for each in node.body
            if isinstance(each, _Definition) and not _is_given(each, lines)
            for mark in _marks(each, lines)
        ]
    opening = node.body[0]
    documented = ast.get_docstring(node) is not None
    if documented and len(node.body) == 1:
        raise CourseError(f"{node.name} has a docstring and no body: nothing is left to write")
    if node.body[-1].lineno == node.lineno:
        raise CourseError(f"{node.name}: write its body on lines of its own")
    before = (opening.end_lineno or opening.lineno) if documented else opening.lineno - 1
    indent = " " * node.body[-1].col_offset
    assert node.end_lineno is not None
    return [(before, indent + BEGIN), (node.end_lineno, indent + END)]


def _is_given(node: _Definition, lines: list[str]) -> bool:
    first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
    return first >= 2 and lines[first - 2].strip() == GIVEN


def _table(lines: list[str], node: ast.Assign | ast.AnnAssign, name: str) -> str:
    if not isinstance(node.value, ast.Dict) or not all(node.value.keys):
        raise CourseError(f"{name} is neither a function nor a class nor a dict with plain keys")
    keys = [ast.get_source_segment("\n".join(lines), key) for key in node.value.keys if key]
    right = textwrap.indent("\n".join(lines[node.lineno - 1 : node.end_lineno]), "    ")
    return "\n".join(
        [
            f"{name} = {{",
            *(f"    {key}: ...," for key in keys),
            "}",
            "# Stops here as long as an entry is missing.",
            f"if any(value is ... for value in {name}.values()):",
            f"    {BEGIN}",
            right,
            f"    {END}",
        ]
    )
