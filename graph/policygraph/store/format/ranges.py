"""Ranges of positions in arrays."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.store.format.array_file import write_array

if TYPE_CHECKING:
    from numpy.typing import NDArray


def positions_in(
    first: NDArray[Any], last: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All positions of several ranges, and the number of the range of each."""
    counts = np.asarray(last - first, np.int64)
    which = np.repeat(np.arange(len(counts)), counts)
    positions = np.arange(len(which)) + np.repeat(first - np.cumsum(counts) + counts, counts)
    return positions, which


def range_starts(keys: NDArray[Any], count: int) -> NDArray[np.int64]:
    """Where the range of each key, 0 to ``count``, begins in sorted keys."""
    return np.searchsorted(keys, np.arange(count + 1)).astype(np.int64)


def write_ranges(folder: Path, name: str, starts: NDArray[Any]) -> None:
    """Write where each range begins, unless each has one element."""
    if len(starts) - 1 != starts[-1] or np.any(np.diff(starts) != 1):
        write_array(folder, name, starts)


def range_at(starts: NDArray[Any] | None, number: int) -> slice:
    """A range by its number; without starts each has one element."""
    if starts is None:
        return slice(number, number + 1)
    return slice(int(starts[number]), int(starts[number + 1]))


def contained(keys: NDArray[Any], known: NDArray[Any]) -> NDArray[np.bool_]:
    """Which keys are in sorted keys."""
    if not len(known):
        return np.zeros(len(keys), np.bool_)
    position = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    found: NDArray[np.bool_] = known[position] == keys
    return found


def range_of(known: NDArray[Any], key: int) -> slice:
    """The range of a key in sorted keys."""
    view = memoryview(known)  # type: ignore[arg-type]
    return slice(bisect_left(view, key), bisect_right(view, key))
