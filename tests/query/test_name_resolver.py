"""Names to entities: exactly, one entity, or an error that says why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.errors import AmbiguousName, UnknownName
from policygraph.model.names import fold, plain_form
from policygraph.query.name_resolver import Names
from tests.datasets import load, write_dataset

ENTITIES = (
    {"id": "ccp", "label": "Chinese Communist Party", "aliases": "CPC|zh:中国共产党"},
    {"id": "cpc", "label": "Coin Press Company"},
    {"id": "h800", "label": "NVIDIA H800", "aliases": "H800 GPU|chip"},
    {"id": "h20", "label": "NVIDIA H20", "aliases": "chip", "wikidata": "Q42"},
    {"id": "strasse", "label": "Straße AG", "same_as": "https://example.org/strasse"},
    {"id": "zz-huawei", "label": "Huawei"},
    {"id": "huawei-technologies", "label": "Huawei Technologies", "aliases": "华为"},
    {"id": "twin-a", "label": "Twin"},
    {"id": "twin-b", "label": "TWIN"},
)
MERGE = {"left": "zz-huawei", "right": "huawei-technologies"}


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Names:
    folder = tmp_path_factory.mktemp("resolve") / "d"
    return Names(load(write_dataset(folder, entities=ENTITIES, judgements=[MERGE])))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ccp", "ccp"),
        ("  CCP\n", "ccp"),
        ("chinese  communist PARTY", "ccp"),
        ("中国共产党", "ccp"),
        ("cpc", "cpc"),
        (" cpc\n", "cpc"),
        ("ccp!", "ccp"),
        ("ｎｖｉｄｉａ Ｈ８００", "h800"),
        ("STRASSE AG", "strasse"),
        ("straße ag", "strasse"),
        ("huawei-technologies", "huawei-technologies"),
        ("zz-huawei", "huawei-technologies"),
        ("Huawei", "huawei-technologies"),
        ("华为", "huawei-technologies"),
    ],
)
def test_name_of_one_entity_resolves(names: Names, text: str, found: str) -> None:
    assert names.resolve(text) == found


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("chip", ("h20", "h800")),
        ("twin", ("twin-a", "twin-b")),
        ("CPC", ("ccp", "cpc")),
        ("Cpc", ("ccp", "cpc")),
    ],
)
def test_a_name_of_two_things_is_an_error_that_lists_them(
    names: Names, text: str, ids: tuple[str, str]
) -> None:
    with pytest.raises(AmbiguousName) as caught:
        names.resolve(text)
    assert caught.value.candidates == ids
    assert all(name in str(caught.value) for name in ids)
    assert str(caught.value).endswith("; give the id")


def test_ambiguous_name_shows_each_entity_with_its_label_and_tier(names: Names) -> None:
    with pytest.raises(AmbiguousName) as caught:
        names.resolve("CPC")
    assert str(caught.value) == (
        "'CPC' names 2 entities: ccp (Chinese Communist Party, by alias), "
        "cpc (Coin Press Company, by id); give the id"
    )


@pytest.mark.parametrize("text", ["NVIDIA", "H80", "communist", "Q42", "!", "\u200b", "", "  "])
def test_a_part_of_a_name_resolves_to_nothing(names: Names, text: str) -> None:
    with pytest.raises(UnknownName):
        names.resolve(text)


def test_an_unknown_name_offers_what_is_near(names: Names) -> None:
    with pytest.raises(UnknownName, match=r"no start is named 'Hauwei'; did you mean ") as caught:
        names.resolve("Hauwei", what="start")
    assert caught.value.near[0] == "huawei-technologies"
    with pytest.raises(UnknownName, match="policygraph find TEXT looks for names"):
        names.resolve("日本国憲法")


@given(text=st.text())
def test_whatever_resolves_is_a_whole_name_of_what_it_resolves_to(names: Names, text: str) -> None:
    try:
        found = names.resolve(text)
    except (UnknownName, AmbiguousName):
        return
    collection = names._collection
    entity = collection.entities[found]
    own = [found, entity.label.text, *(alias.text for alias in entity.aliases)]
    own += [merged for merged, kept in collection.canonical.items() if kept == found]
    assert plain_form(fold(text)) in (plain_form(fold(name)) for name in own)


def test_find_gives_exact_names_first_then_beginnings_then_near_ones(names: Names) -> None:
    found = names.find("Huawei")
    assert (found[0].entity.id, found[0].tier, found[0].score) == (
        "huawei-technologies", "alias", 100.0,
    )  # fmt: skip
    found = names.find("nvidia h")
    assert [(match.entity.id, match.score) for match in found[:2]] == [
        ("h20", 95.0),
        ("h800", 95.0),
    ]
    found = names.find("Chinse Comunist Party")
    assert found[0].entity.id == "ccp"
    assert found[0].name == "Chinese Communist Party"
    assert 60 <= found[0].score < 95


def test_find_knows_identities(names: Names) -> None:
    for text, found in (("q42", "h20"), ("HTTPS://example.org/strasse", "strasse")):
        match = names.find(text)[0]
        assert (match.entity.id, match.tier, match.score) == (found, "identity", 100.0)


def test_find_gives_each_entity_once_and_no_more_than_asked(names: Names) -> None:
    found = names.find("h")
    assert len({match.entity.id for match in found}) == len(found)
    assert len(names.find("h", limit=2)) == 2
    assert names.find("   ") == []
    assert names.find("日本国憲法") == []
