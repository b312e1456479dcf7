"""Positions: whole numbers, apart, communities together, the same whatever the order."""

from __future__ import annotations

from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from policygraph.page.layout import communities, lay_out

ROOM = (110.0, 50.0)

edges = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30)


def clear(places: list[tuple[int, int]]) -> bool:
    return all(
        abs(ax - bx) >= ROOM[0] or abs(ay - by) >= ROOM[1]
        for (ax, ay), (bx, by) in combinations(places, 2)
    )


@given(edges)
def test_rooms_of_few_nodes_never_overlap(edges: list[tuple[int, int]]) -> None:
    assert clear(lay_out(12, edges, [ROOM] * 12))


@given(edges, st.randoms(use_true_random=False))
def test_order_and_direction_and_number_of_edges_change_nothing(
    edges: list[tuple[int, int]], chance: Random
) -> None:
    turned = [(b, a) for a, b in edges] + edges
    chance.shuffle(turned)
    rooms = [ROOM] * 12
    assert lay_out(12, edges, rooms) == lay_out(12, turned, rooms)


def rings() -> list[tuple[int, int]]:
    """Three full groups of eight, in a chain of single edges."""
    inside = [pair for n in range(3) for pair in combinations(range(8 * n, 8 * n + 8), 2)]
    return [*inside, (0, 8), (8, 16)]


def test_hundred_nodes_have_rooms_that_do_not_overlap() -> None:
    chance = Random(5)
    edges = [(n, chance.randrange(n)) for n in range(1, 100)]
    edges += [(chance.randrange(100), chance.randrange(100)) for _ in range(60)]
    assert clear(lay_out(100, edges, [ROOM] * 100))


def test_communities_are_found_and_lie_together() -> None:
    beside: list[list[int]] = [[] for _ in range(24)]
    for a, b in rings():
        beside[a].append(b)
        beside[b].append(a)
    assert communities(beside) == [0] * 8 + [1] * 8 + [2] * 8
    places = lay_out(24, rings(), [ROOM] * 24)
    middles = [
        tuple(sum(p[axis] for p in places[8 * n : 8 * n + 8]) / 8 for axis in (0, 1))
        for n in range(3)
    ]
    for number, place in enumerate(places):
        far = [(place[0] - x) ** 2 + (place[1] - y) ** 2 for x, y in middles]
        assert far.index(min(far)) == number // 8


def test_communities_of_a_large_graph_lie_together_and_no_rooms_overlap() -> None:
    chance = Random(3)
    inside = [
        (40 * n + a, 40 * n + b)
        for n in range(10)
        for a, b in combinations(range(40), 2)
        if b == a + 1 or chance.random() < 0.08
    ]
    between = [(chance.randrange(400), chance.randrange(400)) for _ in range(30)]
    places = lay_out(400, [*inside, *between], [ROOM] * 400)
    assert clear(places)
    middles = [
        tuple(sum(p[axis] for p in places[40 * n : 40 * n + 40]) / 40 for axis in (0, 1))
        for n in range(10)
    ]
    at_home = 0
    for number, place in enumerate(places):
        far = [(place[0] - x) ** 2 + (place[1] - y) ** 2 for x, y in middles]
        at_home += far.index(min(far)) == number // 40
    assert at_home > 380


def test_a_long_component_lies_on_its_side() -> None:
    places = lay_out(12, [(n, n + 1) for n in range(11)], [(50.0, 50.0)] * 12)
    wide, high = (max(axis) - min(axis) for axis in zip(*places, strict=True))
    assert wide > 3 * high


def test_components_do_not_lie_over_each_other() -> None:
    edges = [(0, 1), (1, 2), (3, 4), (5, 6)]
    assert clear(lay_out(9, edges, [ROOM] * 9))


def test_a_graph_with_more_nodes_than_every_pair_counts_for_is_laid_out() -> None:
    edges = [(n, n // 3) for n in range(1, 400)]
    places = lay_out(400, edges, [ROOM] * 400)
    assert len(set(places)) == 400
    assert places == lay_out(400, edges, [ROOM] * 400)
