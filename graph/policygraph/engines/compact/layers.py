"""Layer by layer over the arrays: what runs the kernels of :mod:`.spreading`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.kernels import drawn, homeward, outward
from policygraph.engines.compact.layout import Ask, Tally
from policygraph.engines.compact.numbered import Numbered
from policygraph.engines.compact.question import Question
from policygraph.engines.compact.scratch import Scratch

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Layers:
    """One question's states, spread over a graph in working memory that is borrowed."""

    def __init__(self, graph: Numbered, question: Question, scratch: Scratch) -> None:
        self.graph, self.question, self.scratch = graph, question, scratch
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
        """Give every state on the way its bounds; False if too much was looked at."""
        ask, scratch, tally = self.ask, self.scratch, self.scratch.tally
        hops, start = int(ask[Ask.HOPS]), int(ask[Ask.START])
        root = scratch.add_slot(start, 0)
        scratch.slots[root]["depth"], scratch.slots[root]["cost"] = 0, 0
        scratch.reached[0] = root
        tally[Tally.REACHED] = 1
        end = int(ask[Ask.END])
        states, via = int(ask[Ask.STATES]), len(self.question.via)
        overs = [
            scratch.add_slot(end, int(ask[Ask.QUALITIES]) + via * states + state)
            for state in np.flatnonzero(self.question.accepting).tolist()
        ]
        scratch.outer[0][0] = root
        scratch.home[0][: len(overs)] = overs
        outer, home = 1, len(overs)
        outer_work = self._degree(start, Ask.LEAVE, Ask.LEAVE_END)
        home_work = self._degree(end, Ask.ARRIVE, Ask.ARRIVE_END)
        # How many states are at most so deep, and the moves that stand with them.
        within, work_within = [1], [outer_work]
        depth = done = 0
        while depth < hops - done - 1 and outer and home:
            if min(outer_work, home_work) + tally[Tally.LOOKS] > ask[Ask.LOOKS]:
                return False
            if outer_work <= home_work:
                outer, outer_work = self.layer(
                    outward, outer, lambda: (*scratch.outer, scratch.reached), depth
                )
                scratch.outer.reverse()
                within.append(int(tally[Tally.REACHED]))
                work_within.append(work_within[-1] + outer_work)
                depth += 1
            else:
                home, home_work = self.layer(
                    homeward, home, lambda: tuple(scratch.home), done + 1, 0
                )
                scratch.home.reverse()
                done += 1
            if tally[Tally.LOOKS] > ask[Ask.LOOKS] or scratch.stop[0]:
                return False
        while done < hops and home:
            done += 1
            place = min(hops - done, len(within) - 1)
            ahead = work_within[place]
            if min(ahead, home_work) + tally[Tally.LOOKS] > ask[Ask.LOOKS]:
                return False
            if ahead <= home_work:
                home, home_work = self.layer(
                    drawn, within[place], lambda: (scratch.reached, scratch.home[1]), done
                )
            else:
                home, home_work = self.layer(homeward, home, lambda: tuple(scratch.home), done, 1)
            scratch.home.reverse()
            if tally[Tally.LOOKS] > ask[Ask.LOOKS] or scratch.stop[0]:
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
        """One layer: how many states follow, and the moves that stand with them."""
        ask, scratch, tally = self.ask, self.scratch, self.scratch.tally
        tally[Tally.NEXT] = tally[Tally.WORK] = 0
        at = 0
        while True:
            at = kernel(
                *self.arrays, *self.question.tables, *scratch.parts, *lists(), at, size, *numbers
            )
            cut = scratch.stop[0] or tally[Tally.OUT] or tally[Tally.LOOKS] > ask[Ask.LOOKS]
            if at == size or cut:
                return int(tally[Tally.NEXT]), int(tally[Tally.WORK])
            (grow or scratch.grow_states)()
