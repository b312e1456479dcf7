"""Passages: found by locator, known by hash, or said to be wrong."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from policygraph import pipeline
from policygraph.checks.passages import PassageReport, passage_sha256
from policygraph.errors import LocationError
from tests.cli.running import policygraph
from tests.datasets import faults as plain_faults
from tests.datasets import write_dataset, write_ontology


def report(
    tmp_path: Path, document: bytes, *claims: tuple[str, str]
) -> tuple[PassageReport, list[str]]:
    """What checking claims of (locator, passage) against a document gives."""
    folder = tmp_path / "sources" / "deep"
    folder.mkdir(parents=True)
    (folder / "any name.bin").write_bytes(document)
    (folder / "other.txt").write_text("another document")
    rows = [
        {"locator": locator, "passage_sha256": passage_sha256(text) if text else ""}
        for locator, text in claims
    ]
    source = {"id": "s", "text_sha256": hashlib.sha256(document).hexdigest()}
    dataset = write_dataset(tmp_path / "d", rows, sources=[source])
    core = write_ontology(tmp_path / "ontology")
    assert plain_faults(dataset, ontology=core) == []
    checked = pipeline.check([dataset], core, sources=tmp_path / "sources")
    assert checked.passages is not None
    return checked.passages, [str(fault).replace(f"{tmp_path}/", "") for fault in checked.faults]


def test_a_passage_is_found_by_its_line(tmp_path: Path) -> None:
    found, lines = report(
        tmp_path, b"one\ntwo  words\n", ("line 1", "one"), ("line 2", "two words")
    )
    assert (found.matched, found.unchecked, lines) == (2, 0, [])


def test_a_passage_with_another_hash_is_a_fault_that_gives_the_right_one(tmp_path: Path) -> None:
    _, lines = report(tmp_path, b"one\ntwo\n", ("line 1", "two"))
    assert lines == [
        "d/claims/s.csv:2 claim s-001: the passage hash does not match line 1; correct the "
        f"locator, or write {passage_sha256('one')} if the passage is right"
    ]


def test_a_passage_may_run_over_lines(tmp_path: Path) -> None:
    text = b"one\ntwo\n  three\nfour\n"
    found, lines = report(
        tmp_path, text, ("lines 2-3", "two three"), ("lines 4-4", "four"), ("lines 1-2", "one")
    )
    assert (found.matched, found.unchecked) == (2, 0)
    assert len(lines) == 1
    assert "does not match lines 1-2" in lines[0]


@pytest.mark.parametrize(
    "locator",
    [
        *("line 0", "line 3", "line -1", "line x", "page 2", "line ٣"),
        *("lines 0-1", "lines 2-1", "lines 1-3", "lines 1", "line 1-2"),
    ],
)
def test_a_locator_that_leads_nowhere_is_a_fault(tmp_path: Path, locator: str) -> None:
    _, lines = report(tmp_path, b"one\ntwo\n", (locator, "one"))
    assert lines == [
        f"d/claims/s.csv:2 claim s-001: locator {locator!r} finds no passage in the document; "
        "write 'line N', 'lines N-M' or 'record KEY, FIELD'"
    ]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path, ending: str) -> None:
    text = ending.join(["\ufeffone\x0cform feed", "two\u2028separator\x85", "three"])
    found, lines = report(tmp_path, text.encode(), ("line 3", "three"))
    assert (found.matched, lines) == (1, [])


def test_a_passage_is_known_whatever_its_spaces_and_composition() -> None:
    assert passage_sha256("caf\u00e9  bar\n") == passage_sha256(" cafe\u0301\tbar")
    assert passage_sha256("a b") != passage_sha256("ab")


def test_a_passage_is_found_by_record_and_field(tmp_path: Path) -> None:
    rows = [
        {"id": "2022-1", "abstract": "first", "pages": 3},
        {"id": "2022-2", "corrects": "2022-1", "abstract": "second"},
        ["no", "record"],
    ]
    document = "\n".join([*map(json.dumps, rows), "not JSON", ""]).encode()
    found, lines = report(
        tmp_path,
        document,
        ("record 2022-1, abstract", "first"),
        ("record 2022-2, abstract", "second"),
        ("record 2022-1, pages", "3"),
        ("record 2022-9, abstract", "first"),
    )
    assert found.matched == 2
    assert ["finds no passage" in line for line in lines] == [True, True]


def test_records_that_share_a_key_are_all_looked_at(tmp_path: Path) -> None:
    rows = [{"kind": "Rule", "abstract": "first"}, {"kind": "Rule", "abstract": "second"}]
    document = "\n".join(map(json.dumps, rows)).encode()
    found, lines = report(tmp_path, document, ("record Rule, abstract", "second"))
    assert (found.matched, lines) == (1, [])


def test_what_cannot_be_checked_is_counted(tmp_path: Path) -> None:
    found, lines = report(tmp_path, b"one\n", ("line 1", "one"), ("line 1", ""))
    assert (found.matched, found.unchecked, lines) == (1, 1, [])


def test_a_document_that_is_not_at_hand_leaves_its_claims_unchecked(tmp_path: Path) -> None:
    source = {"id": "s", "text_sha256": "0" * 64}
    row = {"passage_sha256": "1" * 64}
    dataset = write_dataset(tmp_path / "d", [row], sources=[source])
    core = write_ontology(tmp_path / "ontology")
    (tmp_path / "empty").mkdir()
    found = pipeline.check([dataset], core, sources=tmp_path / "empty").passages
    assert found is not None
    assert (found.matched, found.unchecked, found.faults) == (0, 1, [])


def test_a_document_that_is_not_utf_8_breaks_no_check(tmp_path: Path) -> None:
    found, lines = report(tmp_path, b"caf\xe9\nplain\n", ("line 1", "café"), ("line 2", "plain"))
    assert found.matched == 1
    assert len(lines) == 1


def test_a_folder_of_sources_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    dataset = write_dataset(tmp_path / "d", [{}])
    with pytest.raises(LocationError, match="no such folder of source documents"):
        pipeline.check([dataset], write_ontology(tmp_path / "o"), sources=tmp_path / "none")


def test_a_check_that_found_no_passage_says_so_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYGRAPH_ONTOLOGY", str(write_ontology(tmp_path / "ontology")))
    folder = write_dataset(tmp_path / "d", [{}])
    (tmp_path / "empty").mkdir()
    ran = policygraph("--graph", folder, "check", "--sources", tmp_path / "empty")
    assert ran.code == 3
    assert "in order." not in ran.out
    assert "tables in order, passages not checked." in ran.out
    assert "No passage was checked: no texts of the sources found there, 1 claim without" in ran.out


def test_a_check_that_found_one_passage_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, lines = report(tmp_path, b"one\n", ("line 1", "one"), ("line 1", ""))
    assert (found.empty, found.found, lines) == (False, 1, [])
    monkeypatch.setenv("POLICYGRAPH_ONTOLOGY", str(tmp_path / "ontology"))
    ran = policygraph("--graph", tmp_path / "d", "check", "--sources", tmp_path / "sources")
    assert (ran.code, "in order." in ran.out) == (0, True)
