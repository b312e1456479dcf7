"""Records to RDF: the claim form, plain triples by one rule, nothing lost and nothing blank.

A claim is one IRI node with its own axes; a plain triple ``s p o`` is added only
where :func:`plain_triples` allows it. Every node is an IRI, so that the same data
gives the same graph. In go records, out come pyoxigraph triples (or an rdflib graph
for those who want one); nothing is opened, and no remote name is looked up.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from policygraph import dates, names
from policygraph.model import Claim, Collection, Entity, Judgement, Name, Source

if TYPE_CHECKING:
    import rdflib

_A = NamedNode(names.RDF + "type")


def _pg(term: str) -> NamedNode:
    return NamedNode(names.NS + term)


def _decimal(value: float | Decimal) -> Literal:
    """The number in full: no exponent, which xsd:decimal has not, and no digit lost."""
    text = format(Decimal(str(value)), "f")
    return Literal(text, datatype=NamedNode(names.XSD + "decimal"))


def _name(name: Name) -> Literal:
    return Literal(name.text, language=name.language) if name.language else Literal(name.text)


def claim_triples(collection: Collection) -> Iterator[Triple]:
    """The claim form of a collection: entities, sources, claims and identities, unsorted."""
    for entity in collection.entities.values():
        yield from _entity(entity, collection)
    for source in collection.sources.values():
        yield from _source(source)
    for claim in collection.claims.values():
        yield from _claim(claim, collection)
    for judgement in collection.judgements:
        yield _judgement(judgement)


def plain_triples(collection: Collection) -> Iterator[Triple]:
    """The plain triples, sorted: what at least one claim asserts and none denies.

    A claim asserts its triple if it affirms it, its modality is assertable, no claim
    disputes it, it is not withdrawn and, for a relation that is a state, it has no
    end. A denial of the triple or of a super-property's keeps the triple out; one
    that is withdrawn does not.
    """
    ontology = collection.ontology
    in_play = [claim for claim in collection.claims.values() if claim.withdrawn is None]
    denied = {collection.triple(claim) for claim in in_play if not claim.affirms}
    disputed = {name for claim in in_play for name in claim.disputes}
    asserted: dict[tuple[str, str, str], bool] = defaultdict(bool)
    for claim in in_play:
        ended = claim.end not in (None, "..") and not ontology.relations[claim.relation].event
        asserted[collection.triple(claim)] |= (
            claim.affirms
            and ontology.modalities[claim.modality].assertable
            and claim.id not in disputed
            and not ended
        )
    for subject, relation, target in sorted(triple for triple, yes in asserted.items() if yes):
        if any((subject, r, target) in denied for r in ontology.relation_chain(relation)):
            continue
        yield Triple(
            NamedNode(names.entity_iri(subject)),
            NamedNode(ontology.relations[relation].iri),
            NamedNode(names.entity_iri(target)),
        )


def claim_graph(collection: Collection) -> rdflib.Graph:
    """The claim form and the plain triples as an rdflib graph, prefixes bound.

    The graph is a copy: changing it changes nothing else.
    """
    return rdflib_graph((*claim_triples(collection), *plain_triples(collection)))


def rdflib_graph(triples: Iterable[Triple]) -> rdflib.Graph:
    """Triples without blank nodes as an rdflib graph, prefixes bound."""
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in names.PREFIXES.items():
        graph.bind(prefix, namespace)
    # Most terms occur many times, and rdflib takes its time to make one.
    made: dict[object, rdflib.URIRef | rdflib.Literal] = {}

    def term(value: object) -> rdflib.URIRef | rdflib.Literal:
        key = value.value if isinstance(value, NamedNode) else value
        found = made.get(key)
        if found is None:
            found = made[key] = new(value)
        return found

    def new(value: object) -> rdflib.URIRef | rdflib.Literal:
        if isinstance(value, NamedNode):
            return rdflib.URIRef(value.value)
        assert isinstance(value, Literal)
        if value.language:
            return rdflib.Literal(value.value, lang=value.language)
        if value.datatype.value == names.XSD + "string":
            # An untagged string stays untyped in rdflib, as its own parser reads it.
            return rdflib.Literal(value.value)
        return rdflib.Literal(value.value, datatype=rdflib.URIRef(value.datatype.value))

    # Everything made here stays, so looking for garbage meanwhile finds none; it would
    # take as long as the building itself.
    collecting = gc.isenabled()
    gc.disable()
    try:
        for triple in triples:
            graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    finally:
        if collecting:
            gc.enable()
    return graph


def _entity(entity: Entity, collection: Collection) -> Iterator[Triple]:
    node = NamedNode(names.entity_iri(entity.id))
    yield Triple(node, _A, NamedNode(collection.ontology.types[entity.type].iri))
    yield Triple(node, NamedNode(names.DCTERMS + "identifier"), Literal(entity.id))
    yield Triple(node, NamedNode(names.SKOS + "prefLabel"), _name(entity.label))
    for alias in entity.aliases:
        yield Triple(node, NamedNode(names.SKOS + "altLabel"), _name(alias))
    if entity.description:
        yield Triple(node, NamedNode(names.DCTERMS + "description"), Literal(entity.description))
    if entity.wikidata:
        same = NamedNode(names.WIKIDATA + entity.wikidata)
        yield Triple(node, NamedNode(names.OWL + "sameAs"), same)
    for address in entity.same_as:
        yield Triple(node, NamedNode(names.OWL + "sameAs"), NamedNode(address))


def _source(source: Source) -> Iterator[Triple]:
    node = NamedNode(names.source_iri(source.id))
    yield Triple(node, _A, NamedNode(names.PROV + "Entity"))
    yield Triple(node, NamedNode(names.DCTERMS + "identifier"), Literal(source.id))
    yield Triple(node, NamedNode(names.DCTERMS + "type"), Literal(source.kind))
    yield Triple(node, NamedNode(names.DCTERMS + "title"), Literal(source.title))
    for author in source.authors:
        yield Triple(node, NamedNode(names.DCTERMS + "creator"), Literal(author))
    yield Triple(node, NamedNode(names.DCTERMS + "publisher"), Literal(source.publisher))
    yield Triple(node, NamedNode(names.DCTERMS + "issued"), Literal(source.published))
    yield Triple(node, NamedNode(names.SCHEMA + "url"), NamedNode(source.url))
    for term, value in (
        ("origin", source.origin),
        ("reliability", source.reliability),
        ("licence", source.licence),
        ("textSha256", source.text_sha256),
    ):
        if value:
            yield Triple(node, _pg(term), Literal(value))


def _claim(claim: Claim, collection: Collection) -> Iterator[Triple]:
    ontology = collection.ontology
    node = NamedNode(names.claim_iri(claim.id))
    subject, relation, target = collection.triple(claim)
    yield Triple(node, _A, _pg("Claim"))
    yield Triple(node, NamedNode(names.DCTERMS + "identifier"), Literal(claim.id))
    yield Triple(node, _pg("subject"), NamedNode(names.entity_iri(subject)))
    yield Triple(node, _pg("relation"), NamedNode(ontology.relations[relation].iri))
    yield Triple(node, _pg("object"), NamedNode(names.entity_iri(target)))
    yield Triple(node, _pg("polarity"), _pg(claim.polarity))
    yield Triple(node, _pg("modality"), NamedNode(ontology.modalities[claim.modality].iri))
    yield Triple(node, _pg("likelihood"), _decimal(claim.strength))
    if claim.likelihood:
        yield Triple(node, _pg("likelihoodGiven"), Literal(claim.likelihood))
    if claim.attributed_to:
        by = NamedNode(names.entity_iri(collection.entity_id(claim.attributed_to)))
        yield Triple(node, NamedNode(names.PROV + "wasAttributedTo"), by)
    yield from _validity(node, claim)
    if claim.quantity is not None:
        yield Triple(node, _pg("quantity"), Literal(claim.quantity.text))
        yield Triple(node, _pg("quantityLow"), _decimal(claim.quantity.low))
        yield Triple(node, _pg("quantityHigh"), _decimal(claim.quantity.high))
    if claim.unit:
        yield Triple(node, _pg("unit"), Literal(claim.unit))
    yield Triple(node, _pg("knownSince"), Literal(claim.knowable))
    for disputed in claim.disputes:
        other = NamedNode(names.claim_iri(disputed))
        yield Triple(node, NamedNode(names.CITO + "disputes"), other)
    if claim.withdrawn:
        yield Triple(node, _pg("withdrawn"), Literal(claim.withdrawn))
    if claim.note:
        yield Triple(node, NamedNode(names.SKOS + "note"), Literal(claim.note))
    source = NamedNode(names.source_iri(claim.source))
    yield Triple(node, NamedNode(names.DCTERMS + "source"), source)
    if claim.dataset:
        dataset = NamedNode(names.dataset_iri(_path_segment(claim.dataset)))
        yield Triple(node, NamedNode(names.DCTERMS + "isPartOf"), dataset)
    passage = NamedNode(names.passage_iri(claim.id))
    selector = NamedNode(names.passage_iri(claim.id) + "/selector")
    yield Triple(node, _pg("evidence"), passage)
    yield Triple(passage, _A, NamedNode(names.OA + "SpecificResource"))
    yield Triple(passage, NamedNode(names.OA + "hasSource"), source)
    yield Triple(passage, NamedNode(names.OA + "hasSelector"), selector)
    yield Triple(selector, _A, NamedNode(names.OA + "Selector"))
    yield Triple(selector, NamedNode(names.RDF + "value"), Literal(claim.locator))
    if claim.passage_sha256:
        yield Triple(passage, _pg("sha256"), Literal(claim.passage_sha256))


def _validity(node: NamedNode, claim: Claim) -> Iterator[Triple]:
    """The dates as given, and the earliest and latest day where they are certain."""
    for term, text in (("start", claim.start), ("end", claim.end)):
        if text:
            yield Triple(node, _pg(term), Literal(text))
    bounds = []
    if claim.start not in (None, ".."):
        assert claim.start is not None
        bounds.append(("earliest", dates.read_date(claim.start).earliest))
    if claim.end not in (None, ".."):
        assert claim.end is not None
        bounds.append(("latest", dates.read_date(claim.end).latest))
    for term, day in bounds:
        if (text := dates.iso_day(day)) is not None:
            yield Triple(node, _pg(term), Literal(text, datatype=NamedNode(names.XSD + "date")))


def _judgement(judgement: Judgement) -> Triple:
    verdict = "sameAs" if judgement.same else "differentFrom"
    return Triple(
        NamedNode(names.entity_iri(judgement.left)),
        NamedNode(names.OWL + verdict),
        NamedNode(names.entity_iri(judgement.right)),
    )


def _path_segment(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")
