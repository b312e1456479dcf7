"""Terms of an ontology that the RDF form itself uses."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given

from policygraph.model import iris
from policygraph.model.collection import Collection
from policygraph.rdf.nodes import nodes_of
from policygraph.rdf.reserved import reserved_terms
from policygraph.rdf.terms import A
from tests.datasets import PREFIXES, faults, relation_turtle, type_turtle, write_dataset
from tests.formats.generated import collections

RDF_TYPE = iris.RDF + "type"


def declared(tmp_path: Path, *terms: tuple[str, str, str]) -> list[str]:
    """The faults of a dataset whose ontology declares terms: the IRI, its id and its Turtle."""
    folder = write_dataset(tmp_path / "d")
    parts = (turtle.replace(f"w:{id} a ", f"<{iri}> a ", 1) for iri, id, turtle in terms)
    (folder / "ontology.ttl").write_text(PREFIXES + "".join(parts))
    return faults(folder)


def test_relations_with_properties_of_the_rdf_form_are_faults(tmp_path: Path) -> None:
    properties = sorted(reserved_terms()[0])
    ids = [f"own-{number}" for number in range(len(properties))]
    lines = declared(
        tmp_path,
        *((iri, id, relation_turtle(id)) for iri, id in zip(properties, ids, strict=True)),
    )
    assert len(lines) == len(properties) > 50
    (line,) = (line for line in lines if "term rdf:type" in line)
    assert line == (
        "d/ontology.ttl term rdf:type: is a term of the RDF form itself, so that exports cannot "
        "be read back; give the relation an IRI of your own"
    )


def test_types_with_classes_of_the_rdf_form_are_faults(tmp_path: Path) -> None:
    classes = sorted(reserved_terms()[1])
    lines = declared(
        tmp_path, *((iri, f"own-{n}", type_turtle(f"own-{n}")) for n, iri in enumerate(classes))
    )
    assert len(lines) == len(classes)
    assert all(line.endswith("give the type an IRI of your own") for line in lines)


def test_a_relation_with_an_iri_of_its_own_is_in_order(tmp_path: Path) -> None:
    assert declared(tmp_path, ("https://example.org/own", "own", relation_turtle("own"))) == []


def test_the_terms_that_were_found_in_use_are_reserved() -> None:
    properties, classes = reserved_terms()
    assert {RDF_TYPE, iris.DCTERMS + "isPartOf", iris.OWL + "sameAs", iris.NS + "subject"} <= (
        properties
    )
    assert {iris.NS + "Claim", iris.PROV + "Entity"} <= classes


@given(collections())
def test_every_term_of_an_export_is_reserved_or_of_the_ontology(collection: Collection) -> None:
    properties, classes = reserved_terms()
    ontology = collection.ontology
    relations = {relation.iri for relation in ontology.relations.values()}
    types = {each.iri for each in ontology.types.values()}
    for pairs in nodes_of(collection).values():
        for predicate, value in pairs:
            assert predicate[1:-1] in properties | relations
            assert predicate != A or value[1:-1] in classes | types
