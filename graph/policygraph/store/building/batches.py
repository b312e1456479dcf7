"""What reading tables by the hundred thousand shares: cells, codes, and rows in doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.errors import Fault
from policygraph.store.building.arrow_reader import batches
from policygraph.store.format.texts import Texts, parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Rows of a table that are judged together, and the bytes of them.
_TOGETHER = 1 << 18
_BYTES = 1 << 26

Cells = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a dataset: the dataset's number, the table's name, and its file."""

    dataset: int
    name: str
    path: Path


@dataclass
class Doubts:
    """Rows that may be at fault, and tables that are: what the row-by-row checks must judge.

    ``rows`` are numbers of rows in the order of reading; ``firsts`` says with which number
    each table of ``tables`` begins.
    """

    tables: list[Table] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    faulty: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.rows or self.faulty)

    def add(self, first: int, doubtful: NDArray[np.bool_]) -> None:
        """Note the rows of a batch that are in doubt."""
        if doubtful.any():
            self.rows.update((np.flatnonzero(doubtful) + first).tolist())

    def place(self, row: int) -> tuple[int, int]:
        """The table that a row stands in, and its number there, from 0."""
        table = int(np.searchsorted(self.firsts, row, "right")) - 1
        return table, row - self.firsts[table]


def read_together(
    tables: list[Table], columns: tuple[str, ...], kind: str, doubts: Doubts
) -> Iterator[tuple[int, NDArray[np.int64], Cells]]:
    """The rows of tables, a few hundred thousand at a time and trimmed.

    The number of the first of them, the table of each, and the columns as Arrow strings.
    A table that the row-by-row readers find at fault is noted in ``doubts``.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    waiting: list[tuple[int, Any]] = []
    first, count, size = 0, 0, 0

    def together() -> tuple[int, NDArray[np.int64], Cells]:
        whole = pa.concat_tables([batch for _, batch in waiting])
        cells = {}
        for name in columns:
            column = whole.column(name).combine_chunks()
            if isinstance(column, pa.ChunkedArray):
                column = pa.concat_arrays(column.chunks)
            cells[name] = pc.utf8_trim_whitespace(column)
        numbers = np.repeat([n for n, _ in waiting], [batch.num_rows for _, batch in waiting])
        return first, numbers, cells

    for number, table in enumerate(tables):
        doubts.tables.append(table)
        doubts.firsts.append(first + count)
        faults: list[Fault] = []
        for batch in batches(table.path, columns, kind, faults):
            waiting.append((number, batch))
            count += batch.num_rows
            size += batch.nbytes
            if count >= _TOGETHER or size >= _BYTES:
                yield together()
                waiting, first, count, size = [], first + count, 0, 0
        if faults:
            doubts.faulty.add(number)
    if waiting:
        yield together()


def coded(texts: Any, code: Callable[[str], int]) -> NDArray[np.int64]:
    """The code of each text; each different text is asked for once."""
    encoded = texts.dictionary_encode()
    codes = np.fromiter(map(code, encoded.dictionary.to_pylist()), np.int64)
    found: NDArray[np.int64] = codes[numbers(encoded.indices)]
    return found


def numbers(values: Any) -> NDArray[Any]:
    """An Arrow array of numbers or truth values as one of NumPy."""
    found: NDArray[Any] = values.to_numpy(zero_copy_only=False)
    return found


def matches(texts: Any, pattern: str) -> NDArray[np.bool_]:
    """Which texts a pattern matches as a whole."""
    import pyarrow.compute as pc

    return numbers(pc.match_substring_regex(texts, f"^(?:{pattern})$"))


def blank(texts: Any) -> NDArray[np.bool_]:
    """Which texts are empty."""
    import pyarrow.compute as pc

    return numbers(pc.equal(pc.binary_length(texts), 0))


class Ids:
    """Sorted ids without repetition: as Arrow strings, and to be looked up one by one."""

    def __init__(self, ids: Any) -> None:
        self.ids = ids
        self.texts = Texts(*parts(ids))

    def __len__(self) -> int:
        return len(self.texts)

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self.texts.place(text) is not None

    def places(self, texts: Any) -> NDArray[np.int32]:
        """Where each text stands, or -1."""
        import pyarrow.compute as pc

        found = pc.fill_null(pc.index_in(texts.cast(self.ids.type), value_set=self.ids), -1)
        return numbers(found).astype(np.int32, copy=False)


def sorted_ids(chunks: list[Any]) -> tuple[Any, NDArray[np.int64] | None]:
    """Ids by code point, as one Arrow array, and the row of each; no rows if sorted before.

    An id that stands in several rows comes as often, in the order of the rows.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    large = [chunk.cast(pa.large_string()) for chunk in chunks]
    ids = pa.concat_arrays(large) if large else pa.array([], pa.large_string())
    if len(ids) < 2 or pc.all(pc.less(ids[:-1], ids[1:])).as_py():
        return ids, None
    order = pc.sort_indices(ids)
    return ids.take(order), numbers(order).astype(np.int64)


def distinct(ids: Any) -> NDArray[np.bool_]:
    """Which of sorted ids differ from the one before."""
    import pyarrow.compute as pc

    new = np.ones(len(ids), np.bool_)
    if len(ids) > 1:
        new[1:] = numbers(pc.not_equal(ids[1:], ids[:-1]))
    return new


def firsts(keys: NDArray[Any], count: int) -> NDArray[np.int64]:
    """Where the rows of each key, 0 to ``count``, begin in sorted keys."""
    return np.searchsorted(keys, np.arange(count + 1)).astype(np.int64)
