"""What an entity reaches: the best path to every other, in the order of their ranks.

Labels (a state of the scope's space, and what a walk to it has cost) wait in a queue and
leave it in the order of the answer, so that what has been found when a budget ends is a
true prefix. A label is dropped where one with no more hops, and no later where times
matter, has left before it (Martins 1984 on several criteria). The best walk is a path of
any mode already, since cutting a cycle out of it makes it better; with ``via`` or a
pattern it need not be, and where it is not, a search of the engine for that one pair
decides.

Backward, everything is mirrored: the moves, the order of ``via``, the pattern, and times,
which are then the latest at which a walk may come.
"""

from __future__ import annotations

import heapq
import time as clock
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import NamedTuple

from policygraph.engines.base import Engine, Move, Reach
from policygraph.engines.reference.product_graph import Arrow, Space, State
from policygraph.engines.reference.time_windows import BEGINNING, FOREVER, deadline
from policygraph.model.collection import Collection
from policygraph.query.query import Query, Scope

_CLOCK_EVERY = 256


class _Label(NamedTuple):
    """A walk to an entity, in the order in which labels leave the queue.

    ``steps`` is what breaks ties, from the start on; ``proven`` marks what a search has
    given. Later times are worse; backward they are counted negatively.
    """

    key: tuple[int, int]
    entity: str
    steps: tuple[tuple[str, bool, str], ...]
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
    rank: str = "strength",
) -> Reach:
    """As :meth:`policygraph.engines.base.Engine.reach` has it."""
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
    """One question's space and labels."""

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
        self.space = Space(collection, _mirrored(scope) if backward else scope)
        self.onward: dict[str, list[Arrow]] = defaultdict(list)
        for arrow in self.space.arrows:
            arrow = _turned(arrow) if backward else arrow
            origin = arrow.move.target if backward else arrow.move.origin
            self.onward[origin].append(arrow)
        self.expansions = 0
        self.stopped = False
        self.began = clock.monotonic()

    def run(self) -> Iterator[_Label]:
        """The best label of each entity, best first."""
        start = State(self.entity)
        queue = [_Label((0, 0), self.entity, (), start, BEGINNING, ())]
        left: dict[State, list[tuple[int, float]]] = defaultdict(list)
        settled = {self.entity}
        while queue:
            label = heapq.heappop(queue)
            if label.proven:
                yield label
                continue
            hops, known = len(label.moves), left[label.state]
            if any(fewer <= hops and sooner <= label.time for fewer, sooner in known):
                continue
            if hops:
                # The start is not passed through; who comes back to it may pass ``via`` there.
                known.append((hops, label.time))
            if label.entity not in settled and self.space.ends(label.state):
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
            self.stopped = clock.monotonic() - self.began > self.scope.seconds
        if not self.stopped:
            self.expansions += 1
        return self.stopped

    def _longer(self, label: _Label) -> Iterator[_Label]:
        """The walks of one move more, if the entity may be passed through."""
        if len(label.moves) == self.scope.max_hops:
            return
        state = self.space.through(label.state) if label.moves else label.state
        if state is None:
            return
        for arrow in self.onward.get(label.entity, ()):
            after, time = self.space.after(state, arrow), self._arrives(arrow, label.time)
            if after is None or time is None:
                continue
            move = arrow.move
            if self.backward:
                steps, moves = (move.order, *label.steps), (move, *label.moves)
            else:
                steps, moves = (*label.steps, move.order), (*label.moves, move)
            cost, count = move.edge.cost, 1
            more = (cost, count) if self.rank == "strength" else (count, cost)
            key = (label.key[0] + more[0], label.key[1] + more[1])
            yield _Label(key, after.entity, steps, after, time, moves)

    def _arrives(self, arrow: Arrow, time: float) -> float | None:
        if not self.backward:
            return self.space.arrives(arrow, time)
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

    def _searched(self, entity: str) -> _Label | None:
        """What a search finds for one entity, if anything."""
        left: float | None = None
        if self.scope.seconds is not None:
            left = max(self.scope.seconds - (clock.monotonic() - self.began), 1e-9)
        budget = self.scope.budget - self.expansions
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
        return _Label(key, entity, steps, State(entity), FOREVER, moves, True)


def _mirrored(scope: Scope) -> Scope:
    """The scope whose paths are those of another, walked from their end to their start."""
    pattern = None if scope.pattern is None else f"^({scope.pattern})"
    return replace(scope, via=scope.via[::-1], pattern=pattern)


def _turned(arrow: Arrow) -> Arrow:
    """An arrow as it is met from its target; its move stays as it is."""
    relation, along = arrow.letter
    letter = (relation, None if along is None else not along)
    return arrow._replace(target=arrow.move.origin, letter=letter)


def query_of(scope: Scope, start: str, end: str) -> Query:
    """The query between two ends under the options of a scope."""
    options = {field.name: getattr(scope, field.name) for field in fields(Scope)}
    return Query(start, end, **options)
