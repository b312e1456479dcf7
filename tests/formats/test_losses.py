"""The page on formats lists what each format loses, as its writer shows."""

from __future__ import annotations

import pytest

from policygraph.formats import FORMATS
from tests.formats.losses import BASE, CHANGED, COLUMNS, PAGE, losses, rewritten, written


@pytest.mark.slow
def test_page_lists_exactly_what_each_format_loses() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert rewritten(text) == text, "run: python -m tests.formats.losses"


def test_every_column_of_a_table_is_changed_to_see_who_loses_it() -> None:
    for table, columns in COLUMNS.items():
        assert set(CHANGED[table]) == set(columns), table
        held = {column for cells in BASE[table].values() for column, cell in cells.items() if cell}
        assert held == set(columns) - {"draft"}, table


@pytest.mark.parametrize("name", ["graphml", "gexf", "cytoscape", "node-edge-csv"])
@pytest.mark.parametrize("column", ["quantity", "unit"])
def test_arrow_carries_the_quantity_and_unit_of_each_claim(name: str, column: str) -> None:
    lost = {kind: columns for kind, columns, _ in losses(name)}
    assert column not in lost["claims"]
    assert column not in lost["further claims of the same triple"]
    data = b"".join(written(name, BASE).values())
    assert b"51|50" in data and b"percent|percent" in data


def test_format_that_can_be_read_back_loses_nothing() -> None:
    for name, format in FORMATS.items():
        if format.lossless:
            assert not [columns for _, columns, _ in losses(name) if columns], name
