"""Small datasets on top of a store: one graph, without building it again.

What the datasets say is united and judged together with the rows of the store that they
refer to, closed under merges: a small collection, called the *patch*, in which every
entity is whole. The graph is the store with the patch before it: an entity of the patch
counts as the patch has it, a claim is the store's or the datasets' own.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import merge
from typing import TypeVar, overload

from policygraph.checks.records import merge_and_check
from policygraph.errors import Fault
from policygraph.model.collection import Collection
from policygraph.model.index import Index, NameIndex, Totals
from policygraph.model.merge import merge_datasets
from policygraph.model.ontology import Ontology
from policygraph.model.records import Dataset
from policygraph.query.name_resolver import MemoryNames
from policygraph.store.among import Among
from policygraph.store.laid_out import LaidOut
from policygraph.store.layered import LayeredIndex
from policygraph.store.layered_names import LayeredNames
from policygraph.store.on_top import OnTop
from policygraph.store.referred import Referred
from policygraph.store.remade import Unfit
from policygraph.store.totals import totals_with
from policygraph.store.view import StoredCollection
from policygraph.tables.reader import Tables

LOG = logging.getLogger("policygraph.store")

_Record = TypeVar("_Record")


class Layered(Mapping[str, _Record]):
    """Records by id, sorted: those on top, then those below whose ids do not count as gone."""

    def __init__(
        self,
        below: Mapping[str, _Record],
        top: Mapping[str, _Record],
        gone: frozenset[str] = frozenset(),
    ) -> None:
        self._below, self._top = below, top
        self._gone = frozenset(gone) | frozenset(top)

    def __getitem__(self, name: str) -> _Record:
        if name in self._top:
            return self._top[name]
        if name in self._gone:
            raise KeyError(name)
        return self._below[name]

    def __contains__(self, name: object) -> bool:
        return name in self._top or (name not in self._gone and name in self._below)

    def __iter__(self) -> Iterator[str]:
        return merge(self._top, (name for name in self._below if name not in self._gone))

    def __len__(self) -> int:
        return len(self._below) + len(self._top) - self._hidden

    @cached_property
    def _hidden(self) -> int:
        return sum(name in self._below for name in self._gone)


class Joined(Sequence[_Record]):
    """Records one after another: first the ones, then the others."""

    def __init__(self, first: Sequence[_Record], second: Sequence[_Record]) -> None:
        self._first, self._second = first, second

    def __len__(self) -> int:
        return len(self._first) + len(self._second)

    @overload
    def __getitem__(self, place: int) -> _Record: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[_Record]: ...
    def __getitem__(self, place: int | slice) -> _Record | Sequence[_Record]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        count = len(self._first)
        return self._first[place] if place < count else self._second[place - count]


@dataclass(frozen=True)
class OverlaidCollection(Collection):
    """A store with the patch of small datasets before it."""

    base: StoredCollection
    patch: Collection

    @cached_property
    def numbered(self) -> OnTop | LaidOut:
        """What the compact engine searches: the store's arrays, and behind them what is new."""
        try:
            return OnTop(self, self.base, self.patch)
        except Unfit as error:
            LOG.info("laying the store out again: the datasets on top have %s", error)
            return LaidOut(self, self.base, self.patch)

    @cached_property
    def totals(self) -> Totals:
        """How much of each there is: the store's, and what is other with the datasets."""
        return totals_with(self, self.base, self.patch)

    @cached_property
    def index(self) -> Index:
        """Claims and rows by what they are about, of both."""
        return LayeredIndex(self, self.base, self.patch)

    @property
    def stored(self) -> bool:
        """It is."""
        return True

    @property
    def names(self) -> NameIndex | None:
        """The names of both."""
        return self._names

    @cached_property
    def _names(self) -> NameIndex:
        assert self.base.names is not None
        return LayeredNames(self, self.base, self.patch, self.base.names, MemoryNames(self.patch))


def overlaid(
    base: StoredCollection, ontology: Ontology, tables: Sequence[Tables]
) -> tuple[Collection, list[Fault]]:
    """A collection of a store with datasets on top, and what is wrong with these."""
    referred = Referred(base, ontology, [table.dataset for table in tables])
    below = [Tables(dataset) for dataset in referred.datasets()]

    def known(collection: Collection) -> Collection:
        return replace(
            collection,
            entities=Among(collection.entities, lambda: (*base.entities, *collection.entities)),
            sources=Among(collection.sources, lambda: (*base.sources, *collection.sources)),
            claims=Among(collection.claims, lambda: (*base.claims, *collection.claims)),
        )

    patch, faults = merge_and_check(ontology, [*below, *tables], known)
    own = [table.dataset for table in tables]
    return _collection(base, ontology, patch, own), faults


def with_more(collection: Collection, ontology: Ontology, dataset: Dataset) -> Collection:
    """A store, or one with datasets on top, with one dataset more that nobody has judged.

    Its sources and claims are new, and ``ontology`` has what they need.
    """
    own = [dataset]
    if isinstance(collection, OverlaidCollection):
        base = collection.base
        own = [*collection.records[len(base.records) :], dataset]
    else:
        assert isinstance(collection, StoredCollection)
        base = collection
    referred = Referred(base, ontology, own, judged=False)
    patch, _ = merge_datasets(ontology, [*referred.datasets(), *own])
    return _collection(base, ontology, patch, own)


def _collection(
    base: StoredCollection, ontology: Ontology, patch: Collection, own: Sequence[Dataset]
) -> OverlaidCollection:
    merged = frozenset(patch.canonical)
    claims = {claim.id: patch.claims[claim.id] for dataset in own for claim in dataset.claims}
    return OverlaidCollection(
        ontology=ontology,
        datasets=(*base.datasets, *(dataset.name for dataset in own)),
        entities=Layered(base.entities, patch.entities, merged),
        sources=Layered(base.sources, patch.sources),
        claims=Layered(base.claims, dict(sorted(claims.items()))),
        judgements=Joined(base.judgements, [j for dataset in own for j in dataset.judgements]),
        canonical=Layered(base.canonical, patch.canonical, frozenset(patch.entities)),
        records=(*base.records, *own),
        base=base,
        patch=patch,
    )
