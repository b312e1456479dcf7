"""Where the entities of a graph lie on the page: seeded, the same on every machine.

In: the number of nodes, the edges between them, and the room that each node with its label
takes. Out: whole numbers, in pixels at a zoom of one. Distances on the page follow distances
in the graph (:mod:`policygraph.page.stress`); edges between communities (Louvain) are longer,
so that communities lie together, and many nodes are laid out community by community;
components are packed in rows. No set or hash order enters: networkx gives the communities of
nodes that are whole numbers, with a seed.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableSequence, Sequence
from math import sqrt
from random import Random
from typing import Any, TypeAlias

from policygraph.page.stress import LENGTH, WHOLE, Progress, Room, stressed

#: Entity to (x, y) in whole pixels, y downwards.
Positions: TypeAlias = Mapping[str, tuple[int, int]]

SEED = 20200402
#: How much longer edges between communities are.
APART = 1.7
#: Room between components.
GAP = 90.0


class _Steady(Random):
    """Chance by ``random()`` alone, whose values no release of Python changes."""

    def shuffle(self, x: MutableSequence[Any]) -> None:
        """Fisher and Yates."""
        for last in range(len(x) - 1, 0, -1):
            other = int(self.random() * (last + 1))
            x[last], x[other] = x[other], x[last]


def lay_out(
    count: int,
    edges: Sequence[tuple[int, int]],
    rooms: Sequence[Room],
    progress: Progress | None = None,
) -> list[tuple[int, int]]:
    """Positions of the nodes 0 to ``count`` - 1; an edge may be given more than once.

    >>> lay_out(0, [], [])
    []
    >>> a, b = lay_out(2, [(0, 1)], [(80, 40), (80, 40)])
    >>> abs(a[0] - b[0]) >= 80 or abs(a[1] - b[1]) >= 40
    True
    """
    beside: list[list[int]] = [[] for _ in range(count)]
    for a, b in sorted({(min(edge), max(edge)) for edge in edges}):
        if a != b:
            beside[a].append(b)
            beside[b].append(a)
    blocks: list[tuple[list[int], list[list[float]]]] = []
    done = 0
    for nodes in _components(beside):
        part, before = len(nodes) / count, done / count

        def inside(share: float, part: float = part, before: float = before) -> None:
            if progress is not None:
                progress(before + part * share)

        blocks.append((nodes, _component(nodes, beside, rooms, inside)))
        done += len(nodes)
        inside(1.0)
    return _packed(count, blocks, rooms)


def communities(beside: Sequence[Sequence[int]]) -> list[int]:
    """The number of each node's community (Louvain, V. D. Blondel et al., 2008)."""
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(beside)))
    graph.add_edges_from((a, b) for a, near in enumerate(beside) for b in near if a < b)
    found = nx.community.louvain_communities(graph, seed=_Steady(SEED))
    numbers = [0] * len(beside)
    for number, members in enumerate(sorted(sorted(group) for group in found)):
        for member in members:
            numbers[member] = number
    return numbers


def _components(beside: Sequence[Sequence[int]]) -> list[list[int]]:
    """Connected components, the largest first, ties by least member."""
    seen = [False] * len(beside)
    found: list[list[int]] = []
    for start in range(len(beside)):
        if seen[start]:
            continue
        seen[start] = True
        nodes = [start]
        for node in nodes:
            for near in beside[node]:
                if not seen[near]:
                    seen[near] = True
                    nodes.append(near)
        found.append(sorted(nodes))
    return sorted(found, key=lambda nodes: (-len(nodes), nodes))


def _component(
    nodes: Sequence[int],
    beside: Sequence[Sequence[int]],
    rooms: Sequence[Room],
    progress: Progress,
) -> list[list[float]]:
    if len(nodes) == 1:
        return [[0.0, 0.0]]
    near = _inside(beside, nodes)
    group = communities(near)
    lengths = [[_length(near, group, a, b) for b in near[a]] for a in range(len(near))]
    room = [rooms[node] for node in nodes]
    chance = _Steady(SEED)
    if len(nodes) > WHOLE and max(group) > 0:
        return _by_community(near, group, lengths, room, chance, progress)
    return stressed(near, lengths, room, chance, progress)


def _inside(beside: Sequence[Sequence[int]], nodes: Sequence[int]) -> list[list[int]]:
    """The neighbours of nodes among themselves, by their places in the list."""
    index = {node: number for number, node in enumerate(nodes)}
    return [[index[other] for other in beside[node] if other in index] for node in nodes]


def _by_community(
    near: Sequence[Sequence[int]],
    group: Sequence[int],
    lengths: Sequence[Sequence[float]],
    rooms: Sequence[Room],
    chance: Random,
    progress: Progress,
) -> list[list[float]]:
    """Each community by itself, then the communities as nodes as large as they came out."""
    members: list[list[int]] = [[] for _ in range(max(group) + 1)]
    for node, number in enumerate(group):
        members[number].append(node)
    inner, sizes, done = [], [], 0
    for nodes in members:
        inside = _inside(near, nodes)
        kept = [
            [length for b, length in zip(near[a], lengths[a], strict=True) if group[b] == group[a]]
            for a in nodes
        ]
        places = stressed(inside, kept, [rooms[a] for a in nodes], chance, _unheard)
        middle = [(min(axis) + max(axis)) / 2 for axis in zip(*places, strict=True)]
        inner.append([[x - middle[0], y - middle[1]] for x, y in places])
        width, height = (max(axis) - min(axis) for axis in zip(*places, strict=True))
        widest, highest = (max(axis) for axis in zip(*(rooms[a] for a in nodes), strict=True))
        sizes.append((width + widest + GAP / 2, height + highest + GAP / 2))
        done += len(nodes)
        progress(0.8 * done / len(near))
    joined: list[set[int]] = [set() for _ in members]
    for a, others in enumerate(near):
        joined[group[a]].update(group[b] for b in others if group[b] != group[a])
    beside = [sorted(others) for others in joined]
    reach = [(width + height) / 4 for width, height in sizes]
    apart = [[reach[a] + reach[b] for b in beside[a]] for a in range(len(members))]
    places = stressed(beside, apart, sizes, chance, _unheard)
    out = [[0.0, 0.0] for _ in near]
    for number, nodes in enumerate(members):
        for node, (x, y) in zip(nodes, inner[number], strict=True):
            out[node] = [places[number][0] + x, places[number][1] + y]
    progress(1.0)
    return out


def _unheard(part: float) -> None:
    """Progress that nobody asked for."""


def _length(near: Sequence[Sequence[int]], group: Sequence[int], a: int, b: int) -> float:
    """The wished length of an edge: the more neighbours the ends do not share, the longer."""
    shared = len(set(near[a]) & set(near[b]))
    crowd = sqrt(len(near[a]) + len(near[b]) - 2 * shared - 1)
    length = LENGTH * (0.55 + 0.45 * crowd)
    return length if group[a] == group[b] else length * APART


def _packed(
    count: int, blocks: Sequence[tuple[list[int], list[list[float]]]], rooms: Sequence[Room]
) -> list[tuple[int, int]]:
    """Components in rows below the first, none over another; the whole is centred at 0."""
    packed: list[list[float]] = [[0.0, 0.0] for _ in range(count)]
    edge_right, x, y, row_height = 0.0, 0.0, 0.0, 0.0
    for nodes, places in blocks:
        left = min(p[0] - rooms[n][0] / 2 for n, p in zip(nodes, places, strict=True))
        top = min(p[1] - rooms[n][1] / 2 for n, p in zip(nodes, places, strict=True))
        width = max(p[0] + rooms[n][0] / 2 for n, p in zip(nodes, places, strict=True)) - left
        height = max(p[1] + rooms[n][1] / 2 for n, p in zip(nodes, places, strict=True)) - top
        if x and x + width > edge_right:
            x, y, row_height = 0.0, y + row_height + GAP / 3, 0.0
        for node, place in zip(nodes, places, strict=True):
            packed[node] = [x + place[0] - left, y + place[1] - top]
        if edge_right == 0.0:
            edge_right = max(width, 900.0)
        x += width + GAP / 3
        row_height = max(row_height, height)
    if not count:
        return []
    middle_x = (min(p[0] for p in packed) + max(p[0] for p in packed)) / 2
    middle_y = (min(p[1] for p in packed) + max(p[1] for p in packed)) / 2
    return [(_whole(p[0] - middle_x), _whole(p[1] - middle_y)) for p in packed]


def _whole(number: float) -> int:
    return int(number + 0.5) if number >= 0 else -int(0.5 - number)
