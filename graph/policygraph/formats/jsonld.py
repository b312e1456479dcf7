"""JSON-LD 1.1, compact: one object a node, sorted, with the context inside.

The context is :data:`CONTEXT`, shipped as ``ontology/context.jsonld`` for those who
write JSON-LD of their own. Every file contains all of it, so that no reader has to fetch
one.
"""

from __future__ import annotations

import json

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from policygraph.model import iris
from policygraph.model.collection import Collection
from policygraph.rdf.nodes import BOTH, nodes_of
from policygraph.rdf.terms import n_triples


def _link(iri: str) -> dict[str, str]:
    return {"@id": iri, "@type": "@id"}


def _typed(iri: str, datatype: str) -> dict[str, str]:
    return {"@id": iri, "@type": datatype}


#: Terms by name. What has no term is written with its prefix, or in full.
CONTEXT: dict[str, object] = {
    "@version": 1.1,
    "@base": iris.BASE,
    **iris.PREFIXES,
    "altLabel": "skos:altLabel",
    "creator": "dcterms:creator",
    "dataset": _link("dcterms:isPartOf"),
    "description": "dcterms:description",
    "disputes": _link("cito:disputes"),
    "identifier": "dcterms:identifier",
    "issued": "dcterms:issued",
    "kind": "dcterms:type",
    "note": "skos:note",
    "prefLabel": "skos:prefLabel",
    "publisher": "dcterms:publisher",
    "sameAs": _link("owl:sameAs"),
    "differentFrom": _link("owl:differentFrom"),
    "selector": _link("oa:hasSelector"),
    "source": _link("dcterms:source"),
    "sourceOfPassage": _link("oa:hasSource"),
    "title": "dcterms:title",
    "url": _link("schema:url"),
    "value": "rdf:value",
    "wasAttributedTo": _link("prov:wasAttributedTo"),
    **{
        term: _link(f"pg:{term}")
        for term in (
            "subject", "relation", "object", "polarity", "modality", "evidence", "left",
            "right", "verdict", "describes",
        )
    },
    **{
        term: _typed(f"pg:{term}", "xsd:decimal")
        for term in ("likelihood", "quantityLow", "quantityHigh")
    },
    **{term: _typed(f"pg:{term}", "xsd:date") for term in ("earliest", "latest")},
    **{
        term: f"pg:{term}"
        for term in (
            "start", "end", "knownSince", "quantity", "unit", "withdrawn", "sha256", "origin",
            "reliability", "licence", "textSha256", "likelihoodGiven",
        )
    },
}  # fmt: skip


def context_document() -> bytes:
    """The content of ``ontology/context.jsonld``."""
    return _json({"@context": CONTEXT})


def write_jsonld(collection: Collection, view: str = BOTH) -> bytes:
    """A view of the collection as compact JSON-LD, UTF-8."""
    terms = _Terms()
    graph: list[dict[str, object]] = []
    node: dict[str, object] = {}
    data = n_triples(nodes_of(collection, view).items())
    for quad in parse(data, format=RdfFormat.N_TRIPLES):
        subject, predicate, value = quad.triple
        assert isinstance(subject, NamedNode)
        name = terms.reference(subject.value)
        if node.get("@id") != name:
            node = {"@id": name}
            graph.append(node)
        if predicate.value == iris.RDF + "type":
            assert isinstance(value, NamedNode)
            _add(node, "@type", terms.compact(value.value))
        else:
            assert isinstance(value, NamedNode | Literal)
            key, wanted = terms.key(predicate.value)
            _add(node, key, terms.value(value, wanted))
    lines = ",\n".join(_line(each) for each in graph)
    context = json.dumps(CONTEXT, ensure_ascii=False, indent=1)
    return f'{{"@context": {context},\n"@graph": [\n{lines}\n]}}\n'.encode()


class _Terms:
    """The shortest names that the context allows, each computed once."""

    def __init__(self) -> None:
        self._keys: dict[str, tuple[str, str]] = {}
        self._compact: dict[str, str] = {}
        for term, definition in CONTEXT.items():
            if isinstance(definition, dict):
                self._keys[_full(definition["@id"])] = term, _full(definition["@type"])
            elif isinstance(definition, str) and term not in iris.PREFIXES and term[0] != "@":
                self._keys[_full(definition)] = term, ""

    def compact(self, iri: str) -> str:
        """An IRI by its prefix, or in full."""
        found = self._compact.get(iri)
        if found is None:
            found = iri
            for prefix, namespace in iris.PREFIXES.items():
                local = iri.removeprefix(namespace)
                if local != iri and not local.startswith("//"):
                    found = f"{prefix}:{local}"
            self._compact[iri] = found
        return found

    def reference(self, iri: str) -> str:
        """An IRI where one is expected: relative to the base if it is of the project."""
        local = iri.removeprefix(iris.BASE)
        if local != iri and not local.startswith("ns#"):
            return local
        return self.compact(iri)

    def key(self, predicate: str) -> tuple[str, str]:
        """The key of a property, and the default type of its values."""
        return self._keys.get(predicate) or (self.compact(predicate), "")

    def value(self, value: NamedNode | Literal, wanted: str) -> object:
        if isinstance(value, NamedNode):
            name = self.reference(value.value)
            return name if wanted == "@id" else {"@id": name}
        if value.language:
            return {"@language": value.language, "@value": value.value}
        datatype = value.datatype.value
        if datatype == (wanted or iris.XSD + "string"):
            return value.value
        if datatype == iris.XSD + "string":
            return {"@value": value.value}
        return {"@type": self.compact(datatype), "@value": value.value}


def _full(name: str) -> str:
    prefix, _, local = name.partition(":")
    return iris.PREFIXES[prefix] + local if prefix in iris.PREFIXES else name


def _add(node: dict[str, object], key: str, value: object) -> None:
    if key not in node:
        node[key] = value
        return
    known = node[key]
    if isinstance(known, list):
        known.append(value)
    else:
        node[key] = [known, value]


def _line(node: dict[str, object]) -> str:
    return json.dumps(node, ensure_ascii=False, separators=(",", ":"))


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
