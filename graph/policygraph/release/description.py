"""The description of a release: VoID counts what is in it, DCAT lists its files.

The facts are a subset with counts of their own (``void:subset``). Each file is a
``dcat:Distribution``; each of linked data is also a ``void:dataDump`` of the graph that it
holds. The counts are those of the triples in the Turtle of the same view; TriG adds to
them where each of its graphs comes from. The description does not list itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from policygraph.formats.files import ONLY
from policygraph.formats.turtle import turtle_document
from policygraph.model import iris
from policygraph.model.collection import Collection
from policygraph.rdf.nodes import BOTH, FACTS, about_texts, nodes_of
from policygraph.rdf.terms import A, Node, merge_nodes, path_segment, string
from policygraph.release.artefacts import Artefact
from policygraph.release.edition import Edition

#: Prefixes of the description, in the order of its header.
PREFIXES = {
    "dcat": iris.DCAT,
    "dcterms": iris.DCTERMS,
    "pav": iris.PAV,
    "void": iris.VOID,
    "xsd": iris.XSD,
}
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_DATE = f"^^<{iris.XSD}date>"
_INTEGER = f"^^<{iris.XSD}integer>"

Pairs = list[tuple[str, str]]


def write_description(
    collection: Collection, edition: Edition, written: Mapping[Artefact, Mapping[str, bytes]]
) -> bytes:
    """The description as Turtle; ``written`` has the files of each artefact."""
    whole, facts = f"<{edition.iri}>", f"<{edition.iri}/facts>"
    parts: list[Node] = [
        (whole, [(A, _void("Dataset")), (A, _dcat("Dataset")), *_about(edition)]),
        (whole, [*_counts(collection, BOTH), (_void("subset"), facts)]),
        (facts, [(A, _void("Dataset")), *_counts(collection, FACTS)]),
        (facts, [(_dcterms("title"), string(f"{edition.title}: plain triples of its claims"))]),
    ]
    for dataset in collection.records:
        if (texts := about_texts(dataset.about)) and dataset.name and edition.licence is None:
            node = f"<{iris.dataset_iri(path_segment(dataset.name))}>"
            if node != whole:
                parts.append((whole, [(_dcterms("source"), node)]))
            parts.append((node, [(A, _void("Dataset")), *map(_said, texts)]))
    for artefact, files in written.items():
        for name, data in files.items():
            path = artefact.path if name == ONLY else f"{artefact.path}/{name}"
            file = f"<{edition.iri}/{path}>"
            parts.append((whole, [(_dcat("distribution"), file)]))
            if artefact.view is not None:
                dumped = facts if artefact.view == FACTS else whole
                parts.append((dumped, [(_void("dataDump"), file)]))
            parts.append((file, _distribution(artefact, file, path, len(data), edition)))
    return turtle_document(merge_nodes(parts), PREFIXES)


def _distribution(artefact: Artefact, file: str, path: str, size: int, edition: Edition) -> Pairs:
    pairs = [
        (A, _dcat("Distribution")),
        (_dcterms("title"), string(path)),
        (_dcterms("description"), string(artefact.readers)),
        (_dcat("downloadURL"), file),
        (_dcat("mediaType"), f"<{_MEDIA_TYPES}{artefact.media_type}>"),
        (_dcat("byteSize"), f'"{size}"^^<{iris.XSD}nonNegativeInteger>'),
    ]
    if edition.licence is not None:
        pairs.append((_dcterms("license"), f"<{edition.licence}>"))
    return pairs


def _about(edition: Edition) -> Pairs:
    pairs = [(_dcterms("title"), string(edition.title))]
    if edition.version is not None:
        pairs.append((_dcat("version"), string(edition.version)))
    if edition.issued is not None:
        pairs.append((_dcterms("issued"), f'"{edition.issued}"{_DATE}'))
    if edition.licence is not None:
        pairs.append((_dcterms("license"), f"<{edition.licence}>"))
    if edition.publisher is not None:
        pairs.append((_dcterms("creator"), string(edition.publisher)))
    return pairs


def _said(text: tuple[str, str]) -> tuple[str, str]:
    """What a dataset says of itself, in the words of DCAT, DCMI and PAV."""
    key, said = text
    if key == "licence":
        address = iris.is_address(said)
        return (_dcterms("license"), f"<{said}>") if address else (_dcterms("rights"), string(said))
    return (_dcat("version") if key == "edition" else f"<{iris.PAV}retrievedOn>"), string(said)


def _counts(collection: Collection, view: str) -> Pairs:
    found = nodes_of(collection, view)
    triples = [(subject, pair[0], pair[1]) for subject, pairs in found.items() for pair in pairs]
    entity = f"<{iris.entity_iri('')}"
    counts = {
        "triples": len(triples),
        "entities": sum(subject.startswith(entity) for subject in found),
        "classes": len({value for _, predicate, value in triples if predicate == A}),
        "properties": len({predicate for _, predicate, _ in triples}),
        "distinctSubjects": len({subject for subject, _, _ in triples}),
        "distinctObjects": len({value for _, _, value in triples}),
    }
    terms = {term for _, predicate, value in triples for term in (predicate, value)}
    used = {
        namespace
        for namespace in iris.PREFIXES.values()
        if any(term.startswith(f"<{namespace}") for term in terms)
    }
    return [
        *((_void(name), f'"{count}"{_INTEGER}') for name, count in counts.items()),
        # An entity is what has an IRI of this form; claims and sources have others.
        (_void("uriRegexPattern"), string(f"^{iris.entity_iri('')}".replace(".", "\\."))),
        *((_void("vocabulary"), f"<{namespace}>") for namespace in used - {iris.WIKIDATA}),
    ]


def _void(term: str) -> str:
    return f"<{iris.VOID}{term}>"


def _dcat(term: str) -> str:
    return f"<{iris.DCAT}{term}>"


def _dcterms(term: str) -> str:
    return f"<{iris.DCTERMS}{term}>"
