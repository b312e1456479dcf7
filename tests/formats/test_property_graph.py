"""The networkx multigraph: one arrow a triple, never a denied one, and what GraphML carries."""

from __future__ import annotations

import math
from pathlib import Path

import networkx as nx
import pytest

from policygraph.formats.property_graph import to_networkx
from policygraph.query.query import Query
from tests.datasets import load, write_dataset
from tests.world import said, world


def test_one_arrow_for_each_triple_with_all_its_claims() -> None:
    graph = to_networkx(world(["a feeds b 0.5", "a feeds b 0.8", "a blocks b", "b feeds a"]))
    assert sorted(graph.edges(keys=True)) == [
        ("a", "b", "blocks"),
        ("a", "b", "feeds"),
        ("b", "a", "feeds"),
    ]
    arrow = graph.edges["a", "b", "feeds"]
    assert arrow["claims"] == "c02|c01"
    assert arrow["strength"] == 0.8
    assert arrow["cost"] == round(-1e9 * math.log(0.8))
    assert (arrow["influence"], arrow["effect"]) == ("along", "enables")


def test_a_denied_claim_is_never_an_arrow() -> None:
    graph = to_networkx(world(["not a feeds b", "a blocks b", "not a blocks b"]))
    assert list(graph.edges(keys=True)) == [("a", "b", "blocks")]
    arrow = graph.edges["a", "b", "blocks"]
    assert (arrow["contested"], arrow["against"]) == (True, "c03")


def test_a_withdrawn_claim_is_no_arrow() -> None:
    graph = to_networkx(world([said("a feeds b", withdrawn="2024", note="wrong")]))
    assert not graph.edges
    assert sorted(graph.nodes) == ["a", "b"]


@pytest.mark.parametrize("modality", ["stated", "estimated", "planned", "possible"])
def test_an_arrow_carries_its_modality(modality: str) -> None:
    graph = to_networkx(world([said("a feeds b", modality=modality)]))
    assert graph.edges["a", "b", "feeds"]["modality"] == modality


def test_merged_entities_are_one_node() -> None:
    graph = to_networkx(world(["b feeds c"], same=[("a", "b")], entities={"a": "thing"}))
    assert list(graph.edges(keys=True)) == [("a", "c", "feeds")]


def test_a_query_chooses_the_arrows() -> None:
    collection = world([said("a feeds b", modality="possible"), "b feeds c"])
    graph = to_networkx(collection, Query("a", "c", modalities=("stated",)))
    assert list(graph.edges(keys=True)) == [("b", "c", "feeds")]


def test_graphml_gives_back_nodes_arrows_and_attributes(tmp_path: Path) -> None:
    hard = 'two\nlines "<&>" עברית 🐉 \u2028'
    folder = write_dataset(
        tmp_path / "d",
        [{}, {"relation": "founded"}, {"subject": "b", "object": "a", "modality": "possible"}],
        entities=[{"id": "a", "description": hard, "aliases": "zh:华为|A"}, {"id": "b"}],
    )
    graph = to_networkx(load(folder))
    nx.write_graphml(graph, tmp_path / "graph.graphml")
    again = nx.read_graphml(tmp_path / "graph.graphml", force_multigraph=True)
    assert dict(again.nodes(data=True)) == dict(graph.nodes(data=True))

    def arrows(of: nx.MultiDiGraph[str]) -> list[tuple[str, str, dict[str, object]]]:
        rows = [
            (a, b, {k: v for k, v in data.items() if k != "id"})
            for a, b, data in of.edges(data=True)
        ]
        return sorted(rows, key=repr)

    assert arrows(again) == arrows(graph)
