"""The labelled set of names: no silent error, and figures that do not fall."""

from __future__ import annotations

import pytest
from benchmarks.names import by_ratio, figures, labelled, ours, silent_errors
from rapidfuzz import fuzz

from policygraph import pipeline

#: The figures of docs/performance.md: over one graph the first two may only rise, and proposals
#: for nobody only fall.
FIRST, FIVE, PROPOSED = 0.954, 0.974, 11


@pytest.mark.slow
def test_no_name_of_the_labelled_set_resolves_to_a_wrong_entity() -> None:
    assert silent_errors(pipeline.load()) == ()


@pytest.mark.slow
def test_names_of_the_labelled_set_are_found_as_well_as_before_and_better_than_by_ratio() -> None:
    collection = pipeline.load()
    found = figures(ours(collection))
    assert found.first >= FIRST
    assert found.five >= FIVE
    assert found.proposed <= PROPOSED
    other = figures(by_ratio(collection, fuzz.WRatio))
    assert found.first > other.first
    assert found.five > other.five
    assert found.proposed < other.proposed


def test_labelled_set_names_entities_of_the_curated_data_and_repeats_no_query() -> None:
    given = labelled()
    assert len({one.query for one in given}) == len(given)
    assert {one.right for one in given} - {""} <= set(pipeline.load().entities)
