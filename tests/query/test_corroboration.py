"""Corroboration: sources that share an origin count once, however they come by it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.analyses.path import Step
from policygraph.analyses.show import show
from policygraph.analyses.trace import trace
from policygraph.engines import ENGINES
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.query.corroboration import corroboration, origin_of
from policygraph.query.name_resolver import Names
from policygraph.query.opposition import agrees
from policygraph.query.query import Query
from tests.engines.questions import SOURCES, questions
from tests.world import relation, said, world

VOCABULARY = (relation("feeds"), relation("founded", event=True))


def with_origins(collection: Collection, origins: Mapping[str, str | None]) -> Collection:
    sources = {
        id: replace(source, origin=origins.get(id)) for id, source in collection.sources.items()
    }
    return replace(collection, sources=sources)


def said_by(*sources: str, **origins: str) -> Collection:
    return with_origins(world([said("a feeds b", source=source) for source in sources]), origins)


def counts(collection: Collection) -> tuple[int, int]:
    found = corroboration(collection, collection.claims.values())
    return found.sources, found.origins


def only_step(collection: Collection) -> Step:
    query = Query("a", "b").checked(collection)
    (path,) = trace(collection, query, ENGINES["reference"]).paths
    return path.steps[0]


def test_sources_without_an_origin_are_independent() -> None:
    assert counts(said_by("s", "t")) == (2, 2)


def test_two_claims_of_one_source_are_one_source() -> None:
    assert counts(said_by("s", "s")) == (1, 1)


def test_a_report_and_its_reprint_corroborate_once() -> None:
    assert counts(said_by("reprint", "wire", reprint="wire")) == (2, 1)


def test_a_report_and_what_it_passes_on_count_apart_from_others() -> None:
    reprinted = said_by("reprint", "wire", "other", reprint="wire")
    assert corroboration(reprinted, reprinted.claims.values()).as_dict() == {
        "sources": 3,
        "origins": 2,
        "by_origin": [
            {"origin": "other", "sources": ["other"]},
            {"origin": "wire", "sources": ["reprint", "wire"]},
        ],
        "separate": [],
    }


def with_documents(collection: Collection, **documents: tuple[str, str | None]) -> Collection:
    """The collection with the address and the text of some sources."""
    sources = dict(collection.sources)
    for id, (url, text) in documents.items():
        sources[id] = replace(sources[id], url=url, text_sha256=text)
    return replace(collection, sources=sources)


PAGE = "https://example.org/page"


@pytest.mark.parametrize(
    ("other", "origins"),
    [
        ((PAGE, "1"), 1),
        (("http://www.example.org/page/#part", "1"), 1),
        ((PAGE, "2"), 2),
        ((PAGE, None), 2),
        (("https://example.org/record/2", "1"), 2),
    ],
)
def test_two_source_ids_of_one_document_corroborate_once(
    other: tuple[str, str | None], origins: int
) -> None:
    documents = with_documents(said_by("s", "t"), s=(PAGE, "1"), t=other)
    assert counts(documents) == (2, origins)
    assert only_step(documents).support.origins == origins


def test_one_document_joins_the_origins_of_both_of_its_ids() -> None:
    passed_on = said_by("s", "t", "wire", t="wire")
    joined = with_documents(passed_on, s=(PAGE, "1"), t=(PAGE, "1"))
    assert corroboration(joined, joined.claims.values()).by_origin == (("s", ("s", "t", "wire")),)


def test_two_sources_of_one_plain_name_corroborate_once_however_it_is_written() -> None:
    assert counts(said_by("s", "t", s="An Institute", t="an  institute")) == (2, 1)


def test_a_chain_of_origins_is_followed_to_its_end() -> None:
    chained = said_by("a1", "a2", "a3", "b1", a1="a2", a2="a3", a3="bureau", b1="Bureau")
    assert counts(chained) == (4, 1)
    assert origin_of(chained, "a1") == "bureau"


def test_a_plain_name_may_be_that_of_a_source_that_passes_on_another() -> None:
    assert counts(said_by("s", "wire", "agency", s="Wire", wire="agency")) == (3, 1)


def test_a_circle_of_origins_is_one_origin() -> None:
    circle = said_by("s", "t", "u", s="u", t="u", u="t")
    assert [origin_of(circle, source) for source in "stu"] == ["t", "t", "t"]


def test_a_source_that_is_not_there_is_its_own_origin() -> None:
    assert origin_of(said_by("s"), "elsewhere") == "elsewhere"


@pytest.mark.parametrize(
    ("claim", "other", "expected"),
    [
        (said("a feeds b"), said("a feeds b", modality="possible", source="t"), True),
        (said("a feeds b"), said("not a feeds b", source="t"), False),
        (said("not a feeds b"), said("not a feeds b", source="t"), True),
        (said("a feeds b"), said("a feeds c", source="t"), False),
        (said("a feeds b"), said("a feeds b", source="t", withdrawn="2020-01-01"), False),
        (said("a feeds b"), said("a feeds b", source="t", quantity="5"), True),
        (said("a feeds b", quantity="5"), said("a feeds b", source="t"), False),
        (said("a feeds b", quantity="5"), said("a feeds b", source="t", quantity="5.0"), True),
        (said("a feeds b", quantity="5"), said("a feeds b", source="t", quantity="6"), False),
        (
            said("a feeds b", quantity="5", unit="m"),
            said("a feeds b", quantity="5", unit="km"),
            False,
        ),
        (said("a feeds b", end="2019"), said("a feeds b", source="t", start="2020"), False),
        (said("a feeds b", end="2020"), said("a feeds b", source="t", start="2020-05"), True),
        (said("a founded b", start="2019"), said("a founded b", start="2020"), False),
        (said("a founded b", start="2019"), said("a founded b", start="2019-03"), True),
        (said("a founded b", start="2019"), said("a founded b"), True),
    ],
)
def test_a_claim_corroborates_what_it_says_too(claim: Claim, other: Claim, expected: bool) -> None:
    collection = world([claim, other], relations=VOCABULARY)
    first, second = collection.claims.values()
    assert agrees(collection, first, second) is expected


def test_a_dispute_corroborates_nothing_that_it_disputes() -> None:
    rows = [said("a feeds b", id="x"), said("a feeds b", source="t", quantity="5", disputes=("x",))]
    collection = world(rows)
    first, second = collection.claims.values()
    assert not agrees(collection, first, second)
    assert not agrees(collection, second, first)


def test_claims_of_merged_entities_corroborate_each_other() -> None:
    collection = world([said("a feeds b"), said("z feeds b", source="t")], same=[("a", "z")])
    first, second = collection.claims.values()
    assert agrees(collection, first, second)


def test_a_step_says_how_many_origins_support_and_oppose_it() -> None:
    rows = [
        said("a feeds b", source="wire"),
        said("a feeds b", source="reprint"),
        said("not a feeds b", source="s"),
        said("not a feeds b", source="t"),
    ]
    step = only_step(with_origins(world(rows), {"reprint": "wire"}))
    assert (step.support.sources, step.support.origins) == (2, 1)
    assert (step.opposition.sources, step.opposition.origins) == (2, 2)
    plain = json.loads(json.dumps(step.as_dict()))
    assert plain["support"]["origins"] == 1
    assert plain["opposition"]["by_origin"][1] == {"origin": "t", "sources": ["t"]}


def test_a_claim_that_is_shown_says_how_many_origins_say_what_it_says() -> None:
    rows = [
        said("a feeds b", source="wire", quantity="5"),
        said("a feeds b", source="reprint", quantity="5"),
        said("a feeds b", source="other", quantity="7"),
        said("not a feeds b", source="t"),
    ]
    collection = with_origins(world(rows), {"reprint": "wire"})
    (shown,) = show(collection, Names(collection), "c01").claims_out
    assert (shown.support.sources, shown.support.origins) == (2, 1)
    assert (shown.opposition.sources, shown.opposition.origins) == (1, 1)
    assert shown.as_dict()["support"]["origins"] == 1


def test_a_withdrawn_claim_supports_nothing() -> None:
    collection = world([said("a feeds b", withdrawn="2021-01-01")])
    (shown,) = show(collection, Names(collection), "c01").claims_out
    assert shown.support.sources == 0


ORIGINS = st.fixed_dictionaries(
    {id: st.sampled_from((None, *SOURCES, "S", "an institute", "An  Institute")) for id in SOURCES}
)


@given(questions(), ORIGINS)
def test_origins_are_the_connected_parts_of_what_passes_on_what(
    asked: tuple[Collection, Query], origins: dict[str, str | None]
) -> None:
    """A source names one origin at most, so to share one is to hang together."""
    collection, query = asked
    collection = with_origins(collection, origins)
    links: nx.Graph[str] = nx.Graph()
    links.add_nodes_from(collection.sources)
    for id, source in collection.sources.items():
        if source.origin:
            links.add_edge(id, " ".join(source.origin.casefold().split()))
    parts = list(nx.connected_components(links))

    def independent(claims: list[Claim]) -> int:
        said_by = {claim.source for claim in claims}
        return sum(bool(part & said_by) for part in parts)

    for path in trace(collection, query, ENGINES["reference"]).paths:
        for step in path.steps:
            separate = step.support.separate
            claims = [c.claim for c in step.claims if c.claim.id not in separate]
            assert all(agrees(collection, step.claims[0].claim, claim) for claim in claims)
            against = [cited.claim for cited in step.against]
            assert step.support.origins == independent(claims)
            assert step.opposition.origins == independent(against)
            assert step.support.sources == len({claim.source for claim in claims})


@given(questions(), ORIGINS)
def test_more_claims_never_corroborate_less(
    asked: tuple[Collection, Query], origins: dict[str, str | None]
) -> None:
    collection = with_origins(asked[0], origins)
    claims = list(collection.claims.values())
    before = corroboration(collection, [])
    assert (before.sources, before.origins) == (0, 0)
    for number in range(len(claims)):
        after = corroboration(collection, claims[: number + 1])
        assert before.origins <= after.origins <= after.sources
        assert dict(before.by_origin).keys() <= dict(after.by_origin).keys()
        assert after == corroboration(collection, reversed(claims[: number + 1]))
        before = after
