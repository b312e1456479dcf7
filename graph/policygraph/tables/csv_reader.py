"""Rows of one table: cells by the name of their column, with file and line.

Reads a UTF-8 CSV file (with or without byte order mark, any line ends) to rows, and gathers
the faults. Columns are read by name (:mod:`.columns`); a text that cannot be read as CSV is a
fault. The line of a row is the line on which it starts, even where
its quoted cells have several lines. :func:`given_rows` makes rows of another format's records.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from policygraph.errors import DataError, Fault
from policygraph.model import dates, iris
from policygraph.model.records import Location, Quantity
from policygraph.tables import locations
from policygraph.tables.columns import Columns, own_columns

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
#: A number of a quantity.
NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?\Z")
#: Characters that XML 1.0 cannot hold, and that no table may have.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Most rows have one of the same few dates.
_span = lru_cache(maxsize=1 << 16)(dates.read_date)
_bound = lru_cache(maxsize=1 << 16)(dates.read_bound)


@dataclass
class Row:
    """One row, its location, and the faults found in it; ``own`` are the dataset's own columns."""

    cells: dict[str, str]
    location: Location
    kind: str
    faults: list[Fault]
    own: tuple[str, ...] = ()

    def fault(self, what: str, fix: str) -> None:
        """Note what is wrong with the row, and the likeliest fix."""
        name = self.cells.get("id", "").strip()
        if "left" in self.cells:
            name = f"{self.cells['left'].strip()} = {self.cells['right'].strip()}"
        subject = f"{self.kind} {name}".strip()
        self.faults.append(Fault(self.location.file, self.location.line, subject, what, fix))

    def text(self, column: str) -> str:
        """A cell, stripped."""
        return self.cells[column].strip()

    def optional(self, column: str) -> str | None:
        """A cell, or None where it is blank."""
        return self.cells[column].strip() or None

    def extra(self) -> tuple[tuple[str, str], ...]:
        """The cells of the dataset's own columns that are not blank, by column, sorted."""
        return tuple((name, text) for name in self.own if (text := self.cells[name].strip()))

    def required(self, column: str) -> str:
        """A cell that may not be blank."""
        value = self.cells[column].strip()
        if not value:
            self.fault(f"{column} is blank", "fill it in")
        return value

    def several(self, column: str) -> tuple[str, ...]:
        """The values of a cell, separated by ``|``."""
        value = self.cells[column].strip()
        return tuple(part.strip() for part in value.split("|") if part.strip()) if value else ()

    def slug(self, column: str = "id") -> str:
        """A cell that holds an id."""
        value = self.required(column)
        if value and not iris.SLUG.match(value):
            self.fault(
                f"{column} {value!r} is not a slug", "use lower-case letters, digits and hyphens"
            )
        return value

    def choice(self, column: str, choices: tuple[str, ...]) -> str:
        """A cell that holds one of ``choices``."""
        value = self.required(column)
        if value and value not in choices:
            self.fault(f"unknown {column} {value!r}", f"write one of {', '.join(choices)}")
        return value

    def date(self, column: str) -> str | None:
        """A date as written, None where it is blank or no date."""
        return self._dated(column, _span)

    def bound(self, column: str) -> str | None:
        """A start or an end as written: a date, an interval or ``..``; None as for a date."""
        return ".." if self.cells[column].strip() == ".." else self._dated(column, _bound)

    def _dated(self, column: str, read: Callable[[str], dates.Span]) -> str | None:
        value = self.cells[column].strip()
        if not value:
            return None
        try:
            read(value)
        except DataError as error:
            what, _, fix = str(error).partition("; ")
            self.fault(f"{column}: {what}", fix)
            return None
        return value

    def sha256(self, column: str) -> str | None:
        """A SHA-256, None where it is blank or none."""
        value = self.optional(column)
        if value is not None and not _SHA256.match(value):
            self.fault(f"{column} {value!r} is not a SHA-256", "write 64 lower-case hex digits")
            return None
        return value

    def quantity(self, column: str = "quantity") -> Quantity | None:
        """A value or a range, which may be open on one side: ``496``, ``50..60``, ``500..``."""
        text = self.optional(column)
        if text is None:
            return None
        ends = text.split("..")
        given = [end for end in ends if end]
        if not given or len(ends) > 2 or not all(NUMBER.match(end) for end in given):
            fix = "write 496, 50..60, 500.. or ..500, with no separators"
            self.fault(f"quantity {text!r} is not a number", fix)
            return None
        low, high = Decimal(ends[0] or "-Infinity"), Decimal(ends[-1] or "Infinity")
        if low > high:
            self.fault(f"quantity {text!r} is not a range", "write the lower value first")
            return None
        return Quantity(text, low, high)

    def span(self, bound: str) -> dates.Span:
        """The days that a start or an end of this row may be."""
        return _bound(bound)


def read_rows(
    path: Path, columns: Columns, kind: str, faults: list[Fault]
) -> Generator[Row, None, bool]:
    """The rows of a CSV file: :func:`csv_rows` of its bytes."""
    shown = locations.shown(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        fix = "make it readable or remove it"
        faults.append(Fault(shown, 0, "", f"cannot be read ({error.strerror})", fix))
        return False
    return (yield from csv_rows(data, shown, columns, kind, faults))


def csv_rows(
    data: bytes, shown: str, columns: Columns, kind: str, faults: list[Fault]
) -> Generator[Row, None, bool]:
    """The rows of CSV without blank ones; returns whether it was read to the end.

    ``shown`` is the file's name and ``kind`` what a row is, for messages. A row with
    too few or too many cells, or with a character that cannot be written elsewhere, is
    a fault and left out.
    """

    def fault(line: int, what: str, fix: str) -> None:
        faults.append(Fault(shown, line, "", what, fix))

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        fault(line, f"is not UTF-8 (byte {error.start})", "save it again as CSV UTF-8")
        return False
    has_forbidden = FORBIDDEN.search(text) is not None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    absent: dict[str, str] = {}
    own: tuple[str, ...] = ()
    line = 1
    try:
        for cells in reader:
            location, line = Location(shown, line), reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = [cell.strip() for cell in cells]
                if not _header_fits(header, columns, location, faults):
                    return False
                absent = dict.fromkeys(columns.absent(header), "")
                own = own_columns(header)
                continue
            row = Row(absent | dict(zip(header, cells, strict=False)), location, kind, faults, own)
            if len(cells) != len(header):
                row.cells.update(dict.fromkeys(header[len(cells) :], ""))
                what = f"has {len(cells)} cells where the header has {len(header)}"
                row.fault(what, "quote cells that contain commas, or add the missing cells")
            elif has_forbidden and (found := FORBIDDEN.search("".join(cells))):
                what = f"has the control character U+{ord(found[0]):04X}"
                row.fault(what, "remove it")
            else:
                yield row
    except csv.Error as error:
        fault(line, f"cannot be read as CSV from here: {error}", "look for an unclosed quote")
        return False
    if not header:
        fault(0, "is empty", f"give it the header {','.join(columns.needed)}")
    return bool(header)


def given_rows(
    records: Iterable[tuple[int, Mapping[str, object]]],
    shown: str,
    columns: Columns,
    kind: str,
    faults: list[Fault],
) -> Generator[Row, None, bool]:
    """The rows of another format's records: line, and cells by column.

    A missing cell is blank. An unknown column, a cell that is not text, a cell longer than
    one of CSV may be and a character that cannot be written elsewhere are faults, and the row
    is left out.
    """
    longest = csv.field_size_limit()
    for line, cells in records:
        row = Row(dict.fromkeys(columns.names, ""), Location(shown, line), kind, faults)
        known = len(faults)
        for column, value in cells.items():
            if why := columns.wrong(column):
                row.fault(*why)
            elif not isinstance(value, str):
                row.fault(f"{column} is not text", "write it as a string")
            elif len(value) > longest:
                row.fault(f"{column} has {len(value)} characters", f"write {longest} at most")
            else:
                row.cells[column] = value
        if len(row.cells) > len(columns.names):
            row.own = own_columns(row.cells)
        if found := FORBIDDEN.search("".join((*row.cells, *row.cells.values()))):
            row.fault(f"has the control character U+{ord(found[0]):04X}", "remove it")
        if len(faults) == known:
            yield row
    return True


def _header_fits(
    header: list[str], columns: Columns, location: Location, faults: list[Fault]
) -> bool:
    """Note what is wrong with a header; rows can still be read with an unknown column."""

    def fault(what: str, fix: str) -> None:
        faults.append(Fault(location.file, location.line, "", what, fix))

    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and mark in header[0]:
            fault(f"has its cells separated by {name}", "save it again with commas")
            return False
    if found := FORBIDDEN.search("".join(header)):
        fault(f"has the control character U+{ord(found[0]):04X} in its header", "remove it")
        return False
    return columns.fit(header, fault)
