"""A graph without some of its claims, held against one that never had them."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph.engines import ENGINES, available
from policygraph.engines.base import Found
from policygraph.model.collection import Collection
from policygraph.model.masked import masked
from policygraph.query.query import Query
from tests.engines.questions import questions, worlds
from tests.examples import examples

#: What a question is asked of: paths by their steps, as the claims behind them may differ.
Steps = list[list[tuple[tuple[str, str, str], bool, tuple[str, ...], tuple[str, ...]]]]


def never_there(
    collection: Collection, gone: Container[str], sources: Container[str] = ()
) -> Collection:
    """A copy in memory that never had some claims, nor those of some sources."""
    claims = collection.claims.values()
    kept = {c.id: c for c in claims if c.id not in gone and c.source not in sources}
    return replace(collection, claims=kept)


def told(found: Found) -> Steps:
    return [
        [
            (
                move.edge.triple,
                move.along,
                tuple(claim.id for claim in move.edge.supporting),
                tuple(claim.id for claim in move.edge.against),
            )
            for move in path
        ]
        for path in found.paths
    ]


@pytest.mark.parametrize("engine", available())
@settings(max_examples=examples(150), deadline=None)
@given(data=st.data(), question=st.one_of(questions(), questions(language=True)))
def test_searches_go_as_if_the_claims_had_never_been(
    engine: str, data: st.DataObject, question: tuple[Collection, Query]
) -> None:
    collection, query = question
    gone = data.draw(st.sets(st.sampled_from(sorted(collection.claims)), min_size=1, max_size=5))
    sources = data.draw(st.sampled_from(((), (), ("s",), ("t", "u"))))
    expected = ENGINES["reference"].search(never_there(collection, gone, sources), query)
    found = ENGINES[engine].search(masked(collection, gone, sources=sources), query)
    assert found.complete and expected.complete
    assert told(found) == told(expected)


@settings(max_examples=examples(50))
@given(data=st.data(), collection=worlds())
def test_index_finds_what_is_left(data: st.DataObject, collection: Collection) -> None:
    gone = data.draw(st.sets(st.sampled_from(sorted(collection.claims)), max_size=6))
    sources = data.draw(st.sampled_from(((), ("s",), ("s", "t"))))
    view = masked(collection, gone, sources=sources)
    copy = never_there(collection, gone, sources)
    assert list(view.claims) == list(copy.claims)
    assert len(view.claims) == len(copy.claims)
    assert all((name in view.claims) == (name in copy.claims) for name in collection.claims)
    for entity in collection.entities:
        assert list(view.index.of_subject(entity)) == list(copy.index.of_subject(entity))
        assert list(view.index.of_object(entity)) == list(copy.index.of_object(entity))
        assert view.index.degree(entity) == copy.index.degree(entity)
        assert view.index.neighbours([entity]) == copy.index.neighbours([entity])
    some = sorted(collection.entities)[::2]
    assert view.index.triples_within(some) == copy.index.triples_within(some)
    for claim in copy.claims.values():
        triple = copy.triple(claim)
        assert list(view.index.of_triple(triple)) == list(copy.index.of_triple(triple))
        assert list(view.index.disputing(claim.id)) == list(copy.index.disputing(claim.id))


@settings(max_examples=examples(30))
@given(data=st.data(), collection=worlds())
def test_taking_away_twice_is_taking_away_both(data: st.DataObject, collection: Collection) -> None:
    some = st.sets(st.sampled_from(sorted(collection.claims)), max_size=4)
    first, second = data.draw(some), data.draw(some)
    twice = masked(masked(collection, first, sources=["s"]), second)
    assert (twice.base, set(twice.hidden), set(twice.hidden_sources)) == (
        collection,
        first | second,
        {"s"},
    )


@pytest.mark.parametrize("engine", available())
def test_kept_degrees_are_those_of_the_whole(engine: str) -> None:
    """b has degree 3; without c it would have 2, and might be passed through."""
    from tests.world import world

    collection = world(["a feeds b", "b feeds z", "b feeds c"])
    query = Query("a", "z", max_degree=2)
    search = ENGINES[engine].search
    assert len(search(masked(collection, ["c03"]), query).paths) == 1
    assert search(masked(collection, ["c03"], keep_degrees=True), query).paths == ()
