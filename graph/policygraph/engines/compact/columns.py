"""Claims as columns of numbers: what the arrays of the compact engine are built from.

One row for each claim, in code-point order of the claims' ids, so that a row's number
orders claims as the contract does. Entities (after merges), relations, types, modalities
and sources are numbered in code-point order of their ids as well: comparing numbers is
comparing ids, and no text is needed to search.

Days are whole numbers since 1970-01-01; :data:`EVER_BEFORE` and :data:`EVER_AFTER` stand
for no bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph import dates
from policygraph.dates import Day, Validity
from policygraph.model import Collection, Ontology

if TYPE_CHECKING:
    from numpy.typing import NDArray

EVER_AFTER = 2**62
EVER_BEFORE = -EVER_AFTER


@dataclass(frozen=True, eq=False)
class Columns:
    """The claims of a graph, one row each, and the types of its entities.

    ``outer`` and ``core`` are the bounds of :class:`policygraph.dates.Validity` (of an
    event, as an event); ``known`` is the latest day a claim may have become known, and
    :data:`EVER_AFTER` where no such day is given. ``disputed[disputes[i]:disputes[i + 1]]``
    are the claims that claim ``i`` disputes. Any integer type will do for the numbers.
    """

    subject: NDArray[Any]
    relation: NDArray[Any]
    object: NDArray[Any]
    affirms: NDArray[Any]
    withdrawn: NDArray[Any]
    strength: NDArray[Any]
    modality: NDArray[Any]
    source: NDArray[Any]
    outer_start: NDArray[Any]
    outer_end: NDArray[Any]
    core_start: NDArray[Any]
    core_end: NDArray[Any]
    known: NDArray[Any]
    disputes: NDArray[Any]
    disputed: NDArray[Any]
    entity_type: NDArray[Any]
    relations: RelationColumns


@dataclass(frozen=True, eq=False)
class RelationColumns:
    """The relations by number: the parent's number (-1: none), and where influence flows."""

    parent: NDArray[Any]
    carries_along: NDArray[Any]
    carries_against: NDArray[Any]


def day(value: Day) -> int:
    """A day as the columns hold it: a whole number, infinities as the ends of time."""
    if value in (inf, -inf):
        return EVER_AFTER if value > 0 else EVER_BEFORE
    return int(value)


def validity_row(when: Validity) -> tuple[int, int, int, int]:
    """A validity as the columns hold it: outer start and end, core start and end."""
    return day(when.outer[0]), day(when.outer[1]), day(when.core[0]), day(when.core[1])


def known_day(knowable: str) -> int:
    """The latest day on which a claim may have become known; no date is never."""
    return day(dates.read_date(knowable).latest) if knowable else EVER_AFTER


def numbers(ids: Sequence[str]) -> dict[str, int]:
    """Ids, in any order, to their numbers."""
    return {name: number for number, name in enumerate(sorted(ids))}


def relation_columns(ontology: Ontology) -> RelationColumns:
    """The relations of a vocabulary, numbered in code-point order."""
    number = numbers(tuple(ontology.relations))
    relations = [ontology.relations[name] for name in number]
    return RelationColumns(
        np.array([number.get(r.parent or "", -1) for r in relations], np.int32),
        np.array([r.carries(True) for r in relations], np.bool_),
        np.array([r.carries(False) for r in relations], np.bool_),
    )


def columns_of(collection: Collection) -> Columns:
    """The columns of a collection in memory."""
    ontology = collection.ontology
    entity, source = numbers(tuple(collection.entities)), numbers(tuple(collection.sources))
    relation, modality = numbers(tuple(ontology.relations)), numbers(tuple(ontology.modalities))
    kind, number = numbers(tuple(ontology.types)), numbers(tuple(collection.claims))
    claims = [collection.claims[name] for name in number]
    triples = [collection.triple(claim) for claim in claims]
    validities: dict[tuple[str | None, str | None, bool], tuple[int, int, int, int]] = {}
    when = np.empty((len(claims), 4), np.int64)
    for row, claim in enumerate(claims):
        cells = (claim.start, claim.end, ontology.relations[claim.relation].event)
        if cells not in validities:
            validities[cells] = validity_row(dates.validity(*cells[:2], event=cells[2]))
        when[row] = validities[cells]
    known = {claim.knowable: known_day(claim.knowable) for claim in claims}
    disputed = [[number[d] for d in claim.disputes if d in number] for claim in claims]
    return Columns(
        subject=np.array([entity[t[0]] for t in triples], np.int32),
        relation=np.array([relation[t[1]] for t in triples], np.int32),
        object=np.array([entity[t[2]] for t in triples], np.int32),
        affirms=np.array([claim.affirms for claim in claims], np.bool_),
        withdrawn=np.array([claim.withdrawn is not None for claim in claims], np.bool_),
        strength=np.array([claim.strength for claim in claims], np.float64),
        modality=np.array([modality[claim.modality] for claim in claims], np.int32),
        source=np.array([source[claim.source] for claim in claims], np.int32),
        outer_start=when[:, 0],
        outer_end=when[:, 1],
        core_start=when[:, 2],
        core_end=when[:, 3],
        known=np.array([known[claim.knowable] for claim in claims], np.int64),
        disputes=np.concatenate(([0], np.cumsum([len(d) for d in disputed], dtype=np.int64))),
        disputed=np.array([d for several in disputed for d in several], np.int32),
        entity_type=np.array([kind[collection.entities[name].type] for name in entity], np.int32),
        relations=relation_columns(ontology),
    )
