"""The compact engine: a graph as plain arrays, searched by compiled kernels.

For graphs of 10^5 to 10^8 edges on one machine. It needs the extra ``scale``; nothing here
is imported before the engine is used.
"""

from __future__ import annotations

from collections.abc import Sequence

from policygraph.engines.base import Corridor, Distance, Found, Influence, Pairs, Reach, Within
from policygraph.model.collection import Collection
from policygraph.query.query import Query, Scope


class Compact:
    """Every query of the contract, over arrays, for graphs of up to about 10^8 edges."""

    name = "compact"
    local = True

    def search(self, collection: Collection, query: Query) -> Found:
        """The paths of ``query`` in rank order."""
        from policygraph.engines.compact.search import search

        return search(collection, query)

    def reach(
        self,
        collection: Collection,
        scope: Scope,
        entity: str,
        *,
        backward: bool = False,
        rank: str = "influence",
    ) -> Reach:
        """The best path between an entity and every other."""
        from policygraph.engines.compact.reach import reach

        return reach(collection, scope, entity, backward=backward, rank=rank)

    def distance(self, collection: Collection, scope: Scope, start: str, end: str) -> Distance:
        """The hops between two entities; the path is read when it is asked for."""
        from policygraph.engines.compact.hops import distance

        return distance(self, collection, scope, start, end)

    def within(
        self, collection: Collection, scope: Scope, entity: str, *, backward: bool = False
    ) -> Within:
        """The entities within some hops."""
        from policygraph.engines.compact.hops import within

        return within(self, collection, scope, entity, backward=backward)

    def corridor(self, collection: Collection, query: Query) -> Corridor:
        """The moves on walks from start to end."""
        from policygraph.engines.compact.corridor import corridor

        return corridor(collection, query)

    def strengths(self, collection: Collection) -> Sequence[float]:
        """The different strengths of claims, rising."""
        from policygraph.engines.compact.numbered_graph import arrays_of

        arrays = arrays_of(collection)
        rising: Sequence[float] = arrays.strengths[arrays.claimed][::-1].tolist()
        return rising

    def pairs(self, collection: Collection, scope: Scope) -> Pairs:
        """Who influences whom in one step."""
        from policygraph.engines.compact.influence_reach import pairs

        return pairs(collection, scope)

    def influence(
        self,
        collection: Collection,
        scope: Scope,
        entities: Sequence[str],
        dearest: int,
        least: int,
    ) -> list[Influence]:
        """How much each of some entities influences."""
        from policygraph.engines.compact.influence_reach import influence

        return influence(collection, scope, entities, dearest, least)

    def prepare(self) -> None:
        """Compile the kernels that are not cached yet."""
        from policygraph.engines.compact.kernels.registry import KERNELS

        for kernel in KERNELS:
            kernel.load()
