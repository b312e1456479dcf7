"""A search: passes of bounds and ranking over the arrays, within growing limits.

The lists of moves are sorted by cost, so a limit on the cost of a path cuts a search
short everywhere. The first pass has only a limit on the number of moves that it looks at,
which is enough for most questions. If it is not, limits on the cost follow, each twice the
last, until the wanted paths are within one: no other path can come before them. If paths are
ranked by hops, the limits are on the hops. If edges that cost nothing would make limits on
the cost useless, both are used.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from policygraph.engines.base import TIME, Found, Move
from policygraph.engines.compact.kernels.layout import (
    AGAINST_STEP,
    ENDLESS,
    EXACT,
    FIRST_DAY,
    Ask,
    Select,
    Status,
    Tally,
)
from policygraph.engines.compact.kernels.registry import rank_paths
from policygraph.engines.compact.layers import REASONS, Layers
from policygraph.engines.compact.numbered_graph import NumberedGraph, numbered
from policygraph.engines.compact.plain import Step, join, plain_of, wants_one
from policygraph.engines.compact.question import Question, question_of, tells_levers
from policygraph.engines.compact.working_memory import WorkingMemory, borrowed
from policygraph.engines.levers import best_of_levers
from policygraph.engines.reference.transit import graded_moves
from policygraph.model.collection import Collection
from policygraph.model.ontology import Ontology
from policygraph.model.triples import Triple
from policygraph.query.deadline import Deadline
from policygraph.query.edges import Edge, edges_of
from policygraph.query.influence.grades import grade_numbers
from policygraph.query.query import Query

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Moves that the pass without a limit on the cost may look at.
FIRST_LOOKS = 50_000
#: Paths that cost nothing are searched by hops, up to this many.
MOST_FREE = 16
#: The first limit on the cost, in its units (an eighth of a nat).
FIRST_COST = 125_000_000


#: The seconds that reading the claims of found paths may take even where none are left.
READING = 0.15
#: So few seconds are none.
_NOTHING = 1e-6
#: Edges that are read at once.
_AT_ONCE = 256


class Limits(NamedTuple):
    """The cost and hops that a path may have, and the number of moves to look at."""

    cost: int
    hops: int
    looks: int


Steps = tuple[Step, ...]


def search(collection: Collection, query: Query) -> Found:
    """The paths of a checked query in rank order, or the best of each lever."""
    if tells_levers(collection, query):
        one = partial(_search, collection)
        return best_of_levers(collection, query, one, one)
    return _search(collection, query)


def _search(collection: Collection, query: Query) -> Found:
    """The paths of a query in rank order; of a query for levers the best of each."""
    deadline = Deadline(query.seconds)
    graph = numbered(collection)
    if query.mode == "acyclic" and query.start == query.end:
        return Found((), True, 0)
    question = question_of(collection, graph, query)
    with borrowed(graph.arrays) as memory, stopping(deadline.seconds, memory.stop):
        found = _nearest(collection, graph, query, question, memory)
        if found is None:
            searching = _Search(graph, question, memory)
            paths, complete = searching.run()
            expansions, status = searching.expansions, searching.status
        else:
            (paths, expansions), complete, status = found, True, Status.DONE
    reason = "" if complete else REASONS.get(status, TIME)
    moves = moves_of(collection, graph, query, question, paths, deadline.within(0.25, READING))
    reason = reason if len(moves) == len(paths) else TIME
    return Found(moves, not reason, expansions, reason)


def _nearest(
    collection: Collection,
    graph: NumberedGraph,
    query: Query,
    question: Question,
    memory: WorkingMemory,
) -> tuple[list[Steps], int] | None:
    """The best of the shortest paths and the expansions, if nothing else is asked for.

    None also where something ran out, because a search is then cut short at another point.
    """
    plain = plain_of(collection, question) if wants_one(question) else None
    if plain is None:
        return None
    ask = question.ask
    status, steps = join(graph, plain, memory, int(ask[Ask.START]), int(ask[Ask.END]))
    if status != Status.DONE or len(steps) > query.max_steps:
        return None
    return [steps] if steps else [], int(memory.tally[Tally.EXPANSIONS])


class stopping:  # noqa: N801 (a context manager, read as a verb)
    """A context manager whose timer stops the kernels after a number of seconds."""

    def __init__(self, seconds: float | None, stop: NDArray[np.uint8]) -> None:
        self.stop, self.seconds = stop, seconds
        self.timer = None if seconds is None else threading.Timer(seconds, self._ring)

    def _ring(self) -> None:
        self.stop[0] = 1

    def __enter__(self) -> None:
        # A time that is up already leaves the kernels no step, however fast they are.
        self.stop[0] = self.seconds is not None and self.seconds <= _NOTHING
        if self.timer is not None:
            self.timer.daemon = True
            self.timer.start()

    def __exit__(self, *_: object) -> None:
        if self.timer is not None:
            # Joined, so that it cannot stop the next search.
            self.timer.cancel()
            self.timer.join()


class _Search(Layers):
    """The passes of one query."""

    def __init__(self, graph: NumberedGraph, question: Question, memory: WorkingMemory) -> None:
        super().__init__(graph, question, memory)
        self.hops = int(self.ask[Ask.HOPS])
        self.expansions = 0
        #: The cost that the most grave and the least grave claim add.
        weights = question.weights if self.ask[Ask.GRADED] else np.zeros(1, np.int64)
        self.lightest, self.heaviest = int(weights.min()), int(weights.max())
        if self.ask[Ask.WATCHED]:
            memory.look_around()
        #: Why the last kernel returned.
        self.status = Status.STOPPED

    def run(self) -> tuple[list[Steps], bool]:
        """The paths, and whether they are all."""
        best: list[Steps] = []
        for limits in self._limits():
            self.ask[Ask.COST], self.ask[Ask.HOPS], self.ask[Ask.LOOKS] = limits
            whole = limits.cost == ENDLESS and limits.hops == self.hops
            with self.memory.used():
                tally = self.memory.tally
                tally[Tally.EXPANSIONS] = self.expansions
                bounded = self.bounds()
                if self.memory.stop[0]:
                    return best, False
                if not bounded:
                    continue
                self.status = rank_from(self, 0)
                paths = self._found()
                self.expansions = int(tally[Tally.EXPANSIONS])
                best = max(best, paths, key=len)
                if self.status != Status.DONE:
                    return best, False
                if whole or self._has_all(tally):
                    return paths, True
        return best, True

    def _limits(self) -> Iterator[Limits]:
        """The limits of each pass; the last has none."""
        arrays, select = self.graph.arrays, self.ask[Ask.SELECT]
        if select != Select.ALL and arrays.edges:
            if self.ask[Ask.BY_HOPS]:
                hops = 1
                while hops < self.hops:
                    yield Limits(ENDLESS, hops, ENDLESS)
                    hops = max(hops + 1, hops * 3 // 2)
            else:
                yield Limits(ENDLESS, self.hops, FIRST_LOOKS)
                if arrays.cheapest + self.lightest == 0 and select == Select.SHORTEST:
                    for hops in range(1, min(self.hops, MOST_FREE)):
                        yield Limits(0, hops, ENDLESS)
                cost = FIRST_COST
                while cost < (arrays.dearest + self.heaviest) * self.hops:
                    yield Limits(cost, self.hops, ENDLESS)
                    cost *= 2
        yield Limits(ENDLESS, self.hops, ENDLESS)

    def _has_all(self, tally: NDArray[np.int64]) -> bool:
        """Whether the limits contain all wanted paths."""
        match self.ask[Ask.SELECT]:
            case Select.SHORTEST:
                return bool(tally[Tally.FOUND] == self.ask[Ask.K])
            case Select.ALL_SHORTEST:
                return bool(tally[Tally.FOUND] > 0) and self._has_last_group()
            case Select.GROUPS:
                return bool(tally[Tally.GROUPS] == self.ask[Ask.K]) and self._has_last_group()
        return False

    def _has_last_group(self) -> bool:
        """Whether the limit of cost leaves out no path of the last group."""
        dearest = int(self.memory.last[0]) + int(self.ask[Ask.TOLERANCE])
        return bool(self.ask[Ask.BY_HOPS]) or dearest <= self.ask[Ask.COST]

    # --- Ranking ------------------------------------------------------------------------

    def _found(self) -> list[Steps]:
        """The found paths, in numbers."""
        memory = self.memory
        nodes, slots = memory.nodes, memory.slots
        paths = []
        for node in memory.found[: memory.tally[Tally.FOUND]].tolist():
            steps = []
            while (parent := int(nodes[node]["parent"])) >= 0:
                row = nodes[node]
                steps.append(
                    (
                        int(slots[nodes[parent]["slot"]]["entity"]),
                        int(row["relation"]),
                        int(slots[row["slot"]]["entity"]),
                        bool(row["flags"] & AGAINST_STEP),
                        int(row["grade"]),
                    )
                )
                node = parent
            paths.append(tuple(reversed(steps)))
        return paths


def rank_from(layers: Layers, root: int) -> Status:
    """Extend partial paths from the slot ``root``, whose bounds are there, best first."""
    memory, ask, tally = layers.memory, layers.ask, layers.memory.tally
    record = int(memory.slots[root]["head"])
    hops = int(ask[Ask.HOPS])
    while record >= 0 and memory.records[record]["hops"] > hops:
        record = int(memory.records[record]["previous"])
    if record < 0:
        return Status.DONE
    memory.nodes[0] = (0, -1, root, -1, 0, FIRST_DAY, 0, EXACT, 0, -1, -1, 0, -1)
    bound = memory.records[record]
    memory.queue[0] = (bound["cost"], bound["hops"], 0)
    tally[Tally.NODES] = tally[Tally.QUEUE] = 1
    while True:
        status = Status(
            rank_paths(
                *layers.arrays,
                *layers.question.tables,
                *memory.parts,
                *memory.ranking_parts,
                memory.last,
                layers.graph.arrays.insert_before,
                *layers.question.rules.parts,
                *memory.rule_parts,
            )
        )
        layers.refuse_damage()
        if status == Status.DETOUR:
            memory.grow_detour()
        elif status != Status.CAPACITY:
            return status
        elif not memory.grow_ranking():
            return Status.MEMORY


def moves_of(
    collection: Collection,
    graph: NumberedGraph,
    query: Query,
    question: Question,
    paths: list[Steps],
    deadline: Deadline,
) -> tuple[tuple[Move, ...], ...]:
    """Paths in numbers as moves over edges with their claims, as many as there is time for."""
    relations, entity_id = sorted(collection.ontology.relations), cache(graph.entity_id)
    graded = query.rank == "influence" and query.means_influence
    grades = list(grade_numbers(collection.ontology))
    holding = _Holding(collection.ontology, question)
    moves: dict[Step, Move] = {}
    found: list[tuple[Move, ...]] = []
    while len(found) < len(paths):
        # Read the edges of the next paths together; whoever has one path waits for one reading.
        new: dict[Step, tuple[Triple, bool]] = {}
        last = len(found)
        while last < len(paths) and len(new) < _AT_ONCE:
            for step in paths[last]:
                if step not in moves and step not in new:
                    new[step] = crossing_of(collection, entity_id, relations, step)
            last += 1
        triples = {triple for triple, _ in new.values()}
        edges = {edge.triple: edge for edge in edges_of(collection, triples, query)}
        for step, (name, forward) in new.items():
            held = holding(edges[name], step)
            if graded:
                some = graded_moves(collection.ontology, held, forward)
                moves[step] = next(move for move in some if move.grade == grades[step[4]])
            else:
                moves[step] = Move(held, forward)
        found += (tuple(moves[step] for step in path) for path in paths[len(found) : last])
        if deadline.look():
            break
    return tuple(found)


class _Holding:
    """The claims for a step whose ends had begun at the time asked for, as the kernels take them.

    See :meth:`policygraph.query.influence.rules.InfluenceRules.holding`.
    """

    def __init__(self, ontology: Ontology, question: Question) -> None:
        self.ontology = ontology
        self.held = bool(question.ask[Ask.HELD])
        self.began, self.latest = question.rules.began, int(question.ask[Ask.PERIOD_END])

    def __call__(self, edge: Edge, step: Step) -> Edge:
        """The edge of a step that a path takes, with these claims."""
        if not self.held or max(self.began[step[0]], self.began[step[2]]) <= self.latest:
            return edge
        if self.ontology.relations[edge.relation].event:
            return edge
        held = [claim for claim in edge.supporting if claim.start is not None]
        return edge if len(held) == len(edge.supporting) else edge.supported_by(held)


def crossing_of(
    collection: Collection,
    entity_id: Callable[[int], str],
    relations: Sequence[str],
    step: tuple[int, int, int, bool] | Step,
) -> tuple[Triple, bool]:
    """The triple of the edge of a step in numbers, and whether it leaves the edge's subject."""
    origin, relation, target, against = step[:4]
    ends = (target, origin) if against else (origin, target)
    given = entity_id(ends[0]), relations[relation], entity_id(ends[1])
    triple = collection.triple_of(*given)
    return triple, (given == triple) != against
