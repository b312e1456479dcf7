"""networkit: breadth-first search, and all simple paths, which are priced afterwards."""

from __future__ import annotations

import heapq
from itertools import pairwise
from pathlib import Path as Folder
from typing import Any

import networkit as nk
import numpy as np

from ..graphs import Graph, cheapest, read
from ..questions import Answer, Path, Question, Reached, in_force

FORM = "directed graph of cheapest arrows; BidirectionalBFS, AllSimplePaths, then priced by numpy"
CANNOT = {
    "pattern": "has no labels of arrows, and lists paths without bound on their number",
    "costs": "has no least costs within so many hops",
}


class Networkit:
    """A directed graph without weights, because its simple paths use none."""

    def __init__(self, graph: Graph) -> None:
        nk.setNumberOfThreads(2)
        self.source = graph
        self.rows = cheapest(graph, np.ones(graph.arrows, np.bool_))
        self.graph = arrows(graph, self.rows)

    def shortest(self, question: Question) -> list[Path]:
        """By breadth-first search from both ends."""
        search = nk.distance.BidirectionalBFS(self.graph, question.start, question.end)
        search.run()
        hops = search.getDistance()
        if not 0 < hops <= question.hops:
            return []
        return [Path(int(hops), (question.start, *search.getPath(), question.end))]

    def best(self, question: Question) -> list[Path]:
        """The k cheapest of all simple paths within the hops."""
        graph, rows = self.graph, self.rows
        if question.day is not None:
            rows = cheapest(self.source, in_force(self.source, question))
            graph = arrows(self.source, rows)
        search = nk.reachability.AllSimplePaths(graph, question.start, question.end, question.hops)
        try:
            search.run()
        except RuntimeError as error:
            if "cannot reach" in str(error):
                return []
            raise
        paths = search.getAllSimplePaths()
        wide = self.source.entities
        keys = self.source.origin[rows].astype(np.int64) * wide + self.source.target[rows]
        steps = np.array([o * wide + t for path in paths for o, t in pairwise(path)], np.int64)
        if not len(steps):
            return []
        costs = self.source.cost[rows[np.searchsorted(keys, steps)]]
        lengths = np.array([len(path) - 1 for path in paths])
        sums = np.add.reduceat(costs, np.cumsum(lengths) - lengths).tolist()
        best = heapq.nsmallest(question.k, range(len(paths)), key=lambda n: (sums[n], lengths[n]))
        return [Path(int(sums[n]), tuple(paths[n])) for n in best]

    def reach(self, question: Question) -> Answer:
        """By breadth-first search to everywhere, which has no bound."""
        search = nk.distance.BFS(self.graph, question.start, storePaths=False)
        search.run()
        hops = np.asarray(search.getDistances())
        found = np.flatnonzero(hops <= question.hops)
        return Reached(len(found) - 1, int(found.sum()) - question.start)


def arrows(graph: Graph, rows: Any) -> Any:
    """A directed graph of some arrows."""
    ends = (graph.origin[rows].astype(np.uint64), graph.target[rows].astype(np.uint64))
    return nk.GraphFromCoo(ends, n=graph.entities, weighted=False, directed=True)


def load(folder: Folder, target: Folder) -> Networkit:
    """From plain arrays."""
    return Networkit(read(folder))
