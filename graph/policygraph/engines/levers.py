"""The best path of each lever, with its variants: the same for every engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from policygraph.engines.base import COUNTED, Found
from policygraph.model.collection import Collection
from policygraph.query.deadline import Deadline
from policygraph.query.influence.levers import Levers
from policygraph.query.query import Query


def best_of_levers(
    collection: Collection,
    query: Query,
    paths: Callable[[Query], Found],
    bests: Callable[[Query], Found],
) -> Found:
    """The best path of each lever, with the variants among the best paths of all.

    ``paths`` searches for the paths of a query, ``bests`` for the best of each of its levers. The
    best paths often show all levers that are wanted. Where they do not, a search that drops the
    variants of levers it has found goes on; it spends what is left.
    """
    deadline = Deadline(query.seconds)
    first_share = replace(
        query, each_path=True, k=max(COUNTED, query.k), budget=max(1, query.budget // 4)
    )
    some = paths(first_share)
    levers = Levers(collection.ontology, query.end)
    for path in some.paths:
        levers.place(path)
    whole = some.complete and len(some.paths) < first_share.k
    complete, spent, reason = True, some.expansions, ""
    if not whole and len(levers.best) < query.k:
        rest = bests(replace(query, budget=query.budget - spent, seconds=deadline.seconds))
        spent += rest.expansions
        complete, reason = rest.complete, rest.reason
        for path in rest.paths[len(levers.best) :]:
            levers.place(path)
    return Found(
        tuple(levers.best[: query.k]),
        complete,
        spent,
        reason,
        tuple(map(tuple, levers.variants[: query.k])),
        whole,
    )
