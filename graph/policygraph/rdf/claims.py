"""A claim as one node with its own axes, and the passage that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from policygraph.model import dates, iris
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.rdf.rows import several
from policygraph.rdf.terms import (
    IDENTIFIER,
    NOTE,
    A,
    Node,
    common_string,
    decimal,
    entity_node,
    part_of,
    pg,
    string,
)
from policygraph.tables.writer import joined

_CLAIM = pg("Claim")
_POLARITY = pg("polarity")
_DISPUTES = f"<{iris.CITO}disputes>"
_SOURCE = f"<{iris.DCTERMS}source>"
_ATTRIBUTED = f"<{iris.PROV}wasAttributedTo>"
_RESOURCE = f"<{iris.OA}SpecificResource>"
_SELECTOR = f"<{iris.OA}Selector>"
_HAS_SOURCE = f"<{iris.OA}hasSource>"
_HAS_SELECTOR = f"<{iris.OA}hasSelector>"
_VALUE = f"<{iris.RDF}value>"
REIFIES = f"<{iris.RDF}reifies>"


def claim_nodes(collection: Collection) -> Iterator[tuple[str, list[Node]]]:
    """Each claim with its passage, and before them the id of the claim's source."""
    for claim in collection.claims.values():
        yield claim.source, _claim(claim, collection)


def claim_triple(claim: Claim, collection: Collection) -> str:
    """The triple that a claim is about, after merges, as N-Triples writes one."""
    subject, relation, target = collection.triple(claim)
    iri = collection.ontology.relations[relation].iri
    return f"{entity_node(subject)} <{iri}> {entity_node(target)}"


def _claim(claim: Claim, collection: Collection) -> list[Node]:
    ontology = collection.ontology
    modality = ontology.modalities[claim.modality]
    iri = iris.claim_iri(claim.id)
    subject, relation, target = collection.triple(claim)
    source = f"<{iris.source_iri(claim.source)}>"
    passage = f"<{iri}/passage>"
    selector = f"<{iri}/passage/selector>"
    pairs = [
        (A, _CLAIM),
        (IDENTIFIER, f'"{claim.id}"'),
        (pg("subject"), entity_node(subject)),
        (pg("relation"), f"<{ontology.relations[relation].iri}>"),
        (pg("object"), entity_node(target)),
        (_POLARITY, pg(claim.polarity)),
        (pg("modality"), f"<{modality.iri}>"),
        (pg("likelihood"), decimal(claim.strength)),
        (pg("knownSince"), common_string(claim.knowable)),
        (_SOURCE, source),
        (pg("evidence"), passage),
    ]
    add = pairs.append
    if subject != claim.subject:
        add((pg("subjectGiven"), common_string(claim.subject)))
    if target != claim.object:
        add((pg("objectGiven"), common_string(claim.object)))
    if claim.likelihood:
        add((pg("likelihoodGiven"), common_string(claim.likelihood)))
    if claim.attributed_to:
        by = collection.entity_id(claim.attributed_to)
        add((_ATTRIBUTED, entity_node(by)))
        if by != claim.attributed_to:
            add((pg("attributedToGiven"), common_string(claim.attributed_to)))
    pairs += _validity(claim)
    if claim.quantity is not None:
        add((pg("quantity"), common_string(claim.quantity.text)))
        add((pg("quantityLow"), decimal(claim.quantity.low)))
        add((pg("quantityHigh"), decimal(claim.quantity.high)))
    if claim.unit:
        add((pg("unit"), common_string(claim.unit)))
    published = collection.sources[claim.source].published
    if (claim.known_since or "") != ("" if claim.knowable == published else claim.knowable):
        add((pg("knownSinceGiven"), common_string(claim.known_since or "")))
    if claim.disputes:
        pairs += ((_DISPUTES, f"<{iris.claim_iri(other)}>") for other in claim.disputes)
        if several(set(claim.disputes)) != joined(claim.disputes):
            add((pg("disputesGiven"), string(joined(claim.disputes))))
    if claim.withdrawn:
        add((pg("withdrawn"), common_string(claim.withdrawn)))
    if claim.note:
        add((NOTE, string(claim.note)))
    pairs += part_of(claim.dataset)
    rests_on = [(A, _RESOURCE), (_HAS_SOURCE, source), (_HAS_SELECTOR, selector)]
    if claim.passage_sha256:
        rests_on.append((pg("sha256"), string(claim.passage_sha256)))
    return [
        (f"<{iri}>", pairs),
        (passage, rests_on),
        (selector, [(A, _SELECTOR), (_VALUE, string(claim.locator))]),
    ]


def _validity(claim: Claim) -> Iterator[tuple[str, str]]:
    """The dates as given, and the earliest and latest day where they are certain."""
    if claim.start:
        yield pg("start"), common_string(claim.start)
        if (day := _bound(claim.start, 0)) is not None:
            yield pg("earliest"), day
    if claim.end:
        yield pg("end"), common_string(claim.end)
        if (day := _bound(claim.end, 1)) is not None:
            yield pg("latest"), day


@lru_cache(maxsize=1 << 16)
def _bound(date: str, end: int) -> str | None:
    if date == "..":
        return None
    span = dates.read_date(date)
    day = dates.iso_day(span.latest if end else span.earliest)
    return None if day is None else f'"{day}"^^<{iris.XSD}date>'
