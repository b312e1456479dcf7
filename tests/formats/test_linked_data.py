"""Linked data: one graph in every format and for every reader, and rule 2 in every view."""

from __future__ import annotations

import json
import subprocess
import sys

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings

from policygraph import KnowledgeGraph
from policygraph.errors import UsageError
from policygraph.formats import FORMATS
from policygraph.formats.files import ONLY
from policygraph.formats.jsonld import context_document
from policygraph.model.collection import Collection
from policygraph.rdf.graph import claim_triples, plain_triples
from policygraph.rdf.nodes import VIEWS
from policygraph.tables import locations
from tests.canonical import canonical
from tests.engines.oracle import contests
from tests.examples import examples
from tests.formats.generated import collections
from tests.world import IRI, said, world

PARSED = {
    "turtle": (ox.RdfFormat.TURTLE, "turtle"),
    "ntriples": (ox.RdfFormat.N_TRIPLES, "nt"),
    "jsonld": (ox.RdfFormat.JSON_LD, "json-ld"),
    "trig": (ox.RdfFormat.TRIG, "trig"),
    "rdfxml": (ox.RdfFormat.RDF_XML, "xml"),
    "turtle12": (ox.RdfFormat.TURTLE, ""),
}
ID = "https://w3id.org/policygraph/id/"
REIFIES = "http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies"
linked = pytest.mark.parametrize("name", PARSED)
rdf_1_1 = pytest.mark.parametrize("name", [name for name, (_, theirs) in PARSED.items() if theirs])
views = pytest.mark.parametrize("view", VIEWS)


def written(name: str, collection: Collection, view: str = "both") -> bytes:
    write = FORMATS[name].write_view
    assert write is not None
    return write(collection, view)[ONLY]


def by_rdflib(data: bytes, format: str) -> str:
    """What rdflib reads, its terms handed over one by one: its writers change some texts."""
    dataset = rdflib.Dataset()
    dataset.parse(data=data.decode(), format=format)
    return canonical(
        ox.Quad(
            ox.NamedNode(str(subject)),
            ox.NamedNode(str(predicate)),
            term(value),
            ox.DefaultGraph()
            if graph in (None, rdflib.graph.DATASET_DEFAULT_GRAPH_ID)
            else ox.NamedNode(str(graph)),
        )
        for subject, predicate, value, graph in dataset.quads()
    )


def term(value: object) -> ox.NamedNode | ox.Literal:
    if isinstance(value, rdflib.URIRef):
        return ox.NamedNode(str(value))
    assert isinstance(value, rdflib.Literal)
    if value.language:
        return ox.Literal(str(value), language=value.language)
    return ox.Literal(str(value), datatype=ox.NamedNode(str(value.datatype or rdflib.XSD.string)))


def triples(name: str, data: bytes) -> set[ox.Triple]:
    found = {quad.triple for quad in ox.parse(data, format=PARSED[name][0])}
    return {triple for triple in found if triple.predicate.value != REIFIES}


def test_every_format_of_linked_data_is_under_the_laws() -> None:
    assert set(PARSED) == {name for name, format in FORMATS.items() if format.write_view}


# rdflib warns of its own use of its own class.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@rdf_1_1
@views
@settings(max_examples=examples(15))
@given(collection=collections())
def test_rdflib_and_pyoxigraph_read_equal_canonical_graphs(
    name: str, view: str, collection: Collection
) -> None:
    data = written(name, collection, view)
    theirs = by_rdflib(data, PARSED[name][1])
    assert canonical(ox.parse(data, format=PARSED[name][0])) == theirs


@linked
@settings(max_examples=examples(25))
@given(collection=collections())
def test_every_format_has_the_same_triples(name: str, collection: Collection) -> None:
    found = triples(name, written(name, collection))
    wanted = {*claim_triples(collection), *plain_triples(collection)}
    if name == "trig":
        found = {
            t
            for t in found
            if not str(t.subject).startswith("<https://w3id.org/policygraph/graph/")
        }
    assert found == wanted


@linked
@views
@settings(max_examples=examples(25))
@given(collection=collections())
def test_a_plain_triple_stands_only_where_rule_2_allows_it(
    name: str, view: str, collection: Collection
) -> None:
    relations = {relation.iri: relation.id for relation in collection.ontology.relations.values()}
    plain = set()
    for triple in triples(name, written(name, collection, view)):
        assert isinstance(triple.object, ox.NamedNode | ox.Literal)
        if triple.predicate.value in relations:
            assert isinstance(triple.subject, ox.NamedNode)
            ends = [str(end.value).removeprefix(ID) for end in (triple.subject, triple.object)]
            plain.add((ends[0], relations[triple.predicate.value], ends[1]))
    if view == "claims":
        assert plain == set()
        return
    claims = [claim for claim in collection.claims.values() if claim.withdrawn is None]
    disputed = {name for claim in claims for name in claim.disputes}
    wanted = set()
    for claim in claims:
        subject, relation, target = collection.triple(claim)
        state = not collection.ontology.relations[relation].event
        denied = any(
            contests(collection, denial, other)
            for denial in claims
            for other in claims
            if other.polarity == "affirmed"
            and collection.triple(other) == (subject, relation, target)
        )
        if (
            claim.polarity == "affirmed"
            and claim.modality in ("stated", "estimated")
            and claim.id not in disputed
            and not (state and claim.end not in (None, ".."))
            and not denied
        ):
            wanted.add((subject, relation, target))
            if relation in collection.ontology.symmetric:
                wanted.add((target, relation, subject))
    assert plain == wanted


@linked
def test_a_denied_claim_is_a_node_and_no_triple(name: str) -> None:
    found = triples(name, written(name, world(["not a feeds b"])))
    assert not [t for t in found if t.predicate.value == f"{IRI}feeds"]
    assert [t for t in found if t.object == ox.NamedNode("https://w3id.org/policygraph/ns#denied")]


@linked
def test_the_facts_have_no_claim_node(name: str) -> None:
    data = written(name, world(["a feeds b"]), "facts")
    assert b"claim/" not in data
    assert ox.Triple(
        ox.NamedNode(ID + "a"), ox.NamedNode(IRI + "feeds"), ox.NamedNode(ID + "b")
    ) in triples(name, data)


def test_turtle_1_2_reifies_what_it_does_not_assert() -> None:
    data = written("turtle12", world([said("not a feeds b", id="n")]))
    (reified,) = [
        quad.triple
        for quad in ox.parse(data, format=ox.RdfFormat.TURTLE)
        if quad.predicate.value == REIFIES
    ]
    assert reified.subject == ox.NamedNode("https://w3id.org/policygraph/claim/n")
    assert isinstance(reified.object, ox.Triple)
    assert reified.object.predicate.value == IRI + "feeds"


def test_trig_holds_the_claims_of_each_source_in_a_graph_of_its_own() -> None:
    data = written("trig", world([said("a feeds b", source="s"), said("b feeds c", source="t")]))
    graphs: dict[str, set[str]] = {}
    derived = set()
    for quad in ox.parse(data, format=ox.RdfFormat.TRIG):
        graph = getattr(quad.graph_name, "value", "")
        graphs.setdefault(graph, set()).add(str(quad.subject))
        if quad.predicate.value.endswith("wasDerivedFrom"):
            derived.add((str(quad.subject), str(quad.object), graph))
    base = "https://w3id.org/policygraph/"
    assert set(graphs) == {"", f"{base}graph/s", f"{base}graph/t"}
    assert f"<{base}claim/c01>" in graphs[f"{base}graph/s"]
    assert f"<{base}claim/c02>" in graphs[f"{base}graph/t"]
    assert derived == {(f"<{base}graph/{s}>", f"<{base}source/{s}>", "") for s in "st"}


@settings(max_examples=examples(25))
@given(collection=collections())
def test_turtle_says_what_pyoxigraph_would_write(collection: Collection) -> None:
    wanted = {*claim_triples(collection), *plain_triples(collection)}
    text = ox.serialize(wanted, format=ox.RdfFormat.TURTLE)
    assert text is not None
    ours = ox.parse(written("turtle", collection), format=ox.RdfFormat.TURTLE)
    assert canonical(ours) == canonical(ox.parse(text, format=ox.RdfFormat.TURTLE))


def test_the_context_stands_in_the_file_and_in_the_ontology() -> None:
    shipped = (locations.ontology_folder() / "context.jsonld").read_bytes()
    assert shipped == context_document()
    data = json.loads(written("jsonld", world(["a feeds b"])))
    assert data["@context"] == json.loads(shipped)["@context"]
    assert isinstance(data["@context"], dict)


def test_a_view_of_what_is_not_linked_data_is_refused() -> None:
    graph = KnowledgeGraph.load()
    with pytest.raises(UsageError, match="no views"):
        graph.export("graphml", view="facts")
    with pytest.raises(UsageError, match="unknown view"):
        graph.export("turtle", view="edges")


@pytest.mark.slow
@linked
def test_hash_seeds_change_no_byte(name: str) -> None:
    program = (
        "import hashlib, sys; from policygraph import KnowledgeGraph; "
        "print(hashlib.sha256(KnowledgeGraph.load().export(sys.argv[1])).hexdigest())"
    )
    run = [sys.executable, "-c", program, name]
    seen = {
        subprocess.run(
            run, env={"PYTHONHASHSEED": seed, "PATH": ""}, check=True, capture_output=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(seen) == 1
