"""Drafts are read, checked, kept and counted, and answer nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from policygraph import KnowledgeGraph, pipeline
from policygraph.analyses.info import summarise
from policygraph.engines import available
from policygraph.formats import FORMATS
from policygraph.formats.graph_reader import read_graph
from policygraph.model.collection import Collection
from policygraph.query.edges import edges_under
from policygraph.rdf.nodes import FACTS
from tests.datasets import faults, load, write_dataset, write_ontology

CLAIMS = (
    {"id": "s-001"},
    {"id": "s-002", "draft": "yes", "object": "c", "note": "drafted words"},
    {"id": "s-003", "draft": "yes", "polarity": "denied", "disputes": "s-001"},
    {"id": "s-004", "draft": "yes", "relation": "", "x-seen": "now"},
)


def drafted(folder: Path) -> Path:
    """A dataset with one claim, and drafts of an edge, of a denial and of no relation yet."""
    rows = [{key: cell for key, cell in row.items() if key != "x-seen"} for row in CLAIMS]
    write_dataset(folder, rows)
    path = folder / "claims" / "s.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    seen = ["x-seen", *(row.get("x-seen", "") for row in CLAIMS)]
    joined = (f"{line},{cell}\n" for line, cell in zip((header, *lines), seen, strict=True))
    path.write_text("".join(joined), encoding="utf-8")
    return folder


def with_store(folder: Path, core: Path) -> Path:
    target = folder.with_name(f"{folder.name}-store")
    pipeline.build([folder], target, core)
    return target


def ids(collection: Collection) -> list[str]:
    return [draft.id for draft in collection.drafts]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["tables", "store", "overlay"])
def test_a_draft_is_in_no_answer(tmp_path: Path, kind: str) -> None:
    core = write_ontology(tmp_path / "ontology")
    if kind == "overlay":
        write_dataset(tmp_path / "base", {"s": []})
        base = with_store(tmp_path / "base", core)
        folder = drafted(tmp_path / "d")
        for name in ("entities.csv", "sources.csv", "identity.csv"):
            (folder / name).unlink()
        graph = KnowledgeGraph.load(base, folder)
    else:
        folder = drafted(tmp_path / "d")
        where = with_store(folder, core) if kind == "store" else folder
        graph = KnowledgeGraph.load(where, ontology=None if kind == "store" else core)
    collection = graph.collection
    assert ids(collection) == ["s-002", "s-003", "s-004"]
    assert list(collection.claims) == ["s-001"]
    assert [(e.triple, e.contested) for e in edges_under(collection)] == [
        (("a", "feeds", "b"), False)
    ]
    for engine in sorted(available()):
        assert not graph.trace("a", "c", engine=engine).paths
        (path,) = graph.trace("a", "b", engine=engine).paths
        assert not any(step.contested for step in path.steps)
    answers: list[Any] = [
        graph.timeline("c"), graph.show("c"), graph.contradictions(), graph.reach("a"),
        graph.fragility("a", "b"), graph.chokepoints("a", "b"),
    ]  # fmt: skip
    for answer in answers:
        text = json.dumps(answer.as_dict(), ensure_ascii=False, default=str)
        assert "s-002" not in text and "s-003" not in text and "drafted words" not in text
    assert "s-002" not in graph.page().html
    assert summarise(collection).drafts == 3
    assert summarise(collection).claims == 1
    found: Any = graph.sparql('SELECT ?s WHERE { ?s ?p ?o FILTER(CONTAINS(STR(?o), "drafted")) }')
    assert not found.rows


def test_a_draft_is_checked_but_its_relation_may_be_blank(tmp_path: Path) -> None:
    row = {"draft": "yes", "object": "nobody", "relation": ""}
    assert faults(write_dataset(tmp_path / "d", [row])) == [
        "d/claims/s.csv:2 claim s-001: unknown object 'nobody'; add it to entities.csv"
    ]
    assert "relation is blank" in faults(write_dataset(tmp_path / "e", [{"relation": ""}]))[0]
    (line,) = faults(write_dataset(tmp_path / "f", [{"draft": "maybe"}]))
    assert line.endswith("draft 'maybe' is no mark; write yes, or leave it blank")


def test_a_claim_may_not_dispute_a_draft(tmp_path: Path) -> None:
    rows = [{"draft": "yes"}, {"polarity": "denied", "disputes": "s-001"}]
    (line,) = faults(write_dataset(tmp_path / "d", rows))
    assert "disputes s-001, which is a draft; remove the mark of the draft first" in line


def test_the_id_of_a_draft_is_not_used_again(tmp_path: Path) -> None:
    core = write_ontology(tmp_path / "ontology")
    folder = write_dataset(tmp_path / "d", [{"id": "one", "draft": "yes"}, {"id": "one"}])
    (line,) = faults(folder)
    assert "duplicate id" in line
    with pytest.raises(Exception, match="duplicate id"):
        pipeline.build([folder], tmp_path / "store", core)
    base = with_store(write_dataset(tmp_path / "e", [{"id": "one", "draft": "yes"}]), core)
    more = write_dataset(tmp_path / "more", [{"id": "one"}], entities=(), sources=())
    found = pipeline.check([base, more]).faults
    assert ["duplicate id" in str(fault) for fault in found] == [True]


@pytest.mark.parametrize(
    "rows",
    [
        [{"draft": "yes", "object": "nobody"}, {}],
        [{}, {"draft": "yes", "subject": "c"}, {"grade": "huge"}],
        [{"draft": "yes"}, {"towards": "nobody"}],
        [{"draft": "maybe"}, {"need": "some"}],
        [{"draft": "yes"}, {"polarity": "denied", "disputes": "s-001"}],
    ],
)
def test_a_build_finds_the_faults_of_drafts_and_new_columns(
    tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    core = write_ontology(tmp_path / "ontology")
    folder = write_dataset(tmp_path / "d", rows)
    expected = faults(folder, ontology=core)
    assert expected
    with pytest.raises(Exception) as caught:
        pipeline.build([folder], tmp_path / "store", core)
    found = [str(f).replace(f"{tmp_path.as_posix()}/", "") for f in caught.value.faults]  # type: ignore[attr-defined]
    assert found == expected


@pytest.mark.parametrize("name", sorted(name for name in FORMATS if FORMATS[name].lossless))
def test_drafts_travel_through_every_lossless_format(tmp_path: Path, name: str) -> None:
    collection, format = load(drafted(tmp_path / "d")), FORMATS[name]
    written = tmp_path / "out" / f"d{format.suffix}"
    for part, data in format.write(collection).items():
        path = written / part if part else written
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    again = read_graph(written, tmp_path / "ontology")
    assert again.drafts == collection.drafts
    assert again.claims == collection.claims
    if format.write_view is not None:
        views = format.write_view(collection, FACTS)
        assert b"drafted words" not in b"".join(views.values())


def test_stores_keep_drafts(tmp_path: Path) -> None:
    core = write_ontology(tmp_path / "ontology")
    folder = drafted(tmp_path / "d")
    stored = pipeline.load([with_store(folder, core)])
    whole = load(folder, ontology=core)
    assert stored.drafts == whole.drafts
    assert [d.extra for d in stored.drafts] == [(), (), (("x-seen", "now"),)]
