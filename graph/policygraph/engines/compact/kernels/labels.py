"""The kernels of labels: the best walk from one entity to every other, or to one, under all rules.

A label is a walk to a state, with its time of arrival and what the rules of influence remember of
it. Labels leave a heap by rank, as in Dijkstra's algorithm. One is dropped if another at its state
that remembers the same has left before it, in no more hops and no later (Martins 1984 on several
criteria): whatever follows it could follow the other, at no more cost. ``spread_labels`` spreads
them from the start. ``seek_labels`` seeks one end from each of several starts (A*): it is given the
bounds of the walks to that end, and searches only where the rules forbid the walk behind a bound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numba import types as nb

from policygraph.engines.compact.compilation import kernel, part, writable
from policygraph.engines.compact.kernels.adjacency import damaged, move_count, move_range
from policygraph.engines.compact.kernels.edge_costs import contains
from policygraph.engines.compact.kernels.frontier import swap
from policygraph.engines.compact.kernels.layout import (
    DEEPEST,
    ENDLESS,
    FIRST_DAY,
    LABEL,
    QUEUED,
    Ask,
    Mode,
    Status,
    Tally,
)
from policygraph.engines.compact.kernels.signature import (
    GRAPH,
    INTEGERS,
    MEMORY,
    NUMBERS,
    QUESTION,
    RULES,
)
from policygraph.engines.compact.kernels.states import bound, slot_for
from policygraph.engines.compact.kernels.steps import grade_after, taken
from policygraph.engines.compact.kernels.transitions import arrived, may_pass, onward, stepped

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FIRST_DAY = FIRST_DAY
_CAPACITY, _STOPPED = int(Status.CAPACITY), int(Status.STOPPED)
_BUDGET, _MEMORY = int(Status.BUDGET), int(Status.MEMORY)


@part
def sooner(left: Any, right: Any, by_hops: bool) -> bool:
    """Whether one queued label leaves the heap before another."""
    if by_hops:
        return left.hops < right.hops or (left.hops == right.hops and left.cost < right.cost)
    return left.cost < right.cost or (left.cost == right.cost and left.hops < right.hops)


@part
def push_label(
    cost: int, hops: int, label: int, queue: NDArray[Any], tally: NDArray[Any], by_hops: bool
) -> None:
    """Add a label to the heap, by the cost and hops of the best walk that it may become."""
    position = tally[Tally.QUEUE]
    tally[Tally.QUEUE] = position + 1
    new = queue[position]
    new.cost, new.hops, new.node = cost, hops, label
    while position > 0:
        above = (position - 1) // 2
        if not sooner(queue[position], queue[above], by_hops):
            return
        swap(queue, position, above)
        position = above


@part
def pop_label(queue: NDArray[Any], tally: NDArray[Any], by_hops: bool) -> None:
    """Drop the first label of the heap."""
    size = tally[Tally.QUEUE] - 1
    tally[Tally.QUEUE] = size
    swap(queue, 0, size)
    position = 0
    while True:
        least = 2 * position + 1
        if least >= size:
            return
        if least + 1 < size and sooner(queue[least + 1], queue[least], by_hops):
            least += 1
        if not sooner(queue[least], queue[position], by_hops):
            return
        swap(queue, least, position)
        position = least


@part
def is_beaten(label: int, labels: NDArray[Any], slots: NDArray[Any]) -> bool:
    """Whether a label that has left does all that this one can do."""
    one = labels[label]
    other = slots[one.slot].closed
    while other >= 0:
        known = labels[other]
        if (
            known.hops <= one.hops
            and known.time <= one.time
            and known.towards == one.towards
            and known.issuer == one.issuer
            and known.relief == one.relief
            and known.released == one.released
        ):
            return True
        other = known.previous
    return False


@part
def is_path(label: int, mode: int, labels: NDArray[Any], slots: NDArray[Any]) -> bool:
    """Whether the walk of a label repeats only what the mode lets it repeat."""
    if mode == Mode.WALK:
        return True
    while labels[label].parent >= 0:
        entity, edge = slots[labels[label].slot].entity, labels[label].edge
        earlier = labels[label].parent
        while earlier >= 0:
            if mode == Mode.TRAIL:
                if labels[earlier].parent >= 0 and labels[earlier].edge == edge:
                    return False
            elif slots[labels[earlier].slot].entity == entity:
                return False
            earlier = labels[earlier].parent
        label = labels[label].parent
    return True


@kernel(
    nb.int64, *GRAPH, *QUESTION, *MEMORY, writable(LABEL), writable(QUEUED), INTEGERS, *RULES,
)  # fmt: skip
def spread_labels(
    lists, moves, support, against, spans, costs, types,
    ask, letters, step, back_starts, back, accepting, via, avoid, type_ok, modality_ok,
    sources, not_sources, weights,
    slot_of, slots, records, tally, stop,
    labels, queue, found,
    traits, kinds, actions, assertable, began, first_known, up_from, up_to, place_from, place_to,
    kept_from, kept_to, marks, merged, merged_into, pool, climb, walk, seek,
):  # fmt: skip
    """Continue until every entity that can be reached has its best label, or a limit is reached.

    ``found`` gets that of each entity, in the order of their ranks; the complement of a label
    whose walk is not a path of the mode.
    """
    by_hops, states, mode = ask[Ask.BY_HOPS] != 0, ask[Ask.STATES], ask[Ask.MODE]
    graded = ask[Ask.GRADED] != 0
    grades = weights.shape[0] if graded else 1
    ruled = ask[Ask.CHRONOLOGICAL] != 0 or ask[Ask.WATCHED] != 0
    rules = (
        traits, kinds, actions, assertable, began, first_known, up_from, up_to, place_from,
        place_to, kept_from, kept_to, marks, merged, merged_into, pool, climb, walk, seek,
    )  # fmt: skip
    low, high = ask[Ask.LEAVE], ask[Ask.LEAVE_END]
    while tally[Tally.QUEUE] > 0:
        label = queue[0].node
        slot, hops, time = labels[label].slot, labels[label].hops, labels[label].time
        entity, quality = slots[slot].entity, slots[slot].quality
        if hops > 0 and is_beaten(label, labels, slots):
            pop_label(queue, tally, by_hops)
            continue
        needed = grades * move_count(lists, entity, low, high, moves) + 1
        if (
            tally[Tally.QUEUE] + needed > queue.shape[0]
            or tally[Tally.NODES] + needed > labels.shape[0]
            or tally[Tally.SLOTS] + needed > slots.shape[0]
            or tally[Tally.FOUND] == found.shape[0]
        ):
            return Status.CAPACITY
        if stop[0]:
            return Status.STOPPED
        if tally[Tally.EXPANSIONS] >= ask[Ask.BUDGET]:
            return Status.BUDGET
        tally[Tally.EXPANSIONS] += 1
        pop_label(queue, tally, by_hops)
        state, passed = quality % states, quality // states
        if hops > 0:
            # The start does not close its state: a walk that comes back to it may pass via there.
            labels[label].previous = slots[slot].closed
            slots[slot].closed = label
            first = slot_of[entity]
            if (
                slots[first].depth == DEEPEST
                and entity != ask[Ask.START]
                and passed == via.shape[0]
                and accepting[state]
            ):
                slots[first].depth = hops
                found[tally[Tally.FOUND]] = (
                    label if is_path(label, mode, labels, slots) else -1 - label
                )
                tally[Tally.FOUND] += 1
            if hops == ask[Ask.HOPS] or not may_pass(entity, ask, lists, types, type_ok, avoid):
                continue
            if passed < via.shape[0] and via[passed] == entity:
                passed += 1
        last = hops + 1 == ask[Ask.HOPS]
        begin, end = move_range(lists, entity, low, high, moves)
        for position in range(begin, end):
            move = moves[position]
            if damaged(move, lists, support, costs, letters, ask):
                continue
            tally[Tally.LOOKS] += 1
            next_state = stepped(move, state, 0, ask, letters, step)
            target = move.to
            if next_state < 0 or (mode <= Mode.SIMPLE and target == ask[Ask.START]):
                continue
            if avoid.shape[0] and contains(avoid, target):
                continue
            if last and slot_of[target] >= 0 and slots[slot_of[target]].depth < DEEPEST:
                continue
            grade, code = grade_after(
                move, entity, -1, support, against, spans, ask, letters, modality_ok, sources,
                not_sources, weights, kinds, began,
            )  # fmt: skip
            while grade >= 0:
                own_grade, cost = grade, labels[label].cost + costs[code]
                if graded:
                    cost += weights[grade]
                grade, code = grade_after(
                    move, entity, grade, support, against, spans, ask, letters, modality_ok,
                    sources, not_sources, weights, kinds, began,
                )  # fmt: skip
                may, when = True, time
                towards, issuer = labels[label].towards, labels[label].issuer
                relief, released = labels[label].relief, labels[label].released
                if ruled:
                    may, when, towards, issuer, relief, released = taken(
                        move, entity, own_grade, state, time, towards, issuer, relief, released,
                        lists, moves, support, against, spans, costs, ask, letters, modality_ok,
                        sources, not_sources, weights, avoid, rules,
                    )  # fmt: skip
                if not may:
                    continue
                number = tally[Tally.NODES]
                new = labels[number]
                new.slot = slot_for(target, passed * states + next_state, slot_of, slots, tally)
                new.cost, new.parent, new.edge = cost, label, move.edge
                new.hops, new.time, new.previous = hops + 1, when, -1
                new.towards, new.issuer, new.relief, new.released = (
                    towards, issuer, relief, released,
                )  # fmt: skip
                if not is_beaten(number, labels, slots):
                    tally[Tally.NODES] = number + 1
                    push_label(cost, hops + 1, number, queue, tally, by_hops)
        if pool.shape[0] and pool[0] < 0:
            return Status.MEMORY
    return Status.DONE


@part
def follow_bounds(
    lists, moves, support, against, spans, costs, types,
    ask, letters, step, accepting, via, avoid, type_ok, modality_ok, sources, not_sources, weights,
    slot_of, slots, records, tally, labels, rules,
):  # fmt: skip
    """Follow the walk behind the bound of the first label to the end; where it ends, a label.

    -1 where the rules or the mode forbid that walk. None is better, since no walk is.
    """
    kinds, began = rules[1], rules[4]
    label, graded = 0, ask[Ask.GRADED] != 0
    low, high = ask[Ask.LEAVE], ask[Ask.LEAVE_END]
    while slots[labels[label].slot].quality < ask[Ask.QUALITIES]:
        slot, hops, time = labels[label].slot, labels[label].hops, labels[label].time
        left = ask[Ask.HOPS] - hops
        record = bound(slot, left, slots, records)
        if record < 0 or label + 1 >= labels.shape[0]:
            return -1
        edge, to = records[record].edge, records[record].to
        wanted = records[record].cost
        over = slots[to].quality >= ask[Ask.QUALITIES]
        if not over:
            rest = bound(to, left - 1, slots, records)
            if rest < 0:
                return -1
            wanted -= records[rest].cost
        entity, quality = slots[slot].entity, slots[slot].quality
        position, end = move_range(lists, entity, low, high, moves)
        while position < end and moves[position].edge != edge:
            position += 1
        if position == end:
            return -1
        move = moves[position]
        if damaged(move, lists, support, costs, letters, ask):
            return -1
        state = quality % ask[Ask.STATES]
        next_state = stepped(move, state, 0, ask, letters, step)
        if next_state < 0:
            return -1
        if over:
            leads = arrived(move.to, quality, next_state, ask, accepting, via, slot_of, slots)
        else:
            leads, _ = onward(
                move.to, quality, next_state, left - 1, lists, types, ask, via, avoid, type_ok,
                slot_of, slots, records,
            )  # fmt: skip
        if leads != to:
            return -1
        taken_so = False
        grade, code = grade_after(
            move, entity, -1, support, against, spans, ask, letters, modality_ok, sources,
            not_sources, weights, kinds, began,
        )  # fmt: skip
        while grade >= 0 and not taken_so:
            own_grade, cost = grade, costs[code]
            if graded:
                cost += weights[grade]
            grade, code = grade_after(
                move, entity, grade, support, against, spans, ask, letters, modality_ok, sources,
                not_sources, weights, kinds, began,
            )  # fmt: skip
            if cost != wanted:
                continue
            taken_so, when, towards, issuer, relief, released = taken(
                move, entity, own_grade, state, time, labels[label].towards, labels[label].issuer,
                labels[label].relief, labels[label].released, lists, moves, support, against,
                spans, costs, ask, letters, modality_ok, sources, not_sources, weights, avoid,
                rules,
            )  # fmt: skip
            if taken_so:
                new = labels[label + 1]
                new.slot, new.cost = to, labels[label].cost + cost
                new.parent, new.edge, new.hops, new.time = label, edge, hops + 1, when
                new.towards, new.issuer, new.relief, new.released = (
                    towards, issuer, relief, released,
                )  # fmt: skip
        if not taken_so:
            return -1
        tally[Tally.EXPANSIONS] += 1
        label += 1
    return label if is_path(label, ask[Ask.MODE], labels, slots) else -1


@kernel(
    nb.int64, *GRAPH, *QUESTION, *MEMORY, writable(LABEL), writable(QUEUED), INTEGERS, NUMBERS,
    NUMBERS, *RULES, *[nb.int64] * 2,
)  # fmt: skip
def seek_labels(
    lists, moves, support, against, spans, costs, types,
    ask, letters, step, back_starts, back, accepting, via, avoid, type_ok, modality_ok,
    sources, not_sources, weights,
    slot_of, slots, records, tally, stop,
    labels, queue, roots, found_costs, found_hops,
    traits, kinds, actions, assertable, began, first_known, up_from, up_to, place_from, place_to,
    kept_from, kept_to, marks, merged, merged_into, pool, climb, walk, seek,
    at, size,
):  # fmt: skip
    """Seek the end from the slots ``roots[at:size]``; how many are done is in the tally.

    ``found_costs`` and ``found_hops`` get those of the best walk from each, -1 where there is none;
    the complement of the hops where that walk is not a path of the mode.
    """
    by_hops, states, mode = ask[Ask.BY_HOPS] != 0, ask[Ask.STATES], ask[Ask.MODE]
    graded = ask[Ask.GRADED] != 0
    grades = weights.shape[0] if graded else 1
    rules = (
        traits, kinds, actions, assertable, began, first_known, up_from, up_to, place_from,
        place_to, kept_from, kept_to, marks, merged, merged_into, pool, climb, walk, seek,
    )  # fmt: skip
    low, high = ask[Ask.LEAVE], ask[Ask.LEAVE_END]
    while at < size:
        tally[Tally.FOUND] = at
        root = roots[at]
        ask[Ask.START] = slots[root].entity
        if pool.shape[0]:
            pool[0] = 1
        one = labels[0]
        one.slot, one.cost, one.parent, one.edge, one.hops = root, 0, -1, -1, 0
        one.time, one.previous = _FIRST_DAY, -1
        one.towards, one.issuer, one.relief, one.released = -1, -1, 0, -1
        tally[Tally.NODES], tally[Tally.QUEUE] = 1, 0
        record = bound(root, ask[Ask.HOPS], slots, records)
        push_label(records[record].cost, records[record].hops, 0, queue, tally, by_hops)
        status = -1
        found_costs[at], found_hops[at] = -1, -1
        expansions = tally[Tally.EXPANSIONS]
        if stop[0]:
            return Status.STOPPED
        if expansions >= ask[Ask.BUDGET]:
            return Status.BUDGET
        reached = follow_bounds(
            lists, moves, support, against, spans, costs, types, ask, letters, step, accepting,
            via, avoid, type_ok, modality_ok, sources, not_sources, weights, slot_of, slots,
            records, tally, labels, rules,
        )  # fmt: skip
        if pool.shape[0] and pool[0] < 0:
            return Status.MEMORY
        if reached >= 0 and labels[reached].hops == records[record].hops:
            found_costs[at], found_hops[at] = labels[reached].cost, labels[reached].hops
            at += 1
            continue
        while tally[Tally.QUEUE] > 0 and status < 0:
            label = queue[0].node
            slot, hops, time = labels[label].slot, labels[label].hops, labels[label].time
            entity, quality = slots[slot].entity, slots[slot].quality
            if quality >= ask[Ask.QUALITIES]:
                found_costs[at] = labels[label].cost
                found_hops[at] = hops if is_path(label, mode, labels, slots) else -1 - hops
                break
            if is_beaten(label, labels, slots):
                pop_label(queue, tally, by_hops)
                continue
            needed = 2 * grades * move_count(lists, entity, low, high, moves) + 1
            if (
                tally[Tally.QUEUE] + needed > queue.shape[0]
                or tally[Tally.NODES] + needed > labels.shape[0]
            ):
                tally[Tally.EXPANSIONS] = expansions
                status = _CAPACITY
            elif stop[0]:
                status = _STOPPED
            elif tally[Tally.EXPANSIONS] >= ask[Ask.BUDGET]:
                status = _BUDGET
            if status >= 0:
                break
            tally[Tally.EXPANSIONS] += 1
            pop_label(queue, tally, by_hops)
            labels[label].previous = slots[slot].closed
            slots[slot].closed = label
            state, left = quality % states, ask[Ask.HOPS] - hops - 1
            begin, end = move_range(lists, entity, low, high, moves)
            for position in range(begin, end):
                move = moves[position]
                if damaged(move, lists, support, costs, letters, ask):
                    continue
                tally[Tally.LOOKS] += 1
                next_state = stepped(move, state, 0, ask, letters, step)
                if next_state < 0:
                    continue
                target = move.to
                over = arrived(target, quality, next_state, ask, accepting, via, slot_of, slots)
                to, record = onward(
                    target, quality, next_state, left, lists, types, ask, via, avoid, type_ok,
                    slot_of, slots, records,
                )  # fmt: skip
                if over < 0 and to < 0:
                    continue
                rest_cost, rest_hops = ENDLESS, 0
                if to >= 0:
                    rest_cost, rest_hops = records[record].cost, records[record].hops
                grade, code = grade_after(
                    move, entity, -1, support, against, spans, ask, letters, modality_ok,
                    sources, not_sources, weights, kinds, began,
                )  # fmt: skip
                while grade >= 0:
                    own_grade, cost = grade, labels[label].cost + costs[code]
                    if graded:
                        cost += weights[grade]
                    grade, code = grade_after(
                        move, entity, grade, support, against, spans, ask, letters, modality_ok,
                        sources, not_sources, weights, kinds, began,
                    )  # fmt: skip
                    may, when, towards, issuer, relief, released = taken(
                        move, entity, own_grade, state, time, labels[label].towards,
                        labels[label].issuer, labels[label].relief, labels[label].released,
                        lists, moves, support, against, spans, costs, ask, letters, modality_ok,
                        sources, not_sources, weights, avoid, rules,
                    )  # fmt: skip
                    if not may:
                        continue
                    for ending in range(2):
                        slot_to, more, more_hops = to, rest_cost, rest_hops
                        if ending:
                            slot_to, more, more_hops = over, 0, 0
                        if slot_to < 0:
                            continue
                        number = tally[Tally.NODES]
                        new = labels[number]
                        new.slot, new.cost, new.parent, new.edge = slot_to, cost, label, move.edge
                        new.hops, new.time, new.previous = hops + 1, when, -1
                        new.towards, new.issuer, new.relief, new.released = (
                            towards, issuer, relief, released,
                        )  # fmt: skip
                        if ending or not is_beaten(number, labels, slots):
                            tally[Tally.NODES] = number + 1
                            push_label(
                                cost + more, hops + 1 + more_hops, number, queue, tally, by_hops
                            )
            if pool.shape[0] and pool[0] < 0:
                status = _MEMORY
        for number in range(tally[Tally.NODES]):
            slots[labels[number].slot].closed = -1
        if status >= 0:
            return status
        at += 1
    tally[Tally.FOUND] = at
    return Status.DONE
