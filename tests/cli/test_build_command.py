"""``build``, and the commands over a store: what they print is what they print of tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policygraph.store.format.header import VERSION
from policygraph.tables import locations
from tests.cli.running import policygraph as run
from tests.datasets import write_dataset


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    target = str(tmp_path_factory.mktemp("stores") / "curated.store")
    done = run("build", "-o", target)
    assert done.code == 0, done.err
    assert done.out.startswith(f"{target}: ")
    return target


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ("find", "deepsek", "--format", "json"),
        ("find", "h", "--format", "csv"),
        ("show", "deepseek", "--format", "json"),
        ("trace", "CCP", "DeepSeek", "--engine", "reference", "--format", "json"),
        ("trace", "CCP", "DeepSeek", "--min-likelihood", "1", "--engine", "reference"),
        ("reach", "CCP", "--engine", "reference", "--format", "json"),
        ("common", "DeepSeek", "Huawei", "--engine", "reference", "--format", "json"),
        ("chokepoints", "CCP", "DeepSeek", "--engine", "reference", "--format", "json"),
        ("fragility", "CCP", "DeepSeek", "--engine", "reference", "--format", "json"),
        ("contradictions", "DeepSeek", "--format", "json"),
        ("contradictions", "--format", "json"),
        ("timeline", "DeepSeek", "--format", "json"),
        ("export", "turtle", "--around", "DeepSeek"),
        ("export", "kgx-jsonl", "CCP", "DeepSeek"),
        ("export", "graphml"),
        ("query", "SELECT ?c { ?c a pg:Claim }", "--around", "DeepSeek", "--format", "csv"),
        ("query", "SELECT (COUNT(*) AS ?n) WHERE { ?c a pg:Claim }", "--format", "csv"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_command_over_a_store_prints_what_it_prints_of_tables(
    store: str, command: tuple[str, ...], tmp_path: Path
) -> None:
    if "kgx-jsonl" in command:
        command = (*command, "-o", str(tmp_path / "out"))
    of_tables, of_store = run(*command), run("--graph", store, *command)
    assert of_tables.code == 0, of_tables.err
    assert (of_store.code, of_store.out, of_store.err) == (0, of_tables.out, of_tables.err)


def test_a_store_is_not_built_of_a_store(store: str, tmp_path: Path) -> None:
    done = run("--graph", store, "build", "-o", tmp_path / "other")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"policygraph: {store}: is a store; name the datasets that it was built from\n"
    )


def test_a_store_is_not_put_where_no_folder_can_be_made() -> None:
    done = run("build", "-o", "/proc/store")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("policygraph: /proc/store: nothing can be written there (")


def test_info_counts_a_store_and_says_how_it_is_kept(store: str) -> None:
    of_tables = json.loads(run("info", "--format", "json").out)
    of_store = json.loads(run("info", store, "--format", "json").out)
    kept = of_store.pop("store")
    assert of_store == of_tables
    assert kept["version"] == VERSION
    assert kept["bytes"] > kept["graph_bytes"] + kept["evidence_bytes"] > 0
    assert f"A store of form {VERSION}:" in run("info", store).out


def test_check_of_a_store_compares_its_files(store: str) -> None:
    done = run("--graph", store, "check")
    assert done.code == 0
    assert "files match their checksums" in done.out


def test_build_of_a_dataset_at_fault_says_the_first_and_writes_nothing(tmp_path: Path) -> None:
    folder = write_dataset(
        tmp_path / "d", [{"relation": "x"}, {"subject": "y"}], entities=[{"id": "a", "type": "z"}]
    )
    done = run("build", "--graph", str(folder), "-o", str(tmp_path / "store"))
    assert done.code == 1
    assert done.err.startswith("policygraph: ")
    assert "policygraph check lists them" in done.err
    assert done.err.count("\n") == 1
    assert not (tmp_path / "store").exists()


@pytest.mark.slow
def test_a_dataset_beside_a_store_is_part_of_the_answer(store: str, tmp_path: Path) -> None:
    from policygraph import KnowledgeGraph

    claim = next(iter(KnowledgeGraph.load().trace("CCP", "DeepSeek", k=1).paths[0].steps)).claims[0]
    row = claim.claim
    denial = {
        "subject": row.subject, "relation": row.relation, "object": row.object,
        "polarity": "denied", "disputes": row.id,
    }  # fmt: skip
    mine = write_dataset(tmp_path / "mine", [denial], entities=[])
    command = ("trace", "CCP", "DeepSeek", "--engine", "reference", "--format", "json")
    beside = run("--graph", store, "--graph", str(mine), *command)
    assert beside.code == 0, beside.err
    assert "s-001" in beside.out
    (data,) = locations.resolve().folders
    assert run("--graph", str(data), "--graph", str(mine), *command).out == beside.out


def test_without_its_libraries_build_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    for name in [n for n in sys.modules if n.startswith("policygraph.store")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "numpy", None)
    done = run("build", "-o", str(tmp_path / "store"))
    assert done.code == 1
    assert "pip install 'policygraph[scale]'" in done.err
