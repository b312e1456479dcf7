"""The corridor of a query: the moves on walks from start to end within the bound.

Hops are counted from both ends over the states of the query's product graph: forward from
the start, backward from the end. A move lies on a walk within the bound if the hops before
it, its own and those after it are not more together. Where times matter, it must also fit
between the earliest arrival before it and the latest departure after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from policygraph.engines.base import BUDGET, TIME, Corridor, Move
from policygraph.engines.reference.product_graph import (
    Arrow,
    ProductGraph,
    State,
    closed_to_transit,
)
from policygraph.engines.reference.time_windows import FOREVER, deadline
from policygraph.model.collection import Collection
from policygraph.query.deadline import Deadline
from policygraph.query.query import Query


class _Position(NamedTuple):
    """A state on the way, or the end of the walk."""

    state: State
    is_end: bool


#: For numbers of hops, the earliest time (from the start) or the latest one (to the end).
_Arrivals = list[tuple[int, float]]


def corridor(collection: Collection, query: Query, moves: Iterable[Move] | None = None) -> Corridor:
    """See :meth:`policygraph.engines.base.Engine.corridor`; each examined move is an expansion.

    Only ``moves`` are examined, if they are given.
    """
    if query.mode == "acyclic" and query.start == query.end:
        return Corridor.of((), 0)
    deadline = Deadline(query.seconds)
    distances = _Distances(ProductGraph(collection, query, deadline, moves), query, deadline)
    if not distances.forward():
        late = deadline.passed
        return Corridor.cut_short(
            distances.examined if late else query.budget, TIME if late else BUDGET
        )
    distances.backward()
    if deadline.passed:
        return Corridor.cut_short(distances.examined, TIME)
    found: dict[tuple[tuple[str, str, str], bool], Move] = {}
    for after, arriving in distances.crossings.items():
        for before, arrow in arriving:
            if deadline.passes():
                return Corridor.cut_short(distances.examined, TIME)
            if distances.lies_within(before, arrow, after):
                found[arrow.move.edge.triple, not arrow.move.forward] = arrow.move
    return Corridor.of(tuple(found[name] for name in sorted(found)), distances.examined)


class _Distances:
    """The hops and times of walks from the start and to the end."""

    def __init__(self, graph: ProductGraph, query: Query, time_up: Deadline) -> None:
        self.graph, self.query, self.time_up = graph, query, time_up
        self.closed = closed_to_transit(query)
        self.leaving: dict[str, list[Arrow]] = defaultdict(list)
        for arrow in graph.arrows:
            self.leaving[arrow.move.origin].append(arrow)
        self.examined = 0
        self.earliest: dict[_Position, _Arrivals] = {}
        self.latest: dict[_Position, _Arrivals] = {}
        #: By the position after it, each move with the position before it.
        self.crossings: dict[_Position, dict[tuple[_Position, Arrow], None]] = defaultdict(dict)

    def forward(self) -> bool:
        """Count from the start; whether the budget and the time were enough."""
        if self.time_up.passed:
            return False
        state, beginning = self.graph.start(self.query.start)
        layer = {_Position(state, False): beginning}
        for hops in range(self.query.max_hops + 1):
            for position, arriving in layer.items():
                self.earliest.setdefault(position, []).append((hops, arriving))
            following: dict[_Position, float] = {}
            for position, leaving in layer.items():
                if position.is_end or hops == self.query.max_hops:
                    continue
                for arrow in self.leaving.get(position.state.entity, ()):
                    self.examined += 1
                    if self.examined > self.query.budget or self.time_up.passes():
                        return False
                    time = self.graph.arrives(arrow, leaving)
                    if time is None:
                        continue
                    for after in self._after(position.state, arrow):
                        self.crossings[after][position, arrow] = None
                        known = self.earliest.get(after)
                        if not known or time < known[-1][1]:
                            following[after] = min(time, following.get(after, time))
            layer = following
        return True

    def _after(self, state: State, arrow: Arrow) -> list[_Position]:
        """The positions to which an arrow leads: the end, a state on the way, or both."""
        after = self.graph.after(state, arrow)
        if after is None:
            return []
        found = []
        if after.entity == self.query.end and self.graph.ends(after):
            found.append(_Position(State(after.entity), True))
        onward = None if after.entity in self.closed else self.graph.through(after)
        if onward is not None:
            found.append(_Position(onward, False))
        return found

    def backward(self) -> None:
        """Count to the end, over the moves that the walks from the start have crossed."""
        layer = {_Position(State(self.query.end), True): FOREVER}
        for hops in range(self.query.max_hops + 1):
            for position, latest in layer.items():
                self.latest.setdefault(position, []).append((hops, latest))
            following: dict[_Position, float] = {}
            for position, until in layer.items():
                for before, arrow in self.crossings.get(position, ()):
                    if self.time_up.passes():
                        return
                    time = _latest(arrow, until)
                    known = self.latest.get(before)
                    if time is not None and (not known or time > known[-1][1]):
                        following[before] = max(time, following.get(before, time))
            layer = following

    def lies_within(self, before: _Position, arrow: Arrow, after: _Position) -> bool:
        """Whether a move can be taken on a walk within the bound, in time."""
        for hops, time in self.earliest.get(before, ()):
            arriving = self.graph.arrives(arrow, time)
            if arriving is None:
                continue
            for more, until in self.latest.get(after, ()):
                if hops + 1 + more <= self.query.max_hops and arriving <= until:
                    return True
        return False


def _latest(arrow: Arrow, until: float) -> float | None:
    """The latest time to come to a move and arrive by ``until``; None if there is none."""
    return until if arrow.windows is None else deadline(arrow.windows, until)
