"""Coverage: what a graph knows of each type of entity, and which edges rest on old or single
evidence.

Evidence of an entity are the claims under filters that support one of its edges, the denials about
it, and of both those that are attributed to it. The age of evidence is that of the day since which
it was known, counted from the day of the question: that of ``known_by``, or else that on which the
newest source was published. So the result holds no clock. Evidence is old only if it is certainly
older than so many days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from policygraph.analyses.answer import COMPLETE, VERSION
from policygraph.analyses.cited import Node
from policygraph.analyses.weak_edges import WeakEdge, is_older, may_go_on, newest, of_one_origin
from policygraph.analyses.whole_graph import refuse_large
from policygraph.errors import UsageError
from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.presentation import Presented
from policygraph.query.edges import (
    Edge,
    claim_filter,
    edges_about,
    edges_of,
    edges_under,
    relation_filter,
)
from policygraph.query.query import Filters

#: Days after which evidence is old unless another number is given.
DEFAULT_DAYS = 365


@dataclass(frozen=True, slots=True)
class CoveredType:
    """A type with its sub-types: how many entities, how many with evidence, with old evidence.

    ``depth`` is how many super-types it has among those shown.
    """

    id: str
    label: str
    depth: int
    entities: int
    known: int
    old: int
    newest: str | None


@dataclass(frozen=True, slots=True)
class CoveredEntity:
    """An entity, and how many claims of how many sources there are about it."""

    entity: Node
    claims: int
    sources: int
    newest: str | None
    old: bool


@dataclass(frozen=True, slots=True)
class DatedEdge:
    """An edge with the date of its newest evidence, which may be unknown."""

    edge: WeakEdge
    newest: str | None

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {**self.edge.as_dict(), "newest": self.newest}


@dataclass(frozen=True, slots=True)
class Coverage(Presented):
    """What is known of each type, and the edges that rest on old or single evidence.

    ``day`` is the day from which ages are counted, None where no source has a date. ``lasting``
    is how many of the ``edges`` are states not known to have ended; ``stale`` are those of them
    whose newest evidence is old, the oldest first. ``single_source`` are the edges whose
    strongest claim no other origin corroborates.
    """

    filters: Filters
    entity: Node | None
    of_types: tuple[str, ...]
    older_than: int
    day: str | None
    types: tuple[CoveredType, ...]
    entities: tuple[CoveredEntity, ...]
    edges: int
    lasting: int
    stale: tuple[DatedEdge, ...]
    single_source: tuple[DatedEdge, ...]

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives it, ready for :func:`json.dumps`."""
        return {
            "version": VERSION,
            "query": {
                "entity": self.entity.id if self.entity else None,
                "types": list(self.of_types),
                "older_than": self.older_than,
                **self.filters.as_dict(),
            },
            "status": COMPLETE,
            "day": self.day,
            "types": [asdict(one) for one in self.types],
            "entities": [asdict(one) for one in self.entities],
            "edges": self.edges,
            "lasting": self.lasting,
            "stale": [one.as_dict() for one in self.stale],
            "single_source": [one.as_dict() for one in self.single_source],
        }

    def __repr__(self) -> str:
        return (
            f"<Coverage: {len(self.entities)} entities, {len(self.stale)} stale edges, "
            f"{len(self.single_source)} of one source>"
        )


def coverage(
    collection: Collection,
    filters: Filters,
    entity: str | None = None,
    *,
    types: tuple[str, ...] = (),
    older_than: int = DEFAULT_DAYS,
) -> Coverage:
    """What is known of the entities of some types, or of all, or of what touches one entity.

    Sub-types count with their types. The edges are those with an end among these entities.
    """
    if older_than < 0:
        raise UsageError(f"older-than is {older_than}; give 0 or more")
    if entity is not None:
        entity = collection.entity_id(entity)
    if entity is None:
        refuse_large(collection, "coverage", "minutes", "ask about an entity")
        edges, among = edges_under(collection, filters), set(collection.entities)
        claims: Iterable[Claim] = collection.claims.values()
        cited: list[Edge] = []
    else:
        edges, index = edges_about(collection, (entity,), filters), collection.index
        said = index.attributed(entity)
        claims = {
            claim.id: claim
            for claim in (*index.of_subject(entity), *index.of_object(entity), *said)
        }.values()
        cited = edges_of(collection, map(collection.triple, said), filters)
        among = {end for edge in edges for end in (edge.subject, edge.object)} | {entity}
    # Whom a source cites for a claim is known of by it, whatever the claim is about.
    evidence = _evidence(collection, filters, [*edges, *cited], claims)
    if types:
        wanted = collection.ontology.with_subtypes(types)
        among = {one for one in among if collection.entities[one].type in wanted}
        edges = [edge for edge in edges if edge.subject in among or edge.object in among]
    day = _day(collection, filters)
    now = dates.read_date(day).latest if day is not None else None
    limit = now - older_than if now is not None else -float("inf")
    covered = [_entity(collection, one, evidence.get(one, []), limit) for one in sorted(among)]
    lasting = [edge for edge in edges if now is None or may_go_on(collection, edge, now)]
    dated = [(newest(edge.supporting), edge) for edge in lasting]
    stale = [(date, edge) for date, edge in dated if date is not None and is_older(date, limit)]
    stale.sort(key=lambda pair: (dates.read_date(pair[0]).latest, pair[1].triple))
    single = of_one_origin(collection, edges)
    return Coverage(
        filters=filters,
        entity=Node.of(collection, entity) if entity is not None else None,
        of_types=types,
        older_than=older_than,
        day=day,
        types=tuple(_types(collection, covered, types)),
        entities=tuple(sorted(covered, key=_by_age)),
        edges=len(edges),
        lasting=len(lasting),
        stale=tuple(DatedEdge(WeakEdge.of(collection, edge), date) for date, edge in stale),
        single_source=tuple(
            DatedEdge(WeakEdge.of(collection, edge), newest(edge.supporting)) for edge in single
        ),
    )


def _day(collection: Collection, filters: Filters) -> str | None:
    """The day from which ages are counted, as a day of the calendar."""
    if filters.known_by is not None:
        return filters.known_by
    published = {source.published for source in collection.sources.values() if source.published}
    days = [dates.read_date(text).earliest for text in sorted(published)]
    finite = [day for day in days if dates.iso_day(day) is not None]
    return dates.iso_day(max(finite)) if finite else None


def _evidence(
    collection: Collection, filters: Filters, edges: Iterable[Edge], claims: Iterable[Claim]
) -> dict[str, list[Claim]]:
    """The evidence of each entity: for its edges, denials about it, and what it is cited for."""
    found: dict[str, dict[str, Claim]] = defaultdict(dict)

    def add(claim: Claim, ends: tuple[str, ...]) -> None:
        said = (collection.entity_id(claim.attributed_to),) if claim.attributed_to else ()
        for one in (*ends, *said):
            found[one][claim.id] = claim

    for edge in edges:
        for claim in edge.supporting:
            add(claim, (edge.subject, edge.object))
    in_play, crosses = claim_filter(collection, filters), relation_filter(collection, filters)
    for claim in claims:
        if claim.denies and in_play(claim) and crosses(claim.relation):
            subject, _, target = collection.triple(claim)
            add(claim, (subject, target))
    return {entity: list(those.values()) for entity, those in found.items()}


def _entity(
    collection: Collection, entity: str, claims: list[Claim], limit: dates.Day
) -> CoveredEntity:
    date = newest(claims)
    return CoveredEntity(
        Node.of(collection, entity),
        len(claims),
        len({claim.source for claim in claims}),
        date,
        is_older(date, limit),
    )


def _by_age(one: CoveredEntity) -> tuple[float, str]:
    """The entities without dated evidence first, then the oldest."""
    age = -float("inf") if one.newest is None else dates.read_date(one.newest).latest
    return age, one.entity.id


def _types(
    collection: Collection, covered: Iterable[CoveredEntity], types: tuple[str, ...]
) -> list[CoveredType]:
    """The types, each before its sub-types; without evidence or entities too, for that is a gap."""
    ontology = collection.ontology
    shown = ontology.with_subtypes(types) if types else frozenset(ontology.types)
    members: dict[str, list[CoveredEntity]] = defaultdict(list)
    for one in covered:
        for type_id in ontology.type_chain(one.entity.type):
            members[type_id].append(one)
    chains = {id: [t for t in ontology.type_chain(id)[::-1] if t in shown] for id in shown}
    found = []
    for id in sorted(shown, key=lambda id: chains[id]):
        those = members[id]
        spans = [dates.read_date(one.newest) for one in those if one.newest is not None]
        latest = max(spans, key=lambda span: (span.latest, span.earliest, span.text), default=None)
        found.append(
            CoveredType(
                id,
                ontology.types[id].label,
                len(chains[id]) - 1,
                len(those),
                sum(one.claims > 0 for one in those),
                sum(one.old for one in those),
                latest.text if latest is not None else None,
            )
        )
    return found
