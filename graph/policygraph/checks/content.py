"""Checks that only ``check`` makes: what can be loaded, but is destroyed, doubtful or double."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from policygraph.checks.cells import check_cells
from policygraph.checks.claim_dates import check_dates
from policygraph.checks.identities import check_declared_ids, check_names, check_sources
from policygraph.checks.ontology_terms import check_terms
from policygraph.errors import Fault
from policygraph.model.collection import Collection


def check_content(
    collection: Collection, folders: Sequence[Path], vocabulary: Sequence[Path]
) -> list[Fault]:
    """The faults and warnings of a collection, the tables in its folders and its ontology."""
    return [
        *check_terms(collection.ontology, vocabulary),
        *(fault for folder in folders for fault in check_cells(folder)),
        *check_dates(collection),
        *check_names(collection),
        *check_sources(collection),
        *check_declared_ids(collection),
    ]
