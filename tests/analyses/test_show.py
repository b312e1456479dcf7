"""Show: one thing with everything that is said about it, by whom, and what opposes it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from policygraph import KnowledgeGraph
from policygraph.analyses.show import Shown, show
from policygraph.errors import AmbiguousName, UnknownName
from policygraph.model.collection import Collection
from policygraph.query.deadline import Deadline
from policygraph.query.name_resolver import Names
from policygraph.render.show import show_document, show_view
from policygraph.render.writers.text import write_text
from tests.big_worlds import parallel
from tests.datasets import (
    CORE,
    INFLUENCE,
    load,
    relation_turtle,
    way_turtle,
    write_dataset,
    write_ontology,
)
from tests.world import world

CLAIMS = {
    "s": [
        {},
        {"subject": "c", "object": "a"},
        {"attributed_to": "a", "subject": "b", "object": "c"},
        {"withdrawn": "2024-06", "note": "misread", "object": "c"},
    ],
    "t": [{"polarity": "denied", "disputes": "s-001"}, {"polarity": "denied", "object": "c"}],
}


@pytest.fixture
def small(tmp_path: Path) -> Collection:
    return load(
        write_dataset(
            tmp_path / "d",
            CLAIMS,
            entities=[
                {"id": "a", "label": "Alpha", "aliases": "zh:甲", "wikidata": "Q1"},
                {"id": "b"},
                {"id": "c"},
                {"id": "z", "label": "Zeta"},
            ],
            sources=[{"id": "s"}, {"id": "t"}],
            judgements=[
                {"left": "z", "right": "a"},
                {"left": "c", "right": "a", "judgement": "different"},
            ],
        )
    )


def shown(collection: Collection, name: str) -> Shown:
    return show(collection, Names(collection), name)


def ids(statements: object) -> list[str]:
    assert isinstance(statements, tuple)
    return [statement.cited.claim.id for statement in statements]


def test_an_entity_comes_with_all_its_claims(small: Collection) -> None:
    found = shown(small, "Alpha")
    assert found.entity is not None
    assert (found.entity.id, found.type_label) == ("a", "firm")
    assert ids(found.claims_out) == ["s-001", "s-004", "t-001", "t-002"]
    assert ids(found.claims_in) == ["s-002"]
    assert ids(found.mentions) == ["s-003"]
    assert [judgement.same for judgement in found.judgements] == [False, True]


def test_a_merged_entity_is_shown_under_any_of_its_names(small: Collection) -> None:
    for name in ("z", "Zeta", "甲"):
        assert shown(small, name) == shown(small, "a")


def test_a_claim_and_what_denies_it_stand_beside_each_other(small: Collection) -> None:
    against = {
        statement.cited.claim.id: [cited.claim.id for cited in statement.against]
        for statement in shown(small, "a").claims_out
    }
    assert against == {"s-001": ["t-001"], "s-004": [], "t-001": ["s-001"], "t-002": []}


def test_a_claim_goes_by_its_id(small: Collection) -> None:
    found = shown(small, "t-001")
    assert found.claim is small.claims["t-001"]
    assert found.source is small.sources["t"]
    assert found.entity is None
    assert [cited.claim.id for cited in found.claims_out[0].against] == ["s-001"]


def test_a_source_comes_with_its_claims(small: Collection) -> None:
    found = shown(small, "t")
    assert found.source is small.sources["t"]
    assert (found.entity, found.claim) == (None, None)
    assert ids(found.claims_out) == ["t-001", "t-002"]


def test_an_entity_goes_before_a_claim_of_the_same_name(tmp_path: Path) -> None:
    entities = [{"id": "a", "aliases": "s-001"}, {"id": "b"}]
    collection = load(write_dataset(tmp_path / "d", [{}], entities=entities))
    assert shown(collection, "s-001").entity is collection.entities["a"]


def test_what_is_not_there_is_an_error(small: Collection, tmp_path: Path) -> None:
    with pytest.raises(
        UnknownName, match="no entity, claim, source or relation is named 'nothing'"
    ):
        shown(small, "nothing")
    twins = [{"id": "x", "label": "Twin"}, {"id": "y", "label": "Twin"}]
    with pytest.raises(AmbiguousName):
        shown(load(write_dataset(tmp_path / "twins", entities=twins)), "twin")


def test_the_json_form_is_that_of_the_contract(small: Collection) -> None:
    entity = json.loads(json.dumps(shown(small, "a").as_dict()))
    assert set(entity) == {"entity", "identity", "claims_out", "claims_in", "mentions"}
    assert entity["entity"]["aliases"] == ["zh:甲", "Zeta"]
    first = entity["claims_out"][0]
    assert first["subject"] == {"id": "a", "label": "Alpha"}
    assert first["relation"] == {"id": "feeds", "label": "feeds"}
    assert first["object"] == {"id": "b", "label": "B"}
    assert first["against"] == ["t-001"]
    assert entity["claims_out"][1]["withdrawn"] == "2024-06"
    assert entity["claims_out"][2]["polarity"] == "denied"
    claim = json.loads(json.dumps(shown(small, "t-001").as_dict()))
    assert set(claim) == {"source", "claim"}
    source = json.loads(json.dumps(shown(small, "t").as_dict()))
    assert set(source) == {"source", "claims_out"}
    assert "location" not in source["source"]


@pytest.mark.slow
def test_the_order_of_rows_of_identity_changes_nothing_shown(tmp_path: Path) -> None:
    data = Path(__file__).parents[2] / "data"
    outputs = []
    for name in ("a", "b"):
        folder = tmp_path / name / "data"
        shutil.copytree(data, folder)
        header, *rows = (folder / "identity.csv").read_text(encoding="utf-8").splitlines(True)
        lines = [header, *(rows if name == "a" else rows[::-1])]
        (folder / "identity.csv").write_text("".join(lines), encoding="utf-8")
        kg = KnowledgeGraph.load(folder)
        shown = [json.dumps(kg.show(one).as_dict()) for one in ("CCP", "bis-rule-2022-21658")]
        outputs.append((shown, kg.page()))
    assert outputs[0] == outputs[1]


def test_a_thousand_claims_against_each_other_are_told_in_part_and_counted() -> None:
    collection = world(parallel(1_000))
    found = show(collection, Names(collection), "a")
    assert len(found.claims_out) == 1_000
    first = next(s for s in found.claims_out if s.cited.claim.affirms)
    assert len(first.against) == min(10, first.opposition.sources)
    assert first.more_against == first.opposition.sources - len(first.against)
    assert len(json.dumps(found.as_dict())) < 8_000_000
    assert len(write_text(show_document(found))) < 3_000_000


def test_claims_beyond_the_limit_or_the_time_are_counted() -> None:
    collection = world(["a feeds b", "a feeds c", "d feeds a", "d blocks a"])
    names = Names(collection)
    found = show(collection, names, "a", limit=3)
    assert (len(found.claims_out), len(found.claims_in), found.untold) == (2, 1, 1)
    assert found.as_dict()["status"] == "truncated"
    assert "1 more are not told: --limit asks for more" in write_text(show_document(found))
    late = show(collection, names, "a", deadline=Deadline(1e-9))
    assert (late.untold, late.reason) == (4, "time")


def test_a_relation_is_shown_with_its_ways_and_what_may_follow(tmp_path: Path) -> None:
    core = write_ontology(
        tmp_path / "o",
        CORE
        + INFLUENCE
        + relation_turtle("trades", more="; pg:force pg:ends").replace("pg:along", "pg:both")
        + way_turtle("trades", more='; pg:gradeByQuantity "percent: 50 much, 0 some"')
        + way_turtle("trades", "against", "pass", "some", "constrains"),
    )
    found = load(write_dataset(tmp_path / "d", [{}]), ontology=core)
    relation = shown(found, "trades").as_dict()["relation"]
    assert (relation["id"], relation["force"], relation["influence"]) == ("trades", "ends", "both")
    assert relation["ways"] == [
        {
            "way": "along", "channel": "push", "act": True, "counted": True, "effect": "enables",
            "grade": "much", "why": "For tests, along.",
            "by_quantity": [
                {"unit": "percent", "least": 50.0, "grade": "much"},
                {"unit": "percent", "least": 0.0, "grade": "some"},
            ],
            "composition": [
                {"state": "at-first", "addressee": "set", "next_state": "at-first",
                 "may_follow": ["push", "pass", "wish"]},
            ],
        },
        {
            "way": "against", "channel": "pass", "act": False, "counted": True,
            "effect": "constrains", "grade": "some", "why": "For tests, against.",
            "by_quantity": [],
            "composition": [
                {"state": "at-first", "addressee": "test", "next_state": "further",
                 "may_follow": ["pass"]},
                {"state": "further", "addressee": "drop", "next_state": "further",
                 "may_follow": ["pass"]},
            ],
        },
    ]  # fmt: skip
    assert write_text(show_document(shown(found, "trades"))).splitlines() == [
        "trades",
        "trades · relation · state · thing → thing",
        "What trades means.",
        "Read the other way: inverse of trades.",
        "Ends the force of its object.",
        "",
        "Along: subject to object",
        "- Channel push (an act); effect: enables; grade: much.",
        "- Grade by percent: much from 50, some from 0.",
        "- For tests, along.",
        "- In the state at-first: whom the acts are directed at is what this step says; "
        "then may follow: push, pass, wish.",
        "",
        "Against: object to subject",
        "- Channel pass; effect: constrains; grade: some.",
        "- For tests, against.",
        "- In the state at-first: reaches nobody outside whom the acts are directed at; "
        "then may follow: pass.",
        "- In the state further: goes on without whom the acts are directed at; "
        "then may follow: pass.",
    ]


def test_a_relation_of_an_ontology_without_channels_is_shown(small: Collection) -> None:
    relation = shown(small, "feeds").as_dict()["relation"]
    (way,) = relation["ways"]
    assert (way["channel"], way["grade"], way["composition"]) == (None, None, [])
    text = write_text(show_document(shown(small, "feeds")))
    assert "Along: subject to object\n- Effect: enables.\n- For tests." in text


def test_an_entity_wins_over_a_relation_of_its_name(tmp_path: Path) -> None:
    entities = [{"id": "feeds"}, {"id": "b"}]
    found = load(write_dataset(tmp_path / "d", [{"subject": "feeds"}], entities=entities))
    assert shown(found, "feeds").entity is not None


def test_each_way_of_a_relation_is_a_row(small: Collection) -> None:
    view = show_view(shown(small, "feeds"))
    (row,) = view.rows
    assert [row[name] for name in view.columns] == [
        "feeds", "along", None, "enables", None, "", "", "For tests.",
    ]  # fmt: skip
