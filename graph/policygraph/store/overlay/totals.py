"""The totals of a store with an overlay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from policygraph.model.collection import Collection
from policygraph.model.dates import first_and_last
from policygraph.model.index import Totals
from policygraph.model.records import Dataset

if TYPE_CHECKING:
    from policygraph.store.reading.collection import StoredCollection


def overlay_totals(
    base: StoredCollection,
    patch: Collection,
    overlay: Iterable[Dataset],
    *,
    edges: int,
    contested: int,
) -> Totals:
    """The totals of a store with the datasets of an overlay.

    ``edges`` counts the edges of the whole, ``contested`` the contested ones that the overlay
    adds.
    """
    below = base.totals
    own = [claim for dataset in overlay for claim in dataset.claims]
    types = Counter(below.by_type)
    types.subtract(
        base.entities[name].type
        for name in {*patch.entities, *patch.canonical}
        if name in base.entities
    )
    types.update(entity.type for entity in patch.entities.values())
    given = (below.first_date, below.last_date, *(d for c in own for d in (c.start, c.end)))
    first_date, last_date = first_and_last(given)
    return Totals(
        edges=edges,
        contested=below.contested + contested,
        denied=below.denied + sum(not claim.affirms for claim in own),
        withdrawn=below.withdrawn + sum(claim.withdrawn is not None for claim in own),
        by_type=+types,
        by_relation=Counter(below.by_relation) + Counter(claim.relation for claim in own),
        by_modality=Counter(below.by_modality) + Counter(claim.modality for claim in own),
        by_source=Counter(below.by_source) + Counter(claim.source for claim in own),
        first_date=first_date,
        last_date=last_date,
    )
