"""What was known by a day, asked of stores and of datasets on top of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph import pipeline
from policygraph.api import KnowledgeGraph
from policygraph.errors import UsageError
from policygraph.formats import FORMATS
from policygraph.model import earlier
from policygraph.model.collection import Collection
from policygraph.model.records import Dataset
from policygraph.query.name_resolver import Names
from policygraph.query.query import Filters
from policygraph.query.subgraph import subgraph_at
from policygraph.store.building.build import build
from policygraph.store.overlay.restored import RestoredCollection
from tests.engines.questions import worlds
from tests.examples import examples
from tests.histories import DAYS, histories, merged, stood, without_disputes
from tests.store.folders import CSV, valid, write_folders
from tests.world import said, world

ENGINES = ("reference", "compact")


def graph(collection: Collection) -> KnowledgeGraph:
    return KnowledgeGraph(collection, Names(collection))


def halves(collection: Collection) -> list[Dataset]:
    """The claims of a world in two datasets, of which the second may dispute the first."""
    (dataset,) = collection.records
    count = len(dataset.claims) // 2
    first = replace(dataset, claims=dataset.claims[:count])
    known = {claim.id for claim in first.claims}
    claims = tuple(
        replace(claim, disputes=tuple(d for d in claim.disputes if d in known), dataset="more")
        for claim in dataset.claims[count:]
    )
    sources = tuple(replace(source, dataset="more") for source in dataset.sources)
    return [first, Dataset("more", (), sources, claims, ())]


@contextmanager
def stored(collection: Collection, overlay: bool) -> Iterator[tuple[Collection, Collection]]:
    """The tables of a world, and a store of them; with ``overlay`` of half of the claims."""
    collection = valid(collection)
    if overlay:
        collection = merged(collection, halves(collection))
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        folders = write_folders(root, collection, CSV)
        ontology = root / "ontology"
        build(folders[:1], root / "store", ontology)
        yield (
            pipeline.load(folders, ontology),
            pipeline.load([root / "store", *folders[1:]], ontology),
        )


@pytest.mark.parametrize("overlay", [False, True])
@settings(max_examples=examples(15))
@given(data=st.data())
def test_store_answers_by_a_day_as_the_tables_of_the_day(
    overlay: bool, data: st.DataObject
) -> None:
    given_world = data.draw(worlds().flatmap(histories))
    day = data.draw(st.sampled_from(DAYS))
    with stored(given_world, overlay) as (tables, store):
        then = stood(tables, day)
        ends = st.sampled_from(sorted(then.entities))
        start, end = data.draw(ends), data.draw(ends)
        for engine in ENGINES:
            answers = [
                graph(one).trace(start, end, direction="any", known_by=day, engine=engine)
                for one in (then, store)
            ]
            first, second = (without_disputes(one.as_dict()["paths"]) for one in answers)
            assert first == second
            reached = [
                graph(one).reach(start, known_by=day, engine=engine) for one in (then, store)
            ]
            first, second = (without_disputes(one.as_dict()["reached"]) for one in reached)
            assert first == second
        for ask in (KnowledgeGraph.timeline, KnowledgeGraph.contradictions):
            told: list[dict[str, Any]] = []
            for one in (then, store):
                found = without_disputes(ask(graph(one), start, known_by=day).as_dict())
                told.append({n: v for n, v in found.items() if n != "absence"})
            assert told[0] == told[1]
        known = graph(store).as_known(day).collection
        assert {e: known.index.degree(e) for e in known.entities} == {
            e: pipeline.as_known(tables, day).index.degree(e) for e in known.entities
        }
        part = subgraph_at(known, Filters(known_by=day))
        assert FORMATS["turtle"].write(part) == FORMATS["turtle"].write(then)


@contextmanager
def two_claims() -> Iterator[Collection]:
    rows = [said("a feeds b", known_since="2023"), said("b feeds c", known_since="2023")]
    rows[0] = replace(rows[0], withdrawn="2025")
    with stored(world(rows, {"d": "thing"}, same=[("c", "d")]), False) as (_, store):
        yield store


def test_store_without_later_withdrawals_is_asked_as_it_is() -> None:
    with two_claims() as store:
        assert pipeline.as_known(store, "2025-12-31") is store


def test_restored_claims_of_a_store_are_not_read_into_memory() -> None:
    with two_claims() as store:
        known = pipeline.as_known(store, "2024-06-01")
        assert isinstance(known, RestoredCollection)
        assert known.today is store
        assert list(known.restored) == ["c01"]
        assert [claim.withdrawn for claim in known.claims.values()] == [None, None]
        assert [claim.withdrawn for claim in known.records[0].claims] == [None, None]


def test_supposition_over_a_store_keeps_restored_claims() -> None:
    with two_claims() as store:
        kg = graph(store)
        found = kg.whatif("a", "c", suppose=[("a", "feeds", "c", 0.99)], known_by="2024-06-01")
        assert [path.hops for path in found.as_it_is.paths] == [2]
        assert [path.hops for path in found.as_it_would_be.paths] == [1, 2]


def test_large_store_whose_judgements_are_taken_back_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with two_claims() as store:
        assert pipeline.as_known(store, "2019-01-01").canonical == {}
        monkeypatch.setattr(earlier, "MOST_CLAIMS", 1)
        with pytest.raises(UsageError, match=r"the 2 claims .* more than 1; ask"):
            pipeline.as_known(store, "2019-01-01")
