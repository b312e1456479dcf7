"""What an entity reaches: the best path to every other, in the order of their ranks.

Labels (an entity, and what a walk to it has cost) wait in a queue and leave it in the
order of the answer, so that what has been found when a budget ends is a true prefix. A
label is dropped where one with no more hops has left before it (Martins 1984 on several
criteria). The best walk is a path already, since cutting a cycle out of it makes it
better; with ``via`` it need not be, and where it is not, a search of the engine for that
one pair decides.
"""

from __future__ import annotations

import heapq
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import NamedTuple

from policygraph.engines.base import Engine, Move, Reach
from policygraph.engines.transit import moves_under, transit_filter
from policygraph.errors import UsageError
from policygraph.model import Collection
from policygraph.query import Query, Scope

_CLOCK_EVERY = 256


class _Label(NamedTuple):
    """A walk to an entity, in the order in which labels leave the queue.

    ``steps`` is what breaks ties, from the start on; ``passed`` counts the entities of
    ``via`` before this one; ``proven`` marks what a search has given.
    """

    key: tuple[int, int]
    entity: str
    steps: tuple[tuple[str, bool, str], ...]
    passed: int
    moves: tuple[Move, ...]
    proven: bool = False


def reach(
    engine: Engine,
    collection: Collection,
    scope: Scope,
    entity: str,
    *,
    backward: bool = False,
    rank: str = "strength",
) -> Reach:
    """As :meth:`policygraph.engines.base.Engine.reach` has it."""
    if scope.pattern is not None or scope.chronological:
        raise UsageError("pattern and chronological are not asked for here yet; leave them out")
    found: dict[str, tuple[Move, ...]] = {}
    spreading = _Spreading(engine, collection, scope, entity, backward, rank)
    for label in spreading.run():
        found[label.entity] = label.moves
    return Reach(
        entities=tuple(found),
        costs=tuple(sum(move.edge.cost for move in moves) for moves in found.values()),
        hops=tuple(len(moves) for moves in found.values()),
        complete=not spreading.stopped,
        expansions=spreading.expansions,
        path=found.__getitem__,
    )


class _Spreading:
    """One question's moves and labels."""

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
        self.via = scope.via[::-1] if backward else scope.via
        self.transit = transit_filter(collection, scope)
        self.onward: dict[str, list[Move]] = defaultdict(list)
        for move in moves_under(collection, scope):
            self.onward[move.target if backward else move.origin].append(move)
        self.expansions = 0
        self.stopped = False
        self.began = time.monotonic()

    def run(self) -> Iterator[_Label]:
        """The best label of each entity, best first."""
        queue = [_Label((0, 0), self.entity, (), 0, ())]
        fewest: dict[tuple[str, int], int] = {}
        settled = {self.entity}
        while queue:
            label = heapq.heappop(queue)
            if label.proven:
                yield label
                continue
            hops = len(label.moves)
            if fewest.get((label.entity, label.passed), hops + 1) <= hops:
                continue
            fewest[label.entity, label.passed] = hops
            if label.entity not in settled and label.passed == len(self.via):
                settled.add(label.entity)
                if self._is_path(label):
                    yield label
                elif (proven := self._searched(label.entity)) is not None:
                    heapq.heappush(queue, proven)
            if self.stopped or self._spent():
                return
            for longer in self._longer(label):
                heapq.heappush(queue, longer)

    def _spent(self) -> bool:
        """Whether the budget or the time is used up; otherwise one expansion is counted."""
        if self.expansions >= self.scope.budget:
            self.stopped = True
        elif self.scope.seconds is not None and self.expansions % _CLOCK_EVERY == 0:
            self.stopped = time.monotonic() - self.began > self.scope.seconds
        if not self.stopped:
            self.expansions += 1
        return self.stopped

    def _longer(self, label: _Label) -> Iterator[_Label]:
        """The walks of one move more, if the entity may be passed through."""
        passed = label.passed
        if len(label.moves) == self.scope.max_hops:
            return
        if label.moves:
            if self.transit is not None and label.entity not in self.transit:
                return
            if passed < len(self.via) and self.via[passed] == label.entity:
                passed += 1
        for move in self.onward.get(label.entity, ()):
            if self.backward:
                step = (move.order, *label.steps)
                moves, entity = (move, *label.moves), move.origin
            else:
                step = (*label.steps, move.order)
                moves, entity = (*label.moves, move), move.target
            cost, count = move.edge.cost, 1
            more = (cost, count) if self.rank == "strength" else (count, cost)
            key = (label.key[0] + more[0], label.key[1] + more[1])
            yield _Label(key, entity, step, passed, moves)

    def _is_path(self, label: _Label) -> bool:
        """Whether the walk repeats no entity."""
        return len({self.entity, *(step[2] for step in label.steps), label.entity}) == 1 + len(
            label.moves
        )

    def _searched(self, entity: str) -> _Label | None:
        """What a search finds for one entity, if anything."""
        left: float | None = None
        if self.scope.seconds is not None:
            left = max(self.scope.seconds - (time.monotonic() - self.began), 1e-9)
        budget = self.scope.budget - self.expansions
        if budget < 1:
            self.stopped = True
            return None
        start, end = (entity, self.entity) if self.backward else (self.entity, entity)
        query = query_of(replace(self.scope, budget=budget, seconds=left), start, end)
        found = self.engine.search(self.collection, replace(query, k=1, rank=self.rank))
        self.expansions += found.expansions
        if not found.paths:
            self.stopped = not found.complete
            return None
        (moves,) = found.paths
        cost = sum(move.edge.cost for move in moves)
        key = (cost, len(moves)) if self.rank == "strength" else (len(moves), cost)
        steps = tuple(move.order for move in moves)
        return _Label(key, entity, steps, len(self.via), moves, True)


def query_of(scope: Scope, start: str, end: str) -> Query:
    """The query between two ends under the options of a scope."""
    options = {field.name: getattr(scope, field.name) for field in fields(Scope)}
    return Query(start, end, **options)
