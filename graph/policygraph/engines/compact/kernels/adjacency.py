"""Where the moves of an entity are: parts of every kernel.

The list of an entity is given by its first position and the end of each of its groups,
without reference to its neighbours: a list may be anywhere in the moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.engines.compact.compilation import part

if TYPE_CHECKING:
    from numpy.typing import NDArray


@part
def move_range(lists: NDArray[Any], entity: int, low: int, high: int) -> tuple[int, int]:
    """Where the moves of the groups ``low`` to ``high`` (exclusive) begin and end."""
    own = lists[entity]
    first = own.first
    begin = first + own.ends[low - 1] if low > 0 else first
    return begin, first + own.ends[high - 1]


@part
def move_count(lists: NDArray[Any], entity: int, low: int, high: int) -> int:
    """The number of moves in the groups ``low`` to ``high`` (exclusive) of an entity."""
    begin, end = move_range(lists, entity, low, high)
    return end - begin
