"""Which claims for an edge count in a step, and when it may be taken: parts of the ranking.

The definitions are those of :mod:`policygraph.query.influence.timing` and of
:mod:`policygraph.engines.reference.time_windows`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.engines.compact.compilation import part
from policygraph.engines.compact.kernels.edge_costs import (
    grade_of,
    in_play,
    is_contested,
    is_last,
    opposed,
    outside,
    supports,
)
from policygraph.engines.compact.kernels.layout import Ask, Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The codes of the ends of time, and later than all.
TOO_LATE = 2**31
_EVER_BEFORE, _EVER_AFTER, _TOO_LATE = -(2**31 - 1), 2**31 - 1, TOO_LATE
_EVENT, _AT_START = int(Kind.EVENT), int(Kind.AT_START)
_SUBJECT, _OBJECT = int(Kind.SUBJECT), int(Kind.OBJECT)


@part
def kind_of(relation: int, kinds: NDArray[Any]) -> int:
    """What a relation is; 0 where no rules of influence hold."""
    return kinds[relation] if relation < kinds.shape[0] else 0


@part
def began_both(one: int, other: int, began: NDArray[Any]) -> int:
    """The first day by which both of two entities may have begun."""
    if max(one, other) >= began.shape[0]:
        return _EVER_BEFORE
    return max(began[one], began[other])


@part
def known_first(
    origin: int, target: int, against_step: int, kind: int, first_known: NDArray[Any]
) -> int:
    """The first day by which what the relation of a step brings forth was known."""
    if not kind & (_SUBJECT | _OBJECT) or max(origin, target) >= first_known.shape[0]:
        return _EVER_AFTER
    subject = target if against_step else origin
    return first_known[subject if kind & _SUBJECT else origin + target - subject]


@part
def is_unknown(start: Any) -> bool:
    """Whether a start may be any day."""
    return start.earliest == _EVER_BEFORE and start.latest == _EVER_AFTER


@part
def counts(
    row: Any, kind: int, since: int, spans: NDArray[Any], ask: NDArray[Any],
    modality_ok: NDArray[Any], sources: NDArray[Any], not_sources: NDArray[Any],
) -> bool:  # fmt: skip
    """Whether a claim is one for a step between entities that both began by ``since``."""
    if not in_play(row, spans, ask, not_sources) or not supports(row, ask, modality_ok, sources):
        return False
    if not ask[Ask.HELD] or kind & _EVENT or since <= ask[Ask.PERIOD_END]:
        return True
    return not outside(row, spans, ask) and not is_unknown(spans[row.start])


@part
def next_grade(
    edge: int, code: int, previous: int, against_step: int, kind: int, since: int,
    support: NDArray[Any], against: NDArray[Any], spans: NDArray[Any], ask: NDArray[Any],
    modality_ok: NDArray[Any], sources: NDArray[Any], not_sources: NDArray[Any],
    weights: NDArray[Any],
) -> tuple[int, int]:  # fmt: skip
    """The next grade after ``previous`` that claims for a step have, and the strongest's code.

    Where grades do not matter, 0 is the only one. (-1, -1) if there is none.
    """
    graded = ask[Ask.GRADED] != 0
    if not graded and previous >= 0:
        return -1, -1
    if not ask[Ask.FILTERED] and not ask[Ask.HELD]:
        return 0, code
    if (
        previous < 0
        and ask[Ask.UNCONTESTED]
        and is_contested(support[edge])
        and opposed(edge, support, against, spans, ask, not_sources)
    ):
        return -1, -1
    best, found = -1, -1
    position = edge
    while position < support.shape[0]:
        row = support[position]
        if counts(row, kind, since, spans, ask, modality_ok, sources, not_sources):
            if not graded:
                return 0, row.code
            grade = grade_of(row, against_step, ask, weights)
            if grade > previous and (best < 0 or grade < best):
                best, found = grade, row.code
        if is_last(row):
            return best, found
        position += 1
    ask[Ask.DAMAGED] = 1
    return -1, -1


@part
def is_of(
    row: Any, grade: int, against_step: int, kind: int, since: int, spans: NDArray[Any],
    ask: NDArray[Any], modality_ok: NDArray[Any], sources: NDArray[Any],
    not_sources: NDArray[Any], weights: NDArray[Any],
) -> bool:  # fmt: skip
    """Whether a claim is one for a step of a grade."""
    if not counts(row, kind, since, spans, ask, modality_ok, sources, not_sources):
        return False
    return not ask[Ask.GRADED] or grade_of(row, against_step, ask, weights) == grade


@part
def influence_window(
    row: Any, kind: int, since: int, first_known: int, spans: NDArray[Any],
    assertable: NDArray[Any],
) -> tuple[int, int]:  # fmt: skip
    """The days within which a step over a claim can have been taken.

    ``since`` is the day by which both ends began, ``first_known`` that by which there was what
    the relation brings forth.
    """
    start, end = spans[row.start], spans[row.end]
    unknown = is_unknown(start)
    opens, closes = start.earliest, end.latest
    if kind & _EVENT:
        closes = start.latest
        if row.undated and assertable[row.modality]:
            closes = row.known
    elif unknown:
        opens = since
    if kind & _AT_START:
        closes = min(closes, row.known if unknown else start.latest)
    if kind & (_SUBJECT | _OBJECT):
        closes = min(closes, first_known)
        if kind & _EVENT:
            opens = _EVER_BEFORE
    return opens, closes


@part
def asked_window(row: Any, spans: NDArray[Any], ask: NDArray[Any]) -> tuple[int, int]:
    """The validity of a claim as ``chronological`` asks for it."""
    start, end = spans[row.start], spans[row.end]
    if ask[Ask.STRICT]:
        return min(start.latest, end.latest), max(start.earliest, end.earliest)
    return start.earliest, end.latest


@part
def arrival(
    edge: int, grade: int, against_step: int, time: int, kind: int, since: int, first_known: int,
    support: NDArray[Any], spans: NDArray[Any], ask: NDArray[Any], modality_ok: NDArray[Any],
    sources: NDArray[Any], not_sources: NDArray[Any], weights: NDArray[Any],
    assertable: NDArray[Any],
) -> int:  # fmt: skip
    """The earliest arrival by a step of a grade that a path comes to at ``time``.

    2^31 if that is too late. Where the order of time and ``chronological`` are both asked for,
    a time must be within a window of each.
    """
    ordered, asked = ask[Ask.ORDERED] != 0, ask[Ask.CHRONOLOGICAL] != 0
    strict = ask[Ask.STRICT] != 0
    if not ordered and not asked:
        return time
    found = _TOO_LATE
    position = edge
    while position < support.shape[0]:
        row = support[position]
        if is_of(row, grade, against_step, kind, since, spans, ask, modality_ok, sources,
                 not_sources, weights):  # fmt: skip
            if outside(row, spans, ask):
                return _TOO_LATE
            if ordered:
                opens, closes = influence_window(row, kind, since, first_known, spans, assertable)
                if opens <= closes and not asked:
                    if time <= closes:
                        found = min(found, max(time, opens))
                elif opens <= closes:
                    other = edge
                    while other < support.shape[0]:
                        second = support[other]
                        if is_of(second, grade, against_step, kind, since, spans, ask,
                                 modality_ok, sources, not_sources, weights):  # fmt: skip
                            if outside(second, spans, ask):
                                return _TOO_LATE
                            begin, until = asked_window(second, spans, ask)
                            possible = strict or begin <= until
                            begin, until = max(begin, opens), min(until, closes)
                            possible = possible and (strict or begin <= until)
                            if possible and time <= until:
                                found = min(found, max(time, begin))
                        if is_last(second):
                            break
                        other += 1
            else:
                opens, closes = asked_window(row, spans, ask)
                # Uncertain dates may make it open after it closes; it can be reached till then.
                if (strict or opens <= closes) and time <= closes:
                    found = min(found, max(time, opens))
        if is_last(row):
            return found
        position += 1
    ask[Ask.DAMAGED] = 1
    return found
