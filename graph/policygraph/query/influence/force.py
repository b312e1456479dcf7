"""What has lost its force: the object of a relation that ends or interrupts it.

Only affirmed, uncontested claims count that are stated or estimated. What took the force is not
asked whether it has force itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.query.edges import Edge


def without_force(collection: Collection, edges: Iterable[Edge]) -> Mapping[str, tuple[Claim, ...]]:
    """For each entity that has lost its force, the claims that say so, by id."""
    ontology = collection.ontology
    found: dict[str, list[Claim]] = {}
    for edge in edges:
        if not ontology.relations[edge.relation].force or edge.contested:
            continue
        claims = [c for c in edge.supporting if ontology.modalities[c.modality].assertable]
        if claims:
            found.setdefault(edge.object, []).extend(claims)
    return {name: tuple(sorted(claims, key=lambda c: c.id)) for name, claims in found.items()}


def certainly_without(
    collection: Collection, claims: Iterable[Claim], period: dates.Span | None
) -> bool:
    """Whether a claim that took the force certainly covers all of a period."""
    if period is None:
        return False
    for claim in claims:
        event = collection.ontology.relations[claim.relation].event
        since, until = dates.validity(claim.start, claim.end, event=event).core
        if since <= period.earliest and period.latest <= until:
            return True
    return False
