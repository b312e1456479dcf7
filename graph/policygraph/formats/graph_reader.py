"""Read a graph from a path: a dataset folder, a store, or an export that can be read back.

The suffix or the files of the path tell the format. Everything read is checked as tables
are. An export has no ontology of its own, so it is read with the core ontology.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from policygraph import pipeline
from policygraph.checks.records import merge_and_check
from policygraph.errors import InvalidData, LocationError
from policygraph.formats import FORMATS, Format
from policygraph.formats.files import Files, single
from policygraph.model.collection import Collection
from policygraph.tables import locations
from policygraph.tables.folder import READERS, TABLES
from policygraph.tables.ontology import read_ontology


def read_graph(path: str | Path, ontology: str | Path | None = None) -> Collection:
    """The collection that a dataset folder or an export holds.

    Raises :class:`LocationError` for a path that is neither, and :class:`InvalidData` with
    every fault in it.
    """
    path = Path(path)
    format = _format_of(path)
    if format is None:
        return pipeline.load((path,), ontology)
    assert format.read is not None
    terms = read_ontology(locations.ontology_folder(ontology) / "policygraph.ttl", ())
    tables = format.read(_files(path, format.files), path.stem, terms)
    collection, faults = merge_and_check(terms, tables)
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
        raise LocationError(
            f"{path}: cannot be read as a graph; give a dataset folder, or {suffixes}"
        )
    if not path.is_dir():
        raise LocationError(f"{path}: no such file or folder; name a dataset folder or an export")
    if (
        locations.is_store(path)
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
    names = {
        file.relative_to(path).as_posix(): file
        for file in sorted(path.rglob("*"))
        if not locations.is_leftover(file)
    }
    return {
        name: file.read_bytes()
        for name, file in names.items()
        if file.is_file() and any(fnmatchcase(name, pattern) for pattern in patterns)
    }
