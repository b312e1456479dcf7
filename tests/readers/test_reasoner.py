"""An OWL DL reasoner finds the vocabulary, with nodes of every kind in it, consistent."""

from __future__ import annotations

import io
import shutil
from typing import Any

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from policygraph.model import iris
from tests.documents import ROOT
from tests.readers.whole import CLASSES, whole_graph

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> list[Triple]:
    """The vocabulary and the curated graph, with rows, merges and judgements."""
    graph = whole_graph(tmp_path_factory.mktemp("whole")).export("turtle")
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


def test_vocabulary_with_nodes_of_every_kind_is_consistent(everything: list[Triple]) -> None:
    objects = {triple.object for triple in everything}
    assert {NamedNode(iris.NS + kind) for kind in CLASSES} <= objects
    assert consistent(everything)


def test_reasoner_would_see_an_inconsistency(everything: list[Triple]) -> None:
    thing = NamedNode(iris.entity_iri("huawei"))
    nothing = Triple(thing, NamedNode(iris.RDF + "type"), NamedNode(iris.OWL + "Nothing"))
    assert not consistent([*everything, nothing])
