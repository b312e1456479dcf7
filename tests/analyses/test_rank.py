"""Rank: the influence of each entity against reach, PageRank against networkx."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from math import exp, fsum
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policygraph import KnowledgeGraph
from policygraph.analyses.path import REMOTE
from policygraph.analyses.rank import Ranking, rank
from policygraph.engines import ENGINES, Engine, available
from policygraph.engines.base import Pairs, crossings
from policygraph.engines.pagerank import pagerank
from policygraph.errors import UsageError
from policygraph.model.collection import Collection
from policygraph.model.cost import SCALE, cost_of
from policygraph.query.edges import edges_under
from policygraph.query.query import Query, Scope
from tests.cli.running import policygraph
from tests.engines.influence_worlds import influence_questions, influence_world
from tests.engines.questions import questions
from tests.examples import examples
from tests.store.folders import tables_and_store, valid
from tests.world import world

engines = pytest.mark.parametrize(
    "engine", [ENGINES[name] for name in available()], ids=available()
)
REFERENCE = ENGINES["reference"]


def figures(found: Ranking) -> dict[str, tuple[float, int, int]]:
    return {one.entity.id: (one.influence, one.reached, one.steps) for one in found.ranked}


def plain(query: Query) -> Scope:
    """The options of a question that a rank has."""
    return Scope(
        **{
            name: getattr(query, name)
            for name in (
                "relations", "not_relations", "min_likelihood", "modalities", "uncontested",
                "sources", "not_sources", "as_of", "dates", "known_by", "max_hops",
                "any_composition", "channels",
            )
        }
    )  # fmt: skip


def told(found: Ranking) -> dict[str, Any]:
    return {name: value for name, value in found.as_dict().items() if name != "engine"}


@engines
def test_influence_adds_up_the_strength_of_the_best_path_to_each(engine: Engine) -> None:
    """The makers' world: a feeds b twice over and c; b feeds c by what is less likely."""
    collection = world(["a feeds b 0.9", "a feeds b 0.5", "a feeds c 0.4", "b feeds c 0.8"])
    found = rank(collection, Scope(), engine)
    assert found.status == "complete"
    assert figures(found) == {"a": (1.62, 2, 2), "b": (0.8, 1, 1)}
    assert (found.entities, found.pairs, found.eligible, found.measured) == (3, 3, 2, 2)


@engines
def test_grades_and_composition_count(engine: Engine) -> None:
    """A ban on b reaches who makes b (m) and not what else m makes; a grade of half is half."""
    collection = influence_world(["a bans b 1", "m makes b 1", "m makes d 1"])
    relaxed = rank(collection, Scope(any_composition=True), engine)
    found = rank(collection, Scope(), engine)
    assert figures(found)["a"][1] == 2
    assert figures(relaxed)["a"][1] == 3


@engines
def test_denied_and_doubted_claims_are_no_influence(engine: Engine) -> None:
    collection = world(["a feeds b 0.9", "not a feeds c", "not b feeds c", "not c feeds a"])
    assert figures(rank(collection, Scope(), engine)) == {"a": (0.9, 1, 1)}
    contested = world(["a feeds b 0.9", "not a feeds b", "b feeds c 0.9"])
    assert set(figures(rank(contested, Scope(), engine))) == {"a", "b"}
    assert set(figures(rank(contested, Scope(uncontested=True), engine))) == {"b"}


@engines
def test_what_is_remote_adds_nothing(engine: Engine) -> None:
    collection = world([f"a feeds b {REMOTE}", "b feeds c 0.9"])
    assert figures(rank(collection, Scope(), engine)) == {"b": (0.9, 1, 1), "a": (0.05, 1, 1)}


@engines
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
@given(question=st.one_of(influence_questions(), questions(k=1)))
def test_influence_is_what_reach_adds_up_to(
    engine: Engine, question: tuple[Collection, Query]
) -> None:
    collection, query = question
    scope = plain(query).checked(collection)
    lifted = replace(scope, any_order=True, any_force=True, any_addressee=True)
    found = rank(collection, scope, engine, top=100)
    assert found.status == "complete"
    for one in found.ranked:
        reach = REFERENCE.reach(collection, lifted, one.entity.id)
        costs = [cost for cost in reach.costs if cost <= cost_of(REMOTE)]
        assert one.reached == len(costs)
        assert one.influence == pytest.approx(fsum(exp(-cost / SCALE) for cost in costs), 1e-5)
    ordered = [(-one.influence, one.pagerank_place) for one in found.ranked]
    assert ordered == sorted(ordered)


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.too_slow])
@given(question=st.one_of(influence_questions(), questions(k=1)), budget=st.integers(1, 30))
@pytest.mark.skipif("compact" not in available(), reason="needs numba")
def test_engines_rank_alike(question: tuple[Collection, Query], budget: int) -> None:
    collection, query = question
    scope = replace(plain(query), budget=budget).checked(collection)
    one, other = (rank(collection, scope, engine, top=3) for engine in ENGINES.values())
    assert told(one) == told(other)


@settings(max_examples=examples(60))
@given(question=questions(k=1))
def test_pagerank_is_that_of_networkx(question: tuple[Collection, Query]) -> None:
    collection, query = question
    scope = plain(query).checked(collection)
    graph = nx.DiGraph()
    for edge in edges_under(collection, scope):
        for forward in crossings(collection.ontology, edge.relation, scope, loop=False):
            if edge.subject != edge.object:
                ends = edge.subject, edge.object
                graph.add_edge(*(ends[::-1] if forward else ends))
    exact = (
        {}
        if not graph
        else nx.algorithms.link_analysis.pagerank_alg._pagerank_python(
            graph, max_iter=1000, tol=1e-12
        )
    )
    for name in available():
        pairs = ENGINES[name].pairs(collection, scope)
        found = dict(zip(pairs.entities, pagerank(pairs), strict=True))
        assert found == pytest.approx(exact, abs=1e-5)


def test_pagerank_of_nothing_is_nothing() -> None:
    assert list(pagerank(Pairs([], [], [], []))) == []
    assert list(pagerank(Pairs(["a", "b"], ["firm", "firm"], [], []))) == [0.5, 0.5]


@engines
def test_large_graph_is_measured_in_part_and_says_so(engine: Engine) -> None:
    """Every entity of the ring reaches the other nine: twelve are within a budget of two."""
    ring = [f"e{n} feeds e{(n + 1) % 10} 1" for n in range(10)]
    collection = world([*ring, "e3 feeds e0 1"])
    whole = rank(collection, Scope(max_hops=9), engine, top=1)
    assert (whole.status, whole.measured, len(whole.ranked)) == ("complete", 10, 1)
    found = rank(collection, Scope(max_hops=9, budget=12), engine, top=1)
    assert (found.status, found.reason, found.measured) == ("truncated", "budget", 2)
    assert {one.pagerank_place for one in rank(
        collection, Scope(max_hops=9, budget=12), engine, top=2
    ).ranked} == {1, 2}  # fmt: skip
    least = rank(collection, Scope(max_hops=9, budget=1), engine, top=4)
    assert (least.measured, len(least.ranked)) == (4, 4)
    assert found.as_dict()["reason"] == "budget"


@engines
def test_time_that_is_up_is_said(engine: Engine) -> None:
    collection = world(["a feeds b 0.9", "b feeds c 0.9"])
    found = rank(collection, Scope(seconds=1e-9), engine)
    assert (found.status, found.reason, found.measured, found.ranked) == (
        "truncated", "time", 0, ()
    )  # fmt: skip


@engines
def test_types_choose_who_is_told_and_not_who_is_passed(engine: Engine) -> None:
    collection = world(["a feeds b 0.9", "b feeds c 0.9"], {"a": "firm", "b": "chip", "c": "firm"})
    found = rank(collection, Scope(), engine, types=("firm",))
    assert figures(found) == {"a": (1.71, 2, 1)}
    assert (found.eligible, found.entities) == (1, 3)


@pytest.mark.skipif("compact" not in available(), reason="needs numba")
@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.too_slow])
@given(question=questions(k=1))
def test_store_ranks_as_its_tables(question: tuple[Collection, Query]) -> None:
    collection, query = question
    with tables_and_store(valid(collection)) as (tables, store):
        scope = plain(query).checked(tables)
        assert told(rank(store, scope, ENGINES["compact"])) == told(rank(tables, scope, REFERENCE))


def test_ends_of_one_are_no_influence_of_itself() -> None:
    for name in available():
        found = rank(world(["a feeds a 0.9", "a feeds b 0.9"]), Scope(), ENGINES[name])
        assert figures(found) == {"a": (0.9, 1, 1)}


def test_top_below_one_is_refused() -> None:
    with pytest.raises(UsageError, match="top is 0; give 1 or more"):
        rank(world(["a feeds b"]), Scope(), REFERENCE, top=0)


def test_command_tells_what_was_measured_and_what_the_figures_mean() -> None:
    ran = policygraph("rank", "--type", "company", "--top", "2")
    assert ran.code == 0
    assert "entities with influence of type company, in a graph of " in ran.out
    assert "entities; complete: the best 2 (--top asks for more). Direction" in ran.out
    assert "order of time, force and addressees are not considered" in " ".join(ran.out.split())
    cut = policygraph("rank", "--budget", "1", "--top", "2")
    assert "truncated: the budget is spent (--budget), and measured are the 2 of the" in cut.out
    found = json.loads(policygraph("rank", "--top", "3", "--format", "json").out)
    assert len(found["ranked"]) == 3
    assert found["query"]["least_strength"] == REMOTE


def test_api_gives_what_the_command_gives() -> None:
    found = KnowledgeGraph.load().rank(top=3, max_hops=2, channels="agenda")
    asked = ("rank", "--top", "3", "--max-hops", "2", "--channel", "agenda", "--format", "json")
    assert json.loads(policygraph(*asked).out) == json.loads(json.dumps(found.as_dict()))
    assert repr(found).startswith("<Ranking: ")
    assert found.scope.channels == ("agenda",)


def test_hash_seeds_change_no_byte() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-m", "policygraph", "rank", "--max-hops", "2", "--format", "csv"],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    (found,) = outputs
    assert found.startswith(b"rank,id,label,type,influence,reached,steps,pagerank")


@pytest.mark.parametrize("direction", ["influence", "stated", "any"])
def test_pairs_are_the_steps_of_the_direction_in_every_engine(direction: str) -> None:
    collection = world(["a feeds b", "c uses d", "e mentions f"])
    scope = Scope(direction=direction)
    found = {}
    for name in available():
        pairs = ENGINES[name].pairs(collection, scope)
        ends = zip(pairs.origins, pairs.targets, strict=True)
        found[name] = [(pairs.entities[int(o)], pairs.entities[int(t)]) for o, t in ends]
    assert found["reference"]
    assert all(one == found["reference"] for one in found.values())
