"""pyshacl finds the exported Turtle, as rdflib reads it, in order: every kind of node."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import rdflib
from pyshacl import validate
from rdflib.namespace import DCTERMS, RDF, SH

from policygraph.model import iris
from tests.documents import ROOT
from tests.readers.whole import CLASSES, whole_graph

PG = rdflib.Namespace(iris.NS)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> rdflib.Graph:
    data = whole_graph(tmp_path_factory.mktemp("whole")).export("turtle")
    return rdflib.Graph().parse(data=data, format="turtle")


def broken(graph: rdflib.Graph) -> list[tuple[str, str]]:
    """Focus node and message of every result."""
    shapes = rdflib.Graph().parse(ROOT / "ontology" / "shapes.ttl")
    _, report, _ = validate(graph, shacl_graph=shapes, inference="none")
    assert isinstance(report, rdflib.Graph)
    return [
        (str(report.value(result, SH.focusNode)), str(report.value(result, SH.resultMessage)))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    ]


@pytest.mark.slow
def test_every_kind_of_node_is_there_and_conforms(exported: rdflib.Graph) -> None:
    for kind in CLASSES:
        assert (None, RDF.type, PG[kind]) in exported, kind
    assert broken(exported) == []


@pytest.mark.parametrize(
    ("kind", "predicate", "message"),
    [
        ("Dataset", DCTERMS.identifier, "a dataset has one name"),
        ("Row", PG["describes"], "a row describes one entity or source"),
        ("Judgement", PG["left"], "a judgement has one entity on the left"),
        ("Judgement", PG["right"], "a judgement has one entity on the right"),
        ("Judgement", PG["verdict"], "a judgement is pg:same or pg:different"),
    ],
)
@pytest.mark.parametrize("change", [lambda value: None, lambda value: rdflib.Literal("")])
def test_a_property_left_out_or_blank_breaks_its_shape(
    exported: rdflib.Graph,
    kind: str,
    predicate: rdflib.URIRef,
    message: str,
    change: Callable[[object], rdflib.Literal | None],
) -> None:
    node = min(exported.subjects(RDF.type, PG[kind]), key=str)
    graph = rdflib.Graph()
    for triple in exported.triples((node, None, None)):
        graph.add(triple)
    value = change(graph.value(node, predicate))
    graph.remove((node, predicate, None))
    if value is not None:
        graph.add((node, predicate, value))
    assert (str(node), message) in broken(graph)
