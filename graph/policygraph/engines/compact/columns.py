"""Claims as columns of numbers, from which the arrays of the compact engine are built.

One row for each claim, in code-point order of the ids of claims, so that the number of a row
orders claims as the contract does. Entities (after merges), relations, types, modalities
and sources are numbered in code-point order of their ids as well: comparing numbers is
comparing ids, and a search needs no text.

Days are whole numbers since 1970-01-01; :data:`EVER_BEFORE` and :data:`EVER_AFTER` mean
no bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.dates import Day, Span
from policygraph.model.evidence import DefaultLikelihoods
from policygraph.model.ontology import Ontology
from policygraph.model.quantities import unit_of
from policygraph.model.records import Claim

if TYPE_CHECKING:
    from numpy.typing import NDArray

EVER_AFTER = 2**62
EVER_BEFORE = -EVER_AFTER
#: The least and the greatest number of a quantity, and its unit as it is compared.
Measure = tuple[Decimal, Decimal, str]


@dataclass(frozen=True, eq=False)
class Columns:
    """The claims of a graph, one row each, and the types of its entities.

    ``start`` and ``end`` are numbers in ``spans`` of the days that they may be (for an event, as
    defined for events). ``known`` is the number of the days on which a claim may have become
    known. ``spans`` has the earliest and the latest day of each. ``usual`` are strengths that
    claims often have, whether or not a claim here does. ``disputed[disputes[i]:disputes[i + 1]]``
    are the claims that claim ``i`` disputes. ``measured`` says which claims give a quantity, and
    ``measure`` gives that of one such claim. The numbers may have any integer type.
    """

    subject: NDArray[Any]
    relation: NDArray[Any]
    object: NDArray[Any]
    affirms: NDArray[Any]
    withdrawn: NDArray[Any]
    strength: NDArray[Any]
    modality: NDArray[Any]
    source: NDArray[Any]
    start: NDArray[Any]
    end: NDArray[Any]
    known: NDArray[Any]
    spans: NDArray[np.int64]
    usual: NDArray[np.float64]
    disputes: NDArray[Any]
    disputed: NDArray[Any]
    measured: NDArray[Any]
    measure: Callable[[int], Measure]
    entity_type: NDArray[Any]
    relations: RelationColumns


@dataclass(frozen=True, eq=False)
class RelationColumns:
    """The relations by number: the parent's number (-1: none), and what each is."""

    parent: NDArray[Any]
    carries_along: NDArray[Any]
    carries_against: NDArray[Any]
    symmetric: NDArray[Any]
    event: NDArray[Any]


def day(value: Day) -> int:
    """A day as a whole number; infinities become the ends of time."""
    if value in (inf, -inf):
        return EVER_AFTER if value > 0 else EVER_BEFORE
    return int(value)


class Spans:
    """The days that dates may mean, numbered as they are added; equal days have one number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, int], int] = {}

    def start(self, text: str | None) -> int:
        """The number of a start; see :func:`policygraph.model.dates.sides`."""
        return self._number(dates.sides(text, None, event=False)[0])

    def end(self, text: str | None, *, event: bool = False) -> int:
        """The number of an end."""
        return self._number(dates.sides(None, text, event=event)[1])

    def known(self, knowable: str) -> int:
        """The number of when a claim became known; without a date, it may be never."""
        return self.end(knowable or None)

    def rows(self) -> NDArray[np.int64]:
        """The earliest and the latest day of each, by number."""
        return np.array(list(self._numbers), np.int64).reshape(-1, 2)

    def _number(self, span: Span) -> int:
        days = day(span.earliest), day(span.latest)
        return self._numbers.setdefault(days, len(self._numbers))


def usual_strengths(ontology: Ontology) -> NDArray[np.float64]:
    """The strengths that most claims have: hundredths, and those of the ontology's terms."""
    return np.array(
        [
            *(hundredths / 100 for hundredths in range(1, 101)),
            *DefaultLikelihoods(ontology).every(),
            *(term.middle for term in ontology.likelihood_terms),
        ]
    )


def numbers(ids: Iterable[str]) -> dict[str, int]:
    """The number of each id, whatever the order of the ids."""
    return {name: number for number, name in enumerate(sorted(ids))}


def relation_columns(ontology: Ontology) -> RelationColumns:
    """The relations of a vocabulary, numbered in code-point order."""
    number = numbers(tuple(ontology.relations))
    relations = [ontology.relations[name] for name in number]
    return RelationColumns(
        np.array([number.get(r.parent or "", -1) for r in relations], np.int32),
        np.array([r.carries(True) for r in relations], np.bool_),
        np.array([r.carries(False) for r in relations], np.bool_),
        np.array([r.symmetric for r in relations], np.bool_),
        np.array([r.event for r in relations], np.bool_),
    )


def measure_of(claim: Claim) -> Measure:
    """The quantity of a claim that gives one."""
    assert claim.quantity is not None
    return claim.quantity.low, claim.quantity.high, unit_of(claim)


def columns_of(collection: Collection) -> Columns:
    """The columns of a collection in memory."""
    ontology = collection.ontology
    entity, source = numbers(tuple(collection.entities)), numbers(tuple(collection.sources))
    relation, modality = numbers(tuple(ontology.relations)), numbers(tuple(ontology.modalities))
    kind, number = numbers(tuple(ontology.types)), numbers(tuple(collection.claims))
    claims = [collection.claims[name] for name in number]
    triples = [collection.triple(claim) for claim in claims]
    spans = Spans()
    start, known = cache(spans.start), cache(spans.known)
    event = {name: ontology.relations[name].event for name in ontology.relations}
    end = cache(lambda text, event: spans.end(text, event=event))
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
        start=np.array([start(claim.start) for claim in claims], np.int32),
        end=np.array([end(claim.end, event[claim.relation]) for claim in claims], np.int32),
        known=np.array([known(claim.knowable) for claim in claims], np.int32),
        spans=spans.rows(),
        usual=usual_strengths(ontology),
        disputes=np.concatenate(([0], np.cumsum([len(d) for d in disputed], dtype=np.int64))),
        disputed=np.array([d for several in disputed for d in several], np.int32),
        measured=np.array([claim.quantity is not None for claim in claims], np.bool_),
        measure=lambda number: measure_of(claims[number]),
        entity_type=np.array([kind[collection.entities[name].type] for name in entity], np.int32),
        relations=relation_columns(ontology),
    )
