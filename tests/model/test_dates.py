"""Partial dates: what a text may mean, and the three answers of a comparison."""

from __future__ import annotations

from datetime import date
from math import inf

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from policygraph.errors import DataError
from policygraph.model.dates import (
    Span,
    Truth,
    Validity,
    day_number,
    first_and_last,
    in_force,
    iso_day,
    read_bound,
    read_date,
    read_period,
    validity,
)
from tests import edtf

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


@pytest.mark.parametrize(("text", "days"), edtf.DATES.items())
def test_date_covers_all_that_it_may_mean(text: str, days: edtf.Days) -> None:
    span = read_date(text)
    assert (span.text, (iso_day(span.earliest), iso_day(span.latest))) == (text, days)
    assert read_period(text) == read_bound(text) == span


@given(st.sampled_from([text for text in edtf.DATES if text[-1] not in "?~%"]))
def test_qualifier_widens_a_date_by_its_unit_and_makes_no_bound_certain(text: str) -> None:
    plain = read_date(text)
    for mark in "?~%":
        wide = read_date(text + mark)
        day = plain.earliest == plain.latest
        unit = 31 if day else (plain.latest - plain.earliest + 1) * 0.95
        assert wide.earliest <= plain.earliest - unit
        assert wide.latest >= plain.latest + unit


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


@pytest.mark.parametrize("text", [*edtf.NO_DATES, *edtf.INTERVALS])
def test_other_texts_are_refused_by_name(text: str) -> None:
    with pytest.raises(DataError) as caught:
        read_date(text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(("text", "days"), edtf.INTERVALS.items())
def test_interval_runs_from_the_first_day_to_the_last(text: str, days: edtf.Days) -> None:
    for span in (read_period(text), read_bound(text)):
        assert (iso_day(span.earliest), iso_day(span.latest)) == days
        assert (span.earliest == -inf, span.latest == inf) == (days[0] is None, days[1] is None)


@pytest.mark.parametrize("text", [*edtf.NO_DATES, *edtf.NO_INTERVALS])
def test_other_periods_are_refused(text: str) -> None:
    for read in (read_period, read_bound):
        with pytest.raises(DataError):
            read(text)


def test_bound_that_may_be_any_day_is_refused() -> None:
    assert read_period("../..").earliest == -inf
    with pytest.raises(DataError, match="leave the cell blank"):
        read_bound("../..")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((), (None, None)),
        (("..", None), (None, None)),
        (("2019", "2021-05", "..", None), ("2019", "2021-05")),
        (("2019", "2019-01-01"), ("2019", "2019")),
        (("../1984",), (None, "../1984")),
        (("1984/..", "../1980"), ("1984/..", "../1980")),
        (("1984/..", "1990", "../1970"), ("1984/..", "1990")),
    ],
)
def test_covered_dates_leave_open_sides_out(
    texts: tuple[str | None, ...], expected: tuple[str | None, str | None]
) -> None:
    assert first_and_last(texts) == expected


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
        # A date that is not certain is certain nowhere near its bounds.
        ("2015~", "..", "2014", UNKNOWN),
        ("2015~", "..", "2014-12-31", UNKNOWN),
        ("2015~", "..", "2013-12-31", NO),
        ("2015~", "..", "2016-06", UNKNOWN),
        ("2015~", "..", "2017", YES),
        ("2015-05-08?", "..", "2015-05-01", UNKNOWN),
        ("2010", "2015%", "2015", UNKNOWN),
        # A start or an end that is known on one side only.
        ("../1984", "..", "1984-12-31", YES),
        ("../1984", "..", "0500", UNKNOWN),
        ("../1984", None, "1990", UNKNOWN),
        ("1984/..", None, "1983", NO),
        ("1984/..", "..", "2500", UNKNOWN),
        ("1984/1986", "1990", "1987", YES),
        ("1984/1986", "1990", "1985", UNKNOWN),
        ("1980", "1984/..", "1984-01-01", YES),
        ("1980", "1984/..", "1990", UNKNOWN),
        ("1980", "../1984", "1985", NO),
        # A quarter, a half year.
        ("2024-33", "2024-40", "2024-04", UNKNOWN),
        ("2024-33", "2024-40", "2024-07", NO),
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
        ("2015~", None, "2014-12-31", UNKNOWN),
        ("../1984", None, "1985", YES),
        ("../1984", None, "1980", UNKNOWN),
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
