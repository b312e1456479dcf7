"""The index: what a local question finds is what a look at every record finds."""

from __future__ import annotations

from hypothesis import given, settings

from policygraph.model.collection import Collection
from policygraph.model.index import Index
from policygraph.model.records import Claim
from policygraph.query.edges import edges_about, edges_of, edges_under
from policygraph.query.query import Query
from tests.engines.questions import questions, worlds
from tests.examples import examples
from tests.world import said, world


def check_index(collection: Collection) -> None:
    """That an index finds what a scan finds; any collection's index is held to it."""
    index: Index = collection.index
    claims = list(collection.claims.values())
    about = collection.entity_id
    for entity in [*collection.entities, "nobody"]:
        assert list(index.of_subject(entity)) == [c for c in claims if about(c.subject) == entity]
        assert list(index.of_object(entity)) == [c for c in claims if about(c.object) == entity]
        by = [c for c in claims if c.attributed_to and about(c.attributed_to) == entity]
        assert list(index.attributed(entity)) == by
        edges = [e for e in edges_under(collection) if entity in (e.subject, e.object)]
        assert index.degree(entity) == len(edges)
        assert edges_about(collection, [entity]) == edges
        merged = [name for name, kept in collection.canonical.items() if kept == entity]
        assert sorted(index.members(entity)) == sorted([entity, *merged])
        assert sorted((n, row.id, repr(row)) for n, row in index.rows(entity)) == sorted(
            (number, row.id, repr(row))
            for number, dataset in enumerate(collection.records)
            for row in dataset.entities
            if about(row.id) == entity
        )
        assert list(index.judgements(entity)) == [
            (place, judgement)
            for place, judgement in enumerate(collection.judgements)
            if entity in (about(judgement.left), about(judgement.right))
        ]
    everyone = sorted(collection.entities)
    for several in ([], everyone[::2], everyone[1::2], everyone[:3], [*everyone, "nobody"]):
        edges = [e for e in edges_under(collection) if {e.subject, e.object} & {*several}]
        beside = {e.subject for e in edges if e.object in several}
        beside |= {e.object for e in edges if e.subject in several}
        assert index.neighbours(several) == beside
        assert index.triples_within(several) == {
            (s, relation, t)
            for s, relation, t in map(collection.triple, claims)
            if s in several and t in several
        }
    for source in [*collection.sources, "no-source"]:
        assert list(index.of_source(source)) == [c for c in claims if c.source == source]
        assert [number for number, _ in index.source_rows(source)] == [
            number
            for number, dataset in enumerate(collection.records)
            for row in dataset.sources
            if row.id == source
        ]
    for claim in claims:
        triple = collection.triple(claim)
        assert list(index.of_triple(triple)) == [
            c for c in claims if collection.triple(c) == triple
        ]
        assert list(index.disputing(claim.id)) == [c for c in claims if claim.id in c.disputes]
        assert collection.records[index.dataset_of(claim.id)].name == claim.dataset


@settings(max_examples=examples(50))
@given(collection=worlds())
def test_the_index_finds_what_a_scan_finds(collection: Collection) -> None:
    check_index(collection)


@settings(max_examples=examples(100))
@given(asked=questions())
def test_edges_asked_for_by_their_triples_are_those_of_the_whole(
    asked: tuple[Collection, Query],
) -> None:
    collection, query = asked
    whole = edges_under(collection, query)
    triples = {collection.triple(claim) for claim in collection.claims.values()}
    assert edges_of(collection, triples, query) == whole
    for edge in whole:
        assert edges_of(collection, [edge.triple], query) == [edge]


def test_a_claim_that_disputes_another_twice_is_found_once() -> None:
    rows: list[str | Claim] = ["a feeds b", said("not a feeds b", disputes=("c01", "c01"))]
    collection = world(rows)
    assert [claim.id for claim in collection.index.disputing("c01")] == ["c02"]
