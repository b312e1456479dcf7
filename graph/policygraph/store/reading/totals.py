"""How much of each a store holds, counted in its arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.index import Totals
from policygraph.model.ontology import Ontology
from policygraph.store.format.store_files import Files

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policygraph.store.overlay.overlay import OverlaidCollection
    from policygraph.store.reading.collection import StoredCollection


def totals_of(files: Files, ontology: Ontology, sources: Sequence[str]) -> Totals:
    """The totals of a store: a look at a few columns, not at claims."""
    kinds, canonical = files.array("entities/kind"), files.optional("entities/canonical")
    if canonical is not None:
        kinds = kinds[canonical == np.arange(len(canonical))]
    first_date, last_date = _dates(files)
    return Totals(
        edges=int(files.array("graph/counts")[1]),
        contested=len(np.unique(files.array("graph/against")["edge"])),
        denied=int(np.count_nonzero(~files.array("claims/affirms"))),
        withdrawn=int(np.count_nonzero(files.array("claims/withdrawn") >= 0)),
        by_type=_counted(kinds, sorted(ontology.types)),
        by_relation=_counted(files.array("claims/relation"), sorted(ontology.relations)),
        by_modality=_counted(files.array("claims/modality"), sorted(ontology.modalities)),
        by_source=_counted(files.array("claims/source"), sources),
        first_date=first_date,
        last_date=last_date,
    )


def _counted(codes: NDArray[Any], names: Sequence[str]) -> dict[str, int]:
    counts = np.bincount(codes, minlength=1)
    return {names[code]: int(counts[code]) for code in np.flatnonzero(counts).tolist()}


def _dates(files: Files) -> tuple[str | None, str | None]:
    """The earliest and the latest date of any start or end, as written."""
    starts = files.optional("dates/text.starts")
    texts = files.texts("dates/text", 0 if starts is None else len(starts) - 1)
    given = np.zeros(len(texts) + 1, np.bool_)
    for column in ("start", "end"):
        given[files.array(f"claims/{column}")] = True
    return _ends(texts[int(n)] for n in np.flatnonzero(given[:-1]))


def _ends(texts: Iterable[str]) -> tuple[str | None, str | None]:
    """The earliest and the latest of dates; of several the first as written."""
    spans = [dates.read_date(text) for text in sorted({*texts} - {".."})]
    if not spans:
        return None, None
    earliest = min(spans, key=lambda span: span.earliest)
    latest = max(spans, key=lambda span: span.latest)
    return earliest.text, latest.text


def totals_with(whole: OverlaidCollection, base: StoredCollection, patch: Collection) -> Totals:
    """The totals of a store with datasets on top: from what these say, and from the arrays."""
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
    first_date, last_date = _ends(date for date in given if date)
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
