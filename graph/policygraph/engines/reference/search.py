"""The reference engine: best-first search over the moves of a graph.

The frontier holds partial paths, ordered by the rank of the best path that each may still
become: its cost so far plus the least that remains, in the hops that remain. The least
remaining cost is exact for walks. Under the other modes the cheapest rest of a partial path
may repeat an entity or an edge; then the remaining cost is computed again without those that
the path has visited, before it is extended. So every extended partial path leads to an
answer, and the best paths come out without the others being listed (Lawler 1972 on the order
of the search; the bound is that of A*). The second cost is exact because removing a cycle
never makes a walk worse, which holds without ``via`` and without a pattern. With them it is a
lower bound (whether such a path exists is then NP-hard: Mendelzon and Wood 1995), and the
budget limits the search.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence

from policygraph.engines.base import (
    BUDGET,
    MEMORY,
    STEPS,
    TIME,
    Corridor,
    Distance,
    Found,
    Influence,
    Pairs,
    Reach,
    Within,
)
from policygraph.engines.hops import distance_by_search, within_by_reach
from policygraph.engines.levers import best_of_levers
from policygraph.engines.reference.bounds import NOTHING, Bounds, Key, total, weight
from policygraph.engines.reference.corridor import corridor
from policygraph.engines.reference.frontier import (
    CAPACITY,
    COMPLETE,
    ESTIMATED,
    EXACT,
    Frontier,
    Partial,
)
from policygraph.engines.reference.influence import influence, pairs
from policygraph.engines.reference.product_graph import (
    AWAITED,
    Arrow,
    ProductGraph,
    State,
    closed_to_transit,
)
from policygraph.engines.reference.reach import reach
from policygraph.engines.reference.time_windows import BEGINNING
from policygraph.model.collection import Collection
from policygraph.model.cost import tolerance
from policygraph.query.deadline import Deadline
from policygraph.query.influence.levers import Levers
from policygraph.query.query import Query, Scope

#: Arrows examined between two looks at whether the time is up.
_ARROWS = 512


class Reference:
    """Answers every query over plain records, for graphs of up to about 10^5 edges."""

    name = "reference"
    local = False

    def search(self, collection: Collection, query: Query) -> Found:
        """The paths of ``query`` in rank order, or the best of each lever."""
        if query.counts_levers and collection.ontology.composition is not None:
            levers = Levers(collection.ontology, query.end)
            return best_of_levers(
                collection,
                query,
                lambda one: _Search(collection, one).run(),
                lambda one: _Search(collection, one, levers).run(),
            )
        return _Search(collection, query).run()

    def reach(
        self,
        collection: Collection,
        scope: Scope,
        entity: str,
        *,
        backward: bool = False,
        rank: str = "influence",
    ) -> Reach:
        """The best path between an entity and every other; see :mod:`.reach`."""

        def search_over(graph: ProductGraph, bounds: Bounds, query: Query) -> Found:
            return _Search(collection, query, graph=graph, bounds=bounds).run()

        return reach(
            self,
            collection,
            scope,
            entity,
            backward=backward,
            rank=rank,
            search_over=search_over,
        )

    def distance(self, collection: Collection, scope: Scope, start: str, end: str) -> Distance:
        """The hops between two entities, by a search."""
        return distance_by_search(self, collection, scope, start, end)

    def within(
        self, collection: Collection, scope: Scope, entity: str, *, backward: bool = False
    ) -> Within:
        """The entities within some hops, by :meth:`reach`."""
        return within_by_reach(self, collection, scope, entity, backward=backward)

    def corridor(self, collection: Collection, query: Query) -> Corridor:
        """The moves on walks from start to end; see :mod:`.corridor`."""
        return corridor(collection, query)

    def strengths(self, collection: Collection) -> Sequence[float]:
        """The different strengths of claims, rising."""
        return sorted({claim.strength for claim in collection.claims.values()})

    def pairs(self, collection: Collection, scope: Scope) -> Pairs:
        """Who influences whom in one step; see :mod:`.influence`."""
        return pairs(collection, scope)

    def influence(
        self,
        collection: Collection,
        scope: Scope,
        entities: Sequence[str],
        dearest: int,
        least: int,
    ) -> list[Influence]:
        """How much each of some entities influences; see :mod:`.influence`."""
        return influence(collection, scope, entities, dearest, least)


class _Search:
    """The product graph, the bounds and the frontier of one query."""

    def __init__(
        self,
        collection: Collection,
        query: Query,
        levers: Levers | None = None,
        *,
        graph: ProductGraph | None = None,
        bounds: Bounds | None = None,
    ) -> None:
        self.query = query
        self.expansions = 0
        #: Why the search was stopped, if it was.
        self.reason = ""
        self.deadline = Deadline(query.seconds)
        graded = query.rank == "influence" and query.means_influence
        self.graph = graph or ProductGraph(
            collection, query, self.deadline, graded=graded, levers=levers is not None
        )
        self.levers = levers
        #: By entity, in the order of their numbers; entities that no path may pass through
        #: are in it too, as they may be ends.
        self.leaving: dict[str, list[Arrow]] = defaultdict(list)
        for arrow in self.graph.arrows:
            self.leaving[arrow.move.origin].append(arrow)
        self.closed = closed_to_transit(query)
        self.bounds = bounds or Bounds(self.graph, query, self.deadline)

    def run(self) -> Found:
        query = self.query
        selection = _Selection(query)
        frontier = Frontier(CAPACITY)
        if self.deadline.passed:
            return Found((), False, self.expansions, TIME)
        for state in self.graph.starts(query.start):
            first = self.bounds.least(state, query.max_hops, BEGINNING)
            if first is not None and not (query.mode == "acyclic" and query.start == query.end):
                frontier.push(Partial(first, (), EXACT, state, BEGINNING))
        while not self.reason:
            partial = frontier.pop() or frontier.cutoff
            if partial is None or selection.enough(partial.key):
                return self._found(selection.paths)
            if partial is frontier.cutoff or len(selection.paths) == CAPACITY:
                self.reason = MEMORY
            elif self._is_variant(partial):
                continue
            elif partial.stage == COMPLETE:
                if self.levers is not None:
                    self.levers.add([self.graph.moves[number] for number in partial.steps])
                if not selection.take(partial):
                    self.reason = STEPS
            elif not self._out_of_budget() and self._is_exact(partial, frontier):
                for longer in self._extensions(partial):
                    frontier.push(longer)
        return self._found(selection.paths)

    def _found(self, paths: list[tuple[int, ...]]) -> Found:
        moves = tuple(tuple(map(self.graph.moves.__getitem__, steps)) for steps in paths)
        return Found(moves, not self.reason, self.expansions, self.reason)

    def _is_variant(self, partial: Partial) -> bool:
        """Whether all that a partial path becomes is of a lever that has its best path."""
        if self.levers is None or not partial.steps or partial.state.acts == AWAITED:
            return False
        moves = [self.graph.moves[number] for number in partial.steps]
        if partial.stage == COMPLETE:
            return self.levers.of(moves) is not None
        return self.levers.decided(moves)

    def _out_of_budget(self) -> bool:
        """Whether the budget or the time is used up; otherwise one expansion is counted."""
        if self.expansions >= self.query.budget:
            self.reason = BUDGET
        elif self.deadline.passes():
            self.reason = TIME
        if not self.reason:
            self.expansions += 1
        return bool(self.reason)

    def _is_exact(self, partial: Partial, frontier: Frontier) -> bool:
        """Whether the key of a partial path is exact; if not, it is pushed again or dropped."""
        if partial.stage == EXACT or self.query.mode == "walk" or self._completes(partial):
            return True
        remaining = self._exact_remaining(partial)
        if remaining is None:
            return False
        key = total(self._key(partial.steps), remaining)
        if key == partial.key:
            return True
        frontier.push(partial._replace(key=key, stage=EXACT))
        return False

    def _extensions(self, partial: Partial) -> Iterator[Partial]:
        """A partial path extended by each allowed arrow: as a whole path and as a partial one."""
        left = self.query.max_hops - len(partial.steps) - 1
        cost_so_far = self._key(partial.steps)
        visited = _Visited(self, partial)
        for arrow, after, time in self._allowed_steps(partial.state, partial.time, visited):
            steps = (*partial.steps, arrow.number)
            key = total(cost_so_far, weight(self.query, arrow))
            if self._is_end(after):
                yield Partial(key, steps, COMPLETE, after, time)
            onward = self._after_passing(after)
            rest = self.bounds.least(onward, left, time) if onward is not None else None
            if onward is not None and rest is not None:
                yield Partial(total(key, rest), steps, ESTIMATED, onward, time)

    def _allowed_steps(
        self, state: State, time: float, visited: _Visited
    ) -> Iterator[tuple[Arrow, State, float]]:
        """The arrows that may be taken, each with the state and the time after it.

        It ends early where the time is up: the search is over then.
        """
        arrows = self.leaving.get(state.entity, ())
        for first in range(0, len(arrows), _ARROWS):
            some = arrows[first : first + _ARROWS]
            if self.deadline.passes(len(some)):
                self.reason = TIME
                return
            for arrow in some:
                if visited.forbids(arrow):
                    continue
                after = self.graph.after(state, arrow)
                arriving = self.graph.arrives(arrow, time)
                if after is not None and arriving is not None:
                    yield arrow, after, arriving

    def _is_end(self, state: State) -> bool:
        return state.entity == self.query.end and self.graph.ends(state)

    def _after_passing(self, state: State) -> State | None:
        return None if state.entity in self.closed else self.graph.through(state)

    def _key(self, steps: tuple[int, ...]) -> Key:
        """What a partial path costs so far."""
        cost = sum(self.graph.moves[number].cost for number in steps)
        return (len(steps), cost) if self.query.rank == "hops" else (cost, len(steps))

    def _completes(self, partial: Partial) -> bool:
        """Whether following the least remaining cost gives a path of the mode."""
        visited = _Visited(self, partial)
        state, time = partial.state, partial.time
        left = self.query.max_hops - len(partial.steps)
        rest = self.bounds.least(state, left, time)
        while rest is not None:
            for arrow, after, arriving in self._allowed_steps(state, time, visited):
                more = weight(self.query, arrow)
                if more == rest and self._is_end(after):
                    return True
                onward = self._after_passing(after)
                if onward is None:
                    continue
                further = self.bounds.least(onward, left - 1, arriving)
                if further is not None and total(further, more) == rest:
                    visited.add(arrow)
                    state, time, left, rest = onward, arriving, left - 1, further
                    break
            else:
                return False
        return False

    def _exact_remaining(self, partial: Partial) -> Key | None:
        """The least key from a partial path to the end that avoids what it has visited.

        A* with the walk bounds, which are consistent. A state is left again only where
        it is reached in more hops or later at a lower key than every time before.
        """
        visited = _Visited(self, partial)
        limit = self.query.max_hops - len(partial.steps)
        first = self.bounds.least(partial.state, limit, partial.time)
        if first is None:
            return None
        # (best key it may become, fewer hops left first, key so far, state, time, is it whole)
        queue: list[tuple[Key, int, Key, State, float, bool]]
        queue = [(first, 0, NOTHING, partial.state, partial.time, False)]
        left_at: dict[State, list[tuple[int, Key, float]]] = defaultdict(list)
        while queue:
            _, deep, key, state, time, whole = heapq.heappop(queue)
            if whole:
                return key
            hops = -deep
            known = left_at[state]
            if any(h <= hops and k <= key and t <= time for h, k, t in known):
                continue
            known.append((hops, key, time))
            if self._out_of_budget():
                return None
            for arrow, after, arriving in self._allowed_steps(state, time, visited):
                longer = total(key, weight(self.query, arrow))
                if self._is_end(after):
                    heapq.heappush(queue, (longer, deep - 1, longer, after, arriving, True))
                onward = self._after_passing(after)
                if onward is None:
                    continue
                rest = self.bounds.least(onward, limit - hops - 1, arriving)
                if rest is not None:
                    best = total(longer, rest)
                    heapq.heappush(queue, (best, deep - 1, longer, onward, arriving, False))
            if len(queue) > CAPACITY:
                return first
        return None


class _Visited:
    """The entities and edges that a partial path may not visit again under its mode."""

    def __init__(self, search: _Search, partial: Partial) -> None:
        query, graph = search.query, search.graph
        self.by_entity = query.mode in ("acyclic", "simple")
        self.by_edge = query.mode in ("trail", "simple")
        self.closing = query.start if query.mode == "simple" and query.start == query.end else None
        self.entities = {query.start, *(graph.moves[number].target for number in partial.steps)}
        self.edges = {graph.edges[number] for number in partial.steps}

    def forbids(self, arrow: Arrow) -> bool:
        """Whether an arrow crosses or reaches what may not be visited again."""
        if self.by_edge and arrow.edge in self.edges:
            return True
        return self.by_entity and arrow.target in self.entities and arrow.target != self.closing

    def add(self, arrow: Arrow) -> None:
        """Visit the edge and the target of an arrow."""
        self.entities.add(arrow.target)
        self.edges.add(arrow.edge)


class _Selection:
    """The paths that the selector takes, and whether it has enough."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self.paths: list[tuple[int, ...]] = []
        self.steps = self.groups = 0
        #: The first of the last group, and how much more a path of its group may cost.
        self.first: int | None = None
        self.tolerance = 0 if query.rank == "hops" else tolerance(query.max_hops)

    def take(self, whole: Partial) -> bool:
        """Take the next path in rank order; False if that would be too many steps."""
        self.steps += len(whole.steps)
        if self.steps > self.query.max_steps:
            return False
        self.paths.append(whole.steps)
        if self._is_beyond(whole.key):
            self.groups += 1
            self.first = whole.key[0]
        return True

    def enough(self, key: Key) -> bool:
        """Whether nothing from this key on is wanted."""
        select, k = self.query.select, self.query.k
        if select in ("shortest", "any-shortest"):
            return len(self.paths) >= (k if select == "shortest" else 1)
        groups = {"all-shortest": 1, "shortest-groups": k}.get(select)
        return groups is not None and self.groups == groups and self._is_beyond(key)

    def _is_beyond(self, key: Key) -> bool:
        """Whether a path of this key is of none of the groups so far."""
        return self.first is None or key[0] > self.first + self.tolerance
