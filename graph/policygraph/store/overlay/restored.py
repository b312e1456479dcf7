"""A store, or a store with an overlay, in which claims that were withdrawn later are live.

A claim that is restored changes only the pair of entities that it is about. So these pairs are
built again as a delta, as for an overlay (:mod:`.incremental`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection as Group
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np

from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.earlier import MOST_CLAIMS, in_memory, is_later, live
from policygraph.model.index import Index, NameIndex
from policygraph.model.lazy_sequence import LazySequence
from policygraph.model.merge import merge_datasets
from policygraph.model.ontology import Ontology
from policygraph.model.records import Claim, Dataset, Entity, Judgement, Source
from policygraph.model.triples import Triple
from policygraph.store.overlay import overlay
from policygraph.store.overlay.delta import UnencodableError
from policygraph.store.overlay.incremental import IncrementalGraph
from policygraph.store.overlay.overlay import LOG, OverlayCollection, OverlayMapping
from policygraph.store.overlay.rebuild import RebuiltGraph
from policygraph.store.reading.background import background_triples, denied_triples
from policygraph.store.reading.collection import StoredCollection


@dataclass(frozen=True)
class RestoredCollection(Collection):
    """A store as it was known by a day: ``restored`` are the claims withdrawn since, live."""

    now: StoredCollection | OverlayCollection
    restored: Mapping[str, Claim]

    @property
    def today(self) -> Collection:
        """What is known today."""
        return self.now

    @property
    def stored(self) -> bool:
        """True."""
        return True

    @property
    def names(self) -> NameIndex | None:
        """The names of the store."""
        return self.now.names

    @cached_property
    def index(self) -> Index:
        """Claims and rows by what they are about."""
        return _RestoredIndex(self)

    @cached_property
    def numbered(self) -> IncrementalGraph | RebuiltGraph:
        """The arrays of the store, with the pairs of the restored claims built again."""
        if isinstance(self.now, OverlayCollection):
            base, patch = self.now.base, self.now.patch
        else:
            base, patch = self.now, merge_datasets(self.ontology, [])[0]
        below = (name for name in self.restored if name in base.claims)
        numbers = np.array(sorted(map(base.numbered.claim, below)), np.int64)
        try:
            return IncrementalGraph(self, base, patch, numbers)
        except UnencodableError as error:
            LOG.info("rebuilding the graph in memory: the overlay has %s", error)
            return RebuiltGraph(self, base, patch, numbers)

    def denied(self, relations: Group[str]) -> Sequence[Triple]:
        """See :meth:`Collection.denied`."""
        return denied_triples(self.numbered, self.ontology, relations)

    def background(self, relations: Group[str]) -> Sequence[Triple]:
        """See :meth:`Collection.background`."""
        return background_triples(self.numbered, self.ontology, relations)

    @cached_property
    def gained(self) -> frozenset[Triple]:
        """The edges that there are only with the restored claims."""
        index = self.now.index
        triples = {self.triple(claim) for claim in self.restored.values() if claim.supports}
        return frozenset(t for t in triples if not any(c.supports for c in index.of_triple(t)))


def as_known(collection: Collection, by: dates.Day) -> Collection:
    """A store, alone or with an overlay, as it was known by a day; itself if that is the same.

    If a judgement was made later, all of it is read into memory, because what it merged is stored
    as one. Raises :class:`UsageError` if that is too much.
    """
    if isinstance(collection, RestoredCollection):
        return as_known(collection.now, by)
    if not isinstance(collection, StoredCollection | OverlayCollection):
        return in_memory(collection, by)
    base = collection if isinstance(collection, StoredCollection) else collection.base
    own = collection.records[len(base.records) :]
    judged = [*base.files.cells("judgements/date")]
    judged += [judgement.date for dataset in own for judgement in dataset.judgements]
    if any(is_later(date, by) for date in set(judged)):
        return in_memory(collection, by)
    found = [base.claims[base.numbered.claim_ids[n]] for n in _withdrawn_later(base, by)]
    found += [c for d in own for c in d.claims if c.withdrawn and is_later(c.withdrawn, by)]
    if len(found) > MOST_CLAIMS:
        return in_memory(collection, by)
    restored = {claim.id: live(claim, by) for claim in found}
    return _restored(collection, restored) if restored else collection


def with_dataset(collection: Collection, ontology: Ontology, dataset: Dataset) -> Collection:
    """See :func:`policygraph.store.overlay.overlay.with_dataset`; restored claims stay so."""
    if not isinstance(collection, RestoredCollection):
        return overlay.with_dataset(collection, ontology, dataset)
    now = overlay.with_dataset(collection.now, ontology, dataset)
    assert isinstance(now, OverlayCollection)
    return _restored(now, collection.restored)


def _withdrawn_later(base: StoredCollection, by: dates.Day) -> list[int]:
    """The numbers of the claims of a store that were withdrawn after a day."""
    codes, texts = base.files.array("claims/withdrawn"), base.files.dates()
    # A claim that is not withdrawn has the code -1, which indexes the last entry.
    given = np.zeros(len(texts) + 1, np.bool_)
    given[codes] = True
    later = np.zeros(len(texts) + 1, np.bool_)
    for code in np.flatnonzero(given[:-1]).tolist():
        later[code] = is_later(texts[code], by)
    return np.flatnonzero(later[codes]).tolist() if later.any() else []


def _restored(
    now: StoredCollection | OverlayCollection, restored: Mapping[str, Claim]
) -> RestoredCollection:
    claims = dict(sorted(restored.items()))
    parts = {part.name: getattr(now, part.name) for part in fields(Collection)}
    parts["claims"] = OverlayMapping(now.claims, claims)
    parts["records"] = tuple(
        replace(dataset, claims=_RestoredClaims(dataset.claims, claims)) for dataset in now.records
    )
    return RestoredCollection(**parts, now=now, restored=claims)


class _RestoredClaims(LazySequence[Claim]):
    """The claims of a dataset, with the restored ones in their places."""

    def __init__(self, claims: Sequence[Claim], restored: Mapping[str, Claim]) -> None:
        self._claims, self._restored = claims, restored

    def __len__(self) -> int:
        return len(self._claims)

    def item(self, position: int) -> Claim:
        """The claim at a position."""
        claim = self._claims[position]
        return self._restored.get(claim.id, claim)


class _RestoredIndex:
    """The index of the store with the restored claims; see :class:`Index`."""

    def __init__(self, whole: RestoredCollection) -> None:
        self._whole, self._now = whole, whole.now.index

    def of_subject(self, entity: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._live(self._now.of_subject(entity))

    def of_object(self, entity: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._live(self._now.of_object(entity))

    def attributed(self, entity: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._live(self._now.attributed(entity))

    def of_source(self, source: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._live(self._now.of_source(source))

    def of_triple(self, triple: Triple) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._live(self._now.of_triple(triple))

    def disputing(self, claim: str) -> Sequence[Claim]:
        """See :class:`Index`."""
        return self._live(self._now.disputing(claim))

    def judgements(self, entity: str) -> Sequence[tuple[int, Judgement]]:
        """See :class:`Index`."""
        return self._now.judgements(entity)

    def members(self, entity: str) -> Sequence[str]:
        """See :class:`Index`."""
        return self._now.members(entity)

    def rows(self, entity: str) -> Sequence[tuple[int, Entity]]:
        """See :class:`Index`."""
        return self._now.rows(entity)

    def source_rows(self, source: str) -> Sequence[tuple[int, Source]]:
        """See :class:`Index`."""
        return self._now.source_rows(source)

    def passing_on(self) -> Iterable[tuple[str, str]]:
        """See :class:`Index`."""
        return self._now.passing_on()

    def naming_origin(self) -> Iterable[Claim]:
        """See :class:`Index`."""
        return self._live(list(self._now.naming_origin()))

    def dataset_of(self, claim: str) -> int:
        """See :class:`Index`."""
        return self._now.dataset_of(claim)

    def degree(self, entity: str) -> int:
        """See :class:`Index`."""
        return self._now.degree(entity) + self._degrees[entity]

    def neighbours(self, entities: Group[str]) -> set[str]:
        """See :class:`Index`."""
        found = self._now.neighbours(entities)
        for subject, _, target in self._whole.gained:
            if subject in entities:
                found.add(target)
            if target in entities:
                found.add(subject)
        return found

    def triples_within(self, entities: Group[str]) -> set[Triple]:
        """See :class:`Index`."""
        return self._now.triples_within(entities)

    @cached_property
    def _degrees(self) -> Counter[str]:
        return Counter(entity for triple in self._whole.gained for entity in {triple[0], triple[2]})

    def _live(self, claims: Sequence[Claim]) -> Sequence[Claim]:
        restored = self._whole.restored
        return [restored.get(claim.id, claim) for claim in claims]
