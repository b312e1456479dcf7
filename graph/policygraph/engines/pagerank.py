"""PageRank (Page, Brin, Motwani and Winograd 1999), as networkx defines it.

Each entity gives its rank in equal parts to those that it is influenced by, as a page does to those
that it links to: an influence is read from its target to its origin. Who is influenced by nobody
gives it to all alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from policygraph.engines.base import Pairs

#: The part of a rank that is handed on; the rest is spread over all.
DAMPING = 0.85
#: The ranks are found when all of them together change by less. networkx multiplies it by the
#: number of nodes, with which a large graph would be left after one step.
TOLERANCE = 1e-6
#: More steps are never needed: each lessens the change to at most :data:`DAMPING` of it.
STEPS = 100


def pagerank(pairs: Pairs) -> Sequence[float]:
    """The rank of each entity, by its position; together 1."""
    count = len(pairs.entities)
    if not count:
        return []
    if isinstance(pairs.origins, list):
        return _of_lists(count, pairs.origins, pairs.targets)
    return _of_arrays(count, pairs.origins, pairs.targets)


def _of_lists(count: int, origins: Sequence[int], targets: Sequence[int]) -> list[float]:
    given = [0] * count
    for target in targets:
        given[target] += 1
    ranks = [1 / count] * count
    for _ in range(STEPS):
        before = ranks
        parts = [rank / by if by else 0.0 for rank, by in zip(before, given, strict=True)]
        kept = sum(rank for rank, by in zip(before, given, strict=True) if not by)
        received = [0.0] * count
        for origin, target in zip(origins, targets, strict=True):
            received[origin] += parts[target]
        ranks = [DAMPING * (got + kept / count) + (1 - DAMPING) / count for got in received]
        if sum(abs(a - b) for a, b in zip(ranks, before, strict=True)) < TOLERANCE:
            break
    return ranks


def _of_arrays(count: int, origins: Any, targets: Any) -> list[float]:
    import numpy as np

    given = np.bincount(targets, minlength=count)
    receiving, first = np.unique(origins, return_index=True)
    ranks = np.full(count, 1 / count)
    for _ in range(STEPS):
        before = ranks
        parts = before / np.maximum(given, 1)
        received = np.zeros(count)
        if len(receiving):
            received[receiving] = np.add.reduceat(parts[targets], first)
        kept = before[given == 0].sum()
        ranks = DAMPING * (received + kept / count) + (1 - DAMPING) / count
        if np.abs(ranks - before).sum() < TOLERANCE:
            break
    told: list[float] = ranks.tolist()
    return told
