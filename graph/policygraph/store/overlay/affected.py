"""What a small dataset touches of the graph of a store: pairs of entities, claims, moves.

An edge is made of claims about one pair of entities, and is denied and disputed by claims
about the same pair: so the pairs that the dataset speaks of, and those of entities that it
merges, are all that it can change. Each is looked up on that side which has less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.arrays import GROUPS, LOOP, SUBJECT, Arrays
from policygraph.store.format.ranges import places_of
from policygraph.store.format.store_files import Files

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The group that a move has at its other end.
_MIRRORED = np.array([2, 1, 0, 3])


def pair_keys(subjects: NDArray[Any], objects: NDArray[Any]) -> NDArray[np.int64]:
    """One number for each pair of entities."""
    return np.asarray(subjects, np.int64) << 32 | np.asarray(objects, np.int64)


def among(keys: NDArray[Any], known: NDArray[Any]) -> NDArray[np.bool_]:
    """Which keys are among sorted ones."""
    if not len(known):
        return np.zeros(len(keys), np.bool_)
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    found: NDArray[np.bool_] = known[place] == keys
    return found


class Going:
    """By which number the entities of a store go now: most by their own."""

    def __init__(self, canonical: NDArray[Any] | None, moved: Mapping[int, int]) -> None:
        self._canonical = canonical
        #: Entities of the store that go by another number now, and that number.
        self.moved = np.array(sorted(moved), np.int64)
        self.to = np.array([moved[number] for number in self.moved.tolist()], np.int64)

    def __call__(self, numbers: NDArray[Any]) -> NDArray[np.int64]:
        """The number that each goes by."""
        found = numbers if self._canonical is None else self._canonical[numbers]
        found = np.asarray(found, np.int64)
        if not len(self.moved):
            return found
        place = np.minimum(np.searchsorted(self.moved, found), len(self.moved) - 1)
        return np.where(self.moved[place] == found, self.to[place], found)


@dataclass(frozen=True, eq=False)
class Touched:
    """The pairs that may be other than they are in the store, by numbers, and what they have.

    ``claims`` are the numbers of the store's claims about them. Of the moves over edges
    between them, at both ends, ``moves`` are the places, ``owners`` the entities of the
    store in whose lists they stand, and ``groups`` those they are in. ``edges`` are these
    edges; ``merged`` are the entities of the store that go by another now, or take it in.
    """

    pairs: NDArray[np.int64]
    claims: NDArray[np.int64]
    moves: NDArray[np.int64]
    owners: NDArray[np.int64]
    groups: NDArray[np.int64]
    edges: NDArray[np.int64]
    merged: NDArray[np.int64]


def touched(files: Files, graph: Arrays, going: Going, spoken_of: NDArray[np.int64]) -> Touched:
    """What is touched where new claims speak of pairs, and entities go by another number."""
    search = _Search(files, graph, going)
    return search.touched(spoken_of)


class _Search:
    def __init__(self, files: Files, graph: Arrays, going: Going) -> None:
        self._files, self._graph, self._going = files, graph, going
        self._known = len(graph.types)
        kept = going.to[going.to < self._known]
        self._merged = np.unique(np.concatenate((going.moved, kept)))

    def touched(self, spoken_of: NDArray[np.int64]) -> Touched:
        """See :func:`touched`."""
        moved = self._claims_of("subject", self._going.moved)
        moved = np.concatenate((moved, self._claims_of("object", self._going.moved)))
        pairs = np.unique(np.concatenate((spoken_of, self._pairs_of(moved))))
        # All that merged entities have is looked through; of a pair of others, the less.
        subjects, objects = pairs >> 32, pairs & 0xFFFFFFFF
        now = np.unique(self._going(self._merged))
        old = (subjects < self._known) & (objects < self._known)
        apart = old & ~among(subjects, now) & ~among(objects, now)
        subjects, objects = subjects[apart], objects[apart]
        claims = self._claims(subjects, objects)
        claims = claims[among(self._pairs_of(claims), pairs)]
        moves, owners, groups = self._moves(subjects, objects, pairs)
        edges, places = np.unique(self._graph.moves["edge"][moves], return_index=True)
        moves, owners, groups = self._both_ends(moves[places], owners[places], groups[places])
        return Touched(pairs, claims, moves, owners, groups, edges, self._merged)

    def _pairs_of(self, claims: NDArray[np.int64]) -> NDArray[np.int64]:
        subject, target = (self._files.array(f"claims/{side}") for side in ("subject", "object"))
        return pair_keys(self._going(subject[claims]), self._going(target[claims]))

    def _claims_of(self, side: str, entities: NDArray[np.int64]) -> NDArray[np.int64]:
        """The claims whose subject, or object, is one of some entities of the store."""
        first, order = self._files.array(f"order/{side}.first"), self._files.array(f"order/{side}")
        places, _ = places_of(first[entities], first[entities + 1])
        return np.asarray(order[places], np.int64)

    def _claims(self, subjects: NDArray[np.int64], objects: NDArray[np.int64]) -> NDArray[np.int64]:
        out, into = (self._files.array(f"order/{side}.first") for side in ("subject", "object"))
        less = out[subjects + 1] - out[subjects] <= into[objects + 1] - into[objects]
        of_subject = np.concatenate((self._merged, np.unique(subjects[less])))
        of_object = np.concatenate((self._merged, np.unique(objects[~less])))
        found = (self._claims_of("subject", of_subject), self._claims_of("object", of_object))
        return np.unique(np.concatenate(found))

    def _moves(
        self, subjects: NDArray[np.int64], objects: NDArray[np.int64], pairs: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Moves over all edges between pairs: places, owners, groups; at one end or both."""
        graph = self._graph
        degrees = graph.lists["ends"][:, -1]
        less = degrees[subjects] <= degrees[objects]
        looked = (self._merged, subjects[less], objects[~less])
        owners = np.unique(np.concatenate(looked))
        places, owners, groups = moves_of(graph, owners)
        moves = graph.moves[places]
        ends = self._going(owners), self._going(moves["to"])
        forth = (moves["flags"] & SUBJECT) != 0
        keys = pair_keys(np.where(forth, *ends), np.where(forth, *ends[::-1]))
        found = among(keys, pairs)
        return places[found], owners[found], groups[found]

    def _both_ends(
        self, places: NDArray[np.int64], owners: NDArray[np.int64], groups: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Moves at one end, and those over the same edges at the other."""
        moves = self._graph.moves[places]
        far = (moves["flags"] & LOOP) == 0
        moves = moves[far]
        others, mirrored = moves["to"].astype(np.int64), _MIRRORED[groups[far]]
        first, last = stretches(self._graph, others, mirrored)
        codes = moves["code"]
        first, last = self._bisected(first, last, codes), self._bisected(first, last, codes + 1)
        there, which = places_of(first, last)
        there = there[self._graph.moves["edge"][there] == moves["edge"][which]]
        return (
            np.concatenate((places, there)),
            np.concatenate((owners, others)),
            np.concatenate((groups, mirrored)),
        )

    def _bisected(
        self, first: NDArray[Any], last: NDArray[Any], codes: NDArray[Any]
    ) -> NDArray[np.int64]:
        """Where in each stretch of moves, sorted by cost, those of a cost would begin."""
        low, high = first.copy(), last.copy()
        known = self._graph.moves["code"]
        while (low < high).any():
            open_ = np.flatnonzero(low < high)
            middle = (low[open_] + high[open_]) // 2
            before = known[middle] < codes[open_]
            low[open_] = np.where(before, middle + 1, low[open_])
            high[open_] = np.where(before, high[open_], middle)
        return low


def stretches(
    graph: Arrays, entities: NDArray[np.int64], groups: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the moves of entities that are in one group each begin and end."""
    lists = graph.lists[entities]
    rows = np.arange(len(lists))
    ends, first = lists["ends"].astype(np.int64), lists["first"]
    begin = np.where(groups > 0, ends[rows, np.maximum(groups, 1) - 1], 0)
    return first + begin, first + ends[rows, groups]


def moves_of(
    graph: Arrays, entities: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """All moves of entities: their places, and the entity and the group of each."""
    owners, groups = np.repeat(entities, GROUPS), np.tile(np.arange(GROUPS), len(entities))
    places, which = places_of(*stretches(graph, owners, groups))
    return places, owners[which], groups[which]
