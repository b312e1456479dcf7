"""Summary: what a graph holds, counted."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from policygraph.analyses.info import summarise
from policygraph.api import KnowledgeGraph
from policygraph.model.ontology import NamedPattern
from tests.cli.running import policygraph
from tests.datasets import load, write_dataset
from tests.world import said, world


def test_everything_is_counted_once() -> None:
    claims = [
        said("a feeds b", start="2015", source="s"),
        said("a feeds b", modality="possible", source="t"),
        said("not a feeds b", source="t"),
        said("b blocks c", start="..", end="2024-05", source="t"),
        said("c blocks a", withdrawn="2024", note="wrong", source="t"),
    ]
    found = summarise(world(claims, {"a": "firm"}))
    assert (found.entities, found.claims, found.sources) == (3, 5, 2)
    assert (found.edges, found.contested, found.denied, found.withdrawn) == (2, 1, 1, 1)
    assert dict(found.by_type) == {"thing": 2, "firm": 1}
    assert list(found.by_relation.items()) == [("feeds", 3), ("blocks", 2)]
    assert list(found.by_modality.items()) == [("stated", 4), ("possible", 1)]
    assert list(found.by_source.items()) == [("t", 4), ("s", 1)]
    assert (found.first_date, found.last_date) == ("2015", "2024-05")
    assert "reference" in found.engines


def test_dates_are_compared_as_days_and_given_as_written() -> None:
    claims = [
        said("a feeds b", start="2015"),
        said("b feeds a", start="-0200"),
        said("a feeds c", end="2015-12-31"),
        said("b feeds c", start="198X"),
    ]
    found = summarise(world(claims))
    assert (found.first_date, found.last_date) == ("-0200", "2015")


def test_an_empty_graph_is_counted_too(tmp_path: Path) -> None:
    found = summarise(load(write_dataset(tmp_path / "d", entities=[], sources=[])))
    assert (found.entities, found.claims, found.edges) == (0, 0, 0)
    assert (found.first_date, found.last_date) == (None, None)
    assert found.datasets == ("d",)
    assert found.ontology_version == "9.9"


def test_ties_are_counted_by_name() -> None:
    found = summarise(world(["b blocks a", "a feeds b", "a uses b"]))
    assert list(found.by_relation) == ["blocks", "feeds", "uses"]


def test_the_json_form_holds_plain_values() -> None:
    found = summarise(world(["a feeds b"])).as_dict()
    assert json.loads(json.dumps(found))["by_relation"] == {"feeds": 1}


def test_named_patterns_of_the_vocabulary_are_listed() -> None:
    named = {id: NamedPattern(id, f"#{id}", id, "", "feeds+") for id in ("ways", "chains")}
    collection = world(["a feeds b"])
    assert summarise(collection).patterns == ()
    collection = replace(collection, ontology=replace(collection.ontology, patterns=named))
    assert summarise(collection).patterns == ("chains", "ways")
    page = policygraph("info").out
    assert all(f"@{name}" in page for name in KnowledgeGraph.load().info().patterns)
