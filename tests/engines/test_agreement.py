"""Ten thousand random questions over graphs of 10^3 to 10^5 edges: all engines, one answer.

The graphs have hubs, ties (likelihoods are coarse), dates, denials and disputes; questions
set up to three restrictions of every kind. The reference engine is the measure here: it is
held against the oracle over small worlds, and no oracle lists the paths of these.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from policygraph.engines import ENGINES, Found
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.query.query import SELECTORS, Query
from tests.engines.patterns import VOCABULARY
from tests.world import MODALITIES, said, world

#: Enough for all but questions that are hard by nature (a pattern, via, a trail).
BUDGET = 20_000
RELATIONS = tuple(sorted(relation.id for relation in VOCABULARY))
SOURCES = {f"s{n}": f"20{n:02d}-06-15" for n in range(10, 25)}
PATTERNS = (
    "feeds/joins*",
    "(feeds|^uses)+",
    "joins{1,3}/blocks?",
    "!(feeds)+",
    "./feeds/.",
    "(joins/^feeds)*/.",
)


@cache
def graph(edges: int, seed: int) -> Collection:
    """About so many edges over a third as many entities; a few are hubs."""
    chance = random.Random(f"{edges} {seed}")
    entities = [f"e{n}" for n in range(max(8, edges // 3))]

    def one(power: float) -> str:
        return entities[int(len(entities) * chance.random() ** power)]

    claims: list[Claim] = []
    for number in range(edges):
        row = f"{one(1.3)} {chance.choice(RELATIONS)} {one(3)}"
        denied = chance.random() < 0.03
        start, end = sorted((chance.randrange(1990, 2025), chance.randrange(1990, 2025)))
        claims.append(
            said(
                f"{'not ' if denied else ''}{row} {chance.choice(('0.5', '0.75', '0.9', '1.0'))}",
                modality=chance.choice(MODALITIES).id,
                source=chance.choice(tuple(SOURCES)),
                start=chance.choice((str(start), f"{start}-05", None)),
                end=chance.choice((str(end), None, "..")),
                disputes=(f"c{chance.randrange(number) + 1:02d}",) if number % 50 == 49 else (),
            )
        )
    kinds = {name: chance.choice(("chip", "firm", "group")) for name in entities}
    return world(claims, kinds, VOCABULARY, sources=SOURCES)


def question(collection: Collection, chance: random.Random) -> Query:
    """A question that may set anything."""
    entities = list(collection.entities)

    def one() -> str:
        return entities[int(len(entities) * chance.random() ** chance.choice((2, 4)))]

    start, end = one(), one()
    anything: dict[str, Callable[[], Any]] = {
        "relations": lambda: tuple(chance.sample(RELATIONS, 3)),
        "not_relations": lambda: (chance.choice(RELATIONS),),
        "transit_types": lambda: ("group",),
        "not_transit_types": lambda: ("chip",),
        "via": lambda: (one(),),
        "avoid": lambda: tuple({one(), one()} - {start, end}),
        "max_degree": lambda: chance.choice((5, 20, 100)),
        "min_likelihood": lambda: chance.choice((0.75, 0.9)),
        "modalities": lambda: ("stated", "planned"),
        "uncontested": lambda: True,
        "sources": lambda: tuple(chance.sample(tuple(SOURCES), 8)),
        "not_sources": lambda: tuple(chance.sample(tuple(SOURCES), 3)),
        "as_of": lambda: chance.choice(("2010", "2015-05-08", "2001/2004")),
        "known_by": lambda: "2018-12-31",
        "pattern": lambda: chance.choice(PATTERNS),
        "chronological": lambda: True,
    }
    options = {
        name: anything[name]()
        for name in chance.sample(sorted(anything), chance.choice((0, 1, 1, 2, 3)))
    }
    if {"as_of", "chronological"} & options.keys():
        options["dates"] = chance.choice(("lenient", "strict"))
    return Query(
        start,
        end,
        k=chance.choice((1, 3, 10)),
        max_hops=chance.choice((3, 4, 5, 6)),
        direction=chance.choice(("influence", "any", "any", "stated")),
        rank=chance.choice(("influence", "likelihood", "hops")),
        mode=chance.choice(("simple", "simple", "simple", "walk", "trail", "acyclic")),
        select=chance.choice(("shortest", "shortest", *SELECTORS)),
        budget=BUDGET,
        **options,
    ).checked(collection)


def steps(found: Found) -> list[list[tuple[Any, ...]]]:
    """All that an answer is made of."""
    return [[(*move, move.edge.supporting, move.edge.against) for move in p] for p in found.paths]


def agree(edges: int, seed: int, count: int) -> None:
    """The engines give one answer to so many questions; cut short, the same as far as it goes."""
    collection = graph(edges, seed)
    chance = random.Random(f"questions {edges} {seed}")
    whole = answered = 0
    for _ in range(count):
        query = question(collection, chance)
        expected, found = (
            ENGINES[name].search(collection, query) for name in ("reference", "compact")
        )
        left, right = steps(expected), steps(found)
        if expected.complete and found.complete:
            whole += 1
            answered += bool(left)
            assert left == right, query
        else:
            shared = min(len(left), len(right))
            assert left[:shared] == right[:shared], query
            assert not expected.complete or right == left[: len(right)], query
            assert not found.complete or left == right[: len(left)], query
    assert whole > 0.9 * count
    assert answered > 0.1 * count


@pytest.mark.slow
def test_engines_agree_over_a_thousand_edges() -> None:
    agree(1_000, 0, 60)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 20))
def test_engines_agree_over_a_thousand_edges_for_long(seed: int) -> None:
    agree(1_000, seed, 190)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 6))
def test_engines_agree_over_ten_thousand_edges(seed: int) -> None:
    agree(10_000, seed, 60)


@pytest.mark.slow
def test_engines_agree_over_a_hundred_thousand_edges() -> None:
    agree(100_000, 1, 40)
