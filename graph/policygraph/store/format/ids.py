"""Sorted columns of ids, in which a run of numbered ids is stored as its first.

In a run each id is the one before with the number at its end one greater, and the same length:
``note-2025-007``, ``note-2025-008``. :data:`~.schema.RUNS` has the position where each run begins,
and the number of ids. It is left out where a column has few such runs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.store.format.array_file import write_array
from policygraph.store.format.schema import RUNS
from policygraph.store.format.texts import Texts, TextWriter, arrow_buffers

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The bytes of a position.
_POSITION = 4
#: How many ids are compared at once, and the longest that may be in a run.
_BATCH, _LONGEST = 1 << 16, 64
_DIGITS = b"0123456789"
_ZERO, _EIGHT, _NINE = b"089"


class NumberedIds(Texts):
    """Sorted ids of which each run is given by its first id and the position where it begins."""

    def __init__(self, heads: Texts, runs: NDArray[Any]) -> None:
        super().__init__(heads.data, heads.starts)
        self._heads = heads
        self._runs = memoryview(runs)  # type: ignore[arg-type]

    def __len__(self) -> int:
        return self._runs[-1]

    def encoded(self, position: int) -> bytes:
        """The UTF-8 bytes of the id at a position."""
        run = bisect_right(self._runs, position) - 1
        head = self._heads.encoded(run)
        further = position - self._runs[run]
        if not further:
            return head
        stem = head.rstrip(_DIGITS)
        number = int(head[len(stem) :]) + further
        return stem + b"%0*d" % (len(head) - len(stem), number)

    def bisect(self, wanted: bytes) -> int:
        """How many ids come before these bytes."""
        run = self._heads.bisect(wanted)
        if not run:
            return 0
        # The first id of the run before comes before; the next run does not.
        begin, end = self._runs[run - 1], self._runs[run]
        head = self._heads.encoded(run - 1)
        stem = head.rstrip(_DIGITS)
        digits = wanted[len(stem) :]
        if len(wanted) == len(head) and wanted.startswith(stem) and not digits.strip(_DIGITS):
            # Numbers of one length are sorted as their texts are.
            further = int(digits or b"0") - int(head[len(stem) :] or b"0")
            return int(min(begin + further, end))
        return bisect_left(range(len(self)), wanted, begin, end, key=self.encoded)


def write_ids(folder: Path, name: str, ids: Any) -> None:
    """Write a column of sorted ids, an Arrow array."""
    import pyarrow as pa

    data, starts = arrow_buffers(ids)
    heads = np.flatnonzero(~_follows(data, starts))
    size = int(np.diff(starts)[heads].sum()) + 2 * _POSITION * len(heads)
    if size < len(data) + _POSITION * len(ids):
        write_array(folder, name + RUNS, np.append(heads, len(ids)))
        ids = ids.take(pa.array(heads))
    writer = TextWriter(folder, name)
    writer.append(ids)
    writer.close()


def _follows(data: NDArray[np.uint8], starts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which ids have the number of the one before and one, and the same length."""
    count = len(starts) - 1
    found = np.zeros(count, np.bool_)
    for first in range(0, count - 1, _BATCH):
        last = min(first + _BATCH, count - 1)
        lengths = np.diff(starts[first : last + 2])
        same = np.where(lengths[1:] == lengths[:-1], lengths[1:], 0)
        for length in np.unique(same[(same > 0) & (same <= _LONGEST)]).tolist():
            ids = np.flatnonzero(same == length) + first
            if len(ids) == last - first:
                block = data[starts[first] : starts[last + 1]].reshape(-1, length)
                before, after = block[:-1], block[1:]
            else:
                columns = np.arange(length)
                before, after = (data[starts[ids + n][:, None] + columns] for n in (0, 1))
            found[ids + 1] = _counts_up(before, after)
    return found


def _counts_up(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Whether texts of one length differ by one in the number at their end."""
    equal, counts = np.ones(len(before), np.bool_), np.zeros(len(before), np.bool_)
    # Column by column: a row of a few bytes is too short for an operation of its own.
    for old, new in zip(np.ascontiguousarray(before.T), np.ascontiguousarray(after.T), strict=True):
        counts &= (old == _NINE) & (new == _ZERO)
        counts |= equal & (old >= _ZERO) & (old <= _EIGHT) & (new == old + 1)
        equal &= old == new
    return counts
