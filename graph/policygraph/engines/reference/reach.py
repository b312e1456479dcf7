"""What an entity reaches: the best path to every other, in the order of their ranks.

A label is a state of the product graph with the cost of a walk to it. Labels leave a queue
in the order of the answer, so that the entities found within a budget are a true prefix. A
label is dropped if one with no more hops (and no later, where times matter) has left before
it (Martins 1984 on several criteria). The best walk is a path of any mode already, since
removing a cycle makes it better. With ``via`` or a pattern it need not be a path; then a
search of the engine for that one pair decides.

Backward, everything is reversed: the moves, the order of ``via``, the pattern, and times,
which are then the latest at which a walk may arrive. The rules of influence read a path from its
start on and cannot be reversed; where they apply, the entities are tried by the least cost that
each may have, and a search over the same graph decides for each.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import NamedTuple

from policygraph.engines.base import BUDGET, TIME, Engine, Found, Move, Reach
from policygraph.engines.reference.bounds import Bounds
from policygraph.engines.reference.product_graph import Arrow, ProductGraph, State
from policygraph.engines.reference.time_windows import BEGINNING, FOREVER, deadline
from policygraph.model.collection import Collection
from policygraph.query.deadline import Deadline
from policygraph.query.influence.rules import rules_of
from policygraph.query.query import Query, Scope

#: A search for the paths of a query over a graph that is there, with bounds that hold for it.
SearchOver = Callable[[ProductGraph, Bounds, Query], Found]


class _Label(NamedTuple):
    """A walk to an entity, in the order in which labels leave the queue.

    ``steps`` breaks ties, from the start on; ``proven`` marks the result of a search. Later
    times are worse; backward, times are negative.
    """

    key: tuple[int, int]
    entity: str
    steps: tuple[tuple[str, bool, str, int], ...]
    state: State
    time: float
    moves: tuple[Move, ...]
    proven: bool = False


def reach(
    engine: Engine,
    collection: Collection,
    scope: Scope,
    entity: str,
    *,
    backward: bool = False,
    rank: str = "influence",
    search_over: SearchOver,
) -> Reach:
    """See :meth:`policygraph.engines.base.Engine.reach`."""
    found: dict[str, tuple[Move, ...]] = {}
    ruled = rules_of(collection, scope) is not None
    search = _ReachSearch(engine, collection, scope, entity, backward, rank)
    labels = search.backward_by_search(search_over) if ruled and backward else search.run()
    for label in labels:
        found[label.entity] = label.moves
    return Reach(
        entities=tuple(found),
        costs=tuple(sum(move.cost for move in moves) for moves in found.values()),
        hops=tuple(len(moves) for moves in found.values()),
        complete=not search.reason,
        expansions=search.expansions,
        path=lambda name, seconds: found[name],
        reason=search.reason,
    )


class _ReachSearch:
    """The product graph and the labels of one question."""

    def __init__(
        self,
        engine: Engine,
        collection: Collection,
        scope: Scope,
        entity: str,
        backward: bool,
        rank: str,
    ) -> None:
        self.engine, self.collection, self.scope = engine, collection, scope
        self.entity, self.backward, self.rank = entity, backward, rank
        self.deadline = Deadline(scope.seconds)
        ruled = rules_of(collection, scope) is not None
        asked = _reversed_scope(scope) if backward and not ruled else scope
        graded = rank == "influence" and scope.means_influence
        self.graph = ProductGraph(collection, asked, self.deadline, graded=graded)
        self.onward: dict[str, list[Arrow]] = defaultdict(list)
        for arrow in self.graph.arrows:
            arrow = _reversed(arrow) if backward else arrow
            origin = arrow.move.target if backward else arrow.move.origin
            self.onward[origin].append(arrow)
        self.expansions = 0
        #: Why the search was stopped, if it was.
        self.reason = TIME if self.graph.cut else ""

    def run(self) -> Iterator[_Label]:
        """The best label of each entity, best first."""
        start, _ = self.graph.start(self.entity)
        queue = [_Label((0, 0), self.entity, (), start, BEGINNING, ())]
        left: dict[State, list[tuple[int, float]]] = defaultdict(list)
        settled = {self.entity}
        while queue and not self.reason:
            label = heapq.heappop(queue)
            if label.proven:
                yield label
                continue
            hops, known = len(label.moves), left[label.state]
            if any(fewer <= hops and sooner <= label.time for fewer, sooner in known):
                continue
            if hops:
                # The start is not passed through; a walk that returns to it may pass ``via`` there.
                known.append((hops, label.time))
            if label.entity not in settled and self.graph.ends(label.state):
                settled.add(label.entity)
                if self._is_path(label):
                    yield label
                elif (proven := self._by_search(label.entity)) is not None:
                    heapq.heappush(queue, proven)
            if self.reason or self._out_of_budget():
                return
            for longer in self._extensions(label):
                heapq.heappush(queue, longer)

    def backward_by_search(self, search_over: SearchOver) -> Iterator[_Label]:
        """The best label of each entity from which a path leads here, best first."""
        whole = query_of(self.scope, self.entity, self.entity)
        bounds = Bounds(self.graph, replace(whole, rank=self.rank), self.deadline)
        queue = []
        for entity in {arrow.move.origin for arrow in self.graph.arrows} - {self.entity}:
            state, time = self.graph.start(entity)
            least = bounds.least(state, self.scope.max_hops, time)
            if least is not None:
                queue.append(_Label(least, entity, (), state, time, ()))
        heapq.heapify(queue)
        while queue and not self.reason:
            label = heapq.heappop(queue)
            if label.proven:
                yield label
                continue
            query = self._one_path(label.entity, self.entity)
            proven = self._proven(label.entity, search_over(self.graph, bounds, query))
            if proven is not None:
                heapq.heappush(queue, proven)

    def _out_of_budget(self) -> bool:
        """Whether the budget or the time is used up; otherwise one expansion is counted."""
        if self.expansions >= self.scope.budget:
            self.reason = BUDGET
        elif self.deadline.passes():
            self.reason = TIME
        if not self.reason:
            self.expansions += 1
        return bool(self.reason)

    def _extensions(self, label: _Label) -> Iterator[_Label]:
        """The labels one move on, if the entity may be passed through."""
        if len(label.moves) == self.scope.max_hops:
            return
        state = self.graph.through(label.state) if label.moves else label.state
        if state is None:
            return
        for arrow in self.onward.get(label.entity, ()):
            if self.deadline.passes(2):
                self.reason = TIME
                return
            after, time = self.graph.after(state, arrow), self._arrives(arrow, label.time)
            if after is None or time is None:
                continue
            move = arrow.move
            if self.backward:
                steps, moves = (move.order, *label.steps), (move, *label.moves)
            else:
                steps, moves = (*label.steps, move.order), (*label.moves, move)
            cost, count = move.cost, 1
            more = (count, cost) if self.rank == "hops" else (cost, count)
            key = (label.key[0] + more[0], label.key[1] + more[1])
            yield _Label(key, after.entity, steps, after, time, moves)

    def _arrives(self, arrow: Arrow, time: float) -> float | None:
        if not self.backward:
            return self.graph.arrives(arrow, time)
        if arrow.windows is None:
            return time
        latest = deadline(arrow.windows, -time)
        return None if latest is None else -latest

    def _is_path(self, label: _Label) -> bool:
        """Whether the walk repeats only what the mode lets it repeat."""
        if self.scope.mode == "walk":
            return True
        moves = label.moves
        if self.scope.mode == "trail":
            return len({move.edge.triple for move in moves}) == len(moves)
        passed = {moves[0].origin, *(move.target for move in moves)}
        return len(passed) == len(moves) + 1

    def _by_search(self, entity: str) -> _Label | None:
        """The label of the best path that a search finds for one entity, if any."""
        start, end = (entity, self.entity) if self.backward else (self.entity, entity)
        query = self._one_path(start, end)
        return self._proven(entity, self.engine.search(self.collection, query))

    def _one_path(self, start: str, end: str) -> Query:
        """The query for the best path between two ends, with what is left to be spent."""
        left = self.deadline.seconds
        budget = max(1, self.scope.budget - self.expansions)
        query = query_of(replace(self.scope, budget=budget, seconds=left), start, end)
        return replace(query, k=1, rank=self.rank, each_path=True)

    def _proven(self, entity: str, found: Found) -> _Label | None:
        """The label of the path that a search found, if it found one."""
        self.expansions += found.expansions
        if not found.paths:
            self.reason = found.reason
            return None
        (moves,) = found.paths
        cost = sum(move.cost for move in moves)
        key = (len(moves), cost) if self.rank == "hops" else (cost, len(moves))
        steps = tuple(move.order for move in moves)
        return _Label(key, entity, steps, State(entity), FOREVER, moves, True)


def _reversed_scope(scope: Scope) -> Scope:
    """The scope whose paths are those of another, from their end to their start."""
    pattern = None if scope.pattern is None else f"^({scope.pattern})"
    return replace(scope, via=scope.via[::-1], pattern=pattern)


def _reversed(arrow: Arrow) -> Arrow:
    """An arrow from its target to its origin; its move stays as it is."""
    relation, along = arrow.letter
    letter = (relation, None if along is None else not along)
    return arrow._replace(target=arrow.move.origin, letter=letter)


def query_of(scope: Scope, start: str, end: str) -> Query:
    """The query between two ends under the options of a scope."""
    options = {field.name: getattr(scope, field.name) for field in fields(Scope)}
    return Query(start, end, **options)
