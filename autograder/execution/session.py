"""The student's process for as long as a notebook lasts: started, limited, and started again."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from typing import Any

from autograder.bridge.errors import Lost, StudentError, TimedOut, WireError
from autograder.execution.checked import checked
from autograder.execution.peer import JudgePeer
from autograder.sandbox.launcher import Server
from autograder.task import Settings

Output = dict[str, Any]
# A notebook that ends its process again and again is not started for ever.
MAX_STARTS = 6


class Session:
    """Runs a student's cells, and keeps on where a process ends.

    Args:
        server: forks the processes.
        settings: limits.
        files: what to put into the working folder, by relative path.
        seed: for the generators of random numbers.

    Attributes:
        peer: the channel to the process that runs now.
        remarks: what an instructor should know.
    """

    def __init__(
        self, server: Server, settings: Settings, files: Mapping[str, bytes], seed: int
    ) -> None:
        self._server = server
        self._settings = settings
        self._files = files
        self._seed = seed
        self._done: list[tuple[str, int]] = []
        self._starts = 0
        self._end = time.monotonic() + settings.notebook_seconds
        self.remarks: list[str] = []
        self.peer = self._start()

    def run(self, source: str, count: int) -> list[Output]:
        """Run a cell of the student's, as the one with this execution count.

        Returns:
            Its outputs; with an error at the end where it was stopped or could not be run.
        """
        if not self.revive():
            return [_note("NotRun", self.peer.lost)]
        try:
            outputs, late = self._cell(source, count)
        except Lost as error:
            self.remarks.append(f"cell {count} ended its process: {error.message}")
            return [_note("ProcessLost", error.message)]
        except TimedOut:
            message = f"the notebook had {self._settings.notebook_seconds:g} s, which are up"
            self.remarks.append(message)
            return [_note("NotRun", message)]
        if late:
            seconds = self._settings.cell_seconds
            self.remarks.append(f"cell {count} was stopped after {seconds:g} s")
            outputs.append(_note("CellTimeoutError", f"stopped after {seconds:g} s"))
        else:
            self._done.append((source, count))
        return outputs

    def prepare(self, source: str) -> None:
        """Run a visible test's text for the names that it defines."""
        if self.revive():
            self.peer.begin_cell(self._end)
            with contextlib.suppress(Lost, TimedOut, StudentError):
                self.peer.request("quiet_cell", (source,), self._settings.cell_seconds)

    def revive(self) -> bool:
        """Have a process again where the last one ended; False where there will be none.

        The cells that have ended well are run again, without the one that ended the process.
        """
        self.peer.begin_cell(self._end)
        if not self.peer.lost:
            return True
        if self._starts >= MAX_STARTS or time.monotonic() > self._end:
            return False
        done, self._done = self._done, []
        self.peer = self._start()
        for source, count in done:
            try:
                _, late = self._cell(source, count)
            except (Lost, TimedOut):
                return False
            if not late:
                self._done.append((source, count))
        return True

    def close(self) -> None:
        """End the process."""
        self.peer.close()

    def limit_cell(self) -> None:
        """Give a test cell its time, from now on."""
        self.peer.begin_cell(min(time.monotonic() + self._settings.cell_seconds, self._end))

    def _cell(self, source: str, count: int) -> tuple[list[Output], bool]:
        self.peer.begin_cell(self._end)
        arguments = (source, self._settings.output, count)
        try:
            value, late = self.peer.request("cell", arguments, self._settings.cell_seconds)
        except Lost:
            raise
        except StudentError as error:  # from the shell itself, into which the student has reached
            return [_note(error.type_names[0], error.message)], False
        except WireError as error:
            return [_note("NotRun", f"the cell is too long to be run: {error}")], False
        if value is None:
            return [], late
        return checked(value, 2 * self._settings.output, count), late

    def _start(self) -> JudgePeer:
        self._starts += 1
        peer = JudgePeer(self._server.spawn(), self._settings.call_seconds)
        peer.ask("seed", self._seed)
        for name, content in self._files.items():
            try:
                peer.ask("write", name, content)
            except (StudentError, WireError) as error:
                self.remarks.append(f"{name} could not be handed over: {error}")
        return peer


def _note(name: str, message: str) -> Output:
    return {
        "output_type": "error",
        "ename": name,
        "evalue": message,
        "traceback": [f"{name}: {message}"],
    }
