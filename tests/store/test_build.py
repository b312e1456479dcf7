"""Building a store: it has the records of its tables, and reports the same faults."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph import pipeline
from policygraph.model.collection import Collection
from policygraph.model.merge import merge_datasets
from policygraph.model.records import Dataset
from policygraph.tables.reader import (
    CLAIM_COLUMNS,
    ENTITY_COLUMNS,
    JUDGEMENT_COLUMNS,
    SOURCE_COLUMNS,
)
from tests.datasets import write_dataset, write_ontology
from tests.engines.questions import worlds
from tests.examples import examples
from tests.formats.generated import datasets
from tests.model.test_index import check_index
from tests.store.folders import (
    CSV,
    PARQUET,
    build_faults,
    tables_and_store,
    valid,
    write_folders,
)
from tests.world import ontology


def check_same(tables: Collection, store: Collection) -> None:
    """Check that a store has the same records as the tables."""
    for part in ("entities", "sources", "claims", "canonical"):
        stored, given = getattr(store, part), getattr(tables, part)
        assert list(stored) == list(given) == sorted(given)
        assert dict(stored) == dict(given)
        assert len(stored) == len(given)
        assert "no-such-id" not in stored
        assert stored.get("no-such-id") is None
    assert list(store.judgements) == list(tables.judgements)
    naming = [claim for claim in tables.claims.values() if claim.origin]
    assert list(store.index.naming_origin()) == naming
    assert store.datasets == tables.datasets
    assert store.ontology == tables.ontology
    for mine, theirs in zip(store.records, tables.records, strict=True):
        assert mine.name == theirs.name
        assert list(mine.judgements) == list(theirs.judgements)
        for part in ("entities", "sources", "claims"):
            rows = [sorted(getattr(d, part), key=lambda row: row.id) for d in (mine, theirs)]
            assert rows[0] == rows[1]
    check_index(store)


@pytest.mark.parametrize("form", [CSV, PARQUET])
@settings(max_examples=examples(10))
@given(collection=worlds())
def test_store_has_the_records_of_its_tables(form: str, collection: Collection) -> None:
    with tables_and_store(valid(collection), form) as (tables, store):
        check_same(tables, store)


@pytest.mark.parametrize("form", [CSV, PARQUET])
@settings(max_examples=examples(10))
@given(first=datasets("first"), second=datasets("second"), both=st.booleans())
def test_any_text_and_overlapping_datasets_are_stored(
    form: str, first: Dataset, second: Dataset, both: bool
) -> None:
    given = [agreeable(first, "c"), agreeable(second, "d")]
    collection, _ = merge_datasets(ontology(), given if both else given[:1])
    with tables_and_store(collection, form) as (tables, store):
        check_same(tables, store)


def agreeable(dataset: Dataset, prefix: str) -> Dataset:
    """A dataset that agrees with another: types and Wikidata ids alike, ids of its own."""
    return replace(
        dataset,
        entities=tuple(replace(e, type="firm", wikidata=None) for e in dataset.entities),
        sources=tuple(replace(s, id=prefix + s.id, origin=None) for s in dataset.sources),
        claims=tuple(
            replace(c, id=prefix + c.id, source=prefix + c.source, disputes=())
            for c in dataset.claims
        ),
        judgements=tuple(j for j in dataset.judgements if j.same and j.left != j.right),
    )


@pytest.mark.parametrize("form", [CSV, PARQUET])
@settings(max_examples=examples(15))
@given(first=datasets("first"), second=datasets("second"), both=st.booleans())
def test_faults_across_datasets_are_those_of_the_tables(
    form: str, first: Dataset, second: Dataset, both: bool
) -> None:
    collection, _ = merge_datasets(ontology(), [first, second] if both else [first])
    with tempfile.TemporaryDirectory() as name:
        folders = write_folders(Path(name), collection, form)
        _, faults = pipeline.read(folders, Path(name) / "ontology")
        assert build_faults(folders, Path(name)) == faults


#: What a cell may hold that it should not, in some column or other.
INVALID = (
    "", "x", "b", "c", "no such", "A", "..", "2024", "2024-13", "../2020", "2020/..", "2024-34~",
    "5..", "../..", "1e3", "5..4", "0", "0.5", "2",
    "1.0000000000000000001", "-1", "Likely", "denied", "possible", "feeds", "builds", "inside",
    "device", "s", "s-001", "s-002|s-003", "Q0", "Q7", "ftp://x", "https://example.org/a b",
    "0" * 64, "f" * 63, "same", "different", "\u00a0a\u2003", "a\u0007", "\ufffe", 'a"b', "a\nb",
    "zh:", "|", "__proto__", "a" * 200_000,
)  # fmt: skip


@pytest.mark.parametrize("form", [CSV, PARQUET])
@settings(max_examples=examples(40))
@given(data=st.data())
def test_invalid_cell_is_reported_as_for_the_tables(form: str, data: st.DataObject) -> None:
    tables: dict[str, list[dict[str, str]]] = {
        "entities": [
            {"id": e, "type": t}
            for e, t in zip("abcd", ("body", "firm", "firm", "device"), strict=True)
        ],
        "sources": [{"id": "s"}, {"id": "t"}],
        "judgements": [
            {"left": "b", "right": "c"},
            {"left": "a", "right": "b", "judgement": "different"},
        ],
        "claims": [
            {},
            {"relation": "inside"},
            {"relation": "builds", "object": "d", "attributed_to": "c"},
            {"polarity": "denied", "disputes": "s-001"},
            {
                "relation": "deep-inside",
                "subject": "b",
                "object": "d",
                "quantity": "5..6",
                "unit": "t",
            },
            {"relation": "founded", "start": "2020-05", "end": "2020/2021", "likelihood": "0.25"},
            {"withdrawn": "2024", "note": "x", "known_since": "2023"},
        ],
    }
    columns = {
        "entities": ENTITY_COLUMNS, "sources": SOURCE_COLUMNS,
        "judgements": JUDGEMENT_COLUMNS, "claims": CLAIM_COLUMNS,
    }  # fmt: skip
    for number, row in enumerate(tables["claims"], 1):
        row.setdefault("id", f"s-{number:03d}")
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from((*tables, "claims", "claims")))
        row = data.draw(st.sampled_from(tables[name]))
        row[data.draw(st.sampled_from(columns[name]))] = data.draw(st.sampled_from(INVALID))
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        core = write_ontology(root / "ontology")
        folder = write_dataset(
            root / "d",
            {"s": tables["claims"]},
            **{n: tables[n] for n in ("entities", "sources", "judgements")},
        )
        if form == PARQUET:
            as_parquet(folder)
        _, faults = pipeline.read([folder], core)
        assert build_faults([folder], root) == faults


def as_parquet(folder: Path) -> None:
    """Turn the CSV tables of a folder into Parquet, cell for cell."""
    import csv

    import pyarrow as pa
    import pyarrow.parquet as pq

    before = csv.field_size_limit(1 << 20)
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
            names = list(rows[0] if rows else ())
        if rows:
            table = {name: pa.array([row[name] for row in rows], pa.string()) for name in names}
            pq.write_table(pa.table(table), path.with_suffix(".parquet"))
        path.unlink()
    csv.field_size_limit(before)
