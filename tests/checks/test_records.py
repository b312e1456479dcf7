"""Faults that need more than one row, and the shapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Triple

from policygraph import pipeline
from policygraph.checks.shapes import check_shapes
from policygraph.errors import DataError, LocationError
from policygraph.model.collection import Collection
from policygraph.model.records import Name
from policygraph.rdf import graph
from policygraph.tables import locations
from tests.datasets import CORE, faults, load, relation_turtle, write_dataset, write_ontology

SHAPES = locations.ontology_folder() / "shapes.ttl"
ENTITIES = (
    {"id": "a"}, {"id": "b"}, {"id": "c"}, {"id": "d"},
    {"id": "alphabet"}, {"id": "phone", "type": "device"}, {"id": "idea", "type": "thing"},
)  # fmt: skip


def of_claims(tmp_path: Path, *claims: dict[str, str], **more: Any) -> list[str]:
    return faults(write_dataset(tmp_path / "d", claims, **{"entities": ENTITIES, **more}))


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        ({"subject": "alphabt"}, "unknown subject 'alphabt'; did you mean alphabet?"),
        ({"object": "nobody"}, "unknown object 'nobody'; add it to entities.csv"),
        ({"relation": "feed"}, "unknown relation 'feed'; did you mean feeds?"),
        ({"relation": "zzz"}, "unknown relation 'zzz'; declare it in the ontology"),
        (
            {"attributed_to": "alphabe"},
            "attributed to nobody: unknown entity 'alphabe'; did you mean alphabet?",
        ),
        (
            {"attributed_to": "phone"},
            "attributed to nobody: 'phone' is of type device; "
            "name who says it, or leave the cell blank",
        ),
        (
            {"subject": "phone", "relation": "builds", "object": "phone"},
            "subject 'phone' is of type device, which builds does not take; "
            "it takes body; check the direction of the statement",
        ),
        (
            {"subject": "a", "relation": "builds", "object": "idea"},
            "object 'idea' is of type thing, which builds does not take; "
            "it takes device; check the direction of the statement",
        ),
        ({"disputes": "s-009"}, "disputes an unknown claim 's-009'; did you mean s-001?"),
        ({"disputes": "s-002"}, "disputes itself; name the claim that it disputes"),
        (
            {"disputes": "s-001", "object": "c", "polarity": "denied"},
            "disputes s-001, which is about another triple; "
            "a dispute has the subject, relation and object of what it disputes",
        ),
        (
            {"disputes": "s-001"},
            "disputes s-001 and makes the same statement; deny it, or give another quantity",
        ),
    ],
)
def test_a_claim_that_does_not_fit_the_others_is_one_line(
    tmp_path: Path, cells: dict[str, str], line: str
) -> None:
    assert of_claims(tmp_path, {}, cells) == [f"d/claims/s.csv:3 claim s-002: {line}"]


NAMED = (
    {"id": "a"}, {"id": "b"},
    {"id": "miit", "label": "Ministry of Industry", "aliases": "MIIT|zh:工信部"},
    {"id": "a800", "label": "NVIDIA A800"}, {"id": "h800", "label": "NVIDIA H800"},
    {"id": "twin-one", "aliases": "Twin"}, {"id": "twin-two", "aliases": "Twin"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "fix"),
    [
        ("MIIT", "did you mean miit (Ministry of Industry)?"),
        ("工信部", "did you mean miit (Ministry of Industry)?"),
        ("H800", "did you mean h800 (NVIDIA H800)?"),
        ("NVIDIA H800", "did you mean h800 (NVIDIA H800)?"),
        ("Twin", "did you mean twin-one (TWIN-ONE) or twin-two (TWIN-TWO)?"),
        ("Ministry of Industri", "did you mean miit (Ministry of Industry)?"),
        ("Ministry", "did you mean miit (Ministry of Industry)?"),
        ("H80", "did you mean h800 (NVIDIA H800)?"),
        ("quite another", "add it to entities.csv"),
    ],
)
@pytest.mark.parametrize("column", ["subject", "object", "attributed_to", "left"])
def test_a_name_in_a_cell_is_told_the_id_that_is_there(
    tmp_path: Path, column: str, cell: str, fix: str
) -> None:
    judged = [{"left": cell, "right": "b"}] if column == "left" else []
    claims = [{column: cell}] if column != "left" else []
    (line,) = of_claims(tmp_path, *claims, entities=NAMED, judgements=judged)
    assert line.endswith(f"{cell!r}; {fix}")


def test_a_name_in_a_cell_may_be_of_another_dataset(tmp_path: Path) -> None:
    first = write_dataset(tmp_path / "d", entities=NAMED)
    second = write_dataset(tmp_path / "e", [{"subject": "MIIT"}], entities=[], sources=[])
    (line,) = faults(second, first)
    assert line.endswith("unknown subject 'MIIT'; did you mean miit (Ministry of Industry)?")


def test_an_unknown_source_is_a_fault_of_each_claim(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "d", {"t": [{}, {}]})
    assert faults(folder) == [
        f"d/claims/t.csv:{line} claim t-00{line - 1}: unknown source 't'; "
        "add it to sources.csv, or rename the file"
        for line in (2, 3)
    ]


def test_an_unknown_type_and_an_unknown_entity_of_a_judgement_are_faults(tmp_path: Path) -> None:
    folder = write_dataset(
        tmp_path / "d",
        entities=[{"id": "a", "type": "frm"}, {"id": "b"}],
        judgements=[{"left": "a", "right": "nobody"}, {"left": "b", "right": "b"}],
    )
    assert faults(folder) == [
        "d/entities.csv:2 entity a: unknown type 'frm'; did you mean firm?",
        "d/identity.csv:2 judgement a = nobody: unknown entity 'nobody'; add it to entities.csv",
        "d/identity.csv:3 judgement b = b: left and right are both 'b'; name two entities",
    ]


def test_a_source_is_not_its_own_origin(tmp_path: Path) -> None:
    (line,) = faults(write_dataset(tmp_path / "d", sources=[{"id": "s", "origin": "s"}]))
    assert line.startswith("d/sources.csv:2 source s: is its own origin")


@pytest.mark.parametrize(
    "doubt",
    [
        {"polarity": "denied"},
        {"quantity": "50", "unit": "percent"},
        {"quantity": "60", "unit": "billion"},
    ],
)
def test_a_dispute_denies_or_gives_another_figure(tmp_path: Path, doubt: dict[str, str]) -> None:
    figure = {"quantity": "60", "unit": "percent"}
    assert of_claims(tmp_path, figure, {**figure, "disputes": "s-001", **doubt}) == []


def test_the_same_figure_written_otherwise_is_no_dispute(tmp_path: Path) -> None:
    figure = {"quantity": "60", "unit": "percent"}
    (line,) = of_claims(tmp_path, figure, {**figure, "quantity": "60.0", "disputes": "s-001"})
    assert "makes the same statement" in line


def test_a_dispute_meets_what_it_disputes_after_merges(tmp_path: Path) -> None:
    doubt = {"subject": "b", "object": "c", "polarity": "denied", "disputes": "s-001"}
    merge = [{"left": "a", "right": "b"}]
    assert of_claims(tmp_path, {"object": "c"}, doubt, judgements=merge) == []


def inside(subject: str, target: str, **more: str) -> dict[str, str]:
    return {"subject": subject, "relation": "inside", "object": target, **more}


def test_every_claim_on_a_cycle_of_an_acyclic_relation_is_named(tmp_path: Path) -> None:
    claims = [inside("a", "b"), inside("b", "c"), inside("c", "a"), inside("c", "d")]
    assert of_claims(tmp_path, *claims) == [
        f"d/claims/s.csv:{line} claim s-00{line - 1}: closes a cycle of 'inside' from {way}; "
        "swap subject and object of one of its claims"
        for line, way in ((2, "a to b"), (3, "b to c"), (4, "c to a"))
    ]


def test_a_thing_inside_itself_is_a_cycle(tmp_path: Path) -> None:
    (line,) = of_claims(tmp_path, inside("a", "a"))
    assert "closes a cycle of 'inside' from a to a" in line


def test_a_cycle_may_run_through_a_sub_relation_or_a_merge(tmp_path: Path) -> None:
    through_sub = [inside("a", "b"), inside("b", "a", relation="deep-inside")]
    assert len(of_claims(tmp_path, *through_sub)) == 2
    merge = [{"left": "a", "right": "c"}]
    through_merge = [inside("a", "b"), inside("b", "c")]
    assert len(of_claims(tmp_path, *through_merge, judgements=merge)) == 2
    assert of_claims(tmp_path, *through_merge) == []


@pytest.mark.parametrize(
    "harmless",
    [{"polarity": "denied"}, {"withdrawn": "2024", "note": "wrong"}, {"relation": "feeds"}],
)
def test_denied_withdrawn_and_other_relations_close_no_cycle(
    tmp_path: Path, harmless: dict[str, str]
) -> None:
    assert of_claims(tmp_path, inside("a", "b"), inside("b", "a", **harmless)) == []


def test_a_diamond_is_no_cycle_and_a_long_chain_is_walked_without_recursion(
    tmp_path: Path,
) -> None:
    diamond = [inside("a", "b"), inside("a", "c"), inside("b", "d"), inside("c", "d")]
    assert of_claims(tmp_path, *diamond) == []
    many = [{"id": f"e-{n}"} for n in range(3000)]
    chain = [inside(f"e-{n}", f"e-{n + 1}") for n in range(2999)]
    folder = write_dataset(tmp_path / "long", chain, entities=many)
    assert pipeline.read([folder], tmp_path / "ontology")[1] == []
    closed = write_dataset(tmp_path / "closed", [*chain, inside("e-2999", "e-0")], entities=many)
    assert len(pipeline.read([closed], tmp_path / "ontology")[1]) == 3000


def test_two_acyclic_relations_of_one_family_report_a_cycle_once(tmp_path: Path) -> None:
    more = "; rdfs:subPropertyOf w:inside ; pg:hint pg:acyclic"
    core = write_ontology(tmp_path / "o", CORE + relation_turtle("in-the-heart", more=more))
    row = inside("a", "a", relation="in-the-heart")
    assert len(faults(write_dataset(tmp_path / "d", [row]), ontology=core)) == 1


@pytest.mark.slow
def test_thousands_of_unknown_names_are_all_reported(tmp_path: Path) -> None:
    claims = [{"object": f"ghost-{number}"} for number in range(3000)]
    many = [{"id": "a"}, *({"id": f"firm-{number}"} for number in range(3000))]
    assert len(faults(write_dataset(tmp_path / "d", claims, entities=many))) == 3000


# --- Shapes -----------------------------------------------------------------------


@pytest.fixture
def good(tmp_path: Path) -> Collection:
    claims: dict[str, list[dict[str, str]]] = {"s": [{}] * 20, "t": [{}] * 20}
    return load(write_dataset(tmp_path / "d", claims, sources=[{"id": "s"}, {"id": "t"}]))


def test_a_collection_in_order_conforms(good: Collection) -> None:
    assert check_shapes(good, SHAPES) == []


def test_a_check_applies_the_shapes(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "d", [{}])
    core = write_ontology(tmp_path / "o")
    assert pipeline.check([folder], core).shapes_checked
    with (core / "shapes.ttl").open("a") as file:
        file.write("pg:Strict a sh:PropertyShape ; sh:targetClass pg:Claim ;")
        file.write(' sh:path skos:note ; sh:minCount 1 ; sh:message "a claim has a note" .')
    (fault,) = pipeline.check([folder], core).faults
    assert (fault.line, fault.subject) == (2, "claim s-001")
    assert fault.what == "shape of note: a claim has a note"


@pytest.mark.parametrize(
    "shape",
    [
        'sh:sparql [ sh:select "SELECT $this WHERE { $this" ]',
        'sh:sparql [ sh:select "SELEC" ; sh:message "m" ]',
        "sh:sparql [ sh:select 5 ]",
    ],
)
def test_a_shape_whose_query_cannot_be_parsed_is_one_error(
    good: Collection, tmp_path: Path, shape: str
) -> None:
    shapes = tmp_path / "shapes.ttl"
    text = SHAPES.read_text(encoding="utf-8")
    node = f"\n<urn:x> a sh:NodeShape ; sh:targetSubjectsOf pg:subject ; {shape} .\n"
    shapes.write_text(text + node, encoding="utf-8")
    with pytest.raises(DataError, match=r"shapes\.ttl: cannot be applied: .*; fix the shapes"):
        check_shapes(good, shapes)


def test_shapes_that_are_not_turtle_are_one_error(good: Collection, tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text("<a> <b")
    with pytest.raises(DataError, match=r"shapes\.ttl: is not Turtle"):
        check_shapes(good, tmp_path / "shapes.ttl")


def test_every_single_claim_is_held_against_the_shapes(good: Collection) -> None:
    for wrong in good.claims:
        claims = {
            name: replace(claim, strength=1.5) if name == wrong else claim
            for name, claim in good.claims.items()
        }
        (fault,) = check_shapes(replace(good, claims=claims), SHAPES)
        claim = good.claims[wrong]
        assert claim.location is not None
        assert (fault.file, fault.line) == (claim.location.file, claim.location.line)
        assert fault.subject == f"claim {wrong}"
        assert fault.what == (
            "shape of likelihood: a likelihood is a number above 0 and up to 1, not '1.5'"
        )


def test_all_claims_wrong_are_all_reported(good: Collection) -> None:
    claims = {name: replace(claim, locator="") for name, claim in good.claims.items()}
    found = check_shapes(replace(good, claims=claims), SHAPES)
    assert [fault.subject for fault in found] == [f"claim {name}" for name in good.claims]
    assert {fault.what for fault in found} == {"shape of value: a passage has a locator, not ''"}


@pytest.mark.parametrize(
    ("kind", "field", "value", "path"),
    [
        ("claims", "strength", 0.0, "likelihood"),
        ("claims", "polarity", "doubted", "polarity"),
        ("claims", "locator", "", "value"),
        ("sources", "title", "", "title"),
        ("entities", "label", Name(""), "prefLabel"),
        ("entities", "id", "Not A Slug".replace(" ", ""), "identifier"),
    ],
)
def test_a_wrong_value_breaks_its_shape(
    good: Collection, kind: str, field: str, value: object, path: str
) -> None:
    records = getattr(good, kind)
    first = next(iter(records))
    changed = {**records, first: replace(records[first], **{field: value})}
    parts: dict[str, Any] = {kind: changed}
    found = check_shapes(replace(good, **parts), SHAPES)
    assert [fault.what.partition(":")[0] for fault in found] == [f"shape of {path}"]


@pytest.mark.parametrize(
    ("predicate", "count"),
    [
        ("https://w3id.org/policygraph/ns#subject", 40),
        ("https://w3id.org/policygraph/ns#relation", 40),
        ("https://w3id.org/policygraph/ns#object", 40),
        ("https://w3id.org/policygraph/ns#polarity", 40),
        ("https://w3id.org/policygraph/ns#modality", 40),
        ("https://w3id.org/policygraph/ns#likelihood", 40),
        ("https://w3id.org/policygraph/ns#evidence", 40),
        ("http://purl.org/dc/terms/source", 40),
        ("http://www.w3.org/ns/oa#hasSource", 40),
        ("http://www.w3.org/ns/oa#hasSelector", 40),
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#value", 40),
        ("http://purl.org/dc/terms/title", 2),
        ("http://purl.org/dc/terms/identifier", 4),
    ],
)
def test_a_property_left_out_breaks_the_shape_of_every_node(
    good: Collection, monkeypatch: pytest.MonkeyPatch, predicate: str, count: int
) -> None:
    whole = graph.claim_triples

    def without(collection: Collection) -> Iterator[Triple]:
        return (t for t in whole(collection) if t.predicate.value != predicate)

    monkeypatch.setattr(graph, "claim_triples", without)
    assert len(check_shapes(good, SHAPES)) == count


def test_leaving_out_what_no_shape_speaks_of_changes_no_result(
    good: Collection, tmp_path: Path
) -> None:
    claims = {name: replace(claim, strength=7.0) for name, claim in good.claims.items()}
    wrong = replace(good, claims=claims)
    whole = tmp_path / "shapes.ttl"
    # A shape with a query of its own makes the whole graph be checked.
    text = SHAPES.read_text(encoding="utf-8")
    whole.write_text(text + 'pg:Query sh:select "" .\n', encoding="utf-8")
    lean, full = check_shapes(wrong, SHAPES), check_shapes(wrong, whole)
    assert [(f.subject, f.what) for f in lean] == [(f.subject, f.what) for f in full] != []


def test_a_closed_shape_sees_the_whole_graph(good: Collection, tmp_path: Path) -> None:
    closed = tmp_path / "shapes.ttl"
    closed.write_text(
        "@prefix pg: <https://w3id.org/policygraph/ns#> .\n"
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "pg:Closed a sh:NodeShape ; sh:targetClass pg:Claim ; sh:closed true .\n"
    )
    found = check_shapes(good, closed)
    assert any("knownSince" in fault.what for fault in found)


def test_shapes_that_are_not_there_are_an_error(good: Collection, tmp_path: Path) -> None:
    with pytest.raises(LocationError, match="no such file"):
        check_shapes(good, tmp_path / "shapes.ttl")


def test_a_circle_of_origins_is_a_fault_of_each_source_on_it(tmp_path: Path) -> None:
    sources = [{"id": "r", "origin": "s"}, {"id": "s", "origin": "t"}, {"id": "t", "origin": "s"}]
    first, second = faults(write_dataset(tmp_path / "d", sources=sources))
    assert first.startswith("d/sources.csv:3 source s: is its own origin, through t; ")
    assert second.startswith("d/sources.csv:4 source t: is its own origin, through s; ")
