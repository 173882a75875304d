"""IPython as the student knows it, with its outputs collected instead of sent to a browser."""

from __future__ import annotations

import ast
import builtins
import contextlib
import re
import sys
import warnings
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from autograder.kernel.outputs import Below, Output, Outputs, Stream
from autograder.kernel.tracebacks import formatted

# Lines that may be IPython's: magics, commands, prompts, questions.
_SYNTAX = re.compile(r"^\s*(?:[%!?/,;]|>>>|\.\.\.|In \[)|\?\s*$", re.MULTILINE)
_manager = TransformerManager()
_LINE_TRANSFORMS = len(
    [*_manager.cleanup_transforms, *_manager.line_transforms, *_manager.token_transformers]
)


class _Publisher(DisplayPublisher):
    """display() and everything that is built on it."""

    outputs: Outputs | None = None

    def publish(  # type: ignore[override]
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        if self.outputs is not None:
            display_id = (transient or {}).get("display_id")
            self.outputs.display(data, metadata or {}, display_id, update)

    def clear_output(self, wait: bool = False) -> None:
        if self.outputs is not None:
            self.outputs.clear(wait)


class _Hook(DisplayHook):
    """The value of a cell's last expression."""

    outputs: Outputs | None = None

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(
        self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None
    ) -> None:
        if self.outputs is not None:
            self.outputs.result(format_dict, md_dict or {}, self.prompt_count)

    def finish_displayhook(self) -> None:
        pass


class Shell(InteractiveShell):
    """An IPython shell whose cells put out nbformat."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)

    def run(self, source: str, limit: int, count: int) -> list[Output]:
        """Run a cell and return its outputs.

        Args:
            source: its text, magics and all.
            limit: how many bytes of outputs to keep.
            count: its execution count.
        """
        outputs = Outputs(limit)
        self._below.take(None)
        self.collect(outputs)
        self.execution_count = count
        try:
            # What stands on sys.stdout is whatever an earlier cell may have put there.
            sys.stdout, sys.stderr = self._streams
            self.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
            self._below.take(outputs)
        finally:
            self.collect(None)
        return outputs.taken()

    def start(self) -> None:
        """Take over the streams of a process that was just forked."""
        self._below = Below()
        self._streams = (Stream("stdout", 1), Stream("stderr", 2))
        sys.stdout, sys.stderr = self._streams
        builtins.input = _no_input
        # IPython's own would end the process.
        self.user_ns["exit"] = self.user_ns["quit"] = sys.exit

    def collect(self, outputs: Outputs | None) -> None:
        """Put what is displayed and written from now on into outputs, or nowhere."""
        self._publisher.outputs = outputs
        self._hook.outputs = outputs
        for stream in self._streams:
            stream.outputs = outputs

    @property
    def _publisher(self) -> Any:
        return self.display_pub

    @property
    def _hook(self) -> Any:
        return self.displayhook

    def transform_cell(self, raw_cell: str) -> str:
        # What is Python already is Python afterwards, too; to find that out takes IPython longer
        # than to run most cells. Blank lines at the top it takes away.
        custom = self.input_transformers_post or len(self._line_transforms) != _LINE_TRANSFORMS
        if not (custom or _SYNTAX.search(raw_cell)) and raw_cell[:1].strip():
            with contextlib.suppress(Exception), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # they come when the cell is run
                ast.parse(raw_cell)
                return raw_cell if raw_cell.endswith("\n") else f"{raw_cell}\n"
        return str(super().transform_cell(raw_cell))  # type: ignore[no-untyped-call]

    @property
    def _line_transforms(self) -> list[Any]:
        manager = self.input_transformer_manager
        return [*manager.cleanup_transforms, *manager.line_transforms, *manager.token_transformers]

    # IPython's own asks for a terminal, of which there is none inside.
    system = InteractiveShell.system_raw

    def enable_gui(self, gui: Any = None) -> None:
        pass

    def showtraceback(self, exc_tuple: Any = None, *_: Any, **__: Any) -> None:
        kind, value, _trace = self._get_exc_info(exc_tuple)  # type: ignore[no-untyped-call]
        if self._publisher.outputs is not None:
            message = _message(value)
            self._publisher.outputs.error(kind.__name__, message, formatted(value))

    def _format_exception_for_storage(self, exception: BaseException, *_: Any, **__: Any) -> Any:
        # For a history that nobody reads, IPython's own takes a tenth of a second.
        return {"ename": type(exception).__name__, "evalue": _message(exception), "traceback": []}

    def showsyntaxerror(self, *_: Any, **__: Any) -> None:
        self.showtraceback()

    def showindentationerror(self) -> None:
        self.showtraceback()


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return ""


def _no_input(prompt: object = "") -> str:
    raise StdinNotImplementedError("input() has nobody to ask while a notebook is graded")


def made() -> Shell:
    """A shell as a notebook starts with it: pictures inline, no history on disk."""
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "NoColor"
    config.InteractiveShell.autoawait = True
    config.Completer.use_jedi = False
    shell = Shell.instance(config=config)
    shell.run_line_magic("matplotlib", "inline")
    return shell
