"""The corridor of a query: the moves on walks from start to end within the bound.

A walk is measured from both ends, in hops: forward from the start, backward from the
end. A move lies on a walk within the bound where what comes before it, itself and what
comes after it have no more hops together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from policygraph.engines.base import Corridor, Move
from policygraph.engines.transit import moves_under, transit_filter
from policygraph.errors import UsageError
from policygraph.model import Collection
from policygraph.query import Query

#: Modes that let a walk pass through its own ends.
_ROAMING = ("walk", "trail")


class _State(NamedTuple):
    """Where a walk is: an entity, how many of ``via`` it has passed, and whether it is over."""

    entity: str
    passed: int
    over: bool = False


class _Crossing(NamedTuple):
    """A move with the state before it and the state after it."""

    before: _State
    move: Move
    after: _State


def corridor(collection: Collection, query: Query) -> Corridor:
    """As :meth:`policygraph.engines.base.Engine.corridor` has it; one expansion a move looked at.

    ``seconds`` is not looked at: the work is linear in the moves.
    """
    if query.pattern is not None or query.chronological:
        raise UsageError("pattern and chronological are not asked for here yet; leave them out")
    if query.mode == "acyclic" and query.start == query.end:
        return Corridor((), True, 0)
    crossings = _crossings(collection, query)
    start, end = _State(query.start, 0), _State(query.end, len(query.via), True)
    onward: dict[_State, list[_Crossing]] = defaultdict(list)
    looked_at = 0

    def leaving(state: _State) -> Iterable[_Crossing]:
        nonlocal looked_at
        for crossing in crossings(state):
            looked_at += 1
            onward[crossing.after].append(crossing)
            yield crossing

    before = _distances(start, query.max_hops, leaving, lambda crossing: crossing.after)
    if looked_at > query.budget:
        return Corridor((), False, query.budget)
    after = _distances(
        end, query.max_hops, lambda state: onward.get(state, ()), lambda crossing: crossing.before
    )
    found = {
        (crossing.move.edge.triple, not crossing.move.along): crossing.move
        for arriving in onward.values()
        for crossing in arriving
        if crossing.after in after
        and before[crossing.before] + 1 + after[crossing.after] <= query.max_hops
    }
    return Corridor(tuple(found[name] for name in sorted(found)), True, looked_at)


def _crossings(collection: Collection, query: Query) -> Callable[[_State], Iterator[_Crossing]]:
    """What leads on from a state."""
    leaving: dict[str, list[Move]] = defaultdict(list)
    for move in moves_under(collection, query):
        leaving[move.origin].append(move)
    transit = transit_filter(collection, query)
    closed = () if query.mode in _ROAMING else (query.start, query.end)
    via = query.via

    def crossings(state: _State) -> Iterator[_Crossing]:
        if state.over:
            return
        passed = state.passed
        for move in leaving.get(state.entity, ()):
            target = move.target
            if target == query.end and passed == len(via):
                yield _Crossing(state, move, _State(target, passed, True))
            if target not in closed and (transit is None or target in transit):
                counted = passed < len(via) and via[passed] == target
                yield _Crossing(state, move, _State(target, passed + counted))

    return crossings


def _distances(
    origin: _State,
    limit: int,
    leading: Callable[[_State], Iterable[_Crossing]],
    to: Callable[[_Crossing], _State],
) -> dict[_State, int]:
    """The hops from a state to every other within a limit, breadth first."""
    distances = {origin: 0}
    layer = [origin]
    for hops in range(1, limit + 1):
        following: list[_State] = []
        for state in layer:
            for crossing in leading(state):
                if to(crossing) not in distances:
                    distances[to(crossing)] = hops
                    following.append(to(crossing))
        layer = following
        if not layer:
            break
    return distances
