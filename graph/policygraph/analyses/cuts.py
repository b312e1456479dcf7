"""Cuts: the fewest entities, or edges, that part two ends of a corridor.

In go the moves of a corridor, out comes what to take away so that no walk in it leads
from start to end any more. A corridor holds every path within the bound, so a cut of it
cuts them all; it may cut longer walks too, and then a smaller cut of the bounded paths
alone can exist (to find one is NP-hard). Minimum cuts are those of the maximum flow (Ford
and Fulkerson 1956), found by networkx; of several the one nearest to the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from policygraph.engines.base import Move

if TYPE_CHECKING:
    import networkx as nx

#: Nodes of the flow network: an entity as it is entered (0) or left (1), or an end.
_Node = tuple[str, int]
_START: _Node = ("", 2)
_END: _Node = ("", 3)


def adjacent(moves: Sequence[Move], start: str, end: str) -> bool:
    """Whether a single move leads from start to end, so that no entity parts them."""
    return any(move.origin == start and move.target == end for move in moves)


def vertex_cut(moves: Sequence[Move], start: str, end: str) -> tuple[str, ...] | None:
    """The fewest entities between start and end that part them, sorted; None if adjacent."""
    if adjacent(moves, start, end):
        return None
    network = _network(moves, start, end)
    for entity in {move.target for move in moves} - {start, end}:
        network.add_edge((entity, 0), (entity, 1), capacity=1)
    near, far = _parted(network)
    return tuple(sorted(entity for entity, side in near if side == 0 and (entity, 1) in far))


def edge_cut(moves: Sequence[Move], start: str, end: str) -> tuple[Move, ...]:
    """The fewest edges that part start and end, as moves that cross the cut, in their order."""
    network = _network(moves, start, end, capacities=True)
    for entity in {move.target for move in moves} - {start, end}:
        network.add_edge((entity, 0), (entity, 1))
    near, far = _parted(network)
    return tuple(
        move
        for move in moves
        if _leaving(move, start) in near and _arriving(move, start, end) in far
    )


def _leaving(move: Move, start: str) -> _Node:
    return _START if move.origin == start else (move.origin, 1)


def _arriving(move: Move, start: str, end: str) -> _Node:
    if move.target == end:
        return _END
    return _START if move.target == start else (move.target, 0)


def _network(
    moves: Sequence[Move], start: str, end: str, *, capacities: bool = False
) -> nx.DiGraph[_Node]:
    """The moves as arrows; one without a capacity can carry any flow."""
    import networkx as nx

    network: nx.DiGraph[_Node] = nx.DiGraph()
    network.add_nodes_from((_START, _END))
    for move in moves:
        # What lies behind the end is on no way to it.
        if move.origin == end != start:
            continue
        arrow = (_leaving(move, start), _arriving(move, start, end))
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
