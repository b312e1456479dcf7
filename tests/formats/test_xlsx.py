"""The workbook: each cell is the text of the record, no formula, on one sheet for each kind."""

from __future__ import annotations

import importlib
import io
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from hypothesis import given, settings

from policygraph.errors import DataError
from policygraph.formats.xlsx import LONGEST, write_xlsx
from policygraph.model.collection import Collection
from policygraph.model.records import Name
from policygraph.tables.reader import Record, cells_of
from tests.examples import examples
from tests.formats.generated import collections
from tests.world import said, world


def sheets(data: bytes) -> dict[str, list[list[str]]]:
    """The cells of a workbook as a reader of Office Open XML takes them, and no formula."""
    found = {}
    with ZipFile(io.BytesIO(data)) as archive:
        names = ElementTree.fromstring(archive.read("xl/workbook.xml")).findall(".//{*}sheet")
        for number, name in enumerate(names, 1):
            root = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
            assert root.find(".//{*}f") is None
            rows = []
            for row in root.iterfind(".//{*}row"):
                cells: dict[str, str] = {}
                for cell in row:
                    value = cell.findtext("{*}v") or cell.findtext(".//{*}t") or ""
                    value = re.sub(
                        "_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), value
                    )
                    cells[re.sub(r"\d", "", cell.get("r", ""))] = value
                rows.append(cells)
            columns = list(rows[0])
            assert all(set(row) <= set(columns) for row in rows)
            found[name.get("name", "")] = [[row.get(c, "") for c in columns] for row in rows]
    return found


@settings(max_examples=examples(60))
@given(collection=collections())
def test_every_cell_of_the_workbook_is_the_text_of_the_record(collection: Collection) -> None:
    found = sheets(write_xlsx(collection))
    tables: dict[str, list[Record]] = {
        "entities": [*collection.entities.values()],
        "sources": [*collection.sources.values()],
        "claims": [*collection.claims.values()],
    }
    for name, records in tables.items():
        header, *rows = found[name]
        assert len(rows) == len(records)
        for row, record in zip(rows, records, strict=True):
            written = dict(zip(header, row, strict=True))
            cells = cells_of(record)
            assert {column: written[column] for column in cells} == cells


@pytest.mark.readers
@settings(max_examples=examples(25))
@given(collection=collections())
def test_openpyxl_reads_the_same_cells(collection: Collection) -> None:
    openpyxl: Any = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    data = write_xlsx(collection)
    read = openpyxl.load_workbook(io.BytesIO(data))
    unescape = importlib.import_module("openpyxl.utils.escape").unescape
    for name, rows in sheets(data).items():
        shown = list(read[name].iter_rows(values_only=True))
        assert len(shown) == len(rows)
        for values, row in zip(shown, rows, strict=True):
            for value, cell in zip(values, row, strict=True):
                if isinstance(value, int | float):
                    assert value == float(cell)
                else:
                    assert one_line(unescape(value or "")) == one_line(cell)


def one_line(text: str) -> str:
    """A text whose line ends are blanks, since openpyxl does not keep their kinds apart."""
    return " ".join(re.split("\r\n|\r|\n", text))


def test_claim_has_the_names_of_its_ends_and_its_source_beside_it() -> None:
    claim = said("not a feeds b", quantity="496", unit="chips")
    header, row = sheets(write_xlsx(world([claim])))["claims"]
    cells = dict(zip(header, row, strict=True))
    assert (cells["subject_label"], cells["relation_label"], cells["object_label"]) == (
        "A", "feeds", "B",
    )  # fmt: skip
    assert (cells["polarity"], cells["source"], cells["source_title"]) == ("denied", "s", "S")


@pytest.mark.parametrize(
    ("quantity", "number"), [("496", True), ("0.10", False), ("50..60", False), ("-5", True)]
)
def test_quantity_is_a_number_only_if_it_keeps_its_digits(quantity: str, number: bool) -> None:
    data = write_xlsx(world([said("a feeds b", quantity=quantity, unit="chips")]))
    assert (f"<v>{quantity}</v>".encode() in data) == number
    assert (f">{quantity}</t>".encode() in data) != number


def test_cell_that_no_workbook_holds_is_an_error_and_not_cut() -> None:
    collection = world(["a feeds b"])
    long = replace(collection.entities["a"], label=Name("x" * (LONGEST + 1)))
    with pytest.raises(DataError, match="claims 'c01': subject_label has 32768 characters"):
        write_xlsx(replace(collection, entities={**collection.entities, "a": long}))
