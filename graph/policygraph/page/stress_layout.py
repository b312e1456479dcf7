"""Positions whose distances follow distances in a graph, without overlap.

In: the neighbours of nodes 0 to n - 1, the wished lengths of the edges, the sizes of the nodes
with their labels, and a random generator. Out: positions in pixels. Stress is minimised by
stochastic gradient descent (J. X. Zheng et al., "Graph Drawing by Stochastic Gradient
Descent", 2019, with pivots where there are many nodes). Then nodes are moved apart until they
do not overlap. Only sums, products, quotients and square roots are used, which every machine
rounds alike (IEEE 754).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from math import inf, sqrt
from random import Random
from typing import TypeAlias

from policygraph.page.progress import Progress

#: Width and height of a node with its label, in pixels.
Size: TypeAlias = tuple[float, float]

#: The length of an edge between two nodes that have no others, in pixels.
LENGTH = 88.0
#: Up to so many nodes every pair counts; above, each node counts with so many pivots.
MOST_ALL_PAIRS, PIVOTS = 320, 24
ROUNDS = 30
#: Space between labels in pixels; width by height of a screen.
MARGIN, ASPECT = 7.0, 1.4


def minimise_stress(
    neighbours: Sequence[Sequence[int]],
    lengths: Sequence[Sequence[float]],
    sizes: Sequence[Size],
    random: Random,
    progress: Progress,
) -> list[list[float]]:
    """Positions of nodes by the neighbours of each and the wished lengths of its edges."""
    spread = LENGTH * sqrt(len(neighbours))
    positions = [
        [(random.random() - 0.5) * spread, (random.random() - 0.5) * spread] for _ in neighbours
    ]
    _descend(positions, _distance_terms(neighbours, lengths, random), random, progress)
    widening = _rotate(positions)
    for position in positions:
        position[0] *= widening
    _separate(positions, sizes)
    return positions


def _rotate(positions: list[list[float]]) -> float:
    """Turn positions about their middle so that they spread most from left to right.

    Return the factor, between 1 and 1.25, that widens them towards the shape of a screen.
    """
    middle = [sum(axis) / len(positions) for axis in zip(*positions, strict=True)]
    across = down = both = 0.0
    for x, y in positions:
        across += (x - middle[0]) * (x - middle[0])
        down += (y - middle[1]) * (y - middle[1])
        both += (x - middle[0]) * (y - middle[1])
    # Cosine and sine of the angle of the longest axis, by those of twice the angle.
    length = sqrt((across - down) * (across - down) + 4 * both * both)
    double = (across - down) / length if length > 0 else 1.0
    cosine = sqrt(max(0.0, (1 + double) / 2))
    sine = sqrt(max(0.0, (1 - double) / 2)) * (1 if both >= 0 else -1)
    for position in positions:
        x, y = position[0] - middle[0], position[1] - middle[1]
        position[0], position[1] = x * cosine + y * sine, y * cosine - x * sine
    longest, shortest = across + down + length, across + down - length
    if longest <= 0 or shortest <= 0:
        return 1.0
    return min(1.25, max(1.0, ASPECT * sqrt(shortest / longest)))


def _distance_terms(
    neighbours: Sequence[Sequence[int]], lengths: Sequence[Sequence[float]], random: Random
) -> list[tuple[int, int, float, float]]:
    """Pairs of nodes with the wished distance and the weight of each pair."""
    count = len(neighbours)
    terms: list[tuple[int, int, float, float]] = []
    if count <= MOST_ALL_PAIRS:
        for a in range(count):
            far = _distances(neighbours, lengths, a)
            # Nodes without a path between them lie as far apart as the graph is wide.
            missing = LENGTH * sqrt(count)
            wished = [missing if length == inf else length for length in far[:a]]
            terms += [(a, b, length, 1 / (length * length)) for b, length in enumerate(wished)]
        return terms
    # Pivots: each next one is the farthest from those before (max-min).
    least = [inf] * count
    pivot = 0
    share = count / PIVOTS / 4
    for _ in range(PIVOTS):
        far = _distances(neighbours, lengths, pivot)
        terms += [(a, pivot, far[a], share / (far[a] * far[a])) for a in range(count) if a != pivot]
        least = [min(pair) for pair in zip(least, far, strict=True)]
        pivot = least.index(max(least))
    for a in range(count):
        for b, length in zip(neighbours[a], lengths[a], strict=True):
            if b < a:
                terms.append((a, b, length, 1 / (length * length)))
    # Random pairs keep nodes apart that are equally far from every pivot.
    wide = LENGTH * sqrt(count) / 3
    for a in range(count):
        for _ in range(6):
            b = int(random.random() * count)
            if b != a and b not in neighbours[a]:
                terms.append((a, b, -wide, 1 / (wide * wide)))
    return terms


def _distances(
    neighbours: Sequence[Sequence[int]], lengths: Sequence[Sequence[float]], start: int
) -> list[float]:
    """Least distances from a node (Dijkstra)."""
    far = [inf] * len(neighbours)
    far[start] = 0.0
    frontier = [(0.0, start)]
    while frontier:
        reached, node = heapq.heappop(frontier)
        if reached > far[node]:
            continue
        for other, length in zip(neighbours[node], lengths[node], strict=True):
            if reached + length < far[other]:
                far[other] = reached + length
                heapq.heappush(frontier, (far[other], other))
    return far


def _descend(
    positions: list[list[float]],
    terms: list[tuple[int, int, float, float]],
    random: Random,
    progress: Progress,
) -> None:
    """Move pairs towards their wished distance, in steps that grow smaller.

    A negative distance is one that a pair should at least have.
    """
    if not terms:
        return
    step = 1 / min(weight for *_, weight in terms)
    final = 0.1 / max(weight for *_, weight in terms)
    # The ratio of one step to the next, found by bisection.
    low, high = 0.0, 1.0
    for _ in range(60):
        ratio = (low + high) / 2
        reached = step
        for _ in range(ROUNDS - 1):
            reached *= ratio
        low, high = (ratio, high) if reached < final else (low, ratio)
    for done in range(ROUNDS):
        progress(0.1 + 0.8 * done / ROUNDS)
        random.shuffle(terms)
        for a, b, wished, weight in terms:
            one, two = positions[a], positions[b]
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


def _separate(positions: list[list[float]], sizes: Sequence[Size]) -> None:
    """Move nodes apart until no two overlap, or the rounds are over.

    Neighbours are found in a grid as wide as the widest node. Where pushing is not enough,
    all positions are scaled up a little.
    """
    halves = [((size[0] + MARGIN) / 2, (size[1] + MARGIN) / 2) for size in sizes]
    wide = 2 * max(half[0] for half in halves)
    high = 2 * max(half[1] for half in halves)
    for attempt in range(160):
        grid: dict[tuple[int, int], list[int]] = {}
        for number, (x, y) in enumerate(positions):
            grid.setdefault((int(x // wide), int(y // high)), []).append(number)
        moved = False
        for (column, row), here in grid.items():
            for across, down in ((0, 0), (1, -1), (1, 0), (1, 1), (0, 1)):
                there = grid.get((column + across, row + down))
                if there is not None and _push_apart(positions, halves, here, there):
                    moved = True
        if not moved:
            return
        if attempt % 8 == 7:
            for position in positions:
                position[0] *= 1.04
                position[1] *= 1.04


def _push_apart(
    positions: list[list[float]], halves: Sequence[Size], here: list[int], there: list[int]
) -> bool:
    """Move nodes of two cells apart, each pair along the axis on which it overlaps less."""
    moved = False
    for number, a in enumerate(here):
        one, (half_x, half_y) = positions[a], halves[a]
        for b in here[number + 1 :] if here is there else there:
            two, half = positions[b], halves[b]
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
