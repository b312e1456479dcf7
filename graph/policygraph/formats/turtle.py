"""Turtle and TriG: the claim form and the plain triples of a collection.

Sorted by subject, predicate and object, so that the same data gives the same bytes
on every run and machine. The terms come escaped by pyoxigraph (:mod:`policygraph.rdf`);
this file abbreviates and arranges them, which takes a third of the time that making
pyoxigraph's objects and sorting them would. Turtle 1.2 adds a reifier: each claim
``rdf:reifies`` the triple that it is about, which says nothing about its truth.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from policygraph.model import iris
from policygraph.model.collection import Collection
from policygraph.rdf.claims import REIFIES, claim_nodes, claim_triple
from policygraph.rdf.facts import plain_nodes
from policygraph.rdf.terms import A, Node, united
from policygraph.rdf.views import BOTH, CLAIMS, FACTS, described_nodes, nodes

_DECIMAL = f"^^<{iris.XSD}decimal>"
_BARE = re.compile(r'"([+-]?[0-9]*\.[0-9]+)"\Z')
_LOCAL = re.compile(r"[A-Za-z_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?\Z|\Z")
_LONG = f"<{iris.BASE}"

Nodes = Mapping[str, list[tuple[str, str]]]


def write_turtle(collection: Collection, view: str = BOTH) -> bytes:
    """A view of the collection as UTF-8 Turtle 1.1 with the project's prefixes."""
    return turtle_document(nodes(collection, view))


def write_turtle12(collection: Collection, view: str = BOTH) -> bytes:
    """The same as Turtle 1.2, each claim a reifier of its triple."""
    found = nodes(collection, view)
    if view != FACTS:
        for claim in collection.claims.values():
            triple = f"<<( {claim_triple(claim, collection)} )>>"
            found[f"<{iris.claim_iri(claim.id)}>"].append((REIFIES, triple))
    return turtle_document(found)


def write_trig(collection: Collection, view: str = BOTH) -> bytes:
    """The collection as TriG: the claims of each source in a named graph.

    The default graph has all the rest, and which source each graph is derived from.
    """
    outer: list[Node] = list(described_nodes(collection, view))
    graphs: dict[str, list[Node]] = defaultdict(list)
    if view != FACTS:
        for source, found in claim_nodes(collection):
            graphs[source] += found
    for source in graphs:
        of = (f"<{iris.PROV}wasDerivedFrom>", f"<{iris.source_iri(source)}>")
        outer.append((f"<{iris.graph_iri(source)}>", [(A, f"<{iris.PROV}Bundle>"), of]))
    if view != CLAIMS:
        outer += plain_nodes(collection)
    lines = [*_blocks(united(outer))]
    for source in sorted(graphs):
        lines.append(f"<{iris.graph_iri(source)}> {{\n")
        lines += _blocks(united(graphs[source]))
        lines.append("}\n")
    return _document(lines)


def turtle_document(found: Nodes, prefixes: Mapping[str, str] = iris.PREFIXES) -> bytes:
    """Nodes as UTF-8 Turtle 1.1, in the order given."""
    return _document(_blocks(found, prefixes), prefixes)


def _document(blocks: Iterable[str], prefixes: Mapping[str, str] = iris.PREFIXES) -> bytes:
    header = [f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items()]
    return "".join([*header, *blocks]).encode()


def _blocks(found: Nodes, prefixes: Mapping[str, str] = iris.PREFIXES) -> Iterator[str]:
    """Each node as one statement over several lines."""
    short: dict[str, str] = {A: "a"}

    def term(value: str) -> str:
        # Texts and the project's own things are many and have no short form.
        if value[-1] == '"' or (
            value.startswith(_LONG) and value[len(_LONG) : len(_LONG) + 3] != "ns#"
        ):
            return value
        made = short.get(value)
        if made is None:
            made = short[value] = _short(value, prefixes)
        return made

    for subject, pairs in found.items():
        words = [_short(subject, prefixes) if not subject.startswith(_LONG) else term(subject)]
        last = ""
        for predicate, value in pairs:
            if predicate == last:
                words.append(f" , {term(value)}")
            else:
                start = " ;\n\t" if last else " "
                words.append(f"{start}{term(predicate)} {term(value)}")
                last = predicate
        words.append(" .\n")
        yield "".join(words)


def _short(term: str, prefixes: Mapping[str, str]) -> str:
    if term.startswith("<<("):
        return term
    if term.startswith("<"):
        iri = term[1:-1]
        for prefix, namespace in prefixes.items():
            if iri.startswith(namespace) and _LOCAL.match(iri, len(namespace)):
                return f"{prefix}:{iri[len(namespace) :]}"
        return term
    if term.endswith(_DECIMAL):
        bare = _BARE.match(term.removesuffix(_DECIMAL))
        if bare:
            return bare[1]
    text, typed, datatype = term.rpartition("^^<")
    return f"{text}^^{_short('<' + datatype, prefixes)}" if typed and term.endswith(">") else term
