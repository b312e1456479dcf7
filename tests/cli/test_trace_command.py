"""``policygraph trace`` on the curated data: the answers that the project promises."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from policygraph.render.views import FORMATS
from tests.cli.running import policygraph


def answer(*arguments: str) -> dict[str, Any]:
    ran = policygraph("trace", *arguments, "--format", "json")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def claims_of(path: dict[str, Any]) -> set[str]:
    return {claim["id"] for step in path["steps"] for claim in step["claims"]}


def test_party_reaches_deepseek_by_three_paths_and_none_rests_on_a_denial() -> None:
    found = answer("CCP", "DeepSeek")
    assert len(found["paths"]) >= 3
    for path in found["paths"]:
        assert path["kind"] == "influence"
        for step in path["steps"]:
            assert {claim["polarity"] for claim in step["claims"]} == {"affirmed"}
    denied = "yin-2025-085"
    assert not any(denied in claims_of(path) for path in found["paths"])


def test_united_states_constrain_deepseek_through_a_rule_and_the_h800() -> None:
    found = answer("United States", "DeepSeek", "--via", "H800", "-k", "30")
    by_rule = [
        (path, step)
        for path in found["paths"]
        for step in path["steps"]
        if (step["from"]["id"], step["to"]["id"]) == ("bis-rule-2023-23055", "h800")
    ]
    path, rule = by_rule[0]
    assert path["effect"] == "constrains"
    sources = {claim["source"]["id"] for claim in rule["claims"]}
    assert sources == {"nvidia-2023-8k", "register-2023-10-24"}


def test_class_of_controls_reaches_deepseek_through_its_rules_and_their_chips() -> None:
    found = answer("chip-export-controls", "DeepSeek", "-k", "30")
    passed = {tuple(step["to"]["id"] for step in path["steps"][:2]) for path in found["paths"]}
    assert ("bis-rule-2023-23055", "h800") in passed


def test_finance_ministry_reaches_smic_through_the_phases_of_the_fund() -> None:
    best = answer("Ministry of Finance", "SMIC")["paths"][0]
    assert [step["to"]["id"] for step in best["steps"]] == ["big-fund-i", "big-fund", "smic"]


def test_chip_that_might_be_used_is_possible_and_weaker_than_the_other_steps() -> None:
    steps = answer("Huawei", "DeepSeek", "--via", "DeepSeek app")["paths"][0]["steps"]
    inference = next(step for step in steps if step["relation"]["id"] == "runs-inference-on")
    assert [claim["modality"] for claim in inference["claims"]] == ["possible"]
    others = [step for step in steps if step is not inference]
    assert inference["likelihood"] < min(step["likelihood"] for step in others)
    assert inference["sentence"].startswith("it is possible that ")


def test_missing_path_names_the_restriction_that_is_responsible() -> None:
    found = answer("DeepSeek", "CCP")
    assert found["paths"] == []
    assert found["status"] == "complete"
    assert found["absence"]["together"] == ["direction"]
    assert found["absence"]["would_give"]["kind"] == "association"


def test_source_left_out_takes_its_steps_with_it() -> None:
    with_filing = answer("United States", "DeepSeek", "--via", "H800", "-k", "1")
    without = answer("United States", "DeepSeek", "--via", "H800", "--not-source", "nvidia-2023-8k")
    assert with_filing["paths"]
    assert not any("nvidia-2023-8k-001" in claims_of(path) for path in without["paths"])


def test_known_by_shows_only_what_could_be_known() -> None:
    found = answer("CCP", "DeepSeek", "--known-by", "2022-12-31")
    assert found["paths"] == []
    assert "known-by" in found["absence"]["together"]


def test_query_in_json_has_every_option_as_resolved() -> None:
    query = answer("CCP", "DeepSeek", "--via", "AI", "--min-likelihood", "likely")["query"]
    assert query["start"] == "ccp"
    assert query["via"] == ["artificial-intelligence"]
    assert query["min_likelihood"] == 0.675
    assert query["direction"] == "influence"
    assert {"k", "max_hops", "rank", "mode", "select", "as_of", "known_by", "budget"} <= set(query)


def test_budget_that_runs_out_is_said() -> None:
    found = answer("CCP", "DeepSeek", "--budget", "2")
    assert found["status"] == "truncated"
    assert found["spent"]["expansions"] == 2
    assert found["absence"] is None
    assert "truncated" in policygraph("trace", "CCP", "DeepSeek", "--budget", "2").out


@pytest.mark.slow
@pytest.mark.parametrize("format", list(FORMATS))
def test_every_format_is_written_and_ends_with_a_newline(format: str) -> None:
    ran = policygraph("trace", "CCP", "DeepSeek", "--format", format)
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out.endswith("\n")
    assert "\x1b" not in ran.out


@pytest.mark.slow
def test_rows_give_one_step_each_and_lines_one_path_each() -> None:
    found = answer("CCP", "DeepSeek")
    rows = list(csv.DictReader(io.StringIO(policygraph(
        "trace", "CCP", "DeepSeek", "--format", "csv").out)))  # fmt: skip
    assert len(rows) == sum(path["hops"] for path in found["paths"])
    lines = policygraph("trace", "CCP", "DeepSeek", "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == found["paths"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Nobody at all", "DeepSeek"], "no start is named 'Nobody at all'"),
        (["CCP", "DeepSeek", "--direction", "upward"], "unknown direction 'upward'; choose from"),
        (["CCP", "DeepSeek", "--relation", "fund"], "unknown relation 'fund'; did you mean funds"),
        (["CCP", "DeepSeek", "--avoid", "CCP"], "avoid names ccp, which is an end"),
        (["CCP", "DeepSeek", "-k", "0"], "k is 0; give 1 or more"),
        (["CCP", "DeepSeek", "--as-of", "yesterday"], "as-of: 'yesterday' is not a date"),
        (["CCP", "DeepSeek", "--known-by", "2022"], "known-by: '2022' is not a day"),
        (["CCP", "DeepSeek", "--dates", "strict"], "give --as-of too"),
        (["CCP", "DeepSeek", "--min-likelihood", "2"], "min-likelihood"),
        (["CCP", "DeepSeek", "--format", "xml"], "unknown format 'xml'; choose from"),
        (["CCP", "DeepSeek", "--max-hops", "many"], "--max-hops"),
        (["CCP"], "end"),
    ],
)
def test_wrong_question_is_one_line_and_a_usage_error(arguments: list[str], said: str) -> None:
    ran = policygraph("trace", *arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert said in ran.err
