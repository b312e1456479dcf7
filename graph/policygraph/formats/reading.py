"""A graph from wherever it was kept: a dataset folder, or an export that can be read back.

In goes a path; its format is told by its suffix or by its files. Everything read is checked
as tables are; an export has the core ontology, as it brings none of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from policygraph import pipeline, places
from policygraph.collection import unite
from policygraph.errors import InvalidData, PlaceError
from policygraph.formats import FORMATS, Format
from policygraph.formats.files import Files, single
from policygraph.model import Collection
from policygraph.ontology import read_ontology
from policygraph.tables import READERS, TABLES
from policygraph.validate import check_records


def read_graph(place: str | Path, ontology: str | Path | None = None) -> Collection:
    """The collection that a dataset folder or an export holds.

    Raises :class:`PlaceError` for what is neither, :class:`InvalidData` for what is wrong
    in it.
    """
    path = Path(place)
    format = _format_of(path)
    if format is None:
        return pipeline.load((path,), ontology)
    assert format.read is not None
    core, *_ = places.ontology_files((), ontology)
    terms = read_ontology(core, ())
    tables = format.read(_files(path, format.files), path.stem, terms)
    collection, faults = unite(terms, [table.dataset for table in tables])
    faults.extend(fault for table in tables for fault in table.faults)
    if all(table.referable for table in tables):
        faults.extend(check_records(collection))
    if faults:
        raise InvalidData(faults)
    return collection


def _format_of(path: Path) -> Format | None:
    """The format of an export; None for a dataset folder, which is read as such."""
    readable = [format for format in FORMATS.values() if format.read is not None]
    if path.is_file():
        for format in readable:
            if format.suffix == path.suffix and not format.folder:
                return format
        suffixes = ", ".join(sorted({f.suffix for f in readable if f.suffix}))
        raise PlaceError(f"{path}: cannot be read as a graph; give a dataset folder, or {suffixes}")
    if not path.is_dir():
        raise PlaceError(f"{path}: no such file or folder; name a dataset folder or an export")
    if (
        places.is_store(path)
        or (path / "claims").is_dir()
        or any((path / f"{table}{suffix}").is_file() for table in TABLES for suffix in READERS)
    ):
        return None
    for format in readable:
        if format.folder and _files(path, format.files):
            return format
    return None


def _files(path: Path, patterns: Sequence[str] = ()) -> Files:
    """The file, or those of the folder whose names match the patterns."""
    if path.is_file():
        return single(path.read_bytes())
    names = {file.relative_to(path).as_posix(): file for file in sorted(path.rglob("*"))}
    return {
        name: file.read_bytes()
        for name, file in names.items()
        if file.is_file() and any(fnmatchcase(name, pattern) for pattern in patterns)
    }
