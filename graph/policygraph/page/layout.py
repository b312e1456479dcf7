"""Where the entities of a graph lie on the page: seeded, the same on every machine.

In: the number of nodes, the edges between them, and the size of each node with its label.
Out: whole numbers, in pixels at a zoom of one. Distances on the page follow distances in the
graph (:mod:`policygraph.page.stress_layout`). Edges between communities (Louvain) are longer,
so that communities lie together. A large component is laid out community by community.
Components are packed in rows. No set or hash order enters: networkx gives the communities of
nodes that are whole numbers, with a seed.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableSequence, Sequence
from math import sqrt
from random import Random
from typing import Any, TypeAlias

from policygraph.page.progress import Progress, ignore
from policygraph.page.stress_layout import LENGTH, MOST_ALL_PAIRS, Size, minimise_stress

#: Entity to (x, y) in whole pixels, y downwards.
Positions: TypeAlias = Mapping[str, tuple[int, int]]

SEED = 20200402
#: How much longer edges between communities are.
BETWEEN_COMMUNITIES = 1.7
#: Space between components, in pixels.
GAP = 90.0


class _StableRandom(Random):
    """Shuffles by ``random()`` alone, whose values no release of Python changes."""

    def shuffle(self, x: MutableSequence[Any]) -> None:
        """Fisher and Yates."""
        for last in range(len(x) - 1, 0, -1):
            other = int(self.random() * (last + 1))
            x[last], x[other] = x[other], x[last]


def lay_out(
    count: int,
    edges: Sequence[tuple[int, int]],
    node_sizes: Sequence[Size],
    report: Progress | None = None,
) -> list[tuple[int, int]]:
    """Positions of the nodes 0 to ``count`` - 1; an edge may be given more than once.

    >>> lay_out(0, [], [])
    []
    >>> a, b = lay_out(2, [(0, 1)], [(80, 40), (80, 40)])
    >>> abs(a[0] - b[0]) >= 80 or abs(a[1] - b[1]) >= 40
    True
    """
    adjacent: list[list[int]] = [[] for _ in range(count)]
    for a, b in sorted({(min(edge), max(edge)) for edge in edges}):
        if a != b:
            adjacent[a].append(b)
            adjacent[b].append(a)
    blocks: list[tuple[list[int], list[list[float]]]] = []
    done = 0
    for nodes in _components(adjacent):
        part, before = len(nodes) / count, done / count

        def inside(share: float, part: float = part, before: float = before) -> None:
            if report is not None:
                report(before + part * share)

        blocks.append((nodes, _lay_out_component(nodes, adjacent, node_sizes, inside)))
        done += len(nodes)
        inside(1.0)
    return _pack(count, blocks, node_sizes)


def communities(adjacent: Sequence[Sequence[int]]) -> list[int]:
    """The number of each node's community (Louvain, V. D. Blondel et al., 2008)."""
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(adjacent)))
    graph.add_edges_from((a, b) for a, others in enumerate(adjacent) for b in others if a < b)
    found = nx.community.louvain_communities(graph, seed=_StableRandom(SEED))
    numbers = [0] * len(adjacent)
    for number, members in enumerate(sorted(sorted(group) for group in found)):
        for member in members:
            numbers[member] = number
    return numbers


def _components(adjacent: Sequence[Sequence[int]]) -> list[list[int]]:
    """Connected components, the largest first, ties by least member."""
    seen = [False] * len(adjacent)
    found: list[list[int]] = []
    for start in range(len(adjacent)):
        if seen[start]:
            continue
        seen[start] = True
        nodes = [start]
        for node in nodes:
            for other in adjacent[node]:
                if not seen[other]:
                    seen[other] = True
                    nodes.append(other)
        found.append(sorted(nodes))
    return sorted(found, key=lambda nodes: (-len(nodes), nodes))


def _lay_out_component(
    nodes: Sequence[int],
    adjacent: Sequence[Sequence[int]],
    node_sizes: Sequence[Size],
    report: Progress,
) -> list[list[float]]:
    if len(nodes) == 1:
        return [[0.0, 0.0]]
    neighbours = _subgraph(adjacent, nodes)
    group = communities(neighbours)
    lengths = [
        [_length(neighbours, group, a, b) for b in neighbours[a]] for a in range(len(neighbours))
    ]
    sizes = [node_sizes[node] for node in nodes]
    random = _StableRandom(SEED)
    if len(nodes) > MOST_ALL_PAIRS and max(group) > 0:
        return _lay_out_communities(neighbours, group, lengths, sizes, random, report)
    return minimise_stress(neighbours, lengths, sizes, random, report)


def _subgraph(adjacent: Sequence[Sequence[int]], nodes: Sequence[int]) -> list[list[int]]:
    """The neighbours of nodes within a subset, by their index in it."""
    index = {node: number for number, node in enumerate(nodes)}
    return [[index[other] for other in adjacent[node] if other in index] for node in nodes]


def _lay_out_communities(
    neighbours: Sequence[Sequence[int]],
    group: Sequence[int],
    lengths: Sequence[Sequence[float]],
    node_sizes: Sequence[Size],
    random: Random,
    report: Progress,
) -> list[list[float]]:
    """Lay out each community alone, then the communities as nodes of the size they have."""
    members: list[list[int]] = [[] for _ in range(max(group) + 1)]
    for node, number in enumerate(group):
        members[number].append(node)
    inner, sizes, done = [], [], 0
    for nodes in members:
        inside = _subgraph(neighbours, nodes)
        inner_lengths = [
            [
                length
                for b, length in zip(neighbours[a], lengths[a], strict=True)
                if group[b] == group[a]
            ]
            for a in nodes
        ]
        positions = minimise_stress(
            inside, inner_lengths, [node_sizes[a] for a in nodes], random, ignore
        )
        middle = [(min(axis) + max(axis)) / 2 for axis in zip(*positions, strict=True)]
        inner.append([[x - middle[0], y - middle[1]] for x, y in positions])
        width, height = (max(axis) - min(axis) for axis in zip(*positions, strict=True))
        widest, highest = (max(axis) for axis in zip(*(node_sizes[a] for a in nodes), strict=True))
        sizes.append((width + widest + GAP / 2, height + highest + GAP / 2))
        done += len(nodes)
        report(0.8 * done / len(neighbours))
    joined: list[set[int]] = [set() for _ in members]
    for a, others in enumerate(neighbours):
        joined[group[a]].update(group[b] for b in others if group[b] != group[a])
    adjacent = [sorted(others) for others in joined]
    reach = [(width + height) / 4 for width, height in sizes]
    apart = [[reach[a] + reach[b] for b in adjacent[a]] for a in range(len(members))]
    positions = minimise_stress(adjacent, apart, sizes, random, ignore)
    out = [[0.0, 0.0] for _ in neighbours]
    for number, nodes in enumerate(members):
        for node, (x, y) in zip(nodes, inner[number], strict=True):
            out[node] = [positions[number][0] + x, positions[number][1] + y]
    report(1.0)
    return out


def _length(neighbours: Sequence[Sequence[int]], group: Sequence[int], a: int, b: int) -> float:
    """The wished length of an edge: the more neighbours the ends do not share, the longer."""
    shared = len(set(neighbours[a]) & set(neighbours[b]))
    crowd = sqrt(len(neighbours[a]) + len(neighbours[b]) - 2 * shared - 1)
    length = LENGTH * (0.55 + 0.45 * crowd)
    return length if group[a] == group[b] else length * BETWEEN_COMMUNITIES


def _pack(
    count: int, blocks: Sequence[tuple[list[int], list[list[float]]]], node_sizes: Sequence[Size]
) -> list[tuple[int, int]]:
    """Put components in rows below the first, without overlap, centred at 0."""
    packed: list[list[float]] = [[0.0, 0.0] for _ in range(count)]
    edge_right, x, y, row_height = 0.0, 0.0, 0.0, 0.0
    for nodes, positions in blocks:
        left = min(p[0] - node_sizes[n][0] / 2 for n, p in zip(nodes, positions, strict=True))
        top = min(p[1] - node_sizes[n][1] / 2 for n, p in zip(nodes, positions, strict=True))
        width = (
            max(p[0] + node_sizes[n][0] / 2 for n, p in zip(nodes, positions, strict=True)) - left
        )
        height = (
            max(p[1] + node_sizes[n][1] / 2 for n, p in zip(nodes, positions, strict=True)) - top
        )
        if x and x + width > edge_right:
            x, y, row_height = 0.0, y + row_height + GAP / 3, 0.0
        for node, position in zip(nodes, positions, strict=True):
            packed[node] = [x + position[0] - left, y + position[1] - top]
        if edge_right == 0.0:
            edge_right = max(width, 900.0)
        x += width + GAP / 3
        row_height = max(row_height, height)
    if not count:
        return []
    middle_x = (min(p[0] for p in packed) + max(p[0] for p in packed)) / 2
    middle_y = (min(p[1] for p in packed) + max(p[1] for p in packed)) / 2
    return [(_rounded(p[0] - middle_x), _rounded(p[1] - middle_y)) for p in packed]


def _rounded(number: float) -> int:
    return int(number + 0.5) if number >= 0 else -int(0.5 - number)
