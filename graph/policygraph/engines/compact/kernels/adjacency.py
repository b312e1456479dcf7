"""Where the moves of an entity are: parts of every kernel.

The list of an entity is given by its first position and the end of each of its groups,
without reference to its neighbours: a list may be anywhere in the moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.engines.compact.arrays import GROUPS
from policygraph.engines.compact.compilation import part
from policygraph.engines.compact.kernels.layout import Ask

if TYPE_CHECKING:
    from numpy.typing import NDArray


#: The position of the end of the last group, which is that of the list.
_LAST = GROUPS - 1


@part
def move_range(
    lists: NDArray[Any], entity: int, low: int, high: int, moves: NDArray[Any]
) -> tuple[int, int]:
    """Where the moves of the groups ``low`` to ``high`` (exclusive) begin and end.

    A list that leads outside of ``moves`` is damaged; it has no moves.
    """
    own = lists[entity]
    first, ends = own.first, own.ends
    # Apart from the comparison with the length, this holds for any list that was written.
    if first < 0 or ends[0] < 0 or first + ends[_LAST] > moves.shape[0]:
        return 0, 0
    for group in range(_LAST):
        if ends[group] > ends[group + 1]:
            return 0, 0
    begin = first + ends[low - 1] if low > 0 else first
    return begin, first + ends[high - 1]


@part
def move_count(lists: NDArray[Any], entity: int, low: int, high: int, moves: NDArray[Any]) -> int:
    """The number of moves in the groups ``low`` to ``high`` (exclusive) of an entity."""
    begin, end = move_range(lists, entity, low, high, moves)
    return end - begin


@part
def degree(lists: NDArray[Any], entity: int) -> int:
    """The number of edges of an entity."""
    return lists[entity].ends[_LAST]


@part
def damaged(
    move: Any, lists: NDArray[Any], support: NDArray[Any], costs: NDArray[Any],
    letters: NDArray[Any], ask: NDArray[Any],
) -> bool:  # fmt: skip
    """Whether a move leads outside of an array, which is noted in ``ask``.

    A kernel cannot raise, and reading outside would end the process.
    """
    if (
        0 <= move.to < lists.shape[0]
        and 0 <= move.edge < support.shape[0]
        and 0 <= move.code < costs.shape[0]
        and 4 * move.relation + 3 < letters.shape[0]
    ):
        return False
    ask[Ask.DAMAGED] = 1
    return True
