"""Small datasets on top of a store, as one graph, without building the store again.

The datasets are merged and checked together with the rows of the store that they refer to,
closed under merges. The result is a small collection, the *patch*, in which every entity is
complete. The overlay is the store and the patch: an entity of the patch replaces that of
the store, a claim comes from the store or from the datasets.
"""

from __future__ import annotations

import logging
from collections.abc import Collection as Group
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import merge
from typing import TypeVar

from policygraph.checks.records import merge_and_check
from policygraph.errors import Fault
from policygraph.model.collection import Collection
from policygraph.model.index import Index, NameIndex, Totals
from policygraph.model.lazy_sequence import LazySequence
from policygraph.model.merge import duplicates_of_drafts, merge_datasets
from policygraph.model.ontology import Ontology
from policygraph.model.records import Dataset
from policygraph.model.triples import Triple
from policygraph.query.name_resolver import MemoryNames, Names
from policygraph.store.overlay.delta import UnencodableError
from policygraph.store.overlay.incremental import IncrementalGraph
from policygraph.store.overlay.index import OverlayIndex
from policygraph.store.overlay.names import OverlayNames
from policygraph.store.overlay.rebuild import RebuiltGraph
from policygraph.store.overlay.references import References
from policygraph.store.overlay.totals import overlay_totals
from policygraph.store.reading.background import background_triples, denied_triples
from policygraph.store.reading.collection import StoredCollection
from policygraph.store.reading.subset import Subset
from policygraph.tables.reader import Tables

LOG = logging.getLogger("policygraph.store")

_Record = TypeVar("_Record")


class OverlayMapping(Mapping[str, _Record]):
    """Records by id, sorted: those of the patch, then those of the store that are not hidden."""

    def __init__(
        self,
        below: Mapping[str, _Record],
        top: Mapping[str, _Record],
        hidden: frozenset[str] = frozenset(),
    ) -> None:
        self._below, self._top = below, top
        self._hidden = frozenset(hidden) | frozenset(top)

    def __getitem__(self, name: str) -> _Record:
        if name in self._top:
            return self._top[name]
        if name in self._hidden:
            raise KeyError(name)
        return self._below[name]

    def __contains__(self, name: object) -> bool:
        return name in self._top or (name not in self._hidden and name in self._below)

    def __iter__(self) -> Iterator[str]:
        return merge(self._top, (name for name in self._below if name not in self._hidden))

    def __len__(self) -> int:
        return len(self._below) + len(self._top) - self._hidden_count

    @cached_property
    def _hidden_count(self) -> int:
        return sum(name in self._below for name in self._hidden)


class Concatenated(LazySequence[_Record]):
    """The records of one sequence, then those of another."""

    def __init__(self, first: Sequence[_Record], second: Sequence[_Record]) -> None:
        self._first, self._second = first, second

    def __len__(self) -> int:
        return len(self._first) + len(self._second)

    def item(self, position: int) -> _Record:
        """The record at a position."""
        count = len(self._first)
        return self._first[position] if position < count else self._second[position - count]


@dataclass(frozen=True)
class OverlayCollection(Collection):
    """A store and the patch of small datasets."""

    base: StoredCollection
    patch: Collection

    @cached_property
    def numbered(self) -> IncrementalGraph | RebuiltGraph:
        """The arrays that the compact engine searches: those of the store, extended."""
        try:
            return IncrementalGraph(self, self.base, self.patch)
        except UnencodableError as error:
            LOG.info("rebuilding the graph in memory: the overlay has %s", error)
            return RebuiltGraph(self, self.base, self.patch)

    def denied(self, relations: Group[str]) -> Sequence[Triple]:
        """See :meth:`Collection.denied`."""
        return denied_triples(self.numbered, self.ontology, relations)

    def background(self, relations: Group[str]) -> Sequence[Triple]:
        """See :meth:`Collection.background`."""
        return background_triples(self.numbered, self.ontology, relations)

    @cached_property
    def totals(self) -> Totals:
        """The totals of the store, corrected by the datasets."""
        overlay = self.records[len(self.base.records) :]
        edges, contested = self.numbered.arrays.edges, self.numbered.contested
        return overlay_totals(self.base, self.patch, overlay, edges=edges, contested=contested)

    @cached_property
    def index(self) -> Index:
        """Claims and rows by what they are about, of both."""
        return OverlayIndex(self, self.base, self.patch)

    @property
    def stored(self) -> bool:
        """True."""
        return True

    @property
    def names(self) -> NameIndex | None:
        """The names of both."""
        return self._names

    @cached_property
    def _names(self) -> NameIndex:
        assert self.base.names is not None
        return OverlayNames(self, self.base, self.patch, self.base.names, MemoryNames(self.patch))


def open_overlay(
    base: StoredCollection, ontology: Ontology, tables: Sequence[Tables]
) -> tuple[Collection, list[Fault]]:
    """A store with datasets on top as one collection, and the faults of the datasets."""
    referred = References(base, ontology, [table.dataset for table in tables])
    below = [Tables(dataset) for dataset in referred.datasets()]

    def known(collection: Collection) -> Collection:
        return replace(
            collection,
            entities=Subset(collection.entities, lambda: (*base.entities, *collection.entities)),
            sources=Subset(collection.sources, lambda: (*base.sources, *collection.sources)),
            claims=Subset(collection.claims, lambda: (*base.claims, *collection.claims)),
        )

    own = [table.dataset for table in tables]

    def named(patch: Collection) -> Names:
        return Names(_collection(base, ontology, patch, own))

    patch, faults = merge_and_check(ontology, [*below, *tables], known, named)
    faults = sorted([*faults, *duplicates_of_drafts(base.drafts, own)])
    return _collection(base, ontology, patch, own), faults


def with_dataset(collection: Collection, ontology: Ontology, dataset: Dataset) -> Collection:
    """A store, or an overlay, with one more dataset that is not checked.

    Its sources and claims are new, and ``ontology`` has the terms that they need.
    """
    own = [dataset]
    if isinstance(collection, OverlayCollection):
        base = collection.base
        own = [*collection.records[len(base.records) :], dataset]
    else:
        assert isinstance(collection, StoredCollection)
        base = collection
    referred = References(base, ontology, own, checked=False)
    patch, _ = merge_datasets(ontology, [*referred.datasets(), *own])
    return _collection(base, ontology, patch, own)


def _collection(
    base: StoredCollection, ontology: Ontology, patch: Collection, own: Sequence[Dataset]
) -> OverlayCollection:
    merged = frozenset(patch.canonical)
    claims = {claim.id: patch.claims[claim.id] for dataset in own for claim in dataset.claims}
    return OverlayCollection(
        ontology=ontology,
        datasets=(*base.datasets, *(dataset.name for dataset in own)),
        entities=OverlayMapping(base.entities, patch.entities, merged),
        sources=OverlayMapping(base.sources, patch.sources),
        claims=OverlayMapping(base.claims, dict(sorted(claims.items()))),
        judgements=Concatenated(
            base.judgements, [j for dataset in own for j in dataset.judgements]
        ),
        canonical=OverlayMapping(base.canonical, patch.canonical, frozenset(patch.entities)),
        records=(*base.records, *own),
        base=base,
        patch=patch,
    )
