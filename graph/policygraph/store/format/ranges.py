"""Ranges of positions in arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

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
