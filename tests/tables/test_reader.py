"""Rows that cannot be read as they stand: each fault with file, line and mend."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from policygraph.model.iris import is_address
from policygraph.model.names import read_name
from policygraph.model.records import Name
from policygraph.tables.reader import (
    CLAIM_COLUMNS,
    CLAIM_FIELDS,
    CLAIM_TABLE,
    ENTITY_COLUMNS,
    ENTITY_FIELDS,
    JUDGEMENT_FIELDS,
    SOURCE_FIELDS,
    Field,
)
from tests.datasets import faults, load, write_dataset

#: The columns of version 1 of the tables.
HEADER = ",".join(CLAIM_COLUMNS[:18])
ROW = "s-001,a,feeds,b,affirmed,stated,,,,,,,line 1,,,,,"


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"id": "Not A Slug"}, "id 'Not A Slug' is not a slug; use lower-case"),
        ({"id": ""}, "id is blank; fill it in"),
        ({"subject": ""}, "subject is blank"),
        ({"locator": " "}, "locator is blank"),
        ({"polarity": "maybe"}, "unknown polarity 'maybe'; write one of affirmed, denied"),
        (
            {"modality": "rumoured"},
            "unknown modality 'rumoured'; write one of stated, estimated, planned, possible",
        ),
        ({"likelihood": "1.5"}, "likelihood '1.5' is neither a number in (0, 1] nor a term"),
        ({"likelihood": "0"}, "likelihood '0' is neither"),
        ({"likelihood": "-0.2"}, "likelihood '-0.2' is neither"),
        ({"likelihood": "nan"}, "likelihood 'nan' is neither"),
        ({"likelihood": "rather"}, "write for instance 0.8, or one of Likely"),
        ({"start": "May 2024"}, "start: 'May 2024' is not a date; write YYYY"),
        ({"end": "2024-02-30"}, "end: '2024-02-30' has no day 30"),
        ({"known_since": ".."}, "known_since: '..' is not a date"),
        ({"known_since": "../2024"}, "known_since: '../2024' is not a date"),
        ({"withdrawn": "2024/..", "note": "x"}, "withdrawn: '2024/..' is not a date"),
        ({"start": "../.."}, "start: '../..' is any day; leave the cell blank"),
        ({"start": "2024/2023"}, "start: '2024/2023' ends before it starts; swap its sides"),
        ({"start": "2024-06/..", "end": "2024-05"}, "ends (2024-05) before it starts (2024-06/..)"),
        ({"start": "2024-06", "end": "2024-05"}, "ends (2024-05) before it starts (2024-06)"),
        ({"withdrawn": "2024-06"}, "is withdrawn without a reason; give the reason in note"),
        ({"quantity": "60"}, "has a quantity without a unit; give the unit"),
        ({"quantity": "1,000", "unit": "m"}, "quantity '1,000' is not a number; write 496"),
        ({"quantity": "1_0", "unit": "m"}, "quantity '1_0' is not a number"),
        ({"quantity": "1e999", "unit": "m"}, "quantity '1e999' is not a number"),
        ({"quantity": "1..2..3", "unit": "m"}, "quantity '1..2..3' is not a number"),
        ({"quantity": "..", "unit": "m"}, "quantity '..' is not a number"),
        ({"quantity": "500...", "unit": "m"}, "quantity '500...' is not a number"),
        ({"quantity": "9..5", "unit": "m"}, "quantity '9..5' is not a range; write the lower"),
        ({"passage_sha256": "abc"}, "passage_sha256 'abc' is not a SHA-256"),
    ],
)
def test_a_bad_cell_of_a_claim_is_one_line(
    tmp_path: Path, cells: dict[str, str], what: str
) -> None:
    found = faults(write_dataset(tmp_path / "d", [{}, cells]))
    name = cells.get("id", "s-002")
    assert len(found) == 1
    assert found[0].startswith(f"d/claims/s.csv:3 claim{' ' + name if name else ''}: ")
    assert what in found[0]


def test_dates_that_may_be_in_order_are_not_called_disordered(tmp_path: Path) -> None:
    claims = [
        {"start": "2024-06", "end": "2024"},
        {"start": "2024", "end": "2024-02"},
        {"start": "..", "end": "2020"},
        {"start": "2020", "end": ".."},
    ]
    assert faults(write_dataset(tmp_path / "d", claims)) == []


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"url": ""}, "has no address; give its url"),
        ({"url": "example.org"}, "url 'example.org' is no address of a document"),
        ({"url": "https://example.org/a b"}, "is no address of a document"),
        ({"published": "yesterday"}, "published: 'yesterday' is not a date"),
        ({"title": ""}, "title is blank"),
        ({"reliability": "G"}, "unknown reliability 'G'; write a letter A to F"),
        ({"text_sha256": "0" * 63}, "is not a SHA-256"),
    ],
)
def test_a_bad_cell_of_a_source_is_one_line(
    tmp_path: Path, cells: dict[str, str], what: str
) -> None:
    found = faults(write_dataset(tmp_path / "d", sources=[{"id": "s", **cells}]))
    assert len(found) == 1
    assert found[0].startswith("d/sources.csv:2 source s: ")
    assert what in found[0]


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"wikidata": "160120"}, "wikidata '160120' is not an item id; write it as Q160120"),
        ({"same_as": "wd:Q1"}, "same_as 'wd:Q1' is not a web address"),
        ({"label": ""}, "label is blank"),
        ({"type": ""}, "type is blank"),
    ],
)
def test_a_bad_cell_of_an_entity_is_one_line(
    tmp_path: Path, cells: dict[str, str], what: str
) -> None:
    found = faults(write_dataset(tmp_path / "d", entities=[{"id": "a", **cells}]))
    assert len(found) == 1
    assert found[0].startswith("d/entities.csv:2 entity a: ")
    assert what in found[0]


def test_a_bad_judgement_is_named_by_its_pair(tmp_path: Path) -> None:
    row = {"left": "a", "right": "b", "judgement": "alike"}
    assert faults(write_dataset(tmp_path / "d", judgements=[row])) == [
        "d/identity.csv:2 judgement a = b: unknown judgement 'alike'; write one of same, different"
    ]


def test_faults_of_all_tables_are_reported_at_once(tmp_path: Path) -> None:
    folder = write_dataset(
        tmp_path / "d",
        [{"modality": "rumoured", "start": "soon"}, {"object": "nobody"}],
        entities=[{"id": "a"}, {"id": "b", "type": "frm"}],
        sources=[{"id": "s", "url": ""}],
    )
    assert [line.partition(": ")[0] for line in faults(folder)] == [
        "d/claims/s.csv:2 claim s-001",
        "d/claims/s.csv:2 claim s-001",
        "d/claims/s.csv:3 claim s-002",
        "d/entities.csv:3 entity b",
        "d/sources.csv:2 source s",
    ]


def claims_file(tmp_path: Path, data: bytes | str) -> Path:
    folder = write_dataset(tmp_path / "d")
    encoded = data if isinstance(data, bytes) else data.encode()
    (folder / "claims" / "s.csv").write_bytes(encoded)
    return folder


def test_an_unknown_column_is_a_fault_and_the_rows_are_still_read(tmp_path: Path) -> None:
    folder = claims_file(tmp_path, f"{HEADER},mood\n{ROW.replace('feeds', 'eats')},gay\n")
    found = faults(folder)
    assert found[0].startswith("d/claims/s.csv:1: unknown column 'mood'; the columns are id,")
    assert found[1].startswith("d/claims/s.csv:2 claim s-001: unknown relation 'eats'")
    assert len(found) == 2


def test_missing_and_doubled_columns_are_faults(tmp_path: Path) -> None:
    header = HEADER.replace("object", "note")
    assert faults(claims_file(tmp_path, f"{header}\n{ROW}\n")) == [
        "d/claims/s.csv:1: duplicate column 'note'; remove one",
        "d/claims/s.csv:1: missing column 'object'; add it",
    ]


def test_columns_are_read_by_name_in_any_order(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "d", [{"note": "kept"}])
    file = folder / "claims" / "s.csv"
    rows = [line.split(",") for line in file.read_text("utf-8").splitlines()]
    file.write_text("\n".join(",".join(reversed(row)) for row in rows), "utf-8")
    assert load(folder).claims["s-001"].note == "kept"


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_table_with_other_separators_is_one_fault(tmp_path: Path, mark: str) -> None:
    (line,) = faults(claims_file(tmp_path, HEADER.replace(",", mark)))
    assert "separated by" in line


@pytest.mark.parametrize("cells", ["s-001,a,feeds", ROW + ",too,many"])
def test_a_ragged_row_is_a_fault(tmp_path: Path, cells: str) -> None:
    (line,) = faults(claims_file(tmp_path, f"{HEADER}\n{cells}\n"))
    count = cells.count(",") + 1
    assert line.startswith(
        f"d/claims/s.csv:2 claim s-001: has {count} cells where the header has 18"
    )


def test_an_unclosed_quote_is_reported_where_its_row_starts(tmp_path: Path) -> None:
    broken = ROW.replace("line 1", '"line 1').replace("s-001", "s-002")
    (line,) = faults(claims_file(tmp_path, f"{HEADER}\n{ROW}\n{broken}\n{ROW}\n{ROW}\n"))
    assert line.startswith("d/claims/s.csv:3: cannot be read as CSV from here: ")
    assert line.endswith("; look for an unclosed quote")


def test_what_is_not_utf_8_is_a_clear_error_with_its_line(tmp_path: Path) -> None:
    data = f"{HEADER}\n{ROW}\n".encode() + "s-002,ä".encode("latin-1")
    assert faults(claims_file(tmp_path, data)) == [
        f"d/claims/s.csv:3: is not UTF-8 (byte {len(data) - 1}); save it again as CSV UTF-8"
    ]
    assert "is not UTF-8 (byte 0)" in faults(claims_file(tmp_path, HEADER.encode("utf-16")))[0]


@pytest.mark.parametrize("character", ["\0", "\x0b", "\x1b", "\ufffe"])
def test_a_control_character_is_a_fault_of_its_row(tmp_path: Path, character: str) -> None:
    bad = ROW.replace("line 1", f"line{character}1").replace("s-001", "s-002")
    assert faults(claims_file(tmp_path, f"{HEADER}\n{ROW}\n{bad}\n")) == [
        f"d/claims/s.csv:3 claim s-002: has the control character U+{ord(character):04X}; remove it"
    ]


def test_unreadable_entities_do_not_make_every_claim_a_fault(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "d", [{}, {}, {"start": "soon"}])
    (folder / "entities.csv").write_bytes(b"\xff")
    found = faults(folder)
    assert [line.partition(": ")[0] for line in found] == [
        "d/claims/s.csv:4 claim s-003",
        "d/entities.csv:1",
    ]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_one_fault(tmp_path: Path, data: bytes) -> None:
    (line,) = faults(claims_file(tmp_path, data))
    assert line.startswith("d/claims/s.csv: is empty; give it the header id,subject,")


def test_a_table_with_a_header_only_is_in_order(tmp_path: Path) -> None:
    assert faults(claims_file(tmp_path, HEADER)) == []


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_byte_order_mark_line_ends_and_blank_lines_keep_lines_right(
    tmp_path: Path, bom: bytes, ending: str
) -> None:
    noted = ROW[:-1] + f',"first{ending}second ""quoted"", third"'
    lines = ["", HEADER, noted, "", " , ", ROW.replace("s-001", "s-002"), ""]
    collection = load(claims_file(tmp_path, bom + ending.join(lines).encode()))
    first, second = collection.claims.values()
    assert first.note == f'first{ending}second "quoted", third'
    assert [claim.location.line for claim in (first, second) if claim.location] == [3, 7]


def test_a_csv_file_that_is_no_table_is_a_fault(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "d")
    (folder / "Sources.CSV").write_text("id")
    (folder / "claims" / "2024").mkdir()
    (folder / "claims" / "2024" / "s.csv").write_text(HEADER)
    (folder / "notes.txt").write_text("not read")
    assert [line.partition(";")[0] for line in faults(folder)] == [
        "d/Sources.CSV: is not a table of a dataset",
        "d/claims/2024/s.csv: is not a table of a dataset",
    ]


def test_a_folder_without_tables_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    assert faults(tmp_path / "d") == [
        "d: has no table; name a folder with entities.csv, sources.csv, identity.csv or claims/"
    ]


def test_a_table_that_is_no_file_and_claims_that_are_no_folder_are_faults(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "d", [{}])
    (folder / "sources.csv").unlink()
    (folder / "sources.csv").mkdir()
    os.mkfifo(folder / "claims" / "t.csv")
    assert {
        "d/sources.csv: is not a file; put the table there",
        "d/claims/t.csv: is not a file; put the table there",
    } <= set(faults(folder))
    shutil.rmtree(folder / "claims")
    (folder / "claims").write_text("")
    assert "d/claims: is not a folder; make it a folder with a table for each source" in faults(
        folder
    )


@pytest.mark.parametrize("name", ["identity.csv", "claims/t.csv", "claims", "ontology.ttl"])
@pytest.mark.parametrize("lead", ["nowhere", "in a circle"])
def test_a_link_that_cannot_be_followed_is_a_fault(tmp_path: Path, name: str, lead: str) -> None:
    folder = write_dataset(tmp_path / "d", [{}])
    path = folder / name
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.symlink_to("missing" if lead == "nowhere" else path.name)
    assert f"d/{name}: is a link that leads {lead}; fix or remove the link" in faults(folder)


@pytest.mark.parametrize("name", ["claims", "claims/s.csv", "entities.csv", "ontology.ttl", "more"])
def test_a_table_or_folder_without_permission_is_a_fault(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_dataset(tmp_path / "d", [{}])
    (folder / "ontology.ttl").touch()
    (folder / "more").mkdir()
    forbid(monkeypatch, folder / name)
    assert f"d/{name}: cannot be read (Permission denied); make it readable or remove it" in faults(
        folder
    )


def test_a_build_of_claims_that_cannot_be_read_leaves_the_old_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from policygraph import pipeline
    from policygraph.errors import InvalidData
    from tests.datasets import write_ontology

    core, store = write_ontology(tmp_path / "ontology"), tmp_path / "store"
    folder = write_dataset(tmp_path / "d", [{}])
    pipeline.build([folder], store, core)
    before = {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}
    forbid(monkeypatch, folder / "claims")
    with pytest.raises(InvalidData, match="d/claims: cannot be read"):
        pipeline.build([folder], store, core)
    assert before == {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}


def forbid(monkeypatch: pytest.MonkeyPatch, secret: Path) -> None:
    """Make a path one that cannot be read, for root too, to whom all is permitted."""
    opened, scanned = Path.open, os.scandir

    def refuse(path: object) -> None:
        if Path(str(path)) == secret:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    def open_path(path: Path, *options: Any, **named: Any) -> Any:
        refuse(path)
        return opened(path, *options, **named)

    def scan(path: Any = ".") -> Any:
        refuse(path)
        return scanned(path)

    monkeypatch.setattr(Path, "open", open_path)
    monkeypatch.setattr(os, "scandir", scan)


def test_a_fault_names_the_file_as_the_caller_can_open_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from policygraph import pipeline
    from tests.datasets import write_ontology

    folder = write_dataset(tmp_path / "deep" / "d", [{"object": "nobody"}])
    core = write_ontology(tmp_path / "ontology")
    monkeypatch.chdir(tmp_path / "deep")
    for given_as in (folder, Path("d"), Path("../deep/d")):
        (fault,) = pipeline.check([given_as], ontology=core).faults
        assert Path(fault.file).samefile(folder / "claims" / "s.csv")
        assert not Path(fault.file).is_absolute()
    monkeypatch.chdir("/")
    (fault,) = pipeline.check([folder], ontology=core).faults
    assert Path(fault.file).samefile(folder / "claims" / "s.csv")


def test_likelihoods_are_numbers_or_terms_in_any_case(tmp_path: Path) -> None:
    cells = ["", "0.8", "1", "LIKELY", "  probable "]
    claims = [{"likelihood": cell} for cell in cells] + [{"modality": "possible"}]
    found = load(write_dataset(tmp_path / "d", claims)).claims.values()
    assert [claim.strength for claim in found] == [0.9, 0.8, 1.0, 0.675, 0.675, 0.5]


def test_cells_with_several_values_are_split_and_names_keep_their_language(tmp_path: Path) -> None:
    entity = {"id": "a", "label": "zh:华为", "aliases": "Huawei | zh-Hant:華為|| HW "}
    loaded = load(write_dataset(tmp_path / "d", entities=[entity])).entities["a"]
    assert loaded.label == Name("华为", "zh")
    assert loaded.aliases == (Name("Huawei"), Name("華為", "zh-Hant"), Name("HW"))


@given(st.text(min_size=1))
def test_every_language_tag_that_is_read_can_be_written(text: str) -> None:
    name = read_name(text)
    assert not name.language or Literal(name.text, language=name.language)
    tagged = read_name(f"en:{text}")
    assert tagged.language in ("en", "")


@given(st.from_regex(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,2}:x", fullmatch=True))
def test_no_tag_is_read_that_rdf_refuses(text: str) -> None:
    name = read_name(text)
    if name.language:
        Literal(name.text, language=name.language)


@given(st.from_regex(r"https?://.{0,20}", fullmatch=True))
def test_every_address_that_is_taken_is_an_iri(text: str) -> None:
    if is_address(text):
        NamedNode(text)


@pytest.mark.parametrize(
    "address",
    [
        "https://worldofsoftware.org/?p=542665",
        "https://www.federalregister.gov/d/2022-21658#p-3",
        "http://例え.jp/路径?q=1&r=a%20b",
        "https://example.org:8080/a/(b);c=1,2/@x~y'!*$+",
    ],
)
def test_common_addresses_are_taken(address: str) -> None:
    assert is_address(address)


def test_the_columns_are_those_of_the_contract() -> None:
    assert ENTITY_COLUMNS == (
        "id",
        "type",
        "label",
        "aliases",
        "description",
        "wikidata",
        "same_as",
    )
    assert CLAIM_COLUMNS[:18] == tuple(HEADER.split(","))


@pytest.mark.parametrize("fields", [ENTITY_FIELDS, SOURCE_FIELDS, CLAIM_FIELDS, JUDGEMENT_FIELDS])
def test_no_two_fields_of_a_table_share_an_rdf_property(fields: dict[str, Field]) -> None:
    properties = [field.iri for field in fields.values() if field.iri]
    assert sorted(set(properties)) == sorted(properties)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_cell_is_as_long_in_parquet_as_in_csv(tmp_path: Path, suffix: str) -> None:
    import csv

    import pyarrow as pa
    import pyarrow.parquet as pq

    longest = csv.field_size_limit()
    for extra, fault_count in ((0, 0), (1, 1)):
        folder = write_dataset(tmp_path / f"d{extra}", [{"note": "x" * (longest + extra)}])
        if suffix == ".parquet":
            path = folder / "claims" / "s.csv"
            header, *rows = path.read_text().splitlines()
            names = header.split(",")
            table = pa.table(
                {
                    name: pa.array([row.split(",")[n] for row in rows], pa.string())
                    for n, name in enumerate(names)
                }
            )
            pq.write_table(table, path.with_suffix(".parquet"))
            path.unlink()
        found = faults(folder)
        assert len(found) == fault_count
        assert all(str(longest) in line and len(line) < 200 for line in found)


def test_a_header_of_100000_columns_is_read_in_linear_time(tmp_path: Path) -> None:
    import time

    from policygraph.errors import Fault
    from policygraph.tables.csv_reader import csv_rows

    names = ",".join((*CLAIM_COLUMNS, *(f"c{n}" for n in range(100_000))))
    found: list[Fault] = []
    began = time.process_time()
    assert list(csv_rows(f"{names}\n".encode(), "s.csv", CLAIM_TABLE, "claim", found)) == []
    assert time.process_time() - began < 5
    assert len(found) == 100_000
