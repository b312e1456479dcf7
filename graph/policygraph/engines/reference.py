"""The reference engine: best-first search over a networkx graph of moves.

Partial paths wait in a queue, ordered by the rank of the best path they may still
become: what they cost so far plus the least that remains, in the hops that remain.
The least remaining cost is exact for walks; a partial path whose cheapest remainder
would meet an entity it has passed already is measured again without those entities
before it is extended. So every partial path that is extended leads to an answer,
and the k best paths come without the others being listed (Lawler 1972 on the order
of the search; the remaining-cost bound is that of A*). Exactness of the second
measure needs that cutting a cycle out of a walk never makes it worse, which holds
without ``via``; with it the measure is a lower bound, and the budget guards.
"""

from __future__ import annotations

import heapq
import time
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from policygraph.edges import Edge
from policygraph.engines.base import Corridor, Found, Move, Reach
from policygraph.engines.corridor import corridor
from policygraph.engines.reach import reach
from policygraph.engines.transit import moves_under, transit_filter
from policygraph.errors import UsageError
from policygraph.model import Collection
from policygraph.query import Query, Scope

if TYPE_CHECKING:
    import networkx as nx

#: Rank key: (primary, secondary); cost and hops in the order the query ranks by.
Key = tuple[int, int]
#: An entity and how many of the ``via`` entities have been passed.
State = tuple[str, int]

_CLOCK_EVERY = 256


class Reference:
    """Every query of the contract, over networkx, for graphs of up to about 10^5 edges."""

    name = "reference"

    def search(self, collection: Collection, query: Query) -> Found:
        """The paths of ``query`` in rank order."""
        if query.pattern is not None or query.chronological:
            raise UsageError("pattern and chronological are not searched yet; leave them out")
        return _Search(collection, query).run()

    def reach(
        self,
        collection: Collection,
        scope: Scope,
        entity: str,
        *,
        backward: bool = False,
        rank: str = "strength",
    ) -> Reach:
        """The best path between an entity and every other; see :mod:`.reach`."""
        return reach(self, collection, scope, entity, backward=backward, rank=rank)

    def corridor(self, collection: Collection, query: Query) -> Corridor:
        """The moves on walks from start to end; see :mod:`.corridor`."""
        return corridor(collection, query)


def move_graph(collection: Collection, query: Query) -> nx.MultiDiGraph[str]:
    """The moves a query allows, as a multigraph of entities.

    One arrow for each permitted crossing of an edge, with the key (relation, not
    along) and the :class:`Move` as its attribute ``move``. Entities that may not be
    passed through keep their arrows: the search decides who is in transit.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from((query.start, query.end))
    for move in moves_under(collection, query):
        graph.add_edge(move.origin, move.target, (move.edge.relation, not move.along), move=move)
    return graph


class _Search:
    """One query's graph, bounds and queue."""

    def __init__(self, collection: Collection, query: Query) -> None:
        self.query = query
        self.expansions = 0
        self.stopped = False
        self.deadline = time.monotonic() + query.seconds if query.seconds is not None else None
        graph = move_graph(collection, query)
        self.leaving: dict[str, list[Move]] = {
            entity: sorted((data["move"] for _, _, data in graph.out_edges(entity, data=True)),
                           key=lambda move: move.order)
            for entity in graph
        }  # fmt: skip
        self.arriving: dict[str, list[Move]] = {
            entity: [data["move"] for _, _, data in graph.in_edges(entity, data=True)]
            for entity in graph
        }
        self.transit = transit_filter(collection, query)
        self.bounds = self._bounds()

    def run(self) -> Found:
        query = self.query
        paths: list[tuple[Move, ...]] = []
        first = self._bound((query.start, 0), query.max_hops)
        # (rank of the best completion, steps for the tie, path, state, is the rank exact)
        queue: list[tuple[Key, tuple[tuple[str, bool, str], ...], tuple[Move, ...], State, bool]]
        queue = [(first, (), (), (query.start, 0), True)] if first is not None else []
        while queue and len(paths) < query.k:
            rank, steps, path, state, exact = heapq.heappop(queue)
            if path and state[0] == query.end:
                paths.append(path)
                continue
            if self._spent():
                return Found(tuple(paths), False, self.expansions)
            if not exact and not self._completes(path, state):
                measured = self._remaining(path, state)
                if self.stopped:
                    return Found(tuple(paths), False, self.expansions)
                if measured is None:
                    continue
                if (total := _sum(self._spent_key(path), measured)) > rank:
                    heapq.heappush(queue, (total, steps, path, state, True))
                    continue
            for move, following in self._next(state, path):
                longer = (*path, move)
                remaining = self._rest(following, query.max_hops - len(longer))
                if remaining is not None:
                    total = _sum(self._spent_key(longer), remaining)
                    heapq.heappush(queue, (total, (*steps, move.order), longer, following, False))
        return Found(tuple(paths), True, self.expansions)

    def _spent(self) -> bool:
        """Whether the budget or the time is used up; otherwise one expansion is counted."""
        if self.expansions >= self.query.budget:
            self.stopped = True
        elif self.deadline is not None and self.expansions % _CLOCK_EVERY == 0:
            self.stopped = time.monotonic() > self.deadline
        if not self.stopped:
            self.expansions += 1
        return self.stopped

    def _weight(self, edge: Edge) -> Key:
        return (edge.cost, 1) if self.query.rank == "strength" else (1, edge.cost)

    def _spent_key(self, path: tuple[Move, ...]) -> Key:
        cost = sum(move.edge.cost for move in path)
        return (cost, len(path)) if self.query.rank == "strength" else (len(path), cost)

    def _arrive(self, state: State, move: Move) -> State | None:
        """The state after a move, or None where the move may not be made from there."""
        target, passed = move.target, state[1]
        via = self.query.via
        if target == self.query.end:
            return (target, passed) if passed == len(via) else None
        if self.transit is not None and target not in self.transit:
            return None
        if passed < len(via) and via[passed] == target:
            passed += 1
        return target, passed

    def _next(self, state: State, path: tuple[Move, ...]) -> Iterator[tuple[Move, State]]:
        """The moves that keep a path simple: no entity twice, no edge twice."""
        visited = {self.query.start, *(move.target for move in path)}
        for move in self.leaving.get(state[0], ()):
            if move.target in visited and move.target != self.query.end:
                continue
            if any(move.edge is passed.edge for passed in path):
                continue
            following = self._arrive(state, move)
            if following is not None:
                yield move, following

    def _bounds(self) -> dict[State, list[tuple[int, Key]]]:
        """For every state, the best rank of a walk to the end within so many hops.

        A list of (hops, key), more hops and a better key each; computed backwards
        from the end, layer by layer, as far as anything improves.
        """
        query = self.query
        goal = len(query.via)
        bounds: dict[State, list[tuple[int, Key]]] = {}
        layer: dict[State, Key] = {(query.end, goal): (0, 0)}
        for hops in range(1, query.max_hops + 1):
            found: dict[State, Key] = {}
            for (entity, passed), key in layer.items():
                for move in self.arriving.get(entity, ()):
                    total = _sum(key, self._weight(move.edge))
                    for before in self._before(move, passed):
                        state = (move.origin, before)
                        known = bounds.get(state)
                        if known and known[-1][1] <= total:
                            continue
                        if state not in found or total < found[state]:
                            found[state] = total
            for state, key in found.items():
                bounds.setdefault(state, []).append((hops, key))
            # Nothing passes through the end: its own bound starts a cycle, no more.
            layer = {state: key for state, key in found.items() if self._transits(state)}
            if not layer:
                break
        return bounds

    def _transits(self, state: State) -> bool:
        entity = state[0]
        if entity == self.query.end:
            return False
        return self.transit is None or entity in self.transit

    def _before(self, move: Move, passed: int) -> tuple[int, ...]:
        """How many of ``via`` were passed before a move that arrives with ``passed``."""
        via = self.query.via
        if move.target == self.query.end:
            return (passed,)
        before: tuple[int, ...] = ()
        if passed == len(via) or via[passed] != move.target:
            before = (passed,)
        if passed > 0 and via[passed - 1] == move.target:
            before = (*before, passed - 1)
        return before

    def _bound(self, state: State, hops: int) -> Key | None:
        """The least rank of a walk of at least one move from a state to the end, if any."""
        best: Key | None = None
        for needed, key in self.bounds.get(state, ()):
            if needed > hops:
                break
            best = key
        return best

    def _completes(self, path: tuple[Move, ...], state: State) -> bool:
        """Whether following the least remaining cost gives a simple path."""
        visited = {self.query.start, *(move.target for move in path)}
        crossed = {id(move.edge) for move in path}
        hops = self.query.max_hops - len(path)
        remaining = self._rest(state, hops)
        while remaining is not None and remaining != (0, 0):
            for move in self.leaving.get(state[0], ()):
                if id(move.edge) in crossed:
                    continue
                following = self._arrive(state, move)
                if following is None:
                    continue
                rest = self._rest(following, hops - 1)
                if rest is None or _sum(rest, self._weight(move.edge)) != remaining:
                    continue
                if following[0] in visited and following[0] != self.query.end:
                    continue
                visited.add(following[0])
                state, hops, remaining = following, hops - 1, rest
                break
            else:
                return False
        return remaining is not None

    def _rest(self, state: State, hops: int) -> Key | None:
        """The least rank that remains after a move: nothing once the end is reached."""
        return (0, 0) if state[0] == self.query.end else self._bound(state, hops)

    def _remaining(self, path: tuple[Move, ...], state: State) -> Key | None:
        """The least rank from a state to the end that avoids what the path has passed.

        A* with the walk bounds, which are consistent. A state is left again only where
        it is reached in more hops at a lower rank than every time before.
        """
        visited = {self.query.start, *(move.target for move in path)} - {self.query.end}
        crossed = {id(move.edge) for move in path}
        limit = self.query.max_hops - len(path)
        first = self._rest(state, limit)
        if first is None:
            return None
        queue: list[tuple[Key, int, Key, State]] = [(first, 0, (0, 0), state)]
        closed: dict[State, list[tuple[int, Key]]] = defaultdict(list)
        while queue:
            _, hops, key, current = heapq.heappop(queue)
            if current[0] == self.query.end:
                return key
            if any(fewer <= hops and lower <= key for fewer, lower in closed[current]):
                continue
            closed[current].append((hops, key))
            if self._spent():
                return None
            for move in self.leaving.get(current[0], ()):
                if move.target in visited or id(move.edge) in crossed:
                    continue
                following = self._arrive(current, move)
                if following is None:
                    continue
                rest = self._rest(following, limit - hops - 1)
                if rest is not None:
                    total = _sum(key, self._weight(move.edge))
                    heapq.heappush(queue, (_sum(total, rest), hops + 1, total, following))
        return None


def _sum(left: Key, right: Key) -> Key:
    return left[0] + right[0], left[1] + right[1]
