"""Small datasets on top of a store give the graph of a store built of all of them."""

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
from policygraph.errors import InvalidData, UsageError
from policygraph.model.collection import Collection
from policygraph.model.records import Claim, Dataset, Entity, Judgement, Name
from policygraph.query.query import Query
from policygraph.store.building.build import build
from tests.engines.questions import questions
from tests.examples import examples
from tests.store.folders import valid, write_folders
from tests.store.test_answers import check_answers
from tests.store.test_build import check_same
from tests.world import said


@st.composite
def additions(draw: st.DrawFn, world: Collection) -> Dataset:
    """A dataset about a world: names and kinds of its entities, claims for and against, merges."""
    known = sorted(world.entities)
    names = [*known, "aa", "x", "zz"]
    some = st.sampled_from(names)
    entities = {
        name: Entity(
            name,
            world.entities[name].type if name in world.entities else "firm",
            Name(draw(st.sampled_from((name.upper(), "Other", "Same name")))),
            (Name("also " + name),),
            dataset="more",
        )
        for name in {*draw(st.lists(st.sampled_from(known), max_size=2)), "aa", "x", "zz"}
    }
    relations = st.sampled_from(sorted(world.ontology.relations))
    claims: list[Claim] = []
    for number in range(draw(st.integers(0, 6))):
        row = f"{draw(some)} {draw(relations)} {draw(some)}"
        fields: dict[str, Any] = {}
        if draw(st.booleans()):
            about = draw(st.sampled_from(sorted(world.claims.values(), key=lambda c: c.id)))
            row = " ".join(about.triple)
            if draw(st.booleans()):
                fields["disputes"] = (about.id,)
        prefix = draw(st.sampled_from(("", "not ")))
        claims.append(
            said(
                f"{prefix}{row}", id=f"m{number}", source=draw(st.sampled_from(("s", "more"))),
                withdrawn=draw(st.sampled_from((None, None, "2022"))), **fields,
            )
        )  # fmt: skip
    pairs = st.tuples(some, some).filter(lambda pair: pair[0] != pair[1])
    judgements = [
        Judgement(*pair, draw(st.integers(0, 3)) > 0, "tester", "2020", "a test", "more")
        for pair in draw(st.lists(pairs, max_size=2))
    ]
    sources = [*(s for s in world.records[0].sources if s.id == "s")]
    sources.append(replace(world.records[0].sources[0], id="more", title="More", origin=None))
    return Dataset(
        "more",
        tuple(entities.values()),
        tuple(replace(source, dataset="more") for source in sources),
        tuple(replace(claim, dataset="more") for claim in claims),
        tuple(judgements),
    )


@contextmanager
def rebuilt_and_overlaid(
    world: Collection, more: Dataset
) -> Iterator[tuple[Collection, Collection] | None]:
    """All datasets read from their tables, and the second over a store of the first.

    None if they have faults, which are then the same.
    """
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        both = replace(world, records=(*world.records, more))
        folders = write_folders(root, both)
        core = root / "ontology"
        build(folders[:1], root / "store", core)
        read, faults = pipeline.read(folders, core)
        over, others = pipeline.read([root / "store", folders[1]], core)
        assert fault_texts(others) == fault_texts(faults)
        yield None if faults else (read, over)


def fault_texts(faults: Any) -> list[tuple[str, str]]:
    """The texts of faults without locations: a store knows the tables but not the lines."""
    return sorted((f.subject, f.what.partition(" at ")[0].partition(", and ")[0]) for f in faults)


@settings(max_examples=examples(15))
@given(asked=questions(), data=st.data())
def test_overlay_equals_the_graph_of_all_datasets(
    asked: tuple[Collection, Query], data: st.DataObject
) -> None:
    world, query = asked
    world = valid(world)
    more = valid(replace(world, records=(data.draw(additions(world)),))).records[0]
    with rebuilt_and_overlaid(world, more) as graphs:
        if graphs is None:
            return
        read, over = graphs
        check_same(read, over)
        check_answers(read, over, query, data.draw(st.sampled_from(sorted(read.entities))))


@pytest.mark.slow
def test_two_stores_are_refused(tmp_path: Path) -> None:
    build([], tmp_path / "one")
    build([], tmp_path / "two")
    with pytest.raises(UsageError, match="are both stores; build one of their datasets"):
        pipeline.load([tmp_path / "one", tmp_path / "two"])


@pytest.mark.slow
def test_store_has_its_own_ontology(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.datasets import write_ontology

    build([], tmp_path / "store")
    other = write_ontology(tmp_path / "other")
    with pytest.raises(UsageError, match="built with another ontology"):
        pipeline.load([tmp_path / "store"], other)
    monkeypatch.setenv("POLICYGRAPH_ONTOLOGY", str(other))
    with pytest.raises(UsageError, match="built with another ontology"):
        pipeline.load([tmp_path / "store"])


def test_fault_in_an_overlay_is_one_line_with_a_fix(tmp_path: Path) -> None:
    from tests.datasets import write_dataset

    build([], tmp_path / "store")
    more = write_dataset(
        tmp_path / "more",
        [{"subject": "deepsek", "relation": "uses", "object": "h800"}],
        entities=[],
    )
    with pytest.raises(InvalidData, match="unknown subject 'deepsek'; did you mean deepseek"):
        pipeline.load([tmp_path / "store", more])
