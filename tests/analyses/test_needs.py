"""What an end cannot do without: inputs that are needed alone, and those that replace others."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from policygraph.analyses.needs import MOST_TOGETHER, needs_of
from policygraph.model.collection import Collection
from policygraph.model.ontology import Need
from policygraph.model.records import Claim
from policygraph.query.deadline import Deadline
from policygraph.query.query import Query
from tests.engines.influence_worlds import influence_world
from tests.world import IRI, said

NEEDS = {
    "one": Need("one", IRI + "one", "one", 1, alone=True),
    "some": Need("some", IRI + "some", "some", 2),
}


def needing(*rows: Claim) -> Collection:
    collection = influence_world(list(rows))
    return replace(collection, ontology=replace(collection.ontology, needs=NEEDS))


def sets(collection: Collection, start: str, end: str) -> list[str]:
    found = needs_of(collection, Query(start, end), Deadline(None))
    assert found.complete
    return [" ".join(node.id for node in one) for one in found.sets]


def test_each_of_two_inputs_that_are_needed_alone_stops_the_plant() -> None:
    collection = needing(
        said("tool feeds plant", need="one"),
        said("resist feeds plant", need="one"),
        said("maker makes tool", need="some"),
        said("maker makes resist", need="some"),
    )
    assert sets(collection, "maker", "plant") == ["resist", "tool"]


def test_inputs_that_replace_each_other_stop_it_together() -> None:
    collection = needing(
        said("left feeds plant", need="some"),
        said("right feeds plant", need="some"),
        said("seed feeds left", need="one"),
    )
    assert sets(collection, "seed", "plant") == ["left right"]
    assert sets(collection, "left", "plant") == ["right seed"]


def test_inputs_by_different_relations_do_not_replace_each_other() -> None:
    collection = needing(said("tool feeds plant", need="some"), said("plant has yard", need="some"))
    assert sets(collection, "plant", "plant") == ["tool", "yard"]


def test_a_denied_or_constraining_input_is_none() -> None:
    collection = needing(
        said("not tool feeds plant", need="one"), said("rule bans plant", need="one")
    )
    assert sets(collection, "tool", "plant") == []


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from("abcdef"),
            st.sampled_from(("feeds", "makes")),
            st.sampled_from("abcdef"),
            st.sampled_from(("one", "some")),
        ),
        min_size=3,
        max_size=12,
    )
)
def test_the_sets_are_the_smallest_that_fail_the_end(rows: list[tuple[str, str, str, str]]) -> None:
    claims = [said(f"{a} {relation} {b}", need=need) for a, relation, b, need in rows]
    collection = needing(*claims, said("a feeds a"), said("f feeds f"))
    inputs = {(b, relation, a) for a, relation, b, _ in rows if a != b}
    alone = {(b, relation, a) for a, relation, b, need in rows if need == "one" and a != b}

    def fails(chosen: set[str]) -> bool:
        failed, before = set(chosen), -1
        while len(failed) > before:
            before = len(failed)
            for taker, relation, _ in inputs:
                same = {i for i in inputs if i[:2] == (taker, relation)}
                replaceable = {given for t, r, given in same if (t, r, given) not in alone}
                strict = {given for t, r, given in same if (t, r, given) in alone}
                if strict & failed or (replaceable and replaceable <= failed):
                    failed.add(taker)
        return "f" in failed

    between = sorted({end for row in inputs for end in (row[0], row[2])} - {"a", "f"})
    smallest: list[set[str]] = []
    for size in range(1, MOST_TOGETHER + 1):
        for names in combinations(between, size):
            if fails(set(names)) and not any(one <= set(names) for one in smallest):
                smallest.append(set(names))
    assert sets(collection, "a", "f") == [" ".join(sorted(one)) for one in smallest]
