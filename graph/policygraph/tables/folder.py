"""The folder of a dataset: which files are its tables, and what reads each.

A table is a UTF-8 CSV file or a Parquet file with the same columns. A file that no table is
read from is a fault, so that a typo hides no claims.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from policygraph.errors import Fault, LocationError
from policygraph.model.ontology import Ontology
from policygraph.tables import locations
from policygraph.tables.csv_reader import read_rows
from policygraph.tables.dataset_file import dataset_names, read_dataset_file
from policygraph.tables.parquet_reader import read_parquet_rows
from policygraph.tables.reader import RowReader, TableReaders, Tables, read_tables

#: The tables of a dataset beside those of claims, and what reads a table, by suffix.
TABLES = ("entities", "sources", "identity")
CLAIMS = "claims/"
READERS = {".csv": read_rows, ".parquet": read_parquet_rows}


def read_datasets(
    folders: Sequence[Path], ontology: Ontology, taken: tuple[str, ...] = ()
) -> list[Tables]:
    """Read the tables of several folders; ``taken`` are the names of other datasets."""
    names = dataset_names(list(folders), taken)
    return [
        read_dataset(folder, name, ontology) for folder, name in zip(folders, names, strict=True)
    ]


def read_dataset(folder: Path, name: str, ontology: Ontology) -> Tables:
    """Read the tables of ``folder``; faults are gathered, not raised.

    Any table may be missing, but not all: a dataset may speak about another's entities, or only
    judge which of them are the same. Each table may be a Parquet file with the same
    columns instead, never both. A file that is not UTF-8 is one fault and yields no
    rows.
    """
    files, faults = dataset_files(folder)
    readers = {name: partial(READERS[path.suffix], path) for name, path in files.items()}
    tables = read_tables(table_readers(readers), name, ontology)
    about = read_dataset_file(folder, faults).about
    tables.dataset = replace(tables.dataset, about=about)
    tables.faults[:0] = faults
    return tables


def table_readers(readers: Mapping[str, RowReader]) -> TableReaders:
    """The readers of a dataset's tables, given by the names of the tables."""
    return TableReaders(
        readers.get("entities"),
        readers.get("sources"),
        readers.get("identity"),
        {
            table.removeprefix(CLAIMS): reader
            for table, reader in readers.items()
            if table.startswith(CLAIMS)
        },
    )


def dataset_files(folder: Path) -> tuple[dict[str, Path], list[Fault]]:
    """The files of a dataset's tables in reading order, and the faults of the folder.

    By the name of the table: ``entities``, ``sources``, ``identity``, ``claims/SOURCE``.
    Raises :class:`LocationError` if there is no such folder.
    """
    if not folder.is_dir():
        raise LocationError(f"{folder}: no such dataset folder; name a folder with entities.csv")
    faults = _unknown_files(folder)
    claims = folder / "claims"
    if locations.present(claims) and (why := locations.unreadable(claims, folder=True)):
        faults.append(Fault(locations.shown(claims), 0, "", *why))
    files = {stem: _table_file(folder, stem, faults) for stem in TABLES}
    if not faults and not any(files.values()) and not claims.is_dir():
        what = "has no table"
        fix = f"name a folder with {', '.join(f'{stem}.csv' for stem in TABLES)} or claims/"
        faults.append(Fault(locations.shown(folder), 0, "", what, fix))
    paths = (
        path
        for suffix in READERS
        for path in claims.glob(f"*{suffix}")
        if not locations.is_leftover(path)
    )
    for stem in dict.fromkeys(path.stem for path in sorted(paths)):
        files[CLAIMS + stem] = _table_file(claims, stem, faults)
    return {name: path for name, path in files.items() if path is not None}, faults


def _table_file(folder: Path, stem: str, faults: list[Fault]) -> Path | None:
    """The file of the table of that name, if there is one; two of them are a fault."""
    found = [path for suffix in READERS if locations.present(path := folder / f"{stem}{suffix}")]
    for path in found[1:]:
        what = f"duplicates {found[0].name}"
        faults.append(Fault(locations.shown(path), 0, "", what, "keep one of the two files"))
    if found and (why := locations.unreadable(found[0])):
        faults.append(Fault(locations.shown(found[0]), 0, "", *why))
        return None
    return found[0] if found else None


def _unknown_files(folder: Path) -> list[Fault]:
    """A fault for each file that no table is read from, and for each unreadable folder in it.

    A typo, or a folder that cannot be listed, must not hide claims.
    """
    tables = {folder / f"{stem}{suffix}" for stem in TABLES for suffix in READERS}
    tables.update(path for suffix in READERS for path in (folder / "claims").glob(f"*{suffix}"))
    what = "is not a table of a dataset"
    fix = "a folder has entities.csv, sources.csv, identity.csv and claims/SOURCE.csv"
    hidden: list[OSError] = []
    found: list[Path] = []
    for parent, folders, files in os.walk(folder, onerror=hidden.append):
        folders[:] = [name for name in folders if not locations.is_leftover(Path(name))]
        paths = (Path(parent, name) for name in (*folders, *files))
        found += (path for path in paths if path.suffix.lower() in READERS)
    faults = [
        Fault(locations.shown(path), 0, "", what, fix)
        for path in sorted(found)
        if path not in tables and not locations.is_leftover(path)
    ]
    for error in hidden:
        path = Path(error.filename)
        if path != folder / "claims":
            why = f"cannot be read ({error.strerror})", "make it readable or remove it"
            faults.append(Fault(locations.shown(path), 0, "", *why))
    return faults
