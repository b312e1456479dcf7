"""Batches of rows of tables as Arrow columns, and how their cells become codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.errors import Fault
from policygraph.store.building.arrow_reader import arrow_tables
from policygraph.store.building.suspect_rows import SuspectRows, Table
from policygraph.store.format.extra_cells import EXTRA
from policygraph.tables.columns import Columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The rows and the bytes of a batch.
_ROWS = 1 << 18
_BYTES = 1 << 26

Cells = Mapping[str, Any]


def read_batches(
    tables: list[Table], columns: Columns, kind: str, suspects: SuspectRows
) -> Iterator[tuple[int, NDArray[np.int64], Cells]]:
    """The trimmed rows of tables, a few hundred thousand at a time.

    Each batch is the number of its first row, the table of each row, and the columns as Arrow
    strings. A table that the row-by-row readers find at fault is noted in ``suspects``.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    pending: list[tuple[int, Any]] = []
    first, count, size = 0, 0, 0

    def batch_of_rows() -> tuple[int, NDArray[np.int64], Cells]:
        whole = pa.concat_tables([batch for _, batch in pending])
        cells = {}
        for name in (*columns.names, EXTRA):
            column = whole.column(name).combine_chunks()
            if isinstance(column, pa.ChunkedArray):
                column = pa.concat_arrays(column.chunks)
            cells[name] = pc.utf8_trim_whitespace(column)
        numbers = np.repeat([n for n, _ in pending], [batch.num_rows for _, batch in pending])
        return first, numbers, cells

    for number, table in enumerate(tables):
        suspects.tables.append(table)
        suspects.table_starts.append(first + count)
        faults: list[Fault] = []
        for batch in arrow_tables(table.path, columns, kind, faults):
            pending.append((number, batch))
            count += batch.num_rows
            size += batch.nbytes
            if count >= _ROWS or size >= _BYTES:
                yield batch_of_rows()
                pending, first, count, size = [], first + count, 0, 0
        if faults:
            suspects.faulty.add(number)
    if pending:
        yield batch_of_rows()


def coded(texts: Any, code: Callable[[str], int]) -> NDArray[np.int64]:
    """The code of each text; each different text is coded once."""
    encoded = texts.dictionary_encode()
    codes = np.fromiter(map(code, encoded.dictionary.to_pylist()), np.int64)
    found: NDArray[np.int64] = codes[to_numpy(encoded.indices)]
    return found


def to_numpy(values: Any) -> NDArray[Any]:
    """An Arrow array of numbers or truth values as a NumPy array."""
    found: NDArray[Any] = values.to_numpy(zero_copy_only=False)
    return found


def matches(texts: Any, pattern: str) -> NDArray[np.bool_]:
    """Which texts a pattern matches as a whole."""
    import pyarrow.compute as pc

    return to_numpy(pc.match_substring_regex(texts, f"^(?:{pattern})$"))


def blank(texts: Any) -> NDArray[np.bool_]:
    """Which texts are empty."""
    import pyarrow.compute as pc

    return to_numpy(pc.equal(pc.binary_length(texts), 0))
