"""The ground of an answer: what is asked again and again when something is taken away.

Analyses ask what is left without an entity, an edge, a source, or all claims below some
likelihood. Where an engine's questions cost what lies around them, each is asked of the whole
graph as any other: the taking away is a filter of the query, or a masked collection.

An engine that goes over the whole graph for each question is given less to go over. Taking
away never makes a path outside the corridor of the query, so one corridor of the whole graph
is enough, and what follows is asked of the small collection of its claims. Where edges are
shut out because they are contested, taking away what contests them lets them in; so the
corridor is that of the query with contested edges.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

from policygraph.engines.base import Corridor, Engine, Found, Move
from policygraph.model.collection import Collection
from policygraph.model.masked import masked
from policygraph.model.names import fold
from policygraph.model.records import Claim
from policygraph.model.triples import Triple
from policygraph.query.corroboration import claim_origin, origin_of
from policygraph.query.deadline import Deadline
from policygraph.query.influence.rules import rules_of
from policygraph.query.query import Query

#: Modes under which a path may pass its own ends, so that degrees count for them too.
_ROAMING = ("walk", "trail")


class Without(NamedTuple):
    """What is left where something had not been said: a collection, and whom it leaves out."""

    collection: Collection
    not_sources: tuple[str, ...]


class Ground:
    """The collection, the query as it is asked of it, and what may still be spent.

    ``complete`` turns False, for good, where the budget or the time runs out; ``reason`` says
    which.
    """

    def __init__(
        self,
        collection: Collection,
        query: Query,
        engine: Engine,
        spent: int,
        deadline: Deadline,
    ) -> None:
        self.deadline, self.reason = deadline, ""
        self.asked, self.spent, self.complete = query, spent, True
        self.collection, self.query, self.engine = collection, query, engine

    def search(self, collection: Collection | None = None, **changes: Any) -> Found:
        """The paths under the query with these options changed."""
        query = replace(self.query, budget=self._left(), seconds=self._seconds(), **changes)
        found = self.engine.search(self.collection if collection is None else collection, query)
        self.spent += found.expansions
        self.complete = self.complete and found.complete
        self.reason = self.reason or found.reason
        return found

    def best(self, **changes: Any) -> tuple[Move, ...] | None:
        """The best path under the query with these options changed, if there is one."""
        paths = self.search(k=1, select="shortest", **changes).paths
        return paths[0] if paths else None

    def no_sources(self, sources: Iterable[str]) -> Without:
        """What is left as if these sources did not exist."""
        return Without(self.collection, tuple(dict.fromkeys((*self.query.not_sources, *sources))))

    def stands_without_source(self, source: str) -> bool:
        """Whether a path is left as if a source did not exist."""
        return self.best(**self.no_sources((source,))._asdict()) is not None

    def stands_without_entity(self, entity: str) -> bool:
        """Whether a path is left that keeps clear of an entity."""
        if self.engine.local and entity in self.query.via:
            # To find that there is none, a search would have to go everywhere.
            return False
        return self.best(avoid=(*self.query.avoid, entity)) is not None

    def stands_without_edge(self, triple: Triple) -> bool:
        """Whether a path is left without what affirms a triple."""
        said = self.collection.index.of_triple(triple)
        gone = [claim.id for claim in said if claim.supports]
        return self.best(collection=masked(self.collection, gone, keep_degrees=True)) is not None

    def corridor(self) -> Corridor | None:
        """The corridor of the query; None where the budget does not reach for it."""
        query = replace(self.asked, budget=self._left(), seconds=self._seconds())
        corridor = self.engine.corridor(self.collection, query)
        self.spent += corridor.expansions
        self.complete = self.complete and corridor.complete
        self.reason = self.reason or corridor.reason
        return corridor if corridor.complete else None

    def strengths(self, above: float) -> Sequence[float]:
        """The strengths that claims for the answer may have, rising, from above one on."""
        every = self.engine.strengths(self.collection)
        return every[bisect_right(every, above) :]

    def no_origin(self, claims: Iterable[Claim]) -> Without:
        """What is left as if nothing had been said that has the origin of these claims.

        A claim that names an origin of its own goes with it, and not with its source's.
        """
        claims = tuple(claims)
        ends = {claim_origin(self.collection, claim) for claim in claims}
        sources = {claim.source for claim in claims if claim.origin is None}
        for end in ends:
            sources.update(self._passing_on.get(end, ()))
            if end in self.collection.sources:
                sources.add(end)
        hidden, mixed = set(), set()
        for claim, origin in self._naming_origin:
            if origin in ends:
                hidden.add(claim.id)
            elif claim.source in sources:
                mixed.add(claim.source)
        kept = {claim.id for claim, origin in self._naming_origin if origin not in ends}
        for source in mixed:
            said = self.collection.index.of_source(source)
            hidden.update(claim.id for claim in said if claim.id not in kept)
        left = self.collection
        if hidden:
            left = masked(left, hidden, keep_degrees=True)
        return Without(left, self.no_sources(sorted(sources - mixed)).not_sources)

    @cached_property
    def _naming_origin(self) -> Sequence[tuple[Claim, str]]:
        """The claims that name an origin of their own, each with the end of its chain."""
        naming = self.collection.index.naming_origin()
        return [(claim, claim_origin(self.collection, claim)) for claim in naming]

    @cached_property
    def _passing_on(self) -> Mapping[str, Sequence[str]]:
        """By origin the sources that pass it on."""
        found: dict[str, list[str]] = defaultdict(list)
        ends: dict[str, str] = {}
        for source, origin in self.collection.index.passing_on():
            if origin not in ends:
                # Where a chain ends depends on where it goes on, not on who is at its head.
                known = origin in self.collection.sources
                ends[origin] = origin_of(self.collection, origin if known else fold(origin))
            found[ends[origin]].append(source)
        return found

    def _left(self) -> int:
        return max(0, self.asked.budget - self.spent)

    def _seconds(self) -> float | None:
        return self.deadline.searching


class SmallGround(Ground):
    """The claims of the corridor alone, which is asked for at once.

    If the budget does not reach for the corridor, nothing is complete, and nothing to ask.
    """

    def __init__(
        self,
        collection: Collection,
        query: Query,
        engine: Engine,
        spent: int,
        deadline: Deadline,
    ) -> None:
        super().__init__(collection, query, engine, spent, deadline)
        wide = replace(query, uncontested=False, budget=self._left(), seconds=self._seconds())
        corridor = engine.corridor(collection, wide)
        self.spent += corridor.expansions
        self.complete = self.known = corridor.complete
        self.reason = corridor.reason
        #: The corridor with contested edges, and under the query itself.
        self.whole = corridor.moves
        self.within = tuple(m for m in self.whole if not (query.uncontested and m.edge.contested))
        #: Whether a walk within the bound that is left leaves a path too, so that none need
        #: be searched for to know that there is one.
        self.plain = query.start != query.end and not (
            query.via or query.pattern is not None or query.chronological or query.uncontested
        )
        if query.mode not in _ROAMING or query.max_degree is None:
            # What may be passed through has been settled by the corridor, on the whole graph.
            self.collection = _claims_alone(collection, self.whole)
            self.query = replace(query, max_degree=None)

    def stands_without_source(self, source: str) -> bool:
        """Whether a path is left as if a source did not exist."""
        if self.plain:
            return self._joined(
                lambda move: any(claim.source != source for claim in move.edge.supporting)
            )
        return super().stands_without_source(source)

    def stands_without_entity(self, entity: str) -> bool:
        """Whether a path is left that keeps clear of an entity."""
        if self.plain:
            return self._joined(lambda move: entity not in (move.origin, move.target))
        return super().stands_without_entity(entity)

    def stands_without_edge(self, triple: Triple) -> bool:
        """Whether a path is left without what affirms a triple."""
        if self.plain:
            return self._joined(lambda move: move.edge.triple != triple)
        return super().stands_without_edge(triple)

    def corridor(self) -> Corridor | None:
        """The corridor of the query, if the budget reached for it."""
        return Corridor.of(self.within, 0) if self.known else None

    def strengths(self, above: float) -> Sequence[float]:
        """The strengths that claims for the answer have, rising, from above one on."""
        claims = (claim for move in self.within for claim in move.edge.supporting)
        return sorted({claim.strength for claim in claims if claim.strength > above})

    def _joined(self, kept: Callable[[Move], bool]) -> bool:
        """Whether some moves of the corridor still lead from start to end within the bound."""
        onward: dict[str, set[str]] = defaultdict(set)
        for move in self.within:
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


def ground_of(
    collection: Collection, query: Query, engine: Engine, spent: int, deadline: Deadline
) -> Ground:
    """What to ask about the answer to a query, of whose budget so much is spent.

    The rules of influence go by what is said beside the corridor, such as where somebody is; so
    what they hold for is asked of the whole graph.
    """
    whole = engine.local or rules_of(collection, query) is not None
    kind = Ground if whole else SmallGround
    return kind(collection, query, engine, spent, deadline)


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
    return Collection(
        ontology=collection.ontology,
        datasets=collection.datasets,
        entities={name: collection.entities[name] for name in sorted(needed)},
        sources=collection.sources,
        claims=dict(sorted(claims.items())),
        judgements=collection.judgements,
        canonical=collection.canonical,
        records=(),
    )
