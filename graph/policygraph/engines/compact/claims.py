"""Whether a claim counts, and what an edge costs under filters: parts of every kernel.

The meaning is that of :mod:`policygraph.query.edges`, evaluated edge by edge at the moment a
search comes by, so that a filter costs nothing where the search does not go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.engines.compact.compiled import part
from policygraph.engines.compact.layout import Ask

if TYPE_CHECKING:
    from numpy.typing import NDArray


@part
def within(sorted_numbers: NDArray[Any], number: int) -> bool:
    """Whether a number is among sorted ones."""
    low, high = 0, sorted_numbers.shape[0]
    while low < high:
        middle = (low + high) // 2
        if sorted_numbers[middle] < number:
            low = middle + 1
        else:
            high = middle
    return low < sorted_numbers.shape[0] and sorted_numbers[low] == number


@part
def claim_of(row: Any) -> int:
    """The number of the claim of a row."""
    return row.claim ^ (row.claim >> 31)


@part
def source_of(row: Any) -> int:
    """The number of the source of a row."""
    return row.source ^ (row.source >> 31)


@part
def is_last(row: Any) -> bool:
    """Whether a supporting claim is the last of its edge."""
    return row.claim < 0


@part
def is_contested(row: Any) -> bool:
    """Whether something speaks against the edge whose first supporting claim this is."""
    return row.source < 0


@part
def in_play(row: Any, spans: NDArray[Any], ask: NDArray[Any], not_sources: NDArray[Any]) -> bool:
    """Whether a claim counts at all, for or against.

    ``not_sources`` has the numbers of sources, and the complements of those of claims.
    """
    if row.known > ask[Ask.KNOWN_BY]:
        return False
    if ask[Ask.THINNED] and within(not_sources, -1 - claim_of(row)):
        return False
    if ask[Ask.DATED]:
        begin, end = spans[row.start], spans[row.end]
        if end.latest < ask[Ask.PERIOD_START] or begin.earliest > ask[Ask.PERIOD_END]:
            return False
        if ask[Ask.STRICT] and not (
            min(begin.latest, end.latest) <= ask[Ask.PERIOD_END]
            and max(begin.earliest, end.earliest) >= ask[Ask.PERIOD_START]
        ):
            return False
    return not_sources.shape[0] == 0 or not within(not_sources, source_of(row))


@part
def supports(row: Any, ask: NDArray[Any], modality_ok: NDArray[Any], sources: NDArray[Any]) -> bool:
    """Whether an affirming claim in play may support an edge."""
    if row.code > ask[Ask.LAST_CODE] or not modality_ok[row.modality]:
        return False
    return sources.shape[0] == 0 or within(sources, source_of(row))


@part
def opposed(
    edge: int,
    support: NDArray[Any],
    against: NDArray[Any],
    spans: NDArray[Any],
    ask: NDArray[Any],
    not_sources: NDArray[Any],
) -> bool:
    """Whether a claim in play speaks against an edge."""
    low, high = 0, against.shape[0]
    while low < high:
        middle = (low + high) // 2
        if against[middle].edge < edge:
            low = middle + 1
        else:
            high = middle
    while low < against.shape[0] and against[low].edge == edge:
        row = against[low]
        if in_play(row, spans, ask, not_sources) and (
            row.about < 0 or in_play(support[row.about], spans, ask, not_sources)
        ):
            return True
        low += 1
    return False


@part
def strongest(
    edge: int,
    support: NDArray[Any],
    against: NDArray[Any],
    spans: NDArray[Any],
    ask: NDArray[Any],
    modality_ok: NDArray[Any],
    sources: NDArray[Any],
    not_sources: NDArray[Any],
) -> int:
    """The cost code of an edge under the filters, or -1 where it is none."""
    if (
        ask[Ask.UNCONTESTED]
        and is_contested(support[edge])
        and opposed(edge, support, against, spans, ask, not_sources)
    ):
        return -1
    place = edge
    while True:
        row = support[place]
        if in_play(row, spans, ask, not_sources) and supports(row, ask, modality_ok, sources):
            return row.code
        if is_last(row):
            return -1
        place += 1


@part
def earliest(
    edge: int,
    time: int,
    support: NDArray[Any],
    spans: NDArray[Any],
    ask: NDArray[Any],
    modality_ok: NDArray[Any],
    sources: NDArray[Any],
    not_sources: NDArray[Any],
) -> int:
    """The earliest arrival over an edge that is come to at ``time``; 2^31: too late for it.

    As :func:`policygraph.engines.reference.time_windows.arrival` has it.
    """
    found = 2**31
    place = edge
    while True:
        row = support[place]
        if in_play(row, spans, ask, not_sources) and supports(row, ask, modality_ok, sources):
            begin, end = spans[row.start], spans[row.end]
            opens, closes = begin.earliest, end.latest
            held = opens <= closes
            if ask[Ask.STRICT]:
                # What may begin the later of the two may still be come to before its end.
                opens, closes = min(begin.latest, end.latest), max(begin.earliest, end.earliest)
                held = True
            if held and time <= closes:
                found = min(found, max(time, opens))
        if is_last(row):
            return found
        place += 1
