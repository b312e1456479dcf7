"""A collection as RDF nodes: the claim form, plain triples, and everything they refer to.

A claim is one IRI node with its own properties, and so are its passage, entities, sources,
datasets and judgements. A plain triple ``subject relation object`` is added only for an edge
that :func:`is_plain` accepts.

A set of triples keeps neither the order of a cell's values, nor the id that an entity had
before a merge, nor which of two datasets gave which row. Where the properties of a node do not
give a cell back, a property whose name ends in ``Given`` holds the cell. An entity or source
of more than one row has a ``pg:Row`` node for each.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache

from policygraph.model import dates, iris
from policygraph.model.collection import Collection
from policygraph.model.records import About, Claim, Dataset, Entity, Judgement, Name, Source
from policygraph.model.triples import implied
from policygraph.query.edges import Edge, edges_under
from policygraph.query.opposition import contests_any
from policygraph.rdf.paused_collector import paused_collector
from policygraph.rdf.terms import (
    IDENTIFIER,
    SAME_AS,
    A,
    Node,
    common_string,
    dataset_node,
    decimal,
    entity_node,
    iri_node,
    merge_nodes,
    named,
    part_of,
    path_segment,
    pg,
    string,
)
from policygraph.tables.reader import (
    CLAIM_FIELDS,
    ENTITY_FIELDS,
    JUDGEMENT_FIELDS,
    SOURCE_FIELDS,
    Cells,
    Field,
    Record,
    cells_of,
    columns_of,
    list_cell,
)

#: What an export holds: claim nodes, plain triples, or both. Entities and judgements of
#: identity are in every view.
CLAIMS, FACTS, BOTH = VIEWS = ("claims", "facts", "both")

REIFIES = f"<{iris.RDF}reifies>"
_DISPUTES = f"<{iris.CITO}disputes>"
_SOURCE = f"<{iris.DCTERMS}source>"
_ATTRIBUTED = f"<{iris.PROV}wasAttributedTo>"
_RESOURCE = f"<{iris.OA}SpecificResource>"
_SELECTOR = f"<{iris.OA}Selector>"
_HAS_SOURCE = f"<{iris.OA}hasSource>"
_HAS_SELECTOR = f"<{iris.OA}hasSelector>"
_VALUE = f"<{iris.RDF}value>"


def nodes_of(collection: Collection, view: str = BOTH) -> dict[str, list[tuple[str, str]]]:
    """All nodes of a view, merged and sorted (:func:`~policygraph.rdf.terms.merge_nodes`)."""
    with paused_collector():
        parts = list(context_nodes(collection, view))
        if view != FACTS:
            parts += (node for _, found in claim_nodes(collection) for node in found)
            parts += draft_nodes(collection)
        if view != CLAIMS:
            parts += plain_nodes(collection)
        return merge_nodes(parts)


def context_nodes(collection: Collection, view: str = BOTH) -> Iterator[Node]:
    """What claims refer to: entities, identities, sources, datasets, rows.

    A node may come more than once, with other properties. The view ``facts`` has
    entities and identities alone.
    """
    for judgement in collection.judgements:
        verdict = "sameAs" if judgement.same else "differentFrom"
        yield (
            entity_node(judgement.left),
            [(f"<{iris.OWL}{verdict}>", entity_node(judgement.right))],
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
                dataset_node(dataset.name),
                [
                    (A, pg("Dataset")),
                    (IDENTIFIER, string(dataset.name)),
                    *((pg(key), string(text)) for key, text in about_texts(dataset.about)),
                ],
            )
    yield from _row_nodes(collection)
    yield from _judgement_nodes(collection.judgements)


def about_texts(about: About) -> list[tuple[str, str]]:
    """What a dataset says of itself: the term of each property, and its text."""
    texts = ((key, getattr(about, key)) for key in ("edition", "licence", "retrieved"))
    return [(key, text) for key, text in texts if text]


# --- Claims ---------------------------------------------------------------------------


def claim_nodes(collection: Collection) -> Iterator[tuple[str, list[Node]]]:
    """For each claim the id of its source, and the nodes of the claim and its passage."""
    for claim in collection.claims.values():
        yield claim.source, _claim(claim, collection)


def claim_triple(claim: Claim, collection: Collection) -> str:
    """The statement of a claim, after merges, as N-Triples writes a triple."""
    subject, relation, target = collection.statement(claim)
    iri = collection.ontology.relations[relation].iri
    return f"{entity_node(subject)} <{iri}> {entity_node(target)}"


def _claim(claim: Claim, collection: Collection) -> list[Node]:
    ontology = collection.ontology
    modality = ontology.modalities[claim.modality]
    iri = iris.claim_iri(claim.id)
    subject, relation, target = collection.statement(claim)
    source = f"<{iris.source_iri(claim.source)}>"
    passage = f"<{iri}/passage>"
    selector = f"<{iri}/passage/selector>"
    pairs = [
        (A, pg("Claim")),
        (IDENTIFIER, f'"{claim.id}"'),
        (pg("subject"), entity_node(subject)),
        (pg("relation"), f"<{ontology.relations[relation].iri}>"),
        (pg("object"), entity_node(target)),
        (pg("polarity"), pg(claim.polarity)),
        (pg("modality"), f"<{modality.iri}>"),
        (pg("likelihood"), decimal(claim.strength)),
        (_SOURCE, source),
        (pg("evidence"), passage),
        *_properties(claim, CLAIM_FIELDS),
    ]
    add = pairs.append
    if claim.knowable:
        add((pg("knownSince"), common_string(claim.knowable)))
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
    if claim.grade:
        add((pg("grade"), f"<{ontology.grades[claim.grade].iri}>"))
    if claim.need:
        add((pg("need"), f"<{ontology.needs[claim.need].iri}>"))
    if claim.towards:
        towards = collection.entity_id(claim.towards)
        add((pg("towards"), entity_node(towards)))
        if towards != claim.towards:
            add((pg("towardsGiven"), common_string(claim.towards)))
    if claim.start and (day := _bound(claim.start, 0)) is not None:
        add((pg("earliest"), day))
    if claim.end and (day := _bound(claim.end, 1)) is not None:
        add((pg("latest"), day))
    if claim.quantity is not None:
        # An open side has no number, and xsd:decimal has no infinity.
        ends = {"quantityLow": claim.quantity.low, "quantityHigh": claim.quantity.high}
        pairs += ((pg(term), decimal(end)) for term, end in ends.items() if end.is_finite())
    published = collection.sources[claim.source].published
    if (claim.known_since or "") != ("" if claim.knowable == published else claim.knowable):
        add((pg("knownSinceGiven"), common_string(claim.known_since or "")))
    if claim.disputes:
        pairs += ((_DISPUTES, f"<{iris.claim_iri(other)}>") for other in claim.disputes)
        if sorted_cell(set(claim.disputes)) != list_cell(claim.disputes):
            add((pg("disputesGiven"), string(list_cell(claim.disputes))))
    pairs += part_of(claim.dataset)
    evidence = [(A, _RESOURCE), (_HAS_SOURCE, source), (_HAS_SELECTOR, selector)]
    if claim.passage_sha256:
        evidence.append((pg("sha256"), string(claim.passage_sha256)))
    return [
        (f"<{iri}>", pairs),
        (passage, evidence),
        (selector, [(A, _SELECTOR), (_VALUE, string(claim.locator))]),
    ]


@lru_cache(maxsize=1 << 16)
def _bound(date: str, end: int) -> str | None:
    """The earliest (``end`` 0) or latest (1) day of a date, if it is a day of XML Schema."""
    if date == "..":
        return None
    span = dates.read_bound(date)
    day = dates.iso_day(span.latest if end else span.earliest)
    return None if day is None else f'"{day}"^^<{iris.XSD}date>'


def draft_nodes(collection: Collection) -> Iterator[Node]:
    """Each draft as a node with its cells as text, so that no query about claims meets it."""
    for draft in collection.drafts:
        cells = [("source", draft.source), *cells_of(draft).items()]
        pairs = [(A, pg("Draft")), (IDENTIFIER, string(draft.id)), *part_of(draft.dataset)]
        pairs += _own_cells((column, cell) for column, cell in cells if cell)
        yield f"<{iris.draft_iri(draft.id)}>", pairs


# --- Plain triples --------------------------------------------------------------------


def plain_nodes(collection: Collection) -> Iterator[Node]:
    """The plain triples as nodes of one property each, sorted by id.

    A symmetric one is written both ways, since plain SPARQL reads a triple one way only.
    """
    relations = collection.ontology.relations
    found = [edge.triple for edge in edges_under(collection) if is_plain(edge, collection)]
    symmetric = collection.ontology.symmetric
    found += [(o, r, s) for s, r, o in found if r in symmetric and s != o]
    for subject, relation, target in sorted(found):
        yield entity_node(subject), [(f"<{relations[relation].iri}>", entity_node(target))]


def is_plain(edge: Edge, collection: Collection) -> bool:
    """Whether an edge is a plain triple: some claim asserts it, and no denial contests it.

    A claim asserts its triple if its modality is assertable, no claim disputes it and, for a
    relation that is a state, it has no end. A denial of a super-property's triple counts too.
    A denial that only disputes a claim, of another time or quantity, takes away that claim.
    """
    ontology = collection.ontology
    denied = set(implied(ontology, edge.triple))
    for claim in edge.against:
        if (
            claim.denies
            and collection.triple(claim) in denied
            and contests_any(ontology, claim, edge.supporting)
        ):
            return False
    event = ontology.relations[edge.relation].event
    disputed = {name for claim in edge.against for name in claim.disputes}
    return any(
        ontology.modalities[claim.modality].assertable
        and claim.id not in disputed
        and (event or claim.end in (None, ".."))
        for claim in edge.supporting
    )


# --- Entities and sources, their rows, judgements -------------------------------------


def _properties(record: Record, fields: Mapping[str, Field]) -> Iterator[tuple[str, str]]:
    """The properties of the fields that RDF holds as they are."""
    for column, field in fields.items():
        if field.iri and (value := getattr(record, column)):
            for each in value if field.several else (value,):
                if field.link:
                    term = iri_node(each)
                elif isinstance(each, Name):
                    term = named(each)
                else:
                    term = string(str(each))
                yield f"<{field.iri}>", term
    yield from _own_cells(record.extra)


def _own_cells(extra: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Cells that no other property holds, each as ``column=text``."""
    for column, text in extra:
        yield pg("cell"), string(f"{column}={text}")


def _entity(entity: Entity, collection: Collection) -> Node:
    pairs = [
        (A, f"<{collection.ontology.types[entity.type].iri}>"),
        (IDENTIFIER, string(entity.id)),
        *_properties(entity, ENTITY_FIELDS),
    ]
    if entity.wikidata:
        pairs.append((SAME_AS, iri_node(iris.WIKIDATA + entity.wikidata)))
    pairs += ((SAME_AS, iri_node(address)) for address in entity.same_as)
    return entity_node(entity.id), pairs


def _source(source: Source) -> Node:
    return f"<{iris.source_iri(source.id)}>", [
        (A, f"<{iris.PROV}Entity>"),
        (IDENTIFIER, string(source.id)),
        *_properties(source, SOURCE_FIELDS),
    ]


def _judgement_nodes(judgements: Iterable[Judgement]) -> Iterator[Node]:
    """Each judgement as a node whose IRI has a hash of its content; equal ones are numbered."""
    seen: Counter[str] = Counter()
    for judgement in judgements:
        content = (judgement.same, judgement.by, judgement.date, judgement.why, judgement.dataset)
        digest = hashlib.sha256(repr(content).encode()).hexdigest()[:16]
        iri = iris.judgement_iri(
            path_segment(judgement.left), path_segment(judgement.right), digest
        )
        seen[iri] += 1
        if seen[iri] > 1:
            iri += f"-{seen[iri]}"
        yield (
            f"<{iri}>",
            [
                (A, pg("Judgement")),
                (pg("left"), entity_node(judgement.left)),
                (pg("right"), entity_node(judgement.right)),
                (pg("verdict"), pg(judgement.judgement)),
                *_properties(judgement, JUDGEMENT_FIELDS),
                *part_of(judgement.dataset),
            ],
        )


def _row_nodes(collection: Collection) -> Iterator[Node]:
    """The dataset of each entity and source, and the rows that their nodes do not give back."""
    entities: dict[str, list[tuple[Dataset, Entity]]] = defaultdict(list)
    sources: dict[str, list[tuple[Dataset, Source]]] = defaultdict(list)
    for dataset in collection.records:
        for entity in dataset.entities:
            entities[collection.entity_id(entity.id)].append((dataset, entity))
        for source in dataset.sources:
            sources[source.id].append((dataset, source))
    for name, rows in entities.items():
        node = entity_node(name)
        if len(rows) == 1 and rows[0][1].id == name:
            ((dataset, entity),) = rows
            wikidata, same_as = addresses(
                [*entity.same_as, *([iris.WIKIDATA + entity.wikidata] if entity.wikidata else [])]
            )
            derived = {
                "label": _lower_case_tag(entity.label),
                "aliases": sorted_cell(set(map(_lower_case_tag, entity.aliases))),
                "wikidata": wikidata,
                "same_as": same_as,
            }
            yield node, [*part_of(dataset.name), *_given(cells_of(entity), derived)]
        else:
            for dataset, entity in rows:
                yield _row(node, "entity", dataset.name, entity)
    for name, found in sources.items():
        node = f"<{iris.source_iri(name)}>"
        if len(found) == 1:
            ((dataset, source),) = found
            derived = {"authors": sorted_cell(set(source.authors))}
            yield node, [*part_of(dataset.name), *_given(cells_of(source), derived)]
        else:
            for dataset, source in found:
                yield _row(node, "source", dataset.name, source)


def _row(described: str, kind: str, dataset: str, record: Entity | Source) -> Node:
    cells = cells_of(record)
    iri = iris.row_iri(path_segment(dataset), kind, cells["id"])
    return (
        f"<{iri}>",
        [
            (A, pg("Row")),
            (pg("describes"), described),
            *part_of(dataset),
            *_given(cells, dict.fromkeys(columns_of(record), "")),
            *_own_cells(record.extra),
        ],
    )


@cache
def given_term(column: str) -> str:
    """The local name of the property that holds the cell of a column as given.

    >>> given_term("same_as")
    'sameAsGiven'
    """
    first, *others = column.split("_")
    return first + "".join(map(str.capitalize, others)) + "Given"


def _given(cells: Cells, derived: Cells) -> list[tuple[str, str]]:
    """A property for each cell that the node does not give back by itself."""
    return [
        (pg(given_term(column)), string(cells[column]))
        for column, cell in derived.items()
        if cells[column] != cell
    ]


def sorted_cell(values: Iterable[str]) -> str:
    """The cell that a set of values gives back: its values sorted."""
    return list_cell(sorted(values))


def _lower_case_tag(name: Name) -> str:
    """A name as RDF gives it back: with its language tag in lower case."""
    return str(Name(name.text, name.language.lower()))


def addresses(given: Iterable[str]) -> tuple[str, str]:
    """The cells ``wikidata`` and ``same_as`` that a set of owl:sameAs gives back.

    Other entities of the graph are not addresses: they are judged in ``identity.csv``.
    """
    known = sorted({iri for iri in given if not iri.startswith(iris.entity_iri(""))})
    items = [iri.removeprefix(iris.WIKIDATA) for iri in known]
    items = [item for item in items if iris.QID.match(item)][:1]
    others = [iri for iri in known if iri != iris.WIKIDATA + items[0]] if items else known
    return (items[0] if items else ""), list_cell(others)
