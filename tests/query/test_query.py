"""A query is checked before anything is searched, and says which option is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from policygraph.errors import UsageError
from policygraph.model.collection import Collection
from policygraph.query.query import RESTRICTIONS, Query, restrictions_of
from tests.engines.influence_worlds import influence_world
from tests.plain_paths import LIFTED
from tests.world import world


@pytest.fixture(scope="module")
def small() -> Collection:
    return world(["a feeds b", "b feeds c"], {"c": "firm"})


def test_defaults_are_those_of_the_contract(small: Collection) -> None:
    query = Query("a", "b").checked(small)
    assert (query.k, query.max_hops, query.direction) == (10, 6, "influence")
    assert (query.mode, query.select, query.rank) == ("simple", "shortest", "influence")
    assert (query.each_path, query.channels) == (False, ())


def test_rank_by_influence_is_by_likelihood_where_steps_need_not_follow_influence(
    small: Collection,
) -> None:
    assert Query("a", "b", direction="any").checked(small).rank == "likelihood"
    assert Query("a", "b", direction="stated", rank="hops").checked(small).rank == "hops"


def test_former_name_of_a_rank_is_read_as_its_name(small: Collection) -> None:
    assert Query("a", "b", rank="strength").checked(small).rank == "likelihood"


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"k": 0}, "k is 0"),
        ({"max_hops": 0}, "max-hops is 0"),
        ({"budget": 0}, "budget is 0"),
        ({"k": 2**63}, "k is too large; give at most 9223372036854775807"),
        ({"max_hops": 2**63}, "max-hops is too large"),
        ({"budget": 2**63}, "budget is too large"),
        ({"max_degree": 2**63}, "max-degree is too large"),
        ({"seconds": float("inf")}, "seconds is inf; give more than 0 and at most 1000000000"),
        ({"max_degree": -1}, "max-degree is -1"),
        ({"seconds": 0.0}, "seconds is 0.0"),
        ({"seconds": float("nan")}, "seconds is nan"),
        ({"min_likelihood": 0.0}, "min-likelihood is 0.0"),
        ({"min_likelihood": 1.1}, "min-likelihood is 1.1"),
        ({"min_likelihood": float("nan")}, "min-likelihood is nan"),
        ({"direction": "influences"}, "unknown direction 'influences'; did you mean influence?"),
        ({"mode": "run"}, "unknown mode 'run'; choose from walk, trail, acyclic, simple"),
        ({"select": "best"}, "unknown select 'best'; choose from shortest, any-shortest"),
        ({"pattern": "feeds/"}, "pattern: a relation is missing at the end"),
        ({"rank": "price"}, "unknown rank 'price'; choose from influence, likelihood, hops"),
        ({"relations": ("feed",)}, "unknown relation 'feed'; did you mean feeds"),
        ({"not_relations": ("feed",)}, "unknown not-relation 'feed'; did you mean feeds"),
        ({"transit_types": ("film",)}, "unknown transit-type 'film'; did you mean firm?"),
        ({"not_transit_types": ("film",)}, "unknown not-transit-type 'film'; did you mean firm?"),
        ({"modalities": ("said",)}, "unknown modality 'said'; "),
        ({"sources": ("z",)}, "unknown source 'z'; choose from s"),
        ({"not_sources": ("z",)}, "unknown not-source 'z'; choose from s"),
        ({"via": ("nobody",)}, "unknown via 'nobody'"),
        ({"avoid": ("nobody",)}, "unknown avoid 'nobody'"),
        ({"avoid": ("a",)}, "avoid names a, which is an end"),
        ({"avoid": ("b",)}, "avoid names b, which is an end"),
        ({"as_of": "May"}, "as-of: 'May' is not a date"),
        ({"as_of": "2022/2021"}, "as-of: '2022/2021' ends before it starts"),
        ({"known_by": "May"}, "known-by: 'May' is not a date"),
        ({"known_by": "2024"}, "known-by: '2024' is not a day"),
        ({"as_of": "2020", "known_by": "May"}, "known-by: 'May' is not a date"),
        ({"as_of": "unknown", "known_by": "2020-01-01"}, "as-of: 'unknown' is not a date"),
        ({"dates": "loose"}, "unknown dates 'loose'; choose from lenient, strict"),
        ({"dates": "strict"}, "give --as-of too"),
    ],
)
def test_option_that_means_nothing_is_named(
    small: Collection, options: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        Query("a", "b", **options).checked(small)
    assert complaint in str(caught.value)


def test_ends_must_be_entities(small: Collection) -> None:
    with pytest.raises(UsageError, match="unknown start 'nobody'"):
        Query("nobody", "b").checked(small)
    with pytest.raises(UsageError, match="unknown end 'nobody'"):
        Query("a", "nobody").checked(small)


EVERYTHING: dict[str, Any] = {
    "relations": ("feeds",),
    "not_relations": ("uses",),
    "transit_types": ("thing",),
    "not_transit_types": ("chip",),
    "via": ("c",),
    "avoid": ("c",),
    "max_degree": 0,
    "min_likelihood": 0.5,
    "modalities": ("stated",),
    "uncontested": True,
    "sources": ("s",),
    "not_sources": ("s",),
    "as_of": "2020",
    "dates": "strict",
    "known_by": "2020-01-01",
    "pattern": "feeds+",
    "chronological": True,
}
#: The rules of influence that an ontology with a composition gives, and what lifts them.
RULES = ("any-order", "any-composition", "any-force", "any-addressee")


def test_every_option_that_restricts_can_be_lifted(small: Collection) -> None:
    query = Query("a", "b", **EVERYTHING).checked(small)
    for restriction in RESTRICTIONS:
        assert restriction.value(query) is not None
        lifted = restriction.lift(query, 99)
        assert restriction.value(lifted) == (99 if restriction.option == "max-hops" else None)
    for restriction in RESTRICTIONS:
        query = restriction.lift(query, 99)
    assert query == Query("a", "b", max_hops=99, direction="any", mode="walk", **LIFTED)


def test_rules_of_influence_restrict_where_the_ontology_has_them(small: Collection) -> None:
    ruled = influence_world(["a feeds b", "b hopes c"])
    query = Query("a", "b")
    plain = {one.option for one in restrictions_of(query, small.ontology)}
    assert {one.option for one in restrictions_of(query, ruled.ontology)} - plain == {
        *RULES,
        "channel",
    }
    assert not plain & {*RULES, "channel"}
    for restriction in restrictions_of(query, ruled.ontology):
        query = restriction.lift(query, 99)
    assert query.channels == ("wish",)
    assert query.any_order and query.any_composition and query.any_force and query.any_addressee
    assert {one.option for one in restrictions_of(query, ruled.ontology)} == {"max-hops"}
    for direction in ("any", "stated"):
        asked = Query("a", "b", direction=direction)
        options = {one.option for one in restrictions_of(asked, ruled.ontology)}
        assert not options & {*RULES, "channel"}


@pytest.mark.parametrize(
    ("query", "counts"),
    [
        (Query("a", "b"), False),
        (Query("a", "a"), True),
        (Query("a", "b", via=("c",)), True),
        (Query("a", "b", pattern="feeds"), True),
        (Query("a", "a", mode="walk"), False),
    ],
)
def test_mode_restricts_where_a_walk_may_need_its_cycles(query: Query, counts: bool) -> None:
    (mode,) = (restriction for restriction in RESTRICTIONS if restriction.option == "mode")
    assert mode.value(query) == (query.mode if counts else None)


def test_no_option_of_a_query_is_forgotten_among_the_restrictions() -> None:
    named = {restriction.option for restriction in RESTRICTIONS}
    singular = {"relations": "relation", "not_relations": "not-relation", "modalities": "modality",
                "transit_types": "transit-type", "not_transit_types": "not-transit-type",
                "sources": "source", "not_sources": "not-source"}  # fmt: skip
    singular["channels"] = "channel"
    chooses = {"start", "end", "k", "select", "rank", "each_path"}
    limits = {"budget", "max_steps", "seconds"}
    options = {singular.get(f, f.replace("_", "-")) for f in Query.__dataclass_fields__}
    chooses_or_limits = {name.replace("_", "-") for name in chooses | limits}
    assert options - chooses_or_limits == named | {"channel"}
