"""The benchmark of commands runs every command and reports its status."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.commands import ABOUT, BETWEEN, WHOLE, pairs_of, run, table, words_of
from benchmarks.scale import graphs

from policygraph import KnowledgeGraph


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("commands")
    graphs.make(made, 2000)
    KnowledgeGraph.build(made / "dataset", to=made / "store")
    return made / "store"


def test_hubs_have_the_most_edges_and_commands_have_all_their_names(store: Path) -> None:
    pairs = pairs_of(store)
    index = KnowledgeGraph.load(store).collection.index
    hubs = [index.degree(pairs["greatest hubs"][name]) for name in ("a", "b")]
    every = KnowledgeGraph.load(store).collection.entities
    assert hubs == sorted(map(index.degree, every), reverse=True)[:2]
    for names in pairs.values():
        for text in {**BETWEEN, **ABOUT, **WHOLE}.values():
            words = words_of(text, {**names, "file": "f", "store": "s"})
            assert words and not any("{a}" in word or "|WHERE|" in word for word in words)


@pytest.mark.slow
def test_table_shows_the_status_of_a_command(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table(store, 60, ["fragility --uncontested", "find, exact"])
    rows = [line.split(" | ") for line in capsys.readouterr().out.splitlines()[2:]]
    assert [row[0] for row in rows] == ["| fragility --uncontested"] * 2 + ["| find, exact"]
    assert {row[2] for row in rows} == {"complete"}


def test_refused_and_stopped_commands_have_different_status(store: Path) -> None:
    refused = run(["--graph", str(store), "show", "nobody-of-this-name"], 60)
    assert refused.status.startswith("refused: ")
    assert run(["--graph", str(store), "info", str(store)], 0.0).status == "not in 0 s"
