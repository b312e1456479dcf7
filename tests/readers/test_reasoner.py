"""An OWL DL reasoner finds the vocabulary, with the curated facts in it, consistent."""

from __future__ import annotations

import io
import shutil
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Triple, parse, serialize

from policygraph import KnowledgeGraph, names
from tests.documents import ROOT

pytestmark = pytest.mark.slow


def everything() -> list[Triple]:
    """The vocabulary and the curated graph."""
    graph = KnowledgeGraph.load(ROOT / "data", ontology=ROOT / "ontology").export("turtle")
    vocabulary = (ROOT / "ontology" / "policygraph.ttl").read_bytes()
    return [
        quad.triple for data in (vocabulary, graph) for quad in parse(data, format=RdfFormat.TURTLE)
    ]


def consistent(triples: list[Triple]) -> bool:
    owlready2: Any = pytest.importorskip("owlready2", reason="owlready2 is not installed")
    if shutil.which("java") is None:
        pytest.skip("the reasoner needs java")
    world = owlready2.World()
    lines = serialize(triples, format=RdfFormat.N_TRIPLES)
    world.get_ontology("https://example.org/all").load(
        fileobj=io.BytesIO(lines or b""), format="ntriples"
    )
    try:
        owlready2.sync_reasoner_hermit(world, debug=0, ignore_unsupported_datatypes=True)
    except owlready2.OwlReadyInconsistentOntologyError:
        return False
    return True


def test_vocabulary_with_the_curated_facts_is_consistent() -> None:
    assert consistent(everything())


def test_reasoner_would_see_an_inconsistency() -> None:
    from pyoxigraph import NamedNode

    thing = NamedNode(names.entity_iri("huawei"))
    nothing = Triple(thing, NamedNode(names.RDF + "type"), NamedNode(names.OWL + "Nothing"))
    assert not consistent([*everything(), nothing])
