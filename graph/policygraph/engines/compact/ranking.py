"""The paths themselves, best first: the kernel that extends partial paths.

Partial paths wait in a queue by the rank of the best path they may still become: what
they cost so far and the bound of their last state. That path is known from the bounds;
where it is not one the mode allows, the partial path is measured again around what it has
passed before it is extended. Ties are settled as the contract has it, by comparing the
steps of two partial paths from the start on. The order of paths is exact to the last tie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import types as nb

from policygraph.engines.compact.claims import earliest, goes_against, letter, may_pass, strongest
from policygraph.engines.compact.compiled import changing, fixed, kernel, part
from policygraph.engines.compact.layout import (
    AGAINST_STEP,
    CLOSED,
    EXACT,
    MEASURED,
    NODE,
    OVER,
    WAITING,
    Ask,
    Mode,
    Select,
    Status,
    Tally,
)
from policygraph.engines.compact.lists import several, stretch
from policygraph.engines.compact.order import entity_before
from policygraph.engines.compact.spreading import (
    _I4,
    GRAPH,
    QUESTION,
    SCRATCH,
    bound,
    moved,
    slot_at,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

_AGAINST_STEP, _EXACT, _OVER = AGAINST_STEP, EXACT, OVER
_LATER_THAN_ALL = 2**31
#: Measuring ran out of budget, was stopped, or needs room.
_FAILED, _NO_ROOM = -1, -2


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


@part
def marked(slot: int, tally: NDArray[Any], slot_of: NDArray[Any], slots: NDArray[Any]) -> bool:
    """Whether the path at hand has passed the entity of a slot."""
    return slots[slot_of[slots[slot].entity]].stamp == tally[Tally.STAMP]


@part
def mark_path(
    node: int, ask: NDArray[Any], tally: NDArray[Any], slot_of: NDArray[Any],
    slots: NDArray[Any], nodes: NDArray[Any],
) -> None:  # fmt: skip
    """Mark the entities of a partial path, all but the end of the question."""
    tally[Tally.STAMP] += 1
    while node >= 0:
        entity = slots[nodes[node].slot].entity
        if entity != ask[Ask.END]:
            slots[slot_of[entity]].stamp = tally[Tally.STAMP]
        node = nodes[node].parent


@part
def crossed(node: int, edge: int, nodes: NDArray[Any]) -> bool:
    """Whether a partial path has crossed an edge."""
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
    """Whether the walk behind the bound makes the partial path one that the mode allows.

    The path's entities are marked already.
    """
    slot, left = nodes[node].slot, ask[Ask.HOPS] - nodes[node].hops
    trail = ask[Ask.MODE] == Mode.TRAIL
    edges_matter = trail or ask[Ask.START] == ask[Ask.END]
    # One quality to an entity: a best walk then meets neither an entity nor an edge twice.
    alone = ask[Ask.QUALITIES] == 1
    begin = slot
    taken = 0
    while slots[slot].quality < ask[Ask.QUALITIES]:
        record = bound(slot, left, slots, records)
        edge, slot = records[record].edge, records[record].to
        left -= 1
        taken += 1
        over = slots[slot].quality >= ask[Ask.QUALITIES]
        if edges_matter and crossed(node, edge, nodes):
            return False
        if not trail and not over and marked(slot, tally, slot_of, slots):
            return False
        if alone:
            continue
        # The walk must not meet itself either.
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
    filtered, timed = ask[Ask.FILTERED] != 0, ask[Ask.CHRONOLOGICAL] != 0
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
            return _NO_ROOM
        new = closed[used]
        new.hops, new.cost, new.time, new.previous = hops, cost, time, slots[slot].closed
        slots[slot].closed = used
        used += 1
        if tally[Tally.EXPANSIONS] >= ask[Ask.BUDGET] or stop[0]:
            return _FAILED
        tally[Tally.EXPANSIONS] += 1
        low, high = ask[Ask.LEAVE], ask[Ask.LEAVE_END]
        if size + 2 * several(lists, entity, low, high) > heap.shape[0]:
            return _NO_ROOM
        state = quality % states
        all_passed = quality // states == via.shape[0]
        for group in range(low, high):
            begin, end = stretch(lists, entity, group, group + 1)
            for place in range(begin, end):
                move = moves[place]
                if cost + costs[move.code] > dearest:
                    break
                tally[Tally.LOOKS] += 1
                kind = letter(move.relation, move.flags, True, letters)
                if kind < 0:
                    continue
                next_state = step[state * ask[Ask.CLASSES] + kind]
                if next_state < 0:
                    continue
                target, code, when = move.to, -2, time
                for over in range(2):
                    if over:
                        if not (target == ask[Ask.END] and all_passed and accepting[next_state]):
                            continue
                        to = slot_at(target, ask[Ask.QUALITIES] + quality - state + next_state,
                                     slot_of, slots)  # fmt: skip
                        rest_cost, rest_hops = 0, 0
                    else:
                        to = slot_at(
                            target, moved(target, quality, via, states, next_state), slot_of, slots
                        )
                        if to < 0 or (mode <= Mode.SIMPLE and marked(to, tally, slot_of, slots)):
                            continue
                        record = bound(to, longest - hops - 1, slots, records)
                        if record < 0 or not may_pass(target, ask, lists, types, type_ok, avoid):
                            continue
                        rest_cost, rest_hops = records[record].cost, records[record].hops
                    if cost + costs[move.code] + rest_cost > dearest:
                        continue
                    if edges_matter and crossed(node, move.edge, nodes):
                        continue
                    if code == -2:
                        code = move.code
                        if filtered:
                            code = strongest(
                                move.edge,
                                support,
                                against,
                                spans,
                                ask,
                                modality_ok,
                                sources,
                                not_sources,
                            )
                        if timed and code >= 0:
                            when = earliest(
                                move.edge,
                                time,
                                support,
                                spans,
                                ask,
                                modality_ok,
                                sources,
                                not_sources,
                            )
                            if when == _LATER_THAN_ALL:
                                code = -1
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


@part
def goes_on(
    total: int, hops: int, ask: NDArray[Any], tally: NDArray[Any], last: NDArray[Any]
) -> bool:
    """Whether a path that has been found is still asked for; the caller adds it."""
    primary = hops if ask[Ask.BY_HOPS] else total
    if ask[Ask.SELECT] == Select.ALL:
        return True
    if ask[Ask.SELECT] == Select.SHORTEST:
        return tally[Tally.FOUND] < ask[Ask.K]
    if tally[Tally.FOUND] == 0 or primary != last[0]:
        wanted = 1 if ask[Ask.SELECT] == Select.ALL_SHORTEST else ask[Ask.K]
        if tally[Tally.GROUPS] == wanted:
            return False
        tally[Tally.GROUPS] += 1
        last[0] = primary
    return True


@kernel(
    nb.int64, *GRAPH, *QUESTION, *SCRATCH,
    changing(NODE), changing(WAITING), changing(MEASURED), changing(CLOSED), changing(_I4),
    changing(np.dtype(np.int64)), fixed(_I4),
)  # fmt: skip
def ranked(
    lists, moves, support, against, spans, costs, types,
    ask, letters, step, back_starts, back, accepting, via, avoid, type_ok, modality_ok,
    sources, not_sources,
    slot_of, slots, records, tally, stop,
    nodes, queue, heap, closed, found, last, placed,
):  # fmt: skip
    """Go on until all that was asked for is found, or something is used up."""
    by_hops, states = ask[Ask.BY_HOPS] != 0, ask[Ask.STATES]
    mode = ask[Ask.MODE]
    filtered, timed = ask[Ask.FILTERED] != 0, ask[Ask.CHRONOLOGICAL] != 0
    edges_matter = mode == Mode.TRAIL or (mode == Mode.SIMPLE and ask[Ask.START] == ask[Ask.END])
    free = mode == Mode.WALK and not timed
    known = types.shape[0] - placed.shape[0]
    while tally[Tally.QUEUE] > 0:
        top = queue[0]
        total, total_hops, node = top.cost, top.hops, top.node
        slot = nodes[node].slot
        entity, quality = slots[slot].entity, slots[slot].quality
        if nodes[node].flags & _OVER:
            if tally[Tally.FOUND] == found.shape[0]:
                return Status.ROOM
            if not goes_on(total, total_hops, ask, tally, last):
                return Status.DONE
            take(queue, tally, by_hops, nodes, slots, known, placed)
            found[tally[Tally.FOUND]] = node
            tally[Tally.FOUND] += 1
            if ask[Ask.SELECT] == Select.SHORTEST and tally[Tally.FOUND] == ask[Ask.K]:
                return Status.DONE
            continue
        low, high = ask[Ask.LEAVE], ask[Ask.LEAVE_END]
        room = 2 * several(lists, entity, low, high) + 1
        if tally[Tally.QUEUE] + room > queue.shape[0] or tally[Tally.NODES] + room > nodes.shape[0]:
            return Status.ROOM
        if stop[0]:
            return Status.STOPPED
        if tally[Tally.EXPANSIONS] >= ask[Ask.BUDGET]:
            return Status.BUDGET
        spent = tally[Tally.EXPANSIONS]
        tally[Tally.EXPANSIONS] += 1
        if not free:
            mark_path(node, ask, tally, slot_of, slots, nodes)
        if not free and not nodes[node].flags & _EXACT:
            if timed or not completes(node, ask, tally, slot_of, slots, records, nodes):
                there = measure(
                    node, last[1:],
                    lists, moves, support, against, spans, costs, types,
                    ask, letters, step, accepting, via, avoid, type_ok, modality_ok, sources,
                    not_sources,
                    slot_of, slots, records, tally, stop, nodes, heap, closed,
                )  # fmt: skip
                if there == _NO_ROOM:
                    tally[Tally.EXPANSIONS] = spent
                    return Status.ROOM
                if there == _FAILED:
                    return Status.STOPPED if stop[0] else Status.BUDGET
                take(queue, tally, by_hops, nodes, slots, known, placed)
                if there == 0:
                    continue
                nodes[node].flags |= _EXACT
                cost, hops = nodes[node].cost + last[1], nodes[node].hops + last[2]
                if cost != total or hops != total_hops:
                    put(cost, hops, node, queue, tally, by_hops, nodes, slots, known, placed)
                    continue
            else:
                take(queue, tally, by_hops, nodes, slots, known, placed)
        else:
            take(queue, tally, by_hops, nodes, slots, known, placed)
        cost, hops, time = nodes[node].cost, nodes[node].hops, nodes[node].time
        state = quality % states
        all_passed = quality // states == via.shape[0]
        left = ask[Ask.HOPS] - hops - 1
        for group in range(low, high):
            begin, end = stretch(lists, entity, group, group + 1)
            for place in range(begin, end):
                move = moves[place]
                if cost + costs[move.code] > ask[Ask.COST]:
                    break
                tally[Tally.LOOKS] += 1
                kind = letter(move.relation, move.flags, True, letters)
                if kind < 0:
                    continue
                next_state = step[state * ask[Ask.CLASSES] + kind]
                if next_state < 0:
                    continue
                target, code, when = move.to, -2, time
                for over in range(2):
                    if over:
                        if not (target == ask[Ask.END] and all_passed and accepting[next_state]):
                            continue
                        to = slot_at(target, ask[Ask.QUALITIES] + quality - state + next_state,
                                     slot_of, slots)  # fmt: skip
                        rest_cost, rest_hops = 0, 0
                    else:
                        to = slot_at(
                            target, moved(target, quality, via, states, next_state), slot_of, slots
                        )
                        if to < 0:
                            continue
                        record = bound(to, left, slots, records)
                        if record < 0 or not may_pass(target, ask, lists, types, type_ok, avoid):
                            continue
                        if mode <= Mode.SIMPLE and marked(to, tally, slot_of, slots):
                            continue
                        rest_cost, rest_hops = records[record].cost, records[record].hops
                    if cost + costs[move.code] + rest_cost > ask[Ask.COST]:
                        continue
                    if edges_matter and crossed(node, move.edge, nodes):
                        continue
                    if code == -2:
                        code = move.code
                        if filtered:
                            code = strongest(
                                move.edge,
                                support,
                                against,
                                spans,
                                ask,
                                modality_ok,
                                sources,
                                not_sources,
                            )
                        if timed and code >= 0:
                            when = earliest(
                                move.edge,
                                time,
                                support,
                                spans,
                                ask,
                                modality_ok,
                                sources,
                                not_sources,
                            )
                            if when == _LATER_THAN_ALL:
                                code = -1
                    if code < 0 or cost + costs[code] + rest_cost > ask[Ask.COST]:
                        continue
                    number = tally[Tally.NODES]
                    tally[Tally.NODES] = number + 1
                    new = nodes[number]
                    new.cost, new.parent, new.slot = cost + costs[code], node, to
                    new.edge, new.hops, new.time = move.edge, hops + 1, when
                    new.relation = move.relation
                    new.flags = goes_against(move.relation, move.flags, letters)
                    if over:
                        new.flags |= _OVER
                    put(new.cost + rest_cost, new.hops + rest_hops, number, queue, tally,
                        by_hops, nodes, slots, known, placed)  # fmt: skip
    return Status.DONE
