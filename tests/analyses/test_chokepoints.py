"""Chokepoints: what every path must use, held against taking each thing away."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import networkx as nx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from policygraph import KnowledgeGraph
from policygraph.analyses.chokepoints import Chokepoints, chokepoints
from policygraph.analyses.minimum_cuts import edge_cut, vertex_cut
from policygraph.engines import ENGINES, Engine
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.query.query import Query, Rank
from policygraph.render.chokepoints import chokepoints_view
from policygraph.render.writers.text import write_text
from tests.analyses.test_fragility import engines, routes
from tests.engines.oracle import answer
from tests.engines.questions import questions
from tests.engines.test_hard_worlds import clique, ladder
from tests.engines.test_reach_and_corridor import walked
from tests.examples import examples
from tests.world import said, world

REFERENCE = ENGINES["reference"]
Triple = tuple[str, str, str]


def ask(rows: list[str | Claim], start: str = "a", end: str = "z", **options: Any) -> Chokepoints:
    collection = world(rows)
    return chokepoints(collection, Query(start, end, **options).checked(collection), REFERENCE)


def entities(found: Chokepoints) -> list[str]:
    return [passage.entity.id for passage in found.entities]


def crossed(
    collection: Collection, query: Query, route: tuple[tuple[str, bool, str], ...]
) -> set[Triple]:
    """The triples that a path crosses."""
    passed = (query.start, *(target for _, _, target in route))
    return {
        collection.triple_of(*((here, relation, there) if along else (there, relation, here)))
        for here, there, (relation, along, _) in zip(passed, passed[1:], route, strict=False)
    }


@engines
@settings(max_examples=examples(100))
@given(question=st.one_of(questions(), questions(language=True)))
def test_chokepoints_are_what_no_path_is_left_without(
    engine: Engine, question: tuple[Collection, Query]
) -> None:
    collection, query = question
    found = chokepoints(collection, query, engine)
    assert found.status == "complete"
    paths = routes(collection, query)
    if not paths:
        assert found.best is None and found.absence is not None
        assert (found.entities, found.edges, found.sources, found.shares) == ((), (), (), ())
        return
    assert sorted(entities(found)) == [
        entity
        for entity in sorted(collection.entities)
        if entity not in (query.start, query.end, *query.avoid)
        and not routes(collection, query, avoid=(*query.avoid, entity))
    ]
    edges = set.intersection(*(crossed(collection, query, path) for path in paths))
    assert {step.triple for step in found.edges} == edges
    assert sorted(one.source.id for one in found.sources) == [
        source
        for source in sorted(collection.sources)
        if not routes(collection, query, not_sources=(*query.not_sources, source))
    ]
    shown = [tuple((s.relation, s.along, s.entity) for s in p) for p in answer(collection, query)]
    assert {(one.entity.id, one.paths) for one in found.shares} == {
        (entity, through)
        for entity in collection.entities
        if (through := sum(entity in [step[2] for step in path[:-1]] for path in shown))
    }


@engines
@settings(max_examples=examples(60))
@given(question=questions(k=1), hops=st.integers(1, 4))
def test_cuts_part_every_path_and_are_minimum_cuts_of_the_corridor(
    engine: Engine, question: tuple[Collection, Query], hops: int
) -> None:
    collection, query = question[0], replace(question[1], max_hops=hops)
    found = chokepoints(collection, query, engine)
    assume(found.best is not None)
    paths = routes(collection, query)
    assert found.edge_cut is not None
    cut = {step.triple for step in found.edge_cut}
    assert all(cut & crossed(collection, query, path) for path in paths)
    assert found.adjacent == (found.vertex_cut is None)
    if found.vertex_cut is not None:
        vertices = {node.id for node in found.vertex_cut}
        assert all(vertices & {step[2] for step in path[:-1]} for path in paths)

    arrows: nx.DiGraph[str] = nx.DiGraph()
    arrows.add_nodes_from(("start", "end"))
    for subject, _, target, forward in walked(collection, query):
        ends = (subject, target) if forward else (target, subject)
        here = "start" if ends[0] == query.start else ends[0]
        there = "end" if ends[1] == query.end else ends[1]
        if arrows.has_edge(here, there):
            arrows[here][there]["capacity"] += 1
        else:
            arrows.add_edge(here, there, capacity=1)
    assert len(found.edge_cut) == nx.maximum_flow_value(arrows, "start", "end")
    assert found.adjacent == arrows.has_edge("start", "end")
    if found.vertex_cut is not None:
        assert len(vertices) == len(nx.minimum_node_cut(arrows, "start", "end"))
        least = next(
            size
            for size in range(len(arrows))
            for some in combinations(sorted(set(arrows) - {"start", "end"}), size)
            if not nx.has_path(nx.restricted_view(arrows, some, []), "start", "end")
        )
        assert len(vertices) == least


@engines
@settings(max_examples=examples(30))
@given(question=questions(), budget=st.integers(1, 80))
def test_truncated_chokepoints_are_some_of_all(
    engine: Engine, question: tuple[Collection, Query], budget: int
) -> None:
    collection, query = question
    whole = chokepoints(collection, query, REFERENCE)
    found = chokepoints(collection, replace(query, budget=budget), engine)
    if found.settled:
        assert (found.entities, found.edges, found.sources) == (
            whole.entities,
            whole.edges,
            whole.sources,
        )
    if found.status == "complete":
        assert (found.vertex_cut, found.edge_cut) == (whole.vertex_cut, whole.edge_cut)
        return
    assert set(entities(found)) <= set(entities(whole))
    assert set(found.edge_steps) <= set(whole.edge_steps)
    assert {one.source.id for one in found.sources} <= {one.source.id for one in whole.sources}
    assert found.vertex_cut in (None, whole.vertex_cut)
    assert found.edge_cut in (None, whole.edge_cut)


# --- Worlds that can be drawn -------------------------------------------------------------------


def test_hourglass_has_its_waist_as_chokepoint_and_cut() -> None:
    found = ask(["a feeds b", "a feeds c", "b feeds m", "c feeds m", "m feeds d", "m feeds e",
                 "d feeds z", "e feeds z"])  # fmt: skip
    assert entities(found) == ["m"]
    assert found.edges == ()
    assert found.vertex_cut is not None
    assert [node.id for node in found.vertex_cut] == ["m"]
    assert len(found.edge_cut or ()) == 2
    assert [(one.entity.id, one.share) for one in found.shares][:2] == [("m", 1.0), ("b", 0.5)]


def test_ends_that_a_single_step_joins_have_no_cut_of_entities() -> None:
    found = ask(["a feeds z", "a feeds b", "b feeds z"])
    assert (found.adjacent, found.vertex_cut) == (True, None)
    assert len(found.edge_cut or ()) == 2


def test_parallel_edges_are_cut_one_by_one() -> None:
    found = ask(["a feeds z", "a blocks z", "a shapes z"])
    assert [step.relation for step in found.edge_cut or ()] == ["blocks", "feeds", "shapes"]
    rows: list[str | Claim] = [f"a {name} b" for name in ("feeds", "blocks")]
    rows += [f"b {name} z" for name in ("feeds", "blocks", "shapes")]
    assert {step.target.id for step in ask(rows).edge_cut or ()} == {"b"}


def test_longer_way_beyond_the_bound_does_not_count() -> None:
    rows: list[str | Claim] = ["a feeds m", "m feeds z", "a feeds b", "b feeds c", "c feeds z"]
    assert entities(ask(rows, max_hops=2)) == ["m"]
    assert entities(ask(rows, max_hops=3)) == []


def test_source_that_every_path_needs_need_not_be_of_every_step() -> None:
    rows: list[str | Claim] = [
        said("a feeds b", source="t"),
        said("b feeds z", source="u"),
        said("a feeds c", source="v"),
        said("c feeds z", source="t"),
    ]
    found = ask(rows)
    assert [(one.source.id, one.steps, one.claims) for one in found.sources] == [
        ("t", (1,), ("c01",))
    ]


def test_entity_that_via_names_is_a_chokepoint_of_the_question() -> None:
    found = ask(["a feeds b", "b feeds z", "a feeds z"], via=("b",))
    assert entities(found) == ["b"]


def test_cycle_is_cut_between_its_beginning_and_its_end() -> None:
    found = ask(["a feeds b", "b feeds c", "c feeds a"], end="a")
    assert entities(found) == ["b", "c"]
    assert len(found.edge_cut or ()) == 1


def test_ladder_and_clique_cost_little() -> None:
    rungs = chokepoints(ladder(12), Query("a00", "a12", max_hops=24, budget=50_000), REFERENCE)
    assert entities(rungs) == [f"a{n:02d}" for n in range(1, 12)]
    crowd = ask([*clique(40)], start="k00", end="k01", budget=50_000)
    assert (crowd.status, crowd.adjacent) == ("complete", True)
    assert len(crowd.edge_cut or ()) == 39


def test_what_a_budget_did_not_reach_is_not_said_to_be_nothing() -> None:
    found = ask(["a feeds b", "b feeds z"], budget=3)
    assert found.status == "truncated"
    text = write_text(chokepoints_view(found).document())
    assert "what there may be was not determined" in text
    assert "can be done without" not in text


def test_cut_of_no_moves_is_empty() -> None:
    assert vertex_cut((), "a", "z") == ()
    assert edge_cut((), "a", "z") == ()


# --- The curated claims -------------------------------------------------------------------------


@pytest.mark.slow
def test_chip_is_a_chokepoint_where_every_path_uses_it() -> None:
    found = KnowledgeGraph.load().chokepoints("United States", "DeepSeek", modalities="stated")
    assert "h800" in entities(found)
    assert found.vertex_cut is not None
    assert [node.id for node in found.vertex_cut] == ["h800"]


@pytest.mark.slow
def test_whole_graph_has_ways_around_the_rule_and_the_cut_names_the_chips() -> None:
    found = KnowledgeGraph.load().chokepoints("United States", "DeepSeek")
    assert entities(found) == []
    assert found.vertex_cut is not None
    assert {"h100", "h800"} <= {node.id for node in found.vertex_cut}


@pytest.mark.slow
@pytest.mark.parametrize("rank", ["strength", "hops"])
def test_chokepoints_do_not_depend_on_the_rank(rank: Rank) -> None:
    kg = KnowledgeGraph.load()
    found = kg.chokepoints("European Union", "BYD", rank=rank)
    assert entities(found) == ["chinese-evs"]
