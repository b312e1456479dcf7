"""Several datasets as one graph: what adds up, and what does not meet cleanly."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygraph.model.records import Name
from tests.datasets import faults, load, write_dataset

FIRMS = ({"id": "a"}, {"id": "b"}, {"id": "c"}, {"id": "d"})


def same(left: str, right: str) -> dict[str, str]:
    return {"left": left, "right": right}


def different(left: str, right: str) -> dict[str, str]:
    return {"left": left, "right": right, "judgement": "different"}


def test_an_id_given_twice_in_one_dataset_is_a_fault(tmp_path: Path) -> None:
    folder = write_dataset(
        tmp_path / "d",
        {"s": [{"id": "x-1"}, {"id": "x-1"}], "t": [{"id": "x-1"}]},
        entities=[{"id": "a"}, {"id": "b"}, {"id": "a"}],
        sources=[{"id": "s"}, {"id": "t"}, {"id": "t"}],
    )
    mend = "ids are unique; choose another"
    assert [line.replace(str(tmp_path) + "/", "") for line in faults(folder)] == [
        "d/claims/s.csv:3 claim x-1: duplicate id, used before at d/claims/s.csv:2; " + mend,
        "d/claims/t.csv:2 claim x-1: duplicate id, used before at d/claims/s.csv:2; " + mend,
        "d/entities.csv:4 entity a: duplicate id, used before at d/entities.csv:2; " + mend,
        "d/sources.csv:4 source t: duplicate id, used before at d/sources.csv:3; " + mend,
    ]


def test_a_claim_id_is_unique_over_all_datasets(tmp_path: Path) -> None:
    one = write_dataset(tmp_path / "one", [{"id": "x-1"}])
    two = write_dataset(tmp_path / "two", [{"id": "x-1"}])
    (line,) = faults(one, two)
    assert line.startswith("two/claims/s.csv:2 claim x-1: duplicate id, used before at ")


def test_a_source_in_two_datasets_must_agree_with_itself(tmp_path: Path) -> None:
    one = write_dataset(tmp_path / "one")
    two = write_dataset(tmp_path / "two", sources=[{"id": "s", "title": "Another"}])
    assert faults(one, write_dataset(tmp_path / "three")) == []
    (line,) = faults(one, two)
    assert line.startswith("two/sources.csv:2 source s: differs from the source of the same id at ")


def test_an_entity_in_two_datasets_gets_the_names_of_both_and_the_narrower_type(
    tmp_path: Path,
) -> None:
    first = {"id": "a", "type": "body", "label": "Alpha", "aliases": "A", "wikidata": "Q1"}
    second = {"id": "a", "type": "firm", "label": "Alef", "aliases": "A|he:אלף"}
    one = write_dataset(tmp_path / "one", entities=[first])
    two = write_dataset(tmp_path / "two", [{}], entities=[second, {"id": "b"}])
    joined = load(one, two).entities["a"]
    assert joined.label == Name("Alpha")
    assert joined.aliases == (Name("A"), Name("Alef"), Name("אלף", "he"))
    assert (joined.type, joined.wikidata) == ("firm", "Q1")
    assert load(two, one).entities["a"].type == "firm"


@pytest.mark.parametrize(
    ("cells", "what"),
    [({"type": "device"}, "has the type device, and firm as a at"),
     ({"wikidata": "Q2"}, "has the wikidata Q2, and Q1 as a at")],
)  # fmt: skip
def test_entities_that_contradict_each_other_do_not_meet(
    tmp_path: Path, cells: dict[str, str], what: str
) -> None:
    one = write_dataset(tmp_path / "one", entities=[{"id": "a", "wikidata": "Q1"}])
    two = write_dataset(tmp_path / "two", entities=[{"id": "a", **cells}])
    (line,) = faults(one, two)
    assert line.startswith("two/entities.csv:2 entity a: " + what)
    merged = write_dataset(
        tmp_path / "merged",
        entities=[{"id": "a", "wikidata": "Q1"}, {"id": "b", **cells}],
        judgements=[same("b", "a")],
    )
    (line,) = faults(merged)
    assert line.startswith("merged/entities.csv:3 entity b: " + what)


def test_the_least_id_stays_whatever_the_order_of_the_merges(tmp_path: Path) -> None:
    pairs = [("d", "c"), ("c", "b"), ("b", "a")]
    for number, order in enumerate((pairs, pairs[::-1], [(r, left) for left, r in pairs])):
        folder = write_dataset(
            tmp_path / f"d{number}",
            [{"subject": "d", "object": "b", "relation": "feeds"}],
            entities=FIRMS,
            judgements=[same(left, right) for left, right in order],
        )
        collection = load(folder)
        assert collection.canonical == {"b": "a", "c": "a", "d": "a"}
        assert list(collection.entities) == ["a"]
        assert collection.triple(collection.claims["s-001"]) == ("a", "feeds", "a")
        assert {alias.text for alias in collection.entities["a"].aliases} == {"B", "C", "D"}


def test_a_merge_over_datasets_holds_for_the_claims_of_both(tmp_path: Path) -> None:
    one = write_dataset(tmp_path / "one", {"s": [{}]})
    two = write_dataset(
        tmp_path / "two",
        {"t": [{"subject": "z"}]},
        entities=[{"id": "z"}],
        sources=[{"id": "t"}],
        judgements=[same("z", "a")],
    )
    collection = load(one, two)
    assert {collection.triple(claim) for claim in collection.claims.values()} == {
        ("a", "feeds", "b")
    }
    assert [claim.dataset for claim in collection.claims.values()] == ["one", "two"]


@pytest.mark.parametrize(
    "judgements",
    [
        [same("a", "b"), different("a", "b")],
        [different("b", "a"), same("a", "b")],
        [same("a", "b"), same("c", "b"), different("c", "a")],
    ],
)
def test_same_and_different_for_one_pair_is_a_fault(
    tmp_path: Path, judgements: list[dict[str, str]]
) -> None:
    (line,) = faults(write_dataset(tmp_path / "d", judgements=judgements))
    assert "the two are judged the same and different; remove one of the rows" in line


def test_different_alone_merges_nothing(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "d", judgements=[different("a", "b"), same("b", "c")])
    assert load(folder).canonical == {"c": "b"}


def test_a_claim_is_known_since_its_own_date_else_since_its_source(tmp_path: Path) -> None:
    one = write_dataset(tmp_path / "one", sources=[{"id": "t", "published": "2023-02"}])
    two = write_dataset(
        tmp_path / "two", {"t": [{}, {"known_since": "2022"}]}, entities=[], sources=[]
    )
    assert [claim.knowable for claim in load(one, two).claims.values()] == ["2023-02", "2022"]


def test_one_folder_named_twice_is_loaded_once(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "d", [{}])
    assert load(folder, tmp_path / "d" / "claims" / "..").datasets == ("d",)
