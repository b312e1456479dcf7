"""Paths in order of time: the rule on windows against all true dates, one by one."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph.engines import ENGINES, Engine
from policygraph.model import dates
from policygraph.model.records import Claim
from policygraph.query.query import Query
from tests.engines.test_hard_worlds import ask, routes
from tests.examples import examples
from tests.world import said, world

engines = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())

#: Dates of one to three days in a week of 2024, and "open"; None is unknown.
DAYS = tuple(f"2024-05-0{n}" for n in range(1, 5))
#: Days before and after all of them stand for no bound.
WEEK = range(dates.day_number(2024, 4, 28), dates.day_number(2024, 5, 8))


def true_dates(claim: Claim) -> list[tuple[int, int]]:
    """The first and last days on which a claim may truly have held."""

    def days(cell: str | None, open_day: int) -> list[int]:
        if cell is None:
            return list(WEEK)
        if cell == "..":
            return [open_day]
        span = dates.read_bound(cell)
        return [day for day in WEEK if span.earliest <= day <= span.latest]

    starts, ends = days(claim.start, WEEK[0]), days(claim.end, WEEK[-1])
    return [(start, end) for start, end in product(starts, ends) if start <= end]


def in_order(steps: list[list[tuple[int, int]]]) -> bool:
    """Whether there are days in order, each while a claim of its step holds."""
    day = WEEK[0]
    for held in steps:
        later = [max(day, start) for start, end in held if day <= end]
        if not later:
            return False
        day = min(later)
    return True


cells = st.sampled_from((*DAYS, "2024-05", "..", None))


@st.composite
def chains(draw: st.DrawFn) -> list[list[Claim]]:
    """Two or three steps of one or two claims; months are kept to two claims at most."""
    steps = []
    for step in range(draw(st.integers(2, 3))):
        row = f"{'abcd'[step]} feeds {'abcd'[step + 1]}"
        claims = []
        for _ in range(draw(st.integers(1, 2))):
            claim = said(row, start=draw(cells), end=draw(cells))
            if not true_dates(claim):
                claim = said(row, start=claim.end, end=claim.start)
            claims.append(claim if true_dates(claim) else said(row, start=DAYS[0], end=DAYS[2]))
        steps.append(claims)
    return steps


@engines
@settings(max_examples=examples(150), deadline=None)
@given(chain=chains())
def test_lenient_is_for_some_true_dates_and_strict_for_all(
    engine: Engine, chain: list[list[Claim]]
) -> None:
    claims = [claim for step in chain for claim in step]
    collection = world(claims)
    possible = [_representative(true_dates(claim)) for claim in claims]
    outcomes = set()
    for truth in product(*possible):
        left = iter(truth)
        outcomes.add(in_order([[next(left) for _ in step] for step in chain]))
    for rule, expected in (("lenient", True in outcomes), ("strict", False not in outcomes)):
        query = Query("a", "abcd"[len(chain)], chronological=True, dates=rule)
        found = engine.search(collection, query.checked(collection))
        assert bool(found.paths) == expected, rule


def _representative(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The shortest and the longest that a claim may have held: others lie between.

    A day in order with the shorter of two spans is in order with the longer.
    """
    return [
        span
        for span in spans
        if not any(s != span and s[0] <= span[0] and span[1] <= s[1] for s in spans)
        or not any(s != span and span[0] <= s[0] and s[1] <= span[1] for s in spans)
    ]


@engines
def test_a_path_waits_for_its_steps_but_does_not_go_back(engine: Engine) -> None:
    rows = [
        said("a feeds b", start="2015", end="2016"),
        said("b feeds z", start="2020", end="2021"),
        said("a feeds c", start="2020", end="2021"),
        said("c feeds z", start="2015", end="2016"),
    ]
    collection = world(rows)
    assert routes(ask(engine, collection, "a", "z")) == ["a-b-z", "a-c-z"]
    assert routes(ask(engine, collection, "a", "z", chronological=True)) == ["a-b-z"]


@engines
def test_event_holds_from_its_date_on_and_a_state_of_unknown_end_may(engine: Engine) -> None:
    collection = world(
        [
            said("a founded b", start="2010"),
            said("b feeds z", start="2005"),
            said("z feeds y", start="2020", end="2021"),
        ]
    )
    lenient = ask(engine, collection, "a", "y", chronological=True)
    strict = ask(engine, collection, "a", "y", chronological=True, dates="strict")
    assert (routes(lenient), routes(strict)) == (["a-b-z-y"], [])
    assert routes(ask(engine, collection, "a", "b", chronological=True, dates="strict")) == ["a-b"]


@engines
def test_the_strength_stays_that_of_the_edge(engine: Engine) -> None:
    """The likelier claim of the first step comes too late; the step is as strong as ever."""
    rows = [
        said("a feeds b 0.9", start="2020", end="2021"),
        said("a feeds b 0.3", start="2010", end="2011"),
        said("b feeds z 0.5", start="2012", end="2013"),
    ]
    ((first, _),) = ask(engine, world(rows), "a", "z", chronological=True).paths
    assert (first.edge.strength, len(first.edge.supporting)) == (0.9, 2)


@engines
def test_as_of_chooses_the_claims_and_known_by_what_was_known(engine: Engine) -> None:
    """What, known by the end of 2022, was in force in 2021, and in order of time?"""
    rows = [
        said("a feeds b", start="2019", end="2021", known_since="2020-01-01"),
        said("b feeds z", start="2021", end="2022", known_since="2022-06-01"),
        said("a feeds z", start="2021", end="2021", known_since="2023-02-01"),
        said("a feeds c", start="2023", end="..", known_since="2022-01-01"),
        said("c feeds z", start="2019", end="..", known_since="2022-01-01"),
    ]
    collection = world(rows)
    asked = {"as_of": "2021", "known_by": "2022-12-31"}
    assert routes(ask(engine, collection, "a", "z", **asked, chronological=True)) == ["a-b-z"]
    assert routes(ask(engine, collection, "a", "z", as_of="2021")) == ["a-z", "a-b-z"]
    assert routes(ask(engine, collection, "a", "z", known_by="2022-12-31")) == ["a-b-z", "a-c-z"]
    assert routes(ask(engine, collection, "a", "z", as_of="2021", known_by="2021-12-31")) == []
