"""The data of a page: all of it, one edge a triple, denials never one."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from policygraph.analyses.answer import Answer
from policygraph.analyses.trace import trace
from policygraph.engines import ENGINES
from policygraph.model.collection import Collection
from policygraph.page import document
from policygraph.page.document import page_around, page_of_answer, page_of_graph
from policygraph.query.query import Query
from tests.page.reading import payload
from tests.page.worlds import small
from tests.world import world


def asked(collection: Collection, start: str, end: str, **options: Any) -> Answer:
    return trace(collection, Query(start, end, **options), ENGINES["reference"])


def triples(data: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(edge["subject"], edge["relation"], edge["object"]) for edge in data["edges"]}


def test_every_record_is_on_the_page_and_the_data_is_plain() -> None:
    collection = small()
    data = payload(page_of_graph(collection))
    assert (data["version"], data["kind"]) == (1, "graph")
    assert [one["id"] for one in data["entities"]] == list(collection.entities)
    assert [one["id"] for one in data["claims"]] == list(collection.claims)
    assert [one["id"] for one in data["sources"]] == list(collection.sources)
    assert {one["id"] for one in data["ontology"]["types"]} == set(data["style"]["types"])
    assert json.loads(json.dumps(data)) == data


def test_a_denied_claim_is_on_the_page_and_is_no_edge() -> None:
    data = payload(page_of_graph(small()))
    assert ("b", "feeds", "e") not in triples(data)
    assert "c08" in {one["id"] for one in data["claims"]}


def test_an_edge_has_the_claims_for_it_strongest_first_and_those_against_it() -> None:
    data = payload(page_of_graph(small()))
    edge = next(e for e in data["edges"] if e["subject"] == "a" and e["relation"] == "feeds")
    assert edge["claims"] == ["c01", "c02"]
    assert edge["against"] == ["c03"]


def test_a_withdrawn_claim_is_listed_and_supports_nothing() -> None:
    data = payload(page_of_graph(small()))
    assert ("a", "feeds", "c") not in triples(data)
    assert next(c for c in data["claims"] if c["id"] == "c10")["withdrawn"] == "2024-01-01"


def test_days_are_bounds_of_validity_and_absent_where_nothing_is_known() -> None:
    claims = {one["id"]: one for one in payload(page_of_graph(small()))["claims"]}
    first, last = 18262, 19357  # 2020-01-01 and 2022-12-31
    assert claims["c01"]["dates"] == [first, last, first + 365, last - 364]
    assert "dates" not in claims["c04"]


def test_an_answer_has_its_paths_with_the_numbers_of_their_edges() -> None:
    collection = small()
    data = payload(page_of_answer(collection, asked(collection, "a", "c")))
    assert data["kind"] == "answer"
    assert data["answer"]["status"] == "complete"
    best = data["answer"]["paths"][0]
    assert [step["from"]["id"] for step in best["steps"]] == ["a", "b"]
    assert best["weakest_step"] == 1
    for step in best["steps"]:
        edge = data["edges"][step["edge"]]
        assert edge["relation"] == step["relation"]
        assert edge["claims"] == step["claims"]
    assert "e" not in {one["id"] for one in data["entities"]}


def test_an_absence_is_explained_and_its_path_is_marked_as_no_answer() -> None:
    collection = world(["a feeds b", "b feeds c"])
    data = payload(page_of_answer(collection, asked(collection, "a", "c", max_hops=1)))
    assert data["answer"]["paths"] == []
    absence = data["answer"]["absence"]
    assert "max-hops" in absence["summary"]
    steps = absence["would_give"]["steps"]
    assert [data["edges"][step["edge"]]["outside"] for step in steps] == [True, True]


def test_a_truncated_answer_says_so() -> None:
    collection = world(["a feeds b", "b feeds c", "a feeds c"])
    answer = asked(collection, "a", "c", budget=1)
    assert payload(page_of_answer(collection, answer))["answer"]["status"] == "truncated"


def test_a_page_around_an_entity_has_what_lies_within_the_hops() -> None:
    collection = world(["a feeds b", "b feeds c", "c feeds d"])
    data = payload(page_around(collection, "a", 2))
    assert data["around"] == {"entity": "a", "hops": 2}
    assert [one["id"] for one in data["entities"]] == ["a", "b", "c"]


def test_merged_entities_are_one_with_all_its_ids() -> None:
    collection = world(["a feeds b", "z feeds b"], same=[("a", "z")])
    data = payload(page_of_graph(collection))
    assert next(one for one in data["entities"] if one["id"] == "a")["merged"] == ["z"]
    assert data["edges"][0]["claims"] == ["c01", "c02"]
    assert data["judgements"][0]["same"] is True


def test_a_source_names_the_origin_at_the_end_of_its_chain() -> None:
    collection = world(["a feeds b"], sources={"s": "2020", "t": "2020", "u": "2020"})
    chain = {"s": "t", "t": "a wire", "u": None}
    sources = {key: replace(one, origin=chain[key]) for key, one in collection.sources.items()}
    data = payload(page_of_graph(replace(collection, sources=sources)))
    assert [one.get("root") for one in data["sources"]] == ["a wire", "a wire", None]


def test_the_types_of_the_scripts_declare_every_field_of_the_payload() -> None:
    text = (Path(document.__file__).parent / "web" / "types" / "payload.d.ts").read_text()
    declared = {
        name: set(re.findall(r"^    (\w+)\??:", body, flags=re.M))
        for name, body in re.findall(r"^  interface (\w+) \{\n(.*?)^  \}", text, flags=re.M | re.S)
    }
    data = payload(page_of_answer(small(), asked(small(), "a", "c")))
    ontology, path = data["ontology"], data["answer"]["paths"][0]
    found = {
        "Payload": [data],
        "Ontology": [ontology],
        "EntityType": ontology["types"],
        "Relation": ontology["relations"],
        "Modality": ontology["modalities"],
        "StyleTable": [data["style"]],
        "Entity": data["entities"],
        "Source": data["sources"],
        "Claim": data["claims"],
        "EdgeRecord": data["edges"],
        "Answer": [data["answer"]],
        "Path": [path],
        "Step": path["steps"],
        "PathNode": [path["steps"][0]["from"]],
    }
    for name, records in found.items():
        assert {field for record in records for field in record} <= declared[name], name
