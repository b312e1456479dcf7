"""The corridor of a query: the moves on walks from start to end within the bound.

A walk is measured from both ends, in hops, state by state of the query's space: forward
from the start, backward from the end. A move lies on a walk within the bound where what
comes before it, itself and what comes after it have no more hops together; where times
matter, where it can be taken after the earliest time of the one and before the latest of
the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from policygraph.engines.base import Corridor, Move
from policygraph.engines.reference.product_graph import (
    Arrow,
    Space,
    State,
    begin,
    closed_to_transit,
)
from policygraph.engines.reference.time_windows import FOREVER, deadline
from policygraph.model.collection import Collection
from policygraph.query.query import Query


class _Place(NamedTuple):
    """A state on the way, or, where ``over``, the end."""

    state: State
    over: bool


#: So many hops, and the earliest time (from the start) or the latest (to the end) in them.
_Reached = list[tuple[int, float]]


def corridor(collection: Collection, query: Query, moves: Iterable[Move] | None = None) -> Corridor:
    """As :meth:`policygraph.engines.base.Engine.corridor` has it; one expansion a move looked at.

    ``moves``, where given, are all that are looked at. ``seconds`` is not looked at: the work
    is linear in the moves, for each number of hops.
    """
    if query.mode == "acyclic" and query.start == query.end:
        return Corridor.of((), 0)
    measured = _Measured(Space(collection, query, moves), query)
    if not measured.forward():
        return Corridor.cut_short(query.budget)
    measured.backward()
    found: dict[tuple[tuple[str, str, str], bool], Move] = {}
    for after, arriving in measured.crossings.items():
        for before, arrow in arriving:
            if measured.lies_within(before, arrow, after):
                found[arrow.move.edge.triple, not arrow.move.along] = arrow.move
    return Corridor.of(tuple(found[name] for name in sorted(found)), measured.looked_at)


class _Measured:
    """The hops and times of walks from the start and to the end."""

    def __init__(self, space: Space, query: Query) -> None:
        self.space, self.query = space, query
        self.closed = closed_to_transit(query)
        self.leaving: dict[str, list[Arrow]] = defaultdict(list)
        for arrow in space.arrows:
            self.leaving[arrow.move.origin].append(arrow)
        self.looked_at = 0
        self.earliest: dict[_Place, _Reached] = {}
        self.latest: dict[_Place, _Reached] = {}
        #: By the place after it, each move with the place before it.
        self.crossings: dict[_Place, dict[tuple[_Place, Arrow], None]] = defaultdict(dict)

    def forward(self) -> bool:
        """Measure from the start; whether the budget was enough."""
        state, beginning = begin(self.query.start)
        layer = {_Place(state, False): beginning}
        for hops in range(self.query.max_hops + 1):
            for place, arriving in layer.items():
                self.earliest.setdefault(place, []).append((hops, arriving))
            following: dict[_Place, float] = {}
            for place, leaving in layer.items():
                if place.over or hops == self.query.max_hops:
                    continue
                for arrow in self.leaving.get(place.state.entity, ()):
                    self.looked_at += 1
                    if self.looked_at > self.query.budget:
                        return False
                    time = self.space.arrives(arrow, leaving)
                    if time is None:
                        continue
                    for after in self._after(place.state, arrow):
                        self.crossings[after][place, arrow] = None
                        known = self.earliest.get(after)
                        if not known or time < known[-1][1]:
                            following[after] = min(time, following.get(after, time))
            layer = following
        return True

    def _after(self, state: State, arrow: Arrow) -> list[_Place]:
        """The places to which an arrow leads: the end, a state on the way, or both."""
        after = self.space.after(state, arrow)
        if after is None:
            return []
        found = []
        if after.entity == self.query.end and self.space.ends(after):
            found.append(_Place(State(after.entity), True))
        onward = None if after.entity in self.closed else self.space.through(after)
        if onward is not None:
            found.append(_Place(onward, False))
        return found

    def backward(self) -> None:
        """Measure to the end, over the moves that the walks from the start have met."""
        layer = {_Place(State(self.query.end), True): FOREVER}
        for hops in range(self.query.max_hops + 1):
            for place, latest in layer.items():
                self.latest.setdefault(place, []).append((hops, latest))
            following: dict[_Place, float] = {}
            for place, until in layer.items():
                for before, arrow in self.crossings.get(place, ()):
                    time = _latest(arrow, until)
                    known = self.latest.get(before)
                    if time is not None and (not known or time > known[-1][1]):
                        following[before] = max(time, following.get(before, time))
            layer = following

    def lies_within(self, before: _Place, arrow: Arrow, after: _Place) -> bool:
        """Whether a move can be taken on a walk within the bound, in time."""
        for hops, time in self.earliest.get(before, ()):
            arriving = self.space.arrives(arrow, time)
            if arriving is None:
                continue
            for more, until in self.latest.get(after, ()):
                if hops + 1 + more <= self.query.max_hops and arriving <= until:
                    return True
        return False


def _latest(arrow: Arrow, until: float) -> float | None:
    """The latest time to come to a move so as to be past it by another, if there is one."""
    return until if arrow.windows is None else deadline(arrow.windows, until)
