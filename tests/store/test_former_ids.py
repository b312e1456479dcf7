"""After a merge the first dataset's id stays, and every former id answers as it does."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph import pipeline
from policygraph.analyses.show import show
from policygraph.analyses.timeline import timeline
from policygraph.analyses.trace import trace
from policygraph.engines import ENGINES, available
from policygraph.formats.property_graph import node_attributes
from policygraph.model.collection import Collection
from policygraph.model.merge import merge_datasets
from policygraph.model.records import Claim, Dataset, Entity, Judgement, Name, Source
from policygraph.page.payload import payload_of
from policygraph.query.name_resolver import Names
from policygraph.query.query import Filters, Query
from policygraph.query.subgraph import subgraph_around
from policygraph.query.wording import claim_sentence
from policygraph.store.building.build import build
from tests.examples import examples
from tests.store.folders import valid, write_folders
from tests.store.test_build import check_same
from tests.world import ontology, said

IDS = ("a", "b", "c", "d", "e")
DATASETS = ("zeta", "alpha", "mid")


@st.composite
def datasets(draw: st.DrawFn) -> list[Dataset]:
    """Two or three datasets that name some entities alike, and judge some to be the same."""
    some = st.sampled_from(IDS)
    names = DATASETS[: draw(st.integers(2, 3))]
    # Ids of a dataset of its own, so that groups reach over datasets.
    own = {name: sorted({*draw(st.lists(some, max_size=3)), f"{name[0]}0"}) for name in names}
    everywhere = sorted({entity for ids in own.values() for entity in ids})
    pairs = st.tuples(st.sampled_from(everywhere), st.sampled_from(everywhere))
    judged = draw(st.lists(pairs.filter(lambda pair: pair[0] != pair[1]), max_size=4))
    found = []
    for name, ids in own.items():
        rows = draw(st.lists(st.tuples(st.sampled_from(everywhere), st.sampled_from(everywhere)),
                             max_size=4))  # fmt: skip
        claims = [
            said(f"{left} feeds {right}", id=f"{name}-{number}", source=name,
                 attributed_to=draw(st.sampled_from((None, *everywhere))))
            for number, (left, right) in enumerate(rows)
        ]  # fmt: skip
        found.append(
            Dataset(
                name,
                tuple(Entity(id, "group", Name(f"{id} of {name}"), dataset=name) for id in ids),
                (Source(name, "report", name, (), "x", "2020", "", dataset=name),),
                tuple(replace(claim, dataset=name) for claim in claims),
                tuple(
                    Judgement(*pair, True, "tester", "2020", "a test", name)
                    for pair in judged
                    if draw(st.booleans())
                ),
            )
        )
    return found


def first_of(group: set[str], given: list[Dataset]) -> str:
    """The id that a group is to go by: the least of the first dataset that has any of it."""
    for dataset in given:
        if here := group & {entity.id for entity in dataset.entities}:
            return min(here)
    raise AssertionError(group)


def groups(collection: Collection) -> list[set[str]]:
    """The ids that are judged to be the same, step by step."""
    found: list[set[str]] = []
    for judgement in collection.judgements:
        pair = {judgement.left, judgement.right}
        joined = [group for group in found if group & pair]
        found = [group for group in found if not group & pair]
        found.append(pair.union(*joined))
    return found


@settings(max_examples=examples(100))
@given(given=datasets(), data=st.data())
def test_canonical_id_is_of_the_first_dataset_in_any_order_of_judgements(
    given: list[Dataset], data: st.DataObject
) -> None:
    collection, faults = merge_datasets(ontology(), given)
    assert not faults
    for group in groups(collection):
        first = first_of(group, given)
        assert {collection.entity_id(entity) for entity in group} == {first}
        assert list(collection.former_ids(first)) == sorted(group - {first})
    shuffled = [
        replace(dataset, judgements=tuple(data.draw(st.permutations(dataset.judgements))))
        for dataset in given
    ]
    again, _ = merge_datasets(ontology(), shuffled)
    assert (again.canonical, again.entities) == (collection.canonical, collection.entities)


@settings(max_examples=examples(100))
@given(given=datasets())
def test_claim_keeps_the_names_of_its_own_dataset(given: list[Dataset]) -> None:
    merged, _ = merge_datasets(ontology(), given)
    for dataset in given:
        own = {entity.id: entity.label.text for entity in dataset.entities}
        for claim in dataset.claims:
            sentence = claim_sentence(merged, claim)
            for entity in (claim.subject, claim.object, claim.attributed_to):
                if entity in own:
                    assert own[entity] in sentence
                elif entity:
                    first = next(d for d in given if entity in {e.id for e in d.entities})
                    assert f"{entity} of {first.name}" in sentence


@contextmanager
def in_three_ways(given: list[Dataset]) -> Iterator[list[Collection]]:
    """The graph of datasets read from tables, from a store, and from a store with an overlay."""
    merged, _ = merge_datasets(ontology(), given)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        folders = write_folders(root, valid(merged))
        core = root / "ontology"
        known = [read_alone(given[:number]) for number in range(1, len(given))]
        below = max((number for number, alone in enumerate(known, 1) if alone), default=0)
        build(folders, root / "store", core)
        found = [pipeline.load(folders, core), pipeline.load([root / "store"])]
        if below:
            build(folders[:below], root / "below", core)
            found.append(pipeline.load([root / "below", *folders[below:]]))
        yield found


def read_alone(given: list[Dataset]) -> bool:
    """Whether datasets name no entity that only a later one has."""
    ids = {entity.id for dataset in given for entity in dataset.entities}
    claims: list[Claim] = [claim for dataset in given for claim in dataset.claims]
    used = {end for c in claims for end in (c.subject, c.object, c.attributed_to) if end}
    judged = {e for dataset in given for j in dataset.judgements for e in (j.left, j.right)}
    return used | judged <= ids


@settings(max_examples=examples(8), deadline=None)
@given(given=datasets(), data=st.data())
def test_former_id_answers_as_the_canonical_one_over_tables_stores_and_overlays(
    given: list[Dataset], data: st.DataObject
) -> None:
    with in_three_ways(given) as graphs:
        tables = graphs[0]
        every = sorted({*tables.entities, *tables.canonical})
        start, end = data.draw(st.sampled_from(every)), data.draw(st.sampled_from(every))
        answers = set()
        for graph in graphs:
            check_same(tables, graph) if graph.stored else None
            names = Names(graph)
            for former, now in graph.canonical.items():
                assert names.resolve(former) == now
                assert former in [match.name for match in names.find(former)]
                listed = node_attributes(graph, graph.entities[now])["former_ids"]
                assert former in str(listed).split("|")
                assert json.dumps(show(graph, names, former).as_dict()) == json.dumps(
                    show(graph, names, now).as_dict()
                )
                assert timeline(graph, former, Filters()) == timeline(graph, now, Filters())
                assert dict(subgraph_around(graph, former).claims) == dict(
                    subgraph_around(graph, now).claims
                )
            for engine in available():
                query = Query(names.resolve(start), names.resolve(end), k=3)
                answer = trace(graph, query, ENGINES[engine]).as_dict()
                answers.add(json.dumps([answer["paths"], answer["absence"]]))
            page = payload_of(graph, {}, title="x")
            merged = {one["id"]: one.get("merged", []) for one in page["entities"]}
            assert merged == {name: list(graph.former_ids(name)) for name in graph.entities}
            answers.add(json.dumps([claim["sentence"] for claim in page["claims"]]))
        assert len(answers) == 2


def test_merge_does_not_rename_what_a_source_said(tmp_path: Path) -> None:
    """The fault of use: a register's chip, judged to be the one that a filing names."""
    filing = Dataset(
        "filing",
        (Entity("us", "group", Name("US"), dataset="filing"),
         Entity("h800", "chip", Name("H800"), dataset="filing")),
        (Source("8k", "filing", "8-K", (), "x", "2023", "", dataset="filing"),),
        (replace(said("us blocks h800", id="8k-1", source="8k"), dataset="filing"),),
        (),
    )  # fmt: skip
    register = Dataset(
        "register",
        (Entity("aa-h800", "chip", Name("NVIDIA H800 SXM5"), dataset="register"),
         Entity("lab", "group", Name("Lab"), dataset="register")),
        (Source("aa", "register", "Chips", (), "x", "2024", "", dataset="register"),),
        (replace(said("lab uses aa-h800", id="aa-1", source="aa"), dataset="register"),),
        (Judgement("aa-h800", "h800", True, "tester", "2024", "one chip", "register"),),
    )  # fmt: skip
    merged, faults = merge_datasets(ontology(), [filing, register])
    assert not faults
    assert merged.canonical == {"aa-h800": "h800"}
    assert merged.entities["h800"].label == Name("H800")
    assert claim_sentence(merged, merged.claims["aa-1"]) == "Lab uses NVIDIA H800 SXM5"
    (path,) = trace(merged, Query("us", "lab"), ENGINES["reference"]).paths
    assert [step.sentence for step in path.steps] == ["US blocks H800", "Lab uses H800"]
    assert path.steps[1].claims[0].as_dict()["given"] == {
        "subject": {"id": "lab", "label": "Lab"},
        "object": {"id": "aa-h800", "label": "NVIDIA H800 SXM5"},
        "attributed_to": None,
    }
    # The register named first, its id and label stay; the filing's sentence keeps its own.
    other, _ = merge_datasets(ontology(), [register, filing])
    assert other.canonical == {"h800": "aa-h800"}
    assert claim_sentence(other, other.claims["8k-1"]) == "US blocks H800"
