"""The columns origin, grade, towards and need of a claim: read, checked, kept, and carried."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygraph import pipeline
from policygraph.formats import FORMATS
from policygraph.formats.graph_reader import read_graph
from policygraph.query.corroboration import corroboration
from policygraph.query.edges import edges_under
from policygraph.query.subgraph import subgraph_around
from policygraph.tables import locations
from policygraph.tables.ontology import read_ontology
from tests.datasets import CORE, faults, load, write_dataset, write_ontology

TERMS = "".join(
    f'pg:{id} a pg:{kind} ; dcterms:identifier "{id}" ; skos:prefLabel "{id}"@en ;'
    f" skos:notation {order} {more} .\n"
    for kind, id, order, more in (
        ("Grade", "strong", 1, "; pg:weight 1.0"),
        ("Grade", "weak", 2, "; pg:weight 0.1"),
        ("Need", "each", 1, ""),
        ("Need", "any", 2, ""),
    )
)
ROW = {"origin": "An agency", "grade": "weak", "towards": "c", "need": "each"}


def core(folder: Path) -> Path:
    return write_ontology(folder / "ontology", CORE + TERMS)


def test_the_core_declares_grades_in_order_and_needs() -> None:
    found = read_ontology(locations.ontology_folder() / "policygraph.ttl")
    ordered = sorted(found.grades.values(), key=lambda grade: grade.order)
    assert [(grade.id, grade.weight) for grade in ordered] == [
        ("decisive", 1.0), ("substantial", 0.7), ("contributory", 0.4), ("diffuse", 0.1),
    ]  # fmt: skip
    assert sorted(found.needs) == ["any", "each"]


def test_the_columns_are_read(tmp_path: Path) -> None:
    claim = load(write_dataset(tmp_path / "d", [ROW]), ontology=core(tmp_path)).claims["s-001"]
    assert (claim.origin, claim.grade, claim.towards, claim.need) == tuple(ROW.values())


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"grade": "huge"}, "unknown grade 'huge'; write one of strong, weak"),
        ({"need": "some"}, "unknown need 'some'; write one of each, any"),
        ({"towards": "nobody"}, "unknown towards 'nobody'; add it to entities.csv"),
    ],
)
def test_wrong_terms_and_unknown_entities_are_faults(
    tmp_path: Path, cells: dict[str, str], what: str
) -> None:
    (line,) = faults(write_dataset(tmp_path / "d", [cells]), ontology=core(tmp_path))
    assert line == f"d/claims/s.csv:2 claim s-001: {what}"


@pytest.mark.parametrize("name", sorted(name for name in FORMATS if FORMATS[name].lossless))
def test_the_columns_travel_through_every_lossless_format(tmp_path: Path, name: str) -> None:
    judged = [{"left": "b", "right": "c"}]
    folder = write_dataset(tmp_path / "d", [ROW], judgements=judged)
    collection, format = load(folder, ontology=core(tmp_path)), FORMATS[name]
    written = tmp_path / "out" / f"d{format.suffix}"
    for part, data in format.write(collection).items():
        path = written / part if part else written
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert read_graph(written, tmp_path / "ontology").claims == collection.claims


def test_the_columns_are_kept_by_stores_overlays_and_parts(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "d", [ROW])
    whole = load(folder, ontology=core(tmp_path))
    pipeline.build([folder], tmp_path / "store", tmp_path / "ontology")
    assert pipeline.load([tmp_path / "store"]).claims == whole.claims
    row = {**ROW, "id": "more-001"}
    more = write_dataset(tmp_path / "more", [row], entities=(), sources=())
    over = pipeline.load([tmp_path / "store", more])
    assert over.claims["more-001"].towards == "c"
    part = subgraph_around(whole, "a", 1)
    assert part.claims == whole.claims
    assert "c" in part.entities


def test_a_claim_that_passes_on_anothers_word_has_that_origin(tmp_path: Path) -> None:
    rows = {
        "s": [{"origin": "An Agency"}, {}],
        "t": [{"origin": "an  agency"}],
        "u": [{"origin": "s"}],
    }
    sources = [{"id": id, "url": f"https://example.org/{id}"} for id in rows]
    collection = load(write_dataset(tmp_path / "d", rows, sources=sources))
    (edge,) = edges_under(collection)
    found = corroboration(collection, edge.supporting)
    assert found.by_origin == (("an agency", ("s", "t")), ("s", ("s", "u")))
    assert (found.sources, found.origins) == (3, 2)
    agreeing = [claim for claim in edge.supporting if claim.origin in ("An Agency", "an  agency")]
    assert corroboration(collection, agreeing).origins == 1


def test_a_claim_may_be_its_sources_own_word(tmp_path: Path) -> None:
    sources = [{"id": "s", "origin": "An agency"}]
    rows = [{}, {"origin": "s"}]
    collection = load(write_dataset(tmp_path / "d", rows, sources=sources))
    (edge,) = edges_under(collection)
    found = corroboration(collection, edge.supporting)
    assert found.by_origin == (("an agency", ("s",)), ("s", ("s",)))
    assert (found.sources, found.origins) == (1, 2)
