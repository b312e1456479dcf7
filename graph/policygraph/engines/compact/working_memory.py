"""The working memory of searches: allocated once for a graph, and reset by what was reached."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.arrays import Arrays
from policygraph.engines.compact.kernels.layout import (
    CLOSED,
    DEEPEST,
    ENDLESS,
    LABEL,
    LEVER,
    NODE,
    OPEN,
    QUEUED,
    RECORD,
    SIDE,
    SLOT,
    Tally,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The initial capacity for states, bounds and partial paths.
FIRST_CAPACITY = 4_096
#: Partial paths of a search, of 52 bytes each; one expansion may add more than that.
MOST_NODES = 2**22
#: Numbers in sets of addressees; a search that meets more is cut short.
POOL = 2**20


class WorkingMemory:
    """The memory of one search: a number for each entity, and the rest by what is reached."""

    def __init__(self, entities: int) -> None:
        self.slot_of: NDArray[np.int32] = np.full(entities, -1, np.int32)
        self.slots: NDArray[Any] = np.zeros(FIRST_CAPACITY, SLOT)
        self.records: NDArray[Any] = np.zeros(FIRST_CAPACITY, RECORD)
        self.tally = np.zeros(Tally.COUNT, np.int64)
        #: The moves that all searches in this memory have looked at.
        self.looked = 0
        self.stop = np.zeros(1, np.uint8)
        self.last = np.zeros(3, np.int64)
        self.reached = np.zeros(FIRST_CAPACITY, np.int32)
        self.outer = [np.zeros(FIRST_CAPACITY, np.int32) for _ in range(2)]
        self.home = [np.zeros(FIRST_CAPACITY, np.int32) for _ in range(2)]
        self.nodes: NDArray[Any] = np.zeros(FIRST_CAPACITY, NODE)
        self.queue: NDArray[Any] = np.zeros(FIRST_CAPACITY, QUEUED)
        self.heap: NDArray[Any] = np.zeros(FIRST_CAPACITY, OPEN)
        self.closed: NDArray[Any] = np.zeros(FIRST_CAPACITY, CLOSED)
        self.labels: NDArray[Any] = np.zeros(1, LABEL)
        self.found = np.zeros(min(64, FIRST_CAPACITY), np.int32)
        #: Sets of addressees, and room to look around an entity; used under rules of influence.
        self.pool: NDArray[np.int32] = np.ones(1, np.int32)
        self.around = [np.zeros(1, np.int32) for _ in range(3)]
        self.levers: NDArray[Any] = np.zeros(64, LEVER)
        #: The entities that a plain question sees, and how from its start and from its end; what
        #: it found; and, for a question that may see all of them, those.
        self.seen = np.zeros(FIRST_CAPACITY, np.int32)
        self.ahead: NDArray[Any] = np.zeros(FIRST_CAPACITY, SIDE)
        self.behind: NDArray[Any] = np.zeros(FIRST_CAPACITY, SIDE)
        self.result = np.zeros(FIRST_CAPACITY, np.int32)
        #: The last plain question, and its kernel over these arrays.
        self.joining: tuple[object, Callable[..., int]] | None = None
        self.everyone: NDArray[np.int32] = np.zeros(0, np.int32)

    @property
    def parts(self) -> tuple[NDArray[Any], ...]:
        """The arrays that every kernel takes."""
        return self.slot_of, self.slots, self.records, self.tally, self.stop

    @property
    def ranking_parts(self) -> tuple[NDArray[Any], ...]:
        """The other arrays that the ranking takes."""
        return self.nodes, self.queue, self.heap, self.closed, self.found

    @property
    def rule_parts(self) -> tuple[NDArray[Any], ...]:
        """The arrays that the rules of influence and levers take."""
        return self.pool, *self.around, self.levers

    def look_around(self) -> None:
        """Make room for what the rules of influence look up; pages that are not used cost none."""
        if len(self.pool) < POOL:
            self.pool = np.empty(POOL, np.int32)
            self.around = [np.empty(len(self.slot_of) + 1, np.int32) for _ in range(3)]
            self.pool[0] = 1

    def hold_everyone(self) -> None:
        """Make room for all entities; pages that are not used cost none."""
        if not len(self.everyone):
            self.everyone = np.empty(len(self.slot_of) + 1, np.int32)

    def grow_sides(self) -> None:
        """Double the capacity for what a plain question sees and finds; it begins again."""
        more = 2 * len(self.seen)
        self.seen, self.result = np.zeros(more, np.int32), np.zeros(more, np.int32)
        self.ahead, self.behind = np.zeros(more, SIDE), np.zeros(more, SIDE)
        self.joining = None

    def add_slot(self, entity: int, quality: int) -> int:
        """The slot of a state, added if there is none."""
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
        """Double the capacity for states and bounds."""
        more = 2 * len(self.slots)
        self.slots = _grown(self.slots, more)
        self.reached = _grown(self.reached, more)
        self.outer = [_grown(layer, more) for layer in self.outer]
        self.home = [_grown(layer, more) for layer in self.home]
        self.records = _grown(self.records, 2 * len(self.records))

    def grow_ranking(self) -> bool:
        """Double the capacity for partial paths; False if they have as many as they may have."""
        if self.tally[Tally.NODES] > MOST_NODES // 2:
            return False
        self._grow("nodes", "queue", "found", "levers")
        return True

    def grow_labels(self) -> bool:
        """Double the capacity for labels; False if there are as many as there may be."""
        if self.tally[Tally.NODES] > MOST_NODES // 2:
            return False
        more = max(FIRST_CAPACITY, 2 * len(self.labels))
        self.labels = _grown(self.labels, more)
        self.queue = _grown(self.queue, max(more, len(self.queue)))
        self.found = _grown(self.found, max(more, len(self.found)))
        while len(self.slots) < more:
            self.grow_states()
        return True

    def grow_moves(self) -> None:
        """Double the capacity for the moves of a corridor, which are fewer than the graph's."""
        self._grow("nodes")

    def grow_detour(self) -> None:
        """Double the capacity for measuring a detour."""
        self._grow("heap", "closed")

    def _grow(self, *names: str) -> None:
        for name in names:
            array = getattr(self, name)
            setattr(self, name, _grown(array, 2 * len(array)))

    @contextmanager
    def used(self) -> Iterator[None]:
        """Use the memory for one pass; reset it afterwards."""
        self.tally[:] = 0
        self.pool[0] = 1
        try:
            yield
        finally:
            self.looked += int(self.tally[Tally.LOOKS])
            reached = self.slots["entity"][: self.tally[Tally.SLOTS]]
            self.slot_of[reached] = -1


def _grown(array: NDArray[Any], size: int) -> NDArray[Any]:
    grown = np.zeros(size, array.dtype)
    grown[: len(array)] = array
    return grown


#: Working memory with more states than this is freed after the search.
MOST_CACHED = 2**19

_IDLE: weakref.WeakKeyDictionary[Arrays, list[WorkingMemory]] = weakref.WeakKeyDictionary()


def looked_at(arrays: Arrays) -> int:
    """The moves of a graph that searches have looked at so far, those in freed memory apart."""
    return sum(memory.looked for memory in _IDLE.get(arrays, ()))


@contextmanager
def borrowed(arrays: Arrays) -> Iterator[WorkingMemory]:
    """Working memory for one search over a graph; parallel searches get their own."""
    idle = _IDLE.setdefault(arrays, [])
    try:
        memory = idle.pop()
    except IndexError:
        memory = WorkingMemory(arrays.entities)
    try:
        yield memory
    finally:
        largest = max(map(len, (memory.slots, memory.nodes, memory.labels, memory.seen)))
        if largest <= MOST_CACHED:
            idle.append(memory)
