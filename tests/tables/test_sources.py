"""Sources off the web: identifiers, documents that are held somewhere, unknown dates."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygraph import KnowledgeGraph, pipeline
from policygraph.formats import FORMATS
from policygraph.formats.graph_reader import read_graph
from policygraph.render.citations import source_line
from tests.datasets import faults, load, write_dataset, write_ontology

HELD = {"url": "", "held": "the archive of the ministry, box 7", "published": ""}


@pytest.mark.parametrize(
    "url", ["doi:10.1000/182", "urn:isbn:9780262046305", "urn:lex:eu:1", "hdl:2381/12345"]
)
def test_a_source_may_have_an_identifier_in_place_of_an_address(tmp_path: Path, url: str) -> None:
    collection = load(write_dataset(tmp_path / "d", [{}], sources=[{"id": "s", "url": url}]))
    assert url in str(source_line(collection.sources["s"]))
    written = tmp_path / "d.ttl"
    written.write_bytes(FORMATS["turtle"].write(collection)[""])
    assert read_graph(written, tmp_path / "ontology").sources == collection.sources


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "doi:", "urn:x"])
def test_other_schemes_are_no_addresses(tmp_path: Path, url: str) -> None:
    (line,) = faults(write_dataset(tmp_path / "d", sources=[{"id": "s", "url": url}]))
    assert f"url {url!r} is no address of a document" in line


def test_a_source_without_address_or_holder_is_a_fault(tmp_path: Path) -> None:
    (line,) = faults(write_dataset(tmp_path / "d", sources=[{"id": "s", "url": ""}]))
    assert line == (
        "d/sources.csv:2 source s: has no address; "
        "give its url (https:, doi:, urn:), or say in held where it is"
    )


def held(folder: Path) -> Path:
    return write_dataset(
        folder,
        {"s": [{}, {"known_since": "2024-01-01", "object": "c"}]},
        sources=[{"id": "s", **HELD}],
    )


@pytest.mark.parametrize("stored", [False, True])
def test_a_claim_of_unknown_date_is_never_known_by_a_day(tmp_path: Path, stored: bool) -> None:
    core = write_ontology(tmp_path / "ontology")
    where = held(tmp_path / "d")
    if stored:
        pipeline.build([where], tmp_path / "store", core)
        where = tmp_path / "store"
    graph = KnowledgeGraph.load(where, ontology=None if stored else core)
    for engine in ("reference", "compact"):
        assert graph.trace("a", "b", engine=engine).paths
        assert not graph.trace("a", "b", known_by="9999-12-31", engine=engine).paths
        assert graph.trace("a", "c", known_by="2024-01-01", engine=engine).paths
    assert graph.collection.claims["s-001"].knowable == ""


def test_answers_and_citations_say_no_date_and_where_it_is_held(tmp_path: Path) -> None:
    core = write_ontology(tmp_path / "ontology")
    graph = KnowledgeGraph.load(held(tmp_path / "d"), ontology=core)
    line = str(source_line(graph.collection.sources["s"]))
    assert "no date, the archive of the ministry, box 7" in line
    assert "no date" in graph.trace("a", "b").document().decode()
    source = graph.trace("a", "b").as_dict()["paths"][0]["steps"][0]["claims"][0]["source"]
    assert (source["published"], source["held"]) == ("", HELD["held"])


@pytest.mark.parametrize("name", sorted(name for name in FORMATS if FORMATS[name].lossless))
def test_they_travel_through_every_lossless_format(tmp_path: Path, name: str) -> None:
    collection, format = load(held(tmp_path / "d")), FORMATS[name]
    written = tmp_path / "out" / f"d{format.suffix}"
    for part, data in format.write(collection).items():
        path = written / part if part else written
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    again = read_graph(written, tmp_path / "ontology")
    assert (again.sources, again.claims) == (collection.sources, collection.claims)
