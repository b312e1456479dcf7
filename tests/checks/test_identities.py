"""Names, addresses and texts that several records share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from policygraph import pipeline
from tests.datasets import faults, warnings, write_dataset, write_ontology

ALIBABA = (
    {"id": "a", "label": "Alibaba"},
    {"id": "b", "label": "Alibaba Group", "aliases": "Alibaba|zh:阿里巴巴"},
)


def test_a_name_that_two_entities_share_is_a_warning(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "d", entities=ALIBABA)
    assert warnings(folder) == [
        "d/entities.csv:3 entity b: warning: 'Alibaba' is a name of a (Alibaba), "
        "b (Alibaba Group); judge them in identity.csv: a,b,same or different"
    ]
    assert faults(folder) == []


@pytest.mark.parametrize(
    ("names", "shared"),
    [
        ({"label": "META", "aliases": "A"}, "'meta'"),  # an id and a label
        ({"aliases": "meta"}, "'meta'"),  # an id and an alias
        ({"label": "ＭＥＴＡ"}, "'meta'"),
        ({"label": "“Meta”"}, "'meta'"),  # another spelling
    ],
)
def test_names_are_compared_across_tiers_as_questions_compare_them(
    tmp_path: Path, names: dict[str, str], shared: str
) -> None:
    folder = write_dataset(tmp_path / "d", entities=[{"id": "meta"}, {"id": "x", **names}])
    (line,) = warnings(folder)
    assert f"warning: {shared} is a name of meta (META), x (" in line


@pytest.mark.parametrize("judgement", ["same", "different"])
def test_a_judgement_settles_a_shared_name(tmp_path: Path, judgement: str) -> None:
    rows = [{"left": "b", "right": "a", "judgement": judgement}]
    folder = write_dataset(tmp_path / "d", entities=ALIBABA, judgements=rows)
    assert warnings(folder) == faults(folder) == []


def test_every_pair_of_a_shared_name_is_judged_after_merges(tmp_path: Path) -> None:
    entities = [{"id": name, "aliases": "Shared"} for name in "abc"]
    apart = {"left": "a", "right": "b", "judgement": "different"}
    folder = write_dataset(tmp_path / "d", entities=entities, judgements=[apart])
    (line,) = warnings(folder)
    assert line.endswith("judge them in identity.csv: a,c,same or different")
    same = {"left": "b", "right": "c"}
    settled = write_dataset(tmp_path / "d", entities=entities, judgements=[apart, same])
    assert warnings(settled) == []


def test_several_shared_names_of_the_same_entities_are_one_warning(tmp_path: Path) -> None:
    entities = [{"id": name, "aliases": "One|Two|Three"} for name in "ab"]
    (line,) = warnings(write_dataset(tmp_path / "d", entities=entities))
    assert "'One' (and 2 more of their names) is a name of a (A), b (B)" in line


def test_names_are_shared_across_datasets(tmp_path: Path) -> None:
    first = write_dataset(tmp_path / "d", entities=[{"id": "a", "label": "Meta"}])
    second = write_dataset(tmp_path / "e", entities=[{"id": "b", "label": "Meta"}], sources=())
    assert warnings(first) == warnings(second) == []
    assert len(warnings(first, second)) == 1


def test_names_of_datasets_beside_a_store_are_compared_with_it(tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    pytest.importorskip("pyarrow")
    core = write_ontology(tmp_path / "ontology")
    below = write_dataset(tmp_path / "d", entities=ALIBABA)
    store = tmp_path / "store"
    pipeline.build([below], store, core)
    beside = [{"id": "c", "label": "阿里巴巴"}, {"id": "d", "label": "Other"}]
    above = write_dataset(tmp_path / "e", entities=beside, sources=())
    (warning,) = pipeline.check([store, above]).warnings
    assert "'阿里巴巴' is a name of b (Alibaba Group), c (阿里巴巴)" in str(warning)
    assert pipeline.check([store]).warnings == ()


# --- Sources ----------------------------------------------------------------------

PAGE = {"url": "https://example.org/page", "text_sha256": "a" * 64}


def of_sources(tmp_path: Path, *sources: dict[str, str], **more: Any) -> list[str]:
    return warnings(write_dataset(tmp_path / "d", sources=sources, **more))


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        ({"url": "http://www.Example.org/page/#top"}, "text (text_sha256)"),
        ({"url": "https://example.com/mirror"}, "text (text_sha256)"),
        ({"text_sha256": ""}, "address"),
    ],
)
def test_two_sources_of_one_text_or_one_address_are_a_warning(
    tmp_path: Path, other: dict[str, str], shared: str
) -> None:
    assert of_sources(tmp_path, {"id": "s", **PAGE}, {"id": "t", **PAGE, **other}) == [
        f"d/sources.csv:3 source t: warning: has the same {shared} as s; "
        "move its claims to one source, or give t the origin s"
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"origin": "s"},
        {"text_sha256": "b" * 64},  # the page in another state
        {"url": "https://example.org/other", "text_sha256": ""},
    ],
)
def test_sources_that_say_how_they_belong_together_are_in_order(
    tmp_path: Path, other: dict[str, str]
) -> None:
    assert of_sources(tmp_path, {"id": "s", **PAGE}, {"id": "t", **PAGE, **other}) == []


def test_records_of_one_collection_are_sources_of_their_own(tmp_path: Path) -> None:
    sources = [{"id": id, **PAGE, "url": f"https://example.org/{id}"} for id in "st"]
    passage = {"passage_sha256": "c" * 64}
    claims = {id: [{**passage, "locator": f"record {id}, text"}] for id in "st"}
    folder = write_dataset(tmp_path / "d", claims, sources=sources)
    assert warnings(folder) == []


# --- Declared identities ----------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "identity"),
    [
        ({"wikidata": "Q1"}, {"wikidata": "Q1"}, "Q1"),
        ({"wikidata": "Q1"}, {"same_as": "https://www.wikidata.org/wiki/Q1"}, "Q1"),
        ({"same_as": "https://e.org/a"}, {"same_as": "https://e.org/a"}, "https://e.org/a"),
    ],
)
def test_one_declared_identity_of_two_entities_is_settled_by_a_judgement(
    tmp_path: Path, left: dict[str, str], right: dict[str, str], identity: str
) -> None:
    entities = [{"id": "a", **left}, {"id": "b", **right}]
    folder = write_dataset(tmp_path / "d", entities=entities)
    declares = f"declares {identity}, as a (A) does"
    assert warnings(folder) == [
        f"d/entities.csv:3 entity b: warning: {declares}; "
        "add to identity.csv: a,b,same (or different)"
    ]
    assert faults(folder) == []
    row = {"left": "b", "right": "a"}
    same = write_dataset(tmp_path / "d", entities=entities, judgements=[row])
    assert warnings(same) == faults(same) == []
    apart = [{**row, "judgement": "different"}]
    different = write_dataset(tmp_path / "d", entities=entities, judgements=apart)
    assert faults(different) == [
        f"d/entities.csv:3 entity b: {declares}, and the two are judged different; "
        "correct one of the declarations, or the judgement"
    ]
    assert warnings(different) == []
