"""The kernel that extends partial paths to paths, best first.

Partial paths are queued by the rank of the best path that they may become: their cost so
far and the bound of their last state. The bounds give that path. If the mode does not
allow it, the least cost around the visited entities is measured before the partial path is
extended. The order of paths is exact, including ties.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numba import types as nb

from policygraph.engines.compact.compilation import kernel, part, writable
from policygraph.engines.compact.kernels.adjacency import damaged, move_count, move_range
from policygraph.engines.compact.kernels.detour import FAILED, NO_CAPACITY, measure
from policygraph.engines.compact.kernels.frontier import pop, push
from policygraph.engines.compact.kernels.layout import (
    ARRIVED,
    CLOSED,
    ENDLESS,
    EXACT,
    LEVER,
    NODE,
    OPEN,
    QUEUED,
    TRAITS,
    Ask,
    Mode,
    Select,
    Status,
    Tally,
)
from policygraph.engines.compact.kernels.levers import add_lever, awaits_act, is_variant
from policygraph.engines.compact.kernels.signature import (
    GRAPH,
    INTEGERS,
    MEMORY,
    NUMBERS,
    QUESTION,
    RULES,
    SETTLED,
)
from policygraph.engines.compact.kernels.steps import grade_after, taken
from policygraph.engines.compact.kernels.transitions import (
    arrived,
    goes_against,
    onward,
    stepped,
    trait_of,
)
from policygraph.engines.compact.kernels.visited import completes, crosses, is_visited, mark_visited

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EXACT, _ARRIVED, _TRAITS = EXACT, ARRIVED, TRAITS


@part
def is_wanted(
    total: int, hops: int, ask: NDArray[Any], tally: NDArray[Any], last: NDArray[Any]
) -> bool:
    """Whether a found path is still wanted; the caller adds it."""
    primary = hops if ask[Ask.BY_HOPS] else total
    if ask[Ask.SELECT] == Select.ALL:
        return True
    if ask[Ask.SELECT] == Select.SHORTEST:
        return tally[Tally.FOUND] < ask[Ask.K]
    if tally[Tally.FOUND] == 0 or primary > last[0] + ask[Ask.TOLERANCE]:
        wanted = 1 if ask[Ask.SELECT] == Select.ALL_SHORTEST else ask[Ask.K]
        if tally[Tally.GROUPS] == wanted:
            return False
        tally[Tally.GROUPS] += 1
        last[0] = primary
    return True


@kernel(
    nb.int64, *GRAPH, *QUESTION, *MEMORY,
    writable(NODE), writable(QUEUED), writable(OPEN), writable(CLOSED), INTEGERS,
    NUMBERS, SETTLED, *RULES, writable(LEVER),
)  # fmt: skip
def rank_paths(
    lists, moves, support, against, spans, costs, types,
    ask, letters, step, back_starts, back, accepting, via, avoid, type_ok, modality_ok,
    sources, not_sources, weights,
    slot_of, slots, records, tally, stop,
    nodes, queue, heap, closed, found, last, insert_before,
    traits, kinds, actions, assertable, began, first_known, up_from, up_to, place_from, place_to,
    kept_from, kept_to, marks, merged, merged_into, pool, climb, walk, seek, levers,
):  # fmt: skip
    """Continue until all wanted paths are found, or a limit is reached."""
    by_hops, states = ask[Ask.BY_HOPS] != 0, ask[Ask.STATES]
    graded, by_levers = ask[Ask.GRADED] != 0, ask[Ask.CHOICES] == 2
    grades = weights.shape[0] if graded else 1
    mode = ask[Ask.MODE]
    timed, watched = ask[Ask.CHRONOLOGICAL] != 0, ask[Ask.WATCHED] != 0
    rules = (
        traits, kinds, actions, assertable, began, first_known, up_from, up_to, place_from,
        place_to, kept_from, kept_to, marks, merged, merged_into, pool, climb, walk, seek,
    )  # fmt: skip
    edges_matter = mode == Mode.TRAIL or (mode == Mode.SIMPLE and ask[Ask.START] == ask[Ask.END])
    timed = timed or watched
    free = mode == Mode.WALK and not timed
    known = types.shape[0] - insert_before.shape[0]
    while tally[Tally.QUEUE] > 0:
        top = queue[0]
        total, total_hops, node = top.cost, top.hops, top.node
        slot = nodes[node].slot
        entity, quality = slots[slot].entity, slots[slot].quality
        whole = (nodes[node].flags & _ARRIVED) != 0
        if (
            by_levers
            and nodes[node].parent >= 0
            and not awaits_act(quality % states)
            and is_variant(node, whole, ask, tally, nodes, slots, levers)
        ):
            pop(queue, tally, by_hops, nodes, slots, known, insert_before)
            continue
        if whole:
            if tally[Tally.FOUND] == found.shape[0] or (
                by_levers and tally[Tally.LEVERS] + 2 > levers.shape[0]
            ):
                return Status.CAPACITY
            if not is_wanted(total, total_hops, ask, tally, last):
                return Status.DONE
            if tally[Tally.STEPS] + total_hops > ask[Ask.MAX_STEPS]:
                return Status.STEPS
            tally[Tally.STEPS] += total_hops
            pop(queue, tally, by_hops, nodes, slots, known, insert_before)
            found[tally[Tally.FOUND]] = node
            tally[Tally.FOUND] += 1
            if by_levers:
                add_lever(node, ask, tally, nodes, slots, levers)
            if ask[Ask.SELECT] == Select.SHORTEST and tally[Tally.FOUND] == ask[Ask.K]:
                return Status.DONE
            continue
        low, high = ask[Ask.LEAVE], ask[Ask.LEAVE_END]
        needed = 2 * grades * ask[Ask.CHOICES] * move_count(lists, entity, low, high, moves) + 1
        if (
            tally[Tally.QUEUE] + needed > queue.shape[0]
            or tally[Tally.NODES] + needed > nodes.shape[0]
        ):
            return Status.CAPACITY
        if stop[0]:
            return Status.STOPPED
        if tally[Tally.EXPANSIONS] >= ask[Ask.BUDGET]:
            return Status.BUDGET
        expansions = tally[Tally.EXPANSIONS]
        tally[Tally.EXPANSIONS] += 1
        if not free:
            mark_visited(node, ask, tally, slot_of, slots, nodes)
        if not free and not nodes[node].flags & _EXACT:
            if timed or not completes(node, ask, tally, slot_of, slots, records, nodes):
                found_way = measure(
                    node, last[1:],
                    lists, moves, support, against, spans, costs, types,
                    ask, letters, step, accepting, via, avoid, type_ok, modality_ok, sources,
                    not_sources, weights,
                    slot_of, slots, records, tally, stop, nodes, heap, closed, rules,
                )  # fmt: skip
                if pool.shape[0] and pool[0] < 0:
                    return Status.MEMORY
                if found_way == NO_CAPACITY:
                    tally[Tally.EXPANSIONS] = expansions
                    return Status.DETOUR
                if found_way == FAILED:
                    return Status.STOPPED if stop[0] else Status.BUDGET
                pop(queue, tally, by_hops, nodes, slots, known, insert_before)
                if found_way == 0:
                    continue
                nodes[node].flags |= _EXACT
                cost, hops = nodes[node].cost + last[1], nodes[node].hops + last[2]
                if cost != total or hops != total_hops:
                    push(
                        cost, hops, node, queue, tally, by_hops, nodes, slots, known, insert_before
                    )
                    continue
            else:
                pop(queue, tally, by_hops, nodes, slots, known, insert_before)
        else:
            pop(queue, tally, by_hops, nodes, slots, known, insert_before)
        cost, hops, time = nodes[node].cost, nodes[node].hops, nodes[node].time
        state = quality % states
        left = ask[Ask.HOPS] - hops - 1
        for group in range(low, high):
            begin, end = move_range(lists, entity, group, group + 1, moves)
            for position in range(begin, end):
                move = moves[position]
                if damaged(move, lists, support, costs, letters, ask):
                    continue
                if cost + costs[move.code] > ask[Ask.COST]:
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
                    traits_of_step = 0
                    if by_levers:
                        traits_of_step = trait_of(move, traits) << _TRAITS
                    if cost + costs[move.code] + least > ask[Ask.COST]:
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
                        if cost + step_cost + least > ask[Ask.COST]:
                            continue
                        may, when = True, time
                        towards, issuer = nodes[node].towards, nodes[node].issuer
                        relief, released = nodes[node].relief, nodes[node].released
                        if timed:
                            may, when, towards, issuer, relief, released = taken(
                                move, entity, own_grade, state, time, towards, issuer, relief,
                                released, lists, moves, support, against, spans, costs,
                                ask, letters, modality_ok, sources, not_sources, weights, avoid,
                                rules,
                            )  # fmt: skip
                        if not may:
                            continue
                        for ending in range(2):
                            slot_to, more, more_hops = to, rest_cost, rest_hops
                            if ending:
                                slot_to, more, more_hops = over, 0, 0
                            if slot_to < 0 or cost + step_cost + more > ask[Ask.COST]:
                                continue
                            number = tally[Tally.NODES]
                            tally[Tally.NODES] = number + 1
                            new = nodes[number]
                            new.cost, new.parent, new.slot = cost + step_cost, node, slot_to
                            new.edge, new.hops, new.time = move.edge, hops + 1, when
                            new.relation, new.grade = move.relation, own_grade
                            new.towards, new.issuer = towards, issuer
                            new.relief, new.released = relief, released
                            new.flags = goes_against(move.relation, move.flags, letters)
                            new.flags |= traits_of_step
                            if ending:
                                new.flags |= _ARRIVED
                            push(new.cost + more, new.hops + more_hops, number, queue, tally,
                                by_hops, nodes, slots, known, insert_before)  # fmt: skip
        if pool.shape[0] and pool[0] < 0:
            return Status.MEMORY
    return Status.DONE
