"""The dataset folder: the tables written back as they were read, before any merge.

One dataset gives its tables, several give a folder each, by name. Rows are sorted by
id, cells are those of the records; an ``ontology.ttl`` that a dataset brought is not a
table and is not written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from policygraph.errors import DataError, Fault
from policygraph.formats.files import Files, csv_table
from policygraph.model.collection import Collection
from policygraph.model.ontology import Ontology
from policygraph.model.records import Dataset
from policygraph.tables.columns import own_columns
from policygraph.tables.csv_reader import csv_rows
from policygraph.tables.dataset_file import FILE as DATASET_FILE
from policygraph.tables.dataset_file import DatasetFile, dataset_file, parse_dataset_file
from policygraph.tables.folder import CLAIMS, TABLES, table_readers
from policygraph.tables.reader import (
    CLAIM_FIELDS,
    ENTITY_FIELDS,
    JUDGEMENT_FIELDS,
    SOURCE_FIELDS,
    Cells,
    RowReader,
    Tables,
    cells_of,
    read_tables,
)

FIELDS = {
    "entities": ENTITY_FIELDS,
    "sources": SOURCE_FIELDS,
    "identity": JUDGEMENT_FIELDS,
}


def names_of(suffix: str) -> tuple[str, ...]:
    """The patterns of the names of a dataset's tables, of one dataset and of several."""
    tables = [*(f"{stem}{suffix}" for stem in (*TABLES, "claims/*")), DATASET_FILE]
    return (*tables, *(f"*/{name}" for name in tables))


def write_dataset_folder(collection: Collection) -> dict[str, bytes]:
    """The tables of a collection's datasets as CSV."""
    return {
        f"{name}.csv": csv_table(columns, [[row[c] for c in columns] for row in rows])
        for name, columns, rows in tables_of(collection)
    } | dataset_files_of(collection)


def read_dataset_folder(files: Files, name: str, ontology: Ontology) -> list[Tables]:
    """The datasets whose tables these files are; a single one goes by ``name``."""
    return read_table_files(
        files, name, ontology, ".csv", lambda data, at: partial(csv_rows, data, at)
    )


def dataset_cells(dataset: Dataset) -> dict[str, list[Cells]]:
    """All tables of a dataset, sorted, by their name without a suffix: ``claims/SOURCE`` too.

    A table without rows is left out, except those of entities and sources.
    """
    tables = {
        "entities": [cells_of(e) for e in sorted(dataset.entities, key=lambda e: e.id)],
        "sources": [cells_of(s) for s in sorted(dataset.sources, key=lambda s: s.id)],
    }
    if dataset.judgements:
        rows = map(cells_of, dataset.judgements)
        tables["identity"] = sorted(rows, key=lambda cells: tuple(cells.values()))
    rows_of_claims = (*dataset.claims, *dataset.drafts)
    for claim in sorted(rows_of_claims, key=lambda claim: (claim.source, claim.id)):
        tables.setdefault(CLAIMS + claim.source, []).append(cells_of(claim))
    return tables


def dataset_files_of(collection: Collection) -> dict[str, bytes]:
    """The ``dataset.toml`` of each dataset, by its path."""
    return {
        f"{folder}{DATASET_FILE}": dataset_file(dataset.name, dataset.about)
        for folder, dataset in _folders(collection)
    }


def tables_of(
    collection: Collection,
) -> Iterator[tuple[str, tuple[str, ...], list[Cells]]]:
    """Each table of each dataset: its name without a suffix, its columns and its rows."""
    for folder, dataset in _folders(collection):
        for table, rows in dataset_cells(dataset).items():
            name = f"{folder}{table}"
            own = own_columns({column for row in rows for column in row})
            # A column that form 1 did not have is there only where a row needs it.
            shared = (
                column
                for column, field in FIELDS.get(table, CLAIM_FIELDS).items()
                if field.form == 1 or any(row[column] for row in rows)
            )
            columns = (*shared, *own)
            yield name, columns, [dict.fromkeys(own, "") | row for row in rows]


def _folders(collection: Collection) -> Iterator[tuple[str, Dataset]]:
    """The datasets, each with its folder and a slash; a single one has none."""
    several = len(collection.records) > 1
    taken: set[str] = set()
    for dataset in sorted(collection.records, key=lambda dataset: dataset.name):
        # A name that was told apart by folders above has slashes; dataset.toml has the name.
        folder = dataset.name.replace("/", "-")
        if several and (folder in taken or not _names_a_folder(folder)):
            what = f"two datasets, or a dataset that no folder can be named for: {dataset.name!r}"
            raise DataError(f"{what}; rename its folder")
        taken.add(folder)
        yield (f"{folder}/" if several else ""), dataset


def read_table_files(
    files: Files,
    name: str,
    ontology: Ontology,
    suffix: str,
    reader_of: Callable[[bytes, str], RowReader],
) -> list[Tables]:
    """The datasets of files with this suffix; ``reader_of`` takes the bytes and the file name."""
    faults: list[Fault] = []
    datasets: dict[str, dict[str, RowReader]] = {}
    said: dict[str, DatasetFile] = {}
    for path in sorted(files):
        *above, last = path.split("/")
        if last == DATASET_FILE and len(above) <= 1:
            key = above[0] if above else name
            datasets.setdefault(key, {})
            said[key] = parse_dataset_file(files[path], path, faults)
            continue
        table = last.removesuffix(suffix)
        in_claims = bool(above) and above[-1] == "claims"
        if in_claims:
            above, table = above[:-1], CLAIMS + table
        if not last.endswith(suffix) or len(above) > 1 or not (in_claims or table in TABLES):
            fix = f"give {', '.join(names_of(suffix)[:4])}"
            faults.append(Fault(path, 0, "", "is not a table of a dataset", fix))
            continue
        readers = datasets.setdefault(above[0] if above else name, {})
        readers[table] = reader_of(files[path], path)
    found = []
    for folder, readers in sorted(datasets.items()) or [(name, {})]:
        file = said.get(folder, DatasetFile())
        tables = read_tables(table_readers(readers), file.name or folder, ontology)
        tables.dataset = replace(tables.dataset, about=file.about)
        found.append(tables)
    found[0].faults[:0] = faults
    return found


def _names_a_folder(name: str) -> bool:
    return name not in ("", ".", "..", "claims") and not set(name) & set("/\\\0")
