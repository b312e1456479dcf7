"""Which denials contest which affirming claims, by columns.

The definition is that of :mod:`policygraph.query.opposition`: the denied triple is implied by
that of the edge, and both claims may be meant of one time and one quantity.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.compact.columns import EVER_AFTER, EVER_BEFORE, Columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Pairs of a denial and a claim that are compared at once.
_AT_ONCE = 4_000_000


def denials(
    columns: Columns, chosen: NDArray[Any], first: NDArray[Any], live: NDArray[np.bool_]
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Denying claims, the edge that each contests, and the affirming claim, if it is not all.

    ``chosen`` are the affirming claims, those of an edge together; ``first`` is the position of
    the first of each edge. Edges and claims are given by positions in ``chosen``; -1 stands for
    all claims of the edge.
    """
    claims, edges = _of_edges(columns, chosen[first], live)
    begin = np.asarray(first, np.int64)[edges]
    several = np.append(first, len(chosen))[edges + 1] - begin
    found: list[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]] = []
    for low, high in _batches(several):
        count = several[low:high]
        starts = np.cumsum(count) - count
        which = np.repeat(np.arange(low, high), count)
        about = np.arange(len(which)) - np.repeat(starts, count) + begin[which]
        meets = _meet(columns, claims[which], chosen[about])
        every = np.bitwise_and.reduceat(meets, starts) if len(meets) else meets
        whole = np.flatnonzero(every) + low
        part = meets & ~every[which - low]
        found.append((claims[whole], begin[whole], np.full(len(whole), -1)))
        found.append((claims[which[part]], begin[which[part]], about[part]))
    if not found:
        nothing = np.zeros(0, np.int64)
        return nothing, nothing, nothing
    denying, denied, abouts = (np.concatenate(column) for column in zip(*found, strict=True))
    return denying, denied, abouts


def _batches(several: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Ranges of rows whose counts are about :data:`_AT_ONCE` together."""
    ends = np.cumsum(several)
    low = 0
    while low < len(several):
        before = int(ends[low - 1]) if low else 0
        high = max(low + 1, int(np.searchsorted(ends, before + _AT_ONCE, "right")))
        yield low, high
        low = high


def _of_edges(
    columns: Columns, of_edge: NDArray[Any], live: NDArray[np.bool_]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Denying claims and the edges whose triple implies what they deny, paired.

    The ends are the same, or swapped if the relation of the edge, the denied one or one between
    them is symmetric.
    """
    denying = np.flatnonzero(live & ~np.asarray(columns.affirms, np.bool_))

    def pair(claims: NDArray[Any]) -> NDArray[np.int64]:
        subject, target = columns.subject[claims], columns.object[claims]
        low, high = np.minimum(subject, target), np.maximum(subject, target)
        return np.asarray(low.astype(np.int64) << 32 | high)

    denied = pair(denying)
    order = np.argsort(denied, kind="stable")
    denying, denied = denying[order], denied[order]
    wanted = pair(of_edge)
    low, high = np.searchsorted(denied, wanted, "left"), np.searchsorted(denied, wanted, "right")
    del wanted
    several = high - low
    edges = np.repeat(np.arange(len(of_edge)), several)
    within = np.arange(len(edges)) - np.repeat(np.cumsum(several) - several, several)
    claims = denying[np.repeat(low, several) + within]
    general, current = columns.relation[claims], columns.relation[of_edge[edges]].astype(np.int64)
    fits = columns.subject[claims] == columns.subject[of_edge[edges]]
    parent, symmetric = columns.relations.parent, columns.relations.symmetric
    agrees = np.zeros(len(claims), np.bool_)
    # A chain is no longer than there are relations, even where a parent is its own child.
    for _ in range(len(parent)):
        fits |= (current >= 0) & symmetric[current]
        agrees |= fits & (current == general)
        current = np.where(current >= 0, parent[current], -1)
        if not (current >= 0).any():
            break
    return claims[agrees], edges[agrees]


def _meet(columns: Columns, left: NDArray[Any], right: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether the claims of each pair may be of one time and of one quantity."""
    begin, end = _days(columns, left)
    since, until = _days(columns, right)
    meets: NDArray[np.bool_] = (begin <= until) & (since <= end)
    measured = np.asarray(columns.measured, np.bool_)
    both = np.flatnonzero(meets & measured[left] & measured[right])
    if len(both):
        meets[both] = _quantities_meet(columns, left[both], right[both])
    return meets


def _days(columns: Columns, claims: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first and the last day that what each claim says may be of."""
    begin, end = columns.spans[columns.start[claims]], columns.spans[columns.end[claims]]
    latest = begin[:, 1]
    dated = (latest > EVER_BEFORE) & (latest < EVER_AFTER)
    day = columns.relations.event[columns.relation[claims]] & dated
    return begin[:, 0], np.where(day, latest, end[:, 1])


def _quantities_meet(
    columns: Columns, left: NDArray[Any], right: NDArray[Any]
) -> NDArray[np.bool_]:
    """Whether the quantities of each pair are of one unit, and some number is in both."""
    claims, positions = np.unique(np.concatenate((left, right)), return_inverse=True)
    measures = [columns.measure(number) for number in claims.tolist()]
    rank = {
        n: i for i, n in enumerate(sorted({n for low, high, _ in measures for n in (low, high)}))
    }
    units = {unit: i for i, unit in enumerate(sorted({unit for _, _, unit in measures}))}
    rows = np.array([(rank[low], rank[high], units[unit]) for low, high, unit in measures])
    one, other = rows[positions[: len(left)]].T, rows[positions[len(left) :]].T
    meets: NDArray[np.bool_] = (one[2] == other[2]) & (one[0] <= other[1]) & (other[0] <= one[1])
    return meets
