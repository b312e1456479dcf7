"""Partial dates: EDTF (ISO 8601-2:2019), compared with three values.

The text of a cell or an option gives a :class:`Span`: the earliest and the latest day that
it may mean, as day numbers (days since 1970-01-01 in the proleptic Gregorian calendar, any
year). Level 0 and 1 are read, and the quarters and half years of level 2. Nothing is guessed:
any other text is an error, and ``2024`` is a year, never its first day. The page reads the same
texts in ``page/web/scripts/dates.js``.

No library is used, since the comparison needs years beyond those of :mod:`datetime` and the
known libraries take longer to import than an answer takes to compute (docs/architecture.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from math import inf

from policygraph.errors import DataError

#: A day number, or minus or plus infinity for "no bound".
Day = float

DATE = re.compile(
    r"(?P<year>(?!-0000)-?\d{4}|Y-?[1-9]\d{4,11}|-?\d{3}X|-?\d{2}XX|-?\dXXX|-?XXXX)"
    r"(?:-(?P<month>\d{2}|XX)(?:-(?P<day>\d{2}|XX))?)?"
    r"(?P<qualifier>[?~%])?\Z",
    re.ASCII,
)
#: Parts of a year by their first and last month: level 1 seasons, by the months they are commonly
#: taken to cover in the north, then quarters and half years (level 2).
_PARTS = {
    21: (3, 5),
    22: (6, 8),
    23: (9, 11),
    24: (12, 14),
    33: (1, 3),
    34: (4, 6),
    35: (7, 9),
    36: (10, 12),
    40: (1, 6),
    41: (7, 12),
}
#: How far a qualified day may be off, in days: the longest month.
_MONTH = 31


class Truth(Enum):
    """The three answers a comparison of partial dates can give."""

    NO = 0
    UNKNOWN = 1
    YES = 2


@dataclass(frozen=True, slots=True)
class Span:
    """The days a partial date may mean: ``earliest`` to ``latest``, both included."""

    text: str
    earliest: Day
    latest: Day


@dataclass(frozen=True, slots=True)
class Validity:
    """When something holds, as far as its start and end are known.

    ``outer`` are the earliest start and the latest end: outside them it certainly does not
    hold. ``core`` are the latest start and the earliest end: it certainly holds on the days
    from the one to the other, of which there are none when the start may be the later.
    """

    outer: tuple[Day, Day]
    core: tuple[Day, Day]


def day_number(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 to a proleptic Gregorian date of any year.

    The year is astronomical (0 is 1 BC). Source: H. Hinnant, "chrono-compatible
    low-level date algorithms", days_from_civil.

    >>> day_number(1970, 1, 1), day_number(2000, 3, 1), day_number(0, 3, 1)
    (0, 11017, -719468)
    """
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * 146097 + day_of_era - 719468


def iso_day(number: Day) -> str | None:
    """The date of a day number as ``YYYY-MM-DD``, or None outside years 0001 to 9999.

    >>> iso_day(11017), iso_day(-719468)
    ('2000-03-01', None)
    """
    if not day_number(1, 1, 1) <= number <= day_number(9999, 12, 31):
        return None
    from datetime import date

    return date.fromordinal(int(number) + 719163).isoformat()


@lru_cache(maxsize=1 << 14)
def read_date(text: str) -> Span:
    """Read one EDTF date: not an interval, not a time of day.

    ``2024``, ``2024-05``, ``2024-05-08``, ``202X``, ``2024-XX``, ``2024-21`` (spring),
    ``2024-33`` (first quarter), ``2024-40`` (first half), ``2024?`` and ``Y12024`` are dates.
    The standard gives a qualifier (``?``, ``~``, ``%``) no extent. It widens the span by the
    date's own unit on each side, so that no comparison near its bounds is certain: a year by a
    year, a decade by a decade, a quarter by a quarter, a month by a month, a day by 31 days.
    A year has at most twelve digits, so that its days are numbers that arrays and floats hold
    exactly.

    >>> spans = read_date("2015-05"), read_date("2015-05~")
    >>> [(iso_day(span.earliest), iso_day(span.latest)) for span in spans]
    [('2015-05-01', '2015-05-31'), ('2015-04-01', '2015-06-30')]
    """
    match = DATE.match(text)
    if match is None:
        raise DataError(
            f"{text!r} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD (EDTF level 0 or 1)"
        )
    first, last = _years(match["year"])
    month, day, qualified = match["month"], match["day"], match["qualifier"] is not None
    if month is not None and "X" in match["year"]:
        raise DataError(f"{text!r} gives a month in an unspecified year; write the year alone")
    if month == "XX" and day not in (None, "XX"):
        raise DataError(f"{text!r} gives a day in an unspecified month; write the year alone")
    if month in (None, "XX"):
        years = (last - first + 1) * qualified
        return Span(text, day_number(first - years, 1, 1), day_number(last + years, 12, 31))
    number = int(month)
    if number in _PARTS and day is None:
        return _months(text, first, _PARTS[number], qualified)
    if not 1 <= number <= 12:
        raise DataError(f"{text!r} has no month {month}; months are 01 to 12")
    if day in (None, "XX"):
        return _months(text, first, (number, number), qualified)
    exact = day_number(first, number, int(day))
    if not _month_start(first, number) <= exact < _month_start(first, number + 1):
        raise DataError(f"{text!r} has no day {day}; look it up in the calendar")
    return Span(text, exact - _MONTH * qualified, exact + _MONTH * qualified)


def read_bound(text: str) -> Span:
    """Read a start or an end: a date, or an interval ``A/B`` in which it lies.

    ``../1984`` is some day up to 1984, ``1984/..`` some day from 1984 on, and ``1984/1986`` a
    day in these years. An interval that is open on both sides is an error, since it says nothing.

    >>> iso_day(read_bound("../1984").latest)
    '1984-12-31'
    """
    if text == "../..":
        raise DataError("'../..' is any day; leave the cell blank")
    return read_period(text)


def read_period(text: str) -> Span:
    """Read a day or a period: an EDTF date, or an interval ``A/B`` of two of them.

    ``..`` leaves a side open. An interval that ends before it starts is an error.

    >>> period = read_period("2021/2022-06")
    >>> iso_day(period.earliest), iso_day(period.latest)
    ('2021-01-01', '2022-06-30')
    """
    if "/" not in text:
        return read_date(text)
    left, _, right = text.partition("/")
    earliest = -inf if left == ".." else read_date(left).earliest
    latest = inf if right == ".." else read_date(right).latest
    if earliest > latest:
        raise DataError(f"{text!r} ends before it starts; swap its sides")
    return Span(text, earliest, latest)


def first_and_last(texts: Iterable[str | None]) -> tuple[str | None, str | None]:
    """The earliest and the latest of the bounds that cells give, as written.

    Of equal ones the first in code-point order. An open side is neither early nor late.
    """
    spans = [read_bound(text) for text in sorted({text for text in texts if text} - {".."})]
    starts = [span for span in spans if span.earliest != -inf]
    ends = [span for span in spans if span.latest != inf]
    return (
        min(starts, key=lambda span: span.earliest).text if starts else None,
        max(ends, key=lambda span: span.latest).text if ends else None,
    )


def validity(start: str | None, end: str | None, *, event: bool) -> Validity:
    """The validity that two cells give: each a bound, ``..`` (open) or None (unknown).

    A missing end means *not known to have ended*. Of a state whose end is unknown
    only its start is certain, and that only where it is an exact day; an event,
    once it has happened, holds until its end, so an unknown end is an open one.

    >>> state = validity("2015-05-08", None, event=False)
    >>> in_force(state, read_period("2015-05-08")), in_force(state, read_period("2020"))
    (<Truth.YES: 2>, <Truth.UNKNOWN: 1>)
    >>> in_force(validity("2015", None, event=True), read_period("2020"))
    <Truth.YES: 2>
    """
    first, last = sides(start, end, event=event)
    latest_start = min(first.latest, last.latest)
    earliest_end = max(first.earliest, last.earliest)
    return Validity((first.earliest, last.latest), (latest_start, earliest_end))


def sides(start: str | None, end: str | None, *, event: bool) -> tuple[Span, Span]:
    """The days that the start and the end of a validity may be, by its two cells.

    Of one that is unknown they are all days; of one that is open, the end of time.

    >>> [(span.earliest, span.latest) for span in sides("..", None, event=False)]
    [(-inf, -inf), (-inf, inf)]
    """
    if event and end is None:
        end = ".."
    return _side(start, -inf), _side(end, inf)


def in_force(when: Validity, period: Span) -> Truth:
    """Whether something valid ``when`` holds at some time in ``period``.

    YES if it does whatever its true dates are, NO if it does with none of them, UNKNOWN
    otherwise. No single day need be certain for YES: what started and ended at some time
    in 2015 was in force at some time in 2015.
    """
    if when.outer[1] < period.earliest or when.outer[0] > period.latest:
        return Truth.NO
    latest_start, earliest_end = when.core
    if latest_start <= period.latest and earliest_end >= period.earliest:
        return Truth.YES
    return Truth.UNKNOWN


def meet(left: Validity, right: Validity) -> Truth:
    """Whether two things hold at some one time.

    YES if they do whatever their true dates are, NO if with none of them, else UNKNOWN.

    >>> first, then = (validity(y, y, event=False) for y in ("2019", "2020"))
    >>> meet(first, first), meet(first, then), meet(first, validity(None, None, event=False))
    (<Truth.UNKNOWN: 1>, <Truth.NO: 0>, <Truth.UNKNOWN: 1>)
    """
    if left.outer[1] < right.outer[0] or right.outer[1] < left.outer[0]:
        return Truth.NO
    if left.core[0] <= right.core[1] and right.core[0] <= left.core[1]:
        return Truth.YES
    return Truth.UNKNOWN


def _side(text: str | None, open_value: Day) -> Span:
    if text is None:
        return Span("", -inf, inf)
    if text == "..":
        return Span("..", open_value, open_value)
    return read_bound(text)


def _years(text: str) -> tuple[int, int]:
    if text.startswith("Y"):
        return int(text[1:]), int(text[1:])
    if "X" not in text:
        return int(text), int(text)
    ends = sorted((int(text.replace("X", "0")), int(text.replace("X", "9"))))
    return ends[0], ends[1]


def _months(text: str, year: int, months: tuple[int, int], qualified: bool) -> Span:
    """The days of some months of a year; as many months more on each side if qualified."""
    first, last = months
    more = (last - first + 1) * qualified
    return Span(text, _month_start(year, first - more), _month_start(year, last + more + 1) - 1)


def _month_start(year: int, month: int) -> int:
    """The first day of a month; month 13 is January of the next year, 0 December of the last."""
    years, index = divmod(month - 1, 12)
    return day_number(year + years, index + 1, 1)
