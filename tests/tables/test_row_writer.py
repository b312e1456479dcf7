"""Rows are changed in place, and whatever is not changed keeps its bytes."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.errors import DataError
from policygraph.tables.row_writer import EditedTable, edit_table, write_file

TEXT = st.text(st.sampled_from('a"|, \n中'), max_size=5)
ENDS = st.sampled_from(("\n", "\r\n"))


@st.composite
def tables(draw: st.DrawFn) -> tuple[bytes, int]:
    """A table with columns id, b and c in some order and style, and how many rows it has."""
    count = draw(st.integers(1, 4))
    columns = draw(st.permutations(("id", "b", "c")))
    cells = [{"id": f"r{n}", "b": draw(TEXT), "c": draw(TEXT)} for n in range(count)]
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        lineterminator=draw(ENDS),
        quoting=draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))),
    )
    writer.writerow(columns)
    writer.writerows([row[name] for name in columns] for row in cells)
    text = out.getvalue()
    if draw(st.booleans()):
        text = text.rstrip("\r\n")
    return (b"\xef\xbb\xbf" if draw(st.booleans()) else b"") + text.encode(), count


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@given(tables())
def test_a_table_that_is_not_changed_keeps_its_bytes(given_table: tuple[bytes, int]) -> None:
    data, count = given_table
    table = EditedTable(data, "t.csv")
    assert table.data == data
    for number, row in enumerate(rows(data)):
        table.change(f"r{number}", {name: cell.strip() for name, cell in row.items()})
    assert table.data == data
    assert count == len(rows(data))


@given(tables(), st.data(), TEXT.map(str.strip))
def test_a_changed_cell_changes_nothing_else(
    given_table: tuple[bytes, int], data: st.DataObject, text: str
) -> None:
    before, count = given_table
    wanted = data.draw(st.integers(0, count - 1))
    table = EditedTable(before, "t.csv")
    table.change(f"r{wanted}", {"b": text})
    expected = rows(before)
    if expected[wanted]["b"].strip() != text:
        expected[wanted]["b"] = text
    assert rows(table.data) == expected
    at = before.find(f"r{wanted}".encode())
    assert table.data[:3] == before[:3]
    assert at >= 0


@given(tables(), TEXT)
def test_an_added_row_leaves_the_others(given_table: tuple[bytes, int], text: str) -> None:
    before, count = given_table
    table = EditedTable(before, "t.csv")
    table.add({"id": "new", "b": text})
    assert table.data.startswith(before)
    assert rows(table.data)[count] == {"id": "new", "b": text, "c": ""}
    table.remove("new")
    assert table.data.rstrip(b"\r\n") == before.rstrip(b"\r\n")


def test_a_new_column_is_added_at_the_end() -> None:
    table = EditedTable(b'id,b\r\n"x",1\r\n\r\ny,2\r\n', "t.csv")
    table.change("y", {"draft": "yes"})
    assert table.data == b'id,b,draft\r\n"x",1,\r\n\r\ny,2,yes\r\n'


def test_judgements_are_found_by_both_entities() -> None:
    table = EditedTable(b"left,right,why\na,b,x\na,c,y\n", "i.csv", ("left", "right"))
    table.change(("a", "c"), {"why": "z"})
    assert table.data == b"left,right,why\na,b,x\na,c,z\n"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "t.csv: is empty"),
        (b"b\n1\n", "t.csv: missing column 'id'"),
        (b'id\n"x', "t.csv:2: cannot be read as CSV from here"),
        (b"id\n\xff\n", "t.csv:2: is not UTF-8"),
        (b"id\ny\n", "t.csv: no row of x"),
        (b"id\nx\nx\n", "t.csv: 2 rows of x"),
        (b"id,b\nx\n", "t.csv: the row of x has 1 cells where the header has 2"),
    ],
)
def test_what_cannot_be_edited_is_an_error(data: bytes, what: str) -> None:
    with pytest.raises(DataError) as caught:
        EditedTable(data, "t.csv").change("x", {"id": "z"})
    assert what in str(caught.value)


def test_a_file_is_written_in_one_step_and_only_if_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"id,b\nx,1\n")
    path.chmod(0o640)
    table = edit_table(path)
    assert not write_file(path, table.data)
    table.change("x", {"b": "2"})

    def fails(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", fails)
        with pytest.raises(Exception, match="cannot be written"):
            write_file(path, table.data)
    assert path.read_bytes() == b"id,b\nx,1\n"
    assert [found.name for found in tmp_path.iterdir()] == ["t.csv"]
    assert write_file(path, table.data)
    assert path.read_bytes() == b"id,b\nx,2\n"
    assert path.stat().st_mode & 0o777 == 0o640
