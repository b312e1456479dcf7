"""Layer by layer over the arrays: runs the kernels of :mod:`.kernels.bounds`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from policygraph.engines.base import BUDGET, MEMORY, STEPS, TIME
from policygraph.engines.compact.kernels.layout import Ask, Status, Tally
from policygraph.engines.compact.kernels.registry import backward_layer, forward_layer, pull_bounds
from policygraph.engines.compact.numbered_graph import NumberedGraph
from policygraph.engines.compact.question import Question
from policygraph.engines.compact.working_memory import WorkingMemory
from policygraph.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray


#: Why a kernel that did not end did not, as answers say it.
REASONS = {
    Status.BUDGET: BUDGET,
    Status.STOPPED: TIME,
    Status.STEPS: STEPS,
    Status.MEMORY: MEMORY,
}


class Layers:
    """The states of one question, spread over a graph in borrowed working memory."""

    def __init__(self, graph: NumberedGraph, question: Question, memory: WorkingMemory) -> None:
        self.graph, self.question, self.memory = graph, question, memory
        arrays = graph.arrays
        self.arrays = (
            arrays.lists,
            arrays.moves,
            arrays.support,
            arrays.against,
            arrays.spans,
            arrays.costs,
            arrays.types,
        )
        self.ask = question.ask

    def bounds(self) -> bool:
        """Give every state between the ends its bounds; False if the limit of moves is reached."""
        ask, memory, tally = self.ask, self.memory, self.memory.tally
        hops, start = int(ask[Ask.HOPS]), int(ask[Ask.START])
        root = memory.add_slot(start, 0)
        memory.slots[root]["depth"], memory.slots[root]["cost"] = 0, 0
        memory.reached[0] = root
        tally[Tally.REACHED] = 1
        end = int(ask[Ask.END])
        states, via = int(ask[Ask.STATES]), len(self.question.via)
        overs = [
            memory.add_slot(end, int(ask[Ask.QUALITIES]) + via * states + state)
            for state in np.flatnonzero(self.question.accepting).tolist()
        ]
        memory.outer[0][0] = root
        memory.home[0][: len(overs)] = overs
        outer, home = 1, len(overs)
        outer_work = self._degree(start, Ask.LEAVE, Ask.LEAVE_END)
        home_work = self._degree(end, Ask.ARRIVE, Ask.ARRIVE_END)
        # The number of states up to each depth, and of their moves.
        within, work_within = [1], [outer_work]
        depth = done = 0
        while depth < hops - done - 1 and outer and home:
            if min(outer_work, home_work) + tally[Tally.LOOKS] > ask[Ask.LOOKS]:
                return False
            if outer_work <= home_work:
                outer, outer_work = self.layer(
                    forward_layer, outer, lambda: (*memory.outer, memory.reached), depth
                )
                memory.outer.reverse()
                within.append(int(tally[Tally.REACHED]))
                work_within.append(work_within[-1] + outer_work)
                depth += 1
            else:
                home, home_work = self.layer(
                    backward_layer, home, lambda: tuple(memory.home), done + 1, 0
                )
                memory.home.reverse()
                done += 1
            if tally[Tally.LOOKS] > ask[Ask.LOOKS] or memory.stop[0]:
                return False
        while done < hops and home:
            done += 1
            position = min(hops - done, len(within) - 1)
            ahead = work_within[position]
            if min(ahead, home_work) + tally[Tally.LOOKS] > ask[Ask.LOOKS]:
                return False
            if ahead <= home_work:
                home, home_work = self.layer(
                    pull_bounds, within[position], lambda: (memory.reached, memory.home[1]), done
                )
            else:
                home, home_work = self.layer(
                    backward_layer, home, lambda: tuple(memory.home), done, 1
                )
            memory.home.reverse()
            if tally[Tally.LOOKS] > ask[Ask.LOOKS] or memory.stop[0]:
                return False
        return True

    def _degree(self, entity: int, first: Ask, last: Ask) -> int:
        return self.graph.arrays.degree(entity, int(self.ask[first]), int(self.ask[last]))

    def layer(
        self,
        kernel: Callable[..., int],
        size: int,
        lists: Callable[[], tuple[NDArray[Any], ...]],
        *numbers: int,
        grow: Callable[[], None] | None = None,
    ) -> tuple[int, int]:
        """Run one layer: the number of states that follow, and of their moves."""
        ask, memory, tally = self.ask, self.memory, self.memory.tally
        tally[Tally.NEXT] = tally[Tally.WORK] = 0
        at = 0
        while True:
            at = kernel(
                *self.arrays, *self.question.tables, *memory.parts, *lists(), at, size, *numbers
            )
            self.refuse_damage()
            cut = memory.stop[0] or tally[Tally.EXHAUSTED] or tally[Tally.LOOKS] > ask[Ask.LOOKS]
            if at == size or cut:
                return int(tally[Tally.NEXT]), int(tally[Tally.WORK])
            (grow or memory.grow_states)()

    def refuse_damage(self) -> None:
        """Raise :class:`DataError` if a kernel met a number that leads outside of an array."""
        if self.ask[Ask.DAMAGED]:
            refuse_damage()


def refuse_damage() -> NoReturn:
    """Raise :class:`DataError`, because a number leads outside of an array."""
    what = "a number in the arrays of the graph leads outside of them"
    raise DataError(f"{what}; run policygraph check, and build the store again")
