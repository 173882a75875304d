"""The judge: runs locked cells and test cells in a namespace that no student can reach."""

from __future__ import annotations

import ast
import builtins
import contextlib
import functools
import io
import linecache
import traceback
import warnings
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from autograder import grading
from autograder.bridge.errors import Lost, StudentError, TimedOut
from autograder.bridge.proxy import peer_of

Output = dict[str, Any]
# More than any test prints; a student's __str__ may be as long as a message.
_LONGEST = 200_000


class Namespace(dict[str, Any]):
    """The global names of the judge.

    Args:
        fetch: gives the value of a name that the judge lacks; raises NameError where there is none.
    """

    def __init__(self, fetch: Callable[[str], Any]) -> None:
        super().__init__(__name__="notebook", __builtins__=builtins)
        self._fetch = fetch
        self._seen: dict[str, Any] = {}

    def __missing__(self, name: str) -> Any:
        # Python asks the globals first: what is built in is the judge's own.
        if hasattr(builtins, name):
            raise KeyError(name)
        if name not in self._seen:
            value = self._fetch(name)
            if peer_of(value) is None:
                return value  # data may be other data after the next call
            self._seen[name] = value
        return self._seen[name]

    def forget(self) -> None:
        """Fetch functions and classes anew: a cell begins, and others may have defined them."""
        self._seen.clear()


class Judge:
    """Runs the instructor's cells.

    Args:
        fetch: gives the value of a name that only the student's process knows.
    """

    def __init__(self, fetch: Callable[[str], Any]) -> None:
        self.names = Namespace(fetch)

    def run(self, name: str, source: str, count: int) -> list[Output]:
        """Run a test cell.

        Args:
            name: its grade_id, for tracebacks.
            source: its text, hidden tests included.
            count: its execution count.

        Returns:
            What it puts out. Warnings are dropped: nbgrader gives no points for a cell with a word
            on stderr.
        """
        outputs: list[Output] = []
        self.names.forget()
        printed = _Printed(outputs)
        token = grading.publisher.set(functools.partial(_publish, outputs))
        try:
            with silence(printed):
                body, last = compiled(source, f"<{name}>")
                exec(body, self.names)
                if last is not None and (value := eval(last, self.names)) is not None:
                    outputs.append(_result(value, count))
        except TimedOut as error:
            outputs.append(_failed("CellTimeoutError", f"{error}", []))
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            outputs.append(_error(error, f"<{name}>"))
        finally:
            grading.publisher.reset(token)
        return outputs


@contextlib.contextmanager
def silence(output: io.TextIOBase) -> Iterator[None]:
    """Send what is printed to `output`, and errors and warnings nowhere."""
    with (
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield


class _Printed(io.TextIOBase):
    """Standard output of a test cell."""

    def __init__(self, outputs: list[Output]) -> None:
        super().__init__()
        self._outputs = outputs
        self._left = _LONGEST

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        shown = text[: self._left]
        self._left -= len(shown)
        last = self._outputs[-1] if self._outputs else {}
        if last.get("output_type") == "stream":
            last["text"] += shown
        elif shown:
            self._outputs.append({"output_type": "stream", "name": "stdout", "text": shown})
        return len(text)


def _publish(outputs: list[Output], data: dict[str, Any]) -> None:
    outputs.append({"output_type": "display_data", "data": data, "metadata": {}})


def _result(value: object, count: int) -> Output:
    data = {"text/plain": repr(value)[:_LONGEST]}
    return {
        "output_type": "execute_result",
        "data": data,
        "metadata": {},
        "execution_count": count,
    }


@functools.lru_cache(maxsize=2000)
def compiled(source: str, filename: str) -> tuple[CodeType, CodeType | None]:
    """A cell's statements, and its last expression by itself, whose value is shown."""
    plain = TransformerManager().transform_cell(source)
    linecache.cache[filename] = (len(plain), None, plain.splitlines(keepends=True), filename)
    tree = ast.parse(plain, filename)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        expression = tree.body.pop()
        assert isinstance(expression, ast.Expr)
        last = compile(ast.Expression(expression.value), filename, "eval")
    return compile(tree, filename, "exec"), last


def _error(error: BaseException, filename: str) -> Output:
    """An error as it is shown: the test's own lines, then the student's if it came from there."""
    lines = ["Traceback (most recent call last)"]
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == filename:
            lines.append(f"Test cell, line {frame.lineno}, in {frame.name}\n---> {frame.line}")
    if isinstance(error, StudentError):
        name, message = error.type_names[0], error.message
        if isinstance(error, Lost):
            lines.append(f"{name}: {message}")
        else:
            lines.append(error.text or f"{name}: {message}")
    else:
        name = type(error).__name__
        message = _said(error)
        lines.append(f"{name}: {message}" if message else name)
    return _failed(name, message, lines)


def _said(error: BaseException) -> str:
    try:
        return str(error)[:4000]
    except BaseException as another:  # the student's __str__ failed, or their process is gone
        return f"(its message could not be had: {type(another).__name__})"


def _failed(name: str, message: str, lines: list[str]) -> Output:
    return {
        "output_type": "error",
        "ename": name,
        "evalue": message,
        "traceback": lines or [f"{name}: {message}"],
    }
