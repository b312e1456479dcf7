"""The kernel of the corridor: what can still arrive, met layer by layer from the start."""

from __future__ import annotations

from numba import types as nb

from policygraph.engines.compact.claims import strongest
from policygraph.engines.compact.compiled import changing, kernel
from policygraph.engines.compact.layout import MET, NODE, Ask, Tally
from policygraph.engines.compact.lists import several, stretch
from policygraph.engines.compact.signature import GRAPH, INTEGERS, QUESTION, SCRATCH
from policygraph.engines.compact.steps import arrived, goes_against, onward, stepped


@kernel(
    nb.int64, *GRAPH, *QUESTION, *SCRATCH, INTEGERS, INTEGERS, changing(NODE), *[nb.int64] * 3
)  # fmt: skip
def between(
    lists, moves, support, against, spans, costs, types,
    ask, letters, step, back_starts, back, accepting, via, avoid, type_ok, modality_ok,
    sources, not_sources,
    slot_of, slots, records, tally, stop,
    layer, following, met, at, size, depth,
):  # fmt: skip
    """One layer from the start of what can still arrive; its moves go to ``met``."""
    states = ask[Ask.STATES]
    filtered = ask[Ask.FILTERED] != 0
    left = ask[Ask.HOPS] - depth - 1
    while at < size and stop[0] == 0 and tally[Tally.LOOKS] <= ask[Ask.LOOKS]:
        here = layer[at]
        entity, quality = slots[here].entity, slots[here].quality
        low, high = ask[Ask.LEAVE], ask[Ask.LEAVE_END]
        if tally[Tally.NODES] + 2 * several(lists, entity, low, high) > met.shape[0]:
            return at
        state = quality % states
        for group in range(low, high):
            begin, end = stretch(lists, entity, group, group + 1)
            for place in range(begin, end):
                move = moves[place]
                tally[Tally.LOOKS] += 1
                next_state = stepped(move, state, ask, letters, step)
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
