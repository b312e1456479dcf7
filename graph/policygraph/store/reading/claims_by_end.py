"""The claims of a store by the entities that they are about.

Most claims are in the graph, with the edges of their ends. Those that are withdrawn, or deny their
statement, are in an order of their own for each side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.arrays import unmarked
from policygraph.errors import DataError
from policygraph.store.format.ranges import positions_in, range_of
from policygraph.store.format.schema import ENDS
from policygraph.store.format.store_files import StoreFiles

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: How many claims of an edge are read one after another, before the rest is looked for at once.
_FEW = 8


def moves_of(
    lists: NDArray[Any], moves: NDArray[Any], entities: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The positions of the moves of entities; :class:`DataError` if a damaged list has others."""
    chosen = lists[entities]
    first, last = chosen["first"], chosen["first"] + chosen["ends"][:, -1]
    if np.any(first < 0) or np.any(last < first) or np.any(last > len(moves)):
        raise damage("graph/lists.npy")
    return positions_in(first, last)[0]


def damage(name: str) -> DataError:
    """The error for an array of a store that leads outside of another."""
    what = f"{name} has a number that leads outside of another array"
    return DataError(f"{what}; run policygraph check, and build the store again")


class ClaimsByEnd:
    """The claims of a store by their ends, as numbers after merges."""

    def __init__(self, files: StoreFiles) -> None:
        self._lists, self._moves = files.array("graph/lists"), files.array("graph/moves")
        self._support = files.array("graph/support")
        self._canonical = files.optional("entities/canonical")
        self._ends = {side: files.array(f"claims/{side}") for side in ENDS}
        self._others = {
            side: (files.array(f"order/{side}.of"), files.array(f"order/{side}")) for side in ENDS
        }

    def end(self, side: str, claims: NDArray[Any]) -> NDArray[Any]:
        """The subject or the object of claims, after merges."""
        found: NDArray[Any] = self._ends[side][claims]
        return found if self._canonical is None else self._canonical[found]

    def about(self, side: str, entity: int) -> NDArray[np.int64]:
        """The claims with an entity as subject, or as object, sorted."""
        claims = self.of(np.array([entity], np.int64))
        there: NDArray[np.int64] = claims[self.end(side, claims) == entity]
        return there

    def of(self, entities: NDArray[np.int64]) -> NDArray[np.int64]:
        """The claims with one of some entities at either end, sorted."""
        return self._joined(
            self._moves["edge"][moves_of(self._lists, self._moves, entities)], entities
        )

    def between(self, entity: int, other: int, relation: int) -> NDArray[np.int64]:
        """The claims over a relation with two entities as their ends, in any order, sorted."""
        first, count = self._list(entity)
        less = self._list(other)
        if less[1] < count:
            entity, other, (first, count) = other, entity, less
        if not 0 <= first <= first + count <= len(self._moves):
            raise damage("graph/lists.npy")
        moves = self._moves[first : first + count]
        edges = moves["edge"][(moves["to"] == other) & (moves["relation"] == relation)]
        found = set(self._claims(edges).tolist())
        for of, claims in self._others.values():
            found.update(claims[range_of(of, entity)].tolist())
        return np.array(sorted(found), np.int64)

    def _list(self, entity: int) -> tuple[int, int]:
        """Where the moves of an entity begin, and how many they are."""
        row = self._lists[entity]
        return int(row["first"]), int(row["ends"][-1])

    def _joined(self, edges: NDArray[Any], entities: NDArray[np.int64]) -> NDArray[np.int64]:
        """The claims of edges, and the others with one of some entities at either end."""
        found = [self._claims(np.unique(edges))]
        for of, claims in self._others.values():
            if len(of):
                first, last = (np.searchsorted(of, entities, side) for side in ("left", "right"))
                found.append(np.asarray(claims[positions_in(first, last)[0]], np.int64))
        return np.unique(np.concatenate(found))

    def _claims(self, edges: NDArray[Any]) -> NDArray[np.int64]:
        """The claims of edges, each of which ends with a marked one."""
        known, found = self._support["claim"], [np.zeros(0, np.int64)]
        rows = np.asarray(edges, np.int64)
        for _ in range(_FEW):
            claims = known[rows]
            found.append(unmarked(claims).astype(np.int64))
            rows = rows[claims >= 0] + 1
            if not len(rows):
                break
        for row in rows.tolist():
            several = 2 * _FEW
            while not (known[row : row + several] < 0).any():
                if row + several > len(known):
                    raise damage("graph/support.npy")
                several *= 2
            count = int(np.argmax(known[row : row + several] < 0)) + 1
            found.append(unmarked(known[row : row + count]).astype(np.int64))
        return np.concatenate(found)
