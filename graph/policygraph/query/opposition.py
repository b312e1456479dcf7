"""When one claim speaks against another, and when two claims say one thing.

A denial contests an affirming claim of its triple, or of one that implies its triple
(:mod:`policygraph.model.triples`), if both may be meant of one time and of one quantity: what
has no date may be of any time, what has no quantity of any. What a claim says outright that it
disputes it contests in any case. Whether a claim counts at all (it may be withdrawn, or shut
out by filters) is decided before.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import isfinite

from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.dates import Truth
from policygraph.model.ontology import Ontology
from policygraph.model.quantities import quantities_meet, same_quantity
from policygraph.model.records import Claim
from policygraph.model.triples import implied


def days_of(ontology: Ontology, claim: Claim) -> dates.Validity:
    """When what a claim says holds; of an event with a date, the day that it may be of."""
    return _days(claim.start, claim.end, ontology.relations[claim.relation].event)


@lru_cache(maxsize=1 << 14)
def _days(start: str | None, end: str | None, event: bool) -> dates.Validity:
    if event and start is not None and start != "..":
        day = dates.read_bound(start)
        if isfinite(day.latest):
            return dates.Validity((day.earliest, day.latest), (day.latest, day.earliest))
    return dates.validity(start, end, event=event)


def may_meet(ontology: Ontology, left: Claim, right: Claim) -> bool:
    """Whether two claims may be of one time."""
    return dates.meet(days_of(ontology, left), days_of(ontology, right)) is not Truth.NO


def contests(ontology: Ontology, denial: Claim, claim: Claim) -> bool:
    """Whether a denial contests an affirming claim whose triple implies the denied one."""
    return quantities_meet(denial, claim) and (
        _undated(denial) or _undated(claim) or may_meet(ontology, denial, claim)
    )


def contests_any(ontology: Ontology, denial: Claim, claims: Iterable[Claim]) -> bool:
    """Whether a denial contests one of the affirming claims of a triple that implies its own."""
    return any(contests(ontology, denial, claim) for claim in claims)


def opposes(collection: Collection, one: Claim, other: Claim) -> bool:
    """Whether a claim speaks against another: it disputes it, or is a denial that contests it."""
    if other.id in one.disputes:
        return True
    if one.affirms or not other.affirms:
        return False
    ontology = collection.ontology
    denied = collection.triple(one)
    return denied in implied(ontology, collection.triple(other)) and contests(ontology, one, other)


def agrees(collection: Collection, claim: Claim, other: Claim) -> bool:
    """Whether ``other`` says all that ``claim`` says, and so corroborates it.

    It must not be withdrawn, must have the same triple and the same polarity, the same
    quantity if ``claim`` has one, and dates that may meet. A dispute does not agree with what
    it disputes. Modality, likelihood and attribution do not matter.
    """
    if other.withdrawn is not None or claim.id in other.disputes or other.id in claim.disputes:
        return False
    if (collection.triple(claim), claim.polarity) != (collection.triple(other), other.polarity):
        return False
    if claim.quantity is not None and not same_quantity(claim, other):
        return False
    return may_meet(collection.ontology, claim, other)


def _undated(claim: Claim) -> bool:
    return claim.start is None and claim.end is None
