"""Warnings beside faults: who computes them, how they are listed, and the exit codes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from policygraph import pipeline
from policygraph.checks import content
from policygraph.render.check import LISTED
from tests.cli.running import policygraph
from tests.datasets import write_dataset, write_ontology


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dataset with more shared names than a document lists."""
    monkeypatch.setenv("POLICYGRAPH_ONTOLOGY", str(write_ontology(tmp_path / "ontology")))
    entities = [
        {"id": f"{side}-{number:03d}", "label": f"Name {number}"}
        for number in range(LISTED + 5)
        for side in ("left", "right")
    ]
    return write_dataset(tmp_path / "d", entities=entities)


def test_warnings_alone_are_no_failure_unless_strict(graph: Path) -> None:
    ran = policygraph("--graph", graph, "check")
    assert ran.code == 0
    assert ran.out.splitlines()[-1].endswith(f"in order, {LISTED + 5} warnings.")
    strict = policygraph("--graph", graph, "check", "--strict")
    assert (strict.code, strict.out) == (3, ran.out)


@pytest.mark.slow
def test_strict_passes_where_nothing_is_found() -> None:
    assert policygraph("check", "--strict").code == 0


def test_a_document_lists_the_first_warnings_of_a_kind_and_counts_the_rest(graph: Path) -> None:
    lines = policygraph("--graph", graph, "check").out.splitlines()
    assert sum(": warning: " in line for line in lines) == LISTED
    assert "and 5 more of the kind 'shared name'; --format csv lists all" in lines


def test_rows_and_json_have_every_warning_with_its_kind(graph: Path) -> None:
    given = policygraph("--graph", graph, "check", "--format", "json").out
    found = json.loads(given)["warnings"]
    assert len(found) == LISTED + 5
    assert list(found[0]) == ["file", "line", "subject", "what", "mend", "kind"]
    rows = list(
        csv.DictReader(io.StringIO(policygraph("--graph", graph, "check", "--format", "csv").out))
    )
    assert [(row["severity"], row["kind"]) for row in rows] == [("warning", "shared name")] * len(
        found
    )
    assert [int(row["line"]) for row in rows] == sorted(each["line"] for each in found)


def test_faults_come_before_warnings(graph: Path) -> None:
    (graph / "claims" / "s.csv").write_text("id\n")
    rows = policygraph("--graph", graph, "check", "--format", "jsonl").out.splitlines()
    severities = [json.loads(row)["severity"] for row in rows]
    assert severities == sorted(severities)
    assert set(severities) == {"fault", "warning"}


def test_other_commands_neither_compute_warnings_nor_stop_at_them(
    graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unwanted(*_: object) -> list[object]:
        raise AssertionError("computed")

    monkeypatch.setattr(content, "check_content", unwanted)
    assert policygraph("--graph", graph, "info").code == 0
    assert len(pipeline.load([graph]).entities) == 2 * (LISTED + 5)
