"""The curated claims: what their rules of curation promise (``data/README.md``)."""

from __future__ import annotations

import re

import pytest

from policygraph import KnowledgeGraph
from policygraph.model.collection import Collection


@pytest.fixture(scope="module")
def curated() -> Collection:
    return KnowledgeGraph.load().collection


def test_withdrawn_claims_give_a_reason_and_what_replaces_them_exists(curated: Collection) -> None:
    withdrawn = [claim for claim in curated.claims.values() if claim.withdrawn]
    assert withdrawn
    for claim in withdrawn:
        _, found, reason = (claim.note or "").lower().partition("withdrawn: ")
        assert found and reason, claim.id
        for id in re.findall(r"\b[a-z0-9-]+-\d{3}\b", reason):
            assert not curated.claims[id].withdrawn, (claim.id, id)


def test_no_live_claim_says_one_triple_twice_with_nothing_to_tell_them_apart(
    curated: Collection,
) -> None:
    live = [claim for claim in curated.claims.values() if not claim.withdrawn]
    said = [
        (c.source, c.triple, c.polarity, c.attributed_to, c.start, c.end, c.quantity) for c in live
    ]
    assert len(said) == len(set(map(str, said)))


def test_rules_on_exports_of_chips_say_whom_they_are_directed_at(curated: Collection) -> None:
    chips = {"a100", "a800", "h100", "h800", "h20", "h200", "advanced-chips"}
    rules = {"restricts", "requires-licence-for", "licenses", "eases-restriction-on"}
    told = [
        claim
        for claim in curated.claims.values()
        if claim.object in chips and claim.relation in rules and not claim.withdrawn
    ]
    assert len(told) > 12
    assert [claim.id for claim in told if claim.towards is None] == []
    assert {claim.towards for claim in told if claim.subject == "bis"} <= {"china"}


def test_rule_that_never_took_effect_restricts_nothing_outright(curated: Collection) -> None:
    told = [
        claim
        for claim in curated.claims.values()
        if (claim.subject, claim.relation) == ("bis-rule-2025-00636", "restricts")
        and claim.polarity == "affirmed"
        and not claim.withdrawn
    ]
    assert told
    assert {claim.modality for claim in told} == {"planned"}


def test_listing_of_smic_rests_on_the_list_itself(curated: Collection) -> None:
    kinds = {
        curated.sources[claim.source].kind
        for claim in curated.claims.values()
        if claim.triple == ("entity-list", "lists", "smic")
    }
    assert "list" in kinds
