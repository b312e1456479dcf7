"""Timeline: what is said of an entity, by date."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from policygraph import KnowledgeGraph
from policygraph.analyses.timeline import Timeline, timeline
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.query.deadline import Deadline
from policygraph.query.edges import edges_about
from policygraph.query.query import Filters, Query
from policygraph.render.timeline import timeline_document
from policygraph.render.writers.text import write_text
from tests.big_worlds import parallel
from tests.engines.questions import questions
from tests.examples import examples
from tests.world import said, world


def ask(*rows: str | Claim, entity: str = "a", **filters: Any) -> Timeline:
    return timeline(world(rows, {"q": "thing"}), entity, Filters(**filters))


def told(found: Timeline) -> list[tuple[str, str, str]]:
    return [
        (entry.date.text, entry.what or "", entry.object.id)
        for entry in found.entries
        if entry.date is not None
    ]


def test_entries_stand_by_the_earliest_day_and_then_by_the_latest_that_they_may_mean() -> None:
    starts = ("2020-06", "Y-20000", "2020", "2019-12-31", "2020-01-01", "Y12024")
    rows = [said(f"a feeds b{n}", start=start) for n, start in enumerate(starts)]
    assert [date for date, *_ in told(ask(*rows))] == [
        "Y-20000", "2019-12-31", "2020-01-01", "2020", "2020-06", "Y12024",
    ]  # fmt: skip


def test_state_has_a_start_and_an_end_and_an_event_a_date() -> None:
    found = ask(
        said("a feeds b", start="2019", end="2021"),
        said("a founded c", start="2020"),
        said("d feeds a", start="2018", end="2018"),
        said("a feeds e", start="2022", end=".."),
    )
    assert told(found) == [
        ("2018", "span", "a"),
        ("2019", "start", "b"),
        ("2020", "event", "c"),
        ("2021", "end", "b"),
        ("2022", "start", "e"),
    ]
    assert found.undated == ()


def test_claims_that_say_one_thing_of_one_date_are_one_entry() -> None:
    found = ask(
        said("a founded b", start="2020"),
        said("a founded b 0.95", start="2020", source="t"),
        said("a founded b", start="2021"),
    )
    assert [[c.claim.id for c in entry.claims] for entry in found.entries] == [
        ["c02", "c01"],
        ["c03"],
    ]


def test_denial_is_told_as_one_and_stands_against_what_it_denies() -> None:
    found = ask(said("a feeds b", start="2020"), said("not a feeds b", start="2021"))
    first, second = found.entries
    assert (first.affirmed, [c.claim.id for c in first.against]) == (True, ["c02"])
    assert (second.affirmed, second.against) == (False, ())
    assert second.sentence == "it is not so that A feeds B"


def test_claims_without_a_date_are_apart() -> None:
    found = ask("a feeds b", said("c feeds a", start="..", end=".."))
    assert found.entries == ()
    assert [entry.subject.id for entry in found.undated] == ["a", "c"]


def test_filters_that_choose_support_never_hide_a_denial() -> None:
    rows = ("a feeds b", said("not a feeds b", source="t"), "a blocks c", "not a blocks d")
    found = ask(*rows, sources=("s",), relations=("feeds",))
    assert [(entry.relation[0], entry.affirmed) for entry in found.undated] == [
        ("feeds", True),
        ("feeds", False),
    ]


def test_self_loop_is_told_once() -> None:
    assert len(ask(said("a feeds a", start="2020")).entries) == 1


@pytest.mark.parametrize(
    ("entity", "filters", "reason"),
    [
        ("q", {}, "no claim is about Q"),
        ("a", {"known_by": "2001-01-01"}, "the only claim about A is filtered out or withdrawn"),
    ],
)
def test_nothing_to_tell_is_explained(entity: str, filters: dict[str, str], reason: str) -> None:
    found = ask("a feeds b", entity=entity, **filters)
    assert (found.entries, found.undated, found.reason) == ((), (), reason)


@settings(max_examples=examples(60))
@given(questions())
def test_every_claim_of_an_edge_about_the_entity_is_told(
    question: tuple[Collection, Query],
) -> None:
    collection, query = question
    found = timeline(collection, query.start, query)
    entries = (*found.entries, *found.undated)
    edges = edges_about(collection, (query.start,), query)
    affirmed = {c.claim.id for entry in entries if entry.affirmed for c in entry.claims}
    assert affirmed == {claim.id for edge in edges for claim in edge.supporting}
    denied = {c.claim.id for entry in entries if not entry.affirmed for c in entry.claims}
    assert denied >= {c.id for edge in edges for c in edge.against if not c.affirms}
    for entry in entries:
        assert query.start in (entry.subject.id, entry.object.id)
    spans = [(e.date.earliest, e.date.latest) for e in found.entries if e.date]
    assert spans == sorted(spans)


def test_foundation_of_deepseek_is_told_on_each_of_its_dates() -> None:
    found = KnowledgeGraph.load().timeline("DeepSeek", relations="established")
    assert [date for date, *_ in told(found)] == ["2023", "2023-05", "2023-07"]


def test_claims_against_an_entry_are_told_as_far_as_they_are_few_and_counted() -> None:
    rows = [said("a feeds b", start="2020"), *[said("not a feeds b")] * 1_000]
    ((entry, *_)) = ask(*rows).entries
    assert (len(entry.against), entry.more_against) == (10, 990)
    assert entry.as_dict()["more_against"] == 990
    text = write_text(timeline_document(ask(*rows)))
    assert "and 990 more claims against it" in text


def test_timeline_of_a_thousand_parallel_claims_is_as_long_as_its_claims() -> None:
    found = timeline(world(parallel(1_000)), "a", Filters())
    assert found.status == "complete"
    assert len(json.dumps(found.as_dict())) < 12_000_000
    assert len(write_text(timeline_document(found))) < 2_000_000


def test_entries_beyond_the_limit_or_the_time_are_counted() -> None:
    collection = world([said("a feeds b", start=str(2000 + n)) for n in range(9)])
    found = timeline(collection, "a", Filters(), limit=4)
    assert (found.status, len(found.entries), found.untold) == ("truncated", 4, 5)
    assert found.entries == timeline(collection, "a", Filters()).entries[:4]
    assert "5 more are not told: --limit asks for more" in write_text(timeline_document(found))
    late = timeline(collection, "a", Filters(), deadline=Deadline(1e-9))
    assert (late.as_dict()["status"], late.as_dict()["reason"]) == ("truncated", "time")
    assert "the time is up (--seconds)" in write_text(timeline_document(late))
