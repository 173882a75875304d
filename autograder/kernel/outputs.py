"""The outputs of a cell, collected as nbformat wants them and cut where they grow too long."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from typing import Any

Output = dict[str, Any]


class Outputs:
    """What a cell has put out so far.

    Args:
        limit: how many bytes to keep; what comes after is dropped, and a last line says so.
    """

    def __init__(self, limit: int) -> None:
        self.items: list[Output] = []
        self._limit = limit
        self._left = limit
        self._clear_next = False
        self._displays: dict[str, list[Output]] = {}

    def stream(self, name: str, text: str) -> None:
        """Add text that was written to "stdout" or "stderr"."""
        if not text or not self._room(len(text)):
            return
        text = text[: self._left]
        self._left -= len(text)
        self._before()
        last = self.items[-1] if self.items else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["parts"].append(text)
        else:
            self.items.append({"output_type": "stream", "name": name, "parts": [text]})

    def display(
        self, data: dict[str, Any], metadata: dict[str, Any], display_id: str | None, update: bool
    ) -> None:
        """Add rich output, or change the one that was shown under the same display_id."""
        if not self._room(size := _size(data)):
            return
        self._left -= size
        if update:
            for each in self._displays.get(display_id or "", []):
                each["data"], each["metadata"] = data, metadata
            return
        self._before()
        item = {"output_type": "display_data", "data": data, "metadata": metadata}
        self.items.append(item)
        if display_id:
            self._displays.setdefault(display_id, []).append(item)

    def result(self, data: dict[str, Any], metadata: dict[str, Any], count: int) -> None:
        """Add the value of a cell's last expression."""
        if not self._room(size := _size(data)):
            return
        self._left -= size
        self._before()
        item = {"output_type": "execute_result", "data": data, "metadata": metadata}
        self.items.append({**item, "execution_count": count})

    def error(self, name: str, message: str, traceback: list[str]) -> None:
        """Add the error that ended a cell; kept whatever the limit."""
        self._before()
        lines = [line[:4000] for line in traceback[-200:]]
        item = {"output_type": "error", "ename": name[:200], "evalue": message[:4000]}
        self.items.append({**item, "traceback": lines})

    def clear(self, wait: bool) -> None:
        """Drop what is there, at once or as soon as something follows."""
        if wait:
            self._clear_next = True
        else:
            self.items.clear()
            self._displays.clear()

    def taken(self) -> list[Output]:
        """The outputs, as nbformat wants them."""
        if self._left <= 0:
            note = f"\n[Output was cut here: a cell may put out {self._limit:,} bytes.]\n"
            self.items.append({"output_type": "stream", "name": "stdout", "parts": [note]})
        return [_joined(item) for item in self.items]

    def _room(self, size: int) -> bool:
        if size > self._left and self._left <= 0:
            return False
        if size > self._left and size > 4096:
            # A picture can't be cut; a long text is, by whoever adds it.
            self._left = min(self._left, 4096) if self._left > 4096 else 0
        return self._left > 0

    def _before(self) -> None:
        if self._clear_next:
            self._clear_next = False
            self.items.clear()
            self._displays.clear()


def _joined(item: Output) -> Output:
    if "parts" not in item:
        return item
    return {"output_type": "stream", "name": item["name"], "text": "".join(item["parts"])}


def _size(data: dict[str, Any]) -> int:
    return sum(len(value) if isinstance(value, str | bytes) else 200 for value in data.values())


class Stream(io.TextIOBase):
    """What stands at sys.stdout and sys.stderr: hands on what is written."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name: str, descriptor: int) -> None:
        super().__init__()
        self._name = name
        self._descriptor = descriptor
        self.outputs: Outputs | None = None
        self.buffer = _Bytes(self)

    @property
    def name(self) -> str:
        """As sys.stdout has it."""
        return f"<{self._name}>"

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self.outputs is not None:
            self.outputs.stream(self._name, text)
        return len(text)


class _Bytes(io.RawIOBase):
    """sys.stdout.buffer."""

    def __init__(self, stream: Stream) -> None:
        super().__init__()
        self._stream = stream

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._stream.write(bytes(data).decode("utf-8", "replace"))
        return len(data)


class Below:
    """What is written below Python, to descriptors 1 and 2: by C code and by other processes."""

    def __init__(self) -> None:
        self._files: dict[str, int] = {}
        for name, descriptor in (("stdout", 1), ("stderr", 2)):
            with tempfile.TemporaryFile() as file:
                self._files[name] = os.dup(file.fileno())
            os.dup2(self._files[name], descriptor)

    def take(self, outputs: Outputs | None) -> None:
        """Move what was written since the last time into outputs, or nowhere."""
        for name, file in self._files.items():
            with contextlib.suppress(OSError):
                size = os.fstat(file).st_size
                if not size:
                    continue
                text = os.pread(file, min(size, 1 << 20), 0).decode("utf-8", "replace")
                os.ftruncate(file, 0)
                os.lseek(file, 0, os.SEEK_SET)
                if outputs is not None:
                    outputs.stream(name, text)
