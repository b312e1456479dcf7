"""Fragility: what withdrawal and doubt take away, held against taking it away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from policygraph import KnowledgeGraph
from policygraph.analyses.fragility import Fragility, Withdrawal, fragility
from policygraph.analyses.path import Path
from policygraph.engines import ENGINES, Engine, available
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.query.corroboration import claim_origin
from policygraph.query.query import Query
from policygraph.render.fragility import fragility_view
from policygraph.render.writers.text import write_text
from tests.engines import influence_oracle
from tests.engines.influence_worlds import influence_questions, influence_world
from tests.engines.oracle import answer
from tests.engines.questions import questions
from tests.examples import examples
from tests.world import said, world

Route = tuple[tuple[str, bool, str], ...]
#: More than there are paths in any generated world.
EVERY = 10_000
REFERENCE = ENGINES["reference"]
engines = pytest.mark.parametrize(
    "engine", [ENGINES[name] for name in available()], ids=available()
)


def ask(rows: list[str | Claim], **options: Any) -> Fragility:
    collection = with_origins(world(rows))
    query = Query("a", "z", **options).checked(collection)
    return fragility(collection, query, REFERENCE)


def with_origins(collection: Collection, own: Mapping[str, str] | None = None) -> Collection:
    """``u`` and ``v`` pass on one thing that is no source; ``t`` passes on ``s``.

    ``own`` gives claims an origin of their own.
    """
    own = own or {}
    origins = {"t": "s", "u": "The Wire", "v": "the  wire"}
    return replace(
        collection,
        sources={
            name: replace(source, origin=origins.get(name))
            for name, source in collection.sources.items()
        },
        claims={
            name: replace(claim, origin=own.get(name, claim.origin))
            for name, claim in collection.claims.items()
        },
    )


def route(path: Path) -> Route:
    return tuple((step.relation, step.along, step.target.id) for step in path.steps)


def routes(collection: Collection, query: Query, **changes: Any) -> list[Route]:
    """All paths by brute force, best first."""
    found = answer(collection, replace(query, k=EVERY, select="shortest", **changes))
    return [tuple((s.relation, s.along, s.entity) for s in path) for path in found]


def expected(
    collection: Collection, query: Query, groups: dict[str, list[str]]
) -> dict[str, tuple[Route | None, bool]]:
    """For each group that the best path does not outlive: what is left, and whether nothing is."""
    best = routes(collection, query)[0]
    found = {}
    for name, sources in groups.items():
        left = routes(collection, query, not_sources=(*query.not_sources, *sources))
        if best not in left:
            found[name] = (left[0] if left else None, not left)
    return found


def expected_of_origins(
    collection: Collection, query: Query
) -> dict[str, tuple[Route | None, bool]]:
    """As :func:`expected`, with the claims of each origin relabelled as those of one source."""
    of = {name: claim_origin(collection, claim) for name, claim in collection.claims.items()}
    found = {}
    best = routes(collection, query)[0]
    for origin in set(of.values()):
        claims = {
            name: replace(claim, source="gone") if of[name] == origin else claim
            for name, claim in collection.claims.items()
        }
        asked = replace(query, not_sources=(*query.not_sources, "gone"))
        left = routes(replace(collection, claims=claims), asked)
        if best not in left:
            found[origin] = (left[0] if left else None, not left)
    return found


def told(withdrawals: tuple[Withdrawal, ...]) -> dict[str, tuple[Route | None, bool | None]]:
    return {
        one.name: (route(one.left) if one.left else None, one.breaks_answer) for one in withdrawals
    }


@engines
@settings(max_examples=examples(120))
@given(
    question=st.one_of(questions(k=1), questions(k=1, language=True)),
    own=st.dictionaries(
        st.sampled_from([f"c{number:02d}" for number in range(1, 15)]),
        st.sampled_from(("s", "t", "u", "The  Wire", "another")),
        max_size=6,
    ),
)
def test_fragility_is_what_taking_away_shows(
    engine: Engine, question: tuple[Collection, Query], own: dict[str, str]
) -> None:
    collection, query = with_origins(question[0], own), question[1]
    paths = routes(collection, query)
    found = fragility(collection, query, engine)
    assert found.status == "complete"
    if not paths:
        assert (found.best, found.sturdiest, found.sources, found.origins) == (None, None, (), ())
        assert found.absence is not None
        return
    assert found.best is not None and found.sturdiest is not None
    assert route(found.best) == paths[0]
    sources = {source: [source] for source in collection.sources}
    assert told(found.sources) == expected(collection, query, sources)
    assert told(found.origins) == expected_of_origins(collection, query)
    assert found.threshold is not None and found.answer_threshold is not None
    above = 1 + 1e-9
    assert paths[0] in routes(collection, query, min_likelihood=found.threshold)
    assert paths[0] not in routes(collection, query, min_likelihood=found.threshold * above)
    stands = routes(collection, query, min_likelihood=found.answer_threshold)
    assert stands[0] == route(found.sturdiest)
    assert routes(collection, query, min_likelihood=found.answer_threshold * above) == []


@engines
@settings(max_examples=examples(40))
@given(question=questions(k=1), budget=st.integers(1, 60))
def test_truncated_fragility_says_nothing_that_is_not_so(
    engine: Engine, question: tuple[Collection, Query], budget: int
) -> None:
    collection, query = question
    whole = fragility(collection, query, REFERENCE)
    assume(whole.best is not None)
    found = fragility(collection, replace(query, budget=budget), engine)
    if found.status == "complete":
        assert found.sources == whole.sources
        assert found.answer_threshold == whole.answer_threshold
        return
    assert found.best in (None, whole.best)
    assert found.sturdiest in (None, whole.sturdiest)
    complete = told(whole.sources)
    for one in found.sources:
        left, breaks = complete[one.name]
        assert one.left is None or route(one.left) == left
        assert one.breaks_answer in (None, breaks)


def test_weakest_step_and_thresholds_of_path_and_answer_differ() -> None:
    """a -> b -> z at 0.95 and 0.6; a -> c -> d -> z at 0.8 each: weaker, but it stands longer."""
    rows: list[str | Claim] = ["a feeds b 0.95", "b feeds z 0.6"]
    rows += ["a feeds c 0.8", "c feeds d 0.8", "d feeds z 0.8"]
    found = ask(rows)
    assert found.best is not None and found.sturdiest is not None
    assert (found.best.weakest_step, found.threshold) == (2, 0.6)
    assert [node.id for node in found.sturdiest.nodes] == ["a", "c", "d", "z"]
    assert found.answer_threshold == 0.8


def test_origin_breaks_what_no_single_source_breaks() -> None:
    """The step a -> z has two sources, u and v, that pass on one thing."""
    found = ask([said("a feeds z", source="u"), said("a feeds z", source="v")])
    assert found.sources == ()
    ((origin),) = found.origins
    assert (origin.name, [s.id for s in origin.sources]) == ("the wire", ["u", "v"])
    assert (origin.steps, origin.breaks_answer, origin.left) == ((1,), True, None)


def test_claim_goes_with_the_origin_that_it_names() -> None:
    """Both steps are of s; the second passes on t, whose own word is the way round it."""
    own_word = said("b feeds z", origin="t")
    found = ask(["a feeds b", own_word, said("b feeds c", source="t"), "c feeds z"])
    assert [(one.name, one.steps) for one in found.sources] == [("s", (1, 2))]
    # t passes on s, so both steps come to one origin.
    assert [(one.name, one.claims) for one in found.origins] == [("s", ("c01", "c02"))]
    rows: list[str | Claim] = ["a feeds b", said("b feeds z", origin="The Wire")]
    rows += [said("b feeds c 0.5", source="v"), "c feeds z 0.5", "b feeds d 0.4", "d feeds z"]
    found = ask(rows)
    wire = next(one for one in found.origins if one.name == "the wire")
    assert ([s.id for s in wire.sources], wire.steps, wire.claims) == (["s"], (2,), ("c02",))
    # The way by c is of the same wire, of another source; that by d is left.
    assert wire.left is not None
    assert [node.id for node in wire.left.nodes] == ["a", "b", "d", "z"]
    first = next(one for one in found.origins if one.name == "s")
    assert (first.steps, first.breaks_answer) == ((1,), True)


def test_source_of_one_step_is_named_with_its_claims_and_what_is_left() -> None:
    rows: list[str | Claim] = ["a feeds b", said("b feeds z", source="t"), "a feeds z 0.5"]
    found = ask(rows)
    assert [(one.name, one.steps, one.claims) for one in found.sources] == [
        ("s", (1,), ("c01",)),
        ("t", (2,), ("c02",)),
    ]
    assert [one.breaks_answer for one in found.sources] == [True, False]
    left = found.sources[1].left
    assert left is not None and [node.id for node in left.nodes] == ["a", "z"]


def test_withdrawing_what_contests_an_edge_lets_it_in() -> None:
    """a -> z is shut out as contested; without t, which denies it, it is the path that is left."""
    rows: list[str | Claim] = [
        "a feeds z",
        said("not a feeds z", source="t"),
        said("a feeds b", source="t"),
        said("b feeds z", source="t"),
    ]
    found = ask(rows, uncontested=True)
    assert [one.name for one in found.sources] == ["t"]
    left = found.sources[0].left
    assert left is not None and [node.id for node in left.nodes] == ["a", "z"]


def test_dispute_of_what_supports_nothing_still_contests() -> None:
    """c02 is only possible and out of the question; what disputes it contests the edge."""
    rows: list[str | Claim] = [
        "a feeds z",
        said("a feeds z", modality="possible", source="t"),
        said("a feeds z", modality="possible", source="t", disputes=("c02",)),
        said("a feeds b", source="u"),
        said("b feeds z", source="u"),
    ]
    found = ask(rows, uncontested=True, modalities=("stated",))
    assert [(one.name, one.breaks_answer) for one in found.sources] == [("u", True)]


def test_order_of_times_can_hang_on_a_source_that_no_step_rests_on() -> None:
    """a -> b in 2020; b -> z in 2010 by the likelier claim, in 2021 by the other."""
    rows = [
        said("a feeds b", start="2020", end="2020"),
        said("b feeds z 0.9", start="2010", end="2010"),
        said("b feeds z 0.6", start="2021", end="2021", source="t"),
    ]
    found = ask([*rows], chronological=True)
    assert [(one.name, one.steps, one.breaks_answer) for one in found.sources] == [
        ("s", (1,), True),
        ("t", (), True),
    ]
    assert (found.threshold, found.answer_threshold) == (0.6, 0.6)
    assert found.best is not None and found.best.likelihood > 0.8
    text = write_text(fragility_view(found).document())
    assert "broken where support must be likelier than 0.60, as the order of times depends" in text
    assert "the order of times rests on the one source t" in text


@pytest.mark.parametrize(
    ("rows", "breaking"),
    [
        # The ban of 2023 is too late for the training of 2021.
        (
            [
                said("a bans b 0.9", start="2020"),
                said("a bans b 0.9", start="2023", source="t"),
                said("z trains b 0.9", start="2021", source="t"),
            ],
            {"s": (), "t": (2,)},
        ),
        # Only who says that z sits in p says that an act in the field of p reaches it.
        (
            [
                said("a bans b 0.9", towards="p"),
                said("a bans b 0.9", towards="p", source="t"),
                said("z active b 0.9"),
                said("z active b 0.9", source="t"),
                said("z sits p"),
            ],
            {"s": ()},
        ),
    ],
)
def test_rules_of_influence_may_hang_on_a_claim_that_others_support(
    rows: list[Claim], breaking: dict[str, tuple[int, ...]]
) -> None:
    collection = influence_world([*rows])
    query = Query("a", "z").checked(collection)
    found = fragility(collection, query, REFERENCE)
    assert {one.name: one.steps for one in found.sources} == breaking
    assert all(one.breaks_answer for one in found.sources)


@settings(max_examples=examples(60))
@given(question=influence_questions())
def test_what_breaks_a_path_of_influence_leaves_another_best(
    question: tuple[Collection, Query],
) -> None:
    collection, query = question
    query = replace(query, k=1, each_path=True)
    found = fragility(collection, query, REFERENCE)
    assert found.status == "complete"
    if found.best is None:
        return
    breaking = {one.name: one for one in found.sources}
    for source in {c.source.id for step in found.best.steps for c in step.claims}:
        without = (*query.not_sources, source)
        left = ways(
            influence_oracle.answer(collection, replace(query, not_sources=without, k=EVERY))
        )
        if source not in breaking:
            assert route(found.best) in left
            continue
        one = breaking[source]
        assert one.breaks_answer == (not left)
        assert (route(one.left) if one.left else None) == (left[0] if left else None)


def ways(paths: list[Any]) -> list[Route]:
    return [tuple((step.relation, step.along, step.entity) for step in path) for path in paths]


def test_union_and_byd_rest_on_one_source_at_each_step() -> None:
    found = KnowledgeGraph.load().fragility("European Union", "BYD")
    assert {one.name: one.steps for one in found.sources} == {
        "yin-2025": (1,),
        "kiel-2024-press": (2,),
    }
    assert found.breaking_sources == found.sources
    assert found.as_dict()["answer"]["sources"] == ["yin-2025", "kiel-2024-press"]


def test_how_many_paths_are_wanted_changes_nothing() -> None:
    kg = KnowledgeGraph.load()
    one = kg.fragility("NVIDIA", "DeepSeek")
    assert kg.fragility("NVIDIA", "DeepSeek", k=3).as_dict() == one.as_dict()
