"""N-Triples: one triple a line, sorted; what every RDF tool reads and every diff shows."""

from __future__ import annotations

from policygraph.model.collection import Collection
from policygraph.rdf.nodes import BOTH, nodes_of
from policygraph.rdf.terms import n_triples


def write_ntriples(collection: Collection, view: str = BOTH) -> bytes:
    """A view of the collection as N-Triples 1.1, UTF-8."""
    return n_triples(nodes_of(collection, view).items())
