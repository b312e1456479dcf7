"""What changes no answer: over tables, stores and overlays, whichever engine finds it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph import pipeline
from policygraph.analyses.contradictions import contradictions
from policygraph.analyses.reach import reach
from policygraph.analyses.trace import trace
from policygraph.engines import ENGINES, Engine, available
from policygraph.model.collection import Collection
from policygraph.model.records import DENIED, Claim, Dataset
from policygraph.query.query import Filters, Query
from policygraph.store.building.build import build
from policygraph.store.reading.collection import open_store
from tests.engines.influence_worlds import influence_questions
from tests.engines.questions import questions
from tests.examples import examples
from tests.store.folders import valid, write_folders

#: None is a folder of another, or of the ontology beside them.
NAMES = ("data", "x/data", "y/data", "x/y/data", "Zürich 2", "数据", "policygraph", "a.b")
#: Claims of worlds for denials outside the time begin here; the denials end before.
LATE = ("2019", "2020-05-08", "202X", "2020-05?", "2020/2021")
ENDS = (None, "..", "2034", "2034-34")

Told = dict[str, Any]
Law = Callable[[st.DataObject, Collection, Query], None]


@st.composite
def parted(draw: st.DrawFn, collection: Collection) -> Collection:
    """The rows of a world in several datasets; the first refers to nothing in the others."""
    (whole,) = collection.records
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=3, unique=True))
    some = st.integers(0, len(names) - 1)
    claims = {claim.id: claim for claim in whole.claims}
    parts = {id: draw(some) for id in claims}
    waiting = [id for id, part in parts.items() if part == 0]
    judged = [(judgement, draw(some)) for judgement in whole.judgements]
    needed = {side for one, part in judged if part == 0 for side in (one.left, one.right)}
    while waiting:
        claim = claims[waiting.pop()]
        parts[claim.id] = 0
        needed |= {claim.subject, claim.object, claim.source}
        needed |= {claim.attributed_to or "", claim.towards or ""}
        waiting += [id for id in claim.disputes if parts[id]]
    entities = [(row, 0 if row.id in needed else draw(some)) for row in whole.entities]
    sources = [(row, 0 if row.id in needed else draw(some)) for row in whole.sources]
    records = tuple(
        Dataset(
            name,
            tuple(replace(row, dataset=name) for row, part in entities if part == number),
            tuple(replace(row, dataset=name) for row, part in sources if part == number),
            tuple(replace(claims[id], dataset=name) for id in claims if parts[id] == number),
            tuple(replace(row, dataset=name) for row, part in judged if part == number),
        )
        for number, name in enumerate(names)
    )
    return replace(collection, records=records)


@contextmanager
def layouts(collection: Collection) -> Iterator[dict[str, Collection]]:
    """The datasets as tables, as one store, and all but the first over a store of the first."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        folders, core = write_folders(root, collection), root / "ontology"
        build(folders, root / "store", core)
        found = {"tables": pipeline.load(folders, core), "store": open_store(root / "store")}
        if len(folders) > 1:
            build(folders[:1], root / "base", core)
            found["overlay"] = pipeline.load([root / "base", *folders[1:]], core)
        yield found


def told(collection: Collection, query: Query, engine: Engine, *hidden: str) -> Told:
    """What trace, reach and contradictions answer, without these names of values."""
    of = collection.entity_id
    start, end = of(query.start), of(query.end)
    avoid = tuple(id for id in map(of, query.avoid) if id not in (start, end))
    query = replace(query, start=start, end=end, via=tuple(map(of, query.via)), avoid=avoid)
    plain = replace(query, pattern=None, chronological=False, mode="simple", select="shortest")
    found = {
        "trace": trace(collection, query, engine).as_dict(),
        "reach": reach(collection, plain, start, engine).as_dict(),
        "contradictions": contradictions(collection, Filters()).as_dict(),
    }
    told: Told = without(found, {"engine", "spent", *hidden})
    return told


def without(value: Any, hidden: set[str]) -> Any:
    """Plain values without those of some names; with ``given``, a claim is without its own ends.

    A claim is told with its ends as its row has them; those of an edge stay.
    """
    if isinstance(value, dict):
        if "given" in hidden and "given" in value:
            value = {name: one for name, one in value.items() if name not in ("subject", "object")}
        return {name: without(one, hidden) for name, one in value.items() if name not in hidden}
    return [without(one, hidden) for one in value] if isinstance(value, list) else value


def check_same_answers(one: Collection, other: Collection, query: Query, *hidden: str) -> None:
    """Check that two groups of datasets give one answer, in each layout and on each engine."""
    with layouts(one) as before, layouts(other) as after:
        wanted = told(before["tables"], query, ENGINES["reference"], *hidden)
        for graph in (*before.values(), *after.values()):
            for engine in available():
                assert told(graph, query, ENGINES[engine], *hidden) == wanted


def of_claims(collection: Collection, changed: Callable[[Claim], Claim]) -> Collection:
    """The same datasets with changed claims."""
    records = tuple(
        replace(dataset, claims=tuple(map(changed, dataset.claims)))
        for dataset in collection.records
    )
    return replace(collection, records=records)


def splitting(data: st.DataObject, world: Collection, query: Query) -> None:
    """The rows of a dataset without merges stand in several folders, in any order."""
    (whole,) = world.records
    apart = replace(whole, judgements=())
    # What was a dispute of the same triple by a merge alone is none any more.
    one = valid(replace(world, records=(apart,), judgements=(), canonical={}))
    check_same_answers(one, data.draw(parted(one)), query, "dataset")


def swapping(data: st.DataObject, world: Collection, query: Query) -> None:
    """The ends of some or all symmetric claims are swapped."""
    kept = data.draw(st.sets(st.sampled_from(sorted(world.claims)), max_size=3))
    relations = world.ontology.relations

    def swapped(claim: Claim) -> Claim:
        if not relations[claim.relation].symmetric or claim.id in kept:
            return claim
        return replace(claim, subject=claim.object, object=claim.subject)

    parts = data.draw(parted(world))
    check_same_answers(parts, of_claims(parts, swapped), query, "given", "sentence")


def denying(data: st.DataObject, world: Collection, query: Query) -> None:
    """Something that is said of other times is denied, or what is more general."""
    starts, ends = st.sampled_from(LATE), st.sampled_from(ENDS)
    late = of_claims(world, lambda c: replace(c, start=data.draw(starts), end=data.draw(ends)))
    parts = data.draw(parted(late))
    number = data.draw(st.sampled_from([n for n, d in enumerate(parts.records) if d.claims]))
    about = data.draw(st.sampled_from(parts.records[number].claims))
    relations, lineage = world.ontology.relations, [about.relation]
    while (parent := relations[lineage[-1]].parent) is not None:
        lineage.append(parent)
    relation = data.draw(st.sampled_from(lineage))
    ends_of = [about.subject, about.object]
    if relations[relation].symmetric and data.draw(st.booleans()):
        ends_of.reverse()
    denial = replace(
        about, id="zz", subject=ends_of[0], relation=relation, object=ends_of[1], polarity=DENIED,
        disputes=(), withdrawn=None, start="2001", end="2010",
    )  # fmt: skip
    place = data.draw(st.sampled_from((number, len(parts.records) - 1)))
    records = list(parts.records)
    records[place] = replace(
        records[place],
        claims=(*records[place].claims, replace(denial, dataset=records[place].name)),
    )
    check_same_answers(parts, replace(parts, records=tuple(records)), query)


laws = pytest.mark.parametrize("law", [splitting, swapping, denying])


@laws
@settings(max_examples=examples(3))
@given(asked=questions(language=True), data=st.data())
def test_no_answer_changes_over_tables_stores_and_overlays(
    law: Law, asked: tuple[Collection, Query], data: st.DataObject
) -> None:
    law(data, valid(asked[0]), asked[1])


@laws
@settings(max_examples=examples(3))
@given(asked=influence_questions(), data=st.data())
def test_no_answer_of_influence_changes_over_tables_stores_and_overlays(
    law: Law, asked: tuple[Collection, Query], data: st.DataObject
) -> None:
    law(data, valid(asked[0]), asked[1])


@pytest.mark.slow
@laws
@settings(max_examples=examples(25))
@given(asked=st.one_of(questions(language=True), influence_questions()), data=st.data())
def test_no_answer_changes_over_many_worlds(
    law: Law, asked: tuple[Collection, Query], data: st.DataObject
) -> None:
    law(data, valid(asked[0]), asked[1])
