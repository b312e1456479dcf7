"""The compact engine: a graph as plain arrays, searched by compiled kernels.

For graphs of 10^5 to 10^8 edges on one machine. It needs the extra ``scale``; nothing here
is imported before the engine is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from policygraph.engines.base import Corridor, Engine, Found, Influence, Pairs, Reach
from policygraph.errors import UsageError
from policygraph.model.collection import Collection
from policygraph.model.masked import MaskedCollection
from policygraph.model.ontology import Ontology
from policygraph.query.query import Query, Scope

#: The most claims that the reference engine is handed, which holds them all in memory.
MOST_HANDED_OVER = 200_000


def means_the_same(collection: Collection, scope: Scope) -> bool:
    """Whether this engine gives a question the meaning that docs/paths.md gives it.

    When a thing was first known is stored for all claims; without very many of them it is not
    known. The ends of a symmetric relation are a pair, and here they are not the ends that a claim
    names. What is said not to be somewhere is not known here.
    """
    ontology = collection.ontology
    if ontology.composition is None or not scope.means_influence:
        return True
    if _begins_a_pair(ontology) or _keeps_out(collection, scope):
        return False
    if scope.any_order or not any(one.brings_forth for one in ontology.relations.values()):
        return True
    if not scope.not_sources and not isinstance(collection, MaskedCollection):
        return True
    from policygraph.engines.compact.influence import MOST_REMOVED, removed_claims

    return len(removed_claims(collection, scope)) <= MOST_REMOVED


def _keeps_out(collection: Collection, scope: Scope) -> bool:
    """Whether a claim may deny that something is within an addressee, which is not known here."""
    if scope.any_addressee or scope.any_composition:
        return False
    relations = collection.ontology.relations
    locating = {name for name, relation in relations.items() if relation.locates}
    return bool(locating) and collection.denies_over(locating)


def _begins_a_pair(ontology: Ontology) -> bool:
    """Whether a symmetric relation begins or brings forth one of its ends, or takes its force."""
    return any(
        one.symmetric and (one.begins or one.brings_forth or one.force)
        for one in ontology.relations.values()
    )


def handed_over(collection: Collection) -> Engine:
    """The engine that answers what this one does not mean the same by.

    Raises :class:`UsageError` for a graph that is too large for it.
    """
    if len(collection.claims) > MOST_HANDED_OVER:
        what = "influence where a claim denies a location or a membership, or without many claims,"
        fix = "add --any-addressee, --any-order, or leave out fewer sources"
        if _begins_a_pair(collection.ontology):
            what = "influence by a symmetric relation that begins, brings forth or takes force"
            fix = "declare it without"
        raise UsageError(
            f"{what} is answered for up to {MOST_HANDED_OVER} claims, and here are "
            f"{len(collection.claims)}; {fix}"
        )
    from policygraph.engines.reference.search import Reference

    return Reference()


class Compact:
    """Every query of the contract, over arrays, for graphs of up to about 10^8 edges."""

    name = "compact"
    local = True

    def search(self, collection: Collection, query: Query) -> Found:
        """The paths of ``query`` in rank order; handed over where it means more than this knows."""
        if not means_the_same(collection, query):
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
        if not means_the_same(collection, replace(scope, any_order=True)):
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
