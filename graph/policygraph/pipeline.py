"""The whole way of the data on one screen.

    tables -> records -> checked -> claims -> edges under a query -> an engine
           -> an answer -> a rendering

One direction, no way back. A newcomer starts here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.checks.records import merge_and_check
from policygraph.checks.shapes import check_shapes
from policygraph.engines import Compact, at_hand
from policygraph.errors import DataError, Fault, InvalidData
from policygraph.model.collection import Collection
from policygraph.tables import locations
from policygraph.tables.folder import read_dataset
from policygraph.tables.ontology import read_ontology

if TYPE_CHECKING:
    from policygraph.checks.passages import PassageReport
    from policygraph.store.header import Header


def read(
    folders: Sequence[str | Path] = (), ontology: str | Path | None = None
) -> tuple[Collection, list[Fault]]:
    """Read and unite datasets; the faults of all of them are returned, not raised.

    Without folders: the environment's, else the curated dataset. One of them may be a
    store, which was checked when it was built; the others are then judged on top of it.
    Where entities or sources could not be read, what refers to them is not judged.
    """
    named = locations.graph_folders(folders)
    if _stored(named):
        from policygraph.store.opening import open_with

        return open_with(named, ontology)
    core, *extensions = locations.ontology_files(named, ontology)
    terms = read_ontology(core, extensions)
    tables = [read_dataset(folder, locations.dataset_name(folder), terms) for folder in named]
    return merge_and_check(terms, tables)


def load(folders: Sequence[str | Path] = (), ontology: str | Path | None = None) -> Collection:
    """Read, check and unite datasets; raises :class:`InvalidData` if anything is wrong."""
    collection, faults = read(folders, ontology)
    if faults:
        raise InvalidData(faults)
    return collection


def build(
    folders: Sequence[str | Path], target: str | Path, ontology: str | Path | None = None
) -> Header:
    """Build a store of datasets at ``target``; raises :class:`InvalidData` for any fault.

    Needs the extra ``scale``: without it, a :class:`DataError` says what to install.
    """
    _check_installed("numpy", "pyarrow")
    from policygraph.store.build import build as build_store

    header = build_store(folders, target, ontology)
    if "compact" in at_hand():
        # Once, here, and not when the first question is waiting for its answer.
        Compact().prepare()
    return header


def vocabulary(
    folders: Sequence[str | Path] = (), ontology: str | Path | None = None
) -> tuple[Path, ...]:
    """The ontology's files: a store has its own, and the other datasets what they add."""
    named = locations.graph_folders(folders)
    if _stored(named):
        from policygraph.store.opening import vocabulary_of

        return vocabulary_of(named)
    return locations.ontology_files(named, ontology)


def _stored(folders: Sequence[Path]) -> bool:
    """Whether one of the folders is a store, which this installation can open."""
    if not any(map(locations.is_store, folders)):
        return False
    _check_installed("numpy")
    return True


def _check_installed(*libraries: str) -> None:
    """Raise :class:`DataError` where a library is missing that a store needs."""
    missing = [library for library in libraries if find_spec(library) is None]
    if missing:
        mend = "pip install 'policygraph[scale]'"
        raise DataError(f"a store needs {' and '.join(missing)}, not installed here; {mend}")


@dataclass(frozen=True)
class CheckReport:
    """What a check found: the faults, and what was looked at.

    ``checksums`` counts the files of a store that were compared, None where there is none.
    """

    collection: Collection | None
    faults: tuple[Fault, ...]
    shapes_checked: bool
    passages: PassageReport | None
    checksums: int | None = None


def check(
    folders: Sequence[str | Path] = (),
    ontology: str | Path | None = None,
    sources: str | Path | None = None,
) -> CheckReport:
    """Everything that can be checked, faults gathered: tables, ontology, shapes, passages.

    Shapes are applied to records that are in order; with faults before them their
    results would only repeat those. Of a store every byte is compared with its checksum;
    shapes are for its tables.
    """
    from policygraph.checks.passages import check_passages

    named = locations.graph_folders(folders)
    checksums = None
    if _stored(named):
        from policygraph.store.opening import verify_all

        checksums, torn = verify_all(named)
        if torn:
            return CheckReport(None, tuple(torn), False, None, checksums)
    try:
        collection, faults = read(folders, ontology)
    except InvalidData as error:
        return CheckReport(None, error.faults, shapes_checked=False, passages=None)
    shapes = not faults and checksums is None
    if shapes:
        faults = check_shapes(collection, locations.ontology_folder(ontology) / "shapes.ttl")
    passages = check_passages(collection, Path(sources)) if sources is not None else None
    if passages is not None:
        faults = sorted([*faults, *passages.faults])
    return CheckReport(collection, tuple(faults), shapes, passages, checksums)
