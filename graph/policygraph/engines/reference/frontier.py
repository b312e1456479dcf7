"""Partial paths that wait to be extended, best first, in bounded memory.

When more wait than there is room for, the worst half is let go and the best of those is
remembered: what comes before it in the order still comes rightly.
"""

from __future__ import annotations

import heapq
from typing import NamedTuple

from policygraph.engines.reference.bounds import Key
from policygraph.engines.reference.product_graph import State

#: How many partial paths may wait, and how many paths may be given.
ROOM = 200_000

#: What a partial path is: a whole one, one whose key is measured, one that is not yet.
WHOLE, MEASURED, GUESSED = 0, 1, 2


class Partial(NamedTuple):
    """A partial path in the order in which it leaves: by key, then step by step.

    ``key`` is that of the best path it may become, ``steps`` are numbers of arrows.
    """

    key: Key
    steps: tuple[int, ...]
    stage: int
    state: State
    time: float


class Waiting:
    """A queue of partial paths with room for so many."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.heap: list[Partial] = []
        #: The best of what was let go: nothing from there on is complete.
        self.floor: Partial | None = None

    def push(self, partial: Partial) -> None:
        """Let one wait, or let it go at once if it comes after what was let go."""
        if self.floor is not None and partial >= self.floor:
            return
        heapq.heappush(self.heap, partial)
        if len(self.heap) > self.room:
            self.heap.sort()
            half = self.room // 2
            self.floor = self.heap[half]
            del self.heap[half:]

    def pop(self) -> Partial | None:
        """The first of those that wait; None if nobody does."""
        return heapq.heappop(self.heap) if self.heap else None
