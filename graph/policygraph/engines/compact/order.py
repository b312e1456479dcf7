"""Which of two entities comes first where all else is equal: a part of every kernel.

Numbers follow the ids but for entities that came later: those from ``known`` on are
numbered in the order of their ids among themselves, and ``placed`` is for each of them
the number of the earlier entity that it comes before. :meth:`Arrays.ranks` is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.engines.compact.compiled import part

if TYPE_CHECKING:
    from numpy.typing import NDArray


@part
def entity_before(one: int, other: int, known: int, placed: NDArray[Any]) -> bool:
    """Whether the id of one entity comes before another's."""
    if (one < known) == (other < known):
        return one < other
    if one < known:
        return one < placed[other - known]
    return placed[one - known] <= other
