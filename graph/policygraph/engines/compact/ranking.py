"""The paths themselves, best first: the kernel that extends partial paths.

Partial paths wait in a queue by the rank of the best path they may still become: what
they cost so far and the bound of their last state. That path is known from the bounds;
where it is not one the mode allows, the partial path is measured again around what it has
passed before it is extended. The order of paths is exact to the last tie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numba import types as nb

from policygraph.engines.compact.compiled import changing, kernel, part
from policygraph.engines.compact.layout import (
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
from policygraph.engines.compact.measuring import FAILED, NO_ROOM, measure
from policygraph.engines.compact.passed import completes, crossed, mark_path, marked
from policygraph.engines.compact.signature import (
    GRAPH,
    INTEGERS,
    NUMBERS,
    QUESTION,
    SCRATCH,
    SETTLED,
)
from policygraph.engines.compact.steps import arrived, crossing, goes_against, onward, stepped
from policygraph.engines.compact.waiting import put, take

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EXACT, _OVER = EXACT, OVER


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
    changing(NODE), changing(WAITING), changing(MEASURED), changing(CLOSED), INTEGERS,
    NUMBERS, SETTLED,
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
    timed = ask[Ask.CHRONOLOGICAL] != 0
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
                if there == NO_ROOM:
                    tally[Tally.EXPANSIONS] = spent
                    return Status.ROOM
                if there == FAILED:
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
        left = ask[Ask.HOPS] - hops - 1
        for group in range(low, high):
            begin, end = stretch(lists, entity, group, group + 1)
            for place in range(begin, end):
                move = moves[place]
                if cost + costs[move.code] > ask[Ask.COST]:
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
                    if cost + costs[move.code] + rest_cost > ask[Ask.COST]:
                        continue
                    if edges_matter and crossed(node, move.edge, nodes):
                        continue
                    if code == -2:
                        code, when = crossing(
                            move, time, support, against, spans, ask, modality_ok, sources,
                            not_sources,
                        )  # fmt: skip
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
