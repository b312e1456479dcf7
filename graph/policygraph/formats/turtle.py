"""Turtle and TriG: the claim form and the plain triples of a collection.

Sorted by subject, predicate and object, so that the same data gives the same bytes
on every run and machine. pyoxigraph's serializer abbreviates the terms and writes the
statements in the order given; the header is written here, since that serializer does not
promise an order of prefixes. Turtle 1.2 adds a reifier: each claim ``rdf:reifies`` the
triple that it is about, which says nothing about its truth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from pyoxigraph import RdfFormat, parse, serialize

from policygraph.model import iris
from policygraph.model.collection import Collection
from policygraph.rdf.nodes import (
    BOTH,
    CLAIMS,
    FACTS,
    REIFIES,
    claim_nodes,
    claim_triple,
    context_nodes,
    draft_nodes,
    nodes_of,
    plain_nodes,
)
from policygraph.rdf.terms import A, Node, merge_nodes

Nodes = Mapping[str, list[tuple[str, str]]]


def write_turtle(collection: Collection, view: str = BOTH) -> bytes:
    """A view of the collection as UTF-8 Turtle 1.1 with the project's prefixes."""
    return turtle_document(nodes_of(collection, view))


def write_turtle12(collection: Collection, view: str = BOTH) -> bytes:
    """The same as Turtle 1.2, each claim a reifier of its triple."""
    found = nodes_of(collection, view)
    if view != FACTS:
        for claim in collection.claims.values():
            triple = f"<<( {claim_triple(claim, collection)} )>>"
            found[f"<{iris.claim_iri(claim.id)}>"].append((REIFIES, triple))
    return turtle_document(found)


def write_trig(collection: Collection, view: str = BOTH) -> bytes:
    """The collection as TriG: the claims of each source in a named graph.

    The default graph has all the rest, and which source each graph is derived from.
    """
    outer: list[Node] = list(context_nodes(collection, view))
    if view != FACTS:
        outer += draft_nodes(collection)
    graphs: dict[str, list[Node]] = defaultdict(list)
    if view != FACTS:
        for source, found in claim_nodes(collection):
            graphs[source] += found
    for source in graphs:
        of = (f"<{iris.PROV}wasDerivedFrom>", f"<{iris.source_iri(source)}>")
        outer.append((f"<{iris.graph_iri(source)}>", [(A, f"<{iris.PROV}Bundle>"), of]))
    if view != CLAIMS:
        outer += plain_nodes(collection)
    parts = [turtle_document(merge_nodes(outer))]
    for source in sorted(graphs):
        statements = _statements(merge_nodes(graphs[source]), iris.PREFIXES)
        parts.append(b"<%b> {\n%b}\n" % (iris.graph_iri(source).encode(), statements))
    return b"".join(parts)


def turtle_document(found: Nodes, prefixes: Mapping[str, str] = iris.PREFIXES) -> bytes:
    """Nodes as UTF-8 Turtle, in the order given."""
    header = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items())
    return header.encode() + _statements(found, prefixes)


def _statements(found: Nodes, prefixes: Mapping[str, str]) -> bytes:
    """Turtle without its header: one statement a node."""
    full = "".join(
        f"{subject} {' ; '.join([f'{predicate} {value}' for predicate, value in pairs])} .\n"
        for subject, pairs in found.items()
        if pairs
    )
    # Lenient: the terms were checked and escaped when they were made, and a second check takes
    # a third of the time.
    triples = parse(full.encode(), format=RdfFormat.TURTLE, lenient=True)
    data = serialize(triples, format=RdfFormat.TURTLE, prefixes=dict(prefixes))
    assert data is not None
    # The serializer's own header is a line for each prefix.
    return data.split(b"\n", len(prefixes))[-1]
