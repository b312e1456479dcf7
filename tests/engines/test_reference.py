"""What the reference engine holds in memory, and what it does where that is not enough."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph.engines.reference import bounds, search
from policygraph.engines.reference.frontier import ESTIMATED, Frontier, Partial
from policygraph.engines.reference.product_graph import State
from policygraph.engines.reference.search import Reference
from policygraph.model.collection import Collection
from policygraph.query.query import Query
from tests.engines.oracle import answer, shown
from tests.engines.questions import questions
from tests.engines.test_hard_worlds import ask, clique
from tests.examples import examples
from tests.world import world

keys = st.tuples(st.integers(0, 9), st.integers(0, 9))


@given(pushed=st.lists(st.lists(keys, max_size=8), max_size=8), capacity=st.integers(2, 6))
def test_frontier_of_small_capacity_gives_the_same_first_ones(
    pushed: list[list[tuple[int, int]]], capacity: int
) -> None:
    """After each round of pushes one leaves; what leaves late is never better."""
    frontier, whole = Frontier(capacity), list[Partial]()
    for number, round_of_keys in enumerate(pushed):
        for position, key in enumerate(round_of_keys):
            partial = Partial(key, (number, position), ESTIMATED, State("a"), 0)
            frontier.push(partial)
            whole.append(partial)
        assert len(frontier.heap) <= capacity
        whole.sort()
        first = frontier.pop()
        if first is None:
            assert not whole or (frontier.cutoff is not None and whole[0] >= frontier.cutoff)
            break
        assert first == whole.pop(0)


@settings(max_examples=examples(100))
@given(question=questions(language=True), capacity=st.integers(2, 20))
def test_search_of_small_capacity_gives_a_true_prefix(
    question: tuple[Collection, Query], capacity: int
) -> None:
    collection, query = question
    expected = answer(collection, query)
    with patch.object(search, "CAPACITY", capacity):
        found = Reference().search(collection, query)
    assert len(found.paths) <= capacity
    assert shown(found) == (expected if found.complete else expected[: len(found.paths)])


@settings(max_examples=examples(100))
@given(question=questions(language=True), work=st.integers(0, 60))
def test_search_with_rough_bounds_gives_the_same_answer(
    question: tuple[Collection, Query], work: int
) -> None:
    collection, query = question
    with patch.object(bounds, "MOST_WORK", work), patch.object(bounds, "MOST_BOUNDS", 1):
        found = Reference().search(collection, query)
    assert found.complete
    assert shown(found) == answer(collection, query)


def test_frontier_never_holds_more_than_its_capacity() -> None:
    """Every path of eight steps through a clique of 60 would be held at once."""
    most = 0

    class Watched(Frontier):
        def push(self, partial: Partial) -> None:
            nonlocal most
            super().push(partial)
            most = max(most, len(self.heap))

    collection = world(clique(60))
    with patch.object(search, "CAPACITY", 2_000), patch.object(search, "Frontier", Watched):
        options = {"select": "all", "max_hops": 8, "mode": "walk", "budget": 2_000}
        found = ask(Reference(), collection, "k00", "k01", **options)
    assert not found.complete
    assert most <= 2_000
