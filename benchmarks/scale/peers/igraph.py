"""igraph: a multigraph with all arrows; its k shortest paths can be returned as arrows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as Folder
from typing import Any

import igraph as ig
import numpy as np

from ..graphs import Graph, read
from ..questions import Answer, Path, Question, Reached
from .yen import Yen, doubled

FORM = "multigraph; BFS; get_k_shortest_paths (Yen), on the unrolled graph if need be"
CANNOT = {"costs": "has no least costs within so many hops"}


class Igraph:
    """A multigraph for breadth-first search and for Yen's algorithm."""

    def __init__(self, graph: Graph) -> None:
        self.yen = Yen(self, graph)
        self.prepare, self.best = self.yen.prepare, self.yen.best

    def build_graph(self, vertices: int, origin: Any, target: Any, cost: Any) -> Any:
        """A directed multigraph; an arrow's number is its row."""
        ends = np.column_stack((origin, target))
        return ig.Graph(vertices, edges=ends, directed=True, edge_attrs={"cost": cost.tolist()})

    def paths(self, graph: Any, start: int, end: int) -> Iterator[Path]:
        """Paths by Yen's algorithm, as arrows, so that parallel ones are distinct."""

        def found(k: int) -> list[Path]:
            given = graph.get_k_shortest_paths(start, end, k=k, weights="cost", output="epath")
            return [_path(graph, path) for path in given]

        return doubled(found)

    def shortest(self, question: Question) -> list[Path]:
        """By breadth-first search."""
        path = self.yen.plain.get_shortest_path(question.start, question.end, output="vpath")
        hops = len(path) - 1
        return [Path(hops, tuple(path))] if 0 < hops <= question.hops else []

    def reach(self, question: Question) -> Answer:
        """By breadth-first search."""
        found = self.yen.plain.neighborhood(question.start, order=question.hops, mode="out")
        return Reached(len(found) - 1, sum(found) - question.start)


def _path(graph: Any, steps: list[int]) -> Path:
    arrows = [graph.es[step] for step in steps]
    passed = (*(arrow.source for arrow in arrows), *(arrow.target for arrow in arrows[-1:]))
    return Path(sum(arrow["cost"] for arrow in arrows), passed)


def load(folder: Folder, target: Folder) -> Igraph:
    """From plain arrays."""
    return Igraph(read(folder))
