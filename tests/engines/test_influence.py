"""What influence means: the engine against the oracle, over generated worlds with all of it."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings

from policygraph.engines import ENGINES, Found, Move
from policygraph.engines.base import COUNTED
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.query.query import Query, Scope
from tests.engines import influence_oracle as oracle
from tests.engines.influence_worlds import COMPOSITION, influence_questions, influence_world
from tests.examples import examples


def shown(found: Found) -> list[oracle.Path]:
    return [path_of(moves) for moves in found.paths]


def path_of(moves: tuple[Move, ...]) -> oracle.Path:
    return tuple(
        oracle.Step(
            move.origin,
            move.target,
            move.edge.relation,
            move.forward,
            move.grade,
            move.cost,
            tuple(claim.id for claim in move.edge.supporting),
            tuple(claim.id for claim in move.edge.against),
            move.edge.triple,
        )
        for move in moves
    )


def test_the_composition_of_these_worlds_keeps_to_the_law() -> None:
    assert COMPOSITION.widened() is None


@settings(max_examples=examples(200))
@given(question=influence_questions())
def test_reference_gives_the_paths_of_influence(question: tuple[Collection, Query]) -> None:
    collection, query = question
    found = ENGINES["reference"].search(collection, query)
    assert found.complete
    assert shown(found) == oracle.answer(collection, query)


@settings(max_examples=examples(150))
@given(question=influence_questions())
def test_variants_are_the_other_paths_of_each_lever(question: tuple[Collection, Query]) -> None:
    collection, query = question
    query = replace(query, each_path=False)
    found = ENGINES["reference"].search(collection, query)
    wanted = oracle.levers(collection, query, oracle.ranked(collection, query))[: query.k]
    assert found.counted
    assert [[path_of(moves) for moves in one] for one in found.variants] == [
        variants for _, variants in wanted
    ]


@pytest.mark.parametrize("backward", [False, True], ids=["forward", "backward"])
@settings(max_examples=examples(60))
@given(question=influence_questions())
def test_reach_has_the_best_path_to_each_entity(
    backward: bool, question: tuple[Collection, Query]
) -> None:
    collection, query = question
    scope = Scope(**{field.name: getattr(query, field.name) for field in fields(Scope)})
    reached = ENGINES["reference"].reach(
        collection, scope, query.start, backward=backward, rank=query.rank
    )
    best: dict[str, oracle.Path] = {}
    for other in sorted(set(collection.entities) - {query.start}):
        start, end = (other, query.start) if backward else (query.start, other)
        asked = replace(query, start=start, end=end)
        if paths := oracle.ranked(collection, asked):
            best[other] = paths[0]
    assert reached.complete
    assert {name: path_of(reached.path(name, None) or ()) for name in reached.entities} == best
    keys = [oracle.rank(collection, query, best[name])[:2] for name in reached.entities]
    assert list(zip(keys, reached.entities, strict=True)) == sorted(
        zip(keys, reached.entities, strict=True)
    )


def ladder(rungs: int) -> list[str | Claim]:
    """Rules that reach the end over so many rungs, each of two ways."""
    rows: list[str | Claim] = ["state bans n00"]
    for number in range(rungs):
        here, there = f"n{number:02d}", f"n{number + 1:02d}"
        rows += [f"{here} feeds l{number:02d}", f"l{number:02d} feeds {there}"]
        rows += [f"{here} feeds r{number:02d}", f"r{number:02d} feeds {there}"]
    return rows


def test_a_ladder_of_one_lever_is_answered_and_its_variants_are_counted_in_part() -> None:
    collection = influence_world(ladder(11))
    query = Query("state", "n11", max_hops=23).checked(collection)
    found = ENGINES["reference"].search(collection, query)
    assert (found.complete, len(found.paths), found.counted) == (True, 1, False)
    assert len(found.variants[0]) == COUNTED - 1
    assert found.expansions < 20_000


def test_a_lever_behind_many_variants_of_another_is_found() -> None:
    collection = influence_world([*ladder(11), "other bans n11 0.000000001", "state decides other"])
    query = Query("state", "n11", k=2, max_hops=23).checked(collection)
    found = ENGINES["reference"].search(collection, query)
    assert (found.complete, len(found.paths)) == (True, 2)
    assert [move.target for move in found.paths[1]] == ["other", "n11"]


def test_many_levers_are_answered_best_first() -> None:
    rows: list[str | Claim] = [f"state bans c{n:03d} 0.{999 - n}" for n in range(300)]
    rows += [f"firm trains c{n:03d}" for n in range(300)]
    collection = influence_world(rows)
    query = Query("state", "firm", k=5).checked(collection)
    found = ENGINES["reference"].search(collection, query)
    assert found.complete
    assert [moves[0].target for moves in found.paths] == [f"c{n:03d}" for n in range(5)]


def test_a_clique_under_composition_is_answered_or_cut_short() -> None:
    names = [f"n{n}" for n in range(12)]
    rows: list[str | Claim] = [f"{a} feeds {b}" for a in names for b in names if a != b]
    collection = influence_world([*rows, "state bans n0"])
    query = Query("state", "n11", budget=20_000).checked(collection)
    found = ENGINES["reference"].search(collection, query)
    assert len(found.paths) == 1
    assert found.expansions <= 20_000


def grid(side: int) -> list[str | Claim]:
    """A square of sides from left to right and down, whose end is fed by none of its sides."""
    rows: list[str | Claim] = []
    for x in range(side):
        for y in range(side):
            rows += [f"x{x}y{y} feeds x{x + 1}y{y}"] if x + 1 < side else []
            rows += [f"x{x}y{y} makes x{x}y{y + 1}"] if y + 1 < side else []
    return [*rows, f"x{side - 1}y{side - 1} feeds lone", f"end feeds x{side - 1}y{side - 1}"]


def test_a_grid_without_an_answer_costs_no_more_under_composition() -> None:
    collection = influence_world(grid(8))
    query = Query("x0y0", "end", max_hops=20).checked(collection)
    ruled = ENGINES["reference"].search(collection, query)
    free = ENGINES["reference"].search(collection, replace(query, any_composition=True))
    assert ruled.complete
    assert ruled.paths == ()
    assert ruled.expansions <= free.expansions


@pytest.mark.slow
@settings(max_examples=examples(1200))
@given(question=influence_questions())
def test_reference_gives_the_paths_of_influence_for_long(
    question: tuple[Collection, Query],
) -> None:
    collection, query = question
    assert shown(ENGINES["reference"].search(collection, query)) == oracle.answer(collection, query)


@settings(max_examples=examples(100))
@given(question=influence_questions())
def test_every_path_of_influence_lies_in_its_corridor(
    question: tuple[Collection, Query],
) -> None:
    collection, query = question
    corridor = ENGINES["reference"].corridor(collection, query)
    moves = {(move.edge.triple, move.forward) for move in corridor.moves}
    asked = replace(query, each_path=True, k=COUNTED)
    for path in ENGINES["reference"].search(collection, asked).paths:
        assert {(move.edge.triple, move.forward) for move in path} <= moves
