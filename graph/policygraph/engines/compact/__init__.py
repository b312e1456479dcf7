"""The compact engine: a graph as plain arrays, searched by compiled kernels.

For graphs of 10^5 to 10^8 edges on one machine. It needs the extra ``scale``; nothing here
is imported before the engine is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from policygraph.engines.base import Corridor, Engine, Found, Reach
from policygraph.errors import UsageError
from policygraph.model.collection import Collection
from policygraph.query.query import Query, Scope

#: The most claims that the reference engine is handed, which holds them all in memory.
MOST_HANDED_OVER = 200_000


def means_the_same(collection: Collection, scope: Scope) -> bool:
    """Whether this engine gives a question the meaning that docs/paths.md gives it.

    It knows neither composition nor addressee, force and the order of time that influence has.
    """
    if collection.ontology.composition is None or not scope.means_influence:
        return True
    return scope.any_composition and scope.any_addressee and scope.any_force and scope.any_order


def counts_levers(collection: Collection, query: Query) -> bool:
    """Whether a question is answered by levers or ranked by grades, which this engine is not."""
    if collection.ontology.composition is None:
        return False
    return query.counts_levers or is_graded(collection, query, query.rank)


def is_graded(collection: Collection, scope: Scope, rank: str) -> bool:
    """Whether the rank goes by grades."""
    return rank == "influence" and scope.means_influence and bool(collection.ontology.grades)


def handed_over(collection: Collection) -> Engine:
    """The engine that answers what this one does not mean the same by.

    Raises :class:`UsageError` for a graph that is too large for it.
    """
    if len(collection.claims) > MOST_HANDED_OVER:
        raise UsageError(
            f"influence by grade, composition and order is answered for up to {MOST_HANDED_OVER} "
            f"claims, and here are {len(collection.claims)}; lift the rules (--any-composition "
            "--any-order --any-force --any-addressee), rank by likelihood (--rank), and ask "
            "trace for --each-path"
        )
    from policygraph.engines.reference.search import Reference

    return Reference()


class Compact:
    """Every query of the contract, over arrays, for graphs of up to about 10^8 edges."""

    name = "compact"
    local = True

    def search(self, collection: Collection, query: Query) -> Found:
        """The paths of ``query`` in rank order; handed over where it means more than this knows."""
        if not means_the_same(collection, query) or counts_levers(collection, query):
            other = handed_over(collection)
            return replace(other.search(collection, query), engine=other.name)
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
        if not means_the_same(collection, scope) or is_graded(collection, scope, rank):
            other = handed_over(collection)
            found = other.reach(collection, scope, entity, backward=backward, rank=rank)
            return replace(found, engine=other.name)
        from policygraph.engines.compact.reach import reach

        return reach(collection, scope, entity, backward=backward, rank=rank)

    def corridor(self, collection: Collection, query: Query) -> Corridor:
        """The moves on walks from start to end."""
        if not means_the_same(collection, query):
            return handed_over(collection).corridor(collection, query)
        from policygraph.engines.compact.corridor import corridor

        return corridor(collection, query)

    def strengths(self, collection: Collection) -> Sequence[float]:
        """The different strengths of claims, rising."""
        from policygraph.engines.compact.numbered_graph import arrays_of

        arrays = arrays_of(collection)
        rising: Sequence[float] = arrays.strengths[arrays.claimed][::-1].tolist()
        return rising

    def prepare(self) -> None:
        """Compile the kernels that are not cached yet."""
        from policygraph.engines.compact.kernels.registry import KERNELS

        for kernel in KERNELS:
            kernel.load()
