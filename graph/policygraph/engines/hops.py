"""Distance and the entities within some hops, by the other operations of an engine.

This is what they mean under every option. An engine that can answer plain questions faster does so.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from policygraph.engines.base import Distance, Engine, Move, Within
from policygraph.engines.reference.reach import query_of
from policygraph.model.collection import Collection
from policygraph.query.query import Query, Scope


def nearest(scope: Scope, start: str, end: str) -> Query:
    """The query for the best of the shortest paths."""
    return replace(query_of(scope, start, end), k=1, rank="hops", each_path=True)


def distance_by_search(
    engine: Engine, collection: Collection, scope: Scope, start: str, end: str
) -> Distance:
    """See :meth:`policygraph.engines.base.Engine.distance`."""
    found = engine.search(collection, nearest(scope, start, end))
    moves = found.paths[0] if found.paths else ()

    def path(seconds: float | None) -> tuple[Move, ...]:
        return moves

    return Distance(
        hops=len(moves) or None,
        entities=(start, *(move.target for move in moves)) if moves else (),
        complete=found.complete,
        expansions=found.expansions,
        path=path,
        reason=found.reason,
    )


def within_by_reach(
    engine: Engine, collection: Collection, scope: Scope, entity: str, *, backward: bool
) -> Within:
    """See :meth:`policygraph.engines.base.Engine.within`."""
    found = engine.reach(collection, scope, entity, backward=backward, rank="hops")
    rows = zip(found.hops, found.entities, strict=True)
    by_hops = {hops: sorted(name for _, name in some) for hops, some in groupby(rows, _hops)}
    # Where something ran out, the last level may not be whole.
    levels = max(by_hops, default=0) - (0 if found.complete else 1)
    return Within(
        levels=tuple(by_hops.get(hops, []) for hops in range(1, levels + 1)),
        complete=found.complete,
        expansions=found.expansions,
        reason=found.reason,
    )


def _hops(row: tuple[int, str]) -> int:
    return row[0]
