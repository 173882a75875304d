"""What is wrong with an assignment's files beyond being stale: leaks, points, missing exercises."""

from __future__ import annotations

import ast
import inspect
import re
import tomllib

import nbformat
from nbformat import NotebookNode

from autograder import catalog
from autograder.build.text import points_of
from autograder.course import Assignment, Course

_LEAKS = ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS", "autograder")
_HEADING = re.compile(r"^#+ .*`(\w+)` \((\d+(?:\.\d+)?) points?,", re.MULTILINE)
FULL = 100


def faults(course: Course, assignment: Assignment) -> list[str]:
    """Sentences on what is wrong, each naming the file; an empty list where all is well."""
    source, release = course.source(assignment), course.release(assignment)
    missing = [
        f"{path} is missing: run gradlab build" for path in (source, release) if not path.is_file()
    ]
    if missing:
        return missing
    notebook = nbformat.read(source, as_version=4)
    found = [*_contract(assignment, notebook), *_points(assignment, notebook)]
    return [
        *(f"{source}: {each}" for each in found),
        *(f"{release}: {each}" for each in _leaks(course, assignment, notebook)),
        *_sample(course, assignment),
    ]


def _sample(course: Course, assignment: Assignment) -> list[str]:
    """Sample students without a deserved score, and scores without a student."""
    path = course.deserved(assignment)
    answered = {each.stem for each in course.answers(assignment)}
    scored = set(tomllib.loads(path.read_text(encoding="utf-8"))) if path.is_file() else set()
    return [
        *(f"{path}: no score for the sample student {each}" for each in sorted(answered - scored)),
        *(f"{path}: {each} is no sample student" for each in sorted(scored - answered)),
    ]


def _contract(assignment: Assignment, notebook: NotebookNode) -> list[str]:
    found = []
    ids = {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells}
    exercises = {each.name: each for each in catalog.of_module(assignment.module).values()}
    for name, signature in assignment.exercises.items():
        if name not in exercises:
            found.append(f"the contract's exercise {name} has no checks in autograder/exercises")
            continue
        wanted = {name, f"test_{name}", f"test_{name}_examples"}
        found += [f"exercise {name} has no cell {cell}" for cell in sorted(wanted - ids)]
        reference = exercises[name].reference
        if inspect.isfunction(reference) and (actual := _signature(reference)) != signature:
            found.append(
                f"exercise {name}: the contract says {signature}, the reference is {actual}"
            )
    found += [
        f"exercise {name} is not in the contract"
        for name in exercises.keys() - assignment.exercises.keys()
    ]
    return found


def _signature(reference: object) -> str:
    signature = inspect.signature(reference)  # type: ignore[arg-type]
    plain = [
        each.replace(annotation=inspect.Parameter.empty) for each in signature.parameters.values()
    ]
    return f"{reference.__name__}({', '.join(map(str, plain))})"  # type: ignore[attr-defined]


def _points(assignment: Assignment, notebook: NotebookNode) -> list[str]:
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    told = {name: float(points) for name, points in _HEADING.findall(text)}
    found = []
    exercises = catalog.of_module(assignment.module).values()
    for each in exercises:
        if each.name not in told:
            found.append(f"no heading reads `{each.name}` ({points_of(each)} points, difficulty …)")
        elif told[each.name] != each.points:
            found.append(
                f"{each.name}: its heading says {told[each.name]:g} points, not {each.points:g}"
            )
    if (total := sum(each.points for each in exercises)) != FULL:
        found.append(f"the exercises add up to {total:g} points, not {FULL}")
    return found


def _leaks(course: Course, assignment: Assignment, notebook: NotebookNode) -> list[str]:
    """Words and lines of solutions and hidden tests that students would be given."""
    released = course.release(assignment).read_text(encoding="utf-8")
    shown = "\n".join(cell.source for cell in nbformat.reads(released, as_version=4).cells)
    found = [f"contains {word!r}" for word in _LEAKS if word in released]
    hidden = {line for cell in notebook.cells for line in _hidden_lines(cell.source)}
    visible = {line.strip() for line in shown.splitlines()}
    return found + [f"shows a line of a solution: {line}" for line in sorted(hidden & visible)]


def _hidden_lines(source: str) -> list[str]:
    found, inside = [], False
    for line in map(str.strip, source.splitlines()):
        if line.startswith(("### BEGIN", "### END")):
            inside = line.startswith("### BEGIN")
        elif inside and _telling(line):
            found.append(line)
    return found


def _telling(line: str) -> bool:
    """Whether a line gives anything away: "return out" and "else:" do not."""
    if len(line) < 16:
        return False
    try:
        names = [
            node for node in ast.walk(ast.parse(line)) if isinstance(node, ast.Call | ast.BinOp)
        ]
    except SyntaxError:
        return False
    return bool(names)
