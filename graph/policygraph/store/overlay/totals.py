"""The totals of a store with an overlay."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from policygraph.model.collection import Collection
from policygraph.model.index import Totals
from policygraph.store.reading.totals import first_and_last

if TYPE_CHECKING:
    from policygraph.store.overlay.overlay import OverlayCollection
    from policygraph.store.reading.collection import StoredCollection


def overlay_totals(whole: OverlayCollection, base: StoredCollection, patch: Collection) -> Totals:
    """The totals of a store with an overlay, from its datasets and from the arrays."""
    below, graph = base.totals, whole.numbered
    own = [claim for dataset in whole.records[len(base.records) :] for claim in dataset.claims]
    types = Counter(below.by_type)
    types.subtract(
        base.entities[name].type
        for name in {*patch.entities, *patch.canonical}
        if name in base.entities
    )
    types.update(entity.type for entity in patch.entities.values())
    given = (below.first_date, below.last_date, *(d for c in own for d in (c.start, c.end)))
    first_date, last_date = first_and_last(date for date in given if date)
    return Totals(
        edges=graph.arrays.edges,
        contested=below.contested + graph.contested,
        denied=below.denied + sum(not claim.affirms for claim in own),
        withdrawn=below.withdrawn + sum(claim.withdrawn is not None for claim in own),
        by_type=+types,
        by_relation=Counter(below.by_relation) + Counter(claim.relation for claim in own),
        by_modality=Counter(below.by_modality) + Counter(claim.modality for claim in own),
        by_source=Counter(below.by_source) + Counter(claim.source for claim in own),
        first_date=first_date,
        last_date=last_date,
    )
