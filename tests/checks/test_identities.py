"""Names, addresses and texts that several records share."""

from __future__ import annotations

from pathlib import Path

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
