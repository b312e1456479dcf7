"""Caches of columns and searches are shared by threads, each of which may clear them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from policygraph.engines.compact import question
from policygraph.engines.compact.numbered_graph import MemoryGraph
from policygraph.query.query import Query
from policygraph.store.format import texts
from policygraph.store.format.texts import Texts
from tests.world import world


@pytest.fixture
def fast_switching() -> Iterator[None]:
    """Threads switch as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("fast_switching")
def test_threads_share_the_cache_of_a_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "_CACHE_SIZE", 2)
    words = [f"word-{number}" for number in range(10)]
    data = np.frombuffer("".join(words).encode(), np.uint8)
    starts = np.cumsum([0, *map(len, words)])
    column = Texts(data, starts)

    def read(_: int) -> bool:
        return all(
            column.position(word) == place == column.position(column.cached(place))
            for _ in range(500)
            for place, word in enumerate(words)
        )

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(read, range(4)))
    assert len(column._positions) <= 2 + 4


@pytest.mark.usefixtures("fast_switching")
def test_threads_share_the_cache_of_a_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question, "_MOST_CACHED", 1)
    collection = world(["a feeds b", "b uses c"])
    graph = MemoryGraph(collection)
    relations = sorted(collection.ontology.relations)
    asked = [Query("a", "c", not_relations=(name,)) for name in relations]

    def read(_: int) -> bool:
        return all(
            question.question_of(collection, graph, query).ask[0] == graph.entity("a")
            for _ in range(100)
            for query in asked
        )

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(read, range(4)))
    assert len(question._RECENT[graph.arrays]) <= 1 + 4 < len(asked)
