"""A store of a million claims, built by columns, opened and searched."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from policygraph import KnowledgeGraph, pipeline
from policygraph.store.building.build import build
from policygraph.tables.reader import CLAIM_COLUMNS, ENTITY_COLUMNS, SOURCE_COLUMNS
from tests.datasets import CLAIM, ENTITY, SOURCE, write_dataset, write_ontology

pytestmark = pytest.mark.slow

CLAIMS, ENTITIES, SOURCES = 1_000_000, 100_000, 20


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A million claims as Parquet, in an order of reading that is not that of their ids."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    root = tmp_path_factory.mktemp("million")
    write_ontology(root / "ontology")
    folder = root / "register"
    (folder / "claims").mkdir(parents=True)
    chance = np.random.default_rng(7)

    def write(path: Path, columns: tuple[str, ...], cells: dict[str, list[str]]) -> None:
        length = len(next(iter(cells.values())))
        table = {name: pa.array(cells.get(name, [""] * length), pa.string()) for name in columns}
        pq.write_table(pa.table(table), path)

    def filled(defaults: object, length: int) -> dict[str, list[str]]:
        assert isinstance(defaults, dict)
        return {name: [value] * length for name, value in defaults.items()}

    ids = [f"firm-{number:06d}" for number in range(ENTITIES)]
    labels = [f"Firm {number * 7919 % ENTITIES:06d} of the register" for number in range(ENTITIES)]
    write(
        folder / "entities.parquet",
        ENTITY_COLUMNS,
        {**filled(ENTITY, ENTITIES), "id": ids, "label": labels},
    )
    sources = [f"source-{number:02d}" for number in range(SOURCES)]
    write(folder / "sources.parquet", SOURCE_COLUMNS, {**filled(SOURCE, SOURCES), "id": sources})
    numbers = chance.permutation(CLAIMS).reshape(SOURCES, -1)
    for source, rows in zip(sources, numbers, strict=True):
        subject, target = ((chance.random(len(rows)) ** 2 * ENTITIES).astype(int) for _ in range(2))
        cells = {
            **filled(CLAIM, len(rows)),
            "id": [f"claim-{number:07d}" for number in rows],
            "subject": [ids[number] for number in subject],
            "object": [ids[number] for number in target],
            "likelihood": [f"0.{number}" for number in chance.integers(1, 99, len(rows))],
            "note": [f"row {number} of the register, as it was filed" for number in rows],
        }
        write(folder / "claims" / f"{source}.parquet", CLAIM_COLUMNS, cells)
    build([folder], root / "store", root / "ontology")
    return root


def test_a_million_claims_are_stored(root: Path) -> None:
    graph = KnowledgeGraph.load(root / "store")
    collection = graph.collection
    assert len(collection.claims) == CLAIMS
    assert len(collection.entities) == ENTITIES
    for number in (0, 1, 499_999, CLAIMS - 1):
        assert collection.claims[f"claim-{number:07d}"].note.startswith(f"row {number} of")
    assert pipeline.check([root / "store"]).faults == ()
    assert graph.find("Firm 000042 of the register")[0].score == 100
    assert graph.find("Frim 000042 of teh register")[0].entity.label.text == (
        "Firm 000042 of the register"
    )


def test_answer_agrees_with_the_reference_over_its_subgraph(root: Path) -> None:
    graph = KnowledgeGraph.load(root / "store")
    answer = graph.trace("firm-000001", "firm-000002", k=5, max_hops=2)
    assert answer.paths
    part = graph.between("firm-000001", "firm-000002", k=5, max_hops=2)
    again = part.trace("firm-000001", "firm-000002", k=5, max_hops=2, engine="reference")
    assert [path.as_dict() for path in answer.paths] == [path.as_dict() for path in again.paths]


def test_overlay_on_a_million_claims_counts(root: Path, tmp_path: Path) -> None:
    said = {"subject": "firm-000001", "object": "firm-000002", "likelihood": "1"}
    mine = write_dataset(
        tmp_path / "mine",
        [said, {**said, "polarity": "denied"}, {"subject": "new", "object": "firm-000001"}],
        entities=[{"id": "new"}],
        judgements=[{"left": "firm-000002", "right": "firm-099999"}],
    )
    graph = KnowledgeGraph.load(root / "store", mine)
    answer = graph.trace("new", "firm-099999", k=1, max_hops=2)
    assert [node.id for node in answer.paths[0].nodes] == ["new", "firm-000001", "firm-000002"]
    assert answer.paths[0].steps[1].contested
    assert (
        json.loads(json.dumps(graph.show("firm-099999").as_dict()))["entity"]["id"] == "firm-000002"
    )


def test_one_invalid_row_of_a_million_is_named(root: Path, tmp_path: Path) -> None:
    more = write_dataset(
        tmp_path / "more",
        [{"subject": "firm-000001", "object": "firm-00001"}, {"likelihood": "2", "object": "a"}],
        entities=[{"id": "a"}, {"id": "b"}],
    )
    with pytest.raises(
        Exception, match="unknown object 'firm-00001'; did you mean firm-0"
    ) as found:
        build([root / "register", more], tmp_path / "store", root / "ontology")
    assert "more/claims/s.csv:2 claim s-001" in str(found.value)
    assert not (tmp_path / "store").exists()
