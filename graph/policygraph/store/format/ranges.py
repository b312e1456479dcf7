"""Stretches of arrays: what stands from one place to another, of several at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def places_of(
    first: NDArray[Any], last: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All places of several stretches, and of which stretch each is."""
    counts = np.asarray(last - first, np.int64)
    which = np.repeat(np.arange(len(counts)), counts)
    places = np.arange(len(which)) + np.repeat(first - np.cumsum(counts) + counts, counts)
    return places, which
