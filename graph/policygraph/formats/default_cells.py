"""Likelihoods that a file has as numbers, and a table as blank cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policygraph.model.evidence import DefaultLikelihoods
from policygraph.model.ontology import Ontology
from policygraph.tables.reader import Cells


def blank_defaults(
    ontology: Ontology,
    rows: Mapping[str, Mapping[str, list[Cells]]],
    claims: Iterable[tuple[str, Cells]],
) -> None:
    """Blank the likelihoods that are the defaults of their claims.

    ``rows`` has the entities and the sources by dataset, and ``claims`` the claims with the ids of
    their sources. Which default a claim has is as :mod:`policygraph.model.merge` decides it.
    """
    likelihoods = DefaultLikelihoods(ontology)
    types: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for dataset in sorted(rows):
        for cells in rows[dataset].get("entity", ()):
            types.setdefault(cells["id"], cells["type"])
        for cells in rows[dataset].get("source", ()):
            kinds.setdefault(cells["id"], cells["kind"])
    for source, cells in claims:
        by = cells["attributed_to"]
        speaker = types.get(by, "") if by else None
        kind = kinds.get(source, "")
        default = likelihoods.of(cells["modality"], cells["relation"], kind, speaker)
        if cells["likelihood"] == str(default):
            cells["likelihood"] = ""
