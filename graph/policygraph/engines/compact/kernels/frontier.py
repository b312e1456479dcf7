"""The frontier of partial paths, best first: a heap with a total order.

Ties are broken as the contract defines: by comparing the steps of two partial paths from
the start on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.engines.compact.compilation import part
from policygraph.engines.compact.kernels.entity_order import entity_before
from policygraph.engines.compact.kernels.layout import AGAINST_STEP, Tally

if TYPE_CHECKING:
    from numpy.typing import NDArray

_AGAINST_STEP = AGAINST_STEP


@part
def same_step(left: int, right: int, nodes: NDArray[Any], slots: NDArray[Any]) -> bool:
    """Whether two nodes stand for equal steps."""
    one, two = nodes[left], nodes[right]
    return (
        one.relation == two.relation
        and (one.flags & _AGAINST_STEP) == (two.flags & _AGAINST_STEP)
        and slots[one.slot].entity == slots[two.slot].entity
        and one.grade == two.grade
    )


@part
def earlier_step(
    one: Any, two: Any, slots: NDArray[Any], known: int, insert_before: NDArray[Any]
) -> bool:
    """Whether a step comes before another one."""
    if one.relation != two.relation:
        return one.relation < two.relation
    if (one.flags & _AGAINST_STEP) != (two.flags & _AGAINST_STEP):
        return (one.flags & _AGAINST_STEP) == 0
    first, second = slots[one.slot].entity, slots[two.slot].entity
    if first != second:
        return entity_before(first, second, known, insert_before)
    return one.grade < two.grade


@part
def earlier_path(
    left: int, right: int, nodes: NDArray[Any], slots: NDArray[Any], known: int,
    insert_before: NDArray[Any],
) -> bool:  # fmt: skip
    """Whether the steps of one partial path come before those of another."""
    deeper = nodes[left].hops - nodes[right].hops
    shorter_first = deeper < 0
    while deeper > 0:
        left = nodes[left].parent
        deeper -= 1
    while deeper < 0:
        right = nodes[right].parent
        deeper += 1
    # Where acts are told apart, two nodes may stand for one step: the first that differs counts.
    one, two = left, right
    differs = False
    while left != right:
        if not same_step(left, right, nodes, slots):
            one, two, differs = left, right, True
        left, right = nodes[left].parent, nodes[right].parent
    if not differs:
        return shorter_first
    return earlier_step(nodes[one], nodes[two], slots, known, insert_before)


@part
def before(
    left: Any, right: Any, by_hops: bool, nodes: NDArray[Any], slots: NDArray[Any], known: int,
    insert_before: NDArray[Any],
) -> bool:  # fmt: skip
    """Whether one queued path comes before another."""
    if left.cost != right.cost or left.hops != right.hops:
        if by_hops:
            return left.hops < right.hops or (left.hops == right.hops and left.cost < right.cost)
        return left.cost < right.cost or (left.cost == right.cost and left.hops < right.hops)
    return earlier_path(left.node, right.node, nodes, slots, known, insert_before)


@part
def push(
    cost: int, hops: int, node: int, queue: NDArray[Any], tally: NDArray[Any], by_hops: bool,
    nodes: NDArray[Any], slots: NDArray[Any], known: int, insert_before: NDArray[Any],
) -> None:  # fmt: skip
    """Add a partial path to the queue, a binary heap."""
    position = tally[Tally.QUEUE]
    tally[Tally.QUEUE] = position + 1
    new = queue[position]
    new.cost, new.hops, new.node = cost, hops, node
    while position > 0:
        above = (position - 1) // 2
        if not before(queue[position], queue[above], by_hops, nodes, slots, known, insert_before):
            return
        swap(queue, position, above)
        position = above


@part
def swap(queue: NDArray[Any], one: int, two: int) -> None:
    """Swap two positions of the queue."""
    left, right = queue[one], queue[two]
    cost, hops, node = left.cost, left.hops, left.node
    left.cost, left.hops, left.node = right.cost, right.hops, right.node
    right.cost, right.hops, right.node = cost, hops, node


@part
def pop(
    queue: NDArray[Any], tally: NDArray[Any], by_hops: bool, nodes: NDArray[Any],
    slots: NDArray[Any], known: int, insert_before: NDArray[Any],
) -> None:  # fmt: skip
    """Drop the first partial path of the queue."""
    size = tally[Tally.QUEUE] - 1
    tally[Tally.QUEUE] = size
    swap(queue, 0, size)
    position = 0
    while True:
        least = 2 * position + 1
        if least >= size:
            return
        if least + 1 < size and before(
            queue[least + 1], queue[least], by_hops, nodes, slots, known, insert_before
        ):
            least += 1
        if not before(queue[least], queue[position], by_hops, nodes, slots, known, insert_before):
            return
        swap(queue, least, position)
        position = least
