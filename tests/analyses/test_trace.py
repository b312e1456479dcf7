"""Trace: what a path says of itself, and why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given, settings

from policygraph.analyses.answer import Absence, Answer
from policygraph.analyses.path import Path
from policygraph.analyses.trace import trace
from policygraph.engines import ENGINES
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.query.query import RESTRICTIONS, Query, restrictions_of
from tests.engines.oracle import answer
from tests.engines.questions import questions
from tests.examples import examples
from tests.world import said, world

Rows = Iterable[str | Claim]


def ask(rows: Rows | Collection, start: str = "a", end: str = "z", **options: Any) -> Answer:
    collection = rows if isinstance(rows, Collection) else world(rows)
    query = Query(start, end, **options).checked(collection)
    return trace(collection, query, ENGINES["reference"])


def only(rows: Rows, **options: Any) -> Path:
    (path,) = ask(rows, **options).paths
    return path


def absence(rows: Rows | Collection, **options: Any) -> Absence:
    found = ask(rows, **options)
    assert found.status == "complete"
    assert found.absence is not None
    return found.absence


def alone(why: Absence) -> list[str]:
    """The options that give a path when lifted, each on its own."""
    return [lifted.option for lifted in why.restrictions if lifted.found]


# --- A path: effect, kind, weakest step ---------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "effect"),
    [
        (["a feeds b", "b feeds z"], "enables"),
        (["a feeds b", "b blocks z"], "constrains"),
        (["a blocks b", "b blocks z"], "enables"),
        (["a blocks b", "b blocks c", "c blocks z"], "constrains"),
        (["a blocks b", "b shapes z"], "unclear"),
        (["b uses a", "z uses b"], "enables"),
    ],
)
def test_effect_is_the_product_over_the_steps(rows: list[str], effect: str) -> None:
    path = only(rows)
    assert (path.kind, path.effect) == ("influence", effect)


def test_two_constraints_read_as_relief_with_both_steps_named() -> None:
    assert only(["a blocks b", "b feeds c", "c blocks z"]).constraining_steps == (1, 3)


@pytest.mark.parametrize(
    "rows", [["a feeds b", "z feeds b"], ["a feeds b", "b mentions z"], ["a uses z"]]
)
def test_path_with_a_step_against_influence_is_an_association(rows: list[str]) -> None:
    path = only(rows, direction="any")
    assert (path.kind, path.effect) == ("association", None)


def test_self_loop_is_read_the_way_its_influence_flows() -> None:
    path = only(["a uses a"], end="a", direction="any")
    assert (path.kind, path.steps[0].along) == ("influence", False)


def test_association_keeps_the_effects_of_the_steps_that_follow_influence() -> None:
    path = only(["a blocks b", "z feeds b"], direction="any")
    assert [step.effect for step in path.steps] == ["constrains", None]


def test_weakest_step_is_the_first_of_the_weakest() -> None:
    path = only(["a feeds b 0.9", "b feeds c 0.5", "c feeds d 0.8", "d feeds z 0.5"])
    assert path.weakest_step == 2
    assert path.likelihood == pytest.approx(0.9 * 0.5 * 0.8 * 0.5)


def test_step_reads_in_the_order_of_the_statement_when_it_is_crossed_against_it() -> None:
    (step,) = only([said("z uses a", modality="possible")]).steps
    assert (step.origin.id, step.target.id, step.along) == ("a", "z", False)
    assert step.sentence == "it is possible that Z uses A"


def test_step_lists_its_claims_and_what_speaks_against_it() -> None:
    rows = [
        said("a feeds-well z", source="s"),
        said("a feeds-well z 0.8", source="t"),
        said("not a feeds z", source="u", attributed_to="x"),
    ]
    collection = world(rows)
    (path,) = ask(collection, sources=("s",)).paths
    (step,) = path.steps
    assert [cited.claim.id for cited in step.claims] == ["c01"]
    assert [cited.claim.id for cited in step.against] == ["c03"]
    assert step.contested
    assert step.against[0].sentence == "according to X, it is not so that A feeds Z"


def test_answer_as_dict_has_the_keys_of_the_contract() -> None:
    answer = ask(["a feeds b 0.9", "b feeds z 0.9"]).as_dict()
    assert list(answer) == [
        "version", "query", "engine", "status", "spent", "paths", "intended", "absence",
    ]  # fmt: skip
    (path,) = answer["paths"]
    assert list(path) == [
        "rank", "kind", "hops", "effect", "channel", "likelihood", "grade", "remote", "cost",
        "order", "relief", "outside", "steps",
    ]  # fmt: skip
    assert answer["version"] == 2
    assert path["cost"] == 0.210721032
    assert path["steps"][0]["claims"][0]["source"]["id"] == "s"
    assert answer["absence"] is None


def test_a_step_says_whether_it_was_in_force_when_it_was_asked_for() -> None:
    rows = [
        said("a feeds b", start="2015", end="2020"),
        said("b feeds c", start="2015"),
        said("b feeds c", start="2016-01-01", end="2018"),
        said("c feeds z"),
    ]
    (path,) = ask(rows, as_of="2017").paths
    assert [step.in_force for step in path.steps] == ["yes", "yes", "unknown"]
    (path,) = ask(rows, as_of="2019").paths
    assert [step.in_force for step in path.steps] == ["yes", "unknown", "unknown"]
    (path,) = ask(rows).paths
    assert [step.in_force for step in path.steps] == [None, None, None]
    assert ask(rows, as_of="2017", dates="strict").paths == ()


# --- No path: why ---------------------------------------------------------------------------

CHAIN = ["a feeds b", "b feeds c", "c feeds z"]


@pytest.mark.parametrize(
    ("rows", "options", "option"),
    [
        (CHAIN, {"max_hops": 2}, "max-hops"),
        (["z feeds a"], {}, "direction"),
        (["a mentions z"], {}, "direction"),
        (["z feeds a"], {"direction": "stated"}, "direction"),
        (CHAIN, {"relations": ("uses",)}, "relation"),
        (CHAIN, {"not_relations": ("feeds",)}, "not-relation"),
        (CHAIN, {"transit_types": ("chip",)}, "transit-type"),
        (CHAIN, {"not_transit_types": ("thing",)}, "not-transit-type"),
        (CHAIN, {"via": ("c", "b")}, "via"),
        (CHAIN, {"avoid": ("b",)}, "avoid"),
        (CHAIN, {"max_degree": 1}, "max-degree"),
        (CHAIN, {"min_likelihood": 0.95}, "min-likelihood"),
        (CHAIN, {"modalities": ("planned",)}, "modality"),
        (["a feeds z", "not a feeds z"], {"uncontested": True}, "uncontested"),
        (["a feeds z", said("b feeds z", source="t")], {"sources": ("t",)}, "source"),
        (CHAIN, {"not_sources": ("s",)}, "not-source"),
        ([said("a feeds z", end="2019")], {"as_of": "2020"}, "as-of"),
        (CHAIN, {"known_by": "2020-06-14"}, "known-by"),
    ],
)
def test_restriction_that_alone_hides_the_path_is_named(
    rows: Rows, options: dict[str, Any], option: str
) -> None:
    why = absence(rows, **options)
    assert alone(why) == [option]
    assert why.together == (option,)
    assert why.settled
    assert why.path is not None
    assert f"lifting {option}" in why.summary


def test_strict_dates_are_a_restriction_of_their_own() -> None:
    why = absence([said("a feeds z", start="2015")], as_of="2020", dates="strict")
    assert alone(why) == ["as-of", "dates"]
    why = absence([said("a feeds z", end="2019")], as_of="2020", dates="strict")
    assert alone(why) == ["as-of"]


def test_uncertain_date_is_unknown_near_its_bounds_and_not_absent() -> None:
    collection = world([said("a feeds b", start="2015~", end="..")])
    for day, held in (("2014-12-31", "unknown"), ("2016-12-30", "unknown"), ("2017", "yes")):
        query = Query("a", "b", as_of=day).checked(collection)
        (path,) = trace(collection, query, ENGINES["reference"]).paths
        assert [step.in_force for step in path.steps] == [held]
    query = Query("a", "b", as_of="2013").checked(collection)
    assert not trace(collection, query, ENGINES["reference"]).paths


def test_each_restriction_in_force_is_listed_in_the_order_of_options() -> None:
    why = absence(CHAIN, max_hops=2, avoid=("b",), min_likelihood=0.5)
    assert [(lifted.option, lifted.found) for lifted in why.restrictions] == [
        ("max-hops", False),
        ("direction", False),
        ("avoid", False),
        ("min-likelihood", False),
    ]


def test_smallest_set_that_helps_is_named_together() -> None:
    why = absence(CHAIN, max_hops=2, avoid=("b",), min_likelihood=0.95, modalities=("stated",))
    assert alone(why) == []
    assert why.together == ("max-hops", "avoid", "min-likelihood")
    assert (
        "only lifting max-hops (2) and avoid (b) and min-likelihood (0.95) together" in why.summary
    )


def test_ties_between_sets_go_by_the_order_of_options() -> None:
    """Either of two pairs would do: max-hops with avoid, or avoid with source."""
    rows: Rows = [*CHAIN, said("a feeds b", source="t"), said("b feeds z", source="u")]
    why = absence(rows, max_hops=2, avoid=("b",), sources=("s",))
    assert alone(why) == []
    assert why.together == ("max-hops", "avoid")
    assert why.path is not None
    assert why.path.hops == 3


def test_shutting_out_a_source_can_keep_an_edge_uncontested() -> None:
    """Lifting not-source as well as avoid brings the denial in, so more is not always better."""
    rows: Rows = ["a feeds b", "b feeds z", said("not a feeds b", source="t")]
    why = absence(rows, avoid=("b",), not_sources=("t",), uncontested=True)
    assert alone(why) == ["avoid"]
    assert why.together == ("avoid",)


def test_more_lifted_is_not_better_while_uncontested_holds() -> None:
    """as-of alone hides a -> z; with not-source lifted too, the edge would be contested."""
    rows: Rows = [
        said("a feeds z", end="2019"),
        said("not a feeds z", source="t"),
        "a blocks z",
        "not a blocks z",
    ]
    why = absence(rows, uncontested=True, not_sources=("t",), as_of="2020")
    assert alone(why) == ["uncontested", "as-of"]
    assert why.together == ("uncontested",)


def test_ends_that_nothing_connects_are_said_to_be_so() -> None:
    collection = world(["a feeds b"], {"z": "thing"})
    why = absence(collection)
    assert (why.edges_at_start, why.edges_at_end) == (1, 0)
    assert "no claim connects Z to anything" in why.summary
    why = absence(collection, start="z", end="a")
    assert (why.edges_at_start, why.edges_at_end) == (0, 1)


def test_world_in_two_parts_is_said_to_be_so() -> None:
    why = absence(["a feeds b", "y feeds z"], max_hops=1, avoid=("b",))
    assert (alone(why), why.together, why.path, why.settled) == ([], (), None, True)
    assert why.summary == "no path from A to Z: the claims at hand do not connect them at all"


def test_denial_alone_connects_nothing() -> None:
    why = absence(["not a feeds z"], direction="any")
    assert (why.edges_at_start, why.edges_at_end) == (0, 0)


def test_fallback_never_answers_in_place_of_what_was_asked() -> None:
    found = ask(["z feeds a"])
    assert found.paths == ()
    assert found.as_dict()["paths"] == []
    assert found.as_dict()["absence"]["would_give"]["kind"] == "association"


@pytest.mark.parametrize("rank", ["strength", "hops"])
def test_a_lifted_bound_on_hops_shows_a_path_of_the_fewest(rank: str) -> None:
    rows = [
        *("a feeds m 0.5", "m feeds n 0.5", "n feeds z 0.5"),
        *("a feeds o 0.9", "o feeds p 0.9", "p feeds z 0.9"),
        *("a feeds q 1.0", "q feeds r 1.0", "r feeds s 1.0", "s feeds z 1.0"),
    ]
    why = absence(rows, max_hops=2, rank=rank)
    assert why.together == ("max-hops",)
    assert why.path is not None
    assert [node.id for node in why.path.nodes] == ["a", "o", "p", "z"]


def test_answer_with_a_path_explains_no_absence() -> None:
    assert ask(CHAIN).absence is None


def test_paths_over_one_edge_share_their_step() -> None:
    rows = ["a feeds b", "b feeds c", "b joins c", "c feeds z"]
    one, two = ask(rows).paths
    assert one.steps[0] is two.steps[0]
    assert one.steps[2] is two.steps[2]
    assert one.steps[1] != two.steps[1]


# --- Budgets ----------------------------------------------------------------------------------


def test_spent_budget_is_a_truncated_answer_and_no_absence() -> None:
    found = ask(CHAIN, budget=2)
    assert (found.status, found.paths, found.absence) == ("truncated", (), None)
    assert found.expansions == 2


def test_spent_seconds_are_a_truncated_answer() -> None:
    found = ask(CHAIN, seconds=1e-9)
    assert (found.status, found.paths, found.absence) == ("truncated", (), None)


HARD = [
    *(f"k{one:02d} joins k{two:02d}" for one, two in combinations(range(20), 2)),
    *("a joins k00", "k01 joins v", "k01 joins z"),
]


def test_explanation_stays_within_the_budget_and_says_what_it_did_not_find_out() -> None:
    """With via, lifting max-hops means listing the clique; without via there is a path."""
    found = ask(HARD, via=("v",), max_hops=3, budget=5_000)
    assert found.status == "complete"
    assert found.expansions <= 5_000
    assert found.absence is not None
    assert [(why.option, why.found) for why in found.absence.restrictions] == [
        ("max-hops", None),
        ("direction", False),
        ("mode", False),
        ("via", True),
    ]
    assert found.absence.together == ("via",)
    assert not found.absence.settled


def test_absence_is_not_claimed_when_the_budget_ran_out() -> None:
    found = ask(HARD, via=("v",), max_hops=2, avoid=("k05",), direction="any", budget=1)
    assert found.status == "complete"
    assert found.absence is not None
    assert not found.absence.settled
    assert found.absence.together == ()
    assert "budget ran out" in found.absence.summary


# --- The explanation against the oracle ---------------------------------------------------------


@settings(max_examples=examples(150))
@given(questions())
def test_explanation_is_that_of_trying_every_set(question: tuple[Collection, Query]) -> None:
    collection, query = question
    # The oracle lists paths of up to so many hops; more than entities a simple one never has.
    trying_every_set(
        collection,
        replace(query, via=()),
        lambda lifted: bool(answer(collection, lifted)),
        len(collection.entities),
    )


@settings(max_examples=examples(80))
@given(questions(language=True))
def test_explanation_knows_modes_patterns_and_times(question: tuple[Collection, Query]) -> None:
    collection, query = question
    engine = ENGINES["reference"]

    def helps(lifted: Query) -> bool:
        found = engine.search(collection, replace(lifted, select="shortest"))
        assert found.complete
        return bool(found.paths)

    trying_every_set(collection, query, helps, 400)


def trying_every_set(
    collection: Collection, query: Query, helps_one: Callable[[Query], bool], longest: int
) -> None:
    """Compare an explanation with what each set of restrictions lifted gives."""
    found = trace(collection, query, ENGINES["reference"])
    assume(found.absence is not None)
    assert found.absence is not None

    def helps(options: tuple[str, ...]) -> bool:
        lifted = replace(query, k=1)
        for restriction in RESTRICTIONS:
            if restriction.option in options:
                lifted = restriction.lift(lifted, longest)
        return helps_one(lifted)

    active = [r.option for r in restrictions_of(query, collection.ontology)]
    sets = [s for size in range(1, len(active) + 1) for s in combinations(active, size)]
    assert [lifted.option for lifted in found.absence.restrictions] == active
    assert alone(found.absence) == [option for option in active if helps((option,))]
    assert found.absence.together == next((s for s in sets if helps(s)), ())
    assert found.absence.settled
