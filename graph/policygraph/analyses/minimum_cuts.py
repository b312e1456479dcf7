"""Cuts: the fewest entities, or edges, that part two ends of a corridor.

In goes what the moves of a corridor leave and reach, out comes what to take away so that no
walk in it leads from start to end any more. A corridor holds every path within the bound, so a
cut of it cuts them all; it may cut longer walks too, and then a smaller cut of the bounded paths
alone can exist (to find one is NP-hard). Minimum cuts are those of the maximum flow (Ford
and Fulkerson 1956), found by networkx; of several the one nearest to the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

#: What a move leaves, and what it reaches.
Ends = Sequence[tuple[str, str]]
#: Nodes of the flow network: an entity as it is entered (0) or left (1), or an end.
_Node = tuple[str, int]
_START: _Node = ("", 2)
_END: _Node = ("", 3)


def adjacent(ends: Ends, start: str, end: str) -> bool:
    """Whether a single move leads from start to end, so that no entity parts them."""
    return (start, end) in ends


def vertex_cut(ends: Ends, start: str, end: str) -> tuple[str, ...] | None:
    """The fewest entities between start and end that part them, sorted; None if adjacent."""
    if adjacent(ends, start, end):
        return None
    network = _network(ends, start, end)
    for entity in {target for _, target in ends} - {start, end}:
        network.add_edge((entity, 0), (entity, 1), capacity=1)
    near, far = _parted(network)
    return tuple(sorted(entity for entity, side in near if side == 0 and (entity, 1) in far))


def edge_cut(ends: Ends, start: str, end: str) -> tuple[int, ...]:
    """The fewest edges that part start and end: the places of the moves that cross the cut."""
    network = _network(ends, start, end, capacities=True)
    for entity in {target for _, target in ends} - {start, end}:
        network.add_edge((entity, 0), (entity, 1))
    near, far = _parted(network)
    return tuple(
        place
        for place, (origin, target) in enumerate(ends)
        if _leaving(origin, start) in near and _arriving(target, start, end) in far
    )


def _leaving(origin: str, start: str) -> _Node:
    return _START if origin == start else (origin, 1)


def _arriving(target: str, start: str, end: str) -> _Node:
    if target == end:
        return _END
    return _START if target == start else (target, 0)


def _network(ends: Ends, start: str, end: str, *, capacities: bool = False) -> nx.DiGraph[_Node]:
    """The moves as arrows; one without a capacity can carry any flow."""
    import networkx as nx

    network: nx.DiGraph[_Node] = nx.DiGraph()
    network.add_nodes_from((_START, _END))
    for origin, target in ends:
        # What lies behind the end is on no way to it.
        if origin == end != start:
            continue
        arrow = (_leaving(origin, start), _arriving(target, start, end))
        if not capacities:
            network.add_edge(*arrow)
        elif network.has_edge(*arrow):
            network.edges[arrow]["capacity"] += 1
        else:
            network.add_edge(*arrow, capacity=1)
    return network


def _parted(network: nx.DiGraph[_Node]) -> tuple[set[_Node], set[_Node]]:
    import networkx as nx

    _, (near, far) = nx.minimum_cut(network, _START, _END)
    return set(near), set(far)
