"""The best paths from every entity to one under all rules, over bounds that they share.

The rules read a path from its start on, so they cannot be spread from the end. The bounds can: the
least cost to the end from every state. A search for one start then looks at little more than the
steps of its path.
"""

from __future__ import annotations

from policygraph.engines.base import TIME
from policygraph.engines.compact.kernels.layout import ENDLESS, Ask, Select, Status, Tally
from policygraph.engines.compact.labels import Key
from policygraph.engines.compact.layers import Layers
from policygraph.engines.compact.search import FIRST_COST, REASONS, rank_from


class Toward:
    """Searches for single starts in the working memory of ``walks``, which has their bounds."""

    def __init__(self, walks: Layers) -> None:
        self.walks = walks

    def best(self, entity: int, budget: int) -> tuple[Key | None, int, str]:
        """The cost and hops of the best path from an entity, what was spent, and why there is none.

        There is no reason where no path exists.
        """
        ask, memory, tally = self.walks.ask, self.walks.memory, self.walks.memory.tally
        root = memory.add_slot(entity, 0)
        bound = memory.records[memory.slots[root]["head"]]
        ask[Ask.START], ask[Ask.K], ask[Ask.SELECT] = entity, 1, Select.SHORTEST
        ask[Ask.BUDGET] = budget
        tally[Tally.EXPANSIONS] = 0
        if ask[Ask.WATCHED]:
            memory.look_around()
        for limit in self._limits(int(bound["cost"])):
            ask[Ask.COST] = limit
            for one in (Tally.FOUND, Tally.GROUPS, Tally.STEPS, Tally.LEVERS):
                tally[one] = 0
            status = rank_from(self.walks, root)
            if status != Status.DONE:
                return None, int(tally[Tally.EXPANSIONS]), REASONS.get(status, TIME)
            if tally[Tally.FOUND]:
                node = memory.nodes[memory.found[0]]
                return (int(node["cost"]), int(node["hops"])), int(tally[Tally.EXPANSIONS]), ""
        return None, int(tally[Tally.EXPANSIONS]), ""

    def _limits(self, least: int) -> list[int]:
        """Limits on the cost; most paths cost what the bound says."""
        if self.walks.ask[Ask.BY_HOPS]:
            return [ENDLESS]
        return [least, *(least + FIRST_COST * 4**power for power in range(4)), ENDLESS]
