"""Whether a claim counts, and what an edge costs under filters: parts of every kernel.

The definition is that of :mod:`policygraph.query.edges`. It is evaluated edge by edge as the
search reaches each, so a filter costs nothing where the search does not go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.engines.compact.compilation import part
from policygraph.engines.compact.kernels.layout import Ask

if TYPE_CHECKING:
    from numpy.typing import NDArray


@part
def contains(sorted_numbers: NDArray[Any], number: int) -> bool:
    """Whether sorted numbers contain a number."""
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
    """Whether a claim opposes the edge whose first supporting claim this is."""
    return row.source < 0


@part
def outside(row: Any, spans: NDArray[Any], ask: NDArray[Any]) -> bool:
    """Whether the dates of a claim lead outside of ``spans``, which is noted in ``ask``."""
    if 0 <= row.start < spans.shape[0] and 0 <= row.end < spans.shape[0]:
        return False
    ask[Ask.DAMAGED] = 1
    return True


@part
def in_play(row: Any, spans: NDArray[Any], ask: NDArray[Any], not_sources: NDArray[Any]) -> bool:
    """Whether a claim counts at all, for or against.

    ``not_sources`` has the numbers of sources, and the complements of the numbers of claims.
    """
    if row.known > ask[Ask.KNOWN_BY]:
        return False
    if ask[Ask.MASKED] and contains(not_sources, -1 - claim_of(row)):
        return False
    if ask[Ask.DATED]:
        if outside(row, spans, ask):
            return False
        begin, end = spans[row.start], spans[row.end]
        if end.latest < ask[Ask.PERIOD_START] or begin.earliest > ask[Ask.PERIOD_END]:
            return False
        if ask[Ask.STRICT] and not (
            min(begin.latest, end.latest) <= ask[Ask.PERIOD_END]
            and max(begin.earliest, end.earliest) >= ask[Ask.PERIOD_START]
        ):
            return False
    return not_sources.shape[0] == 0 or not contains(not_sources, source_of(row))


@part
def supports(row: Any, ask: NDArray[Any], modality_ok: NDArray[Any], sources: NDArray[Any]) -> bool:
    """Whether an affirming claim that counts may support an edge."""
    if row.code < 0 or row.modality >= modality_ok.shape[0]:
        ask[Ask.DAMAGED] = 1
        return False
    if row.code > ask[Ask.LAST_CODE] or not modality_ok[row.modality]:
        return False
    return sources.shape[0] == 0 or contains(sources, source_of(row))


@part
def opposed(
    edge: int,
    support: NDArray[Any],
    against: NDArray[Any],
    spans: NDArray[Any],
    ask: NDArray[Any],
    not_sources: NDArray[Any],
) -> bool:
    """Whether a claim that counts opposes an edge."""
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
            row.about < 0
            or row.about >= support.shape[0]
            or in_play(support[row.about], spans, ask, not_sources)
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
    """The cost code of an edge under the filters, or -1 if it is not an edge."""
    if (
        ask[Ask.UNCONTESTED]
        and is_contested(support[edge])
        and opposed(edge, support, against, spans, ask, not_sources)
    ):
        return -1
    position = edge
    while position < support.shape[0]:
        row = support[position]
        if in_play(row, spans, ask, not_sources) and supports(row, ask, modality_ok, sources):
            return row.code
        if is_last(row):
            return -1
        position += 1
    ask[Ask.DAMAGED] = 1
    return -1


@part
def grade_of(row: Any, against_step: int, ask: NDArray[Any], weights: NDArray[Any]) -> int:
    """The number of the grade of a claim for a step along its statement, or against it."""
    grade = row.grade_against if against_step else row.grade_along
    if grade >= weights.shape[0]:
        ask[Ask.DAMAGED] = 1
        return 0
    return grade


@part
def least_cost(
    edge: int,
    code: int,
    against_step: int,
    support: NDArray[Any],
    against: NDArray[Any],
    spans: NDArray[Any],
    costs: NDArray[Any],
    ask: NDArray[Any],
    modality_ok: NDArray[Any],
    sources: NDArray[Any],
    not_sources: NDArray[Any],
    weights: NDArray[Any],
) -> int:
    """The cost of the cheapest step over an edge under the filters, or -1 if it is not an edge.

    ``code`` is its cost code without filters.
    """
    if not ask[Ask.FILTERED]:
        return costs[code]
    if not ask[Ask.GRADED]:
        code = strongest(edge, support, against, spans, ask, modality_ok, sources, not_sources)
        return -1 if code < 0 else costs[code]
    if (
        ask[Ask.UNCONTESTED]
        and is_contested(support[edge])
        and opposed(edge, support, against, spans, ask, not_sources)
    ):
        return -1
    best = -1
    position = edge
    while position < support.shape[0]:
        row = support[position]
        if in_play(row, spans, ask, not_sources) and supports(row, ask, modality_ok, sources):
            cost = costs[row.code] + weights[grade_of(row, against_step, ask, weights)]
            if best < 0 or cost < best:
                best = cost
        if is_last(row):
            return best
        position += 1
    ask[Ask.DAMAGED] = 1
    return -1
