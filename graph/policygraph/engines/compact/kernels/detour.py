"""The least cost to the end around the entities a path has visited: A* over states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.engines.compact.compilation import part
from policygraph.engines.compact.kernels.adjacency import damaged, move_count, move_range
from policygraph.engines.compact.kernels.layout import ENDLESS, Ask, Mode, Tally
from policygraph.engines.compact.kernels.states import bound
from policygraph.engines.compact.kernels.steps import grade_after, taken
from policygraph.engines.compact.kernels.transitions import arrived, onward, stepped
from policygraph.engines.compact.kernels.visited import crosses, is_visited

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The budget ran out or the search was stopped; the arrays are full.
FAILED, NO_CAPACITY = -1, -2


@part
def sift_up(heap: NDArray[Any], position: int, by_hops: bool) -> None:
    """Move an open state up to its position in the heap."""
    while position > 0:
        above = (position - 1) // 2
        if not nearer(heap[position], heap[above], by_hops):
            return
        exchange(heap, position, above)
        position = above


@part
def nearer(left: Any, right: Any, by_hops: bool) -> bool:
    """Whether one open state leaves the heap before another."""
    if by_hops:
        return left.total_hops < right.total_hops or (
            left.total_hops == right.total_hops and left.total < right.total
        )
    return left.total < right.total or (
        left.total == right.total and left.total_hops < right.total_hops
    )


@part
def exchange(heap: NDArray[Any], one: int, two: int) -> None:
    """Swap two positions of the heap."""
    a, b = heap[one], heap[two]
    total, cost, total_hops, hops, slot, time = (
        a.total, a.cost, a.total_hops, a.hops, a.slot, a.time,
    )  # fmt: skip
    towards, issuer, relief, released = a.towards, a.issuer, a.relief, a.released
    a.total, a.cost, a.total_hops = b.total, b.cost, b.total_hops
    a.hops, a.slot, a.time = b.hops, b.slot, b.time
    a.towards, a.issuer, a.relief, a.released = b.towards, b.issuer, b.relief, b.released
    b.total, b.cost, b.total_hops = total, cost, total_hops
    b.hops, b.slot, b.time = hops, slot, time
    b.towards, b.issuer, b.relief, b.released = towards, issuer, relief, released


@part
def drop_first(heap: NDArray[Any], size: int, by_hops: bool) -> None:
    """Drop the first state of a heap of ``size``."""
    size -= 1
    exchange(heap, 0, size)
    position = 0
    while True:
        least = 2 * position + 1
        if least >= size:
            return
        if least + 1 < size and nearer(heap[least + 1], heap[least], by_hops):
            least += 1
        if not nearer(heap[least], heap[position], by_hops):
            return
        exchange(heap, least, position)
        position = least


@part
def measure(
    node, result,
    lists, moves, support, against, spans, costs, types,
    ask, letters, step, accepting, via, avoid, type_ok, modality_ok, sources, not_sources,
    weights,
    slot_of, slots, records, tally, stop, nodes, heap, closed, rules,
):  # fmt: skip
    """Find the least cost from a partial path to the end around what it has visited.

    A* with the bounds of walks, which are consistent. A state is left again only if it is
    reached in more hops at less cost, or sooner. ``result`` gets the cost and the hops. Returns
    1 if there is a way, 0 if there is none, or :data:`FAILED` or :data:`NO_CAPACITY`. The
    entities of the path are marked before the call.
    """
    by_hops, states = ask[Ask.BY_HOPS] != 0, ask[Ask.STATES]
    kinds, began, pool = rules[1], rules[4], rules[15]
    watched, graded = ask[Ask.WATCHED] != 0, ask[Ask.GRADED] != 0
    timed = watched or ask[Ask.CHRONOLOGICAL] != 0
    grades = weights.shape[0] if graded else 1
    mode = ask[Ask.MODE]
    edges_matter = mode == Mode.TRAIL or (mode == Mode.SIMPLE and ask[Ask.START] == ask[Ask.END])
    longest = ask[Ask.HOPS] - nodes[node].hops
    dearest = ask[Ask.COST] - nodes[node].cost
    size, used = 1, 0
    first = heap[0]
    record = bound(nodes[node].slot, longest, slots, records)
    first.total, first.total_hops = records[record].cost, records[record].hops
    first.cost, first.hops, first.slot, first.time = 0, 0, nodes[node].slot, nodes[node].time
    first.towards, first.issuer = nodes[node].towards, nodes[node].issuer
    first.relief, first.released = nodes[node].relief, nodes[node].released
    while size > 0:
        top = heap[0]
        cost, hops, slot, time = top.cost, top.hops, top.slot, top.time
        own_towards, own_issuer = top.towards, top.issuer
        own_relief, own_released = top.relief, top.released
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
                and closed[other].towards == own_towards
                and closed[other].issuer == own_issuer
                and closed[other].relief == own_relief
                and closed[other].released == own_released
            )
            other = closed[other].previous
        if worse:
            continue
        if used == closed.shape[0]:
            return NO_CAPACITY
        new = closed[used]
        new.hops, new.cost, new.time, new.previous = hops, cost, time, slots[slot].closed
        new.towards, new.issuer = own_towards, own_issuer
        new.relief, new.released = own_relief, own_released
        slots[slot].closed = used
        used += 1
        if tally[Tally.EXPANSIONS] >= ask[Ask.BUDGET] or stop[0]:
            return FAILED
        tally[Tally.EXPANSIONS] += 1
        low, high = ask[Ask.LEAVE], ask[Ask.LEAVE_END]
        if (
            size + 2 * grades * ask[Ask.CHOICES] * move_count(lists, entity, low, high, moves)
            > heap.shape[0]
        ):
            return NO_CAPACITY
        state, left = quality % states, longest - hops - 1
        for group in range(low, high):
            begin, end = move_range(lists, entity, group, group + 1, moves)
            for position in range(begin, end):
                move = moves[position]
                if damaged(move, lists, support, costs, letters, ask):
                    continue
                if cost + costs[move.code] > dearest:
                    break
                tally[Tally.LOOKS] += 1
                for choice in range(ask[Ask.CHOICES]):
                    next_state = stepped(move, state, choice, ask, letters, step)
                    if next_state < 0:
                        continue
                    target = move.to
                    over = arrived(target, quality, next_state, ask, accepting, via, slot_of, slots)
                    to, record = onward(
                        target, quality, next_state, left, lists, types, ask, via, avoid, type_ok,
                        slot_of, slots, records,
                    )  # fmt: skip
                    if to >= 0 and mode <= Mode.SIMPLE and is_visited(to, tally, slot_of, slots):
                        to = -1
                    if over < 0 and to < 0:
                        continue
                    rest_cost, rest_hops = ENDLESS, 0
                    if to >= 0:
                        rest_cost, rest_hops = records[record].cost, records[record].hops
                    least = 0 if over >= 0 else rest_cost
                    if cost + costs[move.code] + least > dearest:
                        continue
                    if edges_matter and crosses(node, move.edge, nodes):
                        continue
                    grade, code = grade_after(
                        move, entity, -1, support, against, spans, ask, letters, modality_ok,
                        sources, not_sources, weights, kinds, began,
                    )  # fmt: skip
                    while grade >= 0:
                        own_grade, step_cost = grade, costs[code]
                        if graded:
                            step_cost += weights[grade]
                        grade, code = grade_after(
                            move, entity, grade, support, against, spans, ask, letters,
                            modality_ok, sources, not_sources, weights, kinds, began,
                        )  # fmt: skip
                        if cost + step_cost + least > dearest:
                            continue
                        may, when = True, time
                        towards, issuer = own_towards, own_issuer
                        relief, released = own_relief, own_released
                        if timed:
                            may, when, towards, issuer, relief, released = taken(
                                move, entity, own_grade, state, time, towards, issuer, relief,
                                released, lists, moves, support, against, spans, costs,
                                ask, letters, modality_ok, sources, not_sources, weights, avoid,
                                rules,
                            )  # fmt: skip
                            if pool.shape[0] and pool[0] < 0:
                                return FAILED
                        if not may:
                            continue
                        for ending in range(2):
                            slot_to, more, more_hops = to, rest_cost, rest_hops
                            if ending:
                                slot_to, more, more_hops = over, 0, 0
                            if slot_to < 0 or cost + step_cost + more > dearest:
                                continue
                            longer = heap[size]
                            longer.cost, longer.hops = cost + step_cost, hops + 1
                            longer.total = longer.cost + more
                            longer.total_hops = longer.hops + more_hops
                            longer.slot, longer.time = slot_to, when
                            longer.towards, longer.issuer = towards, issuer
                            longer.relief, longer.released = relief, released
                            sift_up(heap, size, by_hops)
                            size += 1
    return 0
