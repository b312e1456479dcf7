"""Coverage: what is known of each type, how recently, and which edges may be out of date."""

from __future__ import annotations

import csv
import io
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.analyses.coverage import Coverage, coverage
from policygraph.errors import UsageError
from policygraph.model.collection import Collection
from policygraph.query.query import Filters
from tests.cli.running import policygraph
from tests.world import said, world

#: Sources by the day of their publication; the newest is of 31 December 2024.
SOURCES = {"old": "2022-03-01", "new": "2024-12-31", "year": "2023", "none": ""}


def small() -> Collection:
    claims = [
        said("a feeds b", id="c1", source="old", known_since="2022-03-01"),
        said("a feeds c", id="c2", source="old", known_since="2022-03-01"),
        said("a feeds c", id="c3", source="new", known_since="2024-12-31"),
        said("b blocks c", id="c4", source="old", known_since="2022-03-01", end="2023"),
        said("a founded c", id="c5", source="old", known_since="2022-03-01"),
        said("b feeds d", id="c6", source="year", known_since="2023"),
        said("not b feeds e", id="c7", source="new", known_since="2024-12-31"),
        said("c uses d", id="c8", source="none"),
    ]
    types = {"a": "firm", "b": "group", "c": "chip", "d": "chip", "e": "chip", "f": "firm"}
    return world(claims, types, sources=SOURCES)


def stale(found: Coverage) -> list[tuple[str, ...]]:
    return [one.edge.claims for one in found.stale]


def test_edge_is_stale_if_it_may_go_on_and_its_newest_evidence_is_old() -> None:
    found = coverage(small(), Filters(), older_than=366)
    assert found.day == "2024-12-31"
    assert stale(found) == [("c1",)]
    assert (found.edges, found.lasting) == (6, 4)
    assert stale(coverage(small(), Filters(), older_than=10_000)) == []


def test_partial_date_is_old_only_if_every_day_that_it_may_mean_is() -> None:
    assert ("c6",) not in stale(coverage(small(), Filters(), older_than=366))
    assert ("c6",) in stale(coverage(small(), Filters(), older_than=365))


def test_age_is_counted_from_the_day_asked_about() -> None:
    found = coverage(small(), Filters(known_by="2022-04-01"), older_than=365)
    assert (found.day, stale(found)) == ("2022-04-01", [])
    found = coverage(small(), Filters(known_by="2022-04-01"), older_than=30)
    assert (found.lasting, stale(found)) == (3, [("c1",), ("c2",), ("c4",)])


def test_edges_of_one_source_are_those_without_a_second_origin() -> None:
    found = coverage(small(), Filters())
    assert [one.edge.claims for one in found.single_source] == [
        ("c1",), ("c5",), ("c4",), ("c6",), ("c8",)
    ]  # fmt: skip


def test_entities_have_their_evidence_with_denials_and_the_gaps_come_first() -> None:
    entities = {
        one.entity.id: (one.claims, one.sources, one.newest)
        for one in coverage(small(), Filters()).entities
    }
    assert entities == {
        "a": (4, 2, "2024-12-31"),
        "b": (4, 3, "2024-12-31"),
        "c": (5, 3, "2024-12-31"),
        "d": (2, 2, "2023"),
        "e": (1, 1, "2024-12-31"),
        "f": (0, 0, None),
    }
    assert next(iter(entities)) == "f"


def test_entity_that_is_only_cited_is_known_by_what_it_says() -> None:
    claims = [said("a feeds b", attributed_to="g"), said("not a feeds c", attributed_to="g")]
    found = coverage(world(claims), Filters())
    assert [one.claims for one in found.entities if one.entity.id == "g"] == [2]


@pytest.mark.parametrize("of", ["entity", "type"])
def test_what_an_entity_says_of_others_is_evidence_wherever_it_is_asked_for(of: str) -> None:
    claims = [
        said("g feeds b", source="old", known_since="2022-03-01"),
        said("c uses d", source="new", known_since="2024-12-31", attributed_to="g"),
        said("not d feeds c", source="old", known_since="2022-03-01", attributed_to="g"),
    ]
    graph = world(claims, {"g": "firm", "b": "chip", "c": "chip", "d": "chip"}, sources=SOURCES)
    found = (
        coverage(graph, Filters(), "g")
        if of == "entity"
        else coverage(graph, Filters(), types=("firm",))
    )
    (shown,) = (one for one in found.entities if one.entity.id == "g")
    assert (shown.claims, shown.newest) == (3, "2024-12-31")


def test_types_count_their_sub_types_and_show_gaps() -> None:
    found = coverage(small(), Filters())
    counts = [(one.id, one.depth, one.entities, one.known, one.newest) for one in found.types]
    assert counts == [
        ("thing", 0, 6, 5, "2024-12-31"),
        ("chip", 1, 3, 3, "2024-12-31"),
        ("group", 1, 3, 2, "2024-12-31"),
        ("firm", 2, 2, 1, "2024-12-31"),
    ]
    found = coverage(small(), Filters(), types=("group",))
    assert [(one.id, one.depth) for one in found.types] == [("group", 0), ("firm", 1)]
    assert {one.entity.id for one in found.entities} == {"a", "b", "f"}
    assert ("c8",) not in [one.edge.claims for one in found.single_source]


def test_one_entity_is_shown_with_what_it_touches() -> None:
    found = coverage(small(), Filters(), "d")
    assert {one.entity.id for one in found.entities} == {"b", "c", "d"}
    assert found.edges == 2
    assert found.day == "2024-12-31"


def test_graph_without_dates_has_nothing_old() -> None:
    found = coverage(world(["a feeds b"], sources={"s": ""}), Filters(), older_than=0)
    assert (found.day, found.stale, [one.old for one in found.entities]) == (None, (), [False] * 2)


def test_negative_age_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="older-than is -1; give 0 or more"):
        coverage(small(), Filters(), older_than=-1)


@given(st.sets(st.integers(0, 4000), min_size=2, max_size=6))
def test_no_edge_becomes_stale_by_being_allowed_more_days(ages: set[int]) -> None:
    collection = small()
    found = [set(stale(coverage(collection, Filters(), older_than=age))) for age in sorted(ages)]
    assert all(later <= earlier for earlier, later in pairwise(found))


def test_rows_and_lines_have_every_type_entity_and_edge() -> None:
    given_type = ("coverage", "--type", "policy", "--format")
    found = json.loads(policygraph(*given_type, "json").out)
    rows = list(csv.DictReader(io.StringIO(policygraph(*given_type, "csv").out)))
    lines = policygraph(*given_type, "jsonl").out.splitlines()
    groups = ("types", "entities", "stale", "single_source")
    assert len(rows) == len(lines) == sum(len(found[group]) for group in groups)
    assert {row["group"] for row in rows} == {json.loads(line)["group"] for line in lines}


def test_unknown_type_is_one_line_and_a_usage_error() -> None:
    ran = policygraph("coverage", "--type", "polcy")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "unknown type 'polcy'" in ran.err
