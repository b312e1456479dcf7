"""The RDF form as objects of RDF libraries: pyoxigraph triples, an rdflib graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from policygraph.model import iris
from policygraph.model.collection import Collection
from policygraph.rdf.nodes import claim_nodes, context_nodes, plain_nodes
from policygraph.rdf.paused_collector import paused_collector
from policygraph.rdf.terms import n_triples

if TYPE_CHECKING:
    import rdflib


def claim_triples(collection: Collection) -> Iterator[Triple]:
    """The claim form of a collection: entities, sources, claims and identities, unsorted."""
    parts = list(context_nodes(collection))
    parts += (node for _, found in claim_nodes(collection) for node in found)
    for quad in parse(n_triples(parts), format=RdfFormat.N_TRIPLES):
        yield quad.triple


def plain_triples(collection: Collection) -> Iterator[Triple]:
    """The plain triples, sorted, by :func:`policygraph.rdf.nodes.is_plain`."""
    for quad in parse(n_triples(plain_nodes(collection)), format=RdfFormat.N_TRIPLES):
        yield quad.triple


def claim_graph(collection: Collection) -> rdflib.Graph:
    """The claim form and the plain triples as an rdflib graph, prefixes bound.

    The graph is a copy: changing it changes nothing else.
    """
    return rdflib_graph((*claim_triples(collection), *plain_triples(collection)))


def rdflib_graph(triples: Iterable[Triple]) -> rdflib.Graph:
    """Triples without blank nodes as an rdflib graph, prefixes bound."""
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in iris.PREFIXES.items():
        graph.bind(prefix, namespace)
    # Most terms occur many times, and rdflib takes its time to make one.
    made: dict[object, rdflib.URIRef | rdflib.Literal] = {}

    def term(value: object) -> rdflib.URIRef | rdflib.Literal:
        key = value.value if isinstance(value, NamedNode) else value
        found = made.get(key)
        if found is None:
            found = made[key] = new(value)
        return found

    def new(value: object) -> rdflib.URIRef | rdflib.Literal:
        if isinstance(value, NamedNode):
            return rdflib.URIRef(value.value)
        assert isinstance(value, Literal)
        if value.language:
            return rdflib.Literal(value.value, lang=value.language)
        if value.datatype.value == iris.XSD + "string":
            # An untagged string stays untyped in rdflib, as its own parser reads it.
            return rdflib.Literal(value.value)
        return rdflib.Literal(value.value, datatype=rdflib.URIRef(value.datatype.value))

    with paused_collector():
        for triple in triples:
            graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph
