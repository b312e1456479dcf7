"""Kernels that count hops and ask nothing else: bare frontiers, layer by layer.

``join_ends`` spreads from both ends of a question, each time from the one with fewer moves
to look at (bidirectional search), until the two meet. Every shortest path then passes through an
entity that both sides know, so the best of them, to the last tie, is the best way from each side.
``spread_hops`` finds all entities within a number of hops. Where most moves lead to what is known
already it goes the other way: it looks, from each entity that is not yet known, for one that is
(direction-optimising search: Beamer, Asanović and Patterson 2012).

Both mark entities in ``slot_of`` and clear the marks before they return.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import types as nb

from policygraph.engines.compact.arrays import LIST, MOVE, SUBJECT
from policygraph.engines.compact.compilation import kernel, part, read_only, writable
from policygraph.engines.compact.kernels.adjacency import move_count, move_range
from policygraph.engines.compact.kernels.entity_order import entity_before
from policygraph.engines.compact.kernels.layout import SIDE, Status, Tally
from policygraph.engines.compact.kernels.signature import INTEGERS, NUMBERS, SETTLED
from policygraph.engines.compact.kernels.transitions import letter

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SUBJECT = SUBJECT
_BYTES, _COSTS = np.dtype(np.uint8), np.dtype(np.int64)


@part
def leads_outside(move: Any, lists: NDArray[Any], letters: NDArray[Any]) -> bool:
    """Whether a move leads outside of an array: a file is damaged."""
    return not (0 <= move.to < lists.shape[0] and 4 * move.relation + 3 < letters.shape[0])


@part
def is_earlier(
    left: int, right: int, side: NDArray[Any], entities: NDArray[Any], known: int,
    insert_before: NDArray[Any],
) -> bool:  # fmt: skip
    """Whether the steps from the start to one slot come before those to another as far away."""
    while side[left].nearer != side[right].nearer:
        left, right = side[left].nearer, side[right].nearer
    return is_step_earlier(
        side[left].relation, side[left].against, entities[left],
        side[right].relation, side[right].against, entities[right], known, insert_before,
    )  # fmt: skip


@part
def is_step_earlier(
    relation: int, against: int, to: int, other_relation: int, other_against: int, other_to: int,
    known: int, insert_before: NDArray[Any],
) -> bool:  # fmt: skip
    """Whether a step comes before another one."""
    if relation != other_relation:
        return relation < other_relation
    if against != other_against:
        return against < other_against
    return to != other_to and entity_before(to, other_to, known, insert_before)


@part
def spread(
    leaving: bool, begin: int, end: int, size: int, depth: int, low: int, high: int, budget: int,
    lists: NDArray[Any], moves: NDArray[Any], costs: NDArray[Any], letters: NDArray[Any],
    symmetric: NDArray[Any], insert_before: NDArray[Any], slot_of: NDArray[Any],
    entities: NDArray[Any], mine: NDArray[Any], other: NDArray[Any], tally: NDArray[Any],
    stop: NDArray[Any],
) -> tuple[int, int, bool, int]:  # fmt: skip
    """Go one hop on from the slots ``begin`` to ``end``, which are one hop nearer than ``depth``.

    New slots are added from ``size`` on. It gives a status, the number of slots, whether the other
    side was met, and the number of moves of the new slots.
    """
    known = lists.shape[0] - insert_before.shape[0]
    met, work = False, 0
    for at in range(begin, end):
        if stop[0]:
            return Status.STOPPED, size, met, work
        if tally[Tally.EXPANSIONS] >= budget:
            return Status.BUDGET, size, met, work
        tally[Tally.EXPANSIONS] += 1
        cost = mine[at].cost
        first, last = move_range(lists, entities[at], low, high, moves)
        if size + last - first > entities.shape[0]:
            return Status.CAPACITY, size, met, work
        tally[Tally.LOOKS] += last - first
        for position in range(first, last):
            move = moves[position]
            if leads_outside(move, lists, letters) or not 0 <= move.code < costs.shape[0]:
                return Status.DAMAGED, size, met, work
            if letter(move.relation, move.flags, leaving, letters) < 0:
                continue
            slot = slot_of[move.to]
            if slot < 0:
                if met:
                    continue
                slot = size
                size += 1
                slot_of[move.to] = slot
                entities[slot] = move.to
                mine[slot].hops = other[slot].hops = -1
                work += move_count(lists, move.to, low, high, moves)
            elif mine[slot].hops >= 0:
                if mine[slot].hops != depth:
                    continue
            else:
                # Known from the other side only, so in its last layer: all nearer ones were met.
                met = True
            total = cost + costs[move.code]
            against = 0
            if ((move.flags & _SUBJECT) != 0) != leaving and not symmetric[move.relation]:
                against = 1
            new = mine[slot]
            if new.hops == depth:
                if total > new.cost:
                    continue
                if total == new.cost:
                    if leaving and new.nearer != at:
                        if not is_earlier(at, new.nearer, mine, entities, known, insert_before):
                            continue
                    elif not is_step_earlier(
                        move.relation, against, entities[at],
                        new.relation, new.against, entities[new.nearer], known, insert_before,
                    ):  # fmt: skip
                        continue
            new.hops, new.cost, new.nearer = depth, total, at
            new.relation, new.against = move.relation, against
    return Status.DONE, size, met, work


@kernel(
    nb.int64, read_only(LIST), read_only(MOVE), read_only(_COSTS), SETTLED, read_only(_BYTES),
    SETTLED, INTEGERS, INTEGERS, INTEGERS, writable(SIDE), writable(SIDE), NUMBERS,
    writable(_BYTES), *[nb.int64] * 8,
)  # fmt: skip
def join_ends(
    lists, moves, costs, letters, symmetric, insert_before,
    slot_of, entities, steps, ahead, behind, tally, stop,
    start, end, hops, budget, leave, leave_end, arrive, arrive_end,
):  # fmt: skip
    """Find the best of the shortest paths between two different entities.

    ``tally`` gets its hops (``FOUND``; 0 if there is none within ``hops``), and ``steps``, for
    each, the relation, whether it goes against the statement, and the entity that it reaches.
    """
    tally[Tally.EXPANSIONS] = tally[Tally.LOOKS] = tally[Tally.FOUND] = 0
    entities[0], entities[1] = start, end
    slot_of[start], slot_of[end] = 0, 1
    ahead[0].hops, ahead[0].cost, ahead[0].nearer = 0, 0, -1
    ahead[1].hops = behind[0].hops = -1
    behind[1].hops, behind[1].cost, behind[1].nearer = 0, 0, -1
    size, outer, outer_end, home, home_end = 2, 0, 1, 1, 2
    work = move_count(lists, start, leave, leave_end, moves)
    home_work = move_count(lists, end, arrive, arrive_end, moves)
    depth = done = 0
    status, met = Status.DONE, False
    while not met and depth + done < hops and outer < outer_end and home < home_end:
        leaving = work <= home_work
        before = size
        if leaving:
            depth += 1
            status, size, met, work = spread(
                True, outer, outer_end, size, depth, leave, leave_end, budget,
                lists, moves, costs, letters, symmetric, insert_before,
                slot_of, entities, ahead, behind, tally, stop,
            )  # fmt: skip
            outer, outer_end = before, size
        else:
            done += 1
            status, size, met, home_work = spread(
                False, home, home_end, size, done, arrive, arrive_end, budget,
                lists, moves, costs, letters, symmetric, insert_before,
                slot_of, entities, behind, ahead, tally, stop,
            )  # fmt: skip
            home, home_end = before, size
        if status != Status.DONE:
            break
        if met and 3 * (depth + done) > steps.shape[0]:
            status = Status.CAPACITY
        elif met:
            first, last = (home, home_end) if leaving else (outer, outer_end)
            known = lists.shape[0] - insert_before.shape[0]
            best = -1
            for slot in range(first, last):
                if ahead[slot].hops != depth or behind[slot].hops != done:
                    continue
                if best >= 0:
                    more = ahead[slot].cost + behind[slot].cost
                    more -= ahead[best].cost + behind[best].cost
                    if more > 0 or (
                        more == 0
                        and not is_earlier(slot, best, ahead, entities, known, insert_before)
                    ):
                        continue
                best = slot
            tally[Tally.FOUND] = depth + done
            slot = best
            for position in range(depth - 1, -1, -1):
                steps[3 * position] = ahead[slot].relation
                steps[3 * position + 1] = ahead[slot].against
                steps[3 * position + 2] = entities[slot]
                slot = ahead[slot].nearer
            slot = best
            for position in range(depth, depth + done):
                steps[3 * position] = behind[slot].relation
                steps[3 * position + 1] = behind[slot].against
                slot = behind[slot].nearer
                steps[3 * position + 2] = entities[slot]
    for slot in range(size):
        slot_of[entities[slot]] = -1
    return status


@kernel(
    nb.int64, read_only(LIST), read_only(MOVE), SETTLED, INTEGERS, INTEGERS, INTEGERS, NUMBERS,
    writable(_BYTES), *[nb.int64] * 8,
)  # fmt: skip
def spread_hops(
    lists, moves, letters, marks, found, levels, tally, stop,
    start, hops, budget, leaving, low, high, back_low, back_high,
):  # fmt: skip
    """Find the entities within a number of hops of one, nearest first.

    ``found`` gets them after ``start``, and ``levels[h]`` how many are within ``h`` hops, ``start``
    included; ``tally`` gets the number of levels that are complete (``FOUND``). The groups ``low``
    to ``high`` of an entity are its moves onward, ``back_low`` to ``back_high`` those back.
    """
    tally[Tally.EXPANSIONS] = tally[Tally.LOOKS] = 0
    found[0], marks[start] = start, 0
    levels[0] = size = 1
    begin, depth = 0, 0
    work = move_count(lists, start, low, high, moves)
    unknown = moves.shape[0] // 2
    status = Status.DONE
    while depth < hops and begin < size:
        end = size
        if depth + 2 > levels.shape[0]:
            status = Status.CAPACITY
            break
        if tally[Tally.EXPANSIONS] + end - begin > budget:
            status = Status.BUDGET
            break
        tally[Tally.EXPANSIONS] += end - begin
        # A part p of the moves not looked at leave the last level. Looking back from an unknown
        # entity takes about 1 / p of its moves until one is met, looking onward p of all of them.
        back = work * work > unknown * (lists.shape[0] - size)
        unknown -= work
        work, onward = 0, depth + 1 < hops
        if back:
            for entity in range(lists.shape[0]):
                if marks[entity] >= 0:
                    continue
                if stop[0]:
                    break
                first, last = move_range(lists, entity, back_low, back_high, moves)
                for position in range(first, last):
                    move = moves[position]
                    tally[Tally.LOOKS] += 1
                    if leads_outside(move, lists, letters):
                        status = Status.DAMAGED
                        break
                    if marks[move.to] != depth:
                        continue
                    if letter(move.relation, move.flags, leaving == 0, letters) >= 0:
                        marks[entity] = depth + 1
                        found[size] = entity
                        size += 1
                        if onward:
                            work += move_count(lists, entity, low, high, moves)
                        break
                if status != Status.DONE:
                    break
        else:
            for at in range(begin, end):
                if stop[0] or status != Status.DONE:
                    break
                first, last = move_range(lists, found[at], low, high, moves)
                tally[Tally.LOOKS] += last - first
                for position in range(first, last):
                    move = moves[position]
                    if leads_outside(move, lists, letters):
                        status = Status.DAMAGED
                        break
                    if marks[move.to] >= 0:
                        continue
                    if letter(move.relation, move.flags, leaving != 0, letters) >= 0:
                        marks[move.to] = depth + 1
                        found[size] = move.to
                        size += 1
                        if onward:
                            work += move_count(lists, move.to, low, high, moves)
        if stop[0]:
            status = Status.STOPPED
        if status != Status.DONE:
            break
        begin = end
        depth += 1
        levels[depth] = size
    tally[Tally.FOUND] = depth
    for at in range(size):
        marks[found[at]] = -1
    return status
