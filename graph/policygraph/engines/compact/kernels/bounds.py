"""Kernels that spread over states and give each the least cost to the end.

``forward_layer`` finds, layer by layer, the states that can be reached from the start.
``backward_layer`` gives states their bounds, layer by layer from the end: the least cost of a
walk to the end within a number of hops. ``pull_bounds`` gives the same bounds to states that
are known from the start, by looking one move ahead. The search continues from the side that
has fewer moves to look at (bidirectional search). A bound is exact for every state and every
number of hops that a path within the limits can need.

The bounds of a state form a list: each has more hops and costs less than the one before.
A kernel returns the position in the layer where it stopped, so that the caller can allocate
memory and continue.
"""

from __future__ import annotations

from numba import types as nb

from policygraph.engines.compact.compilation import kernel
from policygraph.engines.compact.kernels.adjacency import damaged, move_count, move_range
from policygraph.engines.compact.kernels.edge_costs import contains, least_cost
from policygraph.engines.compact.kernels.layout import DEEPEST, ENDLESS, Ask, Tally
from policygraph.engines.compact.kernels.signature import GRAPH, INTEGERS, MEMORY, QUESTION
from policygraph.engines.compact.kernels.states import bound, improve, moved, slot_at, slot_for
from policygraph.engines.compact.kernels.transitions import (
    arrived,
    arrives_against,
    goes_against,
    letter,
    may_pass,
    stepped,
)


@kernel(nb.int64, *GRAPH, *QUESTION, *MEMORY, *[INTEGERS] * 3, *[nb.int64] * 3)
def forward_layer(
    lists, moves, support, against, spans, costs, types,
    ask, letters, step, back_starts, back, accepting, via, avoid, type_ok, modality_ok,
    sources, not_sources, weights,
    slot_of, slots, records, tally, stop,
    layer, following, reached, at, size, depth,
):  # fmt: skip
    """Find the states that one more move from the start leads to.

    ``layer[at:size]`` are the states of ``depth`` hops. New states go to ``following``, and to
    ``reached`` when they are first seen. Under a limit of cost, a state that has become cheaper
    is visited again.
    """
    states, limit, bounded = ask[Ask.STATES], ask[Ask.COST], ask[Ask.COST] < ENDLESS
    filtered = ask[Ask.FILTERED] != 0
    while at < size and stop[0] == 0 and tally[Tally.LOOKS] <= ask[Ask.LOOKS]:
        here = layer[at]
        entity, quality, cost_so_far = slots[here].entity, slots[here].quality, slots[here].cost
        first, last = ask[Ask.LEAVE], ask[Ask.LEAVE_END]
        if tally[Tally.SLOTS] + move_count(lists, entity, first, last, moves) + 1 > slots.shape[0]:
            return at
        state = quality % states
        for group in range(first, last):
            begin, end = move_range(lists, entity, group, group + 1, moves)
            for position in range(begin, end):
                move = moves[position]
                if damaged(move, lists, support, costs, letters, ask):
                    continue
                reckoned = cost_so_far + costs[move.code]
                if reckoned > limit:
                    break
                tally[Tally.LOOKS] += 1
                for choice in range(ask[Ask.CHOICES]):
                    next_state = stepped(move, state, choice, ask, letters, step)
                    if next_state < 0:
                        continue
                    cost = reckoned
                    target = move.to
                    onward = moved(target, quality, via, states, next_state)
                    slot = slot_at(target, onward, slot_of, slots)
                    if (
                        slot >= 0
                        and slots[slot].depth <= depth + 1
                        and (not bounded or slots[slot].cost <= cost)
                    ):
                        continue
                    if not may_pass(target, ask, lists, types, type_ok, avoid):
                        continue
                    if filtered:
                        least = least_cost(
                            move.edge, move.code, goes_against(move.relation, move.flags, letters),
                            support, against, spans, costs, ask, modality_ok, sources, not_sources,
                            weights,
                        )  # fmt: skip
                        if least < 0:
                            continue
                        cost = cost_so_far + least
                        if cost > limit or (
                            slot >= 0
                            and slots[slot].depth <= depth + 1
                            and slots[slot].cost <= cost
                        ):
                            continue
                    if slot < 0:
                        slot = slot_for(target, onward, slot_of, slots, tally)
                    if slots[slot].depth == DEEPEST:
                        slots[slot].depth = depth + 1
                        reached[tally[Tally.REACHED]] = slot
                        tally[Tally.REACHED] += 1
                    if cost < slots[slot].cost:
                        slots[slot].cost = cost
                    if slots[slot].layer != depth + 1:
                        slots[slot].layer = depth + 1
                        following[tally[Tally.NEXT]] = slot
                        tally[Tally.NEXT] += 1
                        tally[Tally.WORK] += move_count(lists, target, first, last, moves)
        at += 1
    return at


@kernel(nb.int64, *GRAPH, *QUESTION, *MEMORY, *[INTEGERS] * 2, *[nb.int64] * 4)
def backward_layer(
    lists, moves, support, against, spans, costs, types,
    ask, letters, step, back_starts, back, accepting, via, avoid, type_ok, modality_ok,
    sources, not_sources, weights,
    slot_of, slots, records, tally, stop,
    layer, following, at, size, hops, narrow,
):  # fmt: skip
    """Give bounds of ``hops`` to the states one move before ``layer``.

    ``layer[at:size]`` are the states that got a bound of one hop less. If ``narrow`` is 1, only
    states that are known from the start, and near enough to it, get bounds. If it is 2, all
    states that are not avoided do, because a walk may begin anywhere, and expansions are counted.
    """
    states, limit, by_hops = ask[Ask.STATES], ask[Ask.COST], ask[Ask.BY_HOPS] != 0
    while at < size and stop[0] == 0 and tally[Tally.LOOKS] <= ask[Ask.LOOKS]:
        here = layer[at]
        entity, quality = slots[here].entity, slots[here].quality
        over = quality >= ask[Ask.QUALITIES]
        if over:
            quality -= ask[Ask.QUALITIES]
        elif not may_pass(entity, ask, lists, types, type_ok, avoid):
            at += 1
            continue
        if narrow == 2 and tally[Tally.EXPANSIONS] >= ask[Ask.BUDGET]:
            tally[Tally.EXHAUSTED] = 1
            return at
        first, last = ask[Ask.ARRIVE], ask[Ask.ARRIVE_END]
        needed = move_count(lists, entity, first, last, moves) * ask[Ask.FAN]
        if (
            tally[Tally.SLOTS] + needed > slots.shape[0]
            or tally[Tally.RECORDS] + needed > records.shape[0]
        ):
            return at
        if narrow == 2:
            tally[Tally.EXPANSIONS] += 1
        cost_so_far = 0
        if not over:
            record = slots[here].head
            if records[record].hops == hops:
                record = records[record].previous
            cost_so_far = records[record].cost
        state, passed = quality % states, quality // states
        # A walk can have passed at most two different numbers of via here.
        least, most = passed, passed
        if not over:
            if passed > 0 and via[passed - 1] == entity:
                least = passed - 1
            if passed < via.shape[0] and via[passed] == entity:
                most = passed - 1
        for group in range(first, last):
            begin, end = move_range(lists, entity, group, group + 1, moves)
            for position in range(begin, end):
                move = moves[position]
                if damaged(move, lists, support, costs, letters, ask):
                    continue
                if cost_so_far + costs[move.code] > limit:
                    break
                tally[Tally.LOOKS] += 1
                kind = letter(move.relation, move.flags, False, letters)
                if kind < 0:
                    continue
                origin = move.to
                cost = -1
                cell = state * ask[Ask.CLASSES] + kind
                for before in range(back_starts[cell], back_starts[cell + 1]):
                    for count in range(least, most + 1):
                        onward = count * states + back[before]
                        reckoned = cost if cost >= 0 else cost_so_far + costs[move.code]
                        slot = slot_at(origin, onward, slot_of, slots)
                        if slot < 0:
                            if narrow == 1:
                                continue
                        else:
                            head = slots[slot].head
                            if head >= 0 and (
                                records[head].cost <= reckoned
                                or (by_hops and records[head].hops < hops)
                            ):
                                continue
                            if narrow == 1 and (
                                slots[slot].depth + hops > ask[Ask.HOPS]
                                or slots[slot].cost + reckoned > limit
                            ):
                                continue
                        if narrow == 2:
                            if avoid.shape[0] and contains(avoid, origin):
                                continue
                        elif not (onward == 0 and origin == ask[Ask.START]) and not may_pass(
                            origin, ask, lists, types, type_ok, avoid
                        ):
                            continue
                        if cost < 0:
                            own = least_cost(
                                move.edge, move.code,
                                arrives_against(move.relation, move.flags, ask, letters),
                                support, against, spans, costs, ask, modality_ok, sources,
                                not_sources, weights,
                            )  # fmt: skip
                            cost = cost_so_far + own if own >= 0 else ENDLESS + 1
                        if cost > limit or (
                            slot >= 0
                            and slots[slot].head >= 0
                            and records[slots[slot].head].cost <= cost
                        ):
                            continue
                        if slot < 0:
                            slot = slot_for(origin, onward, slot_of, slots, tally)
                        if improve(slot, cost, hops, here, move.edge, slots, records, tally):
                            following[tally[Tally.NEXT]] = slot
                            tally[Tally.NEXT] += 1
                            tally[Tally.WORK] += move_count(lists, origin, first, last, moves)
        at += 1
    return at


@kernel(nb.int64, *GRAPH, *QUESTION, *MEMORY, *[INTEGERS] * 2, *[nb.int64] * 3)
def pull_bounds(
    lists, moves, support, against, spans, costs, types,
    ask, letters, step, back_starts, back, accepting, via, avoid, type_ok, modality_ok,
    sources, not_sources, weights,
    slot_of, slots, records, tally, stop,
    reached, following, at, size, hops,
):  # fmt: skip
    """Give bounds of ``hops`` to ``reached[at:size]``, by looking at each next move."""
    states, limit, by_hops = ask[Ask.STATES], ask[Ask.COST], ask[Ask.BY_HOPS] != 0
    filtered = ask[Ask.FILTERED] != 0
    start_passable = may_pass(ask[Ask.START], ask, lists, types, type_ok, avoid)
    while at < size and stop[0] == 0 and tally[Tally.LOOKS] <= ask[Ask.LOOKS]:
        here = reached[at]
        entity, quality = slots[here].entity, slots[here].quality
        head = slots[here].head
        if tally[Tally.RECORDS] + 1 > records.shape[0]:
            return at
        at += 1
        if by_hops and head >= 0:
            continue
        best = records[head].cost if head >= 0 else ENDLESS
        best = min(best, limit - slots[here].cost + 1)
        best_to, best_edge = -1, -1
        state = quality % states
        for group in range(ask[Ask.LEAVE], ask[Ask.LEAVE_END]):
            begin, end = move_range(lists, entity, group, group + 1, moves)
            for position in range(begin, end):
                move = moves[position]
                if damaged(move, lists, support, costs, letters, ask):
                    continue
                reckoned = costs[move.code]
                if reckoned >= best:
                    break
                tally[Tally.LOOKS] += 1
                for choice in range(ask[Ask.CHOICES]):
                    next_state = stepped(move, state, choice, ask, letters, step)
                    if next_state < 0:
                        continue
                    step_cost = reckoned
                    target, rest = move.to, ENDLESS
                    to = arrived(target, quality, next_state, ask, accepting, via, slot_of, slots)
                    if to >= 0:
                        rest = 0
                    elif target != ask[Ask.START] or start_passable:
                        to = slot_at(
                            target, moved(target, quality, via, states, next_state), slot_of, slots
                        )
                        if to >= 0:
                            record = bound(to, hops - 1, slots, records)
                            if record >= 0:
                                rest = records[record].cost
                    if step_cost + rest >= best:
                        continue
                    if filtered:
                        step_cost = least_cost(
                            move.edge, move.code, goes_against(move.relation, move.flags, letters),
                            support, against, spans, costs, ask, modality_ok, sources, not_sources,
                            weights,
                        )  # fmt: skip
                        if step_cost < 0 or step_cost + rest >= best:
                            continue
                    best, best_to, best_edge = step_cost + rest, to, move.edge
        if best_to >= 0 and improve(here, best, hops, best_to, best_edge, slots, records, tally):
            following[tally[Tally.NEXT]] = here
            tally[Tally.NEXT] += 1
            tally[Tally.WORK] += move_count(
                lists, entity, ask[Ask.ARRIVE], ask[Ask.ARRIVE_END], moves
            )
    return at
