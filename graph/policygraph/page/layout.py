"""Where the entities of a graph lie on the page: seeded, the same on every machine.

In: the number of nodes, the edges between them, and the room that each node with its label
takes. Out: whole numbers, in pixels at a zoom of one. Distances on the page follow
distances in the graph (stress, minimised by stochastic gradient descent: J. X. Zheng et
al., "Graph Drawing by Stochastic Gradient Descent", 2019, with pivots for large graphs);
edges between communities (Louvain) are longer, so that communities lie together; then
nodes are moved apart until their rooms do not overlap, and components are packed in rows.

Only sums, products, quotients and square roots are used, which every machine rounds alike
(IEEE 754); no set or hash order enters. networkx gives the communities of nodes that are
whole numbers, with a seed.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, MutableSequence, Sequence
from math import inf, sqrt
from random import Random
from typing import Any, TypeAlias

#: Entity to (x, y) in whole pixels, y downwards.
Positions: TypeAlias = Mapping[str, tuple[int, int]]
#: Width and height that a node and its label take.
Room: TypeAlias = tuple[float, float]
#: Called with the part that is done, from 0 to 1.
Progress: TypeAlias = Callable[[float], None]

SEED = 20200402
#: The length of an edge between two nodes that have no others, in pixels.
LENGTH = 88.0
#: How much longer edges between communities are.
APART = 1.7
#: Up to so many nodes every pair counts. More are laid out by communities, and a community of
#: more by each node and so many pivots.
WHOLE, PIVOTS = 320, 24
ROUNDS = 30
#: Room between components, and from label to label.
GAP, MARGIN = 90.0, 7.0


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
    return _stressed(near, lengths, room, chance, progress)


def _inside(beside: Sequence[Sequence[int]], nodes: Sequence[int]) -> list[list[int]]:
    """The neighbours of nodes among themselves, by their places in the list."""
    index = {node: number for number, node in enumerate(nodes)}
    return [[index[other] for other in beside[node] if other in index] for node in nodes]


def _stressed(
    near: Sequence[Sequence[int]],
    lengths: Sequence[Sequence[float]],
    rooms: Sequence[Room],
    chance: Random,
    progress: Progress,
) -> list[list[float]]:
    spread = LENGTH * sqrt(len(near))
    places = [[(chance.random() - 0.5) * spread, (chance.random() - 0.5) * spread] for _ in near]
    _descend(places, _terms(near, lengths, chance), chance, progress)
    for place in places:
        place[0] *= 1.25  # labels are wide, and so are screens
    _part(places, rooms)
    return places


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
        places = _stressed(inside, kept, [rooms[a] for a in nodes], chance, _unheard)
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
    places = _stressed(beside, apart, sizes, chance, _unheard)
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


def _terms(
    near: Sequence[Sequence[int]], lengths: Sequence[Sequence[float]], chance: Random
) -> list[tuple[int, int, float, float]]:
    """Pairs of nodes with the wished distance and the weight of each pair."""
    count = len(near)
    terms: list[tuple[int, int, float, float]] = []
    if count <= WHOLE:
        for a in range(count):
            far = _distances(near, lengths, a)
            # What a community does not join lies as far apart as it is wide.
            missing = LENGTH * sqrt(count)
            wished = [missing if length == inf else length for length in far[:a]]
            terms += [(a, b, length, 1 / (length * length)) for b, length in enumerate(wished)]
        return terms
    # Pivots: each next one is the farthest from those before (max-min).
    least = [inf] * count
    pivot = 0
    share = count / PIVOTS / 4
    for _ in range(PIVOTS):
        far = _distances(near, lengths, pivot)
        terms += [(a, pivot, far[a], share / (far[a] * far[a])) for a in range(count) if a != pivot]
        least = [min(pair) for pair in zip(least, far, strict=True)]
        pivot = least.index(max(least))
    for a in range(count):
        for b, length in zip(near[a], lengths[a], strict=True):
            if b < a:
                terms.append((a, b, length, 1 / (length * length)))
    # Pairs by chance keep apart what lies alike to every pivot.
    wide = LENGTH * sqrt(count) / 3
    for a in range(count):
        for _ in range(6):
            b = int(chance.random() * count)
            if b != a and b not in near[a]:
                terms.append((a, b, -wide, 1 / (wide * wide)))
    return terms


def _distances(
    near: Sequence[Sequence[int]], lengths: Sequence[Sequence[float]], start: int
) -> list[float]:
    """Least distances from a node (Dijkstra)."""
    far = [inf] * len(near)
    far[start] = 0.0
    waiting = [(0.0, start)]
    while waiting:
        reached, node = heapq.heappop(waiting)
        if reached > far[node]:
            continue
        for other, length in zip(near[node], lengths[node], strict=True):
            if reached + length < far[other]:
                far[other] = reached + length
                heapq.heappush(waiting, (far[other], other))
    return far


def _descend(
    places: list[list[float]],
    terms: list[tuple[int, int, float, float]],
    chance: Random,
    progress: Progress,
) -> None:
    """Move pairs towards their wished distance, in steps that grow smaller.

    A negative distance is one that a pair should at least have.
    """
    if not terms:
        return
    step = 1 / min(weight for *_, weight in terms)
    final = 0.1 / max(weight for *_, weight in terms)
    # The ratio that leads from the first step to the last in so many rounds, by halving.
    low, high = 0.0, 1.0
    for _ in range(60):
        ratio = (low + high) / 2
        reached = step
        for _ in range(ROUNDS - 1):
            reached *= ratio
        low, high = (ratio, high) if reached < final else (low, ratio)
    for done in range(ROUNDS):
        progress(0.1 + 0.8 * done / ROUNDS)
        chance.shuffle(terms)
        for a, b, wished, weight in terms:
            one, two = places[a], places[b]
            dx, dy = one[0] - two[0], one[1] - two[1]
            far = sqrt(dx * dx + dy * dy)
            if wished < 0:
                if far >= -wished:
                    continue
                wished = -wished
            if far < 1e-9:
                dx, dy, far = 1.0, 0.0, 1.0
            share = min(1.0, step * weight) * (far - wished) / (2 * far)
            dx, dy = dx * share, dy * share
            one[0] -= dx
            one[1] -= dy
            two[0] += dx
            two[1] += dy
        step *= ratio


def _part(places: list[list[float]], rooms: Sequence[Room]) -> None:
    """Move nodes apart until no two rooms overlap, or the rounds are over.

    Neighbours are found in a grid as wide as the widest room. Where pushing alone does not
    do, everything grows a little.
    """
    halves = [((room[0] + MARGIN) / 2, (room[1] + MARGIN) / 2) for room in rooms]
    wide = 2 * max(half[0] for half in halves)
    high = 2 * max(half[1] for half in halves)
    for attempt in range(160):
        grid: dict[tuple[int, int], list[int]] = {}
        for number, (x, y) in enumerate(places):
            grid.setdefault((int(x // wide), int(y // high)), []).append(number)
        moved = False
        for (column, row), here in grid.items():
            for across, down in ((0, 0), (1, -1), (1, 0), (1, 1), (0, 1)):
                there = grid.get((column + across, row + down))
                if there is not None and _push(places, halves, here, there):
                    moved = True
        if not moved:
            return
        if attempt % 8 == 7:
            for place in places:
                place[0] *= 1.04
                place[1] *= 1.04


def _push(
    places: list[list[float]], halves: Sequence[Room], here: list[int], there: list[int]
) -> bool:
    """Move nodes of two cells apart, each pair along the axis on which it overlaps less."""
    moved = False
    for number, a in enumerate(here):
        one, (half_x, half_y) = places[a], halves[a]
        for b in here[number + 1 :] if here is there else there:
            two, half = places[b], halves[b]
            dx = two[0] - one[0]
            over_x = half_x + half[0] - (dx if dx >= 0 else -dx)
            if over_x <= 0.01:
                continue
            dy = two[1] - one[1]
            over_y = half_y + half[1] - (dy if dy >= 0 else -dy)
            if over_y <= 0.01:
                continue
            moved = True
            if over_x < over_y:
                shift = (over_x if dx >= 0 else -over_x) / 2
                one[0] -= shift
                two[0] += shift
            else:
                shift = (over_y if dy >= 0 else -over_y) / 2
                one[1] -= shift
                two[1] += shift
    return moved


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
