"""Sentences hedge what is hedged and deny what is denied."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from policygraph.model.ontology import NamedPattern
from policygraph.model.records import Claim
from policygraph.query.query import Query
from policygraph.query.wording import (
    amount,
    claim_sentence,
    conditions,
    step_sentence,
    validity_words,
)
from tests.engines.influence_worlds import influence_world
from tests.world import said, world


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        (said("a feeds b"), "A feeds B"),
        (said("a feeds-well b"), "A feeds well B"),
        (said("a feeds b", modality="possible"), "it is possible that A feeds B"),
        (said("not a feeds b"), "it is not so that A feeds B"),
        (
            said("not a feeds b", modality="estimated", attributed_to="x"),
            "according to X, it is estimated that it is not so that A feeds B",
        ),
        (said("a feeds b", quantity="60", unit="percent"), "A feeds B: 60 percent"),
        (said("a feeds b", quantity="5..7"), "A feeds B: 5 to 7"),
        (said("a feeds b", quantity="500..", unit="sites"), "A feeds B: at least 500 sites"),
        (said("a feeds b", quantity="..5.5"), "A feeds B: at most 5.5"),
    ],
)
def test_claim_reads_as_its_source_puts_it(claim: Claim, sentence: str) -> None:
    collection = world([claim])
    assert claim_sentence(collection, collection.claims["c01"]) == sentence


def test_step_reads_in_the_order_of_the_statement_and_keeps_the_hedge() -> None:
    collection = world([said("a uses b", modality="planned")])
    assert step_sentence(collection, collection.claims["c01"]) == "it is planned that A uses B"


def test_claim_about_a_merged_entity_keeps_the_name_of_its_own_dataset() -> None:
    collection = world(["x feeds b"], {"a": "thing"}, same=[("a", "x")])
    assert collection.label("x") == "A"
    assert claim_sentence(collection, collection.claims["c01"]) == "X feeds B"


def test_claim_without_quantity_has_no_amount() -> None:
    assert amount(said("a feeds b", unit="percent")) == ""


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (None, None, ""),
        ("2015", None, "since 2015"),
        ("2015", "..", "since 2015"),
        ("2015", "2018", "2015 to 2018"),
        ("2015", "2015", "2015"),
        (None, "2018", "until 2018"),
        ("..", "2018", "until 2018"),
        ("..", None, ""),
        ("..", "..", ""),
        ("../1984", None, "since 1984 or before"),
        ("1984/..", "1990", "from 1984 or after until 1990"),
        ("1980", "1984/1986", "from 1980 until some time in 1984 to 1986"),
        (None, "../1984", "until 1984 or before"),
        ("../1984", "../1984", "1984 or before"),
        ("2025-33", None, "since the first quarter of 2025"),
        ("2020~", "2021-41?", "about 2020 to the second half of 2021 (uncertain)"),
        ("2019-24/2020%", None, "since some time in winter 2019 to about 2020 (uncertain)"),
    ],
)
def test_dates_in_words_say_no_more_than_the_cells(
    start: str | None, end: str | None, words: str
) -> None:
    assert validity_words(said("a feeds b", start=start, end=end)) == words


ALWAYS = (
    "paths of at most 6 steps",
    "each step goes the way influence is declared to flow",
    "the best paths, 10 at most",
    "ranked by how likely and how much, then by length",
)


def test_conditions_always_say_which_paths_are_wanted() -> None:
    assert conditions(world(["a feeds b"]), Query("a", "b")) == ALWAYS


@pytest.mark.parametrize(
    ("options", "condition"),
    [
        ({"select": "any-shortest"}, "the best path alone"),
        ({"select": "shortest-groups", "k": 2, "rank": "hops"},
         "all paths of the best 2 groups, each of equal hops"),
        ({"mode": "trail"}, "no statement occurs twice in a path, while entities may"),
        ({"pattern": "feeds/@chain"}, "paths that match feeds/@chain; @chain is A chain"),
        ({"pattern": "feeds/@chains"}, "paths that match feeds/@chains"),
        ({"chronological": True}, "steps that can have followed one another in time"),
        ({"relations": ("feeds-well", "uses")}, "only steps of: feeds well, uses"),
        ({"via": ("a", "b")}, "passing, in this order, through: A, B"),
        ({"avoid": ("a",)}, "keeping clear of: A"),
        ({"not_sources": ("s",)}, "as if these sources did not exist: S (s)"),
        ({"uncontested": True}, "no step that anything speaks against"),
        ({"known_by": "2020-01-01"}, "claims that could be known by 2020-01-01"),
        ({"max_degree": 3}, "passing through nothing with more than 3 edges"),
        ({"rank": "likelihood"}, "ranked by chain strength, then by length"),
        ({"any_order": True}, "in any order of time"),
        ({"any_composition": True}, "any kind of step after any other"),
        ({"any_force": True}, "also by what has lost its force"),
        ({"any_addressee": True}, "whomever acts are directed at"),
        ({"each_path": True}, "each path counts by itself, whatever it turns on"),
    ],
)  # fmt: skip
def test_option_has_its_condition_in_words(options: dict[str, Any], condition: str) -> None:
    collection = world(["a feeds b"])
    chain = NamedPattern("chain", "https://example.org/chain", "A chain", "", "feeds+")
    ontology = replace(collection.ontology, patterns={"chain": chain})
    told = conditions(replace(collection, ontology=ontology), Query("a", "b", **options))
    assert condition in told


def test_questions_of_influence_say_that_levers_count_and_which_channels_do() -> None:
    collection = influence_world(["a feeds b"])
    told = conditions(collection, Query("a", "b", channels=("wish",)))
    assert "the best path of each lever (what paths turn on), 10 levers at most" in told
    assert "steps of these channels count too: wish" in told
    apart = conditions(collection, Query("a", "b", each_path=True))
    assert "the best paths, 10 at most" in apart
