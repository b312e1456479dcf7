"""The CSV for spreadsheets: opened as it is, nothing runs, and one apostrophe gives it back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.render.spreadsheet import MARK, guarded, spreadsheet_csv
from tests.cli.running import policygraph

TEXTS = st.one_of(
    st.text(alphabet=st.sampled_from("=+-@\t'019.-/: Eexma华ש\"\n,;|"), max_size=8),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(MARK), newline="")))


@given(rows=st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
def test_one_apostrophe_less_is_the_text(rows: list[tuple[str, str]]) -> None:
    written = cells(spreadsheet_csv(("a", "b"), rows))[1:]
    given_back = [[cell.removeprefix("'") for cell in row] for row in written]
    assert given_back == [list(row) for row in rows]


@given(text=TEXTS)
def test_no_cell_begins_as_a_formula(text: str) -> None:
    assert not guarded(text).lstrip().startswith(tuple("=+-@＝＋－＠"))


@pytest.mark.parametrize(
    "text",
    [
        "2015-05", "2015-05-08", "1/2", "007", "1E5", "1e-3", "0.10", "1234567890123456", "10:30",
        "5%", "TRUE", "false", "MAR1", "1-Mar", "2015 May", "10 am", " 007", "1,000", "500..",
    ],
)  # fmt: skip
def test_text_that_would_be_converted_is_kept(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "2015", "84.29", "0.5", "Huawei", "华为", "A100", "May be"])
def test_text_that_a_spreadsheet_keeps_has_no_apostrophe(text: str) -> None:
    assert guarded(text) == text


def test_result_for_spreadsheets_has_the_rows_of_csv_after_a_byte_order_mark() -> None:
    asked = ("timeline", "DeepSeek", "--format")
    exact = list(csv.reader(io.StringIO(policygraph(*asked, "csv").out, newline="")))
    opened = policygraph(*asked, "spreadsheet").out
    assert opened.startswith(MARK)
    assert [[cell.removeprefix("'") for cell in row] for row in cells(opened)] == exact
    assert any(cell.startswith("'") for row in cells(opened) for cell in row)
