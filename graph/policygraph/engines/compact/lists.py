"""Where the moves of an entity stand: parts of every kernel.

An entity's list is known by where it begins and by how far each of its groups reaches
from there, and by nothing of its neighbours': a list may stand anywhere in the moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.engines.compact.compiled import part

if TYPE_CHECKING:
    from numpy.typing import NDArray


@part
def stretch(lists: NDArray[Any], entity: int, low: int, high: int) -> tuple[int, int]:
    """Where the moves of the groups ``low`` to ``high`` (not included) begin and end."""
    held = lists[entity]
    first = held.first
    begin = first + held.ends[low - 1] if low > 0 else first
    return begin, first + held.ends[high - 1]


@part
def several(lists: NDArray[Any], entity: int, low: int, high: int) -> int:
    """How many moves the groups ``low`` to ``high`` (not included) of an entity have."""
    begin, end = stretch(lists, entity, low, high)
    return end - begin
