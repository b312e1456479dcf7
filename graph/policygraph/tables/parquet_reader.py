"""Rows of one Parquet table: the columns of the CSV tables, all of them text.

A file gives the rows that the same table as CSV would give; the line of a row is its number
in the file, from 1. A null is a blank cell. A file that is not Parquet, a needed column
that is missing and a column of anything but text are faults. pyarrow, the extra
``parquet``, is imported when a table is read.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

from policygraph.errors import DataError, Fault
from policygraph.tables import locations
from policygraph.tables.columns import Columns
from policygraph.tables.csv_reader import FORBIDDEN, Row, given_rows

_ROWS_AT_ONCE = 1 << 14


def read_parquet_rows(
    path: Path, columns: Columns, kind: str, faults: list[Fault]
) -> Generator[Row, None, bool]:
    """The rows of a Parquet file; returns whether it was read to the end."""
    return (yield from parquet_rows(str(path), locations.shown(path), columns, kind, faults))


def parquet_rows(
    file: str | bytes, shown: str, columns: Columns, kind: str, faults: list[Fault]
) -> Generator[Row, None, bool]:
    """The rows of Parquet, given as a path or as bytes; see :func:`read_parquet_rows`."""
    pa, pq = arrow()
    try:
        table = pq.ParquetFile(pa.BufferReader(file) if isinstance(file, bytes) else file)
        complete = columns_fit(pa, table.schema_arrow, shown, columns, faults)
        if complete:
            yield from given_rows(_records(table), shown, columns, kind, faults)
    except UnicodeDecodeError:
        # Arrow does not look into text before it hands it over.
        faults.append(Fault(shown, 0, "", "has text that is not UTF-8", "write it again"))
        return False
    except (pa.ArrowException, OSError) as error:
        what = f"cannot be read as Parquet: {' '.join(str(error).split())[:200]}"
        faults.append(Fault(shown, 0, "", what, "write it again"))
        return False
    return complete


def arrow() -> tuple[Any, Any]:
    """pyarrow and its Parquet module; raises :class:`DataError` if it cannot be loaded."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        fix = "pip install 'policygraph[parquet]'"
        if not isinstance(error, ModuleNotFoundError) or error.name != "pyarrow":
            said = " ".join(str(error).split())[:200]
            raise DataError(f"pyarrow cannot be loaded ({said}); {fix}") from None
        raise DataError(f"Parquet needs pyarrow, which is not installed; {fix}") from None
    return pyarrow, pyarrow.parquet


def _records(table: Any) -> Iterator[tuple[int, Mapping[str, object]]]:
    line = 0
    for batch in table.iter_batches(batch_size=_ROWS_AT_ONCE):
        for cells in batch.to_pylist():
            line += 1
            yield line, {name: "" if cell is None else cell for name, cell in cells.items()}


def columns_fit(pa: Any, schema: Any, shown: str, columns: Columns, faults: list[Fault]) -> bool:
    """Note what is wrong with the columns of a table; whether its rows can be read."""

    def fault(what: str, fix: str) -> None:
        faults.append(Fault(shown, 0, "", what, fix))

    names: list[str] = schema.names
    if found := FORBIDDEN.search("".join(names)):
        fault(f"has the control character U+{ord(found[0]):04X} in its header", "remove it")
        return False
    readable = columns.fit(names, fault) and not any(map(columns.wrong, names))
    wrong = []
    for field in schema:
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
            wrong.append(field.name)
            fault(f"column {field.name!r} holds {field.type}", "write every column as text")
    return readable and not wrong
