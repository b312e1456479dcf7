"""Positions: whole numbers, apart, communities together, the same whatever the order."""

from __future__ import annotations

from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from policygraph.page.layout import communities, lay_out

SIZE = (110.0, 50.0)

edges = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30)


def apart(positions: list[tuple[int, int]]) -> bool:
    return all(
        abs(ax - bx) >= SIZE[0] or abs(ay - by) >= SIZE[1]
        for (ax, ay), (bx, by) in combinations(positions, 2)
    )


@given(edges)
def test_few_nodes_never_overlap(edges: list[tuple[int, int]]) -> None:
    assert apart(lay_out(12, edges, [SIZE] * 12))


@given(edges, st.randoms(use_true_random=False))
def test_order_and_direction_and_number_of_edges_change_nothing(
    edges: list[tuple[int, int]], chance: Random
) -> None:
    turned = [(b, a) for a, b in edges] + edges
    chance.shuffle(turned)
    sizes = [SIZE] * 12
    assert lay_out(12, edges, sizes) == lay_out(12, turned, sizes)


def rings() -> list[tuple[int, int]]:
    """Three full groups of eight, in a chain of single edges."""
    inside = [pair for n in range(3) for pair in combinations(range(8 * n, 8 * n + 8), 2)]
    return [*inside, (0, 8), (8, 16)]


def test_hundred_nodes_do_not_overlap() -> None:
    chance = Random(5)
    edges = [(n, chance.randrange(n)) for n in range(1, 100)]
    edges += [(chance.randrange(100), chance.randrange(100)) for _ in range(60)]
    assert apart(lay_out(100, edges, [SIZE] * 100))


def test_communities_are_found_and_lie_together() -> None:
    adjacent: list[list[int]] = [[] for _ in range(24)]
    for a, b in rings():
        adjacent[a].append(b)
        adjacent[b].append(a)
    assert communities(adjacent) == [0] * 8 + [1] * 8 + [2] * 8
    positions = lay_out(24, rings(), [SIZE] * 24)
    middles = [
        tuple(sum(p[axis] for p in positions[8 * n : 8 * n + 8]) / 8 for axis in (0, 1))
        for n in range(3)
    ]
    for number, position in enumerate(positions):
        far = [(position[0] - x) ** 2 + (position[1] - y) ** 2 for x, y in middles]
        assert far.index(min(far)) == number // 8


def test_communities_of_a_large_graph_lie_together_without_overlap() -> None:
    chance = Random(3)
    inside = [
        (40 * n + a, 40 * n + b)
        for n in range(10)
        for a, b in combinations(range(40), 2)
        if b == a + 1 or chance.random() < 0.08
    ]
    between = [(chance.randrange(400), chance.randrange(400)) for _ in range(30)]
    positions = lay_out(400, [*inside, *between], [SIZE] * 400)
    assert apart(positions)
    middles = [
        tuple(sum(p[axis] for p in positions[40 * n : 40 * n + 40]) / 40 for axis in (0, 1))
        for n in range(10)
    ]
    at_home = 0
    for number, position in enumerate(positions):
        far = [(position[0] - x) ** 2 + (position[1] - y) ** 2 for x, y in middles]
        at_home += far.index(min(far)) == number // 40
    assert at_home > 380


def test_a_long_component_lies_on_its_side() -> None:
    positions = lay_out(12, [(n, n + 1) for n in range(11)], [(50.0, 50.0)] * 12)
    wide, high = (max(axis) - min(axis) for axis in zip(*positions, strict=True))
    assert wide > 3 * high


def test_components_do_not_lie_over_each_other() -> None:
    edges = [(0, 1), (1, 2), (3, 4), (5, 6)]
    assert apart(lay_out(9, edges, [SIZE] * 9))


def test_a_graph_above_the_limit_of_all_pairs_is_laid_out() -> None:
    edges = [(n, n // 3) for n in range(1, 400)]
    positions = lay_out(400, edges, [SIZE] * 400)
    assert len(set(positions)) == 400
    assert positions == lay_out(400, edges, [SIZE] * 400)
