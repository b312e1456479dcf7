"""Texts without end, one beside the other: written one batch at a time, read one by one.

A column of texts is two arrays: the UTF-8 bytes of all of them, and where each begins.
Writing holds one batch in memory, reading none of them: a text is decoded when asked for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from policygraph.store.format.array_file import ArrayWriter

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: What the two arrays of a column are called, after the column's own name.
BYTES, STARTS = ".bytes", ".starts"
#: How many texts that were looked for a column remembers the places of.
_REMEMBERED = 1 << 16
#: The place of a text that is not remembered.
_UNKNOWN = -1


class Texts(Sequence[str]):
    """A column of texts; ``rows`` says, where given, at which place each of them stands."""

    def __init__(
        self, data: NDArray[np.uint8], starts: NDArray[Any], rows: NDArray[Any] | None = None
    ) -> None:
        self.data, self.starts, self.rows = data, starts, rows
        self._view = memoryview(data)  # type: ignore[arg-type]
        # Plain integers, at a fraction of what it costs to take scalars out of an array.
        self._starts = memoryview(starts)  # type: ignore[arg-type]
        # One answer asks for the same few texts again and again.
        self._places: dict[str, int | None] = {}

    def __len__(self) -> int:
        return len(self.starts) - 1 if self.rows is None else len(self.rows)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        return self.encoded(place).decode()

    def encoded(self, place: int) -> bytes:
        """The UTF-8 bytes of a text."""
        if not 0 <= place < len(self):
            raise IndexError(place)
        row = place if self.rows is None else self.rows[place]
        return bytes(self._view[self._starts[row] : self._starts[row + 1]])

    def remembered(self, place: int) -> str:
        """A text of which it is likely to be asked soon where it stands."""
        text = self[place]
        self._remember(text, place)
        return text

    def place(self, text: str) -> int | None:
        """Where a text stands in a column that is sorted by code point, or None."""
        # Looked at once: another thread may clear it between two looks.
        known = self._places.get(text, _UNKNOWN)
        if known != _UNKNOWN:
            return known
        wanted = text.encode(errors="surrogatepass")
        place = self.bisect(wanted)
        found = place if place < len(self) and self.encoded(place) == wanted else None
        self._remember(text, found)
        return found

    def _remember(self, text: str, place: int | None) -> None:
        if len(self._places) >= _REMEMBERED:
            self._places.clear()
        self._places[text] = place

    def bisect(self, wanted: bytes) -> int:
        """How many texts of a sorted column come before these bytes."""
        view, starts, rows = self._view, self._starts, self.rows

        def encoded(place: int) -> bytes:
            row = place if rows is None else rows[place]
            return bytes(view[starts[row] : starts[row + 1]])

        return bisect_left(range(len(self)), wanted, key=encoded)


class Blank(Sequence[str]):
    """A column in which every text is empty, for which nothing is written."""

    def __init__(self, length: int) -> None:
        self._length = length

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [""] * len(range(*place.indices(self._length)))
        if not 0 <= place < self._length:
            raise IndexError(place)
        return ""


class TextWriter:
    """Writes a column of texts to two files, batch by batch."""

    def __init__(self, folder: Path, name: str) -> None:
        self._bytes = ArrayWriter(folder, name + BYTES, np.dtype(np.uint8))
        self._starts = ArrayWriter(folder, name + STARTS, np.dtype(np.int64))
        self._starts.append(np.zeros(1, np.int64))
        self._end = 0

    def append(self, texts: Any) -> None:
        """Add an Arrow array of strings without nulls."""
        data, starts = parts(texts)
        self._bytes.append(data)
        self._starts.append(starts[1:] + self._end)
        self._end += len(data)

    def extend(self, texts: Iterable[str]) -> None:
        """Add texts one by one."""
        encoded = [text.encode() for text in texts]
        self._bytes.append(np.frombuffer(b"".join(encoded), np.uint8))
        lengths = np.fromiter(map(len, encoded), np.int64, len(encoded))
        self._starts.append(np.cumsum(lengths) + self._end)
        self._end += int(lengths.sum())

    def close(self) -> None:
        """Finish the files; those of a column of empty texts are removed."""
        self._bytes.close()
        self._starts.close()
        if not self._end:
            self._bytes.path.unlink()
            self._starts.path.unlink()


def parts(texts: Any) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """An Arrow array of strings without nulls as bytes, and where each begins and the last ends."""
    import pyarrow as pa

    kind = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    _, starts_buffer, data_buffer = texts.buffers()
    if len(texts) == 0 or data_buffer is None:
        return np.zeros(0, np.uint8), np.zeros(len(texts) + 1, np.int64)
    starts = np.frombuffer(starts_buffer, kind)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(data_buffer, np.uint8)[starts[0] : starts[-1]]
    return data, starts.astype(np.int64) - int(starts[0])
