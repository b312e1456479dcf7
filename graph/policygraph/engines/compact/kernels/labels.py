"""The kernel that spreads labels from the start: the best walk to every entity, under all rules.

A label is a walk to a state, with its time of arrival and what the rules of influence remember of
it. Labels leave a heap by rank, as in Dijkstra's algorithm. One is dropped if another at its state
that remembers the same has left before it, in no more hops and no later (Martins 1984 on several
criteria): whatever follows it could follow the other, at no more cost.
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
    LABEL,
    QUEUED,
    Ask,
    Mode,
    Status,
    Tally,
)
from policygraph.engines.compact.kernels.signature import GRAPH, INTEGERS, MEMORY, QUESTION, RULES
from policygraph.engines.compact.kernels.states import slot_for
from policygraph.engines.compact.kernels.steps import grade_after, taken
from policygraph.engines.compact.kernels.transitions import may_pass, stepped

if TYPE_CHECKING:
    from numpy.typing import NDArray


@part
def sooner(left: Any, right: Any, by_hops: bool) -> bool:
    """Whether one queued label leaves the heap before another."""
    if by_hops:
        return left.hops < right.hops or (left.hops == right.hops and left.cost < right.cost)
    return left.cost < right.cost or (left.cost == right.cost and left.hops < right.hops)


@part
def push_label(
    label: int, labels: NDArray[Any], queue: NDArray[Any], tally: NDArray[Any], by_hops: bool
) -> None:
    """Add a label to the heap."""
    position = tally[Tally.QUEUE]
    tally[Tally.QUEUE] = position + 1
    new = queue[position]
    new.cost, new.hops, new.node = labels[label].cost, labels[label].hops, label
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
                    push_label(number, labels, queue, tally, by_hops)
        if pool.shape[0] and pool[0] < 0:
            return Status.MEMORY
    return Status.DONE
