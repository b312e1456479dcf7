"""What influence means in the compact engine: the reference engine's answers, to the last tie."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policygraph.engines import ENGINES, Found, available, levers
from policygraph.engines.base import BUDGET, MEMORY, Move
from policygraph.engines.compact import influence, working_memory
from policygraph.engines.compact.influence import MOST_REMOVED
from policygraph.model.collection import Collection
from policygraph.model.masked import masked
from policygraph.model.records import Claim
from policygraph.query.query import SELECTORS, Query, Scope
from tests.engines.influence_worlds import RELATIONS, influence_questions, influence_world
from tests.examples import examples
from tests.world import said

pytestmark = pytest.mark.skipif("compact" not in available(), reason="needs numba")


def steps(paths: tuple[tuple[Move, ...], ...]) -> list[list[tuple[Any, ...]]]:
    """All that paths are made of."""
    return [[(*move, move.edge.supporting, move.edge.against) for move in path] for path in paths]


def answer(found: Found) -> tuple[Any, ...]:
    """All that an answer is made of, but for what it took."""
    variants = [steps(several) for several in found.variants]
    return steps(found.paths), variants, found.complete, found.reason, found.counted


@st.composite
def further(draw: st.DrawFn, *, levers: bool = False) -> tuple[Collection, Query]:
    """A question of influence with one more restriction of any kind."""
    collection, query = draw(influence_questions())
    others = sorted(set(collection.entities) - {query.start, query.end})
    relations = sorted({claim.relation for claim in collection.claims.values()})
    one = st.sampled_from(others)
    more: dict[str, Any] = {
        "select": draw(st.sampled_from(("shortest", *SELECTORS))),
        "uncontested": draw(st.integers(0, 5)) == 0,
    }
    match draw(st.integers(0, 9)):
        case 0:
            more["chronological"] = True
        case 1:
            more["via"] = (draw(one),)
        case 2:
            more["avoid"] = (draw(one),)
        case 3:
            more["not_relations"] = (draw(st.sampled_from(relations)),)
        case 4:
            more["min_likelihood"] = 0.6
        case 5:
            more["pattern"] = f".*/{draw(st.sampled_from(relations))}/.*"
        case 6:
            more["modalities"] = ("stated",)
        case 7:
            more["max_degree"] = 4
    if levers:
        more["select"] = "shortest"
    asked = replace(query, each_path=not levers, budget=20_000, **more)
    return collection, asked.checked(collection)


def agree(collection: Collection, query: Query) -> None:
    """Both engines give one answer; where the budget is used up, one begins like the other."""
    expected, found = (ENGINES[name].search(collection, query) for name in ("reference", "compact"))
    if expected.complete and found.complete:
        assert answer(found) == answer(expected)
    else:
        assert {found.reason, expected.reason} <= {"", BUDGET}
        shared = min(len(expected.paths), len(found.paths))
        assert steps(found.paths[:shared]) == steps(expected.paths[:shared])


@pytest.mark.parametrize("read", [0, MOST_REMOVED])
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=further(), number=st.integers(0, 30))
def test_compact_gives_the_paths_of_influence_without_a_claim(
    monkeypatch: pytest.MonkeyPatch, read: int, question: tuple[Collection, Query], number: int
) -> None:
    """Where more claims are removed than are read, when things were known is found for all."""
    monkeypatch.setattr(influence, "MOST_REMOVED", read)
    collection, query = question
    names = sorted(collection.claims)
    agree(masked(collection, (names[number % len(names)],)), query)


@settings(max_examples=examples(150))
@given(question=further())
def test_compact_gives_the_paths_of_influence(question: tuple[Collection, Query]) -> None:
    agree(*question)


@pytest.mark.slow
@settings(max_examples=examples(4000))
@given(question=further())
def test_compact_gives_the_paths_of_influence_for_long(question: tuple[Collection, Query]) -> None:
    agree(*question)


@pytest.mark.parametrize("counted", [1, 3, 1_000])
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=further(levers=True))
def test_compact_gives_the_levers_of_influence(
    monkeypatch: pytest.MonkeyPatch, counted: int, question: tuple[Collection, Query]
) -> None:
    """With few paths counted, the search that drops the variants of found levers goes on."""
    monkeypatch.setattr(levers, "COUNTED", counted)
    agree(*question)


def reach_agrees(collection: Collection, query: Query, *, backward: bool) -> None:
    """Both engines reach the same entities in the same order, by the same paths."""
    scope = Scope(**{field.name: getattr(query, field.name) for field in fields(Scope)})
    expected, found = (
        ENGINES[name].reach(collection, scope, query.start, backward=backward, rank=query.rank)
        for name in ("reference", "compact")
    )
    assert expected.complete
    assert found.complete
    for one in ("entities", "costs", "hops"):
        assert list(getattr(found, one)) == list(getattr(expected, one))
    paths = [[reach.path(name, None) or () for name in expected.entities]
             for reach in (expected, found)]  # fmt: skip
    assert steps(tuple(paths[1])) == steps(tuple(paths[0]))


@pytest.mark.parametrize("backward", [False, True], ids=["forward", "backward"])
@settings(max_examples=examples(60))
@given(question=further())
def test_compact_reaches_the_same(backward: bool, question: tuple[Collection, Query]) -> None:
    reach_agrees(*question, backward=backward)


@pytest.mark.parametrize("backward", [False, True], ids=["forward", "backward"])
@settings(max_examples=examples(60))
@given(question=further(), budget=st.integers(1, 40))
def test_truncated_reach_of_influence_is_a_true_prefix(
    backward: bool, question: tuple[Collection, Query], budget: int
) -> None:
    collection, query = question
    whole, cut = (
        ENGINES["compact"].reach(
            collection,
            replace(query, budget=most),
            query.start,
            backward=backward,
            rank=query.rank,
        )
        for most in (200_000, budget)
    )
    count = len(cut.entities)
    assert whole.complete
    assert cut.complete == (not cut.reason)
    assert list(cut.entities) == list(whole.entities)[:count]
    assert list(cut.costs) == list(whole.costs)[:count]
    assert not cut.complete or count == len(whole.entities)


def corridor_agrees(collection: Collection, query: Query) -> None:
    """Both engines find the same corridor."""
    expected, found = (
        ENGINES[name].corridor(collection, query) for name in ("reference", "compact")
    )
    assert (found.complete, list(found.ends)) == (True, list(expected.ends))
    assert list(found.moves) == list(expected.moves)


@settings(max_examples=examples(100))
@given(question=further())
def test_compact_finds_the_same_corridor(question: tuple[Collection, Query]) -> None:
    collection, query = question
    corridor_agrees(collection, replace(query, budget=200_000))


@cache
def dense(claims: int, seed: int) -> Collection:
    """A graph with hubs in which many paths have many levers; most acts are directed at a place."""
    chance = random.Random(seed)
    entities = [f"e{n}" for n in range(claims // 12)]
    places, groups = [f"p{n}" for n in range(8)], [f"g{n}" for n in range(20)]
    often = ("feeds", "bans", "pays", "makes", "holds", "decides", "trains", "joins")
    relations = [*(one.id for one in RELATIONS), *often, *often]

    def one(power: float) -> str:
        return entities[int(len(entities) * chance.random() ** power)]

    rows: list[str | Claim] = []
    for _ in range(claims):
        relation = chance.choice(relations)
        target = {"sits": chance.choice(places), "kind-of": chance.choice(groups)}.get(relation)
        year = chance.randrange(2010, 2026)
        quantity = chance.choice((None, None, None, "60", "7"))
        denied = "not " if chance.random() < 0.03 else ""
        rows.append(
            said(
                f"{denied}{one(1.3)} {relation} {target or one(2.5)}"
                f" {chance.choice(('', '0.9', '0.5', '0.75'))}",
                modality=chance.choice(("stated", "stated", "estimated", "possible")),
                start=chance.choice((None, str(year))),
                end=chance.choice((None, None, str(year + 3))),
                known_since=chance.choice((None, str(year))),
                quantity=quantity,
                unit="percent" if quantity else None,
                towards=chance.choice((None, *places)) if relation in ("bans", "halts") else None,
            )
        )
    return influence_world(rows, entities=dict.fromkeys([*entities, *places, *groups], "thing"))


def agree_over(claims: int, seed: int, count: int) -> None:
    """The engines give one answer to so many questions between hubs and others."""
    collection = dense(claims, seed)
    chance = random.Random(f"questions {seed}")
    entities = [name for name in sorted(collection.entities) if name.startswith("e")]
    for _ in range(count):
        start, end = (entities[int(len(entities) * chance.random() ** p)] for p in (4, 2))
        options: dict[str, Any] = chance.choice(({}, {}, {"as_of": "2020-06"}))
        asked = Query(start, end, max_hops=chance.choice((4, 5)), budget=40_000, **options)
        agree(collection, replace(asked, each_path=chance.random() < 0.3).checked(collection))


def test_engines_agree_about_influence_over_a_dense_graph() -> None:
    agree_over(600, 1, 12)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 8))
def test_engines_agree_about_influence_over_dense_graphs(seed: int) -> None:
    agree_over(1_500, seed, 60)


WAYS = (("b", "c", "2020"), ("c", "d", "2021"), ("d", "e", "2022"))


def test_full_pool_of_addressees_ends_no_later_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no room for more sets of addressees a search says so; later ones go on."""
    acts = [said("a bans b 1", towards=towards) for towards in ("b", "c", "d")]
    ways = [said(f"{a} feeds {b} 1", start=year) for a, b, year in WAYS]
    collection = influence_world([*acts, *ways])
    scope = Scope(direction="stated", chronological=True)
    monkeypatch.setattr(working_memory, "POOL", 2)
    full = ENGINES["compact"].reach(collection, Scope(), "a")
    assert (full.complete, full.reason) == (False, MEMORY)
    monkeypatch.undo()
    expected, found = (
        ENGINES[name].reach(collection, scope, "b", rank="likelihood")
        for name in ("reference", "compact")
    )
    assert (list(found.entities), found.complete) == (list(expected.entities), True)
    assert found.entities
