"""The least that a walk still costs to the end, from every state and in so many hops.

Computed once, backwards from the end, hop by hop, as far as anything improves. The
bounds are exact for walks, and thus bounds for all other modes. Where times matter, a
bound holds for who comes by its deadline.
"""

from __future__ import annotations

import time as clock
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from policygraph.automaton import Letter
from policygraph.engines.space import Arrow, Space, State, closed_to_transit
from policygraph.engines.times import FOREVER, deadline
from policygraph.query import Query

#: Rank key: (primary, secondary); cost and hops in the order the query ranks by.
Key = tuple[int, int]
NOTHING: Key = (0, 0)

#: Arrows looked at before the rest is left to guesswork: longer walks then cost nothing.
MOST_WORK = 20_000_000
#: Bounds of one state for one number of hops before they are one, the kindest of all.
MOST_BOUNDS = 8


class Bound(NamedTuple):
    """A walk of so many hops with this key is left to who comes by ``deadline``."""

    hops: int
    key: Key
    deadline: float


def weight(query: Query, arrow: Arrow) -> Key:
    """What an arrow adds to a path's key."""
    cost = arrow.move.edge.cost
    return (cost, 1) if query.rank == "strength" else (1, cost)


def total(left: Key, right: Key) -> Key:
    """The key of two parts of a path together."""
    return left[0] + right[0], left[1] + right[1]


class Bounds:
    """The bounds of a query over its space."""

    def __init__(self, space: Space, query: Query, until: float | None) -> None:
        self.space, self.query = space, query
        self.found: dict[State, list[Bound]] = {}
        self.matching: dict[tuple[Letter, int], list[int]] = defaultdict(list)
        if space.automaton is not None:
            for before, row in enumerate(space.automaton.transitions):
                for letter, after in row.items():
                    self.matching[letter, after].append(before)
        #: Up to how many hops the bounds are known.
        self.known = query.max_hops
        self._compute(until)

    def least(self, state: State, hops: int, time: float) -> Key | None:
        """The least key of a walk of at least one move from a state to the end, if any."""
        best: Key | None = None
        for needed, key, latest in self.found.get(state, ()):
            if needed > hops:
                break
            if latest >= time and (best is None or key < best):
                best = key
        return NOTHING if hops > self.known else best

    def _compute(self, until: float | None) -> None:
        arriving: dict[str, list[Arrow]] = defaultdict(list)
        for arrow in self.space.arrows:
            arriving[arrow.target].append(arrow)
        closed = closed_to_transit(self.query)
        work = 0
        layer: dict[State, list[Bound]] = {}
        for hops in range(1, self.query.max_hops + 1):
            fresh: dict[State, list[Bound]] = {}
            if hops == 1:
                for arrow in arriving[self.query.end]:
                    self._extend(fresh, arrow, None, [Bound(0, NOTHING, FOREVER)])
            for state, bounds in layer.items():
                if state.entity in closed:
                    continue
                work += len(arriving[state.entity])
                for arrow in arriving[state.entity]:
                    self._extend(fresh, arrow, state, bounds)
            for state, bounds in fresh.items():
                self.found.setdefault(state, []).extend(bounds)
            layer = fresh
            if not layer:
                break
            if work > MOST_WORK or (until is not None and clock.monotonic() > until):
                self.known = hops
                break

    def _extend(
        self,
        fresh: dict[State, list[Bound]],
        arrow: Arrow,
        beyond: State | None,
        bounds: list[Bound],
    ) -> None:
        """Add what an arrow makes of the bounds beyond it (of the end itself: None)."""
        more = weight(self.query, arrow)
        for before in self._before(arrow, beyond):
            for hops, key, latest in bounds:
                if arrow.windows is not None:
                    by = deadline(arrow.windows, latest)
                    if by is None:
                        continue
                    latest = by
                self._keep(fresh, before, Bound(hops + 1, total(key, more), latest))

    def _keep(self, fresh: dict[State, list[Bound]], state: State, bound: Bound) -> None:
        """Keep a bound if no other is as good in every respect; one of many is the kindest."""
        for known in (self.found.get(state, ()), fresh.get(state, ())):
            if any(b.key <= bound.key and b.deadline >= bound.deadline for b in known):
                return
        kept = [
            b
            for b in fresh.get(state, ())
            if not (bound.key <= b.key and bound.deadline >= b.deadline)
        ]
        kept.append(bound)
        if len(kept) > MOST_BOUNDS:
            kept = [Bound(bound.hops, min(b.key for b in kept), max(b.deadline for b in kept))]
        fresh[state] = kept

    def _before(self, arrow: Arrow, beyond: State | None) -> list[State]:
        """The states from which an arrow leads through its target to a state, or ends there."""
        space, origin = self.space, arrow.move.origin
        if beyond is None:
            finals = space.automaton.accepting if space.automaton is not None else (0,)
            return [
                State(origin, len(space.via), matched)
                for final in finals
                for matched in self._matched_before(arrow, final)
            ]
        passed = [
            before
            for before in (beyond.passed, beyond.passed - 1)
            if before >= 0 and space.through(State(beyond.entity, before)) == (*beyond[:2], 0)
        ]
        matched = self._matched_before(arrow, beyond.matched)
        return [State(origin, p, m) for p in passed for m in matched]

    def _matched_before(self, arrow: Arrow, matched: int) -> Sequence[int]:
        """The states of the automaton from which an arrow's letter leads to one of them."""
        if self.space.automaton is None:
            return (0,)
        return self.matching.get((arrow.letter, matched), ())
