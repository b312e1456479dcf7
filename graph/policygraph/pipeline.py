"""The whole way of the data on one screen.

    tables -> records -> checked -> claims -> edges under a query -> an engine
           -> an answer -> a rendering

One direction, no way back. A newcomer starts here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph import places
from policygraph.errors import Fault, InvalidData
from policygraph.model import Collection
from policygraph.ontology import read_ontology
from policygraph.tables import read_dataset
from policygraph.validate import check_shapes, judge

if TYPE_CHECKING:
    from policygraph.passages import PassageReport


def read(
    folders: Sequence[str | Path] = (), ontology: str | Path | None = None
) -> tuple[Collection, list[Fault]]:
    """Read and unite datasets; the faults of all of them are returned, not raised.

    Without folders: the environment's, else the curated dataset. Where entities or
    sources could not be read, what refers to them is not judged.
    """
    named = places.graph_folders(folders)
    core, *extensions = places.ontology_files(named, ontology)
    terms = read_ontology(core, extensions)
    tables = [read_dataset(folder, places.dataset_name(folder), terms) for folder in named]
    return judge(terms, tables)


def load(folders: Sequence[str | Path] = (), ontology: str | Path | None = None) -> Collection:
    """Read, check and unite datasets; raises :class:`InvalidData` if anything is wrong."""
    collection, faults = read(folders, ontology)
    if faults:
        raise InvalidData(faults)
    return collection


@dataclass(frozen=True)
class CheckReport:
    """What a check found: the faults, and what was looked at."""

    collection: Collection | None
    faults: tuple[Fault, ...]
    shapes_checked: bool
    passages: PassageReport | None


def check(
    folders: Sequence[str | Path] = (),
    ontology: str | Path | None = None,
    sources: str | Path | None = None,
) -> CheckReport:
    """Everything that can be checked, faults gathered: tables, ontology, shapes, passages.

    Shapes are applied to records that are in order; with faults before them their
    results would only repeat those.
    """
    from policygraph.passages import check_passages

    try:
        collection, faults = read(folders, ontology)
    except InvalidData as error:
        return CheckReport(None, error.faults, shapes_checked=False, passages=None)
    shapes = not faults
    if shapes:
        faults = check_shapes(collection, places.ontology_folder(ontology) / "shapes.ttl")
    passages = check_passages(collection, Path(sources)) if sources is not None else None
    if passages is not None:
        faults = sorted([*faults, *passages.faults])
    return CheckReport(collection, tuple(faults), shapes, passages)
