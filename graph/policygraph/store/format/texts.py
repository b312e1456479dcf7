"""Columns of texts: written in batches, read one by one.

A column of texts is two arrays: the UTF-8 bytes of all texts, and where each begins.
Writing holds one batch in memory, reading none: a text is decoded on access.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.model.lazy_sequence import LazySequence
from policygraph.store.format.array_file import ArrayWriter, write_array
from policygraph.store.format.schema import BYTES, STARTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: How many positions of texts a column caches.
_CACHE_SIZE = 1 << 16
#: The position of a text that is not cached.
_UNKNOWN = -1


class Texts(LazySequence[str]):
    """A column of texts; ``rows``, if given, has the position of each text in the arrays.

    Several rows may have one position.
    """

    def __init__(
        self, data: NDArray[np.uint8], starts: NDArray[Any], rows: NDArray[Any] | None = None
    ) -> None:
        self.data, self.starts, self.rows = data, starts, rows
        self._view = memoryview(data)  # type: ignore[arg-type]
        # Reading a plain integer from a memory view is faster than a scalar from an array.
        self._starts = memoryview(starts)  # type: ignore[arg-type]
        self._rows = None if rows is None else memoryview(rows)  # type: ignore[arg-type]
        # One answer needs the positions of the same few texts again and again.
        self._positions: dict[str, int | None] = {}

    def __len__(self) -> int:
        return len(self.starts) - 1 if self.rows is None else len(self.rows)

    def item(self, position: int) -> str:
        """The text at a position."""
        return self.encoded(position).decode()

    def encoded(self, position: int) -> bytes:
        """The UTF-8 bytes of the text at a position."""
        row = position if self._rows is None else self._rows[position]
        return bytes(self._view[self._starts[row] : self._starts[row + 1]])

    def given(self, positions: NDArray[Any] | None = None) -> NDArray[np.bool_]:
        """Whether the text at each of these positions is not empty; at all if none are given."""
        rows = self.rows
        if rows is None:
            rows = np.arange(len(self)) if positions is None else np.asarray(positions)
        elif positions is not None:
            rows = rows[positions]
        found: NDArray[np.bool_] = self.starts[rows] != self.starts[np.asarray(rows, np.int64) + 1]
        return found

    def cached(self, position: int) -> str:
        """A text whose position is likely to be looked up soon."""
        text = self[position]
        self._cache(text, position)
        return text

    def position(self, text: str) -> int | None:
        """The position of a text in a column sorted by code point, or None."""
        # Read once: another thread may clear the cache between two reads.
        known = self._positions.get(text, _UNKNOWN)
        if known != _UNKNOWN:
            return known
        wanted = text.encode(errors="surrogatepass")
        position = self.bisect(wanted)
        is_here = position < len(self) and self.encoded(position) == wanted
        found = position if is_here else None
        self._cache(text, found)
        return found

    def _cache(self, text: str, position: int | None) -> None:
        if len(self._positions) >= _CACHE_SIZE:
            self._positions.clear()
        self._positions[text] = position

    def bisect(self, wanted: bytes) -> int:
        """How many texts of a sorted column come before these bytes."""
        # Local names make each of the few dozen comparisons faster.
        view, starts, rows = self._view, self._starts, self._rows

        def encoded(position: int) -> bytes:
            row = position if rows is None else rows[position]
            return bytes(view[starts[row] : starts[row + 1]])

        return bisect_left(range(len(self)), wanted, key=encoded)


class TextWriter:
    """Writes a column of texts to two files, batch by batch."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._bytes = ArrayWriter(folder, name + BYTES)
        self._lengths: list[NDArray[np.int32]] = []

    def append(self, texts: Any) -> None:
        """Add an Arrow array of strings without nulls."""
        data, starts = arrow_buffers(texts)
        self._bytes.append(data)
        self._lengths.append(np.diff(starts).astype(np.int32))

    def extend(self, texts: Iterable[str]) -> None:
        """Add texts one by one."""
        encoded = [text.encode() for text in texts]
        self._bytes.append(np.frombuffer(b"".join(encoded), np.uint8))
        self._lengths.append(np.fromiter(map(len, encoded), np.int32, len(encoded)))

    def lengths(self) -> NDArray[np.int32]:
        """The length of each text in bytes."""
        return np.concatenate((np.zeros(0, np.int32), *self._lengths))

    def close(self, *, given: NDArray[Any] | None = None) -> None:
        """Finish the files; remove them if every text is empty.

        If the positions of the texts that are ``given`` are named, the others, which are empty,
        are left out.
        """
        self._bytes.close()
        lengths = self.lengths() if given is None else self.lengths()[given]
        if lengths.any():
            ends = np.cumsum(lengths, dtype=np.int64)
            starts = np.concatenate((np.zeros(1, np.int64), ends))
            write_array(self._folder, self._name + STARTS, starts)
        else:
            self._bytes.path.unlink()


def arrow_buffers(texts: Any) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The bytes of an Arrow array of strings without nulls, and where each text begins and ends."""
    import pyarrow as pa

    kind = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    _, starts_buffer, data_buffer = texts.buffers()
    if len(texts) == 0 or data_buffer is None:
        return np.zeros(0, np.uint8), np.zeros(len(texts) + 1, np.int64)
    starts = np.frombuffer(starts_buffer, kind)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(data_buffer, np.uint8)[starts[0] : starts[-1]]
    return data, starts.astype(np.int64) - int(starts[0])
