"""Hard worlds asked in every mode, with patterns and by times: exact, or truncated and said so.

No clock: an engine that explodes spends the small budgets that these queries have.
"""

from __future__ import annotations

from itertools import pairwise, product

import pytest

from policygraph.engines import ENGINES, Engine, Found
from policygraph.model.records import Claim
from policygraph.query.query import MODES, SELECTORS
from tests.engines.test_hard_worlds import ask, clique, ladder, routes
from tests.world import said, world

engines = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())
modes = pytest.mark.parametrize("mode", MODES)

#: The patterns that a ladder or a clique matches as a whole, or in steps of two.
PATTERNS = (None, ".*", "(feeds|joins|^joins)+", "((feeds|joins|^joins)/(feeds|joins|^joins))*")


def is_of_mode(found: Found, start: str, mode: str) -> bool:
    """Whether no path repeats what its mode forbids."""
    for moves in found.paths:
        passed = [start, *(move.target for move in moves)]
        inner = passed[:-1] if mode == "simple" else passed
        if mode in ("simple", "acyclic") and len(set(inner)) < len(inner):
            return False
        if mode == "trail" and len({id(move.edge) for move in moves}) < len(moves):
            return False
    return True


@engines
@modes
@pytest.mark.parametrize("strength", ["", "1.0"])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_ladder_of_diamonds_gives_its_first_paths_at_once(
    engine: Engine, mode: str, strength: str, pattern: str | None
) -> None:
    options = {"mode": mode, "pattern": pattern, "direction": "any" if pattern else "influence"}
    found = ask(engine, ladder(20, strength), "a00", "a20", max_hops=40, budget=5_000, **options)
    assert found.complete
    sides = [[move.target[0] for move in moves[::2]] for moves in found.paths]
    assert sides == [[*"x" * 16, *("xy"[n >> bit & 1] for bit in (3, 2, 1, 0))] for n in range(10)]


@pytest.mark.slow
@engines
@modes
@pytest.mark.parametrize("select", ["all", "all-shortest", "shortest-groups"])
def test_what_asks_for_a_million_paths_is_cut_and_says_so(
    engine: Engine, mode: str, select: str
) -> None:
    options = {"mode": mode, "select": select, "k": 2, "max_hops": 44}
    found = ask(engine, ladder(22), "a00", "a22", budget=3_000, **options)
    assert not found.complete
    costs = [sum(move.edge.cost for move in moves) for moves in found.paths]
    assert costs == sorted(costs)


@pytest.mark.slow
@engines
@modes
@pytest.mark.parametrize("pattern", PATTERNS)
def test_clique_is_listed_in_order(engine: Engine, mode: str, pattern: str | None) -> None:
    options = {"mode": mode, "pattern": pattern, "direction": "any"}
    found = ask(engine, world(clique(60)), "k00", "k01", k=4, budget=20_000, **options)
    assert found.complete
    two = ["k00-k02-k01", "k00-k03-k01", "k00-k04-k01", "k00-k05-k01"]
    # The relation is symmetric: each pattern crosses it either way.
    assert routes(found) == (two if "/" in str(pattern) else ["k00-k01", *two[:3]])


@pytest.mark.slow
@engines
@modes
@pytest.mark.parametrize("select", SELECTORS)
def test_all_of_a_clique_is_exact_or_cut(engine: Engine, mode: str, select: str) -> None:
    collection = world(clique(60))
    options = {"mode": mode, "select": select, "k": 100, "max_hops": 10, "direction": "any"}
    found = ask(engine, collection, "k00", "k01", budget=600, **options)
    assert is_of_mode(found, "k00", mode)
    assert found.complete or select not in ("any-shortest", "all-shortest")
    keys = [sum(move.edge.cost for move in moves) for moves in found.paths]
    assert all(left <= right for left, right in pairwise(keys))
    if select == "shortest":
        assert len(found.paths) == (100 if found.complete else len(found.paths)) > 0
    if select == "all":
        assert not found.complete


@engines
@modes
@pytest.mark.parametrize("edges", [3_000, pytest.param(50_000, marks=pytest.mark.slow)])
def test_hub_of_thousands_of_edges(engine: Engine, mode: str, edges: int) -> None:
    hub = world([*(f"hub joins e{n:05d}" for n in range(edges)), "a joins hub", "hub joins z"])
    options = {"mode": mode, "budget": 20_000}
    assert routes(ask(engine, hub, "a", "z", k=1, **options)) == ["a-hub-z"]
    assert routes(ask(engine, hub, "a", "hub", k=1, max_degree=1, **options)) == ["a-hub"]
    blocked = ask(engine, hub, "a", "z", max_degree=1_000, **options)
    assert (blocked.paths, blocked.complete) == ((), True)
    by_pattern = ask(engine, hub, "a", "z", k=1, pattern="joins+", direction="any", **options)
    assert routes(by_pattern) == ["a-hub-z"]


@engines
@modes
def test_hundred_claims_of_one_triple_are_one_step(engine: Engine, mode: str) -> None:
    """Ninety-nine begin only when the step after them is over."""
    late = [said(f"a feeds b 0.{n + 100}", start=f"20{n % 10 + 10}", end="..") for n in range(99)]
    early = said("a feeds b 0.05", start="2001", end="2024")
    after = said("b feeds c 0.9", start="2003", end="2004")
    options = {"mode": mode, "chronological": True}
    found = ask(engine, world([*late, after]), "a", "c", **options)
    assert (found.paths, found.complete) == ((), True)
    ((first, _),) = ask(engine, world([*late, early, after]), "a", "c", **options).paths
    assert len(first.edge.supporting) == 100
    assert first.edge.strength == 0.198


@engines
@modes
def test_self_loops_do_not_trap_the_search(engine: Engine, mode: str) -> None:
    names = [f"e{n}" for n in range(8)]
    rows = [f"{name} joins {name} 1.0" for name in names]
    rows += [f"{one} feeds {two} 1.0" for one, two in pairwise(names)]
    options = {"mode": mode, "max_hops": 30, "budget": 5_000}
    found = ask(engine, world(rows), "e0", "e7", k=1, **options)
    assert (routes(found), found.complete) == (["-".join(names)], True)
    loops = ask(engine, world(rows), "e0", "e0", select="all", **options | {"max_hops": 3})
    assert (
        routes(loops)
        == {
            "walk": ["e0-e0", "e0-e0-e0", "e0-e0-e0-e0"],
            "trail": ["e0-e0"],
            "acyclic": [],
            "simple": ["e0-e0"],
        }[mode]
    )
    assert loops.complete


@engines
@modes
@pytest.mark.parametrize("pattern", ["feeds*", "(feeds*)*", "feeds{0}", "(feeds?){0,5}", "!()*"])
def test_pattern_that_can_match_the_empty_path_finds_no_empty_path(
    engine: Engine, mode: str, pattern: str
) -> None:
    collection = world(["a feeds b", "b feeds c"])
    found = ask(engine, collection, "a", "a", pattern=pattern, direction="any", mode=mode)
    assert (found.paths, found.complete) == ((), True)


@engines
@modes
@pytest.mark.parametrize("pattern", [None, "(joins|^joins)*"])
def test_worlds_that_do_not_meet_cost_little(
    engine: Engine, mode: str, pattern: str | None
) -> None:
    collection = world([*clique(40), "a feeds b"])
    options = {"mode": mode, "pattern": pattern, "direction": "any", "max_hops": 40}
    found = ask(engine, collection, "a", "k00", budget=100, **options)
    assert (found.paths, found.complete) == ((), True)


def span(row: str, start: str, end: str) -> Claim:
    return said(row, start=start, end=end)


@engines
@modes
@pytest.mark.parametrize("dates", ["lenient", "strict"])
def test_years_before_one_and_after_9999_are_in_order_too(
    engine: Engine, mode: str, dates: str
) -> None:
    chain = [
        span("a feeds b", "-0043-03-15", "0000-12-31"),
        span("b feeds c", "0000-01-01", ".."),
        span("c feeds d", "Y12024", "Y99999"),
    ]
    options = {"mode": mode, "chronological": True, "dates": dates}
    assert routes(ask(engine, world(chain), "a", "d", **options)) == ["a-b-c-d"]
    turned = [span("a feeds b", "Y12024", ".."), span("b feeds c", "-0043", "9999")]
    found = ask(engine, world(turned), "a", "c", **options)
    assert (found.paths, found.complete) == ((), True)


@engines
def test_pattern_over_a_clique_that_no_simple_path_matches_ends_at_the_budget(
    engine: Engine,
) -> None:
    """An odd number of steps around a bipartite world; whether one is simple is hard to say."""
    sides = [f"l{one} joins r{two}" for one, two in product(range(9), repeat=2)]
    collection = world([*sides, "l0 feeds z", "a feeds l0"])
    options = {"pattern": "feeds/((joins|^joins)/(joins|^joins))+/feeds", "direction": "any"}
    found = ask(engine, collection, "a", "z", max_hops=20, budget=2_000, **options)
    assert found.paths == ()
    assert found.complete or found.expansions == 2_000
    walks = ask(engine, collection, "a", "z", max_hops=20, budget=2_000, mode="walk", **options)
    assert (len(walks.paths), walks.complete) == (10, True)


@engines
def test_deadlines_without_end_do_not_swell_the_bounds(engine: Engine) -> None:
    """Each edge of a ladder holds in a year of its own; only the later ones are in order."""
    rows = []
    for n in range(30):
        for side, year in (("x", 2000 + n), ("y", 2100 - n)):
            rows.append(span(f"a{n:02d} feeds {side}{n:02d}", str(year), str(year)))
            rows.append(span(f"{side}{n:02d} feeds a{n + 1:02d}", str(year), str(year)))
    found = ask(engine, world(rows), "a00", "a30", max_hops=60, chronological=True, budget=20_000)
    assert found.complete
    assert len(found.paths) == 2
