"""The analyses on the command line: every format, every filter refused or taken as by trace."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from policygraph.render.views import FORMATS
from tests.cli.running import dataset, policygraph

#: A question to each analysis that has an answer on the curated graph.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "reach": ("CCP",),
    "common": ("Huawei", "DeepSeek"),
    "chokepoints": ("Huawei", "DeepSeek"),
    "fragility": ("Huawei", "DeepSeek"),
    "timeline": ("High-Flyer",),
    "whatif": ("Huawei", "DeepSeek", "--without-source", "ft-2025-08-14"),
    "contradictions": ("High-Flyer",),
    "coverage": ("High-Flyer",),
    "rank": ("--top", "5"),
}
commands = pytest.mark.parametrize("command", QUESTIONS)


def told(*arguments: str) -> dict[str, Any]:
    ran = policygraph(*arguments, "--format", "json")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


@pytest.mark.slow
@commands
@pytest.mark.parametrize("format", list(FORMATS))
def test_every_format_is_written_and_ends_with_a_newline(command: str, format: str) -> None:
    ran = policygraph(command, *QUESTIONS[command], "--format", format)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("\n")
    assert len(ran.out) > 20
    assert "\x1b" not in ran.out


@pytest.mark.slow
@commands
def test_json_has_its_version_the_question_as_resolved_and_its_status(command: str) -> None:
    found = told(command, *QUESTIONS[command], "--min-likelihood", "likely")
    assert found["version"] == 2
    assert found["status"] == "complete"
    assert found["query"]["min_likelihood"] == 0.675


@pytest.mark.slow
@commands
def test_rows_have_the_columns_that_they_say(command: str) -> None:
    ran = policygraph(command, *QUESTIONS[command], "--format", "csv")
    rows = list(csv.reader(io.StringIO(ran.out)))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.slow
@commands
def test_lines_are_json_each(command: str) -> None:
    ran = policygraph(command, *QUESTIONS[command], "--format", "jsonl")
    assert [json.loads(line) for line in ran.out.splitlines()]


@pytest.mark.slow
@commands
@pytest.mark.parametrize(
    ("option", "said"),
    [
        (("--format", "xml"), "unknown format 'xml'; choose from"),
        (("--relation", "fund"), "unknown relation 'fund'; did you mean funds"),
        (("--as-of", "yesterday"), "as-of: 'yesterday' is not a date"),
        (("--known-by", "2022"), "known-by: '2022' is not a day"),
    ],
)
def test_wrong_option_is_one_line_and_a_usage_error(
    command: str, option: tuple[str, str], said: str
) -> None:
    ran = policygraph(command, *QUESTIONS[command], *option)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err


@pytest.mark.slow
@pytest.mark.parametrize("command", sorted(QUESTIONS.keys() - {"rank"}))
def test_unknown_name_is_one_line_and_a_usage_error(command: str) -> None:
    given = ("Nobody at all", *QUESTIONS[command][1:])
    ran = policygraph(command, *given)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "is named 'Nobody at all'" in ran.err


@pytest.mark.slow
def test_question_without_a_path_is_answered_by_the_reason() -> None:
    for command in ("chokepoints", "fragility"):
        found = told(command, "Japan", "SMIC")
        assert found["absence"]["together"] == ["direction"]
        text = policygraph(command, "Japan", "SMIC").out
        assert "lifting direction (influence)" in text
    assert "would give one" in text


# --- What if ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_supposition_is_told_as_one_and_never_as_evidence() -> None:
    given = ("whatif", "Japan", "SMIC", "--suppose", "Japan | funds | SMIC | likely")
    found = told(*given)
    assert found["as_it_is"]["paths"] == []
    (claim,) = found["as_it_would_be"]["paths"][0]["steps"][0]["claims"]
    assert (claim["modality"], claim["source"]["id"]) == ("supposed", "supposed")
    for format in FORMATS:
        assert "suppos" in policygraph(*given, "--format", format).out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "nothing is taken away and nothing supposed"),
        (("--without-claim", "nope"), "no claim has the id 'nope'"),
        (("--without-entity", "CCP"), "ccp is an end of the question"),
        (("--suppose", "CCP | funds"), "is no supposition"),
        (("--suppose-not", "CCP | funded | DeepSeek"), "unknown relation 'funded'"),
    ],
)
def test_setting_that_means_nothing_is_a_usage_error(given: tuple[str, ...], said: str) -> None:
    ran = policygraph("whatif", "CCP", "DeepSeek", *given)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err


# --- Diff ---------------------------------------------------------------------------------------

COMPANIES = [
    {"id": "one", "type": "company", "label": "One"},
    {"id": "two", "type": "company", "label": "Two"},
]
CLAIM = {"subject": "one", "relation": "funds", "object": "two"}


@pytest.mark.parametrize("format", list(FORMATS))
def test_diff_of_two_folders_names_the_claim_that_changed_and_the_path(
    format: str, tmp_path: Path
) -> None:
    old = dataset(tmp_path / "old", entities=COMPANIES, claims=[CLAIM])
    claims = [{**CLAIM, "modality": "possible"}]
    new = dataset(tmp_path / "new", entities=COMPANIES, claims=claims)
    watch = tmp_path / "watch.toml"
    watch.write_text('[[question]]\nstart = "One"\nend = "Two"\n', encoding="utf-8")
    ran = policygraph("diff", old, new, "--watch", watch, "--format", format)
    assert (ran.code, ran.err) == (0, "")
    for wanted in ("note-2025-1", "weaker", "possible"):
        assert wanted in ran.out


def test_graph_as_exported_is_the_graph() -> None:
    ran = policygraph("diff", "exports/policygraph.ttl", "data")
    assert ran.code == 0
    assert "Claims the same; entities the same; sources the same; complete." in ran.out


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (("diff", "nowhere", "data"), 1, "nowhere: no such file or folder"),
        (("--graph", "data", "diff", "data", "data"), 2, "leave --graph out"),
        (("diff", "data", "data", "--watch", "nowhere.toml"), 1, "nowhere.toml: no such file"),
    ],
)
def test_diff_that_cannot_be_made_is_one_line(given: tuple[str, ...], code: int, said: str) -> None:
    ran = policygraph(*given)
    assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1)
    assert said in ran.err
