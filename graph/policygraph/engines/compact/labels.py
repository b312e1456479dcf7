"""The best walk from one entity to every other under all rules, by labels spread from the start.

Where addressees, force or the order of time may forbid a step, a bound knows too little. A label
remembers what the rules do, so the first one to reach an entity is its best walk. That is its best
path unless it repeats what the mode forbids.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from policygraph.engines.compact.kernels.layout import (
    ENDLESS,
    FIRST_DAY,
    Ask,
    Status,
    Tally,
)
from policygraph.engines.compact.kernels.registry import spread_labels
from policygraph.engines.compact.layers import REASONS, Layers
from policygraph.engines.compact.numbered_graph import NumberedGraph
from policygraph.engines.compact.question import Question
from policygraph.engines.compact.working_memory import WorkingMemory

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: A rank: cost and hops, or hops and cost.
Key = tuple[int, int]


class Reached(NamedTuple):
    """Entities with the cost and hops of their best walks, and which are known to be paths."""

    entities: NDArray[np.int32]
    costs: NDArray[np.int64]
    hops: NDArray[np.int32]
    certain: NDArray[np.bool_]


class Labels(Layers):
    """The labels of one question from its start; ``expansions`` is how many have left the heap."""

    def __init__(self, graph: NumberedGraph, question: Question, memory: WorkingMemory) -> None:
        super().__init__(graph, question, memory)
        self.expansions = 0
        #: From this rank on what is reached is not known; None where all is.
        self.beyond: Key | None = None
        if self.ask[Ask.WATCHED]:
            memory.look_around()

    def run(self) -> tuple[Reached, str]:
        """What is reached, by rank, and why it is not all, if it is not: then a true prefix."""
        ask, memory, tally = self.ask, self.memory, self.memory.tally
        ask[Ask.COST] = ask[Ask.LOOKS] = ENDLESS
        with memory.used():
            start = memory.add_slot(int(ask[Ask.START]), 0)
            memory.labels[0] = (0, -1, start, -1, 0, FIRST_DAY, -1, -1, -1, 0, -1)
            memory.queue[0] = (0, 0, 0)
            tally[Tally.NODES] = tally[Tally.QUEUE] = 1
            while True:
                status = Status(
                    spread_labels(
                        *self.arrays,
                        *self.question.tables,
                        *memory.parts,
                        memory.labels,
                        memory.queue,
                        memory.found,
                        *self.question.rules.parts,
                        *memory.rule_parts[:-1],
                    )
                )
                self.refuse_damage()
                if status == Status.CAPACITY and not memory.grow_labels():
                    status = Status.MEMORY
                if status != Status.CAPACITY:
                    break
            self.expansions = int(tally[Tally.EXPANSIONS])
            return self._reached(status == Status.DONE), REASONS.get(status, "")

    def _reached(self, complete: bool) -> Reached:
        memory, by_hops = self.memory, bool(self.ask[Ask.BY_HOPS])
        found = memory.found[: self.memory.tally[Tally.FOUND]]
        labels = memory.labels[np.where(found < 0, ~found, found)]
        entities = memory.slots["entity"][labels["slot"]]
        reached = Reached(entities, labels["cost"], labels["hops"], found >= 0)
        if not complete:
            # Others of the same rank as the last one may not have been seen yet.
            last = labels[-1:]
            keys = (last["hops"], last["cost"]) if by_hops else (last["cost"], last["hops"])
            self.beyond = (int(keys[0][0]), int(keys[1][0])) if len(last) else (0, 0)
        return ranked(self.graph, reached, self.beyond, by_hops)


def ranked(graph: NumberedGraph, reached: Reached, beyond: Key | None, by_hops: bool) -> Reached:
    """What is reached in its order, before the rank ``beyond``."""
    keys = (reached.hops, reached.costs) if by_hops else (reached.costs, reached.hops)
    order = np.lexsort((graph.arrays.ranks(reached.entities), keys[1], keys[0]))
    if beyond is not None:
        first, second = keys[0][order], keys[1][order]
        order = order[(first < beyond[0]) | ((first == beyond[0]) & (second < beyond[1]))]
    entities, costs, hops, certain = reached
    return Reached(entities[order], costs[order], hops[order], certain[order])
