"""The kernel of the corridor: the moves that can still reach the end, layer by layer."""

from __future__ import annotations

from numba import types as nb

from policygraph.engines.compact.compilation import kernel, writable
from policygraph.engines.compact.kernels.adjacency import damaged, move_count, move_range
from policygraph.engines.compact.kernels.edge_costs import strongest
from policygraph.engines.compact.kernels.layout import MET, NODE, Ask, Tally
from policygraph.engines.compact.kernels.signature import GRAPH, INTEGERS, MEMORY, QUESTION
from policygraph.engines.compact.kernels.transitions import arrived, goes_against, onward, stepped


@kernel(
    nb.int64, *GRAPH, *QUESTION, *MEMORY, INTEGERS, INTEGERS, writable(NODE), *[nb.int64] * 3
)  # fmt: skip
def corridor_layer(
    lists, moves, support, against, spans, costs, types,
    ask, letters, step, back_starts, back, accepting, via, avoid, type_ok, modality_ok,
    sources, not_sources, weights,
    slot_of, slots, records, tally, stop,
    layer, following, met, at, size, depth,
):  # fmt: skip
    """Add to ``met`` the moves of one layer from the start that can still reach the end."""
    states = ask[Ask.STATES]
    filtered = ask[Ask.FILTERED] != 0
    left = ask[Ask.HOPS] - depth - 1
    while at < size and stop[0] == 0 and tally[Tally.LOOKS] <= ask[Ask.LOOKS]:
        here = layer[at]
        entity, quality = slots[here].entity, slots[here].quality
        low, high = ask[Ask.LEAVE], ask[Ask.LEAVE_END]
        if tally[Tally.NODES] + 2 * move_count(lists, entity, low, high, moves) > met.shape[0]:
            return at
        state = quality % states
        for group in range(low, high):
            begin, end = move_range(lists, entity, group, group + 1, moves)
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
                to, _ = onward(
                    target, quality, next_state, left, lists, types, ask, via, avoid, type_ok,
                    slot_of, slots, records,
                )  # fmt: skip
                if over < 0 and to < 0:
                    continue
                if filtered and strongest(
                    move.edge, support, against, spans, ask, modality_ok, sources, not_sources
                ) < 0:  # fmt: skip
                    continue
                new = met[tally[Tally.NODES]]
                tally[Tally.NODES] += 1
                new.parent, new.slot = entity, target
                new.edge, new.relation = move.edge, move.relation
                new.flags = goes_against(move.relation, move.flags, letters)
                if to >= 0 and slots[to].closed_stamp != MET:
                    slots[to].closed_stamp = MET
                    following[tally[Tally.NEXT]] = to
                    tally[Tally.NEXT] += 1
        at += 1
    return at
