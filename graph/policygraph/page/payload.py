"""What a page shows, as one versioned dict of plain values: no HTML, no script.

In: a collection, and the answer whose paths it holds, if it is of one. Out: entities with their
positions, every claim, an edge for each triple that a claim affirms with the claims for and
against it, sources, the ontology's terms, the style table, the paths of the answer. The
dict is what the page's scripts, its downloads and the tests read; fields that are empty are
left out. Nothing here depends on the order in which records were read.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import asdict
from typing import Any

from policygraph.analyses.answer import Answer
from policygraph.analyses.path import Path
from policygraph.model import dates, iris
from policygraph.model.collection import Collection
from policygraph.model.ontology import Ontology
from policygraph.model.quantities import unit_of
from policygraph.model.records import Claim, Entity, Source
from policygraph.model.triples import Triple
from policygraph.page.layout import Positions
from policygraph.page.style import style_of
from policygraph.query import wording
from policygraph.query.corroboration import Said, origins_of
from policygraph.query.edges import Edge, edges_under
from policygraph.query.opposition import days_of, opposes
from policygraph.render.sentence import sentence_case
from policygraph.render.trace import status_line
from policygraph.version import VERSION as RELEASE

#: The version of the form below; it changes when a field changes its meaning or is removed.
VERSION = 1

#: Stands for no bound, in days; JSON has no infinity. Farther days are cut to it.
UNBOUNDED = 10**9

GRAPH, ANSWER, AROUND = "graph", "answer", "around"


def payload_of(
    collection: Collection,
    positions: Positions,
    *,
    title: str,
    answer: Answer | None = None,
    around: tuple[str, int] | None = None,
) -> dict[str, Any]:
    """Everything that the page of a collection shows.

    ``answer`` is given where the collection is the subset of an answer's paths, ``around``
    where it is the neighbourhood of an entity: its id and the hops. ``positions`` may lack
    entities: the page lays those out itself.
    """
    edges = edges_under(collection)
    said = {(claim.origin, claim.source) for claim in collection.claims.values()}
    origins = origins_of(collection, {*said, *((None, id) for id in collection.sources)})
    outside = triples_outside(answer) if answer is not None else set()
    merged: dict[str, list[str]] = {}
    for old, now in sorted(collection.canonical.items()):
        merged.setdefault(now, []).append(old)
    data: dict[str, Any] = {
        "version": VERSION,
        "generator": {"name": "policygraph", "version": RELEASE},
        "kind": GRAPH,
        "title": title,
        "datasets": list(collection.datasets),
        "ontology": _ontology(collection.ontology),
        "rdf": {"base": iris.BASE, "prefixes": iris.PREFIXES},
        "style": style_of(collection.ontology),
        "entities": [_entity(e, merged, positions) for e in collection.entities.values()],
        "sources": [_source(each, origins[None, each.id]) for each in collection.sources.values()],
        "claims": [_claim(collection, claim, origins) for claim in collection.claims.values()],
        "edges": [_edge(collection, edge, outside) for edge in edges],
        "judgements": [
            _filled(left=j.left, right=j.right, same=j.same, by=j.by, date=j.date, why=j.why)
            for j in sorted(collection.judgements, key=lambda one: one.order)
        ],
    }
    if around is not None:
        data |= {"kind": AROUND, "around": {"entity": around[0], "hops": around[1]}}
    if answer is not None:
        numbers = {edge.triple: number for number, edge in enumerate(edges)}
        data |= {"kind": ANSWER, "answer": _answer(answer, numbers)}
    return data


def triples_of(path: Path) -> set[Triple]:
    """The edges that a path goes over."""
    return {step.triple for step in path.steps}


def triples_outside(answer: Answer) -> set[Triple]:
    """The edges of the path that an absent answer would have if its restrictions were lifted."""
    if answer.absence is None or answer.absence.path is None:
        return set()
    return triples_of(answer.absence.path)


def _filled(**fields: Any) -> dict[str, Any]:
    """The fields without those that are empty; False and 0 are not empty."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], ())}


def _ontology(ontology: Ontology) -> dict[str, Any]:
    modalities = sorted(ontology.modalities.values(), key=lambda m: (m.order, m.id))
    return {
        "iri": ontology.iri,
        "version": ontology.version,
        "types": [
            _filled(id=t.id, iri=t.iri, label=t.label, definition=t.definition, parent=t.parent)
            for t in ontology.types.values()
        ],
        "relations": [
            _filled(
                id=r.id,
                iri=r.iri,
                label=r.label,
                inverse_label=r.inverse_label,
                definition=r.definition,
                influence=r.influence,
                effect=r.effect,
                event=r.event,
                symmetric=r.symmetric or None,
                why=r.why,
                parent=r.parent,
            )
            for r in ontology.relations.values()
        ],
        "modalities": [
            {"id": m.id, "iri": m.iri, "label": m.label, "assertable": m.assertable}
            for m in modalities
        ],
        **{
            name: [{"id": t.id, "iri": t.iri, "label": t.label} for t in terms.values()]
            for name, terms in (("grades", ontology.grades), ("needs", ontology.needs))
        },
        "likelihood_terms": [
            {"label": t.label, "low": t.low, "high": t.high} for t in ontology.likelihood_terms
        ],
    }


def _entity(
    entity: Entity, merged: Mapping[str, list[str]], positions: Positions
) -> dict[str, Any]:
    position = positions.get(entity.id)
    return _filled(
        id=entity.id,
        label=entity.label.text,
        language=entity.label.language,
        type=entity.type,
        aliases=[str(alias) for alias in entity.aliases],
        description=entity.description,
        wikidata=entity.wikidata,
        same_as=list(entity.same_as),
        merged=merged.get(entity.id),
        x=position[0] if position else None,
        y=position[1] if position else None,
    )


def _source(source: Source, root: str) -> dict[str, Any]:
    """A source; ``root`` is its origin (:func:`origins_of`), written where that is another."""
    return _filled(
        id=source.id,
        kind=source.kind,
        title=source.title,
        authors=list(source.authors),
        publisher=source.publisher,
        published=source.published,
        url=source.url,
        held=source.held,
        origin=source.origin,
        root=root if root != source.id else None,
        reliability=source.reliability,
        licence=source.licence,
    )


def _claim(collection: Collection, claim: Claim, origins: Mapping[Said, str]) -> dict[str, Any]:
    subject, relation, target = collection.statement(claim)
    event = collection.ontology.relations[relation].event
    return _filled(
        id=claim.id,
        subject=subject,
        relation=relation,
        object=target,
        polarity=claim.polarity,
        modality=claim.modality,
        likelihood=claim.strength,
        likelihood_given=claim.likelihood,
        source=claim.source,
        locator=claim.locator,
        origin=claim.origin,
        root=origins[claim.origin, claim.source] if claim.origin else None,
        attributed_to=collection.entity_id(claim.attributed_to) if claim.attributed_to else None,
        start=claim.start,
        end=claim.end,
        grade=claim.grade,
        towards=collection.entity_id(claim.towards) if claim.towards else None,
        need=claim.need,
        known_since=claim.knowable,
        known_given=claim.known_since is not None,
        known=_known(claim),
        quantity=str(claim.quantity) if claim.quantity else None,
        unit=claim.unit,
        disputes=list(claim.disputes),
        withdrawn=claim.withdrawn,
        note=claim.note,
        dataset=claim.dataset if len(collection.datasets) > 1 else None,
        sentence=wording.claim_sentence(collection, claim),
        given=_given(collection, claim),
        dates=_days(claim, event),
        occurs=_occurs(collection, claim) if event else None,
        amount=_amount(claim),
    )


def _given(collection: Collection, claim: Claim) -> dict[str, dict[str, str]] | None:
    """The claim's entities as its own dataset has them, where the id or the label is another."""
    if not collection.canonical and len(collection.records) == 1:
        return None
    found = {}
    for part in ("subject", "object", "attributed_to", "towards"):
        if entity := getattr(claim, part):
            label = collection.given_label(claim, entity)
            if (entity, label) != (collection.entity_id(entity), collection.label(entity)):
                found[part] = {"id": entity, "label": label}
    return found or None


def _days(claim: Claim, event: bool) -> list[int] | None:
    """Earliest start, latest end, latest start, earliest end; nothing where all are unknown.

    A claim without it may be in force at any time and is certainly so at none.
    """
    if claim.start is None and claim.end is None and not event:
        return None
    when = dates.validity(claim.start, claim.end, event=event)
    return [int(max(-UNBOUNDED, min(day, UNBOUNDED))) for day in (*when.outer, *when.core)]


def _occurs(collection: Collection, claim: Claim) -> list[int]:
    """The first and the last day that an event may be of."""
    first, last = days_of(collection.ontology, claim).outer
    return [int(max(-UNBOUNDED, min(day, UNBOUNDED))) for day in (first, last)]


def _amount(claim: Claim) -> str | None:
    """The quantity and its unit as claims are compared: equal texts are equal amounts."""
    if claim.quantity is None:
        return None
    low, high = (f"{number.normalize():f}" for number in (claim.quantity.low, claim.quantity.high))
    return f"{low}..{high} {unit_of(claim)}"


def _known(claim: Claim) -> list[int] | None:
    """The days since which the claim may have been known: the earliest and the latest."""
    if not claim.knowable:
        return None
    span = dates.read_date(claim.knowable)
    return [int(max(-UNBOUNDED, min(day, UNBOUNDED))) for day in (span.earliest, span.latest)]


def _edge(collection: Collection, edge: Edge, outside: Set[Triple]) -> dict[str, Any]:
    """An edge; ``outside`` marks what only the path of an absence goes over.

    ``opposed`` names the claims that one of ``against`` opposes, unless it opposes all.
    """
    opposed = {}
    for claim in edge.against:
        named = [one.id for one in edge.supporting if opposes(collection, claim, one)]
        if len(named) < len(edge.supporting):
            opposed[claim.id] = named
    return _filled(
        subject=edge.subject,
        relation=edge.relation,
        object=edge.object,
        claims=[claim.id for claim in edge.supporting],
        against=[claim.id for claim in edge.against],
        opposed=opposed or None,
        outside=True if edge.triple in outside else None,
    )


def _answer(answer: Answer, numbers: Mapping[Triple, int]) -> dict[str, Any]:
    data: dict[str, Any] = {
        "query": answer.query.as_dict(),
        "start": answer.start.id,
        "end": answer.end.id,
        "engine": answer.engine,
        "status": answer.status,
        "summary": sentence_case(status_line(answer)),
        "spent": {"expansions": answer.expansions},
        "paths": [_path(path, numbers) for path in answer.paths],
        "absence": None,
    }
    if answer.absence is not None:
        absence = answer.absence.as_dict()
        path = answer.absence.path
        absence["would_give"] = _path(path, numbers) if path else None
        data["absence"] = absence
    return data


def _path(path: Path, numbers: Mapping[Triple, int]) -> dict[str, Any]:
    """A path, each step with the number of its edge (None: it is not on the page)."""
    steps = []
    for step in path.steps:
        steps.append(
            {
                "edge": numbers.get(step.triple),
                "from": asdict(step.origin),
                "to": asdict(step.target),
                "relation": step.relation,
                "along": step.along,
                "effect": step.effect,
                "strength": step.likelihood,
                "sentence": step.sentence,
                "contested": step.contested,
                "claims": [cited.claim.id for cited in step.claims],
                "against": [cited.claim.id for cited in step.against],
                "support": step.support.as_dict(),
                "opposition": step.opposition.as_dict(),
            }
        )
    return {
        "rank": path.rank,
        "kind": path.kind,
        "hops": path.hops,
        "strength": path.likelihood,
        "effect": path.effect,
        "grade": path.grade.label if path.grade else None,
        "weakest_step": path.weakest_step,
        "steps": steps,
    }
