"""Reach: the best walk from one entity to every other, by spreading from that one.

The bounds of a question are spread from its end; from its start it is the same over reversed
steps. The best walk to an entity is usually its best path, because removing a cycle makes a
walk better. With ``via`` or a pattern it need not be. Where times must be in order or rules of
influence may forbid it, labels are spread instead (:mod:`.labels`); towards one entity they cannot
be, because the rules read a path from its start on. Where the best walk is no path, or not known to
be one, a search for that pair decides.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from policygraph.engines.base import BUDGET, TIME, Move, Reach
from policygraph.engines.compact.entity_ids import EntityIds
from policygraph.engines.compact.kernels.layout import ENDLESS, Ask, Mode, Tally
from policygraph.engines.compact.kernels.registry import backward_layer
from policygraph.engines.compact.labels import Key, Labels, Reached
from policygraph.engines.compact.layers import Layers
from policygraph.engines.compact.numbered_graph import NumberedGraph, numbered
from policygraph.engines.compact.question import Question, question_of, reversed_question
from policygraph.engines.compact.search import FIRST_COST, search, stopping
from policygraph.engines.compact.toward import toward
from policygraph.engines.compact.working_memory import WorkingMemory, borrowed
from policygraph.engines.reference.reach import query_of
from policygraph.model.collection import Collection
from policygraph.query.deadline import Deadline
from policygraph.query.query import DEFAULT_BUDGET, MOST, Query, Scope

#: What it costs to begin a search for one pair, in expansions.
DECIDING = 100


def reach(collection: Collection, scope: Scope, entity: str, *, backward: bool, rank: str) -> Reach:
    """See :meth:`policygraph.engines.base.Engine.reach`."""
    deadline = Deadline(scope.seconds)
    graph = numbered(collection)
    query = replace(query_of(scope, entity, entity), rank=rank, each_path=True)
    question = question_of(collection, graph, query)
    watched = question.ask[Ask.WATCHED] or question.ask[Ask.CHRONOLOGICAL]
    walks: Labels | _AllWalks
    with borrowed(graph.arrays) as memory, stopping(deadline.seconds, memory.stop):
        if watched and not backward:
            walks = Labels(graph, question, memory)
        else:
            asked = question if backward else reversed_question(question)
            walks = _AllWalks(graph, asked, memory, backward)
        reached, reason = walks.run()
    if reason and deadline.look():
        reason = TIME
    pairs = _PairSearches(collection, graph, query, backward, deadline)
    spent = walks.expansions
    if not reached.certain.all():
        left = query.budget - spent
        reached, why, more = decided(graph, reached, walks, left, deadline, pairs.best)
        reason, spent = why or reason, spent + more
    return Reach(
        entities=EntityIds(graph, reached.entities),
        costs=reached.costs.tolist(),
        hops=reached.hops.tolist(),
        complete=not reason,
        expansions=spent,
        path=pairs.path,
        reason=reason,
    )


class _AllWalks(Layers):
    """All walks that end (or begin) at one entity, best first."""

    def __init__(
        self,
        graph: NumberedGraph,
        question: Question,
        memory: WorkingMemory,
        backward: bool,
    ) -> None:
        super().__init__(graph, question, memory)
        self.hops, self.budget = int(self.ask[Ask.HOPS]), int(self.ask[Ask.BUDGET])
        self.expansions, self.backward = 0, backward
        #: The slots of what is reached.
        self.roots = np.empty(0, np.int32)
        #: From this rank on what is reached is not known; None where all is.
        self.beyond: Key | None = None
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

    def run(self) -> tuple[Reached, str]:
        """The reached entities, and why they are not all, if they are not: then a true prefix."""
        half = max(1, self.budget // 2)
        with self.memory.used():
            if self._layers(ENDLESS, self.hops, half):
                reached = self._reached()
                if not (self.watched and self.backward):
                    return reached, ""
                left = self.budget - self.expansions
                reached, self.beyond, reason, spent = toward(self, reached, self.roots, left)
                self.expansions += spent
                return reached, reason
        # Everything within a limit comes before everything beyond it.
        best, limit, hops = _nothing(), FIRST_COST, 1
        self.beyond = (0, 0)
        while self.expansions < self.budget and not self.memory.stop[0]:
            limits = (ENDLESS, hops) if self.ask[Ask.BY_HOPS] else (limit, self.hops)
            with self.memory.used():
                if not self._layers(*limits, self.budget - self.expansions):
                    break
                best = self._reached()
            if hops == self.hops and self.ask[Ask.BY_HOPS]:
                self.beyond = None
                return best, ""
            self.beyond = (hops + 1 if self.ask[Ask.BY_HOPS] else limit + 1, 0)
            limit, hops = 2 * limit, hops + 1
        return best, BUDGET

    def _layers(self, cost: int, hops: int, budget: int) -> bool:
        """Spread the bounds within limits; whether the budget and the time sufficed."""
        ask, memory, tally = self.ask, self.memory, self.memory.tally
        ask[Ask.COST], ask[Ask.HOPS], ask[Ask.BUDGET] = cost, hops, budget
        ask[Ask.LOOKS] = ENDLESS
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
        return complete

    def _reached(self) -> Reached:
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
        self.roots = found[order].astype(np.int32)
        certain = np.full(len(order), self.certain)
        if not self.certain and not self.watched:
            certain = np.array(
                [self._is_path(int(found[position])) for position in order], np.bool_
            )
        return Reached(entities[order], costs[order], hops[order], certain)

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


def _nothing() -> Reached:
    return Reached(
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
        deadline: Deadline,
    ) -> None:
        self.collection, self.graph, self.query = collection, graph, query
        self.backward, self.deadline = backward, deadline

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

    def best(self, entity: int, budget: int) -> tuple[Key | None, int, str]:
        """The cost and hops of the best path, what was spent, and why there is none.

        There is no reason where no path exists.
        """
        asked = self.pair(self.graph.entity_id(entity))
        pair = replace(asked, budget=budget, seconds=self.deadline.seconds)
        answer = search(self.collection, pair)
        if not answer.paths:
            return None, answer.expansions, answer.reason
        (moves,) = answer.paths
        return (sum(move.cost for move in moves), len(moves)), answer.expansions, ""


def decided(
    graph: NumberedGraph,
    reached: Reached,
    walks: Labels | _AllWalks,
    budget: int,
    deadline: Deadline,
    best: Callable[[int, int], tuple[Key | None, int, str]],
) -> tuple[Reached, str, int]:
    """The entities reached by paths, by rank, why they are not all, and what was spent.

    ``best`` searches for one of them, within what is left of the budget; it costs
    :data:`DECIDING` besides, so that the budget bounds the time too. A path may rank worse
    than the walk that was known; from ``walks.beyond`` on others may be ahead.
    """
    by_hops, beyond, spent = bool(walks.ask[Ask.BY_HOPS]), walks.beyond, 0
    waiting = [
        ((hops, cost) if by_hops else (cost, hops), tie, entity, certain)
        for tie, entity, cost, hops, certain in zip(
            graph.arrays.ranks(reached.entities).tolist(),
            *(column.tolist() for column in reached),
            strict=True,
        )
    ]
    heapq.heapify(waiting)
    found: list[tuple[int, int, int]] = []
    while waiting:
        key, tie, entity, certain = heapq.heappop(waiting)
        if beyond is not None and key >= beyond:
            break
        if certain:
            found.append((entity, *(key[::-1] if by_hops else key)))
            continue
        if spent >= budget or deadline.look():
            return _columns(found), BUDGET if spent >= budget else TIME, spent
        path, more, why = best(entity, budget - spent)
        spent = min(budget, spent + more + DECIDING)
        if path is not None:
            heapq.heappush(waiting, (path[::-1] if by_hops else path, tie, entity, True))
        elif why:
            return _columns(found), why, spent
    return _columns(found), "", spent


def _columns(found: list[tuple[int, int, int]]) -> Reached:
    entities, costs, hops = np.array(found, np.int64).reshape(-1, 3).T
    return Reached(
        entities.astype(np.int32), costs, hops.astype(np.int32), np.ones(len(found), np.bool_)
    )
