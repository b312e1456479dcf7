"""Small worlds in code: a collection from rows such as ``"a feeds b 0.8"``, without files.

A row is ``[not] SUBJECT RELATION OBJECT [STRENGTH]``; :func:`said` adds other fields. Claims
are named c01, c02, ... in the order given. The ontology belongs to this file and shares no
name with the curated one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from policygraph.model.collection import Collection
from policygraph.model.merge import merge_datasets
from policygraph.model.ontology import EntityType, LikelihoodTerm, Modality, Ontology, Relation
from policygraph.model.records import (
    AFFIRMED,
    DENIED,
    Claim,
    Dataset,
    Entity,
    Judgement,
    Location,
    Name,
    Quantity,
    Source,
)

IRI = "https://example.org/world#"
#: The default date of publication of sources.
PUBLISHED = "2020-06-15"


def relation(
    id: str,
    influence: str = "along",
    effect: str = "enables",
    *,
    parent: str | None = None,
    event: bool = False,
    **hints: Any,
) -> Relation:
    """A relation between any two things."""
    return Relation(
        id=id,
        iri=IRI + id,
        label=id.replace("-", " "),
        inverse_label=f"is {id.replace('-', ' ')} of",
        definition=f"what {id} means",
        domain=("thing",),
        range=("thing",),
        influence=influence,
        effect=effect,
        event=event,
        why="so that tests have it",
        parent=parent,
        **hints,
    )


def entity_type(id: str, parent: str | None = "thing", *, attributable: bool = False) -> EntityType:
    """A type below ``thing``."""
    return EntityType(id, IRI + id, id, f"what {id} means", parent, "grey", "dot", attributable)


RELATIONS = (
    relation("feeds"),
    relation("feeds-well", parent="feeds"),
    relation("blocks", effect="constrains"),
    relation("shapes", effect="neutral"),
    relation("uses", "against"),
    relation("joins", "both", symmetric=True),
    relation("mentions", "none", "neutral"),
    relation("founded", event=True),
)
TYPES = (
    entity_type("thing", None),
    entity_type("group", attributable=True),
    entity_type("firm", "group", attributable=True),
    entity_type("chip"),
)
MODALITIES = (
    Modality("stated", IRI + "stated", "stated", "", 0.9, True, 1),
    Modality("estimated", IRI + "estimated", "estimated", "it is estimated that", 0.75, True, 2),
    Modality("planned", IRI + "planned", "planned", "it is planned that", 0.6, False, 3),
    Modality("possible", IRI + "possible", "possible", "it is possible that", 0.5, False, 4),
)
TERMS = (LikelihoodTerm("likely", ("probable",), 0.55, 0.8),)


def ontology(
    relations: Iterable[Relation] = RELATIONS, types: Iterable[EntityType] = TYPES
) -> Ontology:
    """An ontology of these relations and types, with the modalities of the project."""
    return Ontology(
        iri=IRI,
        version="1",
        types={t.id: t for t in sorted(types, key=lambda t: t.id)},
        relations={r.id: r for r in sorted(relations, key=lambda r: r.id)},
        modalities={m.id: m for m in MODALITIES},
        likelihood_terms=TERMS,
    )


def said(row: str, *, id: str = "", quantity: str | None = None, **fields: Any) -> Claim:
    """The claim of a row, with more fields of :class:`Claim`; the default source is ``s``.

    A quantity is ``"5"`` or ``"5..7"``. Without a strength in the row, the modality's
    default applies.
    """
    words = row.split()
    polarity = DENIED if words[0] == "not" else AFFIRMED
    subject, name, target, *strength = words[polarity == DENIED :]
    modality = fields.pop("modality", "stated")
    default = next(m.default_likelihood for m in MODALITIES if m.id == modality)
    low, range_, high = (quantity or "").partition("..")
    ends = Decimal(low or "-Infinity"), Decimal(high or ("Infinity" if range_ else low or 0))
    return Claim(
        id=id,
        subject=subject,
        relation=name,
        object=target,
        polarity=polarity,
        modality=modality,
        strength=float(strength[0]) if strength else default,
        likelihood=strength[0] if strength else None,
        source=fields.pop("source", "s"),
        knowable=fields.get("known_since") or "",
        quantity=Quantity(quantity, *ends) if quantity else None,
        dataset="world",
        **fields,
    )


def world(
    claims: Iterable[str | Claim],
    entities: Mapping[str, str] | None = None,
    relations: Iterable[Relation] = RELATIONS,
    *,
    types: Iterable[EntityType] = TYPES,
    same: Iterable[tuple[str, str]] = (),
    different: Iterable[tuple[str, str]] = (),
    sources: Mapping[str, str] | None = None,
) -> Collection:
    """A collection of these claims.

    ``entities`` gives types by id (other entities of claims are of type ``thing``), ``sources``
    gives dates of publication by id (default :data:`PUBLISHED`), ``same`` and ``different``
    the judgements. A world with faults fails the test.
    """
    rows = [claim if isinstance(claim, Claim) else said(claim) for claim in claims]
    rows = [
        replace(claim, id=claim.id or f"c{number:02d}", location=Location("claims.csv", number + 1))
        for number, claim in enumerate(rows, 1)
    ]
    kinds = dict.fromkeys((end for c in rows for end in (c.subject, c.object)), "thing")
    kinds.update((c.attributed_to, "group") for c in rows if c.attributed_to)
    kinds.update(entities or {})
    published = dict.fromkeys((claim.source for claim in rows), PUBLISHED)
    published.update(sources or {})
    dataset = Dataset(
        name="world",
        entities=tuple(
            Entity(id, kind, Name(id.upper()), dataset="world") for id, kind in kinds.items()
        ),
        sources=tuple(
            Source(id, "report", id.upper(), (), "a publisher", date, "", dataset="world")
            for id, date in published.items()
        ),
        claims=tuple(rows),
        judgements=tuple(
            Judgement(left, right, judged, "tester", "2020-01-01", "a test")
            for judged, pairs in ((True, same), (False, different))
            for left, right in pairs
        ),
    )
    collection, faults = merge_datasets(ontology(relations, types), [dataset])
    assert not faults, faults
    return collection
