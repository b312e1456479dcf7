"""Laws of every format: nothing lost where that is promised, same bytes, no denied edge."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph import KnowledgeGraph
from policygraph.formats import FORMATS, Format
from policygraph.formats.dataset_folder import dataset_cells
from policygraph.formats.files import ONLY, Files
from policygraph.model.collection import Collection
from policygraph.model.merge import merge_datasets
from policygraph.model.ontology import Modality
from policygraph.model.records import Dataset
from policygraph.tables.folder import read_dataset
from tests.examples import examples
from tests.formats.generated import collections, datasets
from tests.world import MODALITIES, ontology, said, world

Record = TypeVar("Record")

LOSSLESS = [format for format in FORMATS.values() if format.lossless]
by_name = pytest.mark.parametrize("format", FORMATS.values(), ids=lambda f: f.name)
lossless = pytest.mark.parametrize("format", LOSSLESS, ids=lambda f: f.name)


def put(files: Files, folder: Path) -> Path:
    for name, data in files.items():
        path = folder / (name or "file")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def ordered(dataset: Dataset) -> Dataset:
    """The dataset with its rows in the order that writers give them."""
    return replace(
        dataset,
        entities=tuple(sorted(dataset.entities, key=lambda e: e.id)),
        sources=tuple(sorted(dataset.sources, key=lambda s: s.id)),
        claims=tuple(sorted(dataset.claims, key=lambda c: c.id)),
        judgements=tuple(sorted(dataset.judgements, key=repr)),
    )


def read_back(format: Format, files: Files, name: str = "generated") -> Dataset:
    assert format.read is not None
    (tables,) = format.read(files, name, ontology())
    assert tables.faults == []
    return tables.dataset


@lossless
@settings(max_examples=examples(50))
@given(collection=collections())
def test_a_lossless_format_gives_back_the_dataset(format: Format, collection: Collection) -> None:
    (before,) = collection.records
    after = read_back(format, format.write(collection))
    assert ordered(after) == ordered(before)
    assert dataset_cells(after) == dataset_cells(before)
    again, faults = merge_datasets(ontology(), [after])
    assert not faults
    assert replace(again, records=(), judgements=()) == replace(
        collection, records=(), judgements=()
    )


@pytest.mark.parametrize("name", ["dataset", "parquet"])
@settings(max_examples=examples(10))
@given(collection=collections())
def test_a_written_folder_is_read_as_any_dataset(
    name: str, collection: Collection, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = put(FORMATS[name].write(collection), tmp_path_factory.mktemp("dataset"))
    tables = read_dataset(folder, "generated", ontology())
    assert tables.faults == []
    assert ordered(tables.dataset) == ordered(collection.records[0])


@pytest.mark.parametrize("format", [f for f in LOSSLESS if f.folder], ids=lambda f: f.name)
@settings(max_examples=examples(15))
@given(first=datasets("first"), second=datasets("second"))
def test_several_datasets_stay_apart(format: Format, first: Dataset, second: Dataset) -> None:
    renamed = replace(second, claims=tuple(replace(c, id=f"x-{c.id}") for c in second.claims))
    collection, _ = merge_datasets(ontology(), [first, renamed])
    assert format.read is not None
    read = format.read(format.write(collection), "unused", ontology())
    assert [ordered(tables.dataset) for tables in read] == [ordered(first), ordered(renamed)]


@by_name
@settings(max_examples=examples(15))
@given(dataset=datasets(), seed=st.integers(0, 99))
def test_the_order_of_rows_changes_no_byte(format: Format, dataset: Dataset, seed: int) -> None:
    chance = random.Random(seed)

    def shuffled(rows: Sequence[Record]) -> tuple[Record, ...]:
        return tuple(chance.sample(rows, len(rows)))

    other = replace(
        dataset,
        entities=shuffled(dataset.entities),
        sources=shuffled(dataset.sources),
        claims=shuffled(dataset.claims),
        judgements=shuffled(dataset.judgements),
    )
    written = []
    for each in (dataset, other):
        collection, faults = merge_datasets(ontology(), [each])
        if faults:
            return
        written.append(format.write(collection))
    assert written[0] == written[1]


@pytest.mark.slow
def test_the_hash_seed_changes_no_byte() -> None:
    program = (
        "import hashlib\n"
        "from policygraph import KnowledgeGraph\n"
        "from policygraph.formats import FORMATS\n"
        "graph = KnowledgeGraph.load()\n"
        "for name in FORMATS:\n"
        "    for file, data in graph.export_files(name).items():\n"
        "        print(name, file, hashlib.sha256(data).hexdigest())\n"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1
    assert len(next(iter(seen)).splitlines()) > len(FORMATS)


#: Files of a format whose records are edges, and how an edge from a to b looks in them.
EDGES = {
    "graphml": ("", b'<edge source="a" target="b"'),
    "gexf": ("", b'source="a" target="b"'),
    "cytoscape": ("", b'"source": "a"'),
    "dot": ("", b'"a" -> "b"'),
    "mermaid": ("", b"n1 -"),
    "kgx-jsonl": ("policygraph_edges.jsonl", b'"subject":"https://w3id.org/policygraph/id/a"'),
    "kgx-tsv": ("policygraph_edges.tsv", b"https://w3id.org/policygraph/id/a\tbiolink:related"),
    "neo4j": ("relationships.csv", b"\na,b,"),
    "node-edge-csv": ("edges.csv", b"\na,b,"),
}
has_edges = pytest.mark.parametrize("name", EDGES)


def test_every_format_that_draws_edges_is_under_the_law() -> None:
    others = {
        "dataset",
        "parquet",
        "ftm",
        "xlsx",
        *(f.name for f in FORMATS.values() if f.write_view),
    }
    assert set(EDGES) == set(FORMATS) - others


def edges(name: str, collection: Collection) -> bytes:
    return FORMATS[name].write(collection)[EDGES[name][0]]


@has_edges
def test_an_affirmed_claim_is_an_edge(name: str) -> None:
    assert edges(name, world(["a feeds b"])).count(EDGES[name][1]) == 1


@has_edges
def test_a_denied_claim_is_never_an_edge(name: str) -> None:
    assert EDGES[name][1] not in edges(name, world(["not a feeds b"]))


@has_edges
def test_a_withdrawn_claim_is_never_an_edge(name: str) -> None:
    wrong = said("a feeds b", withdrawn="2024", note="wrong")
    assert EDGES[name][1] not in edges(name, world([wrong]))


@has_edges
@pytest.mark.parametrize("modality", [m for m in MODALITIES if m.phrase], ids=lambda m: m.id)
def test_a_hedged_edge_carries_its_modality(name: str, modality: Modality) -> None:
    hedged = edges(name, world([said("a feeds b", modality=modality.id)]))
    assert EDGES[name][1] in hedged
    assert modality.id.encode() in hedged


@has_edges
def test_a_merged_entity_is_one_node(name: str) -> None:
    merged = world(["z feeds b"], same=[("a", "z")], entities={"a": "thing"})
    assert edges(name, merged).count(EDGES[name][1]) == 1


@pytest.mark.parametrize("name", ["kgx-jsonl", "kgx-tsv", "neo4j"])
@settings(max_examples=examples(25))
@given(collection=collections())
def test_only_affirmed_claims_in_force_are_edges_of_claims(
    name: str, collection: Collection
) -> None:
    wanted = {c.id for c in collection.claims.values() if c.affirms and c.withdrawn is None}
    data = edges(name, collection).decode()
    if name == "kgx-jsonl":
        found = [json.loads(line)["policygraph_id"] for line in data.split("\n") if line]
    elif name == "kgx-tsv":
        rows = [line.split("\t") for line in data.split("\n")[:-1]]
        column = rows[0].index("policygraph_id")
        assert {len(row) for row in rows} == {len(rows[0])}
        found = [row[column] for row in rows[1:]]
    else:
        found = [row["id"] for row in csv.DictReader(io.StringIO(data, newline=""))]
    assert sorted(found) == sorted(wanted)


@pytest.mark.slow
def test_formats_of_one_file_have_a_suffix_and_folders_names() -> None:
    collection = KnowledgeGraph.load().collection
    for format in FORMATS.values():
        files = format.write(collection)
        assert (set(files) == {ONLY}) == bool(format.suffix) != format.folder
        assert not format.lossless or format.read is not None


def test_the_page_on_formats_has_a_row_for_each() -> None:
    page = Path(__file__).parent.parent.parent / "docs" / "formats.md"
    rows = [line.split("|")[1].strip() for line in page.read_text().splitlines() if "|" in line]
    assert [row.strip("`") for row in rows if row.strip("`") in FORMATS] == list(FORMATS)
