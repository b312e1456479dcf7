"""Partial paths that wait, best first: a heap, and its order to the last tie.

Ties are settled as the contract has it, by comparing the steps of two partial paths from
the start on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.engines.compact.compiled import part
from policygraph.engines.compact.layout import AGAINST_STEP, Tally
from policygraph.engines.compact.order import entity_before

if TYPE_CHECKING:
    from numpy.typing import NDArray

_AGAINST_STEP = AGAINST_STEP


@part
def earlier_path(
    left: int, right: int, nodes: NDArray[Any], slots: NDArray[Any], known: int,
    placed: NDArray[Any],
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
    if left == right:
        return shorter_first
    while nodes[left].parent != nodes[right].parent:
        left, right = nodes[left].parent, nodes[right].parent
    one, two = nodes[left], nodes[right]
    if one.relation != two.relation:
        return one.relation < two.relation
    if (one.flags & _AGAINST_STEP) != (two.flags & _AGAINST_STEP):
        return (one.flags & _AGAINST_STEP) == 0
    first, second = slots[one.slot].entity, slots[two.slot].entity
    if first != second:
        return entity_before(first, second, known, placed)
    return shorter_first


@part
def before(
    left: Any, right: Any, by_hops: bool, nodes: NDArray[Any], slots: NDArray[Any], known: int,
    placed: NDArray[Any],
) -> bool:  # fmt: skip
    """Whether one that waits comes before another."""
    if left.cost != right.cost or left.hops != right.hops:
        if by_hops:
            return left.hops < right.hops or (left.hops == right.hops and left.cost < right.cost)
        return left.cost < right.cost or (left.cost == right.cost and left.hops < right.hops)
    return earlier_path(left.node, right.node, nodes, slots, known, placed)


@part
def put(
    cost: int, hops: int, node: int, queue: NDArray[Any], tally: NDArray[Any],
    by_hops: bool, nodes: NDArray[Any], slots: NDArray[Any], known: int, placed: NDArray[Any],
) -> None:  # fmt: skip
    """Add to the queue, a binary heap."""
    place = tally[Tally.QUEUE]
    tally[Tally.QUEUE] = place + 1
    new = queue[place]
    new.cost, new.hops, new.node = cost, hops, node
    while place > 0:
        above = (place - 1) // 2
        if not before(queue[place], queue[above], by_hops, nodes, slots, known, placed):
            return
        swap(queue, place, above)
        place = above


@part
def swap(queue: NDArray[Any], one: int, two: int) -> None:
    """Change two places of the queue."""
    left, right = queue[one], queue[two]
    cost, hops, node = left.cost, left.hops, left.node
    left.cost, left.hops, left.node = right.cost, right.hops, right.node
    right.cost, right.hops, right.node = cost, hops, node


@part
def take(
    queue: NDArray[Any], tally: NDArray[Any], by_hops: bool, nodes: NDArray[Any],
    slots: NDArray[Any], known: int, placed: NDArray[Any],
) -> None:  # fmt: skip
    """Drop the first of the queue."""
    size = tally[Tally.QUEUE] - 1
    tally[Tally.QUEUE] = size
    swap(queue, 0, size)
    place = 0
    while True:
        least = 2 * place + 1
        if least >= size:
            return
        if least + 1 < size and before(
            queue[least + 1], queue[least], by_hops, nodes, slots, known, placed
        ):
            least += 1
        if not before(queue[least], queue[place], by_hops, nodes, slots, known, placed):
            return
        swap(queue, least, place)
        place = least
