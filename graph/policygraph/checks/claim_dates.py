"""Dates of claims that do not fit their source: events after it, withdrawals before it."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.errors import DataWarning, Fault
from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.records import Claim, Location

_NOWHERE = Location("", 0)
_FUTURE = "event after its source"


def check_dates(collection: Collection) -> Iterator[Fault]:
    """The impossible dates of claims that are in memory; over a store those of other datasets.

    An event that a source asserts, and that can only have happened after the source was
    published, is a warning: it was planned, or the source was updated. A claim that was
    withdrawn before it could be known is a fault. Dates are compared only where they are
    certain: a source without a date, and dates with ``?``, ``~`` or ``%``, say nothing.
    """
    for dataset in collection.records:
        if isinstance(dataset.claims, tuple):
            for row in dataset.claims:
                claim = collection.claims.get(row.id)
                if claim is not None:
                    yield from _check_claim(claim, collection)


def _check_claim(claim: Claim, collection: Collection) -> Iterator[Fault]:
    at = claim.location or _NOWHERE
    subject = f"claim {claim.id}"
    known = _span(claim.knowable)
    withdrawn = _span(claim.withdrawn)
    if withdrawn and known and withdrawn.latest < known.earliest:
        since = "known since" if claim.known_since else "published on"
        what = f"is withdrawn on {claim.withdrawn}, before it was {since} {claim.knowable}"
        fix = "correct withdrawn or known_since"
        yield Fault(at.file, at.line, subject, what, fix)
    relation = collection.ontology.relations.get(claim.relation)
    modality = collection.ontology.modalities.get(claim.modality)
    source = collection.sources.get(claim.source)
    if not (relation and relation.event and modality and modality.assertable and claim.supports):
        return
    start = _span(claim.start)
    published = _span(source.published) if source else None
    if start and known and published and start.earliest > max(known.latest, published.latest):
        what = f"happens in {claim.start}, after its source was published ({published.text})"
        others = sorted(
            (each for each in collection.ontology.modalities.values() if not each.assertable),
            key=lambda each: each.order,
        )
        modalities = " or ".join(each.id for each in others)
        fix = f"write the modality {modalities}, or known_since the day when it had happened"
        yield DataWarning(at.file, at.line, subject, what, fix, _FUTURE)


def _span(date: str | None) -> dates.Span | None:
    """The days of a date or an interval, or None if it is not there, open, or not certain."""
    if not date or date == ".." or any(qualifier in date for qualifier in "?~%"):
        return None
    return dates.read_bound(date)
