"""Which of two entities comes first where all else is equal: a part of every kernel.

Numbers follow the order of the ids, except for added entities. These are numbered from
``known`` on, in the order of their ids, and ``insert_before`` gives for each of them the
number of the entity that it comes before. :meth:`Arrays.ranks` does the same for arrays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.engines.compact.compilation import part

if TYPE_CHECKING:
    from numpy.typing import NDArray


@part
def entity_before(one: int, other: int, known: int, insert_before: NDArray[Any]) -> bool:
    """Whether the id of one entity comes before another's."""
    if (one < known) == (other < known):
        return one < other
    if one < known:
        return one < insert_before[other - known]
    return insert_before[one - known] <= other
