"""An overlay is appended to the arrays of a store: the graph that a build of all datasets gives."""

from __future__ import annotations

import gc
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from policygraph import pipeline
from policygraph.analyses.info import summarise
from policygraph.engines import ENGINES
from policygraph.engines.compact.arrays import GROUPS, Arrays
from policygraph.engines.compact.numbered_graph import MemoryGraph
from policygraph.model.collection import Collection
from policygraph.model.ontology import Relation
from policygraph.model.records import Claim, Dataset, Entity, Judgement, Name
from policygraph.query.query import Query
from policygraph.store.building.build import build
from policygraph.store.format.header import verify
from policygraph.store.overlay import memory
from policygraph.store.overlay.incremental import IncrementalGraph
from policygraph.store.overlay.overlay import OverlayCollection
from policygraph.store.overlay.rebuild import RebuiltGraph
from policygraph.store.reading.collection import open_store
from tests.datasets import PREFIXES
from tests.engines.questions import questions, worlds
from tests.engines.test_agreement import graph, question, steps
from tests.engines.test_reach_and_corridor import ask, told
from tests.examples import examples
from tests.store.folders import ontology_turtle, valid, write_folders
from tests.world import MODALITIES, ontology, relation, said, world


def canonical(graph: Any, collection: Collection) -> dict[str, Any]:
    """A graph without its numbers: each entity's moves, by their groups and costs."""
    arrays: Arrays = graph.arrays
    claims = {graph.claim(claim): claim for claim in collection.claims}
    sources = {graph.source(source): source for source in collection.sources}
    kinds, relations = sorted(collection.ontology.types), sorted(collection.ontology.relations)

    def plain(number: Any) -> int:
        return int(number) if number >= 0 else ~int(number)

    def counted(row: Any) -> tuple[Any, ...]:
        spans = [arrays.spans[row[name]] for name in ("start", "end")]
        days = [int(span[name]) for span in spans for name in ("earliest", "latest")]
        source = sources[plain(row["source"])]
        return claims[plain(row["claim"])], source, *days, int(row["known"])

    def edge(number: int) -> tuple[Any, ...]:
        run, place = [], number
        while True:
            row = arrays.support[place]
            strength = float(arrays.strengths[row["code"]])
            assert arrays.claimed[row["code"]]
            run.append((-strength, counted(row), int(row["modality"])))
            if row["claim"] < 0:
                break
            place += 1
        assert [row[0] for row in run] == sorted(row[0] for row in run)
        first, last = np.searchsorted(arrays.against["edge"], (number, number + 1))
        against = []
        for row in arrays.against[first:last]:
            about = arrays.support["claim"][row["about"]] if row["about"] >= 0 else None
            against.append((counted(row), about is not None and claims[plain(about)]))
        assert bool(against) == (arrays.support["source"][number] < 0)
        return tuple(sorted(run)), tuple(sorted(against, key=repr))

    found: dict[str, Any] = {}
    for name in collection.entities:
        entity = graph.entity(name)
        assert graph.entity_id(entity) == name
        held, groups, begin = arrays.lists[entity], [], 0
        for group in range(GROUPS):
            first, last = held["first"] + begin, held["first"] + held["ends"][group]
            moves = arrays.moves[first:last]
            begin = held["ends"][group]
            assert (np.diff(moves["code"]) >= 0).all()
            groups.append(
                Counter(
                    (
                        graph.entity_id(int(move["to"])),
                        relations[move["relation"]],
                        float(arrays.strengths[move["code"]]),
                        int(move["flags"]),
                        edge(int(move["edge"])),
                    )
                    for move in moves
                )
            )
        found[name] = (kinds[arrays.types[entity]], groups)
    assert (np.diff(arrays.against["edge"]) >= 0).all()
    found["edges"] = arrays.edges
    return found


@st.composite
def additions(draw: st.DrawFn, world: Collection, name: str, merges: bool) -> Dataset:
    """A dataset about a world: names and kinds of its entities, claims for and against, merges."""
    known = sorted(world.entities)
    fresh = [prefix + name for prefix in ("a", "cc", "zz")]
    some = st.sampled_from([*known, *known, *fresh])
    kinds = {world.entity_id(entity): world.entities[entity].type for entity in known}
    entities = [
        Entity(entity, kinds.get(entity, "firm"), Name(f"{entity} of {name}"), dataset=name)
        for entity in [*fresh, *draw(st.lists(st.sampled_from(known), max_size=2, unique=True))]
    ]
    relations = st.sampled_from(sorted(world.ontology.relations))
    old = sorted(world.claims.values(), key=lambda claim: claim.id)
    claims: list[Claim] = []
    for number in range(draw(st.integers(0, 8))):
        row = f"{draw(some)} {draw(relations)} {draw(some)}"
        fields: dict[str, Any] = {}
        if draw(st.integers(0, 2)):
            about = draw(st.sampled_from([*old, *claims]))
            row = f"{about.subject} {about.relation} {about.object}"
            if draw(st.booleans()):
                fields["disputes"] = (about.id,)
            elif draw(st.booleans()):
                row = f"{about.subject} {draw(relations)} {about.object}"
        claims.append(
            said(
                f"{draw(st.sampled_from(('', 'not ')))}{row} "
                f"{draw(st.sampled_from(('', '0.9', '0.81', '0.5', '1.0')))}",
                id=f"{draw(st.sampled_from('amz'))}{name}{number}",
                source=draw(st.sampled_from(("s", "t", name))),
                modality=draw(st.sampled_from([m.id for m in MODALITIES])),
                start=draw(st.sampled_from((None, None, "2019", "202X"))),
                end=draw(st.sampled_from((None, None, "..", "2020-05-08"))),
                known_since=draw(st.sampled_from((None, None, "2019", "2021-03-04"))),
                withdrawn=draw(st.sampled_from((None, None, None, "2022"))),
                **fields,
            )
        )  # fmt: skip
    pairs = st.lists(st.sampled_from([*known, *fresh]), min_size=2, max_size=2, unique=True)
    judgements = [
        Judgement(left, right, draw(st.integers(0, 5)) > 0, "tester", "2020", "a test", name)
        for left, right in (draw(st.lists(pairs, min_size=1, max_size=3)) if merges else ())
    ]
    sources = [source for source in world.records[0].sources if source.id in ("s", "t")]
    sources.append(replace(sources[0], id=name, title=name, published="2019-02", origin=None))
    return Dataset(
        name,
        tuple(entities),
        tuple(replace(source, dataset=name) for source in sources),
        tuple(replace(claim, dataset=name) for claim in claims),
        tuple(judgements),
    )


@contextmanager
def both(
    world: Collection, more: list[Dataset], relations: Sequence[Relation] = ()
) -> Iterator[tuple[Collection, OverlayCollection] | None]:
    """All datasets read from their tables, and all but the first over a store of the first.

    None if they have faults.
    """
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        more = [valid(replace(world, records=(dataset,))).records[0] for dataset in more]
        folders = write_folders(root, replace(world, records=(*world.records, *more)))
        core = root / "ontology"
        if relations:
            lines = ontology_turtle(ontology(relations)).splitlines()
            own = [line for line in lines if " a pg:Relation " in line]
            (folders[1] / "ontology.ttl").write_text("\n".join([PREFIXES, *own]), "utf-8")
        build(folders[:1], root / "store", core)
        read, faults = pipeline.read(folders, core)
        over, _ = pipeline.read([root / "store", *folders[1:]], core)
        assert isinstance(over, OverlayCollection)
        yield None if faults else (read, over)
    # A store that is let go keeps files open until then.
    del over
    gc.collect()


@settings(max_examples=examples(25))
@given(world=worlds(), data=st.data(), merges=st.booleans(), several=st.booleans())
def test_incremental_and_rebuilt_graphs_equal_one_of_all_datasets(
    world: Collection, data: st.DataObject, merges: bool, several: bool
) -> None:
    world = valid(world)
    more = [data.draw(additions(world, name, merges)) for name in ("p", "q")[: 1 + several]]
    with both(world, more) as graphs:
        event("no faults" if graphs else "faults")
        if graphs is None:
            return
        read, over = graphs
        found = IncrementalGraph(over, over.base, over.patch)
        wanted = canonical(MemoryGraph(read), read)
        assert canonical(found, over) == wanted
        assert canonical(RebuiltGraph(over, over.base, over.patch), over) == wanted
        assert summarise(over) == replace(summarise(read), store=None)
        ids = sorted(read.entities)
        numbers = np.array([found.entity(name) for name in ids])
        assert (np.diff(found.arrays.ranks(numbers)) > 0).all()


def agree(read: Collection, over: OverlayCollection, query: Query) -> None:
    """Check that the compact engine over the overlay answers as the reference over all datasets."""
    reference, compact = ENGINES["reference"], ENGINES["compact"]
    expected, found = reference.search(read, query), compact.search(over, query)
    assert (steps(found), found.complete) == (steps(expected), expected.complete)
    for backward in (False, True):
        reached = [
            ask(engine, graph, query, backward=backward)
            for engine, graph in ((reference, read), (compact, over))
        ]
        assert told(reached[1]) == told(reached[0])
        around = (
            engine.within(graph, query, query.start, backward=backward)
            for engine, graph in ((reference, read), (compact, over))
        )
        assert len({tuple(map(tuple, one.levels)) for one in around}) == 1
    for scope in (query, replace(query, rank="hops", via=(), avoid=(), pattern=None)):
        ends = scope.start, scope.end
        one, two = reference.distance(read, scope, *ends), compact.distance(over, scope, *ends)
        assert (two.hops, list(two.entities)) == (one.hops, list(one.entities))
        assert two.path(None) == one.path(None)
    corridors = reference.corridor(read, query), compact.corridor(over, query)
    assert list(corridors[1].moves) == list(corridors[0].moves)


def canonical_query(read: Collection, query: Query) -> Query:
    """A query by the ids of entities after merges."""
    ends = read.entity_id(query.start), read.entity_id(query.end)
    return replace(
        query,
        start=ends[0],
        end=ends[1],
        via=tuple(map(read.entity_id, query.via)),
        avoid=tuple({e for e in map(read.entity_id, query.avoid) if e not in ends}),
    )


@settings(max_examples=examples(20))
@given(asked=questions(language=True), data=st.data(), merges=st.booleans())
def test_engines_agree_over_an_overlay(
    asked: tuple[Collection, Query], data: st.DataObject, merges: bool
) -> None:
    world, query = valid(asked[0]), asked[1]
    with both(world, [data.draw(additions(world, "p", merges))]) as graphs:
        if graphs is not None:
            read, over = graphs
            assert isinstance(over.numbered, IncrementalGraph)
            some = st.sampled_from(sorted(read.entities))
            query = replace(query, start=data.draw(some), end=data.draw(some))
            agree(read, over, canonical_query(read, query))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_engines_agree_over_an_overlay_that_merges_hubs(seed: int) -> None:
    whole = graph(600, seed)
    # What disputes a claim is about the same.
    known: dict[str, Claim] = {}
    for claim in whole.records[0].claims:
        other = known[claim.disputes[0]] if claim.disputes else claim
        known[claim.id] = replace(
            claim, subject=other.subject, relation=other.relation, object=other.object
        )
    whole = valid(
        replace(whole, records=(replace(whole.records[0], claims=tuple(known.values())),))
    )
    first = whole.records[0]
    kinds = {entity.id: entity.type for entity in first.entities}
    chance = random.Random(seed)
    hubs = [name for name in ("e0", "e1", "e2", "e3", "e4") if kinds[name] == kinds["e0"]]
    alike = [name for name, kind in kinds.items() if kind == "chip"]
    judgements = [
        Judgement(left, right, True, "tester", "2020", "a test", "more")
        for left, right in (*pairwise(hubs), *(chance.sample(alike, 2) for _ in range(10)))
    ]
    fresh = [Entity(name, "firm", Name(name), dataset="more") for name in ("aa", "e1x", "z")]
    claims = [
        said(
            f"{chance.choice(('e0', 'aa', 'e5'))} joins {chance.choice(('e1', 'e1x', 'z'))} 0.9",
            id=f"b{number}",
            source="s10",
        )
        for number in range(20)
    ]
    more = Dataset(
        "more",
        tuple(fresh),
        tuple(replace(source, dataset="more") for source in first.sources),
        tuple(replace(claim, dataset="more") for claim in (*first.claims[550:], *claims)),
        tuple(judgements),
    )
    world = replace(whole, records=(replace(first, claims=first.claims[:550]),))
    with both(world, [more]) as graphs:
        assert graphs is not None
        read, over = graphs
        assert isinstance(over.numbered, IncrementalGraph)
        for _ in range(15):
            query = replace(question(read, chance), budget=2_000)
            found = ENGINES["compact"].search(over, canonical_query(read, query))
            expected = ENGINES["reference"].search(read, canonical_query(read, query))
            if expected.complete and found.complete:
                assert steps(found) == steps(expected)
        for name in ("aa", "e1x", "e0"):
            agree(read, over, Query(name, read.entity_id("e7"), max_hops=3).checked(read))


def few() -> Collection:
    return valid(world(["a feeds b", "b feeds c 0.81", "not a feeds b"], sources={"s": "2020"}))


def overlay_dataset(*claims: Claim) -> Dataset:
    """A dataset of claims alone."""
    return Dataset("more", (), (), tuple(replace(c, dataset="more") for c in claims), ())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        (
            said("a feeds c 0.123", id="m"),
            "has a likelihood of 0.123, which has no code in the store",
        ),
        (said("a feeds c", id="m", start="Y12345678"), "has a date millions of years from now"),
    ],
)
def test_graph_is_rebuilt_and_logged_if_the_store_has_no_code_for_a_value(
    claim: Claim, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "policygraph.store")
    with both(few(), [overlay_dataset(claim)]) as graphs:
        assert graphs is not None
        read, over = graphs
        assert isinstance(over.numbered, RebuiltGraph)
        assert reason in caplog.text
        agree(read, over, Query("a", "c").checked(read))


@pytest.mark.parametrize("stored", [0, 120])
def test_rebuilt_graph_has_more_dates_than_the_store_has_numbers_for(stored: int) -> None:
    """A store numbers its dates in the smallest type that holds them, or has none."""
    days = [f"{year}-01-01" for year in range(1500, 2000)]
    rows = [said("a feeds b", id=f"o{n:03d}", start=days[n]) for n in range(stored)]
    rows += [said("a feeds b 0.81", id="z")]
    base = valid(world(rows, sources={"s": "2020"}))
    more = [
        said("b feeds a 0.123", id=f"m{n:03d}", start=days[200 + n], end="2010") for n in range(200)
    ]
    with both(base, [overlay_dataset(*more)]) as graphs:
        assert graphs is not None
        read, over = graphs
        assert isinstance(over.numbered, RebuiltGraph)
        assert canonical(over.numbered, over) == canonical(MemoryGraph(read), read)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "kind"), [("zeal", IncrementalGraph), ("an", RebuiltGraph)])
def test_new_terms_are_appended_if_their_ids_sort_last(name: str, kind: type) -> None:
    more = overlay_dataset(
        said(f"a {name} c", id="m"), said("not a feeds c", id="n"), said("c feeds a", id="o")
    )
    with both(few(), [more], (relation(name, parent="feeds"),)) as graphs:
        assert graphs is not None
        read, over = graphs
        assert isinstance(over.numbered, kind)
        assert over.numbered.contested == 1
        for uncontested in (False, True):
            agree(read, over, Query("a", "c", uncontested=uncontested).checked(read))


@pytest.mark.slow
@pytest.mark.parametrize("copied", [False, True])
def test_overlay_does_not_change_the_store(copied: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if copied:
        monkeypatch.setattr(memory, "_mapped", refused)
    more = overlay_dataset(said("a feeds b 1.0", id="m"), said("c uses a", id="n"))
    with both(few(), [more]) as graphs:
        assert graphs is not None
        read, over = graphs
        assert canonical(over.numbered, over) == canonical(MemoryGraph(read), read)
        assert verify(over.base.folder) == []
        assert open_store(over.base.folder).numbered.arrays.edges == 2
        with pytest.raises(ValueError, match="read-only"):
            over.numbered.arrays.moves["to"] = 0


def refused(*_: Any) -> Any:
    raise OSError("not here")
