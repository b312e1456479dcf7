"""The totals of a store, counted in its arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.model import dates
from policygraph.model.index import Totals
from policygraph.model.ontology import Ontology
from policygraph.store.format.store_files import StoreFiles

if TYPE_CHECKING:
    from numpy.typing import NDArray


def stored_totals(files: StoreFiles, ontology: Ontology, sources: Sequence[str]) -> Totals:
    """The totals of a store, from a few columns and no claims."""
    kinds, canonical = files.array("entities/kind"), files.optional("entities/canonical")
    if canonical is not None:
        kinds = kinds[canonical == np.arange(len(canonical))]
    first_date, last_date = _dates(files)
    return Totals(
        edges=int(files.array("graph/counts")[1]),
        contested=len(np.unique(files.array("graph/against")["edge"])),
        denied=len(files.array("claims/denied")),
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


def _dates(files: StoreFiles) -> tuple[str | None, str | None]:
    """The earliest and the latest date of any start or end, as written."""
    texts = files.dates()
    given = np.zeros(len(texts) + 1, np.bool_)
    for column in ("start", "end"):
        given[files.array(f"claims/{column}")] = True
    return dates.first_and_last(texts[int(n)] for n in np.flatnonzero(given[:-1]))
