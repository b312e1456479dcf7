"""Distance and the entities within some hops, by one kernel each where the question is plain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from policygraph.engines.base import Distance, Engine, Move, Within
from policygraph.engines.compact.arrays import Arrays
from policygraph.engines.compact.entity_ids import EntityIds
from policygraph.engines.compact.kernels.layout import Status, Tally
from policygraph.engines.compact.kernels.registry import spread_hops
from policygraph.engines.compact.layers import REASONS, refuse_damage
from policygraph.engines.compact.numbered_graph import NumberedGraph, numbered
from policygraph.engines.compact.plain import Plain, join, plain_of
from policygraph.engines.compact.question import question_of
from policygraph.engines.compact.search import Steps, moves_of, stopping
from policygraph.engines.compact.working_memory import borrowed
from policygraph.engines.hops import distance_by_search, nearest, within_by_reach
from policygraph.model.collection import Collection
from policygraph.model.masked import MaskedCollection
from policygraph.query.deadline import Deadline
from policygraph.query.query import Scope

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The plain forms of recent scopes.
_RECENT: WeakKeyDictionary[Arrays, dict[Scope, Plain | None]] = WeakKeyDictionary()
_MOST_CACHED = 64


def _plain(collection: Collection, graph: NumberedGraph, scope: Scope, entity: str) -> Plain | None:
    if isinstance(collection, MaskedCollection):
        return None
    recent = _RECENT.setdefault(graph.arrays, {})
    try:
        return recent[scope]
    except KeyError:
        question = question_of(collection, graph, nearest(scope, entity, entity))
        if len(recent) >= _MOST_CACHED:
            recent.clear()
        plain = recent[scope] = plain_of(collection, question)
        return plain


def distance(
    engine: Engine, collection: Collection, scope: Scope, start: str, end: str
) -> Distance:
    """See :meth:`policygraph.engines.base.Engine.distance`."""
    graph = numbered(collection)
    plain = _plain(collection, graph, scope, start)
    if plain is None or start == end:
        return distance_by_search(engine, collection, scope, start, end)
    with borrowed(graph.arrays) as memory, stopping(scope.seconds, memory.stop):
        status, steps = join(graph, plain, memory, graph.entity(start), graph.entity(end))
        expansions = int(memory.tally[Tally.EXPANSIONS])
    found = None if not steps else [steps[0][0], *[step[2] for step in steps]]
    return Distance(
        hops=len(steps) or None,
        entities=() if found is None else EntityIds(graph, found),
        complete=status == Status.DONE,
        expansions=expansions,
        path=_path(collection, graph, scope, start, end, steps),
        reason=REASONS.get(status, ""),
    )


def _path(
    collection: Collection, graph: NumberedGraph, scope: Scope, start: str, end: str, steps: Steps
) -> Callable[[float | None], tuple[Move, ...] | None]:
    """A function that reads the steps of a path with their claims."""

    def path(seconds: float | None) -> tuple[Move, ...] | None:
        if not steps:
            return ()
        query = nearest(scope, start, end)
        question = question_of(collection, graph, query)
        found = moves_of(collection, graph, query, question, [steps], Deadline(seconds))
        return found[0] if found else None

    return path


def within(
    engine: Engine, collection: Collection, scope: Scope, entity: str, *, backward: bool
) -> Within:
    """See :meth:`policygraph.engines.base.Engine.within`."""
    graph = numbered(collection)
    plain = _plain(collection, graph, scope, entity)
    if plain is None:
        return within_by_reach(engine, collection, scope, entity, backward=backward)
    arrays = graph.arrays
    ways = (plain.arrive, plain.leave) if backward else (plain.leave, plain.arrive)
    with borrowed(arrays) as memory, stopping(scope.seconds, memory.stop):
        memory.hold_everyone()
        while True:
            status = spread_hops(
                arrays.lists,
                arrays.moves,
                plain.letters,
                memory.slot_of,
                memory.everyone,
                memory.result,
                memory.tally,
                memory.stop,
                graph.entity(entity),
                plain.hops,
                plain.budget,
                not backward,
                *ways[0],
                *ways[1],
            )
            memory.looked += int(memory.tally[Tally.LOOKS])
            if status == Status.DAMAGED:
                refuse_damage()
            if status != Status.CAPACITY:
                break
            memory.grow_sides()
        ends = memory.result[: memory.tally[Tally.FOUND] + 1].tolist()
        found = memory.everyone[1 : ends[-1]].copy()
        expansions = int(memory.tally[Tally.EXPANSIONS])
    return Within(
        levels=_levels(graph, found, ends),
        complete=status == Status.DONE,
        expansions=expansions,
        reason=REASONS.get(Status(status), ""),
    )


def _levels(
    graph: NumberedGraph, found: NDArray[np.int32], ends: list[int]
) -> tuple[Sequence[str], ...]:
    """The ids of the entities that each hop adds, sorted."""
    levels = [found[first - 1 : last - 1] for first, last in pairwise(ends)]
    for level in levels:
        if len(graph.arrays.insert_before):
            level[:] = level[np.argsort(graph.arrays.ranks(level))]
        else:
            level.sort()
    return tuple(EntityIds(graph, level) for level in levels if len(level))
