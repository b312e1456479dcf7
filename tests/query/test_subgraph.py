"""A part of the graph keeps what speaks against it, and points nowhere outside."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph.analyses.answer_subgraph import subgraph_of_answer
from policygraph.analyses.trace import trace
from policygraph.checks.records import check_records
from policygraph.engines import ENGINES
from policygraph.errors import UsageError
from policygraph.formats import FORMATS
from policygraph.model.collection import Collection
from policygraph.query.edges import edges_under
from policygraph.query.query import Query
from policygraph.query.subgraph import subgraph_around
from tests.examples import examples
from tests.formats.generated import collections
from tests.world import said, world


def chain() -> Collection:
    return world(["a feeds b", "b feeds c", "c feeds d", "not b feeds c", "x feeds y"])


def test_around_an_entity_by_hops_whichever_way_edges_point() -> None:
    found = {hops: list(subgraph_around(chain(), "b", hops).entities) for hops in (0, 1, 2, 9)}
    assert found == {0: ["b"], 1: ["a", "b", "c"], 2: [*"abcd"], 9: [*"abcd"]}


def test_a_part_that_is_too_large_is_refused_before_it_is_read() -> None:
    assert len(subgraph_around(chain(), "b", 9, most=3).claims) == 4
    with pytest.raises(UsageError, match=r"within 9 hops of .+ 3 connections, more than 2; give"):
        subgraph_around(chain(), "b", 9, most=2)


def test_a_part_has_the_claims_against_its_edges() -> None:
    part = subgraph_around(chain(), "a", 2)
    assert list(part.claims) == ["c01", "c02", "c04"]
    assert [edge.contested for edge in edges_under(part)] == [False, True]


def test_the_part_of_an_answer_has_its_steps_with_all_their_claims() -> None:
    collection = world(
        ["a feeds b", "a feeds b 0.2", "c uses b", "not c uses b", "a feeds z", "z feeds q"]
    )
    query = Query("a", "c", min_likelihood=0.5).checked(collection)
    part = subgraph_of_answer(collection, trace(collection, query, ENGINES["reference"]))
    assert list(part.claims) == ["c01", "c02", "c03", "c04"]
    assert list(part.entities) == ["a", "b", "c"]


def test_the_part_of_an_answer_without_a_path_is_its_ends() -> None:
    collection = world(["a feeds b", "c feeds d"])
    query = Query("a", "d").checked(collection)
    part = subgraph_of_answer(collection, trace(collection, query, ENGINES["reference"]))
    assert (list(part.claims), list(part.entities)) == ([], ["a", "d"])


def test_a_part_has_who_is_cited_and_what_a_source_passes_on() -> None:
    said_by = said("a feeds b", attributed_to="g", source="reprint")
    collection = world([said_by, said("x feeds y", source="wire")])
    sources = {**collection.sources}
    sources["reprint"] = replace(sources["reprint"], origin="wire")
    collection = replace(collection, sources=sources)
    part = subgraph_around(collection, "a")
    assert list(part.entities) == ["a", "b", "g"]
    assert list(part.sources) == ["reprint", "wire"]


def test_a_part_keeps_merges() -> None:
    collection = world(["z feeds b"], same=[("a", "z")], entities={"a": "thing", "q": "thing"})
    part = subgraph_around(collection, "z")
    assert (list(part.entities), dict(part.canonical)) == (["a", "b"], {"z": "a"})


@settings(max_examples=examples(50))
@given(collection=collections(), hops=st.integers(0, 3), data=st.data())
def test_an_edge_of_a_part_is_the_edge_of_the_whole(
    collection: Collection, hops: int, data: st.DataObject
) -> None:
    start = data.draw(st.sampled_from(sorted(collection.entities)))
    part = subgraph_around(collection, start, hops)
    whole = {edge.triple: edge for edge in edges_under(collection)}
    kept = [edge for edge in edges_under(part) if {edge.subject, edge.object} <= set(part.entities)]
    for edge in kept:
        assert set(edge.supporting) <= set(whole[edge.triple].supporting)
    near = [e for e in whole.values() if start in (e.subject, e.object)]
    if hops:
        assert {edge.triple: edge for edge in kept}.items() >= {e.triple: e for e in near}.items()
    new = {str(f).partition(": ")[2] for f in check_records(part)}
    assert new <= {str(f).partition(": ")[2] for f in check_records(collection)}
    for name in ("graphml", "kgx-jsonl", "neo4j", "dataset"):
        FORMATS[name].write(part)


@pytest.mark.parametrize(("entity", "hops"), [("b", -1), ("nobody", 1)])
def test_a_part_that_is_none_is_an_error(entity: str, hops: int) -> None:
    with pytest.raises(UsageError, match=r"hops is -1|unknown entity"):
        subgraph_around(chain(), entity, hops)
