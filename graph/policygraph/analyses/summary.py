"""Summary: what a graph holds, counted, and the dates that it covers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from policygraph import dates
from policygraph.edges import edges_under
from policygraph.engines import at_hand
from policygraph.model import Collection


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of a collection; the mappings are sorted by falling count, then name.

    ``first_date`` and ``last_date`` are the earliest and latest dates that any claim
    gives as start or end, as written. ``patterns`` are the ids of the named patterns.
    """

    datasets: tuple[str, ...]
    ontology_version: str
    entities: int
    claims: int
    sources: int
    edges: int
    contested: int
    denied: int
    withdrawn: int
    by_type: Mapping[str, int]
    by_relation: Mapping[str, int]
    by_modality: Mapping[str, int]
    by_source: Mapping[str, int]
    first_date: str | None
    last_date: str | None
    engines: tuple[str, ...]
    patterns: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for :func:`json.dumps`."""
        return asdict(self)


def summarise(collection: Collection) -> Summary:
    """Count a collection."""
    claims = list(collection.claims.values())
    edges = edges_under(collection)
    given = {d for claim in claims for d in (claim.start, claim.end) if d not in (None, "..")}
    dated = [dates.read_date(text) for text in sorted(text for text in given if text)]
    return Summary(
        datasets=collection.datasets,
        ontology_version=collection.ontology.version,
        entities=len(collection.entities),
        claims=len(claims),
        sources=len(collection.sources),
        edges=len(edges),
        contested=sum(edge.contested for edge in edges),
        denied=sum(not claim.affirms for claim in claims),
        withdrawn=sum(claim.withdrawn is not None for claim in claims),
        by_type=_counted(entity.type for entity in collection.entities.values()),
        by_relation=_counted(claim.relation for claim in claims),
        by_modality=_counted(claim.modality for claim in claims),
        by_source=_counted(claim.source for claim in claims),
        first_date=min(dated, key=lambda span: span.earliest).text if dated else None,
        last_date=max(dated, key=lambda span: span.latest).text if dated else None,
        engines=at_hand(),
        patterns=tuple(sorted(collection.ontology.patterns)),
    )


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))
