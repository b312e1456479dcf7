"""Parquet: the dataset folder with its tables as Parquet files, every column text.

For datasets too large for a spreadsheet, and for pandas, DuckDB, Spark and Polars. The
folder is a dataset like any other: ``policygraph --graph FOLDER`` reads it. pyarrow,
the extra ``parquet``, is needed; the bytes are the same for the same version of it.
"""

from __future__ import annotations

import io
from functools import partial

from policygraph.formats.dataset_folder import dataset_files_of, read_table_files, tables_of
from policygraph.formats.files import Files
from policygraph.model.collection import Collection
from policygraph.model.ontology import Ontology
from policygraph.tables.parquet_reader import arrow, parquet_rows
from policygraph.tables.reader import Tables


def write_parquet(collection: Collection) -> dict[str, bytes]:
    """The tables of a collection's datasets as Parquet."""
    pa, pq = arrow()
    files = {}
    for name, columns, rows in tables_of(collection):
        schema = pa.schema([(column, pa.string()) for column in columns])
        out = io.BytesIO()
        table = pa.table({c: [row[c] for row in rows] for c in columns}, schema=schema)
        pq.write_table(table, out, compression="zstd", store_schema=False)
        files[f"{name}.parquet"] = out.getvalue()
    return files | dataset_files_of(collection)


def read_parquet(files: Files, name: str, ontology: Ontology) -> list[Tables]:
    """The datasets whose tables these files are; a single one goes by ``name``."""
    return read_table_files(
        files, name, ontology, ".parquet", lambda data, at: partial(parquet_rows, data, at)
    )
