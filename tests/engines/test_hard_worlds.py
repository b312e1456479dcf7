"""Worlds made to be hard: what an engine must answer at once, and where it must give up honestly.

No clock: an engine that explodes spends the small budgets that these queries have.
"""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from policygraph.engines import ENGINES, Engine, Found
from policygraph.model.collection import Collection
from policygraph.query.query import Query
from tests.engines.oracle import answer, shown
from tests.world import world

engines = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())


def ask(engine: Engine, collection: Collection, start: str, end: str, **options: object) -> Found:
    query = Query(start=start, end=end, **options).checked(collection)  # type: ignore[arg-type]
    return engine.search(collection, query)


def routes(found: Found) -> list[str]:
    return ["-".join([moves[0].origin, *(move.target for move in moves)]) for moves in found.paths]


def ladder(diamonds: int, strength: str = "") -> Collection:
    """a00 -> (x00 | y00) -> a01 -> ...: two ways at each of ``diamonds`` steps."""
    rows = []
    for n in range(diamonds):
        for side in "xy":
            rows.append(f"a{n:02d} feeds {side}{n:02d} {strength}")
            rows.append(f"{side}{n:02d} feeds a{n + 1:02d} {strength}")
    return world(rows)


def clique(size: int) -> list[str]:
    return [f"k{one:02d} joins k{two:02d}" for one, two in combinations(range(size), 2)]


@engines
@pytest.mark.parametrize("strength", ["", "1.0"])
@pytest.mark.parametrize("rank", ["influence", "hops"])
def test_first_of_two_to_the_fortieth_equal_paths_come_at_once(
    engine: Engine, strength: str, rank: str
) -> None:
    found = ask(engine, ladder(40, strength), "a00", "a40", max_hops=80, rank=rank, budget=5_000)
    assert found.complete
    sides = [[move.target[0] for move in moves[::2]] for moves in found.paths]
    binary = [[*"x" * 36, *("xy"[n >> bit & 1] for bit in (3, 2, 1, 0))] for n in range(10)]
    assert sides == binary


@engines
def test_ladder_bends_through_via(engine: Engine) -> None:
    options = {"max_hops": 80, "via": ("y03", "y30"), "budget": 5_000}
    found = ask(engine, ladder(40), "a00", "a40", **options)
    assert found.complete
    assert len(found.paths) == 10
    for moves in found.paths:
        assert {"y03", "y30"} < {move.target for move in moves}


@engines
def test_one_hop_less_than_the_ladder_is_long_finds_nothing(engine: Engine) -> None:
    found = ask(engine, ladder(40), "a00", "a40", max_hops=79, budget=5_000)
    assert (found.paths, found.complete) == ((), True)


@engines
@pytest.mark.parametrize("size", [30, 60])
def test_clique_of_equal_edges_is_listed_in_order(engine: Engine, size: int) -> None:
    found = ask(engine, world(clique(size)), "k00", "k01", k=4, budget=5_000)
    assert found.complete
    assert routes(found) == ["k00-k01", "k00-k02-k01", "k00-k03-k01", "k00-k04-k01"]


@pytest.mark.slow
@engines
def test_clique_that_can_only_be_left_as_it_was_entered_is_not_listed(engine: Engine) -> None:
    """a -- k00, all of the clique behind k00; k00 -> z. Few paths, many walks."""
    rows = [*clique(60), "a joins k00", "k00 feeds z", "a feeds b", "b feeds c", "c feeds z"]
    found = ask(engine, world(rows), "a", "z", budget=50_000)
    assert found.complete
    assert routes(found) == ["a-k00-z", "a-b-c-z"]


@engines
def test_clique_behind_a_gate_on_the_way_is_not_listed(engine: Engine) -> None:
    rows = [*clique(60), "a joins g", "g joins k00", "g joins k01", "g feeds z", "a feeds z"]
    found = ask(engine, world(rows), "a", "z", budget=50_000)
    assert found.complete
    assert routes(found) == ["a-z", "a-g-z"]


@engines
def test_via_that_only_a_walk_passes_gives_nothing(engine: Engine) -> None:
    """v hangs off k01, which would have to be passed twice."""
    collection = world([*clique(12), "a joins k00", "k01 joins v", "k01 joins z"])
    found = ask(engine, collection, "a", "z", via=("v",), budget=200_000)
    assert (found.paths, found.complete) == ((), True)


@engines
def test_via_that_only_a_walk_passes_ends_at_the_budget(engine: Engine) -> None:
    collection = world([*clique(30), "a joins k00", "k01 joins v", "k01 joins z"])
    found = ask(engine, collection, "a", "z", via=("v",), max_hops=12, budget=2_000)
    assert (found.paths, found.complete) == ((), False)
    assert found.expansions == 2_000


@pytest.mark.slow
@engines
def test_hub_of_thousands_is_passed_and_reached(engine: Engine) -> None:
    rows = [f"hub joins e{n:04d}" for n in range(3_000)]
    collection = world([*rows, "a joins hub", "hub joins z"])
    assert routes(ask(engine, collection, "a", "z", budget=20_000)) == ["a-hub-z"]
    assert routes(ask(engine, collection, "a", "hub", max_degree=1, budget=20_000)) == ["a-hub"]
    blocked = ask(engine, collection, "a", "z", max_degree=3_001, budget=20_000)
    assert (blocked.paths, blocked.complete) == ((), True)
    assert routes(ask(engine, collection, "a", "z", max_degree=3_002)) == ["a-hub-z"]


@engines
def test_hundred_claims_of_one_triple_are_one_edge(engine: Engine) -> None:
    found = ask(engine, world([f"a feeds b 0.{n + 100}" for n in range(100)]), "a", "b")
    ((move,),) = found.paths
    assert move.edge.strength == 0.199
    assert len(move.edge.supporting) == 100


@engines
def test_self_loop_is_a_cycle_of_one_hop_and_on_no_other_path(engine: Engine) -> None:
    collection = world(["a joins a", "b uses b", "a feeds b"])
    assert routes(ask(engine, collection, "a", "a")) == ["a-a"]
    assert routes(ask(engine, collection, "b", "b")) == ["b-b"]
    assert routes(ask(engine, collection, "a", "b", direction="any")) == ["a-b"]


@engines
def test_self_loop_is_one_edge_of_its_entity(engine: Engine) -> None:
    collection = world(["a feeds b", "b joins b", "b feeds z"])
    assert routes(ask(engine, collection, "a", "z", max_degree=3)) == ["a-b-z"]
    assert ask(engine, collection, "a", "z", max_degree=2).paths == ()


@engines
def test_both_ways_over_one_edge_is_no_cycle(engine: Engine) -> None:
    assert ask(engine, world(["a joins b"]), "a", "a", direction="any").paths == ()
    two = world(["a joins b", "a feeds b"])
    assert routes(ask(engine, two, "a", "a", direction="any")) == ["a-b-a", "a-b-a"]


@engines
def test_cycle_that_a_long_detour_alone_could_close_is_given_up_cheaply(engine: Engine) -> None:
    """a -- b over one edge, and a large world behind b without a way back to a."""
    collection = world([*clique(40), "a joins b", "b joins k00"])
    found = ask(engine, collection, "a", "a", max_hops=42, budget=500)
    assert (found.paths, found.complete) == ((), True)


@engines
def test_cheap_detour_does_not_shut_out_the_doubtful_way_that_leaves_hops(engine: Engine) -> None:
    """From b to c in one doubtful hop or in three sure ones; behind c there are four to z.

    The way c -> g -> z is shorter, but g has been passed on the way to b.
    """
    sure = [f"{one} feeds {two} 1.0" for one, two in ("ag", "gb", "bp", "pq", "qc", "cg", "gz")]
    rest = [f"{one} feeds {two} 1.0" for one, two in ("cd", "de", "ef", "fz")]
    collection = world([*sure, "b feeds c 0.5", *rest])
    for hops in range(1, 11):
        query = Query("a", "z", max_hops=hops)
        assert shown(engine.search(collection, query)) == answer(collection, query)
    assert routes(ask(engine, collection, "a", "z", max_hops=7)) == ["a-g-z", "a-g-b-c-d-e-f-z"]


@engines
def test_worlds_that_do_not_meet_cost_nothing(engine: Engine) -> None:
    collection = world([*clique(40), "a feeds b"])
    found = ask(engine, collection, "a", "k00", direction="any", max_hops=40, budget=100)
    assert (found.paths, found.complete) == ((), True)


@pytest.mark.slow
@engines
def test_twenty_thousand_claims_are_searched_with_few_expansions(engine: Engine) -> None:
    chance = random.Random(20_000)
    rows = [
        f"e{chance.randrange(4_000)} {chance.choice(('feeds', 'uses', 'joins', 'blocks'))} "
        f"e{chance.randrange(4_000)} {chance.choice(('0.9', '0.5', '1.0', '0.75'))}"
        for _ in range(20_000)
    ]
    found = ask(engine, world(rows), "e0", "e1", direction="any", budget=5_000)
    assert found.complete
    assert len(found.paths) == 10
    costs = [sum(move.edge.cost for move in moves) for moves in found.paths]
    assert costs == sorted(costs)
