"""The one definition of the same triple, of opposition and of agreement, over both engines."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph.analyses.contradictions import contradictions
from policygraph.engines import ENGINES, Engine
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.query.corroboration import support_of
from policygraph.query.edges import Edge, edges_under
from policygraph.query.query import Filters, Query
from policygraph.rdf.graph import plain_triples
from tests.engines.oracle import answer, shown
from tests.engines.patterns import VOCABULARY
from tests.engines.questions import SOURCES, questions
from tests.examples import examples
from tests.world import said, world

engines = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())


def only_edge(*claims: str | Claim) -> Edge:
    (edge,) = edges_under(world(claims, relations=VOCABULARY))
    return edge


def against(edge: Edge) -> list[str]:
    return [claim.id for claim in edge.against]


def rebuilt(collection: Collection, claims: list[Claim]) -> Collection:
    """The same world with other claims."""
    kinds = {entity.id: entity.type for entity in collection.records[0].entities}
    same = [(j.left, j.right) for j in collection.judgements]
    return world(claims, kinds, VOCABULARY, same=same, sources=SOURCES)


def swapped(collection: Collection) -> Collection:
    """The world with the ends of every claim of a symmetric relation swapped."""
    symmetric = {relation.id for relation in VOCABULARY if relation.symmetric}
    return rebuilt(
        collection,
        [
            replace(c, subject=c.object, object=c.subject) if c.relation in symmetric else c
            for c in collection.claims.values()
        ],
    )


def test_both_ends_of_a_symmetric_relation_make_one_edge() -> None:
    edge = only_edge("a joins b", said("b joins a", source="t"))
    assert (edge.subject, edge.object, len(edge.supporting)) == ("a", "b", 2)
    assert support_of(world(["a joins b", said("b joins a", source="t")]), edge.supporting).origins


def test_symmetric_denial_contests_from_the_other_end() -> None:
    assert against(only_edge("a joins b", "not b joins a")) == ["c02"]


def test_denial_of_a_symmetric_super_relation_contests_swapped_ends() -> None:
    assert against(only_edge("a ties-up b", "not b ties a")) == ["c02"]
    assert against(only_edge("b ties-up-both a", "not b ties-up a")) == ["c02"]
    assert against(only_edge("a feeds-well b", "not b feeds a")) == []


@pytest.mark.parametrize(
    ("affirmed", "denied", "contested"),
    [
        ({"start": "2020"}, {"start": "2008", "end": "2012"}, False),
        ({"start": "2020"}, {}, True),
        ({}, {"start": "2008", "end": "2012"}, True),
        ({"quantity": "5", "unit": "GPUs"}, {"quantity": "500", "unit": "GPUs"}, False),
        ({"quantity": "5", "unit": "GPUs"}, {"quantity": "5.0", "unit": "gpus"}, True),
        ({"quantity": "5", "unit": "GPUs"}, {"quantity": "5", "unit": "chips"}, False),
        ({"quantity": "5", "unit": "GPUs"}, {}, True),
        ({}, {"quantity": "5", "unit": "GPUs"}, True),
    ],
)
def test_denial_contests_where_time_and_quantity_may_meet(
    affirmed: dict[str, str], denied: dict[str, str], contested: bool
) -> None:
    edge = only_edge(said("a feeds b", **affirmed), said("not a feeds b", **denied))
    assert edge.contested == contested


def test_denial_of_an_event_contests_the_day_that_it_may_be_of() -> None:
    said_of_2019 = said("a founded b", start="2019")
    assert not only_edge(said_of_2019, said("not a founded b", start="2021")).contested
    assert only_edge(said_of_2019, said("not a founded b", start="2019-05")).contested


def test_dispute_contests_whatever_the_dates_are() -> None:
    doubt = said("not a feeds b", start="2001", end="2002", disputes=("c01",))
    assert against(only_edge(said("a feeds b", start="2020"), doubt)) == ["c02"]


def test_claims_of_two_times_do_not_corroborate_each_other() -> None:
    claims = [
        said("a feeds b", start="2010", end="2012"),
        said("a feeds b", start="2018", end="2020", source="t"),
    ]
    support = support_of(world(claims), only_edge(*claims).supporting)
    assert (support.origins, support.separate) == (1, ("c02",))


def test_units_are_compared_folded_and_quantities_by_number() -> None:
    claims = [
        said("a feeds b", quantity="5", unit="gpus"),
        said("a feeds b", quantity="5.0", unit="GPUs", source="t"),
    ]
    support = support_of(world(claims), only_edge(*claims).supporting)
    assert (support.origins, support.separate) == (2, ())


@engines
def test_symmetric_edge_is_crossed_both_ways_and_told_as_it_is_walked(engine: Engine) -> None:
    from policygraph.analyses.trace import trace

    collection = world(["a joins b", "c joins b"])
    query = Query("a", "c", direction="stated").checked(collection)
    (path,) = trace(collection, query, engine).paths
    assert [step.sentence for step in path.steps] == ["A joins B", "B joins C"]
    assert all(step.along for step in path.steps)
    for pattern in ("joins/joins", "^joins/^joins", "joins/^joins"):
        asked = replace(query, pattern=pattern, direction="any").checked(collection)
        assert len(engine.search(collection, asked).paths) == 1


def test_symmetric_plain_triple_is_written_both_ways() -> None:
    found = plain_triples(world(["b joins a"]))
    assert sorted((t.subject.value[-1], t.object.value[-1]) for t in found) == [  # type: ignore[union-attr]
        ("a", "b"),
        ("b", "a"),
    ]


def test_denial_outside_the_time_leaves_the_plain_triple() -> None:
    claims = [said("a feeds b", start="2020"), said("not a feeds b", start="2008", end="2012")]
    assert len(list(plain_triples(world(claims)))) == 1


@engines
@settings(max_examples=examples(60))
@given(question=questions(language=True))
def test_swapping_symmetric_ends_changes_no_answer(
    engine: Engine, question: tuple[Collection, Query]
) -> None:
    collection, query = question
    other = swapped(collection)
    assert shown(engine.search(collection, query)) == shown(engine.search(other, query))


@settings(max_examples=examples(60))
@given(question=questions())
def test_swapping_symmetric_ends_changes_no_contradiction_and_no_fact(
    question: tuple[Collection, Query],
) -> None:
    collection, _ = question
    other = swapped(collection)
    ids = [
        {frozenset(s.cited.claim.id for s in one.claims) for one in found.contradictions}
        for found in (contradictions(world, Filters()) for world in (collection, other))
    ]
    assert ids[0] == ids[1]
    assert list(plain_triples(collection)) == list(plain_triples(other))


@engines
@settings(max_examples=examples(60))
@given(question=questions(language=True), number=st.integers(0, 30))
def test_denial_never_adds_a_path_nor_removes_one_that_may_be_contested(
    engine: Engine, question: tuple[Collection, Query], number: int
) -> None:
    collection, query = question
    query = replace(query, select="all")
    claims = list(collection.claims.values())
    about = claims[number % len(claims)]
    denial = replace(about, id="zz", polarity="denied", disputes=(), withdrawn=None)
    routes = [
        [tuple(step[:4] for step in path) for path in shown(engine.search(one, query))]
        for one in (collection, rebuilt(collection, [*claims, denial]))
    ]
    if query.uncontested:
        assert set(routes[1]) <= set(routes[0])
    else:
        assert routes[1] == routes[0]


@engines
def test_paths_of_equal_strength_are_one_group_though_rounding_parts_them(engine: Engine) -> None:
    collection = world(["a feeds b 0.9", "b feeds z 0.5", "a feeds c 0.75", "c feeds z 0.6"])
    for select, k in (("all-shortest", 10), ("shortest-groups", 1)):
        query = Query("a", "z", select=select, k=k).checked(collection)
        found = shown(engine.search(collection, query))
        assert len(found) == 2
        assert found == answer(collection, query)
