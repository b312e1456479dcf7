"""What a partial path has visited, and whether the walk behind its bound may follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.engines.compact.compilation import part
from policygraph.engines.compact.kernels.layout import Ask, Mode, Tally
from policygraph.engines.compact.kernels.states import bound

if TYPE_CHECKING:
    from numpy.typing import NDArray


@part
def is_visited(slot: int, tally: NDArray[Any], slot_of: NDArray[Any], slots: NDArray[Any]) -> bool:
    """Whether the current path has visited the entity of a slot."""
    return slots[slot_of[slots[slot].entity]].stamp == tally[Tally.STAMP]


@part
def mark_visited(
    node: int, ask: NDArray[Any], tally: NDArray[Any], slot_of: NDArray[Any],
    slots: NDArray[Any], nodes: NDArray[Any],
) -> None:  # fmt: skip
    """Mark the entities of a partial path, except the end of the question."""
    tally[Tally.STAMP] += 1
    while node >= 0:
        entity = slots[nodes[node].slot].entity
        if entity != ask[Ask.END]:
            slots[slot_of[entity]].stamp = tally[Tally.STAMP]
        node = nodes[node].parent


@part
def crosses(node: int, edge: int, nodes: NDArray[Any]) -> bool:
    """Whether a partial path crosses an edge."""
    while nodes[node].parent >= 0:
        if nodes[node].edge == edge:
            return True
        node = nodes[node].parent
    return False


@part
def completes(
    node: int, ask: NDArray[Any], tally: NDArray[Any], slot_of: NDArray[Any],
    slots: NDArray[Any], records: NDArray[Any], nodes: NDArray[Any],
) -> bool:  # fmt: skip
    """Whether the walk behind the bound completes the partial path to one the mode allows.

    The entities of the path are marked before the call.
    """
    slot, left = nodes[node].slot, ask[Ask.HOPS] - nodes[node].hops
    trail = ask[Ask.MODE] == Mode.TRAIL
    edges_matter = trail or ask[Ask.START] == ask[Ask.END]
    # With one quality for each entity, a best walk repeats neither an entity nor an edge.
    alone = ask[Ask.QUALITIES] == 1
    begin = slot
    taken = 0
    while slots[slot].quality < ask[Ask.QUALITIES]:
        record = bound(slot, left, slots, records)
        edge, slot = records[record].edge, records[record].to
        left -= 1
        taken += 1
        over = slots[slot].quality >= ask[Ask.QUALITIES]
        if edges_matter and crosses(node, edge, nodes):
            return False
        if not trail and not over and is_visited(slot, tally, slot_of, slots):
            return False
        if alone:
            continue
        # The walk must not repeat its own entities or edges either.
        again, again_left = begin, ask[Ask.HOPS] - nodes[node].hops
        for _ in range(taken - 1):
            earlier = bound(again, again_left, slots, records)
            again, again_left = records[earlier].to, again_left - 1
            if trail:
                if records[earlier].edge == edge:
                    return False
            elif slots[again].entity == slots[slot].entity and not over:
                return False
    return True
