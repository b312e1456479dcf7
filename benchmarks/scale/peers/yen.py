"""Yen's k shortest paths under bounds on hops and patterns, by unrolling the graph.

Libraries with Yen's algorithm (Management Science 17, 1971) bound neither hops nor labels.
First its paths are used in order, without those that are too long. If forty of them do not
include enough, the graph is unrolled: a copy of every entity for each number of hops, and
arrows from each copy to the next. A path there is a walk in the graph; those that pass an
entity twice are dropped, and the ends of one to five hops are merged. A pattern decides which
copies an arrow joins. A user of such a library has to write all this, again for each filter
and each pattern.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Protocol

import numpy as np

from ..graphs import Graph
from ..questions import FIRST, LAST, Path, Question, in_force

_TRIED = 40


class Library(Protocol):
    """A library: it builds its graph, and lists the best paths between two vertices."""

    def build_graph(self, vertices: int, origin: Any, target: Any, cost: Any) -> Any:
        """Arrows sorted by origin, target and cost in the library's form."""
        ...

    def paths(self, built: Any, start: int, end: int) -> Iterator[Path]:
        """Paths by cost, lazily."""
        ...


class Yen:
    """The graph in a library, and its unrolled form once that is needed."""

    def __init__(self, library: Library, graph: Graph) -> None:
        self.library, self.graph = library, graph
        self.plain = self._build_graph(np.ones(graph.arrows, np.bool_))
        self.unrolled: dict[bool, tuple[Any, list[int]]] = {}

    def prepare(self, task: str) -> None:
        """Unroll before a task that needs it begins."""
        patterned = task == "pattern"
        if task in ("best", "hubs", "pattern") and patterned not in self.unrolled:
            everything = np.ones(self.graph.arrows, np.bool_)
            self.unrolled[patterned] = self._unroll(everything, patterned, 5)

    def best(self, question: Question) -> list[Path]:
        """The k best paths within the hops, exactly."""
        start, end = question.start, question.end
        passing = in_force(self.graph, question) if question.day is not None else None
        if not question.patterned:
            built = self.plain if passing is None else self._build_graph(passing)
            tried = list(islice(self.library.paths(built, start, end), _TRIED))
            short = [path for path in tried if len(path.entities) - 1 <= question.hops]
            if len(short) >= question.k or len(tried) < _TRIED:
                return short[: question.k]
        if passing is None:
            unrolled, goals = self.unrolled[question.patterned]
        else:
            unrolled, goals = self._unroll(passing, question.patterned, question.hops)
        entities = self.graph.entities
        ends = (self._simple(unrolled, start, end + copy * entities) for copy in goals)
        merged = heapq.merge(*ends, key=lambda path: (path.cost, len(path.entities)))
        return list(islice(merged, question.k))

    def _simple(self, unrolled: Any, start: int, end: int) -> Iterator[Path]:
        for path in self.library.paths(unrolled, start, end):
            passed = tuple(vertex % self.graph.entities for vertex in path.entities)
            if len(set(passed)) == len(passed):
                yield Path(path.cost, passed)

    def _build_graph(self, mask: Any) -> Any:
        graph, rows = self.graph, np.flatnonzero(mask)
        return self.library.build_graph(
            graph.entities, graph.origin[rows], graph.target[rows], graph.cost[rows]
        )

    def _unroll(self, mask: Any, patterned: bool, hops: int) -> tuple[Any, list[int]]:
        """The unrolled graph, and the copies in which a path may end."""
        graph = self.graph
        if patterned:
            along = mask & graph.along
            first, last = along & (graph.relation == FIRST), along & (graph.relation == LAST)
            steps = [(0, 1, first)]
            steps += [(n, n + 1, along) for n in range(1, hops - 1)]
            steps += [(n, hops - 1 + n, last) for n in range(1, hops)]
            goals = list(range(hops, 2 * hops - 1))
        else:
            steps = [(n, n + 1, mask) for n in range(hops)]
            goals = list(range(1, hops + 1))
        rows = [np.flatnonzero(mask) for *_, mask in steps]
        origin, target = (
            np.concatenate(
                [
                    getattr(graph, name)[row].astype(np.int64) + step[side] * graph.entities
                    for row, step in zip(rows, steps, strict=True)
                ]
            )
            for side, name in enumerate(("origin", "target"))
        )
        cost = np.concatenate([graph.cost[row] for row in rows])
        if patterned:
            order = np.lexsort((cost, target, origin))
            origin, target, cost = origin[order], target[order], cost[order]
        vertices = (1 + max(after for _, after, _ in steps)) * graph.entities
        return self.library.build_graph(vertices, origin, target, cost), goals


def doubled(found: Callable[[int], list[Path]]) -> Iterator[Path]:
    """Paths one by one from a function that returns the k best; k doubles each time."""
    given, wanted = 0, 10
    while True:
        paths = found(wanted)
        yield from paths[given:]
        if len(paths) < wanted:
            return
        given, wanted = wanted, 2 * wanted
