"""Reach and corridor: every engine against brute force, over generated worlds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph.engines import ENGINES, Engine, Reach
from policygraph.engines.base import Move
from policygraph.model.collection import Collection
from policygraph.query.query import Query
from tests.engines.oracle import Path, allowed, answer, paths_of_mode, rank
from tests.engines.questions import questions
from tests.engines.test_hard_worlds import clique, ladder
from tests.examples import examples
from tests.world import world

engines = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())

#: Subject, relation, object, and whether the move goes from subject to object.
Crossing = tuple[str, str, str, bool]


def best(collection: Collection, query: Query, *, backward: bool) -> list[tuple[str, Path]]:
    """Every other entity with its best path, by the rank's key and then by id."""
    found = []
    for other in collection.entities:
        if other == query.start or other in query.avoid:
            continue
        ends = (other, query.start) if backward else (query.start, other)
        paths = answer(collection, replace(query, start=ends[0], end=ends[1], k=1))
        if paths:
            key = rank(query, paths[0])[:2]
            found.append((key, other, paths[0]))
    return [(other, path) for _, other, path in sorted(found, key=lambda item: item[:2])]


def told(reach: Reach) -> list[tuple[str, int, int, list[tuple[str, bool, str]]]]:
    return [
        (entity, cost, hops, [(m.edge.relation, m.along, m.target) for m in path(reach, entity)])
        for entity, cost, hops in zip(reach.entities, reach.costs, reach.hops, strict=True)
    ]


def path(reach: Reach, entity: str) -> tuple[Move, ...]:
    found = reach.path(entity, None)
    assert found is not None
    return found


def ask(engine: Engine, collection: Collection, query: Query, *, backward: bool) -> Reach:
    return engine.reach(collection, query, query.start, backward=backward, rank=query.rank)


@engines
@settings(max_examples=examples(150))
@given(question=questions(), backward=st.booleans())
def test_reach_gives_the_best_path_to_every_other_entity(
    engine: Engine, question: tuple[Collection, Query], backward: bool
) -> None:
    collection, query = question
    reach = ask(engine, collection, query, backward=backward)
    assert reach.complete
    assert told(reach) == [
        (other, sum(s.cost for s in path), len(path), [(s[0], s[1], s[2]) for s in path])
        for other, path in best(collection, query, backward=backward)
    ]


@engines
@settings(max_examples=examples(100))
@given(question=questions(always=("via",)), backward=st.booleans())
def test_reach_passes_via_in_the_given_order(
    engine: Engine, question: tuple[Collection, Query], backward: bool
) -> None:
    collection, query = question
    reach = ask(engine, collection, query, backward=backward)
    assert reach.complete
    expected = best(collection, query, backward=backward)
    assert list(reach.entities) == [other for other, _ in expected]
    assert [steps for *_, steps in told(reach)] == [
        [(s[0], s[1], s[2]) for s in path] for _, path in expected
    ]


@engines
@settings(max_examples=examples(150))
@given(question=questions(k=1, language=True), backward=st.booleans())
def test_reach_obeys_mode_pattern_and_times(
    engine: Engine, question: tuple[Collection, Query], backward: bool
) -> None:
    collection, query = question
    reach = ask(engine, collection, query, backward=backward)
    assert reach.complete
    expected = best(collection, query, backward=backward)
    assert list(reach.entities) == [other for other, _ in expected]
    assert [steps for *_, steps in told(reach)] == [
        [(s[0], s[1], s[2]) for s in path] for _, path in expected
    ]


@engines
def test_who_comes_back_to_where_it_began_may_pass_via_there(engine: Engine) -> None:
    """From a over its own loop and c to a and c again: a and c are passed on the way."""
    collection = world(["a feeds a", "a feeds c"])
    query = Query("c", "a", max_hops=4, direction="any", mode="walk", via=("a", "c"))
    for backward in (True, False):
        reach = ask(engine, collection, query, backward=backward)
        assert list(reach.entities) == [
            other for other, _ in best(collection, query, backward=backward)
        ]
        assert list(reach.entities) == ["a"]


@engines
@settings(max_examples=examples(100))
@given(question=questions(), budget=st.integers(1, 20), backward=st.booleans())
def test_truncated_reach_is_a_true_prefix(
    engine: Engine, question: tuple[Collection, Query], budget: int, backward: bool
) -> None:
    collection, query = question
    whole = told(ask(engine, collection, query, backward=backward))
    reach = ask(engine, collection, replace(query, budget=budget), backward=backward)
    assert reach.expansions <= budget
    assert told(reach) == (whole if reach.complete else whole[: len(reach.entities)])


@engines
def test_reach_of_two_to_the_fortieth_equal_paths_comes_at_once(engine: Engine) -> None:
    query = Query("a00", "a40", max_hops=80, budget=5_000)
    reach = ask(engine, ladder(40), query, backward=False)
    assert reach.complete
    assert len(reach.entities) == 120
    assert {move.target[0] for move in path(reach, "a40")[::2]} == {"x"}


@engines
def test_reach_over_a_clique_is_cheap(engine: Engine) -> None:
    reach = ask(engine, world(clique(60)), Query("k00", "k01", budget=500), backward=True)
    assert reach.complete
    assert set(reach.hops) == {1}


# --- The corridor ---------------------------------------------------------------------------


def walked(collection: Collection, query: Query) -> set[Crossing]:
    """What lies on walks from start to end, by listing them all."""
    if query.mode == "acyclic" and query.start == query.end:
        return set()
    ends = () if query.mode in ("walk", "trail") else (query.start, query.end)
    walking = replace(query, mode="walk")
    found: set[Crossing] = set()
    for path in paths_of_mode(collection, walking):
        if allowed(collection, walking, path) and not any(s.entity in ends for s in path[:-1]):
            here = query.start
            for step in path:
                subject, target = (here, step.entity)[:: 1 if step.along else -1]
                triple = collection.triple_of(subject, step.relation, target)
                found.add((*triple, step.along and triple[0] == here))
                here = step.entity
    return found


def crossings(engine: Engine, collection: Collection, query: Query) -> list[Crossing]:
    corridor = engine.corridor(collection, query)
    assert corridor.complete
    return [(*move.edge.triple, move.forward) for move in corridor.moves]


@engines
@settings(max_examples=examples(100))
@given(question=questions(), hops=st.integers(1, 4))
def test_corridor_is_what_lies_on_walks_within_the_bound(
    engine: Engine, question: tuple[Collection, Query], hops: int
) -> None:
    collection, query = question
    query = replace(query, max_hops=hops)
    expected = sorted(walked(collection, query), key=lambda c: (c[:3], not c[3]))
    assert crossings(engine, collection, query) == expected


@engines
@settings(max_examples=examples(150))
@given(question=questions(k=1, language=True), hops=st.integers(1, 4))
def test_corridor_obeys_mode_pattern_and_times(
    engine: Engine, question: tuple[Collection, Query], hops: int
) -> None:
    collection, query = question
    query = replace(query, max_hops=hops)
    expected = sorted(walked(collection, query), key=lambda c: (c[:3], not c[3]))
    assert crossings(engine, collection, query) == expected


@engines
@settings(max_examples=examples(100))
@given(question=questions(k=10_000))
def test_every_path_lies_in_the_corridor(
    engine: Engine, question: tuple[Collection, Query]
) -> None:
    collection, query = question
    found = set(crossings(engine, collection, query))
    for moves in engine.search(collection, query).paths:
        assert {(*move.edge.triple, move.forward) for move in moves} <= found


@engines
def test_corridor_of_a_ladder_is_the_ladder_and_costs_no_more(engine: Engine) -> None:
    collection = world([*clique(30), "a joins k00", "a feeds z", "z feeds y"])
    query = Query("a", "z", max_hops=30, budget=5_000)
    assert crossings(engine, collection, query) == [("a", "feeds", "z", True)]
    rungs = crossings(engine, ladder(40), Query("a00", "a40", max_hops=80, budget=5_000))
    assert len(rungs) == 160


@engines
def test_corridor_beyond_its_budget_is_truncated_and_empty(engine: Engine) -> None:
    corridor = engine.corridor(world(clique(20)), Query("k00", "k01", budget=5))
    assert (corridor.complete, corridor.moves) == (False, ())
