"""The contract of docs/paths.md: every engine against the oracle, over generated worlds."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph.engines import ENGINES, Engine
from policygraph.model.collection import Collection
from policygraph.query.query import MOST, MOST_SECONDS, SELECTORS, Query
from tests.engines.oracle import answer, rank, shown
from tests.engines.questions import questions
from tests.examples import examples
from tests.world import world

#: More than there are paths in any generated world that is searched with it.
EVERY = 10_000

engines = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())


def gives_the_paths_of_the_oracle(engine: Engine, question: tuple[Collection, Query]) -> None:
    collection, query = question
    found = engine.search(collection, query)
    assert found.complete
    assert shown(found) == answer(collection, query)


@engines
@settings(max_examples=examples(300))
@given(question=questions())
def test_engine_gives_the_paths_of_the_oracle_in_its_order(
    engine: Engine, question: tuple[Collection, Query]
) -> None:
    gives_the_paths_of_the_oracle(engine, question)


@engines
@pytest.mark.parametrize("select", SELECTORS)
def test_the_greatest_numbers_that_may_be_asked_for_are_answered(
    engine: Engine, select: str
) -> None:
    collection = world(["a feeds b", "b feeds c", "a blocks c"])
    query = Query("a", "c", select=select, as_of="Y999999999999", seconds=MOST_SECONDS)
    query = replace(query, k=MOST, max_hops=MOST, max_degree=MOST, budget=MOST)
    found = engine.search(collection, query.checked(collection))
    assert found.complete
    assert shown(found) == shown(engine.search(collection, Query("a", "c", select=select)))


@engines
@settings(max_examples=examples(250))
@given(question=questions(language=True, always=("pattern",)))
def test_engine_gives_the_paths_that_match_a_pattern(
    engine: Engine, question: tuple[Collection, Query]
) -> None:
    gives_the_paths_of_the_oracle(engine, question)


@engines
@settings(max_examples=examples(300))
@given(question=questions(language=True, always=("chronological",)))
def test_engine_gives_the_paths_in_order_of_time(
    engine: Engine, question: tuple[Collection, Query]
) -> None:
    gives_the_paths_of_the_oracle(engine, question)


@engines
@settings(max_examples=examples(200))
@given(question=questions(language=True, always=("chronological", "pattern", "via")))
def test_engine_gives_the_paths_of_times_patterns_and_via_together(
    engine: Engine, question: tuple[Collection, Query]
) -> None:
    gives_the_paths_of_the_oracle(engine, question)


@engines
@settings(max_examples=examples(250))
@given(question=questions(language=True))
def test_engine_knows_modes_selectors_patterns_and_times(
    engine: Engine, question: tuple[Collection, Query]
) -> None:
    gives_the_paths_of_the_oracle(engine, question)


@pytest.mark.slow
@engines
@settings(max_examples=examples(1500))
@given(question=questions(language=True))
def test_engine_knows_modes_selectors_patterns_and_times_for_long(
    engine: Engine, question: tuple[Collection, Query]
) -> None:
    gives_the_paths_of_the_oracle(engine, question)


@pytest.mark.slow
@engines
@settings(max_examples=examples(2500))
@given(question=questions())
def test_engine_gives_the_paths_of_the_oracle_for_long(
    engine: Engine, question: tuple[Collection, Query]
) -> None:
    gives_the_paths_of_the_oracle(engine, question)


@engines
@settings(max_examples=examples(300))
@given(question=questions(always=("via",)))
def test_engine_passes_via_in_the_given_order(
    engine: Engine, question: tuple[Collection, Query]
) -> None:
    collection, query = question
    found = engine.search(collection, query)
    assert found.complete
    assert shown(found) == answer(collection, query)


@engines
@given(question=questions(k=EVERY, language=True))
def test_order_is_total(engine: Engine, question: tuple[Collection, Query]) -> None:
    collection, query = question
    paths = shown(engine.search(collection, query))
    assert all(rank(query, left) < rank(query, right) for left, right in pairwise(paths))


@engines
@given(question=questions(k=EVERY, language=True), k=st.integers(1, 6))
def test_fewer_paths_are_the_first_of_more(
    engine: Engine, question: tuple[Collection, Query], k: int
) -> None:
    collection, query = question
    more = shown(engine.search(collection, query))
    assert shown(engine.search(collection, replace(query, k=k))) == more[:k]


@engines
@given(question=questions(language=True), budget=st.integers(1, 40))
def test_truncated_answer_is_a_true_prefix(
    engine: Engine, question: tuple[Collection, Query], budget: int
) -> None:
    collection, query = question
    whole = shown(engine.search(collection, query))
    found = engine.search(collection, replace(query, budget=budget))
    assert found.expansions <= budget
    assert shown(found) == (whole if found.complete else whole[: len(found.paths)])


@engines
@given(question=questions(k=EVERY), which=st.integers(0, 100))
def test_denial_adds_no_path_and_takes_one_away_only_under_uncontested(
    engine: Engine, question: tuple[Collection, Query], which: int
) -> None:
    collection, query = question
    about = list(collection.claims.values())[which % len(collection.claims)]
    denial = replace(about, id="zz", polarity="denied", withdrawn=None, disputes=())
    denied = replace(collection, claims={**collection.claims, "zz": denial})

    def routes(world: Collection) -> list[tuple[tuple[str, bool, str], ...]]:
        return [tuple(step[:3] for step in path) for path in shown(engine.search(world, query))]

    before, after = routes(collection), routes(denied)
    if query.uncontested:
        assert after == [route for route in before if route in set(after)]
    else:
        assert after == before


@engines
@given(question=questions(language=True), data=st.data())
def test_order_of_claims_and_entities_changes_nothing(
    engine: Engine, question: tuple[Collection, Query], data: st.DataObject
) -> None:
    collection, query = question
    shuffled = replace(
        collection,
        claims=dict(data.draw(st.permutations(list(collection.claims.items())))),
        entities=dict(data.draw(st.permutations(list(collection.entities.items())))),
    )
    assert shown(engine.search(shuffled, query)) == shown(engine.search(collection, query))


@engines
@given(question=questions(language=True))
def test_code_knows_no_relation_and_no_type_by_name(
    engine: Engine, question: tuple[Collection, Query]
) -> None:
    """Renamed in their order, relations and types change no answer."""
    collection, query = question
    vocabulary = collection.ontology
    relations = {old: f"r{number:02}" for number, old in enumerate(sorted(vocabulary.relations))}
    kinds = {old: f"t{number:02}" for number, old in enumerate(sorted(vocabulary.types))}
    renamed = replace(
        collection,
        ontology=replace(
            vocabulary,
            relations={
                relations[r.id]: replace(
                    r,
                    id=relations[r.id],
                    parent=r.parent and relations[r.parent],
                    domain=tuple(kinds[kind] for kind in r.domain),
                    range=tuple(kinds[kind] for kind in r.range),
                )
                for r in vocabulary.relations.values()
            },
            types={
                kinds[t.id]: replace(t, id=kinds[t.id], parent=t.parent and kinds[t.parent])
                for t in vocabulary.types.values()
            },
        ),
        entities={e.id: replace(e, type=kinds[e.type]) for e in collection.entities.values()},
        claims={
            c.id: replace(c, relation=relations[c.relation]) for c in collection.claims.values()
        },
    )
    asked = replace(
        query,
        relations=_renamed(relations, query.relations),
        not_relations=_renamed(relations, query.not_relations),
        transit_types=_renamed(kinds, query.transit_types),
        not_transit_types=_renamed(kinds, query.not_transit_types),
        pattern=query.pattern
        and re.sub(r"[a-z][a-z-]*", lambda name: relations[name[0]], query.pattern),
    ).checked(renamed)
    expected = [
        tuple(step._replace(relation=relations[step.relation]) for step in path)
        for path in shown(engine.search(collection, query))
    ]
    assert shown(engine.search(renamed, asked)) == expected


def _renamed(names: dict[str, str], values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(names[value] for value in values)
