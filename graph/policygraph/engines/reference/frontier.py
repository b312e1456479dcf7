"""The frontier of a search: partial paths to extend, best first, in bounded memory.

When there are more than its capacity, or they have more steps than it holds, the worse half is
dropped and the best of those is remembered: what comes before it in the order still comes out
right.
"""

from __future__ import annotations

import heapq
from typing import NamedTuple

from policygraph.engines.reference.bounds import Key
from policygraph.engines.reference.product_graph import State

#: How many partial paths are held at most, and how many paths are returned at most.
CAPACITY = 200_000
#: How many steps the partial paths have together at most (8 bytes each).
MOST_STEPS = 16_000_000

#: Stages of a partial path: it is a whole path; its key is exact; its key is a lower bound.
COMPLETE, EXACT, ESTIMATED = 0, 1, 2


class Partial(NamedTuple):
    """A partial path, ordered as it leaves the frontier: by key, then step by step.

    ``key`` is that of the best path it may become, ``steps`` are numbers of arrows.
    """

    key: Key
    steps: tuple[int, ...]
    stage: int
    state: State
    time: float


class Frontier:
    """A priority queue of at most ``capacity`` partial paths."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.heap: list[Partial] = []
        self.steps = 0
        #: The best partial path that was dropped: from there on the frontier is incomplete.
        self.cutoff: Partial | None = None

    def push(self, partial: Partial) -> None:
        """Add a partial path, or drop it if it comes after the cutoff."""
        if self.cutoff is not None and partial >= self.cutoff:
            return
        heapq.heappush(self.heap, partial)
        self.steps += len(partial.steps)
        if len(self.heap) > self.capacity or (self.steps > MOST_STEPS and len(self.heap) > 1):
            self.heap.sort()
            half = len(self.heap) // 2
            self.cutoff = self.heap[half]
            del self.heap[half:]
            self.steps = sum(len(kept.steps) for kept in self.heap)

    def pop(self) -> Partial | None:
        """Remove and return the first partial path; None if there is none."""
        if not self.heap:
            return None
        partial = heapq.heappop(self.heap)
        self.steps -= len(partial.steps)
        return partial
