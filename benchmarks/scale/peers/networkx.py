"""networkx: a DiGraph of cheapest arrows, because its k shortest paths take no multigraph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as Folder
from typing import Any

import networkx as nx

from ..graphs import Graph, read
from ..questions import Answer, Path, Question, Reached
from .yen import Yen

FORM = "DiGraph; bidirectional BFS; shortest_simple_paths (Yen), on the unrolled graph if need be"
CANNOT = {"costs": "has no least costs within so many hops"}


class Networkx:
    """A DiGraph for breadth-first search and for Yen's algorithm."""

    def __init__(self, graph: Graph) -> None:
        self.yen = Yen(self, graph)
        self.prepare, self.best = self.yen.prepare, self.yen.best

    def build_graph(self, vertices: int, origin: Any, target: Any, cost: Any) -> Any:
        """A DiGraph; for parallel arrows the first, which is the cheapest."""
        made: Any = nx.DiGraph()
        made.add_nodes_from(range(vertices))
        last = (-1, -1)
        for arrow in zip(origin.tolist(), target.tolist(), cost.tolist(), strict=True):
            if arrow[:2] != last:
                last = arrow[:2]
                made.add_edge(*last, cost=arrow[2])
        return made

    def paths(self, graph: Any, start: int, end: int) -> Iterator[Path]:
        """Paths by Yen's algorithm, one after the other."""
        try:
            for path in nx.shortest_simple_paths(graph, start, end, "cost"):
                yield Path(nx.path_weight(graph, path, "cost"), tuple(path))
        except nx.NetworkXNoPath:
            return

    def shortest(self, question: Question) -> list[Path]:
        """By breadth-first search from both ends."""
        try:
            path = nx.bidirectional_shortest_path(self.yen.plain, question.start, question.end)
        except nx.NetworkXNoPath:
            return []
        hops = len(path) - 1
        return [Path(hops, tuple(path))] if hops <= question.hops else []

    def reach(self, question: Question) -> Answer:
        """By breadth-first search."""
        lengths = nx.single_source_shortest_path_length(
            self.yen.plain, question.start, cutoff=question.hops
        )
        return Reached(len(lengths) - 1, sum(lengths) - question.start)


def load(folder: Folder, target: Folder) -> Networkx:
    """From plain arrays."""
    return Networkx(read(folder))
