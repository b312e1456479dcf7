"""The path modes and selectors of GQL: published examples, and start = end drawn on paper.

The published ones are those of A. Deutsch et al., Graph Pattern Matching in GQL and
SQL/PGQ (SIGMOD 2022), section 5.1, over the transfers of its figure 1.
"""

from __future__ import annotations

import pytest

from policygraph.engines import ENGINES, Engine, Found
from policygraph.model.collection import Collection
from policygraph.query.query import Query
from tests.world import relation, world

engines = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())

#: Transfer, from, to. A transfer has a relation of its own, so that answers show its name.
TRANSFERS = ("t1 a1 a3", "t2 a3 a2", "t3 a2 a4", "t4 a4 a6", "t5 a6 a3", "t6 a6 a5", "t7 a3 a5",
             "t8 a5 a1")  # fmt: skip


def figure_one() -> Collection:
    rows = [f"{one} {name} {two}" for name, one, two in map(str.split, TRANSFERS)]
    return world(rows, None, [relation(row.split()[0]) for row in TRANSFERS])


def bindings(found: Found) -> list[str]:
    """Paths as the paper prints them."""
    assert found.complete
    return [
        ",".join([moves[0].origin, *(f"{m.edge.relation},{m.target}" for m in moves)])
        for moves in found.paths
    ]


def ask(engine: Engine, collection: Collection, start: str, end: str, **options: object) -> Found:
    query = Query(start, end, **{"rank": "hops", "max_hops": 8} | options)  # type: ignore[arg-type]
    return engine.search(collection, query.checked(collection))


@engines
def test_three_trails_go_from_dave_to_aretha(engine: Engine) -> None:
    found = ask(engine, figure_one(), "a6", "a2", mode="trail", select="all")
    assert bindings(found) == [
        "a6,t5,a3,t2,a2",
        "a6,t6,a5,t8,a1,t1,a3,t2,a2",
        "a6,t5,a3,t7,a5,t8,a1,t1,a3,t2,a2",
    ]


@engines
def test_path_that_repeats_a_transfer_is_a_walk_and_no_trail(engine: Engine) -> None:
    repeating = "a6,t5,a3,t2,a2,t3,a4,t4,a6,t5,a3,t2,a2"
    walks = bindings(ask(engine, figure_one(), "a6", "a2", mode="walk", select="all"))
    trails = bindings(ask(engine, figure_one(), "a6", "a2", mode="trail", select="all"))
    assert repeating in walks
    assert repeating not in trails
    assert set(trails) < set(walks)


@engines
@pytest.mark.parametrize("mode", ["walk", "trail", "acyclic", "simple"])
def test_any_shortest_path_from_dave_to_aretha(engine: Engine, mode: str) -> None:
    found = ask(engine, figure_one(), "a6", "a2", mode=mode, select="any-shortest")
    assert bindings(found) == ["a6,t5,a3,t2,a2"]


@engines
def test_all_shortest_trails_from_dave_by_aretha_to_mike(engine: Engine) -> None:
    options = {"mode": "trail", "select": "all-shortest", "via": ("a2",)}
    found = ask(engine, figure_one(), "a6", "a3", **options)
    assert bindings(found) == [
        "a6,t5,a3,t2,a2,t3,a4,t4,a6,t6,a5,t8,a1,t1,a3",
        "a6,t6,a5,t8,a1,t1,a3,t2,a2,t3,a4,t4,a6,t5,a3",
    ]


@engines
def test_shortest_walk_from_dave_by_aretha_to_mike_is_no_trail(engine: Engine) -> None:
    options = {"select": "all-shortest", "via": ("a2",)}
    shorter = ["a6,t5,a3,t2,a2,t3,a4,t4,a6,t5,a3"]
    assert bindings(ask(engine, figure_one(), "a6", "a3", mode="walk", **options)) == shorter


@engines
def test_loop_that_repeats_a_transfer_fails_every_mode_but_walk(engine: Engine) -> None:
    loop = "a5,t8,a1,t1,a3,t7,a5,t8,a1"
    for mode in ("walk", "trail", "acyclic", "simple"):
        found = ask(engine, figure_one(), "a5", "a1", mode=mode, select="all", via=("a3",))
        assert (loop in bindings(found)) == (mode == "walk")


@engines
def test_transfer_loop_is_a_trail_and_a_cycle_but_not_acyclic(engine: Engine) -> None:
    loop = "a3,t7,a5,t8,a1,t1,a3"
    asked = {
        mode: bindings(ask(engine, figure_one(), "a3", "a3", mode=mode, select="all"))
        for mode in ("trail", "simple", "acyclic")
    }
    assert loop in asked["trail"]
    assert asked["simple"] == [
        loop,
        "a3,t2,a2,t3,a4,t4,a6,t5,a3",
        "a3,t2,a2,t3,a4,t4,a6,t6,a5,t8,a1,t1,a3",
    ]
    assert asked["acyclic"] == []


@engines
def test_first_k_and_first_groups_of_equal_length(engine: Engine) -> None:
    collection = world(["a t b", "a u b", "a t c", "c t b", "c u b"], None, [*map(relation, "tu")])
    everything = ["a,t,b", "a,u,b", "a,t,c,t,b", "a,t,c,u,b"]
    wanted = {
        ("shortest", 3): everything[:3],
        ("any-shortest", 3): everything[:1],
        ("all-shortest", 1): everything[:2],
        ("shortest-groups", 1): everything[:2],
        ("shortest-groups", 2): everything,
        ("shortest-groups", 9): everything,
        ("all", 1): everything,
    }
    for (select, k), expected in wanted.items():
        assert bindings(ask(engine, collection, "a", "b", select=select, k=k)) == expected


@engines
def test_groups_go_by_likelihood_where_the_rank_does(engine: Engine) -> None:
    collection = world(
        ["a t b 0.5", "a t c 0.5", "c t b 1.0", "a u b 0.4"], None, [*map(relation, "tu")]
    )
    options = {"rank": "likelihood", "select": "all-shortest"}
    assert bindings(ask(engine, collection, "a", "b", **options)) == ["a,t,b", "a,t,c,t,b"]


@engines
@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("simple", ["a,l,a", "a,t,b,t,a"]),
        ("acyclic", []),
        ("trail", ["a,l,a", "a,t,b,t,a", "a,l,a,t,b,t,a", "a,t,b,l,b,t,a", "a,t,b,t,a,l,a",
                   "a,l,a,t,b,l,b,t,a", "a,t,b,l,b,t,a,l,a"]),
    ],
)  # fmt: skip
def test_start_that_is_the_end(engine: Engine, mode: str, expected: list[str]) -> None:
    """a <-> b with a self-loop on each."""
    collection = world(["a l a", "a t b", "b t a", "b l b"], None, [*map(relation, "lt")])
    assert bindings(ask(engine, collection, "a", "a", mode=mode, select="all")) == expected


@engines
def test_walk_goes_round_as_long_as_the_bound_lets_it(engine: Engine) -> None:
    collection = world(["a l a", "a t b"], None, [*map(relation, "lt")])
    found = ask(engine, collection, "a", "b", mode="walk", select="all", max_hops=3)
    assert bindings(found) == ["a,t,b", "a,l,a,t,b", "a,l,a,l,a,t,b"]


@engines
def test_trail_may_pass_its_own_end_unless_it_may_not_be_in_transit(engine: Engine) -> None:
    rows = ["a t z", "z t b", "b t z"]
    collection = world(rows, {"z": "firm"}, [relation("t")])
    options = {"mode": "trail", "select": "all"}
    assert bindings(ask(engine, collection, "a", "z", **options)) == ["a,t,z", "a,t,z,t,b,t,z"]
    shut = ask(engine, collection, "a", "z", not_transit_types=("firm",), **options)
    assert bindings(shut) == ["a,t,z"]
