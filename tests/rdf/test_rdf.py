"""Plain triples by one rule, and the claim form as an rdflib graph."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode

from policygraph.formats.turtle import write_turtle
from policygraph.model.collection import Collection
from policygraph.model.records import Name
from policygraph.rdf.graph import claim_graph, claim_triples, plain_triples
from tests.datasets import load, write_dataset
from tests.world import said, world

PG = "https://w3id.org/policygraph/ns#"
ID = "https://w3id.org/policygraph/id/"
WORLD = "https://example.org/world#"


def plain(collection: Collection) -> list[tuple[str, str, str]]:
    return [
        (
            triple.subject.value.removeprefix(ID),
            triple.predicate.value.removeprefix(WORLD),
            triple.object.value.removeprefix(ID),
        )
        for triple in plain_triples(collection)
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode)
    ]


FEEDS = [("a", "feeds", "b")]


@pytest.mark.parametrize("modality", ["stated", "estimated"])
def test_what_is_stated_or_estimated_is_a_plain_triple(modality: str) -> None:
    assert plain(world([said("a feeds b", modality=modality)])) == FEEDS


@pytest.mark.parametrize(
    "claims",
    [
        [said("not a feeds b")],
        [said("a feeds b", modality="possible")],
        [said("a feeds b", modality="planned")],
        [said("a feeds b", withdrawn="2024", note="wrong")],
        [said("a feeds b", end="2020")],
        [said("a feeds b"), said("not a feeds b")],
        [said("a feeds b"), said("not a feeds b", modality="possible")],
        [said("a feeds b"), said("not a feeds b", end="2020")],
        [said("a feeds b"), said("not a feeds b", disputes=("c01",))],
        [said("a feeds b", quantity="5"), said("a feeds b", quantity="6", disputes=("c01",),
                                               modality="possible")],
        [said("a feeds-well b"), said("not a feeds b")],
    ],
)  # fmt: skip
def test_what_is_denied_hedged_disputed_withdrawn_or_ended_is_none(claims: list[Any]) -> None:
    assert plain(world(claims)) == []


@pytest.mark.parametrize(
    ("claims", "found"),
    [
        ([said("a feeds b", end="..")], FEEDS),
        ([said("a feeds b", start="2020")], FEEDS),
        ([said("a founded b", end="2020")], [("a", "founded", "b")]),
        ([said("a feeds b"), said("a feeds b", modality="possible")], FEEDS),
        ([said("a feeds b"), said("a feeds b", end="2020")], FEEDS),
        ([said("a feeds b"), said("not a feeds b", withdrawn="2024", note="wrong")], FEEDS),
        ([said("a feeds b"), said("not b feeds a")], FEEDS),
        ([said("a feeds b"), said("not a feeds-well b")], FEEDS),
        ([said("a feeds b", attributed_to="c")], FEEDS),
    ],
)
def test_what_keeps_a_plain_triple(claims: list[Any], found: list[tuple[str, str, str]]) -> None:
    assert plain(world(claims)) == found


def test_one_undisputed_claim_is_enough() -> None:
    first = said("a feeds b", quantity="5")
    second = said("a feeds b", quantity="6", disputes=("c01",))
    assert plain(world([first, second])) == FEEDS
    assert plain(world([first, replace(second, modality="possible")])) == []


def test_merged_entities_share_their_denials() -> None:
    claims = ["a feeds b", "not c feeds b"]
    assert plain(world(claims)) == FEEDS
    assert plain(world(claims, same=[("a", "c")])) == []


def by_the_rule(collection: Collection) -> list[tuple[str, str, str]]:
    """Rule 2 of the contract, word for word and without regard for time."""
    standing = [claim for claim in collection.claims.values() if not claim.withdrawn]
    found = []
    for triple in {collection.triple(claim) for claim in standing}:
        subject, relation, target = triple
        above = collection.ontology.relation_chain(relation)
        if any(
            not claim.affirms
            and collection.triple(claim) in {(subject, name, target) for name in above}
            for claim in standing
        ):
            continue
        for claim in standing:
            is_state = not collection.ontology.relations[relation].event
            if (
                collection.triple(claim) == triple
                and claim.polarity == "affirmed"
                and claim.modality in ("stated", "estimated")
                and not any(claim.id in other.disputes for other in standing)
                and not (is_state and claim.end not in (None, ".."))
            ):
                found.append(triple)
                break
    return sorted(found)


claim_rows = st.builds(
    lambda deny, pair, relation, modality, end, withdrawn, disputes: said(
        f"{'not ' if deny else ''}{pair[0]} {relation} {pair[1]}",
        modality=modality,
        end=end,
        withdrawn=withdrawn,
        disputes=disputes,
    ),
    st.booleans(),
    st.sampled_from(["ab", "ba", "cb"]),
    st.sampled_from(["feeds", "feeds-well", "founded"]),
    st.sampled_from(["stated", "estimated", "planned", "possible"]),
    st.sampled_from([None, None, "..", "2020"]),
    st.sampled_from([None, None, None, "2024"]),
    st.sampled_from([(), (), (), ("c01",), ("c02",)]),
)


@given(st.lists(claim_rows, max_size=8), st.booleans())
def test_plain_triples_are_those_of_the_rule(claims: list[Any], merge: bool) -> None:
    things = dict.fromkeys("abc", "thing")
    collection = world(claims, things, same=[("a", "c")] if merge else [])
    assert plain(collection) == by_the_rule(collection)


# --- The claim form ---------------------------------------------------------------


@pytest.fixture
def full(tmp_path: Path) -> Collection:
    """Every cell filled somewhere, with text that is hard to quote."""
    hard = 'first "line"\nsecond\t\\ \'\'\' """ עברית العربية 🐉 e\u0301 \u2028 <a&b>'
    claims = [
        {"note": hard, "start": "2015-05", "end": "..", "attributed_to": "c"},
        {"relation": "founded", "start": "2023", "end": "Y12024", "likelihood": "likely"},
        {"polarity": "denied", "disputes": "s-001", "withdrawn": "2024-06", "note": "wrong"},
        {"quantity": "50..60.0", "unit": "percent", "likelihood": "0.0000001",
         "passage_sha256": "a" * 64, "known_since": "2021"},
    ]  # fmt: skip
    entities = [
        {"id": "a", "label": "zh:华为", "aliases": "Huawei|zh-Hant:華為", "wikidata": "Q160120"},
        {"id": "b", "description": hard, "same_as": "https://example.org/ü?a=1&b=%20"},
        {"id": "c"},
        {"id": "d"},
    ]
    sources = [{"id": "s", "title": hard, "authors": "A|B", "origin": "x", "reliability": "B",
                "licence": "CC BY 4.0", "text_sha256": "b" * 64}]  # fmt: skip
    judgements = [
        {"left": "d", "right": "c"},
        {"left": "a", "right": "b", "judgement": "different"},
    ]
    return load(
        write_dataset(
            tmp_path / "d", claims, entities=entities, sources=sources, judgements=judgements
        )
    )


def test_no_node_is_blank(full: Collection) -> None:
    for triple in claim_triples(full):
        assert not isinstance(triple.subject, BlankNode)
        assert not isinstance(triple.object, BlankNode)


def test_text_comes_back_from_turtle_as_it_was(full: Collection) -> None:
    graph = rdflib.Graph().parse(data=write_turtle(full), format="turtle")
    note = graph.value(rdflib.URIRef("https://w3id.org/policygraph/claim/s-001"), rdflib.SKOS.note)
    assert str(note) == full.claims["s-001"].note
    labels = set(graph.objects(rdflib.URIRef(ID + "a"), rdflib.SKOS.altLabel))
    assert labels == {rdflib.Literal("Huawei"), rdflib.Literal("華為", lang="zh-hant")}


def test_the_rdflib_graph_is_the_turtle_file(full: Collection) -> None:
    parsed = rdflib.Graph().parse(data=write_turtle(full), format="turtle")
    made = claim_graph(full)
    assert set(made) == set(parsed)
    assert len(made) == len(set(claim_triples(full)) | set(plain_triples(full)))
    assert dict(made.namespaces())["pg"] == rdflib.URIRef(PG)


def test_the_rdflib_graph_is_a_copy(full: Collection) -> None:
    graph = claim_graph(full)
    graph.remove((None, None, None))
    assert len(claim_graph(full)) > 0


def values(collection: Collection, claim: str, term: str) -> list[tuple[str, str]]:
    node = NamedNode(f"https://w3id.org/policygraph/claim/{claim}")
    return [
        (t.object.value, t.object.datatype.value.rpartition("#")[2])
        for t in claim_triples(collection)
        if t.subject == node and t.predicate.value == PG + term and isinstance(t.object, Literal)
    ]


def test_dates_are_written_as_given_with_days_where_there_are_any(full: Collection) -> None:
    assert values(full, "s-001", "start") == [("2015-05", "string")]
    assert values(full, "s-001", "earliest") == [("2015-05-01", "date")]
    assert values(full, "s-001", "end") == [("..", "string")]
    assert values(full, "s-001", "latest") == []
    assert values(full, "s-002", "end") == [("Y12024", "string")]
    assert values(full, "s-002", "latest") == []


def test_numbers_are_written_in_full(full: Collection) -> None:
    assert values(full, "s-004", "likelihood") == [("0.0000001", "decimal")]
    assert values(full, "s-002", "likelihood") == [("0.675", "decimal")]
    assert values(full, "s-004", "quantityLow") == [("50", "decimal")]
    assert values(full, "s-004", "quantityHigh") == [("60.0", "decimal")]
    quantity = full.claims["s-004"].quantity
    assert quantity is not None
    assert (quantity.low, quantity.high) == (Decimal(50), Decimal(60))


def test_names_are_written_with_their_language(full: Collection) -> None:
    label = rdflib.Literal("华为", lang="zh")
    assert full.entities["a"].label == Name("华为", "zh")
    assert claim_graph(full).value(rdflib.URIRef(ID + "a"), rdflib.SKOS.prefLabel) == label
