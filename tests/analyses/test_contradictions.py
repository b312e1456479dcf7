"""Contradictions: each kind in a world to be drawn, all kinds against trying every pair."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph import KnowledgeGraph
from policygraph.analyses.conflicts import KINDS
from policygraph.analyses.contradictions import Contradictions, contradictions, touching
from policygraph.errors import UsageError
from policygraph.model.collection import Collection
from policygraph.model.dates import Truth, meet, read_bound, validity
from policygraph.model.ontology import Relation
from policygraph.model.records import Claim
from policygraph.query.deadline import Deadline
from policygraph.query.query import Filters
from policygraph.render.contradictions import contradictions_document
from policygraph.render.writers.text import write_text
from tests.examples import examples
from tests.world import RELATIONS, relation, said, world

VOCABULARY = (
    *RELATIONS,
    relation("sits-in", "none", functional=True),
    relation("sleeps-in", "none", parent="sits-in"),
    relation("rules", inverse_functional=True),
    relation("rules-well", parent="rules"),
    relation("opened", event=True, functional=True),
    relation("paid", event=True),
)


def ask(*rows: str | Claim, entity: str | None = None, **filters: Any) -> Contradictions:
    return contradictions(world(rows, relations=VOCABULARY), Filters(**filters), entity)


def pairs(found: Contradictions) -> list[tuple[str, str, str]]:
    told = (*found.contradictions, *found.doubts)
    return sorted((c.kind, c.left, c.right) for one in told for c in one.conflicts)


# --- Affirmed and denied ------------------------------------------------------------------------


def test_claim_and_its_denial_are_a_contradiction_with_both_in_full() -> None:
    found = ask("a feeds b", "not a feeds b", "a feeds c", "not a feeds d")
    ((one),) = found.contradictions
    assert [(c.kind, c.left, c.right, c.certain) for c in one.conflicts] == [
        ("denial", "c01", "c02", False)
    ]
    assert [statement.cited.claim.id for statement in one.claims] == ["c01", "c02"]
    assert found.status == "complete"


def test_denial_of_the_general_contradicts_the_special_and_not_the_other_way() -> None:
    assert pairs(ask("a feeds-well b", "not a feeds b")) == [("denial", "c01", "c02")]
    assert pairs(ask("a feeds b", "not a feeds-well b")) == []


def test_symmetric_relation_is_denied_from_either_end() -> None:
    assert pairs(ask("a joins b", "not b joins a")) == [("denial", "c01", "c02")]
    assert pairs(ask("a feeds b", "not b feeds a")) == []


def test_denial_at_another_time_contradicts_nothing() -> None:
    then, now = ("2010", "2012"), ("2013", "2015")
    rows = [
        said("a feeds b", start=then[0], end=then[1]),
        said("not a feeds b", start=now[0], end=now[1]),
    ]
    assert pairs(ask(*rows)) == []
    rows[1] = said("not a feeds b", start="2011", end=now[1])
    ((one),) = ask(*rows).contradictions
    assert one.certain


def test_denied_quantity_contradicts_that_quantity_alone() -> None:
    rows = [
        said("a feeds b", quantity="50..60", unit="percent"),
        said("not a feeds b", quantity="55", unit="percent"),
        said("not a feeds b", quantity="70", unit="percent"),
        said("not a feeds b", quantity="55", unit="tons"),
    ]
    assert pairs(ask(*rows)) == [("denial", "c01", "c02")]


def test_outright_dispute_is_a_contradiction_whatever_the_dates() -> None:
    rows = [
        said("a feeds b", start="2010", end="2010"),
        said("not a feeds b", start="2015", disputes=("c01",)),
    ]
    ((one),) = ask(*rows).contradictions
    assert [(c.certain, c.disputed) for c in one.conflicts] == [(True, True)]


def test_doubt_and_possibility_are_set_apart() -> None:
    found = ask(
        "a feeds b",
        said("not a feeds b", modality="possible"),
        said("c feeds d", modality="planned"),
        "not c feeds d",
    )
    assert found.contradictions == ()
    assert [one.kinds for one in found.doubts] == [("denial",), ("denial",)]


def test_withdrawn_claim_contradicts_nothing() -> None:
    assert pairs(ask("a feeds b", said("not a feeds b", withdrawn="2021"))) == []


# --- Two at one time ----------------------------------------------------------------------------


def test_functional_relation_with_two_objects_at_one_time() -> None:
    assert pairs(ask("a sits-in b", "a sleeps-in c")) == [("object", "c01", "c02")]
    assert pairs(ask("a sits-in b", "c sits-in b")) == []
    moved = (said("a sits-in b", end="2019"), said("a sits-in c", start="2020"))
    assert pairs(ask(*moved)) == []


def test_value_within_another_does_not_exclude_it() -> None:
    relations = (
        *VOCABULARY,
        relation("lies-in", "none"),
        replace(relation("stays-in", "none", functional=True), values_within="lies-in"),
    )

    def found(*rows: str | Claim) -> list[tuple[str, str, str]]:
        return pairs(contradictions(world(rows, relations=relations), Filters()))

    stays = ("a stays-in city", "a stays-in land")
    assert found(*stays) == [("object", "c01", "c02")]
    assert found(*stays, "city lies-in land") == []
    assert found(*stays, "city lies-in county", "county lies-in land") == []
    assert found(*stays, "city lies-in county") == [("object", "c01", "c02")]
    assert found(*stays, "land lies-in city") == []
    assert found(*stays, "not city lies-in land") == [("object", "c01", "c02")]
    supposed = said("city lies-in land", modality="possible")
    assert found(*stays, supposed) == [("object", "c01", "c02")]
    taken_back = said("city lies-in land", withdrawn="2021")
    assert found(*stays, taken_back) == [("object", "c01", "c02")]
    third = found(*stays, "city lies-in land", "a stays-in isle")
    assert third == [("object", "c01", "c04"), ("object", "c02", "c04")]


def test_inverse_functional_relation_with_two_subjects_at_one_time() -> None:
    assert pairs(ask("a rules c", "b rules-well c")) == [("subject", "c01", "c02")]
    assert pairs(ask("a rules b", "a rules c")) == []


def test_outcome_of_an_event_holds_from_its_date_on() -> None:
    rows = (said("a opened b", start="2010"), said("a opened c", start="2015"))
    ((one),) = ask(*rows).contradictions
    assert (one.kinds, one.certain) == (("object",), True)


# --- Dates and quantities -----------------------------------------------------------------------


def test_event_with_dates_that_exclude_each_other() -> None:
    rows = [said("a founded b", start=day) for day in ("2023-05", "2023-07", "2023")]
    assert pairs(ask(*rows)) == [("date", "c01", "c02")]


def test_uncertain_date_excludes_no_date_near_it() -> None:
    for near in ("2014-12-31", "2016-02", "2015?"):
        rows = [said("a founded b", start="2015~"), said("a founded b", start=near)]
        assert pairs(ask(*rows)) == []
    rows = [said("a founded b", start="2015~"), said("a founded b", start="2017-01")]
    assert pairs(ask(*rows)) == [("date", "c01", "c02")]


def test_dates_known_on_one_side_exclude_those_on_the_other() -> None:
    rows = [said("a founded b", start=day) for day in ("../1984", "1990/..", "1980", "1984-41")]
    assert pairs(ask(*rows)) == [
        ("date", "c01", "c02"), ("date", "c02", "c03"), ("date", "c02", "c04"),
        ("date", "c03", "c04"),
    ]  # fmt: skip


def test_open_quantities_exclude_those_beyond_their_end() -> None:
    rows = [said("a feeds b", quantity=amount) for amount in ("500..", "..400", "450..600", "700")]
    assert pairs(ask(*rows)) == [
        ("quantity", "c01", "c02"), ("quantity", "c02", "c03"), ("quantity", "c02", "c04"),
        ("quantity", "c03", "c04"),
    ]  # fmt: skip


def test_state_with_two_starts_is_no_contradiction() -> None:
    assert pairs(ask(said("a feeds b", start="2010"), said("a feeds b", start="2012"))) == []


def test_payments_of_two_sums_on_two_days_are_two_events() -> None:
    rows = (
        said("a paid b", start="2020", quantity="5", unit="euros"),
        said("a paid b", start="2022", quantity="7", unit="euros"),
    )
    assert pairs(ask(*rows)) == []


def test_quantities_of_one_unit_that_exclude_each_other_at_one_time() -> None:
    rows = [
        said("a mentions b", start="2025", end="2025", quantity="50000", unit="GPUs"),
        said("a mentions b", start="2025-01", end="2025-01", quantity="10000", unit="gpus"),
        said("a mentions b", start="2025", end="2025", quantity="49000..50000", unit="GPUs"),
        said("a mentions b", start="2025", end="2025", quantity="3", unit="racks"),
        said("a mentions b", start="2019", end="2019", quantity="3", unit="GPUs"),
    ]
    found = ask(*rows)
    assert pairs(found) == [("quantity", "c01", "c02"), ("quantity", "c02", "c03")]
    assert len(found.contradictions) == 1


def test_shares_of_a_general_and_a_special_holding_are_not_compared() -> None:
    rows = (said("a feeds-well b", quantity="84"), said("a feeds b", quantity="1"))
    assert pairs(ask(*rows)) == []


# --- Filters, entities, budgets, weak edges -----------------------------------------------------


def test_filters_of_support_never_hide_a_denial() -> None:
    rows = (said("a feeds b", source="t"), said("not a feeds b", modality="estimated"))
    assert pairs(ask(*rows, modalities=("stated",), sources=("t",))) == [("denial", "c01", "c02")]
    assert pairs(ask(*rows, sources=("s",))) == []
    assert pairs(ask(*rows, not_sources=("s",))) == []
    assert pairs(ask(*rows, uncontested=True)) == [("denial", "c01", "c02")]


def test_contradictions_of_an_entity_are_those_with_a_claim_about_it() -> None:
    rows = ("a rules c", "b rules c", "a feeds b", "not a feeds b", "d feeds e", "not d feeds e")
    assert pairs(ask(*rows, entity="b")) == [("denial", "c03", "c04"), ("subject", "c01", "c02")]
    assert ask(*rows, entity="d").edges == 1


def test_spent_pairs_are_a_truncated_answer() -> None:
    collection = world(["a feeds b", "not a feeds b", "c feeds d", "not c feeds d"])
    found = contradictions(collection, Filters(), pairs=1)
    assert (found.status, len(found.contradictions)) == ("truncated", 1)


def test_spent_pairs_of_one_triple_are_a_truncated_answer() -> None:
    rows = [said("a mentions b", quantity=str(n)) for n in range(300)]
    assert contradictions(world(rows), Filters(), pairs=100).status == "truncated"


def test_thousands_of_quantities_of_one_triple_are_counted_in_full_and_told_in_part() -> None:
    rows = [said("a mentions b", quantity=str(n), unit="GPUs") for n in range(2_000)]
    found = contradictions(world(rows), Filters(), deadline=Deadline(10))
    ((one),) = found.contradictions
    assert found.status == "complete"
    assert (len(one.group.claims), one.group.count) == (2_000, 2_000 * 1_999 // 2)
    assert one.untold == (1_950, one.group.count - 50 * 49 // 2)
    assert one.as_dict()["more"] == {"claims": 1_950, "conflicts": 1_997_775}
    assert one.touches(["c1999"])
    told = contradictions_document(found)
    assert "and 1,950 more claims, 1,999,000 conflicts in all" in write_text(told)
    assert len(write_text(told)) < 100_000


def test_both_sides_of_a_thousand_claims_are_told() -> None:
    rows = [said(f"{'not ' * (n % 2)}a feeds b") for n in range(1_000)]
    found = contradictions(world(rows), Filters(), limit=10, deadline=Deadline(10))
    ((one),) = found.contradictions
    assert (found.status, one.group.count) == ("complete", 250_000)
    assert sorted(s.cited.claim.affirms for s in one.claims) == [False] * 5 + [True] * 5
    assert len(one.conflicts) == 25


def test_time_that_is_up_is_a_truncated_answer() -> None:
    found = contradictions(
        world(["a feeds b", "not a feeds b"]), Filters(), deadline=Deadline(1e-9)
    )
    assert (found.status, found.contradictions) == ("truncated", ())


def test_edges_of_one_origin_and_without_dates_are_apart() -> None:
    found = ask(
        said("a feeds b", start="2020"),
        said("a feeds b", source="t"),
        said("a feeds c", end=".."),
        "a feeds d",
        "not a feeds e",
    )
    assert found.edges == 3
    assert [edge.object.id for edge in found.single_source] == ["c", "d"]
    assert [edge.object.id for edge in found.undated] == ["d"]


# --- Against every pair -------------------------------------------------------------------------


@st.composite
def disputed_worlds(draw: st.DrawFn) -> Collection:
    """Few entities and relations, so that claims get into each other's way."""
    names = st.sampled_from("abc")
    kinds = st.sampled_from(
        draw(st.lists(st.sampled_from([r.id for r in VOCABULARY]), min_size=1, max_size=3))
    )
    dates = st.sampled_from((None, "..", "2019", "2020-05", "2020", "2021~", "../2019"))
    claims = []
    for _ in range(draw(st.integers(2, 9))):
        start, end = draw(dates), draw(dates)
        denied = draw(st.sampled_from(("", "", "not ")))
        claims.append(
            said(
                f"{denied}{draw(names)} {draw(kinds)} {draw(names)}",
                start=start,
                end=end,
                quantity=draw(st.sampled_from((None, "1", "2", "1..2"))),
                unit=draw(st.sampled_from(("tons", None))),
                modality=draw(st.sampled_from(("stated", "possible"))),
                withdrawn=draw(st.sampled_from((None, None, None, "2021"))),
            )
        )
    return world(claims, relations=VOCABULARY)


def conflicts(collection: Collection, left: Claim, right: Claim) -> set[str]:
    """The kinds of conflict between two claims, straight from the definition."""
    relations = collection.ontology.relations
    found = set()

    def chain(claim: Claim) -> list[Relation]:
        return [relations[name] for name in collection.ontology.relation_chain(claim.relation)]

    def holds(claim: Claim) -> Any:
        return validity(claim.start, claim.end, event=relations[claim.relation].event)

    def days(claim: Claim) -> Any:
        if relations[claim.relation].event and claim.start not in (None, ".."):
            assert claim.start is not None
            day = read_bound(claim.start)
            return validity(claim.start, claim.start, event=False) if day else None
        return holds(claim)

    apart = (
        left.quantity is not None
        and right.quantity is not None
        and left.unit == right.unit
        and (left.quantity.low > right.quantity.high or left.quantity.high < right.quantity.low)
    )
    same_unit = left.quantity is None or right.quantity is None or left.unit == right.unit
    for claim, denial in ((left, right), (right, left)):
        if claim.affirms and not denial.affirms:
            ends = [(claim.subject, claim.object)]
            if relations[claim.relation].symmetric:
                ends.append((claim.object, claim.subject))
            covered = relations[denial.relation] in chain(claim)
            same = (denial.subject, denial.object) in ends and same_unit and not apart
            if covered and same and meet(days(claim), days(denial)) is not Truth.NO:
                found.add("denial")
    if left.affirms and right.affirms:
        at_one_time = meet(holds(left), holds(right)) is not Truth.NO
        for general in chain(left):
            if general in chain(right) and at_one_time:
                if general.functional and left.subject == right.subject:
                    found |= {"object"} if left.object != right.object else set()
                if general.inverse_functional and left.object == right.object:
                    found |= {"subject"} if left.subject != right.subject else set()
        if left.triple == right.triple:
            meeting = meet(days(left), days(right)) is not Truth.NO
            if apart and meeting:
                found.add("quantity")
            dated = all(claim.start not in (None, "..") for claim in (left, right))
            if relations[left.relation].event and dated and not meeting and not apart:
                found.add("date")
    return found


@settings(max_examples=examples(200))
@given(disputed_worlds())
def test_contradictions_are_those_of_every_pair(collection: Collection) -> None:
    claims = [claim for claim in collection.claims.values() if claim.withdrawn is None]
    expected = [
        (kind, left.id, right.id)
        for left, right in combinations(claims, 2)
        for kind in conflicts(collection, left, right)
    ]
    found = contradictions(collection, Filters())
    assert pairs(found) == sorted(expected)
    told = (*found.contradictions, *found.doubts)
    groups = [{s.cited.claim.id for s in one.claims} for one in told]
    assert all(one.isdisjoint(other) for one, other in combinations(groups, 2))
    for one in told:
        assert (one.group.count, one.untold) == (len(one.conflicts), (0, 0))
        assert set(one.kinds) == {c.kind for c in one.conflicts} <= set(KINDS)
        assert one.certain == any(c.certain for c in one.conflicts)
        sure = [c for c in one.conflicts if c.outright]
        assert one.outright == (one in found.contradictions) == bool(sure)
    for entity in collection.entities:
        about = contradictions(collection, Filters(), entity)
        touching = [one for one in told if any(entity in s.cited.claim.triple for s in one.claims)]
        assert pairs(about) == sorted(
            (c.kind, c.left, c.right) for one in touching for c in one.conflicts
        )


@settings(max_examples=examples(200))
@given(disputed_worlds(), st.integers(1, 3))
def test_what_is_counted_does_not_hang_on_what_is_told(collection: Collection, limit: int) -> None:
    whole = contradictions(collection, Filters())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("policygraph.analyses.conflicts._FEW", 0)
        found = contradictions(collection, Filters(), limit=limit)
    for those, others in (
        (whole.contradictions, found.contradictions),
        (whole.doubts, found.doubts),
    ):
        every, few = ({one.group.claims: one for one in told} for told in (those, others))
        assert every.keys() == few.keys()
        for claims, one in every.items():
            other = few[claims]
            assert len(other.claims) == min(limit, len(claims))
            assert other.group.count == one.group.count
            assert (other.kinds, other.certain) == (one.kinds, one.certain)
            names = {s.cited.claim.id for s in other.claims}
            among = [c for c in one.conflicts if {c.left, c.right} <= names]
            assert list(other.conflicts) == among


# --- The curated claims -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def curated() -> Contradictions:
    return KnowledgeGraph.load().contradictions()


def test_curated_claims_contradict_each_other_where_they_are_meant_to(
    curated: Contradictions,
) -> None:
    told = {
        (one.claims[0].subject.id, one.claims[0].relation[0], one.claims[0].object.id): one.kinds
        for one in curated.contradictions
    }
    expected = {
        ("big-fund-i", "has-value", "registered-capital"): ("quantity",),
        ("deepseek", "established", "foundation"): ("date",),
        ("high-flyer", "established", "foundation"): ("date",),
        ("high-flyer", "majority-owns", "deepseek"): ("subject",),
        ("deepseek", "has-value", "h100-count"): ("denial", "quantity"),
        ("huawei", "receives-extensive-direct-support-from", "china"): ("denial",),
        ("huawei", "has-value", "state-support-available"): ("denial",),
        ("tsmc", "manufactures", "ascend-910b"): ("denial",),
        ("sophgo", "supplies", "huawei"): ("denial",),
    }
    assert expected.items() <= told.items()
    assert len(told) >= 20
    assert curated.status == "complete"


def test_doubts_are_told_as_doubts(curated: Contradictions) -> None:
    told = {claim.cited.claim.id for one in curated.doubts for claim in one.claims}
    assert {"yin-2025-101", "yin-2025-102", "cnbc-2025-06-24-011"} <= told
    planned = {"fr-2025-00636-006", "fr-2025-00636-007"}
    assert planned <= told


def test_contradictions_that_an_answer_touches_are_found_by_its_claims() -> None:
    kg = KnowledgeGraph.load()
    path = kg.trace("NVIDIA", "DeepSeek", k=1, via="H100").paths[0]
    ids = {cited.claim.id for step in path.steps for cited in (*step.claims, *step.against)}
    ((one),) = kg.contradictions().touching(ids)
    assert one.claims[0].object.id == "h100"


@settings(max_examples=examples(200))
@given(disputed_worlds(), st.sets(st.integers(1, 9)))
def test_what_some_claims_touch_is_found_around_them_as_in_the_whole(
    collection: Collection, numbers: set[int]
) -> None:
    claims = {f"c{number:02d}" for number in numbers} & collection.claims.keys()
    whole = contradictions(collection, Filters()).touching(claims)
    found, complete = touching(collection, Filters(), claims)
    assert complete
    assert {frozenset(one.conflicts) for one in found} == {
        frozenset(one.conflicts) for one in whole
    }
    assert len(found) == len(whole)


def test_graph_too_large_to_go_through_is_refused_with_what_to_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("policygraph.analyses.whole_graph.MOST_CLAIMS", 2)
    collection = world(["a feeds b", "not a feeds b", "c feeds d"])
    with pytest.raises(UsageError, match="ask about an entity"):
        contradictions(collection, Filters())
    assert len(contradictions(collection, Filters(), "a").contradictions) == 1
