"""Cells that a spreadsheet runs or changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygraph.checks.cells import DATES
from policygraph.tables.reader import (
    CLAIM_FIELDS,
    ENTITY_FIELDS,
    JUDGEMENT_FIELDS,
    SOURCE_FIELDS,
)
from tests.datasets import faults, warnings, write_dataset


def of_label(tmp_path: Path, label: str) -> list[str]:
    return warnings(write_dataset(tmp_path / "d", entities=[{"id": "a", "label": label}]))


@pytest.mark.parametrize(
    "cell", ["=1+1", "+49 30", "-x", "@handle", "\tx", "\r\nx", "=HYPERLINK(1)"]
)
def test_a_cell_that_runs_as_a_formula_is_a_warning(tmp_path: Path, cell: str) -> None:
    (line,) = of_label(tmp_path, cell)
    assert line.startswith(f"d/entities.csv:2 entity a: warning: label begins with {cell[0]!r}")
    assert "spreadsheets run it as a formula; " in line


@pytest.mark.parametrize(
    ("cell", "becomes"),
    [
        ("1E5", "a number"), ("007", "a number"), ("0012", "a number"), ("1.5e3", "a number"),
        ("1234567890123456", "a number"), ("MAR1", "a date"), ("Sept-2", "a date"),
        ("3-5", "a date"), ("9/11", "a date"), ("1-Dec", "a date"),
    ],
)  # fmt: skip
def test_a_cell_that_a_spreadsheet_changes_is_a_warning(
    tmp_path: Path, cell: str, becomes: str
) -> None:
    (line,) = of_label(tmp_path, cell)
    assert f"warning: label spreadsheets change {cell!r} to {becomes}; " in line


@pytest.mark.parametrize(
    "cell", ["910", "H800", "5G", "A-1", "March", "Marx 1818", "1.5", "0", "E5"]
)
def test_other_cells_are_in_order(tmp_path: Path, cell: str) -> None:
    assert of_label(tmp_path, cell) == []


@pytest.mark.parametrize("quantity", ["-5", "+5", "-5..3", "1e3", "0.5", "007"])
def test_quantities_are_numbers(tmp_path: Path, quantity: str) -> None:
    row = {"quantity": quantity, "unit": "units"}
    assert warnings(write_dataset(tmp_path / "d", [row])) == []


def test_a_quantity_that_a_spreadsheet_shortened_is_a_warning(tmp_path: Path) -> None:
    row = {"quantity": "1.2E+11", "unit": "dollars"}
    (line,) = warnings(write_dataset(tmp_path / "d", [row]))
    assert "'1.2E+11' is how spreadsheets show a long number" in line


def test_the_number_of_a_day_is_told_with_the_day(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "d", [{"start": "45321"}])
    (line,) = warnings(folder)
    assert "start '45321' is how spreadsheets count days; write 2024-01-30 if" in line
    assert len(faults(folder)) == 1


def test_years_that_lose_their_zeros_are_told_and_other_dates_are_in_order(tmp_path: Path) -> None:
    rows = [{"start": "0044"}, {"start": "-0044"}, {"start": "2024-05"}, {"start": ".."}]
    found = warnings(write_dataset(tmp_path / "d", rows))
    assert ["s-001" in found[0], "s-002" in found[1], len(found)] == [True, True, 2]


def test_the_columns_of_dates_are_those_that_are_read_as_dates() -> None:
    every = {**ENTITY_FIELDS, **SOURCE_FIELDS, **CLAIM_FIELDS, **JUDGEMENT_FIELDS}
    assert set(every) >= DATES
    named = {name for name, field in every.items() if "date" in field.read.__name__}
    assert named - {"date"} <= DATES
