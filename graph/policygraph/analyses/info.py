"""Summary: what a graph holds, counted, and the dates that it covers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from policygraph.engines import available
from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.index import Totals
from policygraph.model.records import About
from policygraph.presentation import Presented
from policygraph.query.edges import edges_under


@dataclass(frozen=True, slots=True)
class Summary(Presented):
    """Counts of a collection; the mappings are sorted by falling count, then name.

    ``first_date`` and ``last_date`` are the earliest and latest dates that any claim
    gives as start or end, as written. ``drafts`` are not among ``claims``. ``patterns`` are the
    ids of the named patterns. Where the graph is a store, ``store`` has the version of its form,
    how many files it has, and bytes: of all, of adjacency, of what filters look at.
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
    drafts: int
    by_type: Mapping[str, int]
    by_relation: Mapping[str, int]
    by_modality: Mapping[str, int]
    by_source: Mapping[str, int]
    first_date: str | None
    last_date: str | None
    engines: tuple[str, ...]
    patterns: tuple[str, ...]
    store: Mapping[str, int] | None = None
    #: By dataset, what it says of its edition, licence and retrieval.
    about: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for :func:`json.dumps`; ``store`` only where there is one."""
        values = asdict(self)
        if self.store is None:
            del values["store"]
        return values


def summarise(collection: Collection) -> Summary:
    """Count a collection."""
    totals = collection.totals or _totals(collection)
    return Summary(
        datasets=collection.datasets,
        ontology_version=collection.ontology.version,
        entities=len(collection.entities),
        claims=len(collection.claims),
        sources=len(collection.sources),
        edges=totals.edges,
        contested=totals.contested,
        denied=totals.denied,
        withdrawn=totals.withdrawn,
        drafts=len(collection.drafts),
        by_type=_falling(totals.by_type),
        by_relation=_falling(totals.by_relation),
        by_modality=_falling(totals.by_modality),
        by_source=_falling(totals.by_source),
        first_date=totals.first_date,
        last_date=totals.last_date,
        engines=available(),
        patterns=tuple(sorted(collection.ontology.patterns)),
        store=collection.storage,
        about={
            dataset.name: texts
            for dataset in collection.records
            if (texts := _about(dataset.about))
        },
    )


def _about(about: About) -> dict[str, str]:
    texts = {"edition": about.edition, "licence": about.licence, "retrieved": about.retrieved}
    return {key: text for key, text in texts.items() if text}


def _totals(collection: Collection) -> Totals:
    """The totals of a collection, by a look at every claim."""
    claims = list(collection.claims.values())
    edges = edges_under(collection)
    first_date, last_date = dates.first_and_last(
        text for claim in claims for text in (claim.start, claim.end)
    )
    return Totals(
        edges=len(edges),
        contested=sum(edge.contested for edge in edges),
        denied=sum(not claim.affirms for claim in claims),
        withdrawn=sum(claim.withdrawn is not None for claim in claims),
        by_type=Counter(entity.type for entity in collection.entities.values()),
        by_relation=Counter(claim.relation for claim in claims),
        by_modality=Counter(claim.modality for claim in claims),
        by_source=Counter(claim.source for claim in claims),
        first_date=first_date,
        last_date=last_date,
    )


def _falling(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
