"""scipy: a sparse matrix of cheapest arrows, because it adds parallel entries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as Folder
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, dijkstra, yen

from ..graphs import Graph, read
from ..questions import Answer, Path, Question, Reached
from .yen import Yen, doubled

FORM = "csr_array of cheapest arrows; breadth_first_order; yen, on the unrolled graph if need be"
CANNOT = {"costs": "has no least costs within so many hops"}


class Scipy:
    """A matrix of costs for breadth-first search and for Yen's algorithm."""

    def __init__(self, graph: Graph) -> None:
        self.yen = Yen(self, graph)
        self.prepare, self.best = self.yen.prepare, self.yen.best

    def build_graph(self, vertices: int, origin: Any, target: Any, cost: Any) -> Any:
        """A matrix; for parallel arrows the first, which is the cheapest."""
        new = np.ones(len(origin), np.bool_)
        new[1:] = (origin[1:] != origin[:-1]) | (target[1:] != target[:-1])
        starts = np.zeros(vertices + 1, np.int32)  # yen takes no wider indices
        np.cumsum(np.bincount(origin[new], minlength=vertices), out=starts[1:])
        entries = (cost[new].astype(np.float64), target[new].astype(np.int32), starts)
        return csr_array(entries, shape=(vertices, vertices))

    def paths(self, graph: Any, start: int, end: int) -> Iterator[Path]:
        """Paths by Yen's algorithm."""

        def found(k: int) -> list[Path]:
            costs, before = yen(graph, start, end, k, return_predecessors=True)
            return [
                Path(round(cost), _back(row, start, end))
                for cost, row in zip(costs.tolist(), before, strict=True)
            ]

        return doubled(found)

    def shortest(self, question: Question) -> list[Path]:
        """By breadth-first search from the start to everywhere."""
        _, before = breadth_first_order(self.yen.plain, question.start)
        passed = _back(before, question.start, question.end)
        hops = len(passed) - 1
        return [Path(hops, passed)] if 0 < hops <= question.hops else []

    def reach(self, question: Question) -> Answer:
        """By Dijkstra's search with a limit, each arrow counting one."""
        hops = dijkstra(
            self.yen.plain, unweighted=True, indices=question.start, limit=question.hops
        )
        found = np.flatnonzero(np.isfinite(hops))
        return Reached(len(found) - 1, int(found.sum()) - question.start)


def _back(before: Any, start: int, end: int) -> tuple[int, ...]:
    passed = [end]
    while passed[-1] != start and before[passed[-1]] >= 0:
        passed.append(int(before[passed[-1]]))
    return tuple(reversed(passed)) if passed[-1] == start else ()


def load(folder: Folder, target: Folder) -> Scipy:
    """From plain arrays."""
    return Scipy(read(folder))
