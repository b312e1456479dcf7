"""The least cost that remains to the end, from every state and for each number of hops.

Computed once, backwards from the end, hop by hop, as long as anything improves. The costs
are exact for walks, and thus lower bounds for all other modes. Where times matter, a bound
holds for walks that arrive by its deadline.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from policygraph.engines.reference.product_graph import (
    Arrow,
    ProductGraph,
    State,
    closed_to_transit,
)
from policygraph.engines.reference.time_windows import FOREVER, deadline
from policygraph.query.automaton import Letter
from policygraph.query.deadline import Deadline
from policygraph.query.influence.rules import Standing
from policygraph.query.query import Query

#: Rank key: (primary, secondary); cost and hops in the order the query ranks by.
Key = tuple[int, int]
NOTHING: Key = (0, 0)

#: Arrows examined at most; longer walks then have no bound, as if they cost nothing.
MOST_WORK = 20_000_000
#: Bounds of one state for one number of hops; more are merged into one, the loosest.
MOST_BOUNDS = 8


class Bound(NamedTuple):
    """Whoever arrives by ``deadline`` has a walk of so many hops with this key to the end."""

    hops: int
    key: Key
    deadline: float


#: The bound at the end itself.
END = Bound(0, NOTHING, FOREVER)


def weight(query: Query, arrow: Arrow) -> Key:
    """What an arrow adds to a path's key."""
    cost = arrow.move.cost
    return (1, cost) if query.rank == "hops" else (cost, 1)


def total(left: Key, right: Key) -> Key:
    """The key of two parts of a path together."""
    return left[0] + right[0], left[1] + right[1]


class Bounds:
    """The bounds of a query over its product graph; of no use once ``time_up`` passes."""

    def __init__(self, graph: ProductGraph, query: Query, time_up: Deadline) -> None:
        self.graph, self.query, self.time_up = graph, query, time_up
        self.found: dict[State, list[Bound]] = {}
        self.matching: dict[tuple[Letter, int], list[int]] = defaultdict(list)
        if graph.automaton is not None:
            for before, row in enumerate(graph.automaton.transitions):
                for letter, after in row.items():
                    self.matching[letter, after].append(before)
        #: The number of hops up to which the bounds are known.
        self.known = query.max_hops
        self._compute()

    def least(self, state: State, hops: int, time: float) -> Key | None:
        """The least key of a walk of at least one move from a state to the end, if any."""
        best: Key | None = None
        for needed, key, latest in self.found.get(state.bounded, ()):
            if needed > hops:
                break
            if latest >= time and (best is None or key < best):
                best = key
        return NOTHING if hops > self.known else best

    def _compute(self) -> None:
        arriving: dict[str, list[Arrow]] = defaultdict(list)
        for arrow in self.graph.arrows:
            arriving[arrow.target].append(arrow)
        closed = closed_to_transit(self.query)
        work = 0
        layer: dict[State, list[Bound]] = {}
        for hops in range(1, self.query.max_hops + 1):
            fresh: dict[State, list[Bound]] = {}
            if hops == 1:
                self._extend(fresh, arriving[self.query.end], self._ends(), [END])
            for state, bounds in layer.items():
                if self.time_up.passed:
                    return
                if state.entity not in closed:
                    arrows = arriving[state.entity]
                    self._extend(fresh, arrows, self._passing_to(state), bounds)
                    work += len(arrows)
            for state, bounds in fresh.items():
                self.found.setdefault(state, []).extend(bounds)
            layer = fresh
            if not layer:
                break
            if work > MOST_WORK:
                self.known = hops
                break

    def _ends(self) -> list[State]:
        """The states in which a path may end."""
        graph = self.graph
        finals = graph.automaton.accepting if graph.automaton is not None else (0,)
        return [
            State(self.query.end, len(graph.via), matched, Standing(composed), acts)
            for matched in finals
            for composed, acts in graph.endings()
        ]

    def _passing_to(self, state: State) -> list[State]:
        """The states of arrival that become this one when the walk passes on."""
        arrived = (state, state._replace(passed=state.passed - 1))
        return [s for s in arrived if s.passed >= 0 and self.graph.through(s) == state]

    def _extend(
        self,
        fresh: dict[State, list[Bound]],
        arrows: list[Arrow],
        arrived: list[State],
        bounds: list[Bound],
    ) -> None:
        """Add the bounds before some arrows, from those of the states where they arrive."""
        for arrow in arrows:
            if self.time_up.passes(len(bounds)):
                return
            more = weight(self.query, arrow)
            longer = []
            for hops, key, latest in bounds:
                by = latest if arrow.windows is None else deadline(arrow.windows, latest)
                if by is not None:
                    longer.append(Bound(hops + 1, total(key, more), by))
            for state in arrived:
                for matched in self._matched_before(arrow, state.matched):
                    for composed, acts in self.graph.before(arrow, state):
                        standing = Standing(composed)
                        before = State(arrow.move.origin, state.passed, matched, standing, acts)
                        for bound in longer:
                            self._add(fresh, before, bound)

    def _matched_before(self, arrow: Arrow, matched: int) -> Sequence[int]:
        """The states of the automaton from which an arrow's letter leads to one of them."""
        if self.graph.automaton is None:
            return (0,)
        return self.matching.get((arrow.letter, matched), ())

    def _add(self, fresh: dict[State, list[Bound]], state: State, bound: Bound) -> None:
        """Add a bound unless another dominates it; merge them where they are too many."""
        for known in (self.found.get(state, ()), fresh.get(state, ())):
            for other in known:
                if other.key <= bound.key and other.deadline >= bound.deadline:
                    return
        rest = [
            other
            for other in fresh.get(state, ())
            if not (bound.key <= other.key and bound.deadline >= other.deadline)
        ]
        rest.append(bound)
        if len(rest) > MOST_BOUNDS:
            rest = [Bound(bound.hops, min(b.key for b in rest), max(b.deadline for b in rest))]
        fresh[state] = rest
