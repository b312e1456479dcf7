"""The reference engine: best-first search over the moves of a graph.

Partial paths wait in a queue, ordered by the rank of the best path they may still
become: what they cost so far plus the least that remains, in the hops that remain.
The least remaining cost is exact for walks; under the other modes a partial path whose
cheapest remainder would repeat an entity or an edge is measured again without those it
has passed, before it is extended. So every partial path that is extended leads to an
answer, and the best paths come without the others being listed (Lawler 1972 on the order
of the search; the remaining-cost bound is that of A*). Exactness of the second measure
needs that cutting a cycle out of a walk never makes it worse, which holds without ``via``
and without a pattern; with them (whether there is such a path at all is then NP-hard:
Mendelzon and Wood 1995) the measure is a lower bound, and the budget guards.
"""

from __future__ import annotations

import heapq
import time as clock
from collections import defaultdict
from collections.abc import Iterator, Sequence

from policygraph.engines.base import Corridor, Found, Reach
from policygraph.engines.reference.bounds import NOTHING, Bounds, Key, total, weight
from policygraph.engines.reference.corridor import corridor
from policygraph.engines.reference.frontier import GUESSED, MEASURED, ROOM, WHOLE, Partial, Waiting
from policygraph.engines.reference.product_graph import (
    Arrow,
    Space,
    State,
    begin,
    closed_to_transit,
)
from policygraph.engines.reference.reach import reach
from policygraph.model.collection import Collection
from policygraph.query.query import Query, Scope

_CLOCK_EVERY = 256


class Reference:
    """Every query of the contract, over plain records, for graphs of up to about 10^5 edges."""

    name = "reference"
    local = False

    def search(self, collection: Collection, query: Query) -> Found:
        """The paths of ``query`` in rank order."""
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

    def strengths(self, collection: Collection) -> Sequence[float]:
        """The different strengths of claims, rising."""
        return sorted({claim.strength for claim in collection.claims.values()})


class _Search:
    """One query's space, bounds and queue."""

    def __init__(self, collection: Collection, query: Query) -> None:
        self.query = query
        self.expansions = 0
        self.stopped = False
        self.until = clock.monotonic() + query.seconds if query.seconds is not None else None
        self.space = Space(collection, query)
        #: By entity, in the order of their numbers. Those that may not be passed through keep
        #: theirs: the search decides who is in transit.
        self.leaving: dict[str, list[Arrow]] = defaultdict(list)
        for arrow in self.space.arrows:
            self.leaving[arrow.move.origin].append(arrow)
        self.closed = closed_to_transit(query)
        self.bounds = Bounds(self.space, query, self.until)

    def run(self) -> Found:
        query = self.query
        chosen = _Chosen(query)
        waiting = Waiting(ROOM)
        state, time = begin(query.start)
        first = self.bounds.least(state, query.max_hops, time)
        if first is not None and not (query.mode == "acyclic" and query.start == query.end):
            waiting.push(Partial(first, (), MEASURED, state, time))
        while not self.stopped:
            partial = waiting.pop() or waiting.floor
            if partial is None or chosen.enough(partial.key):
                return self._found(chosen.paths, complete=True)
            if partial is waiting.floor or len(chosen.paths) == ROOM:
                break
            if partial.stage == WHOLE:
                chosen.take(partial)
            elif not self._spent() and self._is_measured(partial, waiting):
                for longer in self._longer(partial):
                    waiting.push(longer)
        return self._found(chosen.paths, complete=False)

    def _found(self, paths: list[tuple[int, ...]], complete: bool) -> Found:
        arrows = self.space.arrows
        moves = tuple(tuple(arrows[number].move for number in steps) for steps in paths)
        return Found(moves, complete, self.expansions)

    def _spent(self) -> bool:
        """Whether the budget or the time is used up; otherwise one expansion is counted."""
        if self.expansions >= self.query.budget:
            self.stopped = True
        elif self.until is not None and self.expansions % _CLOCK_EVERY == 0:
            self.stopped = clock.monotonic() > self.until
        if not self.stopped:
            self.expansions += 1
        return self.stopped

    def _is_measured(self, partial: Partial, waiting: Waiting) -> bool:
        """Whether a partial path is known to be worth its key; if not, it waits again or ends."""
        if partial.stage == MEASURED or self.query.mode == "walk" or self._completes(partial):
            return True
        remaining = self._remaining(partial)
        if remaining is None:
            return False
        key = total(self._key(partial.steps), remaining)
        if key == partial.key:
            return True
        waiting.push(partial._replace(key=key, stage=MEASURED))
        return False

    def _longer(self, partial: Partial) -> Iterator[Partial]:
        """What a partial path becomes by one more arrow: whole, or a longer partial path."""
        left = self.query.max_hops - len(partial.steps) - 1
        spent = self._key(partial.steps)
        passed = _Passed(self, partial)
        for arrow, after, time in self._leading(partial.state, partial.time, passed):
            steps = (*partial.steps, arrow.number)
            key = total(spent, weight(self.query, arrow))
            if self._is_end(after):
                yield Partial(key, steps, WHOLE, after, time)
            onward = self._onward(after)
            rest = self.bounds.least(onward, left, time) if onward is not None else None
            if onward is not None and rest is not None:
                yield Partial(total(key, rest), steps, GUESSED, onward, time)

    def _leading(
        self, state: State, time: float, passed: _Passed
    ) -> Iterator[tuple[Arrow, State, float]]:
        """The arrows that may be taken, each with the state and the time after it."""
        for arrow in self.leaving.get(state.entity, ()):
            if passed.forbids(arrow):
                continue
            after = self.space.after(state, arrow)
            arriving = self.space.arrives(arrow, time)
            if after is not None and arriving is not None:
                yield arrow, after, arriving

    def _is_end(self, state: State) -> bool:
        return state.entity == self.query.end and self.space.ends(state)

    def _onward(self, state: State) -> State | None:
        return None if state.entity in self.closed else self.space.through(state)

    def _key(self, steps: tuple[int, ...]) -> Key:
        """What a partial path costs so far."""
        cost = sum(self.space.arrows[number].move.edge.cost for number in steps)
        return (cost, len(steps)) if self.query.rank == "strength" else (len(steps), cost)

    def _completes(self, partial: Partial) -> bool:
        """Whether following the least remaining cost gives a path of the mode."""
        passed = _Passed(self, partial)
        state, time = partial.state, partial.time
        left = self.query.max_hops - len(partial.steps)
        rest = self.bounds.least(state, left, time)
        while rest is not None:
            for arrow, after, arriving in self._leading(state, time, passed):
                more = weight(self.query, arrow)
                if more == rest and self._is_end(after):
                    return True
                onward = self._onward(after)
                if onward is None:
                    continue
                further = self.bounds.least(onward, left - 1, arriving)
                if further is not None and total(further, more) == rest:
                    passed.add(arrow)
                    state, time, left, rest = onward, arriving, left - 1, further
                    break
            else:
                return False
        return False

    def _remaining(self, partial: Partial) -> Key | None:
        """The least key from a partial path to the end that avoids what it has passed.

        A* with the walk bounds, which are consistent. A state is left again only where
        it is reached in more hops or later at a lower key than every time before.
        """
        passed = _Passed(self, partial)
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
            if self._spent():
                return None
            for arrow, after, arriving in self._leading(state, time, passed):
                longer = total(key, weight(self.query, arrow))
                if self._is_end(after):
                    heapq.heappush(queue, (longer, deep - 1, longer, after, arriving, True))
                onward = self._onward(after)
                if onward is None:
                    continue
                rest = self.bounds.least(onward, limit - hops - 1, arriving)
                if rest is not None:
                    best = total(longer, rest)
                    heapq.heappush(queue, (best, deep - 1, longer, onward, arriving, False))
            if len(queue) > ROOM:
                return first
        return None


class _Passed:
    """What a partial path has passed, as far as its mode forbids to pass it again."""

    def __init__(self, search: _Search, partial: Partial) -> None:
        query, arrows = search.query, search.space.arrows
        self.by_entity = query.mode in ("acyclic", "simple")
        self.by_edge = query.mode in ("trail", "simple")
        self.closing = query.start if query.mode == "simple" and query.start == query.end else None
        self.entities = {query.start, *(arrows[number].target for number in partial.steps)}
        self.edges = {arrows[number].edge for number in partial.steps}

    def forbids(self, arrow: Arrow) -> bool:
        """Whether an arrow leads over or to what may not be passed again."""
        if self.by_edge and arrow.edge in self.edges:
            return True
        return self.by_entity and arrow.target in self.entities and arrow.target != self.closing

    def add(self, arrow: Arrow) -> None:
        """Pass an arrow."""
        self.entities.add(arrow.target)
        self.edges.add(arrow.edge)


class _Chosen:
    """The paths that the selector takes, and when it has enough of them."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self.paths: list[tuple[int, ...]] = []
        self.groups = 0
        self.last = -1

    def take(self, whole: Partial) -> None:
        """Take the next path in rank order."""
        self.paths.append(whole.steps)
        self.groups += whole.key[0] != self.last
        self.last = whole.key[0]

    def enough(self, key: Key) -> bool:
        """Whether nothing from this key on is wanted."""
        select, k = self.query.select, self.query.k
        if select in ("shortest", "any-shortest"):
            return len(self.paths) >= (k if select == "shortest" else 1)
        groups = {"all-shortest": 1, "shortest-groups": k}.get(select)
        return groups is not None and self.groups == groups and key[0] > self.last
