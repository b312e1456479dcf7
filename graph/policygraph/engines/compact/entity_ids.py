"""The ids of numbered entities, looked up on access."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from policygraph.engines.compact.numbered_graph import NumberedGraph
from policygraph.model.lazy_sequence import LazySequence

if TYPE_CHECKING:
    from numpy.typing import NDArray


class EntityIds(LazySequence[str]):
    """The ids of some entities of a graph, given by their numbers."""

    def __init__(self, graph: NumberedGraph, entities: NDArray[np.int32] | list[int]) -> None:
        self._graph, self._entities = graph, entities

    def __len__(self) -> int:
        return len(self._entities)

    def item(self, position: int) -> str:
        """The id of the entity at a position."""
        return self._graph.entity_id(int(self._entities[position]))

    def __iter__(self) -> Iterator[str]:
        entities = self._entities
        numbers = entities if isinstance(entities, list) else entities.tolist()
        return map(self._graph.entity_id, numbers)
