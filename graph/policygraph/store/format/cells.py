"""Columns of cells of tables, in the smallest of three forms.

A column in which texts repeat has each different text once, and for each row the position of its
text (:data:`~.schema.CODES`). A column of which few rows have a text has these texts, and the
positions of their rows (:data:`~.schema.GIVEN`). Any other column has a text for each row.
Which form is used depends on the whole column and not on the batches in which it is written.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.model.lazy_sequence import LazySequence
from policygraph.store.format.array_file import smallest, write_array
from policygraph.store.format.ranges import contained
from policygraph.store.format.schema import CODES, GIVEN
from policygraph.store.format.texts import Texts, TextWriter, arrow_buffers

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The most different texts of a column, and their bytes, that are held in memory.
_MOST, _MOST_BYTES = 1 << 20, 1 << 28
#: The bytes of a position of a text.
_POSITION = 4


class EmptyTexts(LazySequence[str]):
    """A column in which every text is empty, for which no file is written."""

    def __init__(self, length: int) -> None:
        self._length = length

    def __len__(self) -> int:
        return self._length

    def item(self, position: int) -> str:
        """The empty text."""
        return ""

    def given(self, positions: NDArray[Any] | None = None) -> NDArray[np.bool_]:
        """See :meth:`Texts.given`."""
        return np.zeros(self._length if positions is None else len(positions), np.bool_)


class SparseTexts(LazySequence[str]):
    """A column of which few rows have a text: ``given`` are these rows, sorted.

    ``rows``, if given, has the row of each position.
    """

    def __init__(
        self, texts: Texts, given: NDArray[Any], length: int, rows: NDArray[Any] | None
    ) -> None:
        self._texts, self._given, self._length, self._rows = texts, given, length, rows
        # Reading a plain integer from a memory view is faster than a scalar from an array.
        self._view = memoryview(given)  # type: ignore[arg-type]

    def __len__(self) -> int:
        return self._length

    def item(self, position: int) -> str:
        """The text at a position."""
        row = position if self._rows is None else int(self._rows[position])
        at = bisect_left(self._view, row)
        there = at < len(self._view) and self._view[at] == row
        return self._texts[at] if there else ""

    def given(self, positions: NDArray[Any] | None = None) -> NDArray[np.bool_]:
        """See :meth:`Texts.given`."""
        if positions is None:
            positions = np.arange(self._length)
        rows = np.asarray(positions if self._rows is None else self._rows[positions])
        return contained(rows, self._given)


#: A column of cells, whatever its form.
Cells = Texts | SparseTexts | EmptyTexts


class CellWriter:
    """Writes a column of cells, batch by batch.

    Different texts are held in memory, up to a limit, and the code of each row.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name, self._length = folder, name, 0
        self._known: Any = None
        self._codes: list[NDArray[Any]] = []
        self._texts: TextWriter | None = None

    def append(self, texts: Any) -> None:
        """Add an Arrow array of strings without nulls."""
        import pyarrow as pa

        self._length += len(texts)
        if self._texts is not None:
            self._texts.append(texts)
            return
        if self._known is None:
            self._known = pa.array([""], pa.string())
        if not len(arrow_buffers(texts)[0]):
            self._codes.append(np.broadcast_to(np.int8(0), len(texts)))
            return
        nothing = pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), self._known)
        chunks = pa.chunked_array([nothing, texts.cast(pa.string()).dictionary_encode()])
        unified = chunks.unify_dictionaries().chunk(1)
        self._known = unified.dictionary
        codes = unified.indices.to_numpy()
        self._codes.append(codes.astype(smallest(np.array([len(self._known)]))))
        data, _ = arrow_buffers(self._known)
        if len(self._known) > _MOST or len(data) > _MOST_BYTES:
            self._write_all()

    def extend(self, texts: Sequence[str]) -> None:
        """Add a sequence of texts."""
        import pyarrow as pa

        self.append(pa.array(texts, pa.string()))

    def close(self, order: NDArray[Any] | None = None) -> bool:
        """Finish the files; no file is written if every text is empty.

        ``order``, if given, has for each row of the store its position among the rows as written.
        Returns whether a reader needs it.
        """
        if self._texts is not None:
            self._close_texts(self._texts, self._texts.lengths())
        elif self._known is not None and len(self._known) > 1:
            self._write_smallest(order)
        return self._texts is not None

    def _write_smallest(self, order: NDArray[Any] | None) -> None:
        """Write each different text once, or all of them if that is smaller."""
        codes = np.concatenate(self._codes)
        data, starts = arrow_buffers(self._known)
        several = np.bincount(codes, minlength=len(self._known))
        size = int(several @ np.diff(starts))
        once = len(codes) * smallest(codes).itemsize + len(data) + _POSITION * len(starts)
        if once > min(_sizes(len(codes), len(codes) - int(several[0]), size)):
            self._write_all()
            assert self._texts is not None
            self._close_texts(self._texts, self._texts.lengths())
            return
        writer = TextWriter(self._folder, self._name)
        writer.append(self._known)
        writer.close()
        write_array(self._folder, self._name + CODES, codes if order is None else codes[order])

    def _write_all(self) -> None:
        """Write the texts of all rows so far, and those that follow."""
        import pyarrow as pa

        self._texts = TextWriter(self._folder, self._name)
        for codes in self._codes:
            self._texts.append(self._known.take(pa.array(codes)))
        self._codes.clear()

    def _close_texts(self, writer: TextWriter, lengths: NDArray[Any]) -> None:
        filled = int(np.count_nonzero(lengths))
        every, few = _sizes(len(lengths), filled, int(lengths.sum(dtype=np.int64)))
        if every <= few:
            writer.close()
            return
        given = np.flatnonzero(lengths)
        writer.close(given=given)
        write_array(self._folder, self._name + GIVEN, given)


def _sizes(rows: int, filled: int, size: int) -> tuple[int, int]:
    """The bytes of a column with a text for each row, and with those of the filled rows only.

    ``size`` is that of the texts.
    """
    return size + _POSITION * rows, size + 2 * _POSITION * filled
