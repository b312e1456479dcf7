"""KGX, Neo4j, plain tables, Parquet: their fields, and what reading refuses."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from policygraph import KnowledgeGraph
from policygraph.formats import FORMATS
from policygraph.formats.kgx import read_kgx_jsonl, write_kgx_jsonl, write_kgx_tsv
from policygraph.formats.neo4j import write_neo4j
from policygraph.formats.node_edge_csv import write_node_edge_csv
from policygraph.formats.parquet import read_parquet, write_parquet
from policygraph.model.collection import Collection
from policygraph.tables.folder import read_dataset
from policygraph.tables.reader import ENTITY_COLUMNS
from tests.world import ontology, said, world

IRI = "https://w3id.org/policygraph/"


def records(collection: Collection, part: str) -> list[dict[str, object]]:
    data = write_kgx_jsonl(collection)[f"policygraph_{part}.jsonl"].decode()
    return [json.loads(line) for line in data.split("\n") if line]


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_a_kgx_edge_says_what_biolink_has_words_for() -> None:
    (edge,) = records(world([said("a feeds b 0.8", locator="p. 1")]), "edges")
    assert {k: v for k, v in edge.items() if not k.startswith("policygraph_")} == {
        "id": f"{IRI}claim/c01",
        "subject": f"{IRI}id/a",
        "predicate": "biolink:related_to",
        "object": f"{IRI}id/b",
        "category": ["biolink:Association"],
        "relation": "https://example.org/world#feeds",
        "original_predicate": "https://example.org/world#feeds",
        "negated": False,
        "knowledge_level": "knowledge_assertion",
        "agent_type": "manual_agent",
        "primary_knowledge_source": f"{IRI}source/s",
        "publications": [f"{IRI}source/s"],
        "has_confidence_score": 0.8,
        "deprecated": False,
    }


def test_a_kgx_claim_that_may_not_be_asserted_is_no_knowledge_assertion() -> None:
    (edge,) = records(world([said("a feeds b", modality="possible")]), "edges")
    assert (edge["knowledge_level"], edge["policygraph_modality"]) == ("prediction", "possible")


def test_a_denied_kgx_claim_is_negated_in_a_file_that_no_kgx_reader_picks_up() -> None:
    files = write_kgx_jsonl(world(["not a feeds b"]))
    assert files["policygraph_edges.jsonl"] == b""
    assert json.loads(files["policygraph_denied.jsonl"])["negated"] is True
    assert [name for name in files if "edges" in name] == ["policygraph_edges.jsonl"]


def test_a_withdrawn_kgx_claim_is_deprecated_in_a_file_of_its_own() -> None:
    (claim,) = records(world([said("a feeds b", withdrawn="2024", note="wrong")]), "withdrawn")
    assert claim["deprecated"] is True


def test_kgx_tsv_has_one_line_a_record_whatever_the_text() -> None:
    hard = 'tab\tand\nline and "quote"'
    data = write_kgx_tsv(world([said("a feeds b", locator=hard, note=hard)]))
    head, line, rest = data["policygraph_edges.tsv"].decode().split("\n")
    cells = dict(zip(head.split("\t"), line.split("\t"), strict=True))
    assert cells["policygraph_note"] == 'tab and line and "quote"'
    assert (cells["negated"], rest) == ("false", "")


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("policygraph_edges.jsonl", b"{", "not JSON"),
        ("policygraph_edges.jsonl", b"[" * 100_000, "not JSON"),
        ("policygraph_edges.jsonl", b"\xff", "not UTF-8"),
        ("policygraph_edges.jsonl", b"[]", "not a record"),
        ("policygraph_edges.jsonl", b'{"id": "x"}', "only KGX that policygraph wrote"),
        ("policygraph_nodes.jsonl", b'{"policygraph_rows": 3}', "has no policygraph_rows"),
        ("policygraph_nodes.jsonl", b'{"policygraph_rows": [{"id": 3}]}', "id is not text"),
        ("policygraph_nodes.jsonl", b'{"policygraph_rows": [{"x": "y"}]}', "unknown column"),
        ("policygraph_nodes.jsonl", b'{"policygraph_rows": [{"dataset": 1}]}', "is not text"),
        ("policygraph_nodes.jsonl", b'{"policygraph_rows":[{"id":"\\u0001"}]}', "U\\+0001"),
        ("policygraph_nodes.jsonl", b'{"policygraph_rows":[{"id":"\\ud800"}]}', "U\\+D800"),
        ("other.txt", b"", "not a file of KGX"),
    ],
)
def test_what_is_wrong_with_kgx_is_a_fault_with_its_line(name: str, data: bytes, what: str) -> None:
    (tables,) = read_kgx_jsonl({name: data}, "d", ontology())
    assert tables.dataset.entities == ()
    (fault, *_) = tables.faults
    assert (fault.file, fault.line) == (name, 0 if name == "other.txt" else 1)
    assert re.search(what, str(fault))


def test_neo4j_headers_have_the_types_that_its_importer_knows() -> None:
    files = write_neo4j(world([said("a feeds b", start="2015", end="2016-02"), "not a feeds b"]))
    head = {name: data.decode().split("\n", 1)[0] for name, data in files.items()}
    assert head["nodes.csv"].startswith("id:ID(entity),type,label,aliases:string[],")
    assert head["nodes.csv"].endswith(",:LABEL")
    assert head["relationships.csv"].startswith(":START_ID(entity),:END_ID(entity),:TYPE,")
    (arrow,) = rows(files["relationships.csv"])
    assert (arrow[":TYPE"], arrow["relation"]) == ("FEEDS", "feeds")
    assert (arrow["earliest:date"], arrow["latest:date"]) == ("2015-01-01", "2016-02-29")
    assert (arrow["contested:boolean"], arrow["strength:double"]) == ("true", "0.9")
    (denied,) = rows(files["denied.csv"])
    assert (denied["id:ID(claim)"], denied[":LABEL"]) == ("c02", "DeniedClaim")
    assert (denied["subject"], denied["object"], denied["polarity"]) == ("a", "b", "denied")


def test_neo4j_labels_are_the_type_and_its_super_types() -> None:
    (node, _) = rows(write_neo4j(world(["a feeds b"], {"a": "firm"}))["nodes.csv"])
    assert node[":LABEL"] == "Thing|Group|Firm"


def test_a_table_of_edges_names_its_columns_as_gephi_looks_for_them() -> None:
    files = write_node_edge_csv(world([said("a feeds b", start="2015"), "a feeds b 0.1"]))
    (edge,) = rows(files["edges.csv"])
    assert (edge["Source"], edge["Target"], edge["Type"]) == ("a", "b", "Directed")
    assert (edge["claims"], edge["valid"]) == ("c01|c02", "2015/|")


def test_the_curated_dataset_written_back_is_the_curated_dataset() -> None:
    graph = KnowledgeGraph.load()
    written = graph.export_files("dataset")
    root = Path(__file__).parent.parent.parent / "data"
    paths = (*root.rglob("*.csv"), root / "dataset.toml")
    there = {p.relative_to(root).as_posix(): p.read_bytes() for p in paths}
    assert {name: sorted(data.split(b"\n")) for name, data in written.items()} == {
        name: sorted(data.split(b"\n")) for name, data in there.items()
    }


def test_parquet_columns_are_those_of_the_tables_and_all_text() -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = write_parquet(world(["a feeds b"]))
    names = ["claims/s.parquet", "dataset.toml", "entities.parquet", "sources.parquet"]
    assert sorted(files) == names
    schema = pq.read_schema(io.BytesIO(files["claims/s.parquet"]))
    assert (schema.names[:4], len(schema)) == (["id", "subject", "relation", "object"], 18)
    assert all(pa.types.is_string(field.type) for field in schema)


def test_a_parquet_null_is_a_blank_cell(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    row = {"id": "a", "type": "thing", "label": "A", "aliases": None}
    row |= dict.fromkeys(("description", "wikidata", "same_as"))
    table = pa.table({name: pa.array([cell], pa.string()) for name, cell in row.items()})
    pq.write_table(table, tmp_path / "entities.parquet")
    tables = read_dataset(tmp_path, "d", ontology())
    assert tables.faults == []
    assert tables.dataset.entities[0].label.text == "A"


@pytest.mark.parametrize(
    ("columns", "what"),
    [
        ({"id": ["a"]}, "missing column 'type'"),
        ({"id": [1]}, "column 'id' holds int64"),
        ({"id": ["a"], "colour": ["red"]}, "unknown column 'colour'"),
    ],
)
def test_parquet_with_other_columns_is_a_fault(columns: dict[str, list[object]], what: str) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    (tables,) = read_parquet({"entities.parquet": out.getvalue()}, "d", ontology())
    assert what in " ".join(map(str, tables.faults))
    assert tables.dataset.entities == ()


@pytest.mark.parametrize("keep", [0, 4, 100, -1])
def test_truncated_parquet_is_one_fault(keep: int) -> None:
    data = write_parquet(world(["a feeds b"]))["entities.parquet"][:keep]
    (tables,) = read_parquet({"entities.parquet": data}, "d", ontology())
    (fault,) = tables.faults
    assert "cannot be read as Parquet" in str(fault)


def test_parquet_whose_text_is_not_utf_8_is_one_fault() -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    row = dict.fromkeys(ENTITY_COLUMNS, pa.array(["a"])) | {
        "label": pa.array([b"\x9f"]).view(pa.string())
    }
    out = io.BytesIO()
    pq.write_table(pa.table(row), out)
    (tables,) = read_parquet({"entities.parquet": out.getvalue()}, "d", ontology())
    (fault,) = (fault for fault in tables.faults if fault.file == "entities.parquet")
    assert str(fault) == "entities.parquet: has text that is not UTF-8; write it again"


def test_a_table_that_stands_there_twice_is_a_fault(tmp_path: Path) -> None:
    collection = world(["a feeds b"])
    for name in ("dataset", "parquet"):
        for file, data in FORMATS[name].write(collection).items():
            (tmp_path / file).parent.mkdir(exist_ok=True)
            (tmp_path / file).write_bytes(data)
    faults = [str(fault) for fault in read_dataset(tmp_path, "d", ontology()).faults]
    assert sum("duplicates" in fault for fault in faults) == 3
