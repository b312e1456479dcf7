"""The arrays of a store that the compact engine searches, with the ids of their numbers."""

from __future__ import annotations

from policygraph.engines.compact.arrays import Arrays
from policygraph.store.format.texts import Texts
from policygraph.store.reading.index import StoredIndex


class StoredGraph:
    """The arrays of a store, and the ids of entities, sources and claims in them."""

    def __init__(self, arrays: Arrays, index: StoredIndex, claims: Texts) -> None:
        self.arrays, self.claim_ids = arrays, claims
        self.entity_ids, self.source_ids = index.entity_ids, index.source_ids

    def entity(self, entity_id: str) -> int:
        """The number of an entity, by its id after merges."""
        number = self.entity_ids.position(entity_id)
        if number is None:
            raise KeyError(entity_id)
        return number

    def entity_id(self, number: int) -> str:
        """The id of an entity."""
        return self.entity_ids[number]

    def source(self, source_id: str) -> int:
        """The number of a source."""
        number = self.source_ids.position(source_id)
        if number is None:
            raise KeyError(source_id)
        return number

    def claim(self, claim_id: str) -> int:
        """The number of a claim."""
        number = self.claim_ids.position(claim_id)
        if number is None:
            raise KeyError(claim_id)
        return number
