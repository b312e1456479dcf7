"""A CSV table that is changed row by row, so that a change is a small difference.

Whatever is not changed keeps its bytes: quoting, line ends, order of columns, blank lines, byte
order mark. A changed cell is quoted if it was or must be. Rows are found by the cells of their
key, not by their position.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from policygraph.errors import DataError, LocationError
from policygraph.tables import locations

#: A cell as it is written, and what ends it.
_CELL = re.compile(r'("(?:[^"]|"")*"|[^",\r\n][^,\r\n]*|)(,|\r\n|\n|\r|\Z)')
_BOM = "\ufeff"
_MUST_QUOTE = re.compile(r'[,"\r\n]')


class EditedTable:
    """The rows of a table as they are written, and changes of them.

    >>> table = EditedTable(b'id,note\\r\\na,"so"\\r\\nb,\\r\\n', "t.csv")
    >>> table.change("a", {"note": "thus"})
    >>> table.add({"id": "c", "note": "x,y"})
    >>> table.data
    b'id,note\\r\\na,"thus"\\r\\nb,\\r\\nc,"x,y"\\r\\n'
    """

    def __init__(self, data: bytes, shown: str, key: tuple[str, ...] = ("id",)) -> None:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise DataError(f"{shown}:{line}: is not UTF-8; save it again as CSV UTF-8") from None
        self.shown, self.key = shown, key
        self._mark = _BOM if text.startswith(_BOM) else ""
        self._rows = _split(text.removeprefix(_BOM), shown)
        self._head = next((n for n, (row, _) in enumerate(self._rows) if _filled(row)), -1)
        if self._head < 0:
            raise DataError(f"{shown}: is empty; give it a header")
        missing = [name for name in key if name not in self.columns]
        if missing:
            raise DataError(f"{shown}: missing column {missing[0]!r}; add it")

    @property
    def columns(self) -> list[str]:
        """The columns in their order."""
        return [_text(cell).strip() for cell in self._rows[self._head][0]]

    @property
    def data(self) -> bytes:
        """The table as it is now."""
        return (self._mark + "".join(",".join(row) + end for row, end in self._rows)).encode()

    def change(self, key: str | tuple[str, ...], cells: Mapping[str, str]) -> None:
        """Change cells of a row; a column that the table lacks is added after the others."""
        number = self._find(key)
        for column in cells:
            if column not in self.columns and cells[column]:
                self._add_column(column)
        row, columns = self._rows[number][0], self.columns
        for column, text in cells.items():
            if column in columns:
                at = columns.index(column)
                if _text(row[at]).strip() != text:
                    row[at] = _written(text, quoted=row[at].startswith('"'))

    def add(self, cells: Mapping[str, str]) -> None:
        """Add a row after the last; a column that the table lacks is added after the others."""
        for column, text in cells.items():
            if column not in self.columns and text:
                self._add_column(column)
        last = max(n for n, (row, _) in enumerate(self._rows) if _filled(row))
        above, end = self._rows[last]
        quoted = last > self._head and all(cell.startswith('"') for cell in above)
        row = [_written(cells.get(name, ""), quoted=quoted) for name in self.columns]
        ends = self._rows[self._head][1] or "\n"
        self._rows[last] = above, end or ends
        # A table without a last line end keeps to that.
        self._rows.insert(last + 1, (row, end and ends))

    def remove(self, key: str | tuple[str, ...]) -> None:
        """Remove a row."""
        del self._rows[self._find(key)]

    def _find(self, key: str | tuple[str, ...]) -> int:
        wanted = (key,) if isinstance(key, str) else tuple(key)
        at = [self.columns.index(name) for name in self.key]
        found = [
            number
            for number, (row, _) in enumerate(self._rows)
            if number > self._head
            and len(row) > max(at)
            and tuple(_text(row[n]).strip() for n in at) == wanted
        ]
        shown = " ".join(wanted)
        if len(found) != 1:
            what = "no row" if not found else f"{len(found)} rows"
            raise DataError(f"{self.shown}: {what} of {shown}; name one row")
        width, row = len(self.columns), self._rows[found[0]][0]
        if len(row) != width:
            what = f"has {len(row)} cells where the header has {width}"
            raise DataError(f"{self.shown}: the row of {shown} {what}; correct it first")
        return found[0]

    def _add_column(self, name: str) -> None:
        for number, (row, _) in enumerate(self._rows):
            if _filled(row):
                row.append(_written(name if number == self._head else "", quoted=False))


def edit_table(path: Path, key: tuple[str, ...] = ("id",)) -> EditedTable:
    """The table of a file; raises :class:`DataError` for one that is not CSV."""
    if path.suffix != ".csv":
        raise DataError(f"{locations.shown(path)}: is not CSV; export the dataset as CSV first")
    try:
        return EditedTable(path.read_bytes(), locations.shown(path), key)
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise LocationError(f"{locations.shown(path)}: {what}") from None


def write_file(path: Path, data: bytes) -> bool:
    """Write a file in one step, unless it has these bytes; whether it was written.

    A reader, also after a failure of power, finds the old bytes or the new ones.
    """
    try:
        if path.is_file() and path.read_bytes() == data:
            return False
        number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        beside = Path(name)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            beside.chmod(path.stat().st_mode & 0o777 if path.is_file() else _new_mode())
            beside.replace(path.resolve())
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        what = f"cannot be written ({error.strerror})"
        raise LocationError(f"{locations.shown(path)}: {what}") from None
    return True


def _new_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _split(text: str, shown: str) -> list[tuple[list[str], str]]:
    """The rows of a table: the cells as written, and the line end."""
    rows: list[tuple[list[str], str]] = []
    cells: list[str] = []
    at, line = 0, 1
    while at < len(text) or cells:
        match = _CELL.match(text, at)
        if match is None:
            what = "cannot be read as CSV from here"
            raise DataError(f"{shown}:{line}: {what}; look for an unclosed quote")
        cells.append(match[1])
        at = match.end()
        if match[2] != ",":
            rows.append((cells, match[2]))
            line += sum(cell.count("\n") for cell in cells) + 1
            cells = []
    return rows


def _filled(row: Iterable[str]) -> bool:
    return any(_text(cell).strip() for cell in row)


def _text(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell


def _written(text: str, *, quoted: bool) -> str:
    if quoted or _MUST_QUOTE.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text
