"""Check the cells of tables as they are written: destroyed text, and what spreadsheets do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from policygraph.checks.destroyed_text import TextFinding, find_in_text
from policygraph.checks.spreadsheet_cells import find_in_cell
from policygraph.errors import DataWarning, Fault
from policygraph.tables.csv_reader import Row
from policygraph.tables.folder import CLAIMS, READERS, dataset_files
from policygraph.tables.reader import (
    CLAIM_FIELDS,
    CLAIM_TABLE,
    ENTITY_FIELDS,
    ENTITY_TABLE,
    JUDGEMENT_FIELDS,
    JUDGEMENT_TABLE,
    SOURCE_FIELDS,
    SOURCE_TABLE,
    Field,
)

_CLAIMS = ("claim", CLAIM_TABLE, CLAIM_FIELDS)
_TABLES = {
    "entities": ("entity", ENTITY_TABLE, ENTITY_FIELDS),
    "sources": ("source", SOURCE_TABLE, SOURCE_FIELDS),
    "identity": ("judgement", JUDGEMENT_TABLE, JUDGEMENT_FIELDS),
}
#: The columns of dates, of quantities, of names with language tags, and of addresses.
DATES = frozenset({"published", "start", "end", "known_since", "withdrawn", "date"})
_QUANTITIES = frozenset({"quantity"})
_NAMES = frozenset({"label", "aliases"})
_ADDRESSES = frozenset({"url", "same_as"})


def check_cells(folder: Path) -> Iterator[Fault]:
    """What is wrong with the texts in the tables of a dataset folder, and warnings of them.

    The tables are read again, cell by cell. Rows that cannot be read are left to
    :func:`policygraph.tables.folder.read_dataset`.
    """
    files, _ = dataset_files(folder)
    for table, path in files.items():
        kind, columns, fields = _CLAIMS if table.startswith(CLAIMS) else _TABLES[table]
        for row in READERS[path.suffix](path, columns, kind, []):
            yield from _check_row(row, fields)


def _check_row(row: Row, fields: Mapping[str, Field]) -> Iterator[Fault]:
    found: list[Fault] = []
    for column, text in row.cells.items():
        for finding in _in_cell(column, text, fields.get(column)):
            row.faults = found
            row.fault(f"{column} {finding.what}", finding.fix)
            if finding.fault:
                yield found.pop()
            else:
                yield DataWarning.of(found.pop(), finding.kind)


def _in_cell(column: str, text: str, field: Field | None) -> Iterator[TextFinding]:
    if not text or (text.isalpha() and text.isascii()):
        return
    if column not in _ADDRESSES:
        several = field is not None and field.several
        yield from find_in_text(text, several=several, name=column in _NAMES)
    yield from find_in_cell(text, dated=column in DATES, number=column in _QUANTITIES)
