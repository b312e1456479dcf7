"""``info``, ``find``, ``show``, ``check`` and ``export`` as a user meets them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from policygraph.render.views import FORMATS
from tests.cli.running import dataset, policygraph
from tests.documents import ROOT

CLAIM = {"subject": "huawei", "relation": "funds", "object": "deepseek"}


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    return dataset(tmp_path / "mine", claims=[CLAIM])


@pytest.mark.slow
@pytest.mark.parametrize("format", list(FORMATS))
@pytest.mark.parametrize("command", [["info"], ["find", "huawei"], ["show", "DeepSeek"]])
def test_every_format_of_every_command_is_written(command: list[str], format: str) -> None:
    ran = policygraph(*command, "--format", format)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("\n")


def test_show_tells_denial_and_dispute_in_plain_words() -> None:
    out = policygraph("show", "DeepSeek").out
    doubted = out.partition("Denied or disputed")[2].partition("\n\n")[0]
    assert "is denied that DeepSeek receives extensive, direct support from China" in doubted
    assert "AI leaders who doubt" in doubted
    assert "disputes yin-2025-020" in doubted


def test_show_gives_claims_and_sources_by_their_ids() -> None:
    claim = json.loads(policygraph("show", "yin-2025-079", "--format", "json").out)
    assert claim["claim"]["modality"] == "possible"
    assert claim["source"]["id"] == "yin-2025"
    source = json.loads(policygraph("show", "nvidia-2023-8k", "--format", "json").out)
    assert source["source"]["url"].startswith("https://www.sec.gov/")
    rows = (
        (ROOT / "data" / "claims" / "nvidia-2023-8k.csv").read_text(encoding="utf-8").splitlines()
    )
    assert [c["id"] for c in source["claims_out"]] == sorted(row.split(",")[0] for row in rows[1:])


def test_show_of_an_entity_has_claims_about_it_and_claims_attributed_to_it() -> None:
    found = json.loads(policygraph("show", "NVIDIA", "--format", "json").out)
    assert found["entity"]["id"] == "nvidia"
    assert all(claim["subject"]["id"] == "nvidia" for claim in found["claims_out"])
    assert all(claim["object"]["id"] == "nvidia" for claim in found["claims_in"])
    assert found["mentions"]
    assert all(claim["attributed_to"]["id"] == "nvidia" for claim in found["mentions"])


def test_find_offers_what_is_near() -> None:
    matches = json.loads(policygraph("find", "Huwaei", "--format", "json").out)
    assert matches[0]["id"] == "huawei"
    assert matches[0]["score"] < 100


def test_several_datasets_are_one_graph_and_claims_keep_theirs(beside: Path) -> None:
    ran = policygraph("--graph", "data", "--graph", beside, "trace", "Huawei", "DeepSeek",
                      "-k", "1", "--format", "json")  # fmt: skip
    step = json.loads(ran.out)["paths"][0]["steps"][0]
    assert [claim["dataset"] for claim in step["claims"]] == ["mine"]


def test_environment_names_the_graph(beside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYGRAPH_GRAPH", "data:" + str(beside))
    assert policygraph("show", "note-2025-1").code == 0


def test_check_passes_on_the_shipped_data() -> None:
    ran = policygraph("check")
    assert ran.code == 0
    assert "in order" in ran.out


def test_check_exits_with_three_and_lists_every_fault(tmp_path: Path) -> None:
    wrong = [CLAIM | {"object": "nobody"}, CLAIM | {"modality": "surely"}]
    folder = dataset(tmp_path / "wrong", claims=wrong)
    ran = policygraph("--graph", "data", "--graph", folder, "check")
    assert ran.code == 3
    lines = ran.out.splitlines()
    assert "wrong/claims/note-2025.csv:2 claim note-2025-1: unknown object" in lines[0]
    assert "wrong/claims/note-2025.csv:3 claim note-2025-2: unknown modality" in lines[1]


def test_wrong_data_stop_other_commands_with_one_line(tmp_path: Path) -> None:
    folder = dataset(tmp_path / "wrong", claims=[CLAIM | {"object": "nobody"}] * 2)
    ran = policygraph("--graph", "data", "--graph", folder, "info")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.count("\n") == 1
    assert "policygraph check lists them" in ran.err


def test_missing_dataset_is_one_line(tmp_path: Path) -> None:
    ran = policygraph("--graph", tmp_path / "nowhere", "info")
    assert ran.code == 1
    assert "no such dataset folder" in ran.err


def test_output_goes_to_a_file_and_a_failed_write_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "graph.ttl"
    assert policygraph("export", "turtle", "-o", target).code == 0
    before = target.read_bytes()
    assert before.startswith(b"@prefix")
    ran = policygraph("--graph", tmp_path / "nowhere", "export", "turtle", "-o", target)
    assert ran.code == 1
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["graph.ttl"]


@pytest.mark.parametrize(
    "command",
    [
        ("info",),
        ("find", "x"),
        ("show", "x"),
        ("trace", "x", "y"),
        ("reach", "x"),
        ("common", "x", "y"),
        ("chokepoints", "x", "y"),
        ("fragility", "x", "y"),
        ("contradictions",),
        ("timeline", "x"),
        ("whatif", "x", "y"),
        ("diff", "x", "y"),
        ("check",),
        ("query", "ASK {}"),
        ("query", "--list"),
        ("export", "turtle"),
        ("page",),
    ],
)
def test_output_that_cannot_be_written_is_one_line_before_anything_is_read(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    for output, fault in ((tmp_path, "is a folder"), (tmp_path / "no" / "x", "no such folder")):
        ran = policygraph("--graph", tmp_path / "nowhere", *command, "-o", output)
        assert (ran.code, ran.out) == (1, "")
        assert fault in ran.err
        assert ran.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_dossier_that_cannot_be_written_is_one_line_before_anything_is_read(tmp_path: Path) -> None:
    place = tmp_path / "no" / "x.md"
    ran = policygraph("--graph", tmp_path / "nowhere", "dossier", "x", "y", "-o", place)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"policygraph: {place.parent}: no such folder; make it first\n"


def test_output_to_a_link_replaces_the_file_that_it_leads_to(tmp_path: Path) -> None:
    there, link = tmp_path / "there", tmp_path / "link"
    there.write_text("old")
    link.symlink_to(there)
    assert policygraph("info", "-o", link).code == 0
    assert link.is_symlink()
    assert there.read_text().startswith("policygraph\n")


def test_output_to_a_pipe_goes_through_it(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        assert policygraph("info", "-o", pipe).code == 0
        assert pipe.is_fifo()
        assert reader.communicate(timeout=30)[0].startswith(b"policygraph\n")


def test_unknown_export_format_names_those_there_are() -> None:
    ran = policygraph("export", "excel")
    assert ran.code == 2
    assert "turtle" in ran.err


def test_unknown_command_and_option_are_usage_errors() -> None:
    for arguments in (["frobnicate"], ["info", "--frob"]):
        ran = policygraph(*arguments)
        assert ran.code == 2
        assert ran.err.count("\n") == 1


def test_the_list_of_commands_says_of_each_what_it_does_in_a_whole_sentence() -> None:
    listed = policygraph("--help").out.partition("Commands:\n")[2].splitlines()
    assert len(listed) > 15
    for line in listed:
        assert line.startswith("  ") and not line.startswith("   "), line
        assert line.endswith(".") and not line.endswith("..."), line


def test_version_is_printed() -> None:
    from policygraph import __version__

    assert policygraph("--version").out == f"policygraph {__version__}\n"
