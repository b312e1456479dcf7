"""The ground of an answer: the part of the graph that any path between two ends stands on.

Analyses ask again and again what is left when something is taken away: an entity, an
edge, a source, all claims below some likelihood. Taking away never makes a path outside
the corridor of the query, so one corridor of the whole graph is enough, and what follows
is asked of the small collection of its claims. Where edges are shut out because they are
contested, taking away what contests them lets them in; so the corridor is that of the
query with contested edges.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from policygraph.edges import Triple
from policygraph.engines import ENGINES
from policygraph.engines.base import Engine, Found, Move
from policygraph.model import Claim, Collection, Entity, Ontology, Source
from policygraph.query import Query

#: Modes under which a path may pass its own ends, so that degrees count for them too.
_ROAMING = ("walk", "trail")


class Ground:
    """The small collection, the query as it is asked of it, and what may still be spent.

    ``moves`` is the corridor under the query itself, ``whole`` the corridor with contested
    edges. ``complete`` turns False, for good, where the budget or the time runs out.
    """

    def __init__(self, collection: Collection, query: Query, engine: Engine, spent: int) -> None:
        self.began = time.monotonic()
        self.asked, self.spent, self.complete = query, spent, True
        corridor = engine.corridor(
            collection, replace(query, uncontested=False, budget=self._left())
        )
        self.spent += corridor.expansions
        self.complete = corridor.complete
        self.whole = corridor.moves
        self.moves = tuple(m for m in self.whole if not (query.uncontested and m.edge.contested))
        #: Whether a walk within the bound that is left leaves a path too, so that none need
        #: be searched for to know that there is one.
        self.plain = query.start != query.end and not (
            query.via or query.pattern is not None or query.chronological or query.uncontested
        )
        if query.mode in _ROAMING and query.max_degree is not None:
            self.collection, self.query, self.engine = collection, query, engine
        else:
            # What may be passed through has been settled by the corridor, on the whole graph.
            self.collection = _claims_alone(collection, self.whole)
            self.query = replace(query, max_degree=None)
            self.engine = ENGINES["reference"]

    def search(self, collection: Collection | None = None, **changes: Any) -> Found:
        """The paths under the query with these options changed."""
        query = replace(self.query, budget=self._left(), seconds=self._seconds(), **changes)
        found = self.engine.search(self.collection if collection is None else collection, query)
        self.spent += found.expansions
        self.complete = self.complete and found.complete
        return found

    def best(self, **changes: Any) -> tuple[Move, ...] | None:
        """The best path under the query with these options changed, if there is one."""
        paths = self.search(k=1, select="shortest", **changes).paths
        return paths[0] if paths else None

    def without_sources(self, sources: Iterable[str]) -> tuple[Move, ...] | None:
        """The best path as if these sources did not exist."""
        return self.best(not_sources=tuple(dict.fromkeys((*self.query.not_sources, *sources))))

    def stands_without_source(self, source: str) -> bool:
        """Whether a path is left as if a source did not exist."""
        if self.plain:
            return self._joined(
                lambda move: any(claim.source != source for claim in move.edge.supporting)
            )
        return self.without_sources((source,)) is not None

    def stands_without_entity(self, entity: str) -> bool:
        """Whether a path is left that keeps clear of an entity."""
        if self.plain:
            return self._joined(lambda move: entity not in (move.origin, move.target))
        return self.best(avoid=(*self.query.avoid, entity)) is not None

    def stands_without_edge(self, triple: Triple) -> bool:
        """Whether a path is left without what affirms a triple."""
        if self.plain:
            return self._joined(lambda move: move.edge.triple != triple)
        small = self.collection
        gone = {claim.id for claim in small.index.of_triple(triple) if claim.affirms}
        kept = {id: claim for id, claim in small.claims.items() if id not in gone}
        return self.best(collection=in_memory(small, kept)) is not None

    def _joined(self, kept: Callable[[Move], bool]) -> bool:
        """Whether some moves of the corridor still lead from start to end within the bound."""
        onward: dict[str, set[str]] = defaultdict(set)
        for move in self.moves:
            if kept(move):
                onward[move.origin].add(move.target)
        start, end = self.query.start, self.query.end
        reached = layer = {start}
        for _ in range(self.query.max_hops):
            layer = {there for here in layer for there in onward.get(here, ())} - reached
            if end in layer or not layer:
                break
            reached = reached | layer
        return end in layer

    def _left(self) -> int:
        return max(0, self.asked.budget - self.spent)

    def _seconds(self) -> float | None:
        if self.asked.seconds is None:
            return None
        return max(self.asked.seconds - (time.monotonic() - self.began), 1e-9)


def _claims_alone(collection: Collection, moves: Iterable[Move]) -> Collection:
    """A collection of the claims for and against these moves; entities keep what they are.

    What an opposing claim disputes comes along, even where it supports nothing under the
    query: without it the edge would seem uncontested.
    """
    claims: dict[str, Claim] = {}
    for move in moves:
        claims.update((claim.id, claim) for claim in move.edge.supporting)
        for claim in move.edge.against:
            claims[claim.id] = claim
            claims.update((disputed, collection.claims[disputed]) for disputed in claim.disputes)
    needed = {end for claim in claims.values() for end in collection.triple(claim)[::2]}
    return in_memory(
        collection,
        dict(sorted(claims.items())),
        entities={name: collection.entities[name] for name in sorted(needed)},
    )


def in_memory(
    collection: Collection,
    claims: Mapping[str, Claim],
    *,
    entities: Mapping[str, Entity] | None = None,
    sources: Mapping[str, Source] | None = None,
    ontology: Ontology | None = None,
) -> Collection:
    """A collection with other claims, to be asked and not to be written: it has no records."""
    return Collection(
        ontology=collection.ontology if ontology is None else ontology,
        datasets=collection.datasets,
        entities=collection.entities if entities is None else entities,
        sources=collection.sources if sources is None else sources,
        claims=claims,
        judgements=collection.judgements,
        canonical=collection.canonical,
        records=(),
    )
