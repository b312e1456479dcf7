"""FollowTheMoney: what can be said is said, and the rest is listed."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph import KnowledgeGraph
from policygraph.formats.ftm import (
    Correspondence,
    Omitted,
    Schema,
    omitted_table,
    read_correspondence,
    write_ftm,
)
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from tests.documents import ROOT
from tests.examples import examples
from tests.world import said, world

NOBODY: frozenset[str] = frozenset()
FIRMS = frozenset(["Company"])
TABLE = Correspondence(
    types={"firm": Schema("Company", "", NOBODY, "", NOBODY, "", "")},
    relations={
        "feeds": Schema("Ownership", "owner", FIRMS, "asset", FIRMS, "percentage", "percent"),
        "blocks": Schema("Sanction", "program", NOBODY, "entity", FIRMS, "", ""),
    },
)


#: What is always omitted of the one source of a world.
SOURCE = Omitted("source", "s", "all but its publisher and its address")


def written(collection: Collection) -> tuple[dict[str, Any], list[Omitted]]:
    data, omitted = write_ftm(collection, TABLE)
    entities = [json.loads(line) for line in data.decode().splitlines()]
    assert SOURCE in omitted
    omitted.remove(SOURCE)
    return {entity["id"]: entity for entity in entities}, omitted


def test_claim_is_an_interval_with_its_source_and_modality() -> None:
    claim = said("a feeds b", start="2020", end="..", quantity="12.5", unit="percent")
    found, omitted = written(world([claim], {"a": "firm", "b": "firm"}))
    interval = found["claim-c01"]
    assert interval["schema"] == "Ownership"
    properties = interval["properties"]
    assert (properties["owner"], properties["asset"]) == (["a"], ["b"])
    assert properties["percentage"] == ["12.5"]
    assert properties["startDate"] == ["2020"]
    assert properties["status"] == ["stated"]
    assert omitted == []


def test_every_field_of_what_is_said_is_said_or_listed() -> None:
    full = said(
        "a feeds b 0.8", start="2020", end="2021-05", quantity="12.5", unit="percent",
        attributed_to="c", locator="p. 1", passage_sha256="0" * 64, known_since="2022",
        note="a note", disputes=("c02",), origin="r", grade="g", towards="c", need="n",
        extra=(("x-own", "mine"),),
    )  # fmt: skip
    collection = world([full, "not a feeds b"], {"a": "firm", "b": "firm"}, different=[("a", "b")])
    found, omitted = written(collection)
    assert found["claim-c01"]["properties"]["summary"] == ["a note"]
    assert found["claim-c01"]["properties"]["description"] == [
        "according to C, A feeds B: 12.5 percent"
    ]
    listed = [item.reason for item in omitted if item.id == "c01"]
    assert listed == [
        "attributed_to, but in the description", "grade", "known_since", "likelihood", "locator",
        "need", "origin", "passage_sha256", "that it disputes other claims",
        "the dataset's own columns", "towards",
    ]  # fmt: skip
    assert Omitted("judgement", "a = b", "different") in omitted
    told = {
        "id", "subject", "relation", "object", "modality", "source", "start", "end", "quantity",
        "unit", "note", "attributed_to", "likelihood", "locator", "passage_sha256", "known_since",
        "disputes", "origin", "grade", "towards", "need", "extra",
    }  # fmt: skip
    elsewhere = {"polarity", "withdrawn", "strength", "knowable", "dataset", "location", "draft"}
    assert {field.name for field in fields(Claim)} == told | elsewhere


def test_sub_relation_takes_the_schema_of_its_super_relation() -> None:
    found, _ = written(world(["a feeds-well b"], {"a": "firm", "b": "firm"}))
    assert found["claim-c01"]["schema"] == "Ownership"


def test_denied_and_withdrawn_claims_are_listed_and_never_links() -> None:
    rows: list[str | Claim] = ["not a feeds b", said("a feeds b", withdrawn="2021", note="wrong")]
    found, omitted = written(world(rows, {"a": "firm", "b": "firm"}))
    assert set(found) == {"a", "b"}
    assert omitted == [Omitted("claim", "c01", "denied"), Omitted("claim", "c02", "withdrawn")]


def test_guess_keeps_its_modality() -> None:
    found, _ = written(world([said("a feeds b", modality="possible")], {"a": "firm", "b": "firm"}))
    assert found["claim-c01"]["properties"]["status"] == ["possible"]
    assert "possible" in found["claim-c01"]["properties"]["description"][0]


def test_ends_that_do_not_fit_make_an_unknown_link() -> None:
    found, _ = written(world(["a shapes b"], {"a": "firm", "b": "firm"}))
    link = found["claim-c01"]
    assert link["schema"] == "UnknownLink"
    assert link["properties"]["role"] == ["shapes"]


def test_list_that_designates_is_the_program_of_a_sanction() -> None:
    found, omitted = written(world(["a blocks b"], {"b": "firm"}))
    assert found["claim-c01"]["schema"] == "Sanction"
    assert found["claim-c01"]["properties"]["program"] == ["A"]
    assert omitted == [Omitted("entity", "a", "no schema for the type thing")]


def test_what_has_no_schema_is_counted_by_reason() -> None:
    _, omitted = written(world(["a feeds b", "b feeds a"]))
    table = omitted_table(omitted).decode().splitlines()
    assert "entity,,no schema for the type thing,2" in table
    assert "claim,c01,an end of it is of a type without a schema,1" in table


def test_date_that_ftm_cannot_hold_is_listed() -> None:
    found, omitted = written(world([said("a feeds b", start="202X")], {"a": "firm", "b": "firm"}))
    assert "startDate" not in found["claim-c01"]["properties"]
    assert omitted == [Omitted("value", "c01", "startDate: a date that FtM cannot hold")]


@pytest.mark.parametrize(
    ("text", "date", "omitted"),
    [
        ("2024-05-06", "2024-05-06", ""),
        ("2024-05", "2024-05", ""),
        ("2024-21", "2024", "more than the year of the date"),
        ("2024-05-XX", "2024-05", "more than the month of the date"),
        ("2024-XX", "2024", "more than the year of the date"),
        ("2024-24", None, "a date that FtM cannot hold"),
        ("2024~", None, "a date that FtM cannot hold"),
        ("0044", None, "a date that FtM cannot hold"),
        ("-0044", None, "a date that FtM cannot hold"),
        ("3000", None, "a date that FtM cannot hold"),
    ],
)
def test_ftm_has_the_finest_date_that_it_takes_and_omissions_have_the_rest(
    text: str, date: str | None, omitted: str
) -> None:
    found, listed = written(world([said("a feeds b", start=text)], {"a": "firm", "b": "firm"}))
    assert found["claim-c01"]["properties"].get("startDate") == ([date] if date else None)
    assert listed == ([Omitted("value", "c01", f"startDate: {omitted}")] if omitted else [])


def test_quantity_of_another_unit_is_no_percentage() -> None:
    claim = said("a feeds b", quantity="500", unit="shares")
    found, omitted = written(world([claim], {"a": "firm", "b": "firm"}))
    assert "percentage" not in found["claim-c01"]["properties"]
    assert omitted == [Omitted("value", "c01", "quantity, but in the description")]


def test_source_off_the_web_has_no_address_in_ftm() -> None:
    collection = world(["a feeds b"], {"a": "firm", "b": "firm"})
    sources = {"s": replace(collection.sources["s"], url="urn:isbn:9780306406157")}
    found, omitted = written(replace(collection, sources=sources))
    assert "sourceUrl" not in found["claim-c01"]["properties"]
    assert omitted == [Omitted("value", "c01", "sourceUrl: an address that FtM cannot hold")]


@st.composite
def edtf_dates(draw: st.DrawFn) -> str:
    """Dates of the tables in any form, of any century."""
    year = draw(st.integers(-1200, 3200).filter(bool))
    written_year = f"{'-' * (year < 0)}{abs(year):04}"
    forms = (
        "", "-05", "-05-XX", "-XX", "-XX-XX", "-02-28", "-12-31", "-21", "-22", "-23", "-24",
        "?", "-05~", "-05-06%",
    )  # fmt: skip
    return draw(st.sampled_from([written_year + form for form in forms]))


@pytest.mark.readers
@settings(max_examples=examples(200))
@given(start=edtf_dates(), end=edtf_dates())
def test_library_of_the_format_takes_every_date_that_is_written(start: str, end: str) -> None:
    """What it does not take is listed, so that no date is lost without a word."""
    ftm: Any = pytest.importorskip("followthemoney", reason="followthemoney is not installed")
    claim = said("a feeds b", start=start, end=end)
    found, omitted = written(world([claim], {"a": "firm", "b": "firm"}))
    interval = found["claim-c01"]
    proxy = ftm.model.get_proxy(interval)
    listed = {item.reason.partition(":")[0] for item in omitted}
    for name, text in (("startDate", start), ("endDate", end)):
        values = interval["properties"].get(name, [])
        assert proxy.get(name) == values
        assert values == [text] or name in listed


@pytest.fixture(scope="module")
def curated() -> tuple[list[dict[str, Any]], list[Omitted], int]:
    collection = KnowledgeGraph.load(ROOT / "data", ontology=ROOT / "ontology").collection
    data, omitted = write_ftm(collection, read_correspondence(ROOT / "ontology" / "ftm.csv"))
    entities = [json.loads(line) for line in data.decode().splitlines()]
    return entities, omitted, len(collection.entities) + len(collection.claims)


def test_every_curated_record_is_said_or_listed(
    curated: tuple[list[dict[str, Any]], list[Omitted], int],
) -> None:
    entities, omitted, records = curated
    listed = {(item.kind, item.id) for item in omitted if item.kind in ("entity", "claim")}
    assert len(entities) + len(listed) == records


@pytest.mark.slow
def test_library_of_the_format_keeps_every_value(
    curated: tuple[list[dict[str, Any]], list[Omitted], int],
) -> None:
    """The library drops values that it does not take; so its output is compared."""
    ftm: Any = pytest.importorskip("followthemoney", reason="followthemoney is not installed")
    for entity in curated[0]:
        proxy = ftm.model.get_proxy(entity)
        proxy.schema.validate(proxy.to_dict())
        for name, values in entity["properties"].items():
            assert sorted(proxy.get(name)) == sorted(values), (entity["id"], name)
