"""A CSV file kept as it is: reading, changing single cells, writing every other byte unchanged."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from autograder.export.outcome import ExportError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass
class Row:
    """A row: its cells as they stand in the file, quotes included, and what ends the line."""

    cells: list[str]
    ending: str

    def value(self, column: int) -> str:
        """What a cell says; "" where the row is shorter."""
        if column >= len(self.cells):
            return ""
        cell = self.cells[column]
        if cell[:1] != '"':
            return cell
        inside, quote, after = cell[1:].rpartition('"')
        return inside.replace('""', '"') + after if quote else cell

    @property
    def values(self) -> list[str]:
        """What all cells say."""
        return [self.value(i) for i in range(len(self.cells))]

    def put(self, column: int, value: str, delimiter: str) -> None:
        """Change what a cell says; it keeps its quotes if it had any."""
        self.cells += [""] * (column + 1 - len(self.cells))
        quoted = self.cells[column][:1] == '"' or any(c in value for c in (delimiter, *'"\r\n'))
        self.cells[column] = '"' + value.replace('"', '""') + '"' if quoted else value


@dataclass
class Sheet:
    """A CSV file: its rows, and how they are put into bytes."""

    rows: list[Row]
    delimiter: str
    encoding: str
    mark: bytes

    @property
    def header(self) -> list[str]:
        """What the first row says, without blanks around."""
        return [each.strip() for each in self.rows[0].values]

    def put(self, row: int, column: int, value: str) -> None:
        """Change one cell."""
        self.rows[row].put(column, value, self.delimiter)

    def content(self) -> bytes:
        """The file's bytes."""
        text = "".join(self.delimiter.join(row.cells) + row.ending for row in self.rows)
        return self.mark + text.encode(self.encoding)


def open_sheet(path: Path) -> Sheet:
    """Read a CSV file.

    Raises:
        ExportError: where it cannot be read, or holds nothing.
    """
    try:
        return parse(path.read_bytes())
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {error}") from error
    except ValueError as error:
        raise ExportError(f"{path}: {error}") from error


def parse(content: bytes) -> Sheet:
    """Take a CSV file's bytes apart: comma, semicolon or tab, any line ending, any byte order mark.

    Raises:
        ValueError: where there is no row.
    """
    mark, encoding = next(
        (each for each in _MARKS if content.startswith(each[0])), (b"", _encoding(content))
    )
    text = content[len(mark) :].decode(encoding)
    delimiter = _delimiter(text)
    rows = _rows(text, delimiter)
    if not rows:
        raise ValueError("the file is empty; download it again")
    return Sheet(rows, delimiter, encoding, mark)


def _encoding(content: bytes) -> str:
    for name in ("utf-8", "cp1252"):
        try:
            content.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return "latin-1"


def _delimiter(text: str) -> str:
    """The sign that parts the first row into most cells."""
    counts = {sign: len(next(iter(_rows(text, sign, 1)), Row([], "")).cells) for sign in ",;\t"}
    return max(counts, key=lambda sign: counts[sign])


def _rows(text: str, delimiter: str, limit: int | None = None) -> list[Row]:
    sign = re.escape(delimiter)
    # A quoted cell may hold delimiters and line ends; a quote that never closes is a plain sign.
    cell = re.compile(
        rf'("[^"]*(?:""[^"]*)*"(?:[^{sign}\r\n]*)|[^{sign}\r\n]*)({sign}|\r\n|\n|\r|\Z)'
    )
    rows: list[Row] = []
    cells: list[str] = []
    place = 0
    while place < len(text) or cells:
        found = cell.match(text, place)
        assert found is not None
        cells.append(found[1])
        place = found.end()
        if found[2] != delimiter:
            rows.append(Row(cells, found[2]))
            cells = []
            if limit is not None and len(rows) >= limit:
                break
    return rows
