"""IRIs and terms as plain strings: no RDF library is needed to name a thing.

The base is one setting (:data:`BASE`). The redirect at w3id.org is to be
registered by whoever publishes; nothing here opens it.
"""

from __future__ import annotations

import re

BASE = "https://w3id.org/policygraph/"
NS = BASE + "ns#"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
PAV = "http://purl.org/pav/"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"
CITO = "http://purl.org/spar/cito/"
SCHEMA = "https://schema.org/"
WIKIDATA = "http://www.wikidata.org/entity/"

#: Prefixes of everything written; the order is that of the written header.
PREFIXES: dict[str, str] = {
    "cito": CITO,
    "dcterms": DCTERMS,
    "oa": OA,
    "owl": OWL,
    "pg": NS,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "skos": SKOS,
    "wd": WIKIDATA,
    "xsd": XSD,
}

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
QID = re.compile(r"Q[1-9][0-9]*\Z")


def entity_iri(slug: str) -> str:
    """The IRI of an entity.

    >>> entity_iri("h800")
    'https://w3id.org/policygraph/id/h800'
    """
    return f"{BASE}id/{slug}"


def claim_iri(claim: str) -> str:
    """The IRI of a claim: its id is the last part.

    >>> claim_iri("yin-2025-013")
    'https://w3id.org/policygraph/claim/yin-2025-013'
    """
    return f"{BASE}claim/{claim}"


def draft_iri(claim: str) -> str:
    """The IRI of a draft, which is no claim yet."""
    return f"{BASE}draft/{claim}"


def source_iri(source: str) -> str:
    """The IRI of a source."""
    return f"{BASE}source/{source}"


def dataset_iri(dataset: str) -> str:
    """The IRI of a dataset."""
    return f"{BASE}dataset/{dataset}"


def row_iri(dataset: str, kind: str, id: str) -> str:
    """The IRI of a row of a dataset that describes something of several rows."""
    return f"{dataset_iri(dataset)}/{kind}/{id}"


def judgement_iri(left: str, right: str, digest: str) -> str:
    """The IRI of a judgement about two entities."""
    return f"{BASE}judgement/{left}/{right}/{digest}"


def release_iri(version: str) -> str:
    """The IRI of a release of the curated graph."""
    return f"{BASE}release/{version}"


def graph_iri(source: str) -> str:
    """The IRI of the named graph that holds the claims of a source."""
    return f"{BASE}graph/{source}"


#: What can stand in an address: RFC 3987 without user names, IPv6 hosts and private use.
_LETTER = r"[\w\-.~!$&'()*+,;=]"
_ADDRESS = re.compile(
    rf"https?://{_LETTER}+(?::[0-9]+)?"
    rf"(?:[/?](?:{_LETTER}|[:@/?]|%[0-9A-Fa-f]{{2}})*)?"
    rf"(?:\#(?:{_LETTER}|[:@/?]|%[0-9A-Fa-f]{{2}})*)?\Z"
)


#: Identifiers of documents that are not addresses: DOI, URN (ISBN among them), Handle, ARK.
_IDENTIFIER = re.compile(
    r"(?:doi:10\.[0-9.]+/|hdl:[0-9.]+/|ark:/?[0-9]+/|urn:[a-z0-9][a-z0-9-]{1,31}:)"
    rf"(?:{_LETTER}|[:@/]|%[0-9A-Fa-f]{{2}})+\Z"
)


def is_document(text: str) -> bool:
    """Whether a text is the address of a document, or an identifier of one.

    >>> is_document("doi:10.1000/182"), is_document("urn:isbn:9780262046305")
    (True, True)
    >>> is_document("javascript:1"), is_document("file:///etc/passwd")
    (False, False)
    """
    return is_address(text) or (_IDENTIFIER.match(text) is not None and text.isprintable())


def is_address(text: str) -> bool:
    """Whether a text is a web address that every format can carry."""
    return _ADDRESS.match(text) is not None and text.isprintable()
