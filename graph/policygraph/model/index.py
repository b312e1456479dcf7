"""Find claims and rows by what they are about, without a scan.

An id (of an entity: its id after merges) gives the claims, sorted by id, or the rows, in the
order of the datasets. :class:`MemoryIndex` is for records in memory and is built at its first
use; :mod:`policygraph.store` reads arrays. Withdrawn and denied claims are included; only
:meth:`Index.degree` and :meth:`Index.neighbours` count edges.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection as Group
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar

from policygraph.model.name_signatures import MOST
from policygraph.model.triples import Triple

if TYPE_CHECKING:
    from policygraph.model.records import Claim, Dataset, Entity, Judgement, Source

_Key = TypeVar("_Key", bound=Hashable)
_Record = TypeVar("_Record")


class Indexed(Protocol):
    """What an index needs of a :class:`~policygraph.model.collection.Collection`."""

    @property
    def claims(self) -> Mapping[str, Claim]:
        """The claims by id."""
        ...

    @property
    def sources(self) -> Mapping[str, Source]:
        """The sources by id."""
        ...

    @property
    def judgements(self) -> Sequence[Judgement]:
        """The judgements, in their order."""
        ...

    @property
    def canonical(self) -> Mapping[str, str]:
        """The ids that were merged, each with the id after merges."""
        ...

    @property
    def records(self) -> tuple[Dataset, ...]:
        """The datasets, before merges."""
        ...

    def entity_id(self, entity: str) -> str:
        """The id after merges."""
        ...

    def triple(self, claim: Claim) -> Triple:
        """The triple that a claim is about, after merges."""
        ...

    def triple_of(self, subject: str, relation: str, target: str) -> Triple:
        """The triple of a statement, after merges."""
        ...


class Index(Protocol):
    """Find records by what they are about."""

    def of_subject(self, entity: str) -> Sequence[Claim]:
        """The claims whose subject the entity is."""
        ...

    def of_object(self, entity: str) -> Sequence[Claim]:
        """The claims whose object the entity is."""
        ...

    def attributed(self, entity: str) -> Sequence[Claim]:
        """The claims that are attributed to the entity."""
        ...

    def of_source(self, source: str) -> Sequence[Claim]:
        """The claims of a source."""
        ...

    def of_triple(self, triple: Triple) -> Sequence[Claim]:
        """The claims that affirm or deny a triple; a symmetric one may be given either way."""
        ...

    def disputing(self, claim: str) -> Sequence[Claim]:
        """The claims that dispute a claim, given by its id."""
        ...

    def judgements(self, entity: str) -> Sequence[tuple[int, Judgement]]:
        """The judgements with the entity, or one merged into it, on either side, in their order.

        The number is the position in all judgements, from 0.
        """
        ...

    def members(self, entity: str) -> Sequence[str]:
        """The ids of an entity: this id, then those merged into it, sorted."""
        ...

    def rows(self, entity: str) -> Sequence[tuple[int, Entity]]:
        """The rows behind an entity: the number of the dataset, from 0, and the row."""
        ...

    def source_rows(self, source: str) -> Sequence[tuple[int, Source]]:
        """The rows behind a source, likewise."""
        ...

    def passing_on(self) -> Iterable[tuple[str, str]]:
        """The sources that have an origin, by their ids, each with it as written."""
        ...

    def naming_origin(self) -> Iterable[Claim]:
        """The claims that name an origin of their own, by their ids."""
        ...

    def dataset_of(self, claim: str) -> int:
        """The number of the dataset that a claim, given by its id, stands in."""
        ...

    def degree(self, entity: str) -> int:
        """The number of edges of the entity without filters; a self-loop counts once."""
        ...

    def neighbours(self, entities: Group[str]) -> set[str]:
        """The entities at the other ends of the edges of these."""
        ...

    def triples_within(self, entities: Group[str]) -> set[Triple]:
        """The triples of any claim whose ends are both in this set."""
        ...


def neighbours(collection: Indexed, index: Index, entities: Group[str]) -> set[str]:
    """See :meth:`Index.neighbours`: reads every claim about each entity."""
    entity_id = collection.entity_id
    out = (entity_id(c.object) for e in entities for c in index.of_subject(e) if c.supports)
    into = (entity_id(c.subject) for e in entities for c in index.of_object(e) if c.supports)
    return {*out, *into}


def triples_within(collection: Indexed, index: Index, entities: Group[str]) -> set[Triple]:
    """See :meth:`Index.triples_within`: reads every claim whose subject is one of them."""
    wanted = frozenset(entities)
    triples = (collection.triple(c) for entity in wanted for c in index.of_subject(entity))
    return {triple for triple in triples if triple[0] in wanted and triple[2] in wanted}


#: The tiers by which names resolve, before the last, which is :meth:`NameIndex.spelled`.
TIERS = ("id", "label", "alias")


class NameIndex(Protocol):
    """Find entities by their folded names; ids of entities are sorted."""

    def exact(self, tier: str, folded: str) -> Sequence[str]:
        """The entities of a name on a tier."""
        ...

    def written(self, tier: str, folded: str) -> str:
        """A name of a tier as it is written for the first entity that has it."""
        ...

    def spelled(self, plain: str) -> Sequence[str]:
        """The entities that have a name on any tier of which this is the plain form.

        See :func:`policygraph.model.names.plain_form`; there are none for the empty form.
        """
        ...

    def identified(self, folded: str) -> Sequence[str]:
        """The entities with a Wikidata id or an address, folded."""
        ...

    def beginning(self, tier: str, folded: str, limit: int) -> Sequence[tuple[str, str]]:
        """The first entities with a longer name on a tier that begins so, each with its first."""
        ...

    def likeliest(self, tier: str, folded: str, most: int = MOST) -> Sequence[str]:
        """The names of a tier that may be near, see :mod:`.name_signatures`."""
        ...


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts; the mappings are by id, in any order.

    ``first_date`` and ``last_date`` are the earliest and the latest date that any claim
    gives as start or end, as written.
    """

    edges: int
    contested: int
    denied: int
    withdrawn: int
    by_type: Mapping[str, int]
    by_relation: Mapping[str, int]
    by_modality: Mapping[str, int]
    by_source: Mapping[str, int]
    first_date: str | None
    last_date: str | None


class MemoryIndex:
    """The index of a collection whose records are in memory; each part is built on use."""

    def __init__(self, collection: Indexed) -> None:
        self._collection = collection

    def of_subject(self, entity: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._subjects.get(entity, ())

    def of_object(self, entity: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._objects.get(entity, ())

    def attributed(self, entity: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._attributed.get(entity, ())

    def of_source(self, source: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._sources.get(source, ())

    def of_triple(self, triple: Triple) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._triples.get(self._collection.triple_of(*triple), ())

    def disputing(self, claim: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._disputes.get(claim, ())

    def judgements(self, entity: str) -> Sequence[tuple[int, Judgement]]:
        """See :class:`Index`."""
        return self._judgements.get(entity, ())

    def members(self, entity: str) -> Sequence[str]:
        """See :class:`Index`."""
        return (entity, *self._merged.get(entity, ()))

    def rows(self, entity: str) -> Sequence[tuple[int, Entity]]:
        """See :class:`Index`."""
        return self._rows.get(entity, ())

    def source_rows(self, source: str) -> Sequence[tuple[int, Source]]:
        """See :class:`Index`."""
        return self._source_rows.get(source, ())

    def passing_on(self) -> Iterable[tuple[str, str]]:
        """See :class:`Index`."""
        return [(s.id, s.origin) for s in self._collection.sources.values() if s.origin]

    def naming_origin(self) -> Iterable[Claim]:
        """See :class:`Index`."""
        return [claim for claim in self._claims if claim.origin]

    def dataset_of(self, claim: str) -> int:
        """See :class:`Index`."""
        return self._datasets[claim]

    def degree(self, entity: str) -> int:
        """See :class:`Index`."""
        return self._degrees.get(entity, 0)

    def neighbours(self, entities: Group[str]) -> set[str]:
        """See :class:`Index`."""
        return neighbours(self._collection, self, entities)

    def triples_within(self, entities: Group[str]) -> set[Triple]:
        """See :class:`Index`."""
        return triples_within(self._collection, self, entities)

    @property
    def _claims(self) -> Iterable[Claim]:
        return self._collection.claims.values()

    @cached_property
    def _subjects(self) -> Mapping[str, Sequence[Claim]]:
        entity_id = self._collection.entity_id
        return _grouped((entity_id(claim.subject), claim) for claim in self._claims)

    @cached_property
    def _objects(self) -> Mapping[str, Sequence[Claim]]:
        entity_id = self._collection.entity_id
        return _grouped((entity_id(claim.object), claim) for claim in self._claims)

    @cached_property
    def _attributed(self) -> Mapping[str, Sequence[Claim]]:
        entity_id = self._collection.entity_id
        return _grouped((entity_id(c.attributed_to), c) for c in self._claims if c.attributed_to)

    @cached_property
    def _sources(self) -> Mapping[str, Sequence[Claim]]:
        return _grouped((claim.source, claim) for claim in self._claims)

    @cached_property
    def _triples(self) -> Mapping[Triple, Sequence[Claim]]:
        return _grouped((self._collection.triple(claim), claim) for claim in self._claims)

    @cached_property
    def _disputes(self) -> Mapping[str, Sequence[Claim]]:
        return _grouped(
            (name, claim) for claim in self._claims for name in dict.fromkeys(claim.disputes)
        )

    @cached_property
    def _judgements(self) -> Mapping[str, Sequence[tuple[int, Judgement]]]:
        entity_id = self._collection.entity_id
        return _grouped(
            (side, (number, judgement))
            for number, judgement in enumerate(self._collection.judgements)
            for side in dict.fromkeys((entity_id(judgement.left), entity_id(judgement.right)))
        )

    @cached_property
    def _merged(self) -> Mapping[str, Sequence[str]]:
        return _grouped(
            (canonical, merged) for merged, canonical in self._collection.canonical.items()
        )

    @cached_property
    def _rows(self) -> Mapping[str, Sequence[tuple[int, Entity]]]:
        return _grouped(
            (self._collection.entity_id(entity.id), (number, entity))
            for number, dataset in enumerate(self._collection.records)
            for entity in dataset.entities
        )

    @cached_property
    def _source_rows(self) -> Mapping[str, Sequence[tuple[int, Source]]]:
        return _grouped(
            (source.id, (number, source))
            for number, dataset in enumerate(self._collection.records)
            for source in dataset.sources
        )

    @cached_property
    def _datasets(self) -> Mapping[str, int]:
        return {
            claim.id: number
            for number, dataset in enumerate(self._collection.records)
            for claim in dataset.claims
        }

    @cached_property
    def _degrees(self) -> Mapping[str, int]:
        edges = {self._collection.triple(claim) for claim in self._claims if claim.supports}
        degrees: dict[str, int] = defaultdict(int)
        for subject, _, target in edges:
            for entity in {subject, target}:
                degrees[entity] += 1
        return degrees


def _grouped(pairs: Iterable[tuple[_Key, _Record]]) -> dict[_Key, Sequence[_Record]]:
    groups: dict[_Key, list[_Record]] = {}
    for key, record in pairs:
        groups.setdefault(key, []).append(record)
    return dict(groups)
