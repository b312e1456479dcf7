"""The best walks from every entity to one under all rules, over bounds that they share.

The rules read a path from its start on, so they cannot be spread from the end. The bounds can: the
least cost to the end from every state. If the rules allow the walk behind the bound of a start, it
is the best one; otherwise a search looks at little more than the steps of the best.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from policygraph.engines.compact.kernels.layout import Ask, Status, Tally
from policygraph.engines.compact.kernels.registry import seek_labels
from policygraph.engines.compact.labels import Key, Reached, ranked
from policygraph.engines.compact.layers import REASONS, Layers

if TYPE_CHECKING:
    from numpy.typing import NDArray


def toward(
    walks: Layers, bounds: Reached, roots: NDArray[np.int32], budget: int
) -> tuple[Reached, Key | None, str, int]:
    """The best walks from entities with bounds, whose slots are ``roots`` in the memory.

    With the rank from which on they are not known, if any, why, and what was spent.
    """
    ask, memory, tally = walks.ask, walks.memory, walks.memory.tally
    if ask[Ask.WATCHED]:
        memory.look_around()
    costs, hops = np.zeros(len(roots), np.int64), np.zeros(len(roots), np.int64)
    ask[Ask.BUDGET], tally[Tally.EXPANSIONS], tally[Tally.FOUND] = budget, 0, 0
    while True:
        status = Status(
            seek_labels(
                *walks.arrays,
                *walks.question.tables,
                *memory.parts,
                memory.labels,
                memory.queue,
                roots,
                costs,
                hops,
                *walks.question.rules.parts,
                *memory.rule_parts[:-1],
                int(tally[Tally.FOUND]),
                len(roots),
            )
        )
        walks.refuse_damage()
        if status == Status.CAPACITY and not memory.grow_labels():
            status = Status.MEMORY
        if status != Status.CAPACITY:
            break
    done = int(tally[Tally.FOUND])
    beyond = None
    if status != Status.DONE:
        key = int(bounds.costs[done]), int(bounds.hops[done])
        beyond = key[::-1] if ask[Ask.BY_HOPS] else key
    found = np.flatnonzero(costs[:done] >= 0)
    certain = hops[found] >= 0
    steps = np.where(certain, hops[found], ~hops[found]).astype(np.int32)
    reached = Reached(bounds.entities[found], costs[found], steps, certain)
    by_hops = bool(ask[Ask.BY_HOPS])
    spent = int(tally[Tally.EXPANSIONS])
    return ranked(walks.graph, reached, beyond, by_hops), beyond, REASONS.get(status, ""), spent
