"""Partial dates: what a text may mean, and the three answers of a comparison."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from policygraph.errors import DataError
from policygraph.model.dates import (
    Span,
    Truth,
    Validity,
    day_number,
    in_force,
    iso_day,
    read_date,
    read_period,
    validity,
)

NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES


@given(st.dates())
def test_day_numbers_are_those_of_the_calendar(day: date) -> None:
    number = day_number(day.year, day.month, day.day)
    assert number == day.toordinal() - date(1970, 1, 1).toordinal()
    assert iso_day(number) == day.isoformat()
    assert read_date(day.isoformat()).earliest == read_date(day.isoformat()).latest == number


@given(st.integers(-30_000, 30_000))
def test_years_follow_one_another_without_a_gap(year: int) -> None:
    def text(number: int) -> str:
        if abs(number) > 9999:
            return f"Y{number}"
        return f"-{-number:04d}" if number < 0 else f"{number:04d}"

    assert read_date(text(year)).latest + 1 == read_date(text(year + 1)).earliest


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024-12", "2024-12-01", "2024-12-31"),
        ("2024-05-08", "2024-05-08", "2024-05-08"),
        ("202X", "2020-01-01", "2029-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("2024-XX", "2024-01-01", "2024-12-31"),
        ("2024-XX-XX", "2024-01-01", "2024-12-31"),
        ("2024-02-XX", "2024-02-01", "2024-02-29"),
        ("2024-21", "2024-03-01", "2024-05-31"),
        ("2024-22", "2024-06-01", "2024-08-31"),
        ("2024-23", "2024-09-01", "2024-11-30"),
        ("2023-24", "2023-12-01", "2024-02-29"),
        ("2024?", "2024-01-01", "2024-12-31"),
        ("2024-05~", "2024-05-01", "2024-05-31"),
        ("2024-05-08%", "2024-05-08", "2024-05-08"),
        ("0001", "0001-01-01", "0001-12-31"),
        ("9999-12-31", "9999-12-31", "9999-12-31"),
    ],
)
def test_date_covers_all_that_it_may_mean(text: str, first: str, last: str) -> None:
    span = read_date(text)
    assert (span.text, iso_day(span.earliest), iso_day(span.latest)) == (text, first, last)


def test_negative_decades_run_the_right_way() -> None:
    span = read_date("-019X")
    assert span.earliest == read_date("-0199").earliest
    assert span.latest == read_date("-0190").latest


def test_days_of_the_longest_years_are_exact() -> None:
    for text in ("Y999999999999", "Y-999999999999"):
        span = read_date(text)
        assert int(float(span.latest)) == span.latest < 2**53
        assert span.latest - span.earliest in (364, 365)


@pytest.mark.parametrize("text", ["0000", "-0044", "Y12024", "Y-12024"])
def test_days_outside_the_years_1_to_9999_have_no_iso_text(text: str) -> None:
    assert iso_day(read_date(text).earliest) is None


@pytest.mark.parametrize(
    "text",
    [
        "", " 2024", "2024 ", "2024\n", "24", "2024-5", "2024-13", "2024-00", "2024-25", "2024-20",
        "2023-02-29", "2024-04-31", "2024-04-00", "2024-21-01", "2024-XX-05", "202X-05", "20X4",
        "2024/2025", "..", "2024-05-08T10:00", "Y2024", "Y02024", "-0000", "٢٠٢٤", "May 2024",
        "2024??", "?", "Y1234567890123", "Y-" + "9" * 5000,
    ],
)  # fmt: skip
def test_other_texts_are_refused_by_name(text: str) -> None:
    with pytest.raises(DataError) as caught:
        read_date(text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("2024", "2024-01-01", "2024-12-31"), ("2021/2022-06", "2021-01-01", "2022-06-30")],
)
def test_period_runs_from_the_first_day_to_the_last(text: str, first: str, last: str) -> None:
    period = read_period(text)
    assert (iso_day(period.earliest), iso_day(period.latest)) == (first, last)


def test_period_may_be_open() -> None:
    assert read_period("2021/..").latest == float("inf")
    assert read_period("../2021").earliest == -float("inf")


@pytest.mark.parametrize("text", ["2022/2021", "/2021", "2021/", "2021/2022/2023", ""])
def test_other_periods_are_refused(text: str) -> None:
    with pytest.raises(DataError):
        read_period(text)


@pytest.mark.parametrize(
    ("start", "end", "period", "expected"),
    [
        # Both sides known to the day.
        ("2015-05-08", "2016-05-08", "2016-05-08", YES),
        ("2015-05-08", "2016-05-08", "2016-05-09", NO),
        ("2015-05-08", "2016-05-08", "2015-05-07", NO),
        # A year is not its first day.
        ("2015", "2018", "2015-06-01", UNKNOWN),
        ("2015", "2018", "2016", YES),
        ("2015", "2018", "2018-12-31", UNKNOWN),
        ("2015", "2018", "2019", NO),
        # A missing end is not known to have ended; never current.
        ("2015", None, "2030", UNKNOWN),
        ("2015", None, "2015", YES),
        ("2015", None, "2015-06", UNKNOWN),
        # No day is certain, the year is.
        ("2015", "2015", "2015", YES),
        ("2015", "2015", "2015-06", UNKNOWN),
        ("2015", "2015-03", "2015-03", YES),
        ("2015-06", "2015", "2015-06", YES),
        ("2015-05-08", None, "2015-05-08", YES),
        ("2015", None, "2014", NO),
        ("2015", "..", "2030", YES),
        # A missing start.
        (None, "2018-03-01", "2018-03-01", YES),
        (None, "2018", "2010", UNKNOWN),
        (None, "2018", "2019", NO),
        ("..", "2018", "0500", YES),
        (None, None, "2020", UNKNOWN),
        ("..", "..", "2020", YES),
        # Far years.
        ("-0221", "-0206", "-0210", YES),
        ("-0221", "-0206", "0001", NO),
        ("Y12024", "..", "Y20000", YES),
        ("Y12024", "..", "9999", NO),
    ],
)
def test_state_is_in_force_between_its_start_and_its_end(
    start: str | None, end: str | None, period: str, expected: Truth
) -> None:
    assert in_force(validity(start, end, event=False), read_period(period)) is expected


@pytest.mark.parametrize(
    ("start", "end", "period", "expected"),
    [
        ("2015", None, "2014", NO),
        ("2015", None, "2015", YES),
        ("2015", None, "2015-06", UNKNOWN),
        ("2015", None, "2030", YES),
        ("2015", "2020", "2030", NO),
        (None, None, "2030", UNKNOWN),
    ],
)
def test_event_holds_from_its_date_on(
    start: str | None, end: str | None, period: str, expected: Truth
) -> None:
    assert in_force(validity(start, end, event=True), read_period(period)) is expected


@given(
    st.lists(st.integers(1, 28), min_size=2, max_size=2).map(sorted),
    st.lists(st.integers(1, 28), min_size=2, max_size=2).map(sorted),
    st.lists(st.integers(1, 28), min_size=2, max_size=2).map(sorted),
)
def test_in_force_is_what_holds_of_all_or_of_none_of_the_possible_dates(
    start: list[int], end: list[int], asked: list[int]
) -> None:
    assume(start[0] <= end[1])
    first, last = asked
    met = {
        begun <= last and ended >= first
        for begun in range(start[0], start[1] + 1)
        for ended in range(end[0], end[1] + 1)
        if begun <= ended
    }
    core = (min(start[1], end[1]), max(end[0], start[0]))
    truth = in_force(Validity((start[0], end[1]), core), Span("", first, last))
    assert truth is (YES if met == {True} else NO if met == {False} else UNKNOWN)
