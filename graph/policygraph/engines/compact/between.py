"""The corridor: the moves on walks from start to end in the bound.

Bounds by hops say how near the end is; a second spreading from the start, over nothing
but what can still arrive in time, meets exactly the moves of the corridor. Where times
matter, these moves are more than the corridor, and the reference measures them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import overload

import numpy as np

from policygraph.engines.base import Corridor, Move
from policygraph.engines.compact.kernels import between
from policygraph.engines.compact.layers import Layers
from policygraph.engines.compact.layout import AGAINST_STEP, ENDLESS, MET, Ask, Tally
from policygraph.engines.compact.numbered import Numbered, numbered
from policygraph.engines.compact.question import question_of
from policygraph.engines.compact.scratch import borrowed
from policygraph.engines.compact.search import Steps, stopping
from policygraph.engines.reference import corridor as reference
from policygraph.model.collection import Collection
from policygraph.query.edges import Triple, edges_of
from policygraph.query.query import Query

#: What reading a move with its claims counts for, in moves that are looked at.
READING = 100
#: A move: its edge, and whether it goes against the statement.
_Named = tuple[Triple, bool]


class _Corridor(Layers):
    """One question's bounds by hops, and the moves between its ends."""

    def run(self) -> tuple[Steps, bool, int]:
        """The moves, whether the budget was enough, and how many moves were looked at."""
        ask, scratch, tally = self.ask, self.scratch, self.scratch.tally
        ask[Ask.COST], ask[Ask.LOOKS], ask[Ask.BY_HOPS] = ENDLESS, ask[Ask.BUDGET], 1
        with scratch.used():
            whole = self.bounds()
            scratch.outer[0][0], size = 0, 1
            scratch.slots[0]["closed_stamp"] = MET
            for depth in range(int(ask[Ask.HOPS])):
                if not (whole and size):
                    break
                size, _ = self.layer(
                    between,
                    size,
                    lambda: (*scratch.outer, scratch.nodes),
                    depth,
                    grow=scratch.grow_ranking,
                )
                scratch.outer.reverse()
                whole = tally[Tally.LOOKS] <= ask[Ask.LOOKS] and not scratch.stop[0]
            if not whole:
                return (), False, int(ask[Ask.BUDGET])
            met = scratch.nodes[: tally[Tally.NODES]]
            key = met["edge"].astype(np.int64) * 2 + (met["flags"] & AGAINST_STEP)
            met = met[np.unique(key, return_index=True)[1]]
            steps = zip(
                met["parent"].tolist(),
                met["relation"].tolist(),
                met["slot"].tolist(),
                (met["flags"] & AGAINST_STEP).astype(bool).tolist(),
                strict=True,
            )
            return tuple(steps), True, int(tally[Tally.LOOKS])


class _Moves(Sequence[Move]):
    """The moves of a corridor, each made when it is asked for."""

    def __init__(self, collection: Collection, query: Query, steps: Sequence[_Named]) -> None:
        self._collection, self._query, self._steps = collection, query, steps

    def __len__(self) -> int:
        return len(self._steps)

    @overload
    def __getitem__(self, place: int) -> Move: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Move, ...]: ...
    def __getitem__(self, place: int | slice) -> Move | tuple[Move, ...]:
        several = self._made(
            self._steps[place] if isinstance(place, slice) else [self._steps[place]]
        )
        return several if isinstance(place, slice) else several[0]

    def __iter__(self) -> Iterator[Move]:
        return iter(self._made(self._steps))

    def _made(self, steps: Sequence[_Named]) -> tuple[Move, ...]:
        triples = {triple for triple, _ in steps}
        edges = {edge.triple: edge for edge in edges_of(self._collection, triples, self._query)}
        return tuple(Move(edges[triple], not against) for triple, against in steps)


def _named(collection: Collection, graph: Numbered, steps: Steps) -> list[_Named]:
    """Steps in numbers as triples, in the order of the corridor."""
    relations = sorted(collection.ontology.relations)
    numbers = {number for origin, _, target, _ in steps for number in (origin, target)}
    ids = {number: graph.entity_id(number) for number in numbers}
    found = []
    for origin, relation, target, against in steps:
        subject, object = (target, origin) if against else (origin, target)
        found.append(((ids[subject], relations[relation], ids[object]), against))
    return sorted(found)


def corridor(collection: Collection, query: Query) -> Corridor:
    """As :meth:`policygraph.engines.base.Engine.corridor` has it: one expansion a look.

    In order of time a move that has to be read with its claims costs :data:`READING` more.
    """
    graph = numbered(collection)
    if query.mode == "acyclic" and query.start == query.end:
        return Corridor.of((), 0)
    question = question_of(collection, graph, query)
    with borrowed(graph.arrays) as scratch, stopping(query.seconds, scratch.stop):
        steps, complete, looked_at = _Corridor(graph, question, scratch).run()
    if query.chronological:
        looked_at += READING * len(steps)
        complete = complete and looked_at < query.budget
    if not complete:
        return Corridor.cut_short(query.budget)
    named = _named(collection, graph, steps)
    moves = _Moves(collection, query, named)
    if query.chronological:
        rest = replace(query, budget=query.budget - looked_at)
        measured = reference.corridor(collection, rest, moves)
        return replace(measured, expansions=looked_at + measured.expansions)
    ends = [
        (triple[2], triple[0]) if against else (triple[0], triple[2]) for triple, against in named
    ]
    return Corridor(moves, ends, complete, looked_at)
