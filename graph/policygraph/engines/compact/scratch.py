"""The working memory of searches: allocated once for a graph, undone by what was touched."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.arrays import Arrays
from policygraph.engines.compact.layout import (
    CLOSED,
    DEEPEST,
    ENDLESS,
    MEASURED,
    NODE,
    RECORD,
    SLOT,
    WAITING,
    Tally,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Room for states, bounds and partial paths at first.
FIRST_ROOM = 4_096


class Scratch:
    """One search's memory: a number for each entity, and the rest by what was touched."""

    def __init__(self, entities: int) -> None:
        self.slot_of: NDArray[np.int32] = np.full(entities, -1, np.int32)
        self.slots: NDArray[Any] = np.zeros(FIRST_ROOM, SLOT)
        self.records: NDArray[Any] = np.zeros(FIRST_ROOM, RECORD)
        self.tally = np.zeros(Tally.COUNT, np.int64)
        self.stop = np.zeros(1, np.uint8)
        self.last = np.zeros(3, np.int64)
        self.reached = np.zeros(FIRST_ROOM, np.int32)
        self.outer = [np.zeros(FIRST_ROOM, np.int32) for _ in range(2)]
        self.home = [np.zeros(FIRST_ROOM, np.int32) for _ in range(2)]
        self.nodes: NDArray[Any] = np.zeros(FIRST_ROOM, NODE)
        self.queue: NDArray[Any] = np.zeros(FIRST_ROOM, WAITING)
        self.heap: NDArray[Any] = np.zeros(FIRST_ROOM, MEASURED)
        self.closed: NDArray[Any] = np.zeros(FIRST_ROOM, CLOSED)
        self.found = np.zeros(min(64, FIRST_ROOM), np.int32)

    @property
    def parts(self) -> tuple[NDArray[Any], ...]:
        """What every kernel takes."""
        return self.slot_of, self.slots, self.records, self.tally, self.stop

    @property
    def ranking_parts(self) -> tuple[NDArray[Any], ...]:
        """What ranking takes beside."""
        return self.nodes, self.queue, self.heap, self.closed, self.found

    def add_slot(self, entity: int, quality: int) -> int:
        """A new slot for a state, or that which it has."""
        slot = first = int(self.slot_of[entity])
        while slot >= 0:
            if self.slots[slot]["quality"] == quality:
                return slot
            slot = int(self.slots[slot]["next"])
        slot = int(self.tally[Tally.SLOTS])
        self.tally[Tally.SLOTS] = slot + 1
        if slot == len(self.slots):
            self.grow_states()
        following = -1 if first < 0 else int(self.slots[first]["next"])
        self.slots[slot] = (entity, quality, following, -1, DEEPEST, -1, 0, -1, ENDLESS, 0)
        if first < 0:
            self.slot_of[entity] = slot
        else:
            self.slots[first]["next"] = slot
        return slot

    def grow_states(self) -> None:
        """Twice the room for states and bounds."""
        more = 2 * len(self.slots)
        self.slots = _grown(self.slots, more)
        self.reached = _grown(self.reached, more)
        self.outer = [_grown(layer, more) for layer in self.outer]
        self.home = [_grown(layer, more) for layer in self.home]
        self.records = _grown(self.records, 2 * len(self.records))

    def grow_ranking(self) -> None:
        """Twice the room for partial paths."""
        for name in ("nodes", "queue", "heap", "closed", "found"):
            array = getattr(self, name)
            setattr(self, name, _grown(array, 2 * len(array)))

    @contextmanager
    def used(self) -> Iterator[None]:
        """For one pass; what it has touched is undone after it."""
        self.tally[:] = 0
        try:
            yield
        finally:
            touched = self.slots["entity"][: self.tally[Tally.SLOTS]]
            self.slot_of[touched] = -1


def _grown(array: NDArray[Any], size: int) -> NDArray[Any]:
    grown = np.zeros(size, array.dtype)
    grown[: len(array)] = array
    return grown


#: Working memory for more states than this is given back after the search.
MOST_KEPT = 2**19

_IDLE: weakref.WeakKeyDictionary[Arrays, list[Scratch]] = weakref.WeakKeyDictionary()


@contextmanager
def borrowed(arrays: Arrays) -> Iterator[Scratch]:
    """Working memory for one search over a graph; another that runs beside it gets its own."""
    idle = _IDLE.setdefault(arrays, [])
    try:
        scratch = idle.pop()
    except IndexError:
        scratch = Scratch(arrays.entities)
    try:
        yield scratch
    finally:
        if len(scratch.slots) <= MOST_KEPT and len(scratch.nodes) <= MOST_KEPT:
            idle.append(scratch)
