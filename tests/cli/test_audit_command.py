"""``audit`` on the command line: every format, a sheet that is filled in, nothing overwritten."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from policygraph.render.views import FORMATS
from tests.cli.running import dataset, policygraph

ENTITIES = [
    {"id": "one", "type": "company", "label": "One"},
    {"id": "two", "type": "company", "label": "=Two"},
]
CLAIMS = [
    {"subject": "one", "relation": "funds", "object": "two", "start": "2015-05"},
    {"subject": "two", "relation": "funds", "object": "one", "note": "-a note, with a comma"},
    {"subject": "two", "relation": "supplies", "object": "one", "polarity": "denied"},
]


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    return dataset(tmp_path / "d", entities=ENTITIES, claims=CLAIMS)


@pytest.mark.parametrize("format", list(FORMATS))
def test_every_format_has_every_claim_drawn(graph: Path, format: str) -> None:
    ran = policygraph("--graph", graph, "audit", "--seed", "a", "--format", format)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("\n")
    for number in (1, 2, 3):
        assert f"note-2025-{number}" in ran.out


@pytest.mark.parametrize("format", list(FORMATS))
def test_every_format_has_every_verdict(graph: Path, format: str, tmp_path: Path) -> None:
    sheet = tmp_path / "v.csv"
    sheet.write_text("claim,verdict,why\nnote-2025-1,says more,reads might\n", encoding="utf-8")
    ran = policygraph("--graph", graph, "audit", "--verdicts", sheet, "--format", format)
    assert (ran.code, ran.err) == (0, "")
    for wanted in ("note-2025-1", "says more", "reads might"):
        assert wanted in ran.out


@pytest.mark.parametrize("format", [(), ("--format", "csv")], ids=["spreadsheet", "csv"])
@pytest.mark.parametrize("saved", ["as it was", "with a byte-order mark and CRLF"])
def test_sheet_that_was_filled_in_is_read_back(
    graph: Path, format: tuple[str, ...], saved: str, tmp_path: Path
) -> None:
    sheet = tmp_path / "v.csv"
    assert policygraph("--graph", graph, "audit", "-o", sheet, *format).code == 0
    rows = list(csv.DictReader(io.StringIO(sheet.read_text(encoding="utf-8-sig"))))
    assert {row["verdict"] for row in rows} == {""}
    for row, verdict in zip(rows, ("wrong", "no more and no less", ""), strict=True):
        row["verdict"] = verdict
    mark, end = ("", "\n") if saved == "as it was" else ("\ufeff", "\r\n")
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    sheet.write_bytes(f"{mark}{out.getvalue()}".encode())
    ran = policygraph("--graph", graph, "audit", "--verdicts", sheet, "--format", "json")
    found = json.loads(ran.out)
    assert {verdict for verdict, n in found["counts"].items() if n} == {
        "wrong", "no more and no less"
    }  # fmt: skip
    assert found["not_judged"] == 1
    assert {claim["state"] for claim in found["claims"]} == {"as judged"}


def test_existing_file_is_never_replaced(graph: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "v.csv"
    ask = ("--graph", graph, "audit")
    assert policygraph(*ask, "-o", sheet).code == 0
    before = sheet.read_bytes()
    for given in ((), ("--verdicts", sheet), ("--format", "json")):
        ran = policygraph(*ask, *given, "-o", sheet)
        assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
        assert "is there, and may hold verdicts; name another file" in ran.err
        assert sheet.read_bytes() == before


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (("-n", "0"), 2, "Invalid value for '-n'"),
        (("--source", "nope"), 2, "unknown source 'nope'"),
        (("--known-since", "2024"), 2, "known-since: '2024' is not a day; write YYYY-MM-DD"),
        (("--known-since", "soon"), 2, "known-since: 'soon' is not a date"),
        (("--sources", "nowhere"), 1, "nowhere: no such folder of source documents"),
        (("--not-in", "nowhere"), 1, "nowhere: no such file or folder"),
        (("--verdicts", "nowhere.csv"), 1, "nowhere.csv: no such file; name the sheet"),
        (("--verdicts", "v.csv", "--seed", "1"), 2, "--verdicts draws no sample; leave out"),
    ],
)
def test_audit_that_cannot_be_made_is_one_line(
    graph: Path, given: tuple[str, ...], code: int, said: str
) -> None:
    ran = policygraph("--graph", graph, "audit", *given)
    assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1)
    assert said in ran.err


def test_only_claims_that_an_older_graph_has_not_are_drawn(graph: Path, tmp_path: Path) -> None:
    old = dataset(tmp_path / "old", entities=ENTITIES, claims=CLAIMS[:2])
    ran = policygraph("--graph", graph, "audit", "--not-in", old, "--format", "json")
    found = json.loads(ran.out)
    assert [claim["id"] for claim in found["claims"]] == ["note-2025-3"]
    assert (found["population"], found["query"]["not_in"]) == (1, "old")


def test_sample_is_the_same_for_any_hash_seed_and_order_of_rows(graph: Path) -> None:
    turned = dataset(graph.parent / "turned", entities=ENTITIES[::-1], claims=[
        {"id": f"note-2025-{n + 1}", **CLAIMS[n]} for n in (2, 0, 1)
    ])  # fmt: skip
    outputs = {
        subprocess.run(
            [sys.executable, "-m", "policygraph", "--graph", folder, "audit", "-n", "2",
             "--seed", "7", "--format", "csv"],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for folder, seed in ((graph, "1"), (graph, "2"), (turned, "3"))
    }  # fmt: skip
    assert len(outputs) == 1
