"""What a small dataset affects in the graph of a store: pairs of entities, claims, moves.

An edge consists of claims about one pair of entities, in either order, and is denied and
disputed by claims about the same pair. So a dataset can only change the pairs that it mentions,
and the pairs of entities that it merges. Each pair is looked up at the end that has fewer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.arrays import GROUPS, LOOP, Arrays
from policygraph.store.format.ranges import contained, positions_in
from policygraph.store.format.store_files import StoreFiles
from policygraph.store.reading.claims_by_end import ClaimsByEnd

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The group of a move at its other end.
_MIRRORED = np.array([2, 1, 0, 3])


def pair_keys(subjects: NDArray[Any], objects: NDArray[Any]) -> NDArray[np.int64]:
    """One number for each pair of entities, whatever their order."""
    low, high = np.minimum(subjects, objects), np.maximum(subjects, objects)
    return np.asarray(low, np.int64) << 32 | np.asarray(high, np.int64)


class Renumbering:
    """The numbers of the entities of a store with an overlay: mostly their own."""

    def __init__(self, canonical: NDArray[Any] | None, moved: Mapping[int, int]) -> None:
        self._canonical = canonical
        #: Entities of the store with a new number, and that number.
        self.moved = np.array(sorted(moved), np.int64)
        self.to = np.array([moved[number] for number in self.moved.tolist()], np.int64)

    def __call__(self, numbers: NDArray[Any]) -> NDArray[np.int64]:
        """The number of each entity."""
        found = numbers if self._canonical is None else self._canonical[numbers]
        found = np.asarray(found, np.int64)
        if not len(self.moved):
            return found
        position = np.minimum(np.searchsorted(self.moved, found), len(self.moved) - 1)
        return np.where(self.moved[position] == found, self.to[position], found)


@dataclass(frozen=True, eq=False)
class Affected:
    """The pairs that may differ from the store, by numbers, and their claims and moves.

    ``claims`` are the numbers of the store's claims about them. ``moves`` are the positions of the
    moves over edges between them, at both ends, ``owners`` the entities of the store whose lists
    have these, and ``groups`` their groups. ``edges`` are these edges. ``merged`` are the entities
    of the store that are merged into another, or that another is merged into.
    """

    pairs: NDArray[np.int64]
    claims: NDArray[np.int64]
    moves: NDArray[np.int64]
    owners: NDArray[np.int64]
    groups: NDArray[np.int64]
    edges: NDArray[np.int64]
    merged: NDArray[np.int64]


def find_affected(
    files: StoreFiles, graph: Arrays, renumber: Renumbering, mentioned: NDArray[np.int64]
) -> Affected:
    """What is affected where new claims mention pairs, and entities are renumbered."""
    search = _AffectedSearch(files, graph, renumber)
    return search.run(mentioned)


class _AffectedSearch:
    def __init__(self, files: StoreFiles, graph: Arrays, renumber: Renumbering) -> None:
        self._files, self._graph, self._renumbering = files, graph, renumber
        self._ends = ClaimsByEnd(files)
        self._known = len(graph.types)
        remaining = renumber.to[renumber.to < self._known]
        self._merged = np.unique(np.concatenate((renumber.moved, remaining)))

    def run(self, mentioned: NDArray[np.int64]) -> Affected:
        """See :func:`find_affected`."""
        moved = self._ends.of(self._renumbering.moved)
        pairs = np.unique(np.concatenate((mentioned, self._pairs_of(moved))))
        # All moves of merged entities are searched; of another pair, those of the smaller list.
        subjects, objects = pairs >> 32, pairs & 0xFFFFFFFF
        now = np.unique(self._renumbering(self._merged))
        old = (subjects < self._known) & (objects < self._known)
        unmerged = old & ~contained(subjects, now) & ~contained(objects, now)
        subjects, objects = subjects[unmerged], objects[unmerged]
        claims = self._claims(subjects, objects)
        claims = claims[contained(self._pairs_of(claims), pairs)]
        moves, owners, groups = self._moves(subjects, objects, pairs)
        edges, positions = np.unique(self._graph.moves["edge"][moves], return_index=True)
        moves, owners, groups = self._both_ends(
            moves[positions], owners[positions], groups[positions]
        )
        return Affected(pairs, claims, moves, owners, groups, edges, self._merged)

    def _pairs_of(self, claims: NDArray[np.int64]) -> NDArray[np.int64]:
        subject, target = (self._files.claims(side, claims) for side in ("subject", "object"))
        return pair_keys(self._renumbering(subject), self._renumbering(target))

    def _claims(self, subjects: NDArray[np.int64], objects: NDArray[np.int64]) -> NDArray[np.int64]:
        """The claims about pairs, and others: all with one end of each, that with fewer edges."""
        degrees = self._graph.lists["ends"][:, -1]
        less = degrees[subjects] <= degrees[objects]
        looked = (self._merged, subjects[less], objects[~less])
        return self._ends.of(np.unique(np.concatenate(looked)))

    def _moves(
        self, subjects: NDArray[np.int64], objects: NDArray[np.int64], pairs: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Moves over all edges between pairs: positions, owners, groups; at one end or both."""
        graph = self._graph
        degrees = graph.lists["ends"][:, -1]
        less = degrees[subjects] <= degrees[objects]
        looked = (self._merged, subjects[less], objects[~less])
        owners = np.unique(np.concatenate(looked))
        positions, owners, groups = moves_of(graph, owners)
        moves = graph.moves[positions]
        keys = pair_keys(self._renumbering(owners), self._renumbering(moves["to"]))
        found = contained(keys, pairs)
        return positions[found], owners[found], groups[found]

    def _both_ends(
        self, positions: NDArray[np.int64], owners: NDArray[np.int64], groups: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Moves at one end, and those over the same edges at the other."""
        moves = self._graph.moves[positions]
        far = (moves["flags"] & LOOP) == 0
        moves = moves[far]
        others, mirrored = moves["to"].astype(np.int64), _MIRRORED[groups[far]]
        first, last = group_ranges(self._graph, others, mirrored)
        codes = moves["code"]
        first, last = self._bisected(first, last, codes), self._bisected(first, last, codes + 1)
        there, which = positions_in(first, last)
        there = there[self._graph.moves["edge"][there] == moves["edge"][which]]
        return (
            np.concatenate((positions, there)),
            np.concatenate((owners, others)),
            np.concatenate((groups, mirrored)),
        )

    def _bisected(
        self, first: NDArray[Any], last: NDArray[Any], codes: NDArray[Any]
    ) -> NDArray[np.int64]:
        """Where the moves of a cost would begin in each range, which is sorted by cost."""
        low, high = first.copy(), last.copy()
        known = self._graph.moves["code"]
        while (low < high).any():
            open_ = np.flatnonzero(low < high)
            middle = (low[open_] + high[open_]) // 2
            before = known[middle] < codes[open_]
            low[open_] = np.where(before, middle + 1, low[open_])
            high[open_] = np.where(before, high[open_], middle)
        return low


def group_ranges(
    graph: Arrays, entities: NDArray[np.int64], groups: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the moves of entities in one group each begin and end."""
    lists = graph.lists[entities]
    rows = np.arange(len(lists))
    ends, first = lists["ends"].astype(np.int64), lists["first"]
    begin = np.where(groups > 0, ends[rows, np.maximum(groups, 1) - 1], 0)
    return first + begin, first + ends[rows, groups]


def moves_of(
    graph: Arrays, entities: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """All moves of entities: their positions, and the entity and the group of each."""
    owners, groups = np.repeat(entities, GROUPS), np.tile(np.arange(GROUPS), len(entities))
    positions, which = positions_in(*group_ranges(graph, owners, groups))
    return positions, owners[which], groups[which]
