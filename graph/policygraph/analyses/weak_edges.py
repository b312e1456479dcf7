"""Edges that stand on little: on one origin, on claims without a date, on old evidence alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from policygraph.analyses.cited import Node
from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.query.corroboration import support_of
from policygraph.query.edges import Edge


@dataclass(frozen=True, slots=True)
class WeakEdge:
    """An edge that stands on little, with the claims that support it."""

    subject: Node
    relation: str
    object: Node
    claims: tuple[str, ...]

    @classmethod
    def of(cls, collection: Collection, edge: Edge) -> WeakEdge:
        """An edge of the collection."""
        return cls(
            subject=Node.of(collection, edge.subject),
            relation=edge.relation,
            object=Node.of(collection, edge.object),
            claims=tuple(claim.id for claim in edge.supporting),
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "subject": self.subject.id,
            "relation": self.relation,
            "object": self.object.id,
            "claims": list(self.claims),
        }


def of_one_origin(collection: Collection, edges: Iterable[Edge]) -> list[Edge]:
    """The edges whose strongest claim no other origin corroborates."""
    return [edge for edge in edges if support_of(collection, edge.supporting).origins == 1]


def undated(edges: Iterable[Edge]) -> list[Edge]:
    """The edges none of whose supporting claims gives a start or an end."""
    return [
        edge
        for edge in edges
        if all(claim.start is None and claim.end is None for claim in edge.supporting)
    ]


def newest(claims: Iterable[Claim]) -> str | None:
    """The date of the newest evidence, as written; None where no claim has one.

    Of partial dates the newest is the one that may be latest, then the one that is surely so.
    """
    known = {claim.knowable for claim in claims if claim.knowable}
    spans = (dates.read_date(text) for text in sorted(known))
    latest = max(spans, key=lambda span: (span.latest, span.earliest), default=None)
    return latest.text if latest is not None else None


def is_older(date: str | None, limit: dates.Day) -> bool:
    """Whether a date is certainly before a day; one that is not known is not."""
    return date is not None and dates.read_date(date).latest < limit


def may_go_on(collection: Collection, edge: Edge, day: dates.Day) -> bool:
    """Whether an edge is a state that is not known to have ended by a day.

    An event that has happened stays so, however old its evidence is.
    """
    if collection.ontology.relations[edge.relation].event:
        return False
    ends = [claim.end for claim in edge.supporting]
    return not all(
        end is not None and end != ".." and dates.read_bound(end).latest <= day for end in ends
    )
