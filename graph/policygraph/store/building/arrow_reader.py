"""Rows of large tables as columns of Arrow strings, many thousands at a time.

The rows are those that :mod:`~policygraph.tables.csv_reader` and
:mod:`~policygraph.tables.parquet_reader` read. Arrow is faster and checks less, so it only reads
what both read alike. Where a table has anything unusual (a stray quote, a control character,
an extra cell, text that is not UTF-8), those readers continue row by row and report the fault.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.errors import DataError, Fault
from policygraph.store.format.extra_cells import EXTRA, encoded_extra
from policygraph.store.format.texts import arrow_buffers
from policygraph.tables import locations
from policygraph.tables.columns import Columns, own_columns
from policygraph.tables.folder import READERS
from policygraph.tables.parquet_reader import arrow, columns_fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The bytes of a block, and the rows of a batch of the slow readers.
_BLOCK = 1 << 25
_ROWS = 1 << 14
#: A larger quoted cell is left to the row-by-row reader.
_LONGEST = 1 << 28

_QUOTE, _COMMA, _LINE, _RETURN, _TAB = b'",\n\r\t'


class UnusualError(DataError):
    """Something that Arrow might read differently from the row-by-row readers."""


def arrow_tables(path: Path, columns: Columns, kind: str, faults: list[Fault]) -> Iterator[Any]:
    """The rows of a table as Arrow tables of text columns, nulls as empty text, untrimmed.

    The dataset's own columns are one column :data:`EXTRA`.
    """
    done = 0
    try:
        for table in _FAST[path.suffix](path, columns):
            done += table.num_rows
            yield table
    except UnusualError:
        yield from _row_by_row(path, columns, kind, faults, done)


def _row_by_row(
    path: Path, columns: Columns, kind: str, faults: list[Fault], done: int
) -> Iterator[Any]:
    pa, _ = arrow()
    schema = pa.schema([(name, pa.string()) for name in (*columns.names, EXTRA)])
    rows = islice(READERS[path.suffix](path, columns, kind, faults), done, None)
    while batch := list(islice(rows, _ROWS)):
        texts = {name: [row.cells[name] for row in batch] for name in columns.names}
        yield pa.table({**texts, EXTRA: [encoded_extra(row.extra()) for row in batch]}, schema)


def _csv_tables(path: Path, columns: Columns) -> Iterator[Any]:
    arrow()
    header: list[str] = []
    for block in _blocks(path):
        if not header:
            first, end, block = block.partition(b"\n")
            header = _header(first.removesuffix(b"\r"), columns)
            if not end:
                return
        if block:
            yield _completed(_parsed(block, header), columns)
    if not header:
        raise UnusualError


def _header(line: bytes, columns: Columns) -> list[str]:
    """The columns of a file, if they are those of the table, each once."""
    try:
        (cells,) = csv.reader([line.decode()], strict=True)
    except (ValueError, csv.Error):
        raise UnusualError from None
    header = [cell.strip() for cell in cells]
    if not _fits(header, columns):
        raise UnusualError
    return header


def _fits(header: Sequence[str], columns: Columns) -> bool:
    """Whether a header has no fault."""
    faults: list[tuple[str, str]] = []
    return columns.fit(header, lambda *fault: faults.append(fault)) and not faults


def _completed(table: Any, columns: Columns) -> Any:
    """A table with every column, absent ones blank, and its own columns as one."""
    import pyarrow as pa

    given = table.column_names
    blank = pa.array([""] * table.num_rows, pa.string())
    texts = {name: table.column(name) if name in given else blank for name in columns.names}
    own = own_columns(given)
    if not own:
        return pa.table({**texts, EXTRA: blank})
    rows = zip(*(table.column(name).to_pylist() for name in own), strict=True)
    cells = ([(name, text.strip()) for name, text in zip(own, row, strict=True)] for row in rows)
    extra = [encoded_extra([pair for pair in row if pair[1]]) for row in cells]
    return pa.table({**texts, EXTRA: pa.array(extra, pa.string())})


def _blocks(path: Path) -> Iterator[bytes]:
    """The file in blocks that end with a row, without a byte order mark."""
    with path.open("rb") as file:
        rest = b""
        first = True
        while piece := file.read(_BLOCK):
            if first:
                piece = piece.removeprefix(b"\xef\xbb\xbf")
                first = False
            data = rest + piece
            end = _last_row_end(data)
            if end:
                yield data[:end]
            rest = data[end:]
            if len(rest) > _LONGEST:
                raise UnusualError
        if rest:
            yield rest


def _last_row_end(data: bytes) -> int:
    """Where the last whole row ends: after a line end outside quoted cells."""
    quotes = np.flatnonzero(np.frombuffer(data, np.uint8) == _QUOTE)
    end = len(data)
    while (end := data.rfind(b"\n", 0, end)) >= 0:
        before = int(np.searchsorted(quotes, end))
        if before % 2 == 0:
            return end + 1
        # Within a quoted cell: continue before it.
        end = int(quotes[before - 1])
    return 0


def _parsed(block: bytes, header: list[str]) -> Any:
    """The rows of a block of whole rows; raises :class:`UnusualError` if it may be unusual."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    data = np.frombuffer(block, np.uint8)
    quotes = np.flatnonzero(data == _QUOTE)
    _check_characters(data)
    _check_quotes(data, quotes)
    _check_returns(data)
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(block),
            arrow_csv.ReadOptions(column_names=header, block_size=1 << 23),
            arrow_csv.ParseOptions(newlines_in_values=len(quotes) > 0),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False
            ),
        )
    except (pa.ArrowInvalid, UnicodeDecodeError):
        raise UnusualError from None
    limit = csv.field_size_limit()
    for name in header:
        for chunk in table.column(name).chunks:
            _, starts = arrow_buffers(chunk)
            lengths = np.diff(starts)
            if np.max(lengths, initial=0) > limit:
                raise UnusualError
    _check_first_cells(table.column(header[0]))
    return table


def _check_first_cells(cells: Any) -> None:
    """A row whose cells are all blank is skipped; only the slow readers decide that."""
    import pyarrow.compute as pc

    if pc.any(pc.equal(pc.utf8_trim_whitespace(cells), "")).as_py():
        raise UnusualError


def _check_characters(data: NDArray[np.uint8]) -> None:
    """Refuse the characters of :data:`policygraph.tables.csv_reader.FORBIDDEN`."""
    low = data[data < 32]
    if ((low != _LINE) & (low != _RETURN) & (low != _TAB)).any():
        raise UnusualError
    lead = np.flatnonzero(data == 0xEF)
    lead = lead[lead < len(data) - 2]
    if ((data[lead + 1] == 0xBF) & (data[lead + 2] >= 0xBE)).any():
        raise UnusualError


def _check_quotes(data: NDArray[np.uint8], quotes: NDArray[np.intp]) -> None:
    """Check that each quote opens a cell, closes one, or is one of a pair within it."""
    if len(quotes) == 0:
        return
    if len(quotes) % 2:
        raise UnusualError
    opening, closing = quotes[::2], quotes[1::2]
    before = data[opening[opening > 0] - 1]
    after = data[closing[closing < len(data) - 1] + 1]
    if not np.isin(before, (_COMMA, _LINE, _QUOTE)).all():
        raise UnusualError
    if not np.isin(after, (_COMMA, _LINE, _RETURN, _QUOTE)).all():
        raise UnusualError


def _check_returns(data: NDArray[np.uint8]) -> None:
    """Check that each carriage return is followed by a line feed."""
    returns = np.flatnonzero(data == _RETURN)
    if len(returns) and (returns[-1] == len(data) - 1 or (data[returns + 1] != _LINE).any()):
        raise UnusualError


def _parquet_tables(path: Path, columns: Columns) -> Iterator[Any]:
    pa, pq = arrow()
    try:
        file = pq.ParquetFile(path)
        if not columns_fit(pa, file.schema_arrow, locations.shown(path), columns, []):
            raise UnusualError
        names: list[str] = file.schema_arrow.names
        for batch in file.iter_batches(batch_size=_batch_rows(file)):
            table = pa.table({name: _text(pa, batch.column(name)) for name in names})
            yield _completed(table, columns)
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        raise UnusualError from None


def _batch_rows(file: Any) -> int:
    """The number of rows whose text is about as large as a block."""
    groups = [file.metadata.row_group(n) for n in range(file.metadata.num_row_groups)]
    size = sum(group.total_byte_size for group in groups)
    return int(min(1 << 17, max(1 << 8, _BLOCK * file.metadata.num_rows // max(size, 1))))


def _text(pa: Any, column: Any) -> Any:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    column = column.cast(pa.string()).fill_null("")
    column.validate(full=True)
    data, starts = arrow_buffers(column)
    _check_characters(data)
    if np.max(np.diff(starts), initial=0) > csv.field_size_limit():
        raise UnusualError
    return column


_FAST = {".csv": _csv_tables, ".parquet": _parquet_tables}
