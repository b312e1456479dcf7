"""Dates of claims that do not fit the source."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.datasets import faults, warnings, write_dataset

EVENT = {"relation": "founded", "start": "2031"}


def test_a_stated_event_after_its_source_is_a_warning(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "d", [EVENT])
    assert warnings(folder) == [
        "d/claims/s.csv:2 claim s-001: warning: happens in 2031, after its source was published "
        "(2024-05-01); write the modality planned or possible, or known_since the day when it had "
        "happened"
    ]
    assert faults(folder) == []


def test_an_interval_after_the_source_is_a_warning(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "d", [{**EVENT, "start": "2031/2032"}])
    assert len(warnings(folder)) == 1


@pytest.mark.parametrize(
    "cells",
    [
        {"modality": "planned"},
        {"modality": "possible"},
        {"polarity": "denied"},
        {"withdrawn": "2032", "note": "wrong"},
        {"relation": "feeds"},  # a state may begin later
        {"start": "2024-05"},  # perhaps on the first of May
        {"start": "2031~"},
        {"start": "../2031"},  # some day up to 2031
        {"start": ".."},
        {"start": ""},
        {"start": "2024/2031"},
        {"start": "2030?/2031"},
        {"known_since": "2031"},
    ],
)
def test_what_may_have_happened_before_is_in_order(tmp_path: Path, cells: dict[str, str]) -> None:
    assert warnings(write_dataset(tmp_path / "d", [{**EVENT, **cells}])) == []


def test_a_source_with_an_uncertain_date_says_nothing(tmp_path: Path) -> None:
    sources = [{"id": "s", "published": "2024?"}]
    assert warnings(write_dataset(tmp_path / "d", [EVENT], sources=sources)) == []


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"withdrawn": "2023"}, "is withdrawn on 2023, before it was published on 2024-05-01"),
        (
            {"withdrawn": "2024-06-01", "known_since": "2025"},
            "is withdrawn on 2024-06-01, before it was known since 2025",
        ),
    ],
)
def test_a_withdrawal_before_the_claim_was_known_is_a_fault(
    tmp_path: Path, cells: dict[str, str], said: str
) -> None:
    (line,) = faults(write_dataset(tmp_path / "d", [{**cells, "note": "wrong"}]))
    assert line == f"d/claims/s.csv:2 claim s-001: {said}; correct withdrawn or known_since"


@pytest.mark.parametrize("withdrawn", ["2024", "2024-05-01", "2023~", "2025"])
def test_a_withdrawal_that_may_be_later_is_in_order(tmp_path: Path, withdrawn: str) -> None:
    assert faults(write_dataset(tmp_path / "d", [{"withdrawn": withdrawn, "note": "wrong"}])) == []
