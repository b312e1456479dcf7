"""Reach: the best walk from one entity to every other, by spreading from that one.

The bounds of a question are spread from its end; from its start it is the same over reversed
steps. The best walk to an entity is usually its best path, because removing a cycle makes a
walk better. With ``via`` or a pattern it need not be. Where it is not, and wherever times
must be in order or rules of influence may forbid it, a search for that pair decides. The order of
time that influence has is not considered (:mod:`policygraph.engines.reference.reach`).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from policygraph.engines.base import BUDGET, TIME, Move, Reach
from policygraph.engines.compact.kernels.layout import ENDLESS, Ask, Mode, Tally
from policygraph.engines.compact.kernels.registry import backward_layer
from policygraph.engines.compact.layers import Layers
from policygraph.engines.compact.numbered_graph import NumberedGraph, numbered
from policygraph.engines.compact.question import Question, composes, question_of, reversed_question
from policygraph.engines.compact.search import FIRST_COST, search, stopping
from policygraph.engines.compact.working_memory import WorkingMemory, borrowed
from policygraph.engines.reference.reach import query_of
from policygraph.model.collection import Collection
from policygraph.model.lazy_sequence import LazySequence
from policygraph.query.deadline import Deadline
from policygraph.query.query import DEFAULT_BUDGET, MOST, Query, Scope

if TYPE_CHECKING:
    from numpy.typing import NDArray


class _Reached(NamedTuple):
    """Entities with the cost and hops of their best walks, and which are known to be paths."""

    entities: NDArray[np.int32]
    costs: NDArray[np.int64]
    hops: NDArray[np.int32]
    certain: NDArray[np.bool_]


def reach(collection: Collection, scope: Scope, entity: str, *, backward: bool, rank: str) -> Reach:
    """See :meth:`policygraph.engines.base.Engine.reach`."""
    deadline = Deadline(scope.seconds)
    graph = numbered(collection)
    if composes(collection, scope):
        scope = replace(scope, any_order=True)
    query = replace(query_of(scope, entity, entity), rank=rank, each_path=True)
    question = question_of(collection, graph, query)
    if not backward:
        question = reversed_question(question)
    with borrowed(graph.arrays) as memory, stopping(deadline.seconds, memory.stop):
        walks = _AllWalks(graph, question, memory, backward)
        reached, complete = walks.run()
        expansions = walks.expansions
    reason = "" if complete else (TIME if deadline.look() else BUDGET)
    pairs = _PairSearches(collection, graph, query, backward, expansions, deadline)
    if not reached.certain.all():
        reached, why = pairs.decided(reached)
        reason = why or reason
    return Reach(
        entities=Ids(graph, reached.entities),
        costs=reached.costs.tolist(),
        hops=reached.hops.tolist(),
        complete=not reason,
        expansions=pairs.expansions,
        path=pairs.path,
        reason=reason,
    )


class Ids(LazySequence[str]):
    """The ids of numbered entities, looked up on access."""

    def __init__(self, graph: NumberedGraph, entities: NDArray[np.int32]) -> None:
        self._graph, self._entities = graph, entities

    def __len__(self) -> int:
        return len(self._entities)

    def item(self, position: int) -> str:
        """The id at a position."""
        return self._graph.entity_id(int(self._entities[position]))

    def __iter__(self) -> Iterator[str]:
        return map(self._graph.entity_id, self._entities.tolist())


class _AllWalks(Layers):
    """All walks that end (or begin) at one entity, best first."""

    def __init__(
        self, graph: NumberedGraph, question: Question, memory: WorkingMemory, backward: bool
    ) -> None:
        super().__init__(graph, question, memory)
        self.hops, self.budget = int(self.ask[Ask.HOPS]), int(self.ask[Ask.BUDGET])
        self.expansions = 0
        states, passed = int(self.ask[Ask.STATES]), len(question.via)
        accepting = np.flatnonzero(question.accepting).tolist()
        first = int(self.ask[Ask.QUALITIES]) + passed * states
        #: Qualities of the states to begin with, and of those that answer.
        self.begins = [first + state for state in (accepting if backward else [0])]
        self.answers = [0] if backward else accepting
        # Without via and pattern a best walk is a path of the mode.
        free = passed == 0 and states == 1
        #: A walk may be forbidden although its bound knows nothing of it.
        self.watched = bool(self.ask[Ask.CHRONOLOGICAL] or self.ask[Ask.WATCHED])
        self.certain = free and not self.watched

    def run(self) -> tuple[_Reached, bool]:
        """The reached entities, and whether they are all; otherwise a true prefix."""
        half = max(1, self.budget // 2)
        reached, complete = self._spread(ENDLESS, self.hops, half)
        if complete:
            return reached, True
        # Everything within a limit comes before everything beyond it.
        best, limit, hops = _nothing(), FIRST_COST, 1
        while self.expansions < self.budget and not self.memory.stop[0]:
            limits = (ENDLESS, hops) if self.ask[Ask.BY_HOPS] else (limit, self.hops)
            reached, complete = self._spread(*limits, self.budget - self.expansions)
            if not complete:
                break
            best = reached
            if hops == self.hops and self.ask[Ask.BY_HOPS]:
                return best, True
            limit, hops = 2 * limit, hops + 1
        return best, False

    def _spread(self, cost: int, hops: int, budget: int) -> tuple[_Reached, bool]:
        ask, memory, tally = self.ask, self.memory, self.memory.tally
        ask[Ask.COST], ask[Ask.HOPS], ask[Ask.BUDGET] = cost, hops, budget
        ask[Ask.LOOKS] = ENDLESS
        with memory.used():
            end = int(ask[Ask.END])
            overs = [memory.add_slot(end, quality) for quality in self.begins]
            memory.home[0][: len(overs)] = overs
            home = len(overs)
            complete = True
            for depth in range(1, hops + 1):
                home, _ = self.layer(backward_layer, home, lambda: tuple(memory.home), depth, 2)
                memory.home.reverse()
                complete = not (tally[Tally.EXHAUSTED] or memory.stop[0])
                if not (home and complete):
                    break
            self.expansions += int(tally[Tally.EXPANSIONS])
            return self._reached(), complete

    def _reached(self) -> _Reached:
        memory, tally = self.memory, self.memory.tally
        slots = memory.slots[: tally[Tally.SLOTS]]
        found = np.flatnonzero(
            (slots["head"] >= 0)
            & np.isin(slots["quality"], self.answers)
            & (slots["entity"] != self.ask[Ask.END])
        )
        entities, heads = slots["entity"][found], slots["head"][found]
        costs, hops = memory.records["cost"][heads], memory.records["hops"][heads]
        keys = (hops, costs) if self.ask[Ask.BY_HOPS] else (costs, hops)
        ranks = self.graph.arrays.ranks(entities)
        order = np.lexsort((ranks, keys[1], keys[0]))
        if len(self.answers) > 1:
            order = order[np.sort(np.unique(entities[order], return_index=True)[1])]
        certain = np.full(len(order), self.certain)
        if not self.certain and not self.watched:
            certain = np.array(
                [self._is_path(int(found[position])) for position in order], np.bool_
            )
        return _Reached(entities[order], costs[order], hops[order], certain)

    def _is_path(self, slot: int) -> bool:
        """Whether the walk behind the best bound of a state is a path of the mode."""
        slots, records = self.memory.slots, self.memory.records
        passed, crossed = [int(slots[slot]["entity"])], []
        left = int(records[slots[slot]["head"]]["hops"])
        while slots[slot]["quality"] < self.ask[Ask.QUALITIES]:
            record = int(slots[slot]["head"])
            while records[record]["hops"] > left:
                record = int(records[record]["previous"])
            crossed.append(int(records[record]["edge"]))
            slot, left = int(records[record]["to"]), left - 1
            passed.append(int(slots[slot]["entity"]))
        match self.ask[Ask.MODE]:
            case Mode.WALK:
                return True
            case Mode.TRAIL:
                return len(set(crossed)) == len(crossed)
        return len(set(passed)) == len(passed)


def _nothing() -> _Reached:
    return _Reached(
        np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.bool_)
    )


class _PairSearches:
    """Searches for single pairs within the rest of the budget and the time."""

    def __init__(
        self,
        collection: Collection,
        graph: NumberedGraph,
        query: Query,
        backward: bool,
        expansions: int,
        deadline: Deadline,
    ) -> None:
        self.collection, self.graph, self.query = collection, graph, query
        self.backward, self.expansions, self.deadline = backward, expansions, deadline

    def pair(self, entity: str) -> Query:
        """The question for the best path between the two."""
        ends = (entity, self.query.start) if self.backward else (self.query.start, entity)
        return replace(self.query, start=ends[0], end=ends[1], k=1, select="shortest")

    def path(self, entity: str, seconds: float | None) -> tuple[Move, ...] | None:
        """The best path, searched for on each call; None if the time does not suffice."""
        budget = max(self.query.budget, DEFAULT_BUDGET)
        pair = replace(self.pair(entity), budget=budget, max_steps=MOST, seconds=seconds)
        found = search(self.collection, pair)
        if not found.paths and found.reason == TIME:
            return None
        (moves,) = found.paths
        return moves

    def decided(self, reached: _Reached) -> tuple[_Reached, str]:
        """The entities reached by paths, by rank, and why they are not all, if they are not."""
        by_hops = self.query.rank == "hops"
        waiting = [
            ((hops, cost) if by_hops else (cost, hops), tie, entity, certain)
            for tie, entity, cost, hops, certain in zip(
                self.graph.arrays.ranks(reached.entities).tolist(),
                *(column.tolist() for column in reached),
                strict=True,
            )
        ]
        heapq.heapify(waiting)
        found: list[tuple[int, int, int]] = []
        while waiting:
            key, tie, entity, certain = heapq.heappop(waiting)
            if certain:
                found.append((entity, *(key[::-1] if by_hops else key)))
                continue
            left = self.query.budget - self.expansions
            if left < 1 or self.deadline.look():
                return _columns(found), BUDGET if left < 1 else TIME
            asked = self.pair(self.graph.entity_id(entity))
            pair = replace(asked, budget=left, seconds=self.deadline.seconds)
            answer = search(self.collection, pair)
            self.expansions += answer.expansions
            if answer.paths:
                (moves,) = answer.paths
                key = (sum(move.cost for move in moves), len(moves))
                heapq.heappush(waiting, (key[::-1] if by_hops else key, tie, entity, True))
            elif not answer.complete:
                return _columns(found), answer.reason
        return _columns(found), ""


def _columns(found: list[tuple[int, int, int]]) -> _Reached:
    entities, costs, hops = np.array(found, np.int64).reshape(-1, 3).T
    return _Reached(
        entities.astype(np.int32), costs, hops.astype(np.int32), np.ones(len(found), np.bool_)
    )
