"""How far the grading is: a bar on a terminal, elsewhere a line a minute."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

EVERY = 60.0


class Meter(Protocol):
    """Shows how far it is; used as a context manager around the work."""

    def __enter__(self) -> Meter: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def tell(self, done: int, failed: int) -> None:
        """Say how many are through, and how many of these failed; called often."""


def meter(console: Console, title: str, total: int) -> Meter:
    """A bar where the console is a terminal, lines elsewhere."""
    return Bar(console, title, total) if console.is_terminal else Lines(console, title, total)


class Bar:
    """A bar with rate and time left, gone at the end."""

    def __init__(self, console: Console, title: str, total: int) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[failed]}", style="red"),
            console=console,
            transient=True,
            # Over a class a rate of the last half minute jumps with every slow notebook.
            speed_estimate_period=300,
        )
        self._task = self._progress.add_task(title, total=total, failed="")

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def tell(self, done: int, failed: int) -> None:
        """Move the bar."""
        text = f"{failed} failed" if failed else ""
        self._progress.update(self._task, completed=done, failed=text)


class Lines:
    """A line at the start and a line a minute, for logs."""

    def __init__(self, console: Console, title: str, total: int) -> None:
        self._console, self._title, self._total = console, title, total
        self._start = self._last = time.monotonic()

    def __enter__(self) -> Lines:
        self._say(f"{self._total} to grade")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def tell(self, done: int, failed: int) -> None:
        """Print a line where the last one is a minute old."""
        now = time.monotonic()
        if now - self._last < EVERY:
            return
        self._last = now
        rate = done / (now - self._start)
        left = _clock((self._total - done) / rate) if rate else "unknown"
        lost = f", {failed} failed" if failed else ""
        self._say(f"{done} of {self._total}{lost}, {rate:.1f} a second, {left} left")

    def _say(self, text: str) -> None:
        line = f"{self._title}: {text}"
        self._console.print(line, highlight=False, markup=False, soft_wrap=True)


class _Rate(ProgressColumn):
    """Submissions a second."""

    def render(self, task: Task) -> Text:
        """The rate, or nothing yet."""
        return Text(f"{task.speed:.1f}/s" if task.speed else "", style="progress.data.speed")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
