"""The order of time on a path of influence: when each step over a claim may be taken.

An event is crossed within the outer bounds of its date and not later; a state within its
validity; what has no date at any time. What a relation brings forth came no later than the first
day on which some claim about it was known, and an undated event that is said outright no later
than the day on which it was known. A state without a start begins no earlier than both its ends
did.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import inf

from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.query.influence.existence import Existence

#: (not before, not after), in days.
Window = tuple[float, float]


@lru_cache(maxsize=1 << 14)
def _sides(start: str | None, end: str | None, event: bool) -> tuple[dates.Span, dates.Span]:
    return dates.sides(start, end, event=event)


def window_of(collection: Collection, claim: Claim, existence: Existence) -> Window:
    """The days within which a step over a claim can have been taken, for some true dates."""
    relation = collection.ontology.relations[claim.relation]
    start, end = _sides(claim.start, claim.end, relation.event)
    undated = claim.start is None and claim.end is None
    begin, until = start.earliest, end.latest
    if relation.event:
        until = start.latest
        if undated and collection.ontology.modalities[claim.modality].assertable:
            until = known(claim)
    elif claim.start is None:
        begin = beginning(collection, claim, existence)
    if relation.at_start:
        until = min(until, start.latest if claim.start is not None else known(claim))
    if relation.brings_forth:
        thing = claim.subject if relation.brings_forth == "subject" else claim.object
        until = min(until, existence.known(collection.entity_id(thing)))
        if relation.event:
            begin = -inf  # It is said when it was there, which may be after it took effect.
    return begin, until


def beginning(collection: Collection, claim: Claim, existence: Existence) -> float:
    """The earliest day of a state without a start: that by which both its ends may have begun."""
    ends = (collection.entity_id(claim.subject), collection.entity_id(claim.object))
    return max(existence.began(end) for end in ends)


def known(claim: Claim) -> float:
    """The latest day on which a claim was first known; infinity where that is not known."""
    return dates.read_date(claim.knowable).latest if claim.knowable else inf


#: Whether the steps of a path can have followed each other; the gravest doubt last.
CERTAIN, POSSIBLE, UNKNOWN, IMPOSSIBLE = ORDERS = ("certain", "possible", "unknown", "impossible")


def order_of(collection: Collection, steps: Iterable[Iterable[Claim]], existence: Existence) -> str:
    """Whether steps, each with the claims for it, can have been taken one after another.

    ``impossible`` if no true dates allow it, ``certain`` if all do and every step has a date,
    ``unknown`` if some step has none, else ``possible``.
    """
    time, sure, dated = -inf, True, True
    latest = -inf
    for claims in steps:
        found = list(claims)
        windows = [window_of(collection, claim, existence) for claim in found]
        arrivals = [max(time, begin) for begin, until in windows if max(time, begin) <= until]
        if not arrivals:
            return IMPOSSIBLE
        time = min(arrivals)
        dated = dated and any(c.start is not None or c.end is not None for c in found)
        cores = [_core(collection, claim) for claim in found]
        fitting = [max(latest, begin) for begin, until in cores if latest <= until]
        sure = sure and bool(fitting)
        latest = min(fitting, default=latest)
    if not dated:
        return UNKNOWN
    return CERTAIN if sure else POSSIBLE


def _core(collection: Collection, claim: Claim) -> Window:
    """The latest start and the earliest end of a step over a claim."""
    relation = collection.ontology.relations[claim.relation]
    start, end = _sides(claim.start, claim.end, relation.event)
    if relation.event or relation.at_start:
        return start.latest, start.earliest
    return start.latest, end.earliest if claim.end is not None else inf
