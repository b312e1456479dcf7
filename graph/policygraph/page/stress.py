"""Positions whose distances follow distances in a graph, with room for every node.

In: the neighbours of nodes 0 to n - 1, the wished lengths of the edges, the rooms that the
nodes take, and chance. Out: positions in pixels. Stress is minimised by stochastic gradient
descent (J. X. Zheng et al., "Graph Drawing by Stochastic Gradient Descent", 2019, with
pivots where there are many nodes); then nodes are moved apart until their rooms do not
overlap. Only sums, products, quotients and square roots are used, which every machine
rounds alike (IEEE 754).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from math import inf, sqrt
from random import Random
from typing import TypeAlias

#: Width and height that a node and its label take.
Room: TypeAlias = tuple[float, float]
#: Called with the part that is done, from 0 to 1.
Progress: TypeAlias = Callable[[float], None]

#: The length of an edge between two nodes that have no others, in pixels.
LENGTH = 88.0
#: Up to so many nodes every pair counts; of more, each node and so many pivots.
WHOLE, PIVOTS = 320, 24
ROUNDS = 30
#: Room from label to label; labels are wide, and so are screens.
MARGIN, ASPECT = 7.0, 1.4


def stressed(
    near: Sequence[Sequence[int]],
    lengths: Sequence[Sequence[float]],
    rooms: Sequence[Room],
    chance: Random,
    progress: Progress,
) -> list[list[float]]:
    """Positions of nodes by the neighbours of each and the wished lengths of its edges."""
    spread = LENGTH * sqrt(len(near))
    places = [[(chance.random() - 0.5) * spread, (chance.random() - 0.5) * spread] for _ in near]
    _descend(places, _terms(near, lengths, chance), chance, progress)
    wider = _turn(places)
    for place in places:
        place[0] *= wider
    _part(places, rooms)
    return places


def _turn(places: list[list[float]]) -> float:
    """Turn places about their middle so that they spread most from left to right.

    Out comes how much they lack of the width of a screen, between 1 and 1.25.
    """
    middle = [sum(axis) / len(places) for axis in zip(*places, strict=True)]
    across = down = both = 0.0
    for x, y in places:
        across += (x - middle[0]) * (x - middle[0])
        down += (y - middle[1]) * (y - middle[1])
        both += (x - middle[0]) * (y - middle[1])
    # Cosine and sine of the angle of the longest axis, by those of twice the angle.
    length = sqrt((across - down) * (across - down) + 4 * both * both)
    double = (across - down) / length if length > 0 else 1.0
    cosine = sqrt(max(0.0, (1 + double) / 2))
    sine = sqrt(max(0.0, (1 - double) / 2)) * (1 if both >= 0 else -1)
    for place in places:
        x, y = place[0] - middle[0], place[1] - middle[1]
        place[0], place[1] = x * cosine + y * sine, y * cosine - x * sine
    longest, shortest = across + down + length, across + down - length
    if longest <= 0 or shortest <= 0:
        return 1.0
    return min(1.25, max(1.0, ASPECT * sqrt(shortest / longest)))


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
