"""Sentences hedge what is hedged and deny what is denied."""

from __future__ import annotations

import pytest

from policygraph.model import Claim
from policygraph.sentences import amount, claim_sentence, step_sentence, validity_words
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
    ],
)
def test_claim_reads_as_its_source_puts_it(claim: Claim, sentence: str) -> None:
    collection = world([claim])
    assert claim_sentence(collection, collection.claims["c01"]) == sentence


def test_step_reads_in_the_order_of_the_statement_and_keeps_the_hedge() -> None:
    collection = world([said("a uses b", modality="planned")])
    assert step_sentence(collection, collection.claims["c01"]) == "it is planned that A uses B"


def test_merged_entity_is_called_by_the_label_that_is_kept() -> None:
    collection = world(["x feeds b"], {"a": "thing"}, same=[("a", "x")])
    assert claim_sentence(collection, collection.claims["c01"]) == "A feeds B"


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
    ],
)
def test_dates_in_words_say_no_more_than_the_cells(
    start: str | None, end: str | None, words: str
) -> None:
    assert validity_words(said("a feeds b", start=start, end=end)) == words
