"""How far it is around what a partial path has passed: A* over states, as a part of ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.engines.compact.compiled import part
from policygraph.engines.compact.layout import Ask, Mode, Tally
from policygraph.engines.compact.lists import several, stretch
from policygraph.engines.compact.passed import crossed, marked
from policygraph.engines.compact.states import bound
from policygraph.engines.compact.steps import arrived, crossing, onward, stepped

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Measuring ran out of budget, was stopped, or needs room.
FAILED, NO_ROOM = -1, -2


@part
def sift_up(heap: NDArray[Any], place: int, by_hops: bool) -> None:
    """Move a measured state to its place."""
    while place > 0:
        above = (place - 1) // 2
        if not nearer(heap[place], heap[above], by_hops):
            return
        exchange(heap, place, above)
        place = above


@part
def nearer(left: Any, right: Any, by_hops: bool) -> bool:
    """Whether one measured state leaves the heap before another."""
    if by_hops:
        return left.total_hops < right.total_hops or (
            left.total_hops == right.total_hops and left.total < right.total
        )
    return left.total < right.total or (
        left.total == right.total and left.total_hops < right.total_hops
    )


@part
def exchange(heap: NDArray[Any], one: int, two: int) -> None:
    """Change two places of the heap."""
    a, b = heap[one], heap[two]
    total, cost, total_hops, hops, slot, time = (
        a.total, a.cost, a.total_hops, a.hops, a.slot, a.time,
    )  # fmt: skip
    a.total, a.cost, a.total_hops = b.total, b.cost, b.total_hops
    a.hops, a.slot, a.time = b.hops, b.slot, b.time
    b.total, b.cost, b.total_hops = total, cost, total_hops
    b.hops, b.slot, b.time = hops, slot, time


@part
def drop_first(heap: NDArray[Any], size: int, by_hops: bool) -> None:
    """Drop the first of a heap of ``size``."""
    size -= 1
    exchange(heap, 0, size)
    place = 0
    while True:
        least = 2 * place + 1
        if least >= size:
            return
        if least + 1 < size and nearer(heap[least + 1], heap[least], by_hops):
            least += 1
        if not nearer(heap[least], heap[place], by_hops):
            return
        exchange(heap, least, place)
        place = least


@part
def measure(
    node, result,
    lists, moves, support, against, spans, costs, types,
    ask, letters, step, accepting, via, avoid, type_ok, modality_ok, sources, not_sources,
    slot_of, slots, records, tally, stop, nodes, heap, closed,
):  # fmt: skip
    """The least that remains from a partial path to the end around what it has passed.

    A* with the bounds of walks, which are consistent; a state is left again only where it
    is reached in more hops at less cost, or sooner. Into ``result`` go cost and hops; the
    return value says whether there is a way at all. The path's entities are marked.
    """
    by_hops, states = ask[Ask.BY_HOPS] != 0, ask[Ask.STATES]
    mode = ask[Ask.MODE]
    edges_matter = mode == Mode.TRAIL or (mode == Mode.SIMPLE and ask[Ask.START] == ask[Ask.END])
    longest = ask[Ask.HOPS] - nodes[node].hops
    dearest = ask[Ask.COST] - nodes[node].cost
    size, used = 1, 0
    first = heap[0]
    record = bound(nodes[node].slot, longest, slots, records)
    first.total, first.total_hops = records[record].cost, records[record].hops
    first.cost, first.hops, first.slot, first.time = 0, 0, nodes[node].slot, nodes[node].time
    while size > 0:
        top = heap[0]
        cost, hops, slot, time = top.cost, top.hops, top.slot, top.time
        drop_first(heap, size, by_hops)
        size -= 1
        entity, quality = slots[slot].entity, slots[slot].quality
        if quality >= ask[Ask.QUALITIES]:
            result[0], result[1] = cost, hops
            return 1
        if slots[slot].closed_stamp != tally[Tally.STAMP]:
            slots[slot].closed_stamp = tally[Tally.STAMP]
            slots[slot].closed = -1
        other = slots[slot].closed
        worse = False
        while other >= 0 and not worse:
            worse = (
                closed[other].hops <= hops
                and closed[other].cost <= cost
                and closed[other].time <= time
            )
            other = closed[other].previous
        if worse:
            continue
        if used == closed.shape[0]:
            return NO_ROOM
        new = closed[used]
        new.hops, new.cost, new.time, new.previous = hops, cost, time, slots[slot].closed
        slots[slot].closed = used
        used += 1
        if tally[Tally.EXPANSIONS] >= ask[Ask.BUDGET] or stop[0]:
            return FAILED
        tally[Tally.EXPANSIONS] += 1
        low, high = ask[Ask.LEAVE], ask[Ask.LEAVE_END]
        if size + 2 * several(lists, entity, low, high) > heap.shape[0]:
            return NO_ROOM
        state, left = quality % states, longest - hops - 1
        for group in range(low, high):
            begin, end = stretch(lists, entity, group, group + 1)
            for place in range(begin, end):
                move = moves[place]
                if cost + costs[move.code] > dearest:
                    break
                tally[Tally.LOOKS] += 1
                next_state = stepped(move, state, ask, letters, step)
                if next_state < 0:
                    continue
                target, code, when = move.to, -2, time
                for over in range(2):
                    if over:
                        to = arrived(
                            target, quality, next_state, ask, accepting, via, slot_of, slots
                        )
                        if to < 0:
                            continue
                        rest_cost, rest_hops = 0, 0
                    else:
                        to, record = onward(
                            target, quality, next_state, left, lists, types, ask, via, avoid,
                            type_ok, slot_of, slots, records,
                        )  # fmt: skip
                        if to < 0 or (mode <= Mode.SIMPLE and marked(to, tally, slot_of, slots)):
                            continue
                        rest_cost, rest_hops = records[record].cost, records[record].hops
                    if cost + costs[move.code] + rest_cost > dearest:
                        continue
                    if edges_matter and crossed(node, move.edge, nodes):
                        continue
                    if code == -2:
                        code, when = crossing(
                            move, time, support, against, spans, ask, modality_ok, sources,
                            not_sources,
                        )  # fmt: skip
                    if code < 0 or cost + costs[code] + rest_cost > dearest:
                        continue
                    longer = heap[size]
                    longer.cost, longer.hops = cost + costs[code], hops + 1
                    longer.total = longer.cost + rest_cost
                    longer.total_hops = longer.hops + rest_hops
                    longer.slot, longer.time = to, when
                    sift_up(heap, size, by_hops)
                    size += 1
    return 0
