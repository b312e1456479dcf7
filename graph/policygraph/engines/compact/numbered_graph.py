"""A graph as the compact engine takes it: arrays, and the ids that their numbers stand for."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from typing import Protocol

from policygraph.engines.compact.arrays import Arrays, build_arrays
from policygraph.engines.compact.columns import columns_of, numbers
from policygraph.model.collection import Collection
from policygraph.model.masked import MaskedCollection


class NumberedGraph(Protocol):
    """Arrays, and the ids of the entities and sources in them.

    A collection that already has its arrays (that of a store) has this as ``numbered``.
    """

    @property
    def arrays(self) -> Arrays:
        """The graph."""
        ...

    def entity(self, entity_id: str) -> int:
        """The number of an entity, by its id after merges."""
        ...

    def entity_id(self, number: int) -> str:
        """The id of an entity."""
        ...

    def source(self, source_id: str) -> int:
        """The number of a source."""
        ...

    def claim(self, claim_id: str) -> int:
        """The number of a claim."""
        ...


class MemoryGraph:
    """The numbers of a collection in memory; its arrays are built on creation."""

    def __init__(self, collection: Collection) -> None:
        self._entities = sorted(collection.entities)
        self._numbers: Mapping[str, int] = numbers(self._entities)
        self._sources: Mapping[str, int] = numbers(tuple(collection.sources))
        self._claims: Mapping[str, int] = numbers(tuple(collection.claims))
        self.arrays = build_arrays(columns_of(collection))

    def entity(self, entity_id: str) -> int:
        """See :class:`NumberedGraph`."""
        return self._numbers[entity_id]

    def entity_id(self, number: int) -> str:
        """See :class:`NumberedGraph`."""
        return self._entities[number]

    def source(self, source_id: str) -> int:
        """See :class:`NumberedGraph`."""
        return self._sources[source_id]

    def claim(self, claim_id: str) -> int:
        """See :class:`NumberedGraph`."""
        return self._claims[claim_id]


_BUILT: dict[int, NumberedGraph] = {}


def numbered(collection: Collection) -> NumberedGraph:
    """The arrays of a collection with their numbers, built once for each collection.

    A masked collection has those of the whole collection.
    """
    while isinstance(collection, MaskedCollection):
        collection = collection.base
    stored: NumberedGraph | None = getattr(collection, "numbered", None)
    if stored is not None:
        return stored
    key = id(collection)
    if key not in _BUILT:
        _BUILT[key] = MemoryGraph(collection)
        weakref.finalize(collection, _BUILT.pop, key, None)
    return _BUILT[key]


def arrays_of(collection: Collection) -> Arrays:
    """The arrays of a collection, from memory or from its store."""
    return numbered(collection).arrays
