"""How far it is: kernels that spread over states from the start and from the end.

``outward`` finds, layer by layer, what can be reached from the start; ``homeward`` gives
states their bounds, layer by layer from the end: the least cost of a walk to the end
within so many hops; ``drawn`` gives the same bounds to states known from the start by
looking ahead from them. All three give the same bounds where they meet, so the search
goes on from whichever side has less to look at (bidirectional search), and a bound is
exact for every state and number of hops that a path within the limits can ask for.

A state's bounds form a list, more hops and less cost each. All kernels return where they
stopped in the layer, for the caller to make room and go on.
"""

from __future__ import annotations

from numba import types as nb

from policygraph.engines.compact.claims import strongest, within
from policygraph.engines.compact.compiled import kernel
from policygraph.engines.compact.layout import DEEPEST, ENDLESS, Ask, Tally
from policygraph.engines.compact.lists import several, stretch
from policygraph.engines.compact.signature import GRAPH, INTEGERS, QUESTION, SCRATCH
from policygraph.engines.compact.states import bound, improve, moved, slot_at, slot_for
from policygraph.engines.compact.steps import arrived, letter, may_pass, stepped


@kernel(nb.int64, *GRAPH, *QUESTION, *SCRATCH, *[INTEGERS] * 3, *[nb.int64] * 3)
def outward(
    lists, moves, support, against, spans, costs, types,
    ask, letters, step, back_starts, back, accepting, via, avoid, type_ok, modality_ok,
    sources, not_sources,
    slot_of, slots, records, tally, stop,
    layer, following, reached, at, size, depth,
):  # fmt: skip
    """One layer from the start: the states that one move more leads to.

    ``layer[at:size]`` are the states of ``depth`` hops; new ones go to ``following`` and,
    when first seen, to ``reached``. Under a limit of cost a state that has become cheaper
    goes on again.
    """
    states, limit, bounded = ask[Ask.STATES], ask[Ask.COST], ask[Ask.COST] < ENDLESS
    filtered = ask[Ask.FILTERED] != 0
    while at < size and stop[0] == 0 and tally[Tally.LOOKS] <= ask[Ask.LOOKS]:
        here = layer[at]
        entity, quality, spent = slots[here].entity, slots[here].quality, slots[here].cost
        first, last = ask[Ask.LEAVE], ask[Ask.LEAVE_END]
        if tally[Tally.SLOTS] + several(lists, entity, first, last) + 1 > slots.shape[0]:
            return at
        state = quality % states
        for group in range(first, last):
            begin, end = stretch(lists, entity, group, group + 1)
            for place in range(begin, end):
                move = moves[place]
                cost = spent + costs[move.code]
                if cost > limit:
                    break
                tally[Tally.LOOKS] += 1
                next_state = stepped(move, state, ask, letters, step)
                if next_state < 0:
                    continue
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
                    code = strongest(
                        move.edge, support, against, spans, ask, modality_ok, sources, not_sources
                    )
                    if code < 0:
                        continue
                    cost = spent + costs[code]
                    if cost > limit or (
                        slot >= 0 and slots[slot].depth <= depth + 1 and slots[slot].cost <= cost
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
                    tally[Tally.WORK] += several(lists, target, first, last)
        at += 1
    return at


@kernel(nb.int64, *GRAPH, *QUESTION, *SCRATCH, *[INTEGERS] * 2, *[nb.int64] * 4)
def homeward(
    lists, moves, support, against, spans, costs, types,
    ask, letters, step, back_starts, back, accepting, via, avoid, type_ok, modality_ok,
    sources, not_sources,
    slot_of, slots, records, tally, stop,
    layer, following, at, size, hops, narrow,
):  # fmt: skip
    """One layer from the end: bounds of ``hops`` for what lies a move before ``layer``.

    ``layer[at:size]`` are the states that got a bound of one hop less. Where ``narrow`` is
    1, only states that are known from the start, and near enough to it, get bounds; where
    it is 2, all that is not avoided does, as a walk may begin anywhere, and expansions are
    counted.
    """
    states, limit, by_hops = ask[Ask.STATES], ask[Ask.COST], ask[Ask.BY_HOPS] != 0
    filtered = ask[Ask.FILTERED] != 0
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
            tally[Tally.OUT] = 1
            return at
        first, last = ask[Ask.ARRIVE], ask[Ask.ARRIVE_END]
        room = several(lists, entity, first, last) * ask[Ask.FAN]
        if (
            tally[Tally.SLOTS] + room > slots.shape[0]
            or tally[Tally.RECORDS] + room > records.shape[0]
        ):
            return at
        if narrow == 2:
            tally[Tally.EXPANSIONS] += 1
        spent = 0
        if not over:
            record = slots[here].head
            if records[record].hops == hops:
                record = records[record].previous
            spent = records[record].cost
        state, passed = quality % states, quality // states
        # With how many of via passed a walk may have come here, at most two ways.
        least, most = passed, passed
        if not over:
            if passed > 0 and via[passed - 1] == entity:
                least = passed - 1
            if passed < via.shape[0] and via[passed] == entity:
                most = passed - 1
        for group in range(first, last):
            begin, end = stretch(lists, entity, group, group + 1)
            for place in range(begin, end):
                move = moves[place]
                if spent + costs[move.code] > limit:
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
                        reckoned = cost if cost >= 0 else spent + costs[move.code]
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
                            if avoid.shape[0] and within(avoid, origin):
                                continue
                        elif not (onward == 0 and origin == ask[Ask.START]) and not may_pass(
                            origin, ask, lists, types, type_ok, avoid
                        ):
                            continue
                        if cost < 0:
                            code = move.code
                            if filtered:
                                code = strongest(
                                    move.edge, support, against, spans, ask, modality_ok, sources,
                                    not_sources,
                                )  # fmt: skip
                            cost = spent + costs[code] if code >= 0 else ENDLESS + 1
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
                            tally[Tally.WORK] += several(lists, origin, first, last)
        at += 1
    return at


@kernel(nb.int64, *GRAPH, *QUESTION, *SCRATCH, *[INTEGERS] * 2, *[nb.int64] * 3)
def drawn(
    lists, moves, support, against, spans, costs, types,
    ask, letters, step, back_starts, back, accepting, via, avoid, type_ok, modality_ok,
    sources, not_sources,
    slot_of, slots, records, tally, stop,
    reached, following, at, size, hops,
):  # fmt: skip
    """The bounds of ``hops`` for ``reached[at:size]``, by looking at what one move leads to."""
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
            begin, end = stretch(lists, entity, group, group + 1)
            for place in range(begin, end):
                move = moves[place]
                step_cost = costs[move.code]
                if step_cost >= best:
                    break
                tally[Tally.LOOKS] += 1
                next_state = stepped(move, state, ask, letters, step)
                if next_state < 0:
                    continue
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
                    code = strongest(
                        move.edge, support, against, spans, ask, modality_ok, sources, not_sources
                    )
                    if code < 0 or costs[code] + rest >= best:
                        continue
                    step_cost = costs[code]
                best, best_to, best_edge = step_cost + rest, to, move.edge
        if best_to >= 0 and improve(here, best, hops, best_to, best_edge, slots, records, tally):
            following[tally[Tally.NEXT]] = here
            tally[Tally.NEXT] += 1
            tally[Tally.WORK] += several(lists, entity, ask[Ask.ARRIVE], ask[Ask.ARRIVE_END])
    return at
