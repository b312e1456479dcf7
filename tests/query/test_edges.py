"""Claims to edges: what supports, what opposes, and which filter touches which."""

from __future__ import annotations

import pytest

from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.query.edges import Edge, edges_under
from policygraph.query.query import Query
from tests.world import said, world


def under(collection: Collection, **options: object) -> list[Edge]:
    query = Query(start="a", end="b", **options).checked(collection)  # type: ignore[arg-type]
    return edges_under(collection, query)


def sides(edge: Edge) -> tuple[list[str], list[str]]:
    return [claim.id for claim in edge.supporting], [claim.id for claim in edge.against]


def test_claims_of_one_triple_are_one_edge_as_strong_as_the_strongest() -> None:
    (edge,) = edges_under(world(["a feeds b 0.5", "a feeds b 0.8", "a feeds b 0.8"]))
    assert edge.triple == ("a", "feeds", "b")
    assert edge.strength == 0.8
    assert sides(edge) == (["c02", "c03", "c01"], [])
    assert not edge.contested


def test_denied_claim_is_no_edge() -> None:
    assert edges_under(world(["not a feeds b"])) == []


def test_withdrawn_claim_counts_neither_for_nor_against() -> None:
    gone = "2022-01-01"
    rows: list[str | Claim]
    rows = [said("a feeds b", withdrawn=gone), said("not a uses b", withdrawn=gone), "a uses b"]
    (edge,) = edges_under(world(rows))
    assert (edge.relation, edge.contested) == ("uses", False)


def test_denial_contests_the_edge() -> None:
    (edge,) = edges_under(world(["a feeds b", "not a feeds b"]))
    assert sides(edge) == (["c01"], ["c02"])
    assert edge.contested


def test_denial_contests_neither_the_other_way_nor_another_relation() -> None:
    edges = edges_under(world(["a feeds b", "not b feeds a", "not a uses b"]))
    assert not any(edge.contested for edge in edges)


def test_denying_the_general_contests_the_special_and_never_upward() -> None:
    rows = ["a feeds-well b", "not a feeds b", "c feeds d", "not c feeds-well d"]
    contested = {edge.triple: edge.contested for edge in edges_under(world(rows))}
    assert contested == {("a", "feeds-well", "b"): True, ("c", "feeds", "d"): False}


def test_dispute_by_an_affirming_claim_contests_and_supports() -> None:
    rows = [
        said("a feeds b", quantity="60", unit="percent"),
        said("a feeds b", quantity="30..40", unit="percent", disputes=("c01",)),
    ]
    (edge,) = edges_under(world(rows))
    assert sides(edge) == (["c01", "c02"], ["c02"])


def test_claim_that_denies_and_disputes_is_listed_once() -> None:
    (edge,) = edges_under(world(["a feeds b", said("not a feeds b", disputes=("c01",))]))
    assert sides(edge) == (["c01"], ["c02"])


def test_merged_entities_share_their_edges_and_their_denials() -> None:
    collection = world(["a feeds b", "x feeds b", "not x feeds b"], same=[("x", "a")])
    (edge,) = edges_under(collection)
    assert edge.triple == ("a", "feeds", "b")
    assert sides(edge) == (["c01", "c02"], ["c03"])


OPPOSED = [
    said("a feeds b 0.9", source="s"),
    said("a feeds b 0.6", source="t", modality="planned"),
    said("not a feeds b 0.2", source="u", modality="possible"),
    said("not a feeds b", source="t", disputes=("c01",)),
]


@pytest.mark.parametrize(
    ("options", "supporting"),
    [
        ({"sources": ("s",)}, ["c01"]),
        ({"sources": ("t",)}, ["c02"]),
        ({"modalities": ("planned",)}, ["c02"]),
        ({"min_likelihood": 0.9}, ["c01"]),
        ({}, ["c01", "c02"]),
    ],
)
def test_filter_of_support_never_hides_opposition(
    options: dict[str, object], supporting: list[str]
) -> None:
    (edge,) = under(world(OPPOSED), **options)
    assert sides(edge) == (supporting, ["c03", "c04"])


def test_dispute_of_support_that_is_filtered_out_still_contests() -> None:
    rows = [
        said("a feeds b", source="s"),
        said("a feeds b", source="t"),
        said("a feeds b", source="u", quantity="1", disputes=("c01",)),
    ]
    (edge,) = under(world(rows), sources=("t",))
    assert sides(edge) == (["c02"], ["c03"])


def test_source_that_only_denies_supports_nothing() -> None:
    assert under(world(OPPOSED), sources=("u",)) == []


def test_not_source_applies_to_both_sides() -> None:
    (edge,) = under(world(OPPOSED), not_sources=("t",))
    assert sides(edge) == (["c01"], ["c03"])
    (edge,) = under(world(OPPOSED), not_sources=("s",))
    assert sides(edge) == (["c02"], ["c03", "c04"])


def test_as_of_applies_to_both_sides() -> None:
    rows = [
        said("a feeds b", start="2015", end=".."),
        said("not a feeds b", start="2021", end=".."),
    ]
    (before,) = under(world(rows), as_of="2020")
    (after,) = under(world(rows), as_of="2022")
    assert (before.contested, after.contested) == (False, True)


def test_known_by_applies_to_both_sides() -> None:
    rows = [said("a feeds b", source="s"), said("not a feeds b", source="t")]
    collection = world(rows, sources={"s": "2019", "t": "2021-03"})
    assert under(collection, known_by="2019-12-30") == []
    (before,) = under(collection, known_by="2021-03-30")
    (after,) = under(collection, known_by="2021-03-31")
    assert (before.contested, after.contested) == (False, True)


def test_known_since_of_the_row_goes_before_the_date_of_the_source() -> None:
    collection = world([said("a feeds b", known_since="2018-01-01")], sources={"s": "2021"})
    assert len(under(collection, known_by="2018-01-01")) == 1


def test_claim_that_was_known_nobody_knows_when_is_not_known_by_a_day() -> None:
    assert under(world(["a feeds b"], sources={"s": ""}), known_by="2030-01-01") == []


@pytest.mark.parametrize(
    ("row", "as_of", "lenient", "strict"),
    [
        (said("a feeds b", start="2015", end="2018"), "2016", True, True),
        (said("a feeds b", start="2015", end="2018"), "2015-06", True, False),
        (said("a feeds b", start="2015", end="2018"), "2019", False, False),
        (said("a feeds b", start="2015"), "2030", True, False),
        (said("a feeds b"), "2030", True, False),
        (said("a founded b", start="2015"), "2030", True, True),
        (said("a founded b", start="2015", end="2020"), "2030", False, False),
    ],
)
def test_unknown_dates_count_as_yes_unless_strict(
    row: Claim, as_of: str, lenient: bool, strict: bool
) -> None:
    collection = world([row])
    assert len(under(collection, as_of=as_of)) == lenient
    assert len(under(collection, as_of=as_of, dates="strict")) == strict


def test_uncontested_drops_the_edge_and_not_only_the_claim() -> None:
    assert under(world(OPPOSED), uncontested=True) == []
    assert len(under(world(OPPOSED), uncontested=True, not_sources=("t", "u"))) == 1


def test_without_a_query_only_withdrawal_filters() -> None:
    rows: list[str | Claim]
    rows = [said("a feeds b", start="1900", end="1901", modality="possible"), "not a feeds b"]
    (edge,) = edges_under(world(rows))
    assert edge.contested
