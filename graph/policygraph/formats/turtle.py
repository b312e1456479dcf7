"""Turtle 1.1: the claim form and the plain triples of a collection.

Sorted by subject, predicate and object, so that the same data gives the same bytes
on every run and machine; pyoxigraph writes the terms.
"""

from __future__ import annotations

from pyoxigraph import RdfFormat, Triple, serialize

from policygraph import names
from policygraph.model import Collection
from policygraph.rdf import claim_triples, plain_triples


def write_turtle(collection: Collection) -> bytes:
    """The collection as UTF-8 Turtle with the project's prefixes."""
    triples = {*claim_triples(collection), *plain_triples(collection)}
    ordered = sorted(triples, key=_order)
    data = serialize(ordered, format=RdfFormat.TURTLE, prefixes=names.PREFIXES)
    assert data is not None
    return data


def _order(triple: Triple) -> tuple[str, bool, str, str]:
    predicate = triple.predicate.value
    return str(triple.subject), predicate != names.RDF + "type", predicate, str(triple.object)
