"""Reach and common: what leads to what, in order, and why there is nothing."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph import KnowledgeGraph
from policygraph.analyses.chokepoints import Chokepoints
from policygraph.analyses.common import Common, common
from policygraph.analyses.fragility import Fragility
from policygraph.analyses.reach import ReachResult, reach
from policygraph.engines import ENGINES, available
from policygraph.errors import UsageError
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.query.query import Query, Scope
from tests.engines.oracle import answer
from tests.engines.questions import questions
from tests.examples import examples
from tests.world import world

REFERENCE = ENGINES["reference"]
TREE: list[str | Claim] = ["a feeds b 0.9", "b feeds c 0.9", "a feeds d 0.5", "x feeds b 0.8"]


def ask(rows: list[str | Claim], entity: str = "a", **options: Any) -> ReachResult:
    given = {name: options.pop(name) for name in ("backward", "types", "limit") if name in options}
    collection = world(rows, {"e": "firm"})
    return reach(collection, Scope(**options).checked(collection), entity, REFERENCE, **given)


def share(rows: list[str | Claim], **options: Any) -> Common:
    collection = world(rows)
    return common(collection, Scope(**options).checked(collection), "y", "z", REFERENCE)


def told(found: ReachResult) -> list[tuple[str, float]]:
    return [(one.entity.id, round(one.path.likelihood, 3)) for one in found.reached]


# --- Reach --------------------------------------------------------------------------------------


def test_what_is_reached_comes_with_its_best_path_best_first() -> None:
    found = ask(TREE)
    assert told(found) == [("b", 0.9), ("c", 0.81), ("d", 0.5)]
    assert [one.path.rank for one in found.reached] == [1, 2, 3]
    assert (found.status, found.total, found.nothing) == ("complete", 3, None)


def test_backward_gives_what_reaches_the_entity() -> None:
    found = ask(TREE, "c", backward=True)
    assert told(found) == [("b", 0.9), ("a", 0.81), ("x", 0.72)]
    assert found.reached[1].path.steps[0].origin.id == "a"


def test_limit_cuts_what_is_given_and_not_what_is_counted() -> None:
    found = ask(TREE, limit=1)
    assert (told(found), found.total, found.status) == ([("b", 0.9)], 3, "complete")


def test_types_choose_what_is_told_and_not_what_is_passed() -> None:
    collection = world(TREE, {"c": "firm"})
    found = reach(collection, Scope(), "a", REFERENCE, types=("group",))
    assert [one.entity.id for one in found.reached] == ["c"]


def test_spent_budget_leaves_a_true_prefix() -> None:
    found = ask(TREE, budget=2)
    assert found.status == "truncated"
    assert told(found) == told(ask(TREE))[: len(found.reached)]


def test_entity_that_nothing_touches_is_said_to_be_so() -> None:
    found = ask(TREE, "e")
    assert found.nothing is not None
    assert found.nothing.summary == "E reaches nothing: no claim connects E to anything"


def test_restriction_that_alone_hides_all_is_named() -> None:
    found = ask(TREE, "c")
    assert found.nothing is not None
    assert "lifting direction would give some" in found.nothing.summary
    assert [(one.option, one.found) for one in found.nothing.restrictions] == [
        ("max-hops", False),
        ("direction", True),
    ]


def test_restrictions_that_hide_all_only_together_are_said_to() -> None:
    found = ask(["a feeds b 0.5"], min_likelihood=0.9, avoid=("b",))
    assert found.nothing is not None
    assert "only lifting several restrictions together" in found.nothing.summary


def test_reason_that_the_budget_did_not_reach_is_said_to_be_unknown() -> None:
    found = ask(["a mentions b"], budget=1)
    assert found.nothing is not None
    assert "the budget ran out before the reason was found" in found.nothing.summary
    assert found.expansions <= 1


def test_avoiding_what_is_asked_about_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="avoid names a, which is asked about"):
        ask(TREE, avoid=("a",))


# --- Common -------------------------------------------------------------------------------------


def test_common_is_ranked_by_the_product_of_the_best_strengths() -> None:
    found = share(["a feeds y 0.9", "a feeds z 0.5", "b feeds y 0.7", "b feeds z 0.7", "c feeds y"])
    assert [(one.entity.id, round(one.likelihood, 2)) for one in found.shared] == [
        ("b", 0.49),
        ("a", 0.45),
    ]
    assert [path.nodes[-1].id for path in (found.shared[0].first, found.shared[0].second)] == [
        "y",
        "z",
    ]


def test_truncated_common_tells_only_what_nothing_unseen_can_be_ahead_of() -> None:
    """b is near z and far from y, a the other way round and better in all: it is seen later."""
    rows: list[str | Claim] = ["a feeds y 0.9", "a feeds z 0.5", "b feeds y 0.3", "b feeds z 0.9"]
    whole = [one.entity.id for one in share(rows).shared]
    assert whole == ["a", "b"]
    for budget in range(1, 12):
        cut = [one.entity.id for one in share(rows, budget=budget).shared]
        assert cut == whole[: len(cut)]


def test_one_that_reaches_the_other_is_common_only_to_what_lies_before_both() -> None:
    found = share(["a feeds y", "y feeds z"])
    assert [one.entity.id for one in found.shared] == ["a"]


def test_same_name_twice_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="a is named twice"):
        common(world(TREE), Scope(), "a", "a", REFERENCE)


def test_nothing_in_common_is_explained() -> None:
    found = share(["a feeds y", "b feeds z", "z mentions y"])
    assert found.nothing is not None
    assert found.nothing.summary.startswith("nothing reaches both Y and Z: lifting direction")


@settings(max_examples=examples(100))
@given(questions(), st.integers(1, 60))
def test_common_is_what_the_best_paths_to_both_give(
    question: tuple[Collection, Query], budget: int
) -> None:
    collection, query = question
    first, second = query.start, query.end
    if first == second:
        return
    scope = Scope(**{field.name: getattr(query, field.name) for field in fields(Scope)})

    def best(entity: str, end: str) -> tuple[int, int] | None:
        if entity in (end, *query.avoid):
            return None
        paths = answer(collection, replace(query, start=entity, end=end, k=1, rank="strength"))
        return (sum(step.cost for step in paths[0]), len(paths[0])) if paths else None

    expected = []
    for entity in collection.entities:
        one, other = best(entity, first), best(entity, second)
        if one and other:
            expected.append((one[0] + other[0], one[1] + other[1], entity))
    found = common(collection, scope, first, second, REFERENCE, limit=100)
    names = [one.entity.id for one in found.shared]
    assert names == [entity for _, _, entity in sorted(expected)]
    assert (found.nothing is None) == bool(names)
    cut = common(collection, replace(scope, budget=budget), first, second, REFERENCE, limit=100)
    assert cut.expansions <= budget
    assert [one.entity.id for one in cut.shared] == names[: len(cut.shared)]
    if cut.status == "complete":
        assert len(cut.shared) == len(names)


@pytest.mark.slow
@pytest.mark.skipif("compact" not in available(), reason="the compact engine is not here")
def test_engine_that_is_asked_about_influence_answers_as_the_other_and_is_named() -> None:
    kg = KnowledgeGraph.load()

    def told(engine: str) -> list[dict[str, Any]]:
        found: list[ReachResult | Common | Fragility | Chokepoints] = [
            kg.reach("Huawei", engine=engine),
            kg.common("Huawei", "DeepSeek", engine=engine),
            kg.fragility("European Union", "BYD", engine=engine),
            kg.chokepoints("European Union", "BYD", engine=engine),
        ]
        assert {one.engine for one in found} == {engine}
        return [
            {
                name: value
                for name, value in one.as_dict().items()
                if name not in ("engine", "spent")
            }
            for one in found
        ]

    assert told("compact") == told("reference")


# --- The curated claims -------------------------------------------------------------------------


def test_party_reaches_companies_and_huawei_by_a_contested_step() -> None:
    found = KnowledgeGraph.load().reach("CCP", types="company", limit=60)
    steps = {one.entity.id: one.path.steps for one in found.reached}
    assert {"byd", "deepseek", "huawei", "smic"} <= set(steps)
    assert any(step.contested for step in steps["huawei"])


def test_both_governments_are_behind_huawei_and_deepseek() -> None:
    found = KnowledgeGraph.load().common("Huawei", "DeepSeek", limit=10)
    shared = {one.entity.id: one for one in found.shared}
    assert {path.effect for path in (shared["bis"].first, shared["bis"].second)} == {"constrains"}
    assert shared["china"].first.effect == "enables"
    assert found.total > 10


def test_unknown_type_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="unknown type 'firm'"):
        KnowledgeGraph.load().reach("CCP", types="firm")
