"""Load, build and check a graph: the whole way of the data on one screen.

    tables -> records -> checked -> claims -> edges under a query -> an engine
           -> an answer -> a rendering

Data flows one way. A newcomer starts here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.checks.records import merge_and_check
from policygraph.checks.shapes import check_shapes
from policygraph.engines import Compact, available
from policygraph.environment import NamedLocations
from policygraph.errors import DataError, DataWarning, Fault, InvalidData
from policygraph.model.collection import Collection
from policygraph.model.earlier import in_memory
from policygraph.presentation import Presented
from policygraph.query.query import known_by_day
from policygraph.tables import locations
from policygraph.tables.folder import read_datasets
from policygraph.tables.locations import Locations
from policygraph.tables.ontology import read_ontology

if TYPE_CHECKING:
    from policygraph.checks.passages import PassageReport
    from policygraph.store.format.header import Header


@dataclass(frozen=True)
class Loaded:
    """A graph with what it was loaded from: the ontology's files, and what the caller named."""

    collection: Collection
    vocabulary: tuple[Path, ...]
    named: NamedLocations


def read(
    folders: Sequence[str | Path] = (), ontology: str | Path | None = None
) -> tuple[Collection, list[Fault]]:
    """Read and unite datasets; the faults of all of them are returned, not raised.

    Without folders: the environment's, else the curated dataset. One of them may be a
    store, which was checked when it was built; the others are then checked against it.
    Where entities or sources could not be read, references to them are not checked.
    """
    loaded, faults = _read(locations.resolve(folders, ontology))
    return loaded.collection, faults


def load(folders: Sequence[str | Path] = (), ontology: str | Path | None = None) -> Collection:
    """Read, check and unite datasets; raises :class:`InvalidData` if anything is wrong."""
    return load_graph(folders, ontology).collection


def load_graph(folders: Sequence[str | Path] = (), ontology: str | Path | None = None) -> Loaded:
    """Load datasets as :func:`load` does; with the files of the ontology and what was named.

    A store has an ontology of its own, to which the other datasets add theirs.
    """
    loaded, faults = _read(locations.resolve(folders, ontology))
    if faults:
        raise InvalidData(faults)
    return loaded


def _read(located: Locations) -> tuple[Loaded, list[Fault]]:
    if _has_store(located):
        from policygraph.store.opening import open_located

        collection, vocabulary, faults = open_located(located)
    else:
        vocabulary = (located.core, *located.extensions)
        terms = read_ontology(located.core, located.extensions)
        tables = read_datasets(located.datasets, terms)
        collection, faults = merge_and_check(terms, tables)
    return Loaded(collection, vocabulary, located.named), faults


def as_known(collection: Collection, day: str) -> Collection:
    """A collection as it was known by a day (:mod:`policygraph.model.earlier`).

    It is the collection itself if nothing was withdrawn or judged since. Raises
    :class:`UsageError` for a text that is not a day, and for a store that is too large to take
    its judgements back.
    """
    by = known_by_day(day)
    if collection.today.stored:
        from policygraph.store.overlay.restored import as_known as stored_as_known

        return stored_as_known(collection.today, by)
    return in_memory(collection.today, by)


def build(
    folders: Sequence[str | Path], target: str | Path, ontology: str | Path | None = None
) -> Header:
    """Build a store of datasets at ``target``; raises :class:`InvalidData` for any fault.

    Needs the extra ``scale``: without it, a :class:`DataError` says what to install.
    """
    _check_installed("numpy", "pyarrow")
    from policygraph.store.building.build import build as build_store

    header = build_store(folders, target, ontology)
    if "compact" in available():
        # Compile the kernels now, so that the first question need not wait for it.
        Compact().prepare()
    return header


def _has_store(located: Locations) -> bool:
    """Whether one of the folders is a store; this installation can open it then."""
    if not located.stores:
        return False
    _check_installed("numpy")
    return True


def _check_installed(*libraries: str) -> None:
    """Raise :class:`DataError` where a library is missing that a store needs."""
    missing = [library for library in libraries if find_spec(library) is None]
    if missing:
        fix = "pip install 'policygraph[scale]'"
        raise DataError(f"a store needs {' and '.join(missing)}, not installed here; {fix}")


@dataclass(frozen=True)
class CheckReport(Presented):
    """What a check found: the faults, the warnings, and what was checked.

    ``checksums`` counts the files of a store that were compared; None without a store.
    Faults and warnings are sorted by file and line.
    """

    collection: Collection | None
    faults: tuple[Fault, ...]
    shapes_checked: bool
    passages: PassageReport | None
    checksums: int | None = None
    warnings: tuple[DataWarning, ...] = ()


def check(
    folders: Sequence[str | Path] = (),
    ontology: str | Path | None = None,
    sources: str | Path | None = None,
) -> CheckReport:
    """Everything that can be checked, gathered: tables, ontology, content, shapes, passages.

    Shapes are applied only to records without faults; otherwise they would repeat those
    faults. Every byte of a store is compared with its checksum; its shapes and content are not
    checked, except where datasets beside it share names with it.
    """
    from policygraph.checks.content import check_content
    from policygraph.checks.passages import check_passages

    located = locations.resolve(folders, ontology)
    checksums = None
    if _has_store(located):
        from policygraph.store.opening import verify_all

        checksums, corrupt = verify_all(located)
        if corrupt:
            return CheckReport(None, tuple(corrupt), False, None, checksums)
    try:
        loaded, faults = _read(located)
    except InvalidData as error:
        return CheckReport(None, error.faults, shapes_checked=False, passages=None)
    collection = loaded.collection
    shapes = not faults and checksums is None
    found: list[Fault] = list(faults)
    if shapes:
        found += check_shapes(collection, located.ontology / "shapes.ttl")
    found += check_content(collection, located.datasets, loaded.vocabulary)
    passages = check_passages(collection, Path(sources)) if sources is not None else None
    if passages is not None:
        found += passages.faults
    warnings = sorted(each for each in found if isinstance(each, DataWarning))
    faults = sorted(each for each in found if not isinstance(each, DataWarning))
    return CheckReport(collection, tuple(faults), shapes, passages, checksums, tuple(warnings))
