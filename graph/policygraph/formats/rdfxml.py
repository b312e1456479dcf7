"""RDF/XML, for tools that read nothing newer. It is written, never read.

RDF/XML needs an XML parser, whose entities can be made to expand without bound; whoever
has RDF/XML converts it with a tool of their choice and reads that.
"""

from __future__ import annotations

from pyoxigraph import RdfFormat, parse, serialize

from policygraph.model.collection import Collection
from policygraph.rdf.nodes import BOTH, nodes_of
from policygraph.rdf.terms import n_triples


def write_rdfxml(collection: Collection, view: str = BOTH) -> bytes:
    """A view of the collection as RDF/XML, UTF-8, sorted."""
    quads = parse(n_triples(nodes_of(collection, view).items()), format=RdfFormat.N_TRIPLES)
    data = serialize((quad.triple for quad in quads), format=RdfFormat.RDF_XML)
    assert data is not None
    # A parser of XML takes a bare carriage return for a line feed.
    return data.replace(b"\r", b"&#13;")
