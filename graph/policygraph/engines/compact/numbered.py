"""A graph as the compact engine takes it: arrays, and what the numbers in them stand for."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from typing import Protocol

from policygraph.engines.compact.arrays import Arrays, build_arrays
from policygraph.engines.compact.columns import columns_of, numbers
from policygraph.model.collection import Collection
from policygraph.model.masked import MaskedCollection


class Numbered(Protocol):
    """Arrays, and the ids of the entities and sources in them.

    A collection that has its arrays already (one of a store) carries this as ``numbered``.
    """

    @property
    def arrays(self) -> Arrays:
        """The graph."""
        ...

    def entity(self, entity_id: str) -> int:
        """The number of an entity, by the id that it has after merges."""
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


class InMemory:
    """The numbers of a collection in memory; its arrays are built at the first question."""

    def __init__(self, collection: Collection) -> None:
        self._entities = sorted(collection.entities)
        self._numbers: Mapping[str, int] = numbers(self._entities)
        self._sources: Mapping[str, int] = numbers(tuple(collection.sources))
        self._claims: Mapping[str, int] = numbers(tuple(collection.claims))
        self.arrays = build_arrays(columns_of(collection))

    def entity(self, entity_id: str) -> int:
        """See :class:`Numbered`."""
        return self._numbers[entity_id]

    def entity_id(self, number: int) -> str:
        """See :class:`Numbered`."""
        return self._entities[number]

    def source(self, source_id: str) -> int:
        """See :class:`Numbered`."""
        return self._sources[source_id]

    def claim(self, claim_id: str) -> int:
        """See :class:`Numbered`."""
        return self._claims[claim_id]


_KNOWN: dict[int, Numbered] = {}


def numbered(collection: Collection) -> Numbered:
    """The arrays of a collection with their numbers, built once while the collection lives.

    Those of a masked collection are those of the whole one.
    """
    while isinstance(collection, MaskedCollection):
        collection = collection.base
    stored: Numbered | None = getattr(collection, "numbered", None)
    if stored is not None:
        return stored
    key = id(collection)
    if key not in _KNOWN:
        _KNOWN[key] = InMemory(collection)
        weakref.finalize(collection, _KNOWN.pop, key, None)
    return _KNOWN[key]


def arrays_of(collection: Collection) -> Arrays:
    """The arrays of a collection, from memory or from its store."""
    return numbered(collection).arrays
