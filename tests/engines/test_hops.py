"""Distance and the entities within some hops: every engine against the oracle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policygraph.engines import ENGINES, Engine, Within
from policygraph.engines.base import Distance
from policygraph.engines.compact import hops, plain, working_memory
from policygraph.engines.compact.kernels import registry
from policygraph.model.collection import Collection
from policygraph.model.masked import masked
from policygraph.query.query import DIRECTIONS, MODES, Query
from tests.engines.influence_worlds import influence_questions
from tests.engines.oracle import answer, shown
from tests.engines.questions import questions, tangles, worlds
from tests.engines.test_hard_worlds import clique, ladder
from tests.engines.test_reach_and_corridor import best
from tests.examples import examples
from tests.world import said, world

engines = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())
COMPACT, REFERENCE = ENGINES["compact"], ENGINES["reference"]

#: The steps of a path: relation, along, entity.
Steps = list[tuple[str, bool, str]]


@st.composite
def plain_questions(draw: st.DrawFn) -> tuple[Collection, Query]:
    """A world, and a question for fewest hops over it that has no filter, pattern or rule."""
    collection = draw(st.one_of(worlds(), tangles()))
    some = st.sampled_from(sorted(collection.entities))
    mode = draw(st.sampled_from(MODES))
    query = Query(
        draw(some),
        draw(some),
        k=1,
        rank="hops",
        # The oracle lists all walks and trails.
        max_hops=draw(st.integers(1, {"walk": 3, "trail": 4}.get(mode, 6))),
        direction=draw(st.sampled_from(DIRECTIONS)),
        mode=mode,
        select=draw(st.sampled_from(("shortest", "any-shortest"))),
    )
    return collection, query.checked(collection)


def told(found: Distance) -> tuple[int | None, list[str], Steps]:
    moves = found.path(None) or ()
    steps = [(move.edge.relation, move.along, move.target) for move in moves]
    return found.hops, list(found.entities), steps


def expected(collection: Collection, query: Query) -> tuple[int | None, list[str], Steps]:
    paths = answer(collection, replace(query, k=1, rank="hops", select="shortest"))
    if not paths:
        return None, [], []
    steps = [(step[0], step[1], step[2]) for step in paths[0]]
    return len(steps), [query.start, *(target for *_, target in steps)], steps


def levels(found: Within) -> list[list[str]]:
    return [list(level) for level in found.levels]


def expected_levels(collection: Collection, query: Query, *, backward: bool) -> list[list[str]]:
    query = replace(query, rank="hops", select="shortest")
    paths = best(collection, query, backward=backward)
    most = max((len(path) for _, path in paths), default=0)
    return [
        sorted(other for other, path in paths if len(path) == hops) for hops in range(1, most + 1)
    ]


def check(engine: Engine, question: tuple[Collection, Query], *, backward: bool) -> None:
    """Check distance and the entities within some hops against the oracle."""
    collection, query = question
    found = engine.distance(collection, query, query.start, query.end)
    assert found.complete
    assert told(found) == expected(collection, query)
    around = engine.within(collection, query, query.start, backward=backward)
    assert around.complete
    assert levels(around) == expected_levels(collection, query, backward=backward)


@engines
@settings(max_examples=examples(60))
@given(question=questions(k=1), backward=st.booleans())
def test_distance_and_levels_are_those_of_the_best_paths_by_hops(
    engine: Engine, question: tuple[Collection, Query], backward: bool
) -> None:
    check(engine, question, backward=backward)


@engines
@settings(max_examples=examples(30))
@given(question=questions(k=1, language=True), backward=st.booleans())
def test_distance_and_levels_obey_patterns_modes_and_times(
    engine: Engine, question: tuple[Collection, Query], backward: bool
) -> None:
    check(engine, question, backward=backward)


@engines
@settings(max_examples=examples(100))
@given(question=plain_questions(), backward=st.booleans())
def test_plain_distance_and_levels_are_those_of_the_best_paths_by_hops(
    engine: Engine, question: tuple[Collection, Query], backward: bool
) -> None:
    check(engine, question, backward=backward)


@engines
@settings(max_examples=examples(100))
@given(question=plain_questions())
def test_plain_search_gives_the_best_of_the_shortest_paths(
    engine: Engine, question: tuple[Collection, Query]
) -> None:
    collection, query = question
    found = engine.search(collection, query)
    assert found.complete
    assert shown(found) == answer(collection, replace(query, select="shortest"))


@pytest.fixture
def small_capacity(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A capacity so small that every array grows, at every boundary."""
    monkeypatch.setattr(working_memory, "FIRST_CAPACITY", 2)
    yield


@pytest.mark.usefixtures("small_capacity")
@settings(max_examples=examples(80), suppress_health_check=list(HealthCheck))
@given(question=plain_questions(), backward=st.booleans())
def test_growing_capacity_changes_no_distance(
    question: tuple[Collection, Query], backward: bool
) -> None:
    check(COMPACT, question, backward=backward)


@settings(max_examples=examples(60))
@given(question=influence_questions(), backward=st.booleans())
def test_engines_agree_on_distance_under_the_rules_of_influence(
    question: tuple[Collection, Query], backward: bool
) -> None:
    collection, query = question
    for scope in (query, replace(query, any_order=True, any_composition=True, any_force=True)):
        ends = scope.start, scope.end
        one, two = (engine.distance(collection, scope, *ends) for engine in (REFERENCE, COMPACT))
        assert one.complete and two.complete
        assert told(one) == told(two)
        around = [
            levels(engine.within(collection, scope, query.start, backward=backward))
            for engine in (REFERENCE, COMPACT)
        ]
        assert around[0] == around[1]


@engines
@settings(max_examples=examples(60))
@given(question=plain_questions(), budget=st.integers(1, 12), backward=st.booleans())
def test_truncated_levels_are_whole_and_the_first(
    engine: Engine, question: tuple[Collection, Query], budget: int, backward: bool
) -> None:
    collection, query = question
    whole = expected_levels(collection, query, backward=backward)
    found = engine.within(collection, replace(query, budget=budget), query.start, backward=backward)
    assert found.expansions <= budget
    assert levels(found) == whole[: len(found.levels)]
    assert found.complete == (not found.reason)
    assert not found.complete or levels(found) == whole
    one = engine.distance(collection, replace(query, budget=budget), query.start, query.end)
    assert one.expansions <= budget
    assert told(one) == (expected(collection, query) if one.complete else (None, [], []))


@engines
def test_distance_out_of_time_is_reported_as_incomplete(engine: Engine) -> None:
    collection = world(clique(30))
    query = Query("k00", "k01", seconds=1e-9)
    found = engine.distance(collection, query, "k00", "k01")
    assert (found.hops, found.complete, found.reason) == (None, False, "time")
    around = engine.within(collection, query, "k00")
    assert (levels(around), around.complete, around.reason) == ([], False, "time")


@engines
@pytest.mark.parametrize("strength", ["", "1.0"])
def test_first_of_two_to_the_fortieth_shortest_paths_comes_at_once(
    engine: Engine, strength: str
) -> None:
    query = Query("a00", "a40", max_hops=80, budget=5_000)
    found = engine.distance(ladder(40, strength), query, "a00", "a40")
    assert found.hops == 80
    assert [entity[0] for entity in found.entities] == [*"ax" * 40, "a"]


@pytest.mark.parametrize("backward", [False, True])
def test_search_that_turns_round_finds_the_same(backward: bool) -> None:
    """A clique is known after one hop, so its second is looked for from those not yet known."""
    rows = [
        *clique(20),
        *(f"k{n:02d} feeds p{n:02d}" for n in range(20)),
        "q feeds r",
        "p03 uses k04",
    ]
    collection = world(rows)
    query = Query("k03", "k04", direction="any")
    one, two = (
        engine.within(collection, query, "k03", backward=backward)
        for engine in (REFERENCE, COMPACT)
    )
    assert levels(one) == levels(two)
    assert len(two) == 39


def test_hidden_claims_lengthen_a_distance() -> None:
    collection = world(["a feeds c", "a feeds b", "b feeds c"])
    for engine in ENGINES.values():
        query = Query("a", "c")
        assert engine.distance(collection, query, "a", "c").hops == 1
        assert engine.distance(masked(collection, frozenset(("c01",))), query, "a", "c").hops == 2


def test_plain_questions_reach_their_kernels_and_others_do_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    class Counted:
        def __init__(self, name: str) -> None:
            self.name, self.kernel = name, getattr(registry, name)

        def __call__(self, *arguments: object) -> int:
            asked.append(self.name)
            found: int = self.kernel(*arguments)
            return found

        def bound(self, *arrays: object) -> Callable[..., int]:
            return lambda *numbers: self(*arrays, *numbers)

    monkeypatch.setattr(plain, "join_ends", Counted("join_ends"))
    monkeypatch.setattr(hops, "spread_hops", Counted("spread_hops"))
    collection = world(["a feeds b", said("b feeds c", start="2020")])
    query = Query("a", "c", k=1, rank="hops")
    COMPACT.distance(collection, query, "a", "c")
    COMPACT.search(collection, query)
    COMPACT.within(collection, query, "a")
    assert asked == ["join_ends", "join_ends", "spread_hops"]
    asked.clear()
    for restricted in (
        replace(query, as_of="2020"),
        replace(query, min_likelihood=0.5),
        replace(query, pattern="feeds+"),
        replace(query, avoid=("b",)),
        replace(query, via=("b",)),
        replace(query, max_degree=5),
        replace(query, chronological=True),
        replace(query, not_transit_types=("chip",)),
    ):
        COMPACT.distance(collection, restricted, "a", "c")
        COMPACT.within(collection, restricted, "a")
    for other in (
        replace(query, k=2),
        replace(query, rank="likelihood"),
        replace(query, select="all"),
    ):
        COMPACT.search(collection, other)
    assert asked == []
