"""A search: passes of bounds and ranking over the arrays, within growing limits.

The lists of moves are sorted by cost, so a limit on the cost of a path cuts a search
short wherever it comes by. The first pass has no limit but on the number of moves that it
may look at, which is enough for most questions. Where it is not, limits on the cost
follow, each twice the last, until the paths asked for lie within one: no other path can
come before them. Ranked by hops, limits on the hops take their place; and where edges
that cost nothing would leave the cost without effect, both are used.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from policygraph.engines.base import Found, Move
from policygraph.engines.compact.kernels import ranked
from policygraph.engines.compact.layers import Layers
from policygraph.engines.compact.layout import (
    AGAINST_STEP,
    ENDLESS,
    EXACT,
    FIRST_DAY,
    Ask,
    Select,
    Status,
    Tally,
)
from policygraph.engines.compact.numbered import Numbered, numbered
from policygraph.engines.compact.question import Question, question_of
from policygraph.engines.compact.scratch import Scratch, borrowed
from policygraph.model.collection import Collection
from policygraph.query.edges import edges_of
from policygraph.query.query import Query

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Moves that the pass without a limit on the cost may look at.
FIRST_LOOKS = 50_000
#: Paths that cost nothing are looked for by hops, up to so many.
MOST_FREE = 16
#: The first limit on the cost, in its units (an eighth of a nat).
FIRST_COST = 125_000_000


class Limits(NamedTuple):
    """What a path may cost, the steps it may have, and the moves that may be looked at."""

    cost: int
    hops: int
    looks: int


#: (origin, relation, target, whether against the statement), in numbers.
Steps = tuple[tuple[int, int, int, bool], ...]


def search(collection: Collection, query: Query) -> Found:
    """The paths of a checked query in rank order."""
    graph = numbered(collection)
    if query.mode == "acyclic" and query.start == query.end:
        return Found((), True, 0)
    question = question_of(collection, graph, query)
    with borrowed(graph.arrays) as scratch, stopping(query.seconds, scratch.stop):
        paths, complete, spent = _Search(graph, question, scratch).run()
    return Found(moves_of(collection, graph, query, paths), complete, spent)


class stopping:  # noqa: N801 (a context manager, read as a verb)
    """Within it, a timer stops the kernels after so many seconds."""

    def __init__(self, seconds: float | None, stop: NDArray[np.uint8]) -> None:
        self.stop = stop
        self.timer = None if seconds is None else threading.Timer(seconds, self._ring)

    def _ring(self) -> None:
        self.stop[0] = 1

    def __enter__(self) -> None:
        self.stop[0] = 0
        if self.timer is not None:
            self.timer.daemon = True
            self.timer.start()

    def __exit__(self, *_: object) -> None:
        if self.timer is not None:
            # Waited for, so that it cannot ring into the next search.
            self.timer.cancel()
            self.timer.join()


class _Search(Layers):
    """One query's passes."""

    def __init__(self, graph: Numbered, question: Question, scratch: Scratch) -> None:
        super().__init__(graph, question, scratch)
        self.hops = int(self.ask[Ask.HOPS])
        self.spent = 0

    def run(self) -> tuple[list[Steps], bool, int]:
        """The paths, whether they are all, and the expansions spent."""
        best: list[Steps] = []
        for limits in self._limits():
            self.ask[Ask.COST], self.ask[Ask.HOPS], self.ask[Ask.LOOKS] = limits
            whole = limits.cost == ENDLESS and limits.hops == self.hops
            with self.scratch.used():
                tally = self.scratch.tally
                tally[Tally.EXPANSIONS] = self.spent
                bounded = self.bounds()
                if self.scratch.stop[0]:
                    return best, False, self.spent
                if not bounded:
                    continue
                status = self._rank()
                paths = self._found()
                self.spent = int(tally[Tally.EXPANSIONS])
                best = max(best, paths, key=len)
                if status != Status.DONE:
                    return best, False, self.spent
                if whole or self._has_all(tally):
                    return paths, True, self.spent
        return best, True, self.spent

    def _limits(self) -> Iterator[Limits]:
        """The limits of one pass after another; the last is no limit."""
        arrays, select = self.graph.arrays, self.ask[Ask.SELECT]
        if select != Select.ALL and arrays.edges:
            if self.ask[Ask.BY_HOPS]:
                hops = 1
                while hops < self.hops:
                    yield Limits(ENDLESS, hops, ENDLESS)
                    hops = max(hops + 1, hops * 3 // 2)
            else:
                yield Limits(ENDLESS, self.hops, FIRST_LOOKS)
                if arrays.cheapest == 0 and select == Select.SHORTEST:
                    for hops in range(1, min(self.hops, MOST_FREE)):
                        yield Limits(0, hops, ENDLESS)
                cost = FIRST_COST
                while cost < arrays.dearest * self.hops:
                    yield Limits(cost, self.hops, ENDLESS)
                    cost *= 2
        yield Limits(ENDLESS, self.hops, ENDLESS)

    def _has_all(self, tally: NDArray[np.int64]) -> bool:
        """Whether what lies within the limits is all that was asked for."""
        match self.ask[Ask.SELECT]:
            case Select.SHORTEST:
                return bool(tally[Tally.FOUND] == self.ask[Ask.K])
            case Select.ALL_SHORTEST:
                return bool(tally[Tally.FOUND] > 0)
            case Select.GROUPS:
                return bool(tally[Tally.GROUPS] == self.ask[Ask.K])
        return False

    # --- Ranking ------------------------------------------------------------------------

    def _rank(self) -> Status:
        scratch, ask, tally = self.scratch, self.ask, self.scratch.tally
        root = 0
        record = int(scratch.slots[root]["head"])
        hops = int(ask[Ask.HOPS])
        while record >= 0 and scratch.records[record]["hops"] > hops:
            record = int(scratch.records[record]["previous"])
        if record < 0:
            return Status.DONE
        scratch.nodes[0] = (0, -1, root, -1, 0, FIRST_DAY, 0, EXACT)
        bound = scratch.records[record]
        scratch.queue[0] = (bound["cost"], bound["hops"], 0)
        tally[Tally.NODES] = tally[Tally.QUEUE] = 1
        while True:
            status = Status(
                ranked(
                    *self.arrays,
                    *self.question.tables,
                    *scratch.parts,
                    *scratch.ranking_parts,
                    scratch.last,
                    self.graph.arrays.placed,
                )
            )
            if status != Status.ROOM:
                return status
            scratch.grow_ranking()

    def _found(self) -> list[Steps]:
        """The paths that were found, in numbers."""
        scratch = self.scratch
        nodes, slots = scratch.nodes, scratch.slots
        paths = []
        for node in scratch.found[: scratch.tally[Tally.FOUND]].tolist():
            steps = []
            while (parent := int(nodes[node]["parent"])) >= 0:
                row = nodes[node]
                steps.append(
                    (
                        int(slots[nodes[parent]["slot"]]["entity"]),
                        int(row["relation"]),
                        int(slots[row["slot"]]["entity"]),
                        bool(row["flags"] & AGAINST_STEP),
                    )
                )
                node = parent
            paths.append(tuple(reversed(steps)))
        return paths


def moves_of(
    collection: Collection, graph: Numbered, query: Query, paths: list[Steps]
) -> tuple[tuple[Move, ...], ...]:
    """Paths in numbers as moves over edges with their claims."""
    relations = sorted(collection.ontology.relations)

    def triple(step: tuple[int, int, int, bool]) -> tuple[str, str, str]:
        origin, relation, target, against = step
        ends = (target, origin) if against else (origin, target)
        return graph.entity_id(ends[0]), relations[relation], graph.entity_id(ends[1])

    triples = {step: triple(step) for path in paths for step in path}
    edges = {edge.triple: edge for edge in edges_of(collection, triples.values(), query)}
    return tuple(tuple(Move(edges[triples[step]], not step[3]) for step in path) for path in paths)
