"""Turn claims into edges under filters.

The claims that pass are grouped by their triple (:mod:`policygraph.model.triples`). A group
with a supporting claim (:attr:`Claim.supports`) is an edge, as strong as its most likely
supporting claim; a denied claim is never one. The edge keeps what speaks against it: a filter
that chooses support never hides opposition. One edge is one step of a path, however many
claims support it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.cost import cost_of
from policygraph.model.records import Claim
from policygraph.model.triples import Triple, implied
from policygraph.query.opposition import contests_any
from policygraph.query.query import Filters


@dataclass(frozen=True, slots=True)
class Edge:
    """One triple with the claims for it and against it.

    ``supporting`` is sorted by falling strength, then id; ``against`` by id. The ends of a
    ``symmetric`` edge are a pair; the lesser id is its subject, whatever its claims say.
    """

    subject: str
    relation: str
    object: str
    strength: float
    cost: int
    supporting: tuple[Claim, ...]
    against: tuple[Claim, ...]
    symmetric: bool = False

    @property
    def triple(self) -> Triple:
        """(subject, relation, object)."""
        return self.subject, self.relation, self.object

    @property
    def contested(self) -> bool:
        """Whether something speaks against a claim that affirms it."""
        return bool(self.against)

    def supported_by(self, claims: Sequence[Claim]) -> Edge:
        """This edge with only some of its supporting claims, at least one, in their order."""
        strength = claims[0].strength
        cost = cost_of(strength)
        return replace(self, supporting=tuple(claims), strength=strength, cost=cost)


def edges_under(collection: Collection, filters: Filters | None = None) -> list[Edge]:
    """The edges of a collection under filters of its claims, sorted by triple.

    Without filters: every edge. What speaks against an affirming claim contests the edge, see
    :mod:`policygraph.query.opposition`. Withdrawn claims neither support nor oppose.
    ``not_sources``, ``as_of`` and ``known_by`` apply to all claims; ``modalities``,
    ``min_likelihood`` and ``sources`` choose supporting claims only; ``relations`` and
    ``not_relations`` choose edges, so that a denial of a more general relation stays.
    """
    maker = _Maker(collection, filters)
    affirming: dict[Triple, list[Claim]] = defaultdict(list)
    denying: dict[Triple, list[Claim]] = defaultdict(list)
    disputing: dict[str, list[Claim]] = defaultdict(list)
    for claim in collection.claims.values():
        if not maker.in_play(claim):
            continue
        if not claim.supports:
            denying[collection.triple(claim)].append(claim)
        elif maker.crosses(claim.relation):
            affirming[collection.triple(claim)].append(claim)
        for disputed in claim.disputes:
            disputing[disputed].append(claim)
    edges = (
        maker.edge(t, affirming[t], lambda t: denying.get(t, ()), lambda c: disputing.get(c, ()))
        for t in sorted(affirming)
    )
    return [edge for edge in edges if edge is not None]


def edges_of(
    collection: Collection, triples: Iterable[Triple], filters: Filters | None = None
) -> list[Edge]:
    """Those of these triples that are edges under filters, sorted; no other claim is read."""
    maker, index = _Maker(collection, filters), collection.index
    edges = []
    for triple in sorted({collection.triple_of(*triple) for triple in triples}):
        claims = [claim for claim in index.of_triple(triple) if maker.in_play(claim)]
        edge = maker.edge(
            triple,
            [claim for claim in claims if claim.supports],
            lambda t: (c for c in index.of_triple(t) if c.denies and maker.in_play(c)),
            lambda claim: filter(maker.in_play, index.disputing(claim)),
        )
        if edge is not None:
            edges.append(edge)
    return edges


def edges_about(
    collection: Collection, entities: Iterable[str], filters: Filters | None = None
) -> list[Edge]:
    """The edges under filters that touch these entities, sorted by triple."""
    index = collection.index
    return edges_of(
        collection,
        (
            collection.triple(claim)
            for entity in entities
            for claim in (*index.of_subject(entity), *index.of_object(entity))
        ),
        filters,
    )


class _Maker:
    """Edges from the claims of a triple, under filters."""

    def __init__(self, collection: Collection, filters: Filters | None) -> None:
        self.ontology = collection.ontology
        self.in_play = claim_filter(collection, filters)
        self.supports = _support_filter(filters)
        self.crosses = relation_filter(collection, filters)
        self.uncontested = filters is not None and filters.uncontested

    def edge(
        self,
        triple: Triple,
        affirming: Sequence[Claim],
        denying: Callable[[Triple], Iterable[Claim]],
        disputing: Callable[[str], Iterable[Claim]],
    ) -> Edge | None:
        """The edge of a triple, or None; all claims given or called for are in play."""
        if not self.crosses(triple[1]):
            return None
        supporting = [claim for claim in affirming if self.supports(claim)]
        if not supporting:
            return None
        against = self._against(triple, affirming, denying, disputing)
        if against and self.uncontested:
            return None
        supporting.sort(key=lambda claim: (-claim.strength, claim.id))
        strength = supporting[0].strength
        symmetric = triple[1] in self.ontology.symmetric
        cost = cost_of(strength)
        return Edge(*triple, strength, cost, tuple(supporting), tuple(against), symmetric)

    def _against(
        self,
        triple: Triple,
        affirming: Sequence[Claim],
        denying: Callable[[Triple], Iterable[Claim]],
        disputing: Callable[[str], Iterable[Claim]],
    ) -> list[Claim]:
        """What contests or disputes one of the affirming claims, whether or not it is chosen."""
        found: dict[str, Claim] = {}
        for denied in implied(self.ontology, triple):
            for claim in denying(denied):
                if contests_any(self.ontology, claim, affirming):
                    found[claim.id] = claim
        for affirmed in affirming:
            for claim in disputing(affirmed.id):
                found[claim.id] = claim
        return [found[name] for name in sorted(found)]


def claim_filter(collection: Collection, filters: Filters | None) -> Callable[[Claim], bool]:
    """Whether a claim counts at all under filters, for or against."""
    if filters is None:
        return lambda claim: claim.withdrawn is None
    ignored = frozenset(filters.not_sources)
    period = dates.read_period(filters.as_of) if filters.as_of is not None else None
    by = dates.read_date(filters.known_by).latest if filters.known_by is not None else None
    least = dates.Truth.YES if filters.dates == "strict" else dates.Truth.UNKNOWN
    relations = collection.ontology.relations

    def in_play(claim: Claim) -> bool:
        if claim.withdrawn is not None or claim.source in ignored:
            return False
        if by is not None and not (claim.knowable and dates.read_date(claim.knowable).latest <= by):
            return False
        if period is None:
            return True
        when = dates.validity(claim.start, claim.end, event=relations[claim.relation].event)
        return dates.in_force(when, period).value >= least.value

    return in_play


def _support_filter(filters: Filters | None) -> Callable[[Claim], bool]:
    if filters is None:
        return lambda claim: True
    modalities, sources = frozenset(filters.modalities), frozenset(filters.sources)
    least = filters.min_likelihood or 0.0

    def supports(claim: Claim) -> bool:
        return (
            claim.strength >= least
            and (not modalities or claim.modality in modalities)
            and (not sources or claim.source in sources)
        )

    return supports


def relation_filter(collection: Collection, filters: Filters | None) -> Callable[[str], bool]:
    """Whether a relation may be crossed under filters."""
    if filters is None or not (filters.relations or filters.not_relations):
        return lambda relation: True
    ontology = collection.ontology
    wanted = ontology.with_subrelations(filters.relations or tuple(ontology.relations))
    chosen = wanted - ontology.with_subrelations(filters.not_relations)
    return lambda relation: relation in chosen
