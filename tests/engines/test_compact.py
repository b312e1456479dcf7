"""What only the compact engine has: growing limits, growing capacity, cached arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings

from policygraph.engines import ENGINES, Found
from policygraph.engines.compact import search as passes
from policygraph.engines.compact import working_memory as memory
from policygraph.engines.compact.numbered_graph import arrays_of
from policygraph.model.collection import Collection
from policygraph.query.query import Query
from tests.engines.oracle import answer, shown
from tests.engines.questions import questions
from tests.engines.test_hard_worlds import clique, ladder
from tests.examples import examples
from tests.world import world

COMPACT, REFERENCE = ENGINES["compact"], ENGINES["reference"]

patched = settings(max_examples=examples(300), suppress_health_check=list(HealthCheck))


@pytest.fixture
def many_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pass without limits before the last, and a first limit that lets little through."""
    monkeypatch.setattr(passes, "FIRST_LOOKS", -1)
    monkeypatch.setattr(passes, "FIRST_COST", 10_000_000)


@pytest.fixture
def small_capacity(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A capacity so small that every array grows, at every boundary."""
    monkeypatch.setattr(memory, "FIRST_CAPACITY", 2)
    yield


@pytest.mark.usefixtures("many_passes", "small_capacity")
@patched
@given(question=questions())
def test_growing_limits_and_capacity_change_no_answer(question: tuple[Collection, Query]) -> None:
    collection, query = question
    found = COMPACT.search(collection, query)
    assert found.complete
    assert shown(found) == answer(collection, query)


@pytest.mark.usefixtures("many_passes", "small_capacity")
@settings(patched, max_examples=examples(100))
@given(question=questions(always=("via",)))
def test_growing_limits_and_capacity_change_no_answer_with_via(
    question: tuple[Collection, Query],
) -> None:
    collection, query = question
    assert shown(COMPACT.search(collection, query)) == answer(collection, query)


@pytest.mark.usefixtures("many_passes")
@settings(patched, max_examples=examples(100))
@given(question=questions())
def test_answer_stopped_between_limits_is_a_true_prefix(
    question: tuple[Collection, Query],
) -> None:
    collection, query = question
    whole = answer(collection, query)
    for budget in (1, 3, 10, 30):
        found = COMPACT.search(collection, replace(query, budget=budget))
        assert found.expansions <= budget
        assert shown(found) == (whole if found.complete else whole[: len(found.paths)])


@pytest.mark.usefixtures("many_passes")
@pytest.mark.parametrize("strength", ["", "1.0"])
@pytest.mark.parametrize("rank", ["influence", "hops"])
def test_ladder_is_searched_under_limits(strength: str, rank: str) -> None:
    query = Query("a00", "a20", max_hops=40, rank=rank, budget=5_000)
    collection = ladder(20, strength)
    assert routes(COMPACT.search(collection, query)) == routes(REFERENCE.search(collection, query))


def test_search_out_of_time_is_reported_as_incomplete() -> None:
    found = COMPACT.search(world(clique(60)), Query("k00", "k01", k=10_000, seconds=1e-9))
    assert not found.complete


def test_parallel_searches_do_not_disturb_each_other() -> None:
    collection = world(clique(12))
    query = Query("k00", "k01", k=200)
    expected = routes(COMPACT.search(collection, query))
    found: list[list[str]] = []
    threads = [
        Thread(target=lambda: found.append(routes(COMPACT.search(collection, query))))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


def test_arrays_are_built_once_while_a_collection_lives() -> None:
    collection = world(["a feeds b"])
    assert arrays_of(collection) is arrays_of(collection)
    assert arrays_of(replace(collection)) is not arrays_of(collection)


def routes(found: Found) -> list[str]:
    return ["-".join([moves[0].origin, *(move.target for move in moves)]) for moves in found.paths]
