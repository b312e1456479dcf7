"""Entities and sources as nodes, merged ones as one."""

from __future__ import annotations

from policygraph.model import iris
from policygraph.model.collection import Collection
from policygraph.model.records import Entity, Source
from policygraph.rdf.terms import (
    IDENTIFIER,
    SAME_AS,
    A,
    Node,
    entity_node,
    iri_node,
    named,
    pg,
    string,
)


def described_entity(entity: Entity, collection: Collection) -> Node:
    """An entity with its type, names and identities elsewhere."""
    pairs = [
        (A, f"<{collection.ontology.types[entity.type].iri}>"),
        (IDENTIFIER, string(entity.id)),
        (f"<{iris.SKOS}prefLabel>", named(entity.label)),
    ]
    pairs += ((f"<{iris.SKOS}altLabel>", named(alias)) for alias in entity.aliases)
    if entity.description:
        pairs.append((f"<{iris.DCTERMS}description>", string(entity.description)))
    if entity.wikidata:
        pairs.append((SAME_AS, iri_node(iris.WIKIDATA + entity.wikidata)))
    pairs += ((SAME_AS, iri_node(address)) for address in entity.same_as)
    return entity_node(entity.id), pairs


def described_source(source: Source) -> Node:
    """A source with who published it, where and when."""
    pairs = [
        (A, f"<{iris.PROV}Entity>"),
        (IDENTIFIER, string(source.id)),
        (f"<{iris.DCTERMS}type>", string(source.kind)),
        (f"<{iris.DCTERMS}title>", string(source.title)),
        (f"<{iris.DCTERMS}publisher>", string(source.publisher)),
        (f"<{iris.DCTERMS}issued>", string(source.published)),
    ]
    pairs += ((f"<{iris.DCTERMS}creator>", string(author)) for author in source.authors)
    if source.url:
        pairs.append((f"<{iris.SCHEMA}url>", iri_node(source.url)))
    pairs += (
        (pg(term), string(value))
        for term, value in (
            ("origin", source.origin),
            ("reliability", source.reliability),
            ("licence", source.licence),
            ("textSha256", source.text_sha256),
        )
        if value
    )
    return f"<{iris.source_iri(source.id)}>", pairs
