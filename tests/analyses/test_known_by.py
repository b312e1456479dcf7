"""What was known by a day: the law that an earlier answer can be reproduced."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph import pipeline
from policygraph.analyses.trace import trace
from policygraph.analyses.whatif import Setting, whatif
from policygraph.api import KnowledgeGraph
from policygraph.engines import ENGINES, available, engine_for
from policygraph.errors import UsageError
from policygraph.formats import FORMATS
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.query.name_resolver import Names
from policygraph.query.query import Filters, Query
from policygraph.query.subgraph import subgraph_at
from tests.engines.questions import questions, worlds
from tests.examples import examples
from tests.histories import DAYS, histories, merged, stood, without_disputes
from tests.world import said, world


def graph(collection: Collection) -> KnowledgeGraph:
    return KnowledgeGraph(collection, Names(collection))


def judged(collection: Collection, date: str) -> Collection:
    """The world with its judgements of another date."""
    (dataset,) = collection.records
    judgements = tuple(replace(one, date=date) for one in dataset.judgements)
    return merged(collection, [replace(dataset, judgements=judgements)])


def claim(row: str, **fields: Any) -> Claim:
    return said(row, known_since="2024-01-01", **fields)


@pytest.mark.parametrize("engine", available())
@settings(max_examples=examples(60))
@given(data=st.data())
def test_answer_by_a_day_is_that_of_the_tables_of_the_day(engine: str, data: st.DataObject) -> None:
    collection, query = data.draw(questions())
    collection, day = data.draw(histories(collection)), data.draw(st.sampled_from(DAYS))
    query = replace(query, known_by=day, max_degree=None)
    then, now = stood(collection, day), pipeline.as_known(collection, day)
    answers = [trace(one, query, ENGINES[engine]) for one in (then, now)]
    then_paths, now_paths = (without_disputes(one.as_dict()["paths"]) for one in answers)
    assert then_paths == now_paths


@settings(max_examples=examples(60))
@given(data=st.data())
def test_analyses_by_a_day_are_those_of_the_tables_of_the_day(data: st.DataObject) -> None:
    collection = data.draw(worlds().flatmap(histories))
    day = data.draw(st.sampled_from(DAYS))
    then = stood(collection, day)
    entity = data.draw(st.sampled_from(sorted(then.entities)))
    other = data.draw(st.sampled_from(sorted(then.entities)))

    def ask(kg: KnowledgeGraph) -> list[Any]:
        results: list[Any] = [
            kg.timeline(entity, known_by=day),
            kg.contradictions(known_by=day),
            kg.contradictions(entity, known_by=day),
            kg.reach(entity, known_by=day),
            kg.chokepoints(entity, other, known_by=day),
            kg.fragility(entity, other, known_by=day),
        ]
        told = (without_disputes(result.as_dict()) for result in results)
        apart = ("absence", "query", "spent")
        return [{name: one[name] for name in one if name not in apart} for one in told]

    assert ask(graph(collection)) == ask(graph(then))


@settings(max_examples=examples(40))
@given(data=st.data())
def test_export_by_a_day_is_that_of_the_tables_of_the_day(data: st.DataObject) -> None:
    collection = data.draw(worlds().flatmap(histories))
    day = data.draw(st.sampled_from(DAYS))
    now = subgraph_at(pipeline.as_known(collection, day), Filters(known_by=day))
    then = stood(collection, day)
    for format in ("turtle", "graphml", "kgx-jsonl"):
        assert FORMATS[format].write(now) == FORMATS[format].write(then)


def test_claim_withdrawn_later_was_known() -> None:
    kg = graph(world([claim("a feeds b", withdrawn="2025-01-01")]))
    assert kg.trace("a", "b", known_by="2024-06-01").paths
    assert not kg.trace("a", "b", known_by="2025-01-01").paths
    assert not kg.trace("a", "b").paths


def test_denial_withdrawn_later_contested_the_edge() -> None:
    kg = graph(world([claim("a feeds b"), claim("not a feeds b", withdrawn="2025-01-01")]))
    (path,) = kg.trace("a", "b", known_by="2024-06-01").paths
    assert path.steps[0].contested
    assert not kg.trace("a", "b").paths[0].steps[0].contested


def test_merge_judged_later_did_not_hold_before() -> None:
    rows = [claim("a feeds b"), claim("c feeds d")]
    kg = graph(judged(world(rows, {}, same=[("b", "c")]), "2025-02"))
    assert kg.trace("a", "d").paths and kg.trace("a", "d", known_by="2025-02-28").paths
    answer = kg.trace("a", "d", known_by="2025-02-27")
    assert not answer.paths
    assert answer.absence is not None
    assert [(one.option, one.found) for one in answer.absence.restrictions if one.found] == [
        ("known-by", True)
    ]
    assert [m.entity.id for m in kg.as_known("2024-06-01").find("c")] == ["c"]


def test_judgement_without_a_date_holds_at_all_times() -> None:
    rows = [claim("a feeds b"), claim("c feeds d")]
    kg = graph(judged(world(rows, {}, same=[("b", "c")]), ""))
    assert kg.trace("a", "d", known_by="2024-06-01").paths
    assert kg.as_known("2024-06-01") is kg


def test_lifting_known_by_asks_the_graph_of_today() -> None:
    rows = [claim("a feeds b", withdrawn="2025-01-01"), claim("b feeds d", start="2030")]
    kg = graph(world(rows))
    answer = kg.trace("a", "d", known_by="2024-06-01", as_of="2024")
    assert answer.absence is not None
    lifted = {one.option: one.found for one in answer.absence.restrictions}
    assert (lifted["as-of"], lifted["known-by"]) == (True, False)


def test_supposition_is_asked_of_what_was_known() -> None:
    collection = world([claim("a feeds b", withdrawn="2025-01-01"), "x feeds y"])
    then = pipeline.as_known(collection, "2024-06-01")
    query = Query("a", "b", known_by="2024-06-01").checked(then)
    found = whatif(then, query, Setting(claims=("c01",)), engine_for(then))
    assert found.as_it_is.paths and not found.as_it_would_be.paths


def test_known_by_a_text_that_is_no_day_is_refused() -> None:
    kg = graph(world(["a feeds b"]))
    for text in ("2024", "2024-05-08?", "soon"):
        with pytest.raises(UsageError, match="known-by"):
            kg.trace("a", "b", known_by=text)


def test_part_at_a_time_has_the_claims_in_force_then() -> None:
    rows = [claim("a feeds b", start="2010", end="2012"), claim("a feeds c"), claim("a feeds d")]
    rows.append(said("b feeds c", known_since="2026-01-01"))
    kg = graph(world(rows))
    assert sorted(kg.at(as_of="2015").collection.claims) == ["c02", "c03", "c04"]
    assert sorted(kg.at(as_of="2011", dates="strict").collection.claims) == ["c01"]
    assert sorted(kg.at(known_by="2025-01-01").collection.claims) == ["c01", "c02", "c03"]
    assert kg.at() is kg
    with pytest.raises(UsageError, match="as-of"):
        kg.at(dates="strict")


def test_dispute_of_a_claim_that_is_not_in_the_part_is_not_named() -> None:
    rows = [claim("a feeds b", start="2010", end="2012"), claim("not a feeds b", disputes=("c01",))]
    found = graph(world(rows)).at(as_of="2015").collection.claims
    assert [(one.id, one.disputes) for one in found.values()] == [("c02", ())]
