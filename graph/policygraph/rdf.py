"""Records to RDF: the claim form, plain triples by one rule, nothing lost and nothing blank.

A claim is one IRI node with its own axes; a plain triple ``s p o`` is added only
where :func:`plain_triples` allows it. Every node is an IRI, so that the same data
gives the same graph. In go records, out come nodes: terms as N-Triples writes them,
which every writer of :mod:`policygraph.formats` arranges in its own way (pyoxigraph
triples and an rdflib graph are made from them for those who want one). Nothing is
opened, and no remote name is looked up.

A set of triples keeps neither the order of a cell's values, nor the id that an entity
had before a merge, nor which of two datasets gave which row. Where the properties of a
node do not give a cell back, a property whose name ends in ``Given`` holds the cell.
What stands in more than one row has a ``pg:Row`` node for each.
"""

from __future__ import annotations

import gc
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from policygraph import dates, names
from policygraph.cells import Cells, entity_cells, joined, source_cells
from policygraph.model import Claim, Collection, Dataset, Entity, Judgement, Name, Source

if TYPE_CHECKING:
    import rdflib

#: What an export holds: claim nodes, plain triples of accepted claims, or both. Entities
#: and judgements of identity are in every view.
CLAIMS, FACTS, BOTH = VIEWS = ("claims", "facts", "both")

#: A node: its IRI, then predicates and objects; all terms as N-Triples writes them.
Node = tuple[str, list[tuple[str, str]]]

A = f"<{names.RDF}type>"
REIFIES = f"<{names.RDF}reifies>"
_IDENTIFIER = f"<{names.DCTERMS}identifier>"
_IS_PART_OF = f"<{names.DCTERMS}isPartOf>"
_SAME_AS = f"<{names.OWL}sameAs>"
_NOTE = f"<{names.SKOS}note>"


@cache
def _pg(term: str) -> str:
    return f"<{names.NS}{term}>"


@cache
def given_term(column: str) -> str:
    """The local name of the property that holds the cell of a column as given.

    >>> given_term("same_as")
    'sameAsGiven'
    """
    first, *others = column.split("_")
    return first + "".join(map(str.capitalize, others)) + "Given"


def _text(value: str) -> str:
    # pyoxigraph escapes what has to be; the other writers take the term as it is.
    return str(Literal(value))


#: The same for values that most claims share, such as dates and units.
_common = lru_cache(maxsize=1 << 16)(_text)


def _decimal(value: float | Decimal) -> str:
    """The number in full: no exponent, which xsd:decimal has not, and no digit lost."""
    return _number(str(value))


# By its text: equal numbers of other digits (60 and 60.0) must not share an entry.
@lru_cache(maxsize=1 << 12)
def _number(text: str) -> str:
    return f'"{format(Decimal(text), "f")}"^^<{names.XSD}decimal>'


def _name(name: Name) -> str:
    return str(Literal(name.text, language=name.language) if name.language else Literal(name.text))


def _address(iri: str) -> str:
    return str(NamedNode(iri))


def _entity_node(slug: str) -> str:
    return f"<{names.BASE}id/{slug}>"


def _dataset_node(dataset: str) -> str:
    return f"<{names.dataset_iri(_path_segment(dataset))}>"


def _path_segment(text: str) -> str:
    return quote(text, safe="")


def described_nodes(collection: Collection, view: str = BOTH) -> Iterator[Node]:
    """What claims are about and rest on: entities, identities, sources, datasets, rows.

    A node may come more than once, with other properties. The view ``facts`` has
    entities and identities alone.
    """
    for judgement in collection.judgements:
        verdict = "sameAs" if judgement.same else "differentFrom"
        yield (
            _entity_node(judgement.left),
            [(f"<{names.OWL}{verdict}>", _entity_node(judgement.right))],
        )
    for entity in collection.entities.values():
        yield _entity(entity, collection)
    if view == FACTS:
        return
    for source in collection.sources.values():
        yield _source(source)
    for dataset in collection.records:
        if dataset.name:
            yield (
                _dataset_node(dataset.name),
                [(A, _pg("Dataset")), (_IDENTIFIER, _text(dataset.name))],
            )
    yield from _rows(collection)
    yield from _judgements(collection.judgements)


def claim_nodes(collection: Collection) -> Iterator[tuple[str, list[Node]]]:
    """Each claim with its passage, and before them the id of the claim's source."""
    for claim in collection.claims.values():
        yield claim.source, _claim(claim, collection)


def plain_nodes(collection: Collection) -> Iterator[Node]:
    """The plain triples as nodes of one property each, sorted by id."""
    relations = collection.ontology.relations
    for subject, relation, target in _plain(collection):
        yield _entity_node(subject), [(f"<{relations[relation].iri}>", _entity_node(target))]


def nodes(collection: Collection, view: str = BOTH) -> dict[str, list[tuple[str, str]]]:
    """The whole of a view by node, sorted by IRI; a node's type comes first, nothing twice."""
    parts = list(described_nodes(collection, view))
    if view != FACTS:
        parts += (node for _, found in claim_nodes(collection) for node in found)
    if view != CLAIMS:
        parts += plain_nodes(collection)
    return united(parts)


def united(parts: Iterable[Node]) -> dict[str, list[tuple[str, str]]]:
    """Nodes with all their properties, sorted by IRI; a node's type comes first, nothing twice."""
    found: dict[str, list[tuple[str, str]]] = {}
    for subject, pairs in parts:
        known = found.get(subject)
        found[subject] = pairs if known is None else [*known, *pairs]
    ordered = {}
    for subject in sorted(found):
        pairs = sorted(set(found[subject]))
        types = [pair for pair in pairs if pair[0] == A]
        ordered[subject] = types + [pair for pair in pairs if pair[0] != A]
    return ordered


def n_triples(parts: Iterable[Node]) -> bytes:
    """Nodes as N-Triples, in the order given."""
    return "".join(
        f"{subject} {predicate} {value} .\n"
        for subject, pairs in parts
        for predicate, value in pairs
    ).encode()


def claim_triples(collection: Collection) -> Iterator[Triple]:
    """The claim form of a collection: entities, sources, claims and identities, unsorted."""
    parts = list(described_nodes(collection))
    parts += (node for _, found in claim_nodes(collection) for node in found)
    for quad in parse(n_triples(parts), format=RdfFormat.N_TRIPLES):
        yield quad.triple


def plain_triples(collection: Collection) -> Iterator[Triple]:
    """The plain triples, sorted: what at least one claim asserts and none denies.

    A claim asserts its triple if it affirms it, its modality is assertable, no claim
    disputes it, it is not withdrawn and, for a relation that is a state, it has no
    end. A denial of the triple or of a super-property's keeps the triple out; one
    that is withdrawn does not.
    """
    for quad in parse(n_triples(plain_nodes(collection)), format=RdfFormat.N_TRIPLES):
        yield quad.triple


def _plain(collection: Collection) -> Iterator[tuple[str, str, str]]:
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
        yield subject, relation, target


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


def several(values: Iterable[str]) -> str:
    """The cell that a set of values gives back when nothing else is known of it."""
    return joined(sorted(values))


def spoken(name: Name) -> str:
    """A name as RDF keeps it: language tags are in lower case there."""
    return str(Name(name.text, name.language.lower()))


def addresses(iris: Iterable[str]) -> tuple[str, str]:
    """The cells ``wikidata`` and ``same_as`` that a set of owl:sameAs gives back.

    Other entities of the graph are not addresses: they are judged in ``identity.csv``.
    """
    known = sorted({iri for iri in iris if not iri.startswith(names.entity_iri(""))})
    items = [iri.removeprefix(names.WIKIDATA) for iri in known]
    items = [item for item in items if names.QID.match(item)][:1]
    others = [iri for iri in known if iri != names.WIKIDATA + items[0]] if items else known
    return (items[0] if items else ""), joined(others)


def _given(cells: Cells, derived: Cells) -> list[tuple[str, str]]:
    """A property for each cell that the node does not give back by itself."""
    return [
        (_pg(given_term(column)), _text(cells[column]))
        for column, cell in derived.items()
        if cells[column] != cell
    ]


def _entity(entity: Entity, collection: Collection) -> Node:
    pairs = [
        (A, f"<{collection.ontology.types[entity.type].iri}>"),
        (_IDENTIFIER, _text(entity.id)),
        (f"<{names.SKOS}prefLabel>", _name(entity.label)),
    ]
    pairs += ((f"<{names.SKOS}altLabel>", _name(alias)) for alias in entity.aliases)
    if entity.description:
        pairs.append((f"<{names.DCTERMS}description>", _text(entity.description)))
    if entity.wikidata:
        pairs.append((_SAME_AS, _address(names.WIKIDATA + entity.wikidata)))
    pairs += ((_SAME_AS, _address(address)) for address in entity.same_as)
    return _entity_node(entity.id), pairs


def _source(source: Source) -> Node:
    pairs = [
        (A, f"<{names.PROV}Entity>"),
        (_IDENTIFIER, _text(source.id)),
        (f"<{names.DCTERMS}type>", _text(source.kind)),
        (f"<{names.DCTERMS}title>", _text(source.title)),
        (f"<{names.DCTERMS}publisher>", _text(source.publisher)),
        (f"<{names.DCTERMS}issued>", _text(source.published)),
    ]
    pairs += ((f"<{names.DCTERMS}creator>", _text(author)) for author in source.authors)
    if source.url:
        pairs.append((f"<{names.SCHEMA}url>", _address(source.url)))
    pairs += (
        (_pg(term), _text(value))
        for term, value in (
            ("origin", source.origin),
            ("reliability", source.reliability),
            ("licence", source.licence),
            ("textSha256", source.text_sha256),
        )
        if value
    )
    return f"<{names.source_iri(source.id)}>", pairs


def _rows(collection: Collection) -> Iterator[Node]:
    """Which dataset each entity and source is of, and the rows that their nodes do not give."""
    entities: dict[str, list[tuple[Dataset, Entity]]] = defaultdict(list)
    sources: dict[str, list[tuple[Dataset, Source]]] = defaultdict(list)
    for dataset in collection.records:
        for entity in dataset.entities:
            entities[collection.entity_id(entity.id)].append((dataset, entity))
        for source in dataset.sources:
            sources[source.id].append((dataset, source))
    for name, rows in entities.items():
        node = _entity_node(name)
        if len(rows) == 1 and rows[0][1].id == name:
            ((dataset, entity),) = rows
            wikidata, same_as = addresses(
                [*entity.same_as, *([names.WIKIDATA + entity.wikidata] if entity.wikidata else [])]
            )
            derived = {
                "label": spoken(entity.label),
                "aliases": several(set(map(spoken, entity.aliases))),
                "wikidata": wikidata,
                "same_as": same_as,
            }
            yield node, [*_part_of(dataset.name), *_given(entity_cells(entity), derived)]
        else:
            for dataset, entity in rows:
                yield _row(node, "entity", dataset.name, entity_cells(entity))
    for name, found in sources.items():
        node = f"<{names.source_iri(name)}>"
        if len(found) == 1:
            ((dataset, source),) = found
            derived = {"authors": several(set(source.authors))}
            yield node, [*_part_of(dataset.name), *_given(source_cells(source), derived)]
        else:
            for dataset, source in found:
                yield _row(node, "source", dataset.name, source_cells(source))


def _row(of: str, kind: str, dataset: str, cells: Cells) -> Node:
    iri = names.row_iri(_path_segment(dataset), kind, cells["id"])
    return (
        f"<{iri}>",
        [
            (A, _pg("Row")),
            (_pg("describes"), of),
            *_part_of(dataset),
            *_given(cells, dict.fromkeys(cells, "")),
        ],
    )


def _part_of(dataset: str) -> list[tuple[str, str]]:
    return [(_IS_PART_OF, _dataset_node(dataset))] if dataset else []


def _judgements(judgements: Iterable[Judgement]) -> Iterator[Node]:
    """Each judgement as a node whose IRI says what is in it; equal ones are numbered."""
    seen: Counter[str] = Counter()
    for judgement in judgements:
        said = (judgement.same, judgement.by, judgement.date, judgement.why, judgement.dataset)
        digest = hashlib.sha256(repr(said).encode()).hexdigest()[:16]
        iri = names.judgement_iri(
            _path_segment(judgement.left), _path_segment(judgement.right), digest
        )
        seen[iri] += 1
        if seen[iri] > 1:
            iri += f"-{seen[iri]}"
        yield (
            f"<{iri}>",
            [
                (A, _pg("Judgement")),
                (_pg("left"), _entity_node(judgement.left)),
                (_pg("right"), _entity_node(judgement.right)),
                (_pg("verdict"), _pg("same" if judgement.same else "different")),
                (f"<{names.DCTERMS}creator>", _text(judgement.by)),
                (f"<{names.DCTERMS}issued>", _text(judgement.date)),
                (_NOTE, _text(judgement.why)),
                *_part_of(judgement.dataset),
            ],
        )


_CLAIM = _pg("Claim")
_POLARITY = _pg("polarity")
_DISPUTES = f"<{names.CITO}disputes>"
_SOURCE = f"<{names.DCTERMS}source>"
_ATTRIBUTED = f"<{names.PROV}wasAttributedTo>"
_RESOURCE = f"<{names.OA}SpecificResource>"
_SELECTOR = f"<{names.OA}Selector>"
_HAS_SOURCE = f"<{names.OA}hasSource>"
_HAS_SELECTOR = f"<{names.OA}hasSelector>"
_VALUE = f"<{names.RDF}value>"


def claim_triple(claim: Claim, collection: Collection) -> str:
    """The triple that a claim is about, after merges, as N-Triples writes one."""
    subject, relation, target = collection.triple(claim)
    iri = collection.ontology.relations[relation].iri
    return f"{_entity_node(subject)} <{iri}> {_entity_node(target)}"


def _claim(claim: Claim, collection: Collection) -> list[Node]:
    ontology = collection.ontology
    modality = ontology.modalities[claim.modality]
    iri = names.claim_iri(claim.id)
    subject, relation, target = collection.triple(claim)
    source = f"<{names.source_iri(claim.source)}>"
    passage = f"<{iri}/passage>"
    selector = f"<{iri}/passage/selector>"
    pairs = [
        (A, _CLAIM),
        (_IDENTIFIER, f'"{claim.id}"'),
        (_pg("subject"), _entity_node(subject)),
        (_pg("relation"), f"<{ontology.relations[relation].iri}>"),
        (_pg("object"), _entity_node(target)),
        (_POLARITY, _pg(claim.polarity)),
        (_pg("modality"), f"<{modality.iri}>"),
        (_pg("likelihood"), _decimal(claim.strength)),
        (_pg("knownSince"), _common(claim.knowable)),
        (_SOURCE, source),
        (_pg("evidence"), passage),
    ]
    add = pairs.append
    if subject != claim.subject:
        add((_pg("subjectGiven"), _common(claim.subject)))
    if target != claim.object:
        add((_pg("objectGiven"), _common(claim.object)))
    if claim.likelihood:
        add((_pg("likelihoodGiven"), _common(claim.likelihood)))
    if claim.attributed_to:
        by = collection.entity_id(claim.attributed_to)
        add((_ATTRIBUTED, _entity_node(by)))
        if by != claim.attributed_to:
            add((_pg("attributedToGiven"), _common(claim.attributed_to)))
    pairs += _validity(claim)
    if claim.quantity is not None:
        add((_pg("quantity"), _common(claim.quantity.text)))
        add((_pg("quantityLow"), _decimal(claim.quantity.low)))
        add((_pg("quantityHigh"), _decimal(claim.quantity.high)))
    if claim.unit:
        add((_pg("unit"), _common(claim.unit)))
    published = collection.sources[claim.source].published
    if (claim.known_since or "") != ("" if claim.knowable == published else claim.knowable):
        add((_pg("knownSinceGiven"), _common(claim.known_since or "")))
    if claim.disputes:
        pairs += ((_DISPUTES, f"<{names.claim_iri(other)}>") for other in claim.disputes)
        if several(set(claim.disputes)) != joined(claim.disputes):
            add((_pg("disputesGiven"), _text(joined(claim.disputes))))
    if claim.withdrawn:
        add((_pg("withdrawn"), _common(claim.withdrawn)))
    if claim.note:
        add((_NOTE, _text(claim.note)))
    pairs += _part_of(claim.dataset)
    rests_on = [(A, _RESOURCE), (_HAS_SOURCE, source), (_HAS_SELECTOR, selector)]
    if claim.passage_sha256:
        rests_on.append((_pg("sha256"), _text(claim.passage_sha256)))
    return [
        (f"<{iri}>", pairs),
        (passage, rests_on),
        (selector, [(A, _SELECTOR), (_VALUE, _text(claim.locator))]),
    ]


def _validity(claim: Claim) -> Iterator[tuple[str, str]]:
    """The dates as given, and the earliest and latest day where they are certain."""
    if claim.start:
        yield _pg("start"), _common(claim.start)
        if (day := _bound(claim.start, 0)) is not None:
            yield _pg("earliest"), day
    if claim.end:
        yield _pg("end"), _common(claim.end)
        if (day := _bound(claim.end, 1)) is not None:
            yield _pg("latest"), day


@lru_cache(maxsize=1 << 16)
def _bound(date: str, end: int) -> str | None:
    if date == "..":
        return None
    span = dates.read_date(date)
    day = dates.iso_day(span.latest if end else span.earliest)
    return None if day is None else f'"{day}"^^<{names.XSD}date>'
