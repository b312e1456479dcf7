"""The corridor: the moves on walks from start to end within the bound.

Bounds by hops tell how near the end is. A second pass from the start, over the states that
can still arrive in time, finds exactly the moves of the corridor. With chronological order, and
under the rules of influence, these moves are more than the corridor, and the reference engine
selects from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from policygraph.engines.base import BUDGET, TIME, Corridor, Move
from policygraph.engines.compact.arrays import LOOP, SUBJECT
from policygraph.engines.compact.kernels.layout import (
    AGAINST_STEP,
    ENDLESS,
    MET,
    Ask,
    Tally,
    Trait,
)
from policygraph.engines.compact.kernels.registry import corridor_layer
from policygraph.engines.compact.layers import Layers
from policygraph.engines.compact.numbered_graph import NumberedGraph, numbered
from policygraph.engines.compact.plain import Step
from policygraph.engines.compact.question import Question, question_of
from policygraph.engines.compact.search import Steps, crossing_of, stopping
from policygraph.engines.compact.working_memory import borrowed
from policygraph.engines.reference import corridor as reference
from policygraph.model.collection import Collection
from policygraph.model.lazy_sequence import LazySequence
from policygraph.model.triples import Triple
from policygraph.query.deadline import Deadline
from policygraph.query.edges import edges_of
from policygraph.query.influence.rules import InfluenceRules, rules_of
from policygraph.query.query import Query

#: The cost of reading a move with its claims, in moves looked at.
READING = 100
#: A move: its edge, and whether it goes backward, from object to subject.
_Named = tuple[Triple, bool]


class _Corridor(Layers):
    """The bounds by hops of one question, and the moves between its ends."""

    def run(self) -> tuple[Steps, bool, int]:
        """The moves, whether the budget sufficed, and the number of moves looked at."""
        ask, memory, tally = self.ask, self.memory, self.memory.tally
        ask[Ask.COST], ask[Ask.LOOKS], ask[Ask.BY_HOPS] = ENDLESS, ask[Ask.BUDGET], 1
        with memory.used():
            whole = self.bounds()
            memory.outer[0][0], size = 0, 1
            memory.slots[0]["closed_stamp"] = MET
            for depth in range(int(ask[Ask.HOPS])):
                if not (whole and size):
                    break
                size, _ = self.layer(
                    corridor_layer,
                    size,
                    lambda: (*memory.outer, memory.nodes),
                    depth,
                    grow=memory.grow_moves,
                )
                memory.outer.reverse()
                whole = tally[Tally.LOOKS] <= ask[Ask.LOOKS] and not memory.stop[0]
            if not whole:
                return (), False, int(ask[Ask.BUDGET])
            met = memory.nodes[: tally[Tally.NODES]]
            # Either way over a symmetric edge goes along it; the two differ by their origin.
            key = met["edge"].astype(np.int64) << 31 | met["parent"]
            key = key * 2 + (met["flags"] & AGAINST_STEP)
            met = met[np.unique(key, return_index=True)[1]]
            steps = zip(
                met["parent"].tolist(),
                met["relation"].tolist(),
                met["slot"].tolist(),
                (met["flags"] & AGAINST_STEP).astype(bool).tolist(),
                strict=True,
            )
            return tuple((*step, 0) for step in steps), True, int(tally[Tally.LOOKS])


class _Moves(LazySequence[Move]):
    """The moves of a corridor, each made on access."""

    def __init__(self, collection: Collection, query: Query, steps: Sequence[_Named]) -> None:
        self._collection, self._query, self._steps = collection, query, steps

    def __len__(self) -> int:
        return len(self._steps)

    def item(self, position: int) -> Move:
        (move,) = self.items([position])
        return move

    def items(self, positions: Sequence[int]) -> tuple[Move, ...]:
        steps = [self._steps[position] for position in positions]
        triples = {triple for triple, _ in steps}
        edges = {edge.triple: edge for edge in edges_of(self._collection, triples, self._query)}
        return tuple(Move(edges[triple], not backward) for triple, backward in steps)


def _moves_under(
    collection: Collection, query: Query, rules: InfluenceRules | None, named: Sequence[_Named]
) -> list[Move]:
    """Moves over the edges of some steps, with the claims that hold under the rules."""
    edges = edges_of(collection, {triple for triple, _ in named}, query)
    held = {edge.triple: edge if rules is None else rules.holding(edge) for edge in edges}
    found = ((held.get(triple), backward) for triple, backward in named)
    return [Move(edge, not backward) for edge, backward in found if edge is not None]


def _learnt(
    collection: Collection, graph: NumberedGraph, query: Query, named: Sequence[_Named]
) -> InfluenceRules | None:
    """The rules of a question, which have learnt of all steps that matter to some."""
    rules = rules_of(collection, query)
    if rules is None:
        return None
    around = list({entity for triple, _ in named for entity in (triple[0], triple[2])})
    seen, avoided = set(around), set(query.avoid)
    question = question_of(collection, graph, query)
    entity_id, relations = cache(graph.entity_id), sorted(collection.ontology.relations)
    while around:
        steps: list[Step] = []
        for entity in around:
            steps += _arriving(graph, graph.entity(entity), question)
        found = [crossing_of(collection, entity_id, relations, step) for step in steps]
        kept = [
            (triple, not forward)
            for triple, forward in found
            if not avoided.intersection((triple[0], triple[2]))
        ]
        moves = _moves_under(collection, query, rules, kept)
        learnt = [rules.step(move.edge, move.forward) for move in moves]
        rules.learn(learnt)
        around = list({step.origin for step in learnt if step.membership} - seen)
        seen.update(around)
    return rules


def _arriving(graph: NumberedGraph, entity: int, question: Question) -> list[Step]:
    """The steps to an entity that restrict it, bring it about, or lead from a class to it."""
    arrays = graph.arrays
    own = arrays.lists[entity]
    first, last = int(own["first"]) + int(own["ends"][0]), int(own["first"]) + int(own["ends"][2])
    moves = arrays.moves[first:last]
    loop, subject = (moves["flags"] & LOOP) != 0, (moves["flags"] & SUBJECT) != 0
    relation, way = moves["relation"].astype(np.int64), np.where(loop, 2, np.where(subject, 1, 0))
    trait = question.rules.traits[4 * relation + way]
    against = np.where(loop, question.letters[4 * relation + 3], way) == 1
    restricts = ((trait & Trait.ACT) != 0) & ((trait & Trait.CONSTRAINS) != 0)
    wanted = (trait >= 0) & (restricts | ((trait & (Trait.MEMBERSHIP | Trait.BRINGS_ABOUT)) != 0))
    return [
        (int(move["to"]), int(move["relation"]), entity, bool(turned), 0)
        for move, turned in zip(moves[wanted], against[wanted], strict=True)
    ]


def _named(collection: Collection, graph: NumberedGraph, steps: Steps) -> list[_Named]:
    """Steps in numbers as triples, in the order of the corridor."""
    relations = sorted(collection.ontology.relations)
    entity_id = cache(graph.entity_id)
    crossed = (crossing_of(collection, entity_id, relations, step) for step in steps)
    return sorted((triple, not forward) for triple, forward in crossed)


def corridor(collection: Collection, query: Query) -> Corridor:
    """See :meth:`policygraph.engines.base.Engine.corridor`; one expansion for each move looked at.

    In order of time and under the rules of influence a move that is read with its claims costs
    :data:`READING` more.
    """
    deadline = Deadline(query.seconds)
    graph = numbered(collection)
    if query.mode == "acyclic" and query.start == query.end:
        return Corridor.of((), 0)
    # Neither the rank nor levers matter here.
    asked = replace(query, rank="likelihood", each_path=True)
    question = question_of(collection, graph, asked)
    watched = bool(question.ask[Ask.WATCHED] or query.chronological)
    with borrowed(graph.arrays) as memory, stopping(deadline.seconds, memory.stop):
        steps, complete, looked_at = _Corridor(graph, question, memory).run()
    if watched:
        looked_at += READING * len(steps)
        complete = complete and looked_at < query.budget
    if not complete:
        return Corridor.cut_short(query.budget, TIME if deadline.look() else BUDGET)
    named = _named(collection, graph, steps)
    moves = _Moves(collection, query, named)
    if watched:
        rules = _learnt(collection, graph, asked, named)
        rest = replace(query, budget=query.budget - looked_at, seconds=deadline.seconds)
        left = _moves_under(collection, query, rules, named)
        measured = reference.corridor(collection, rest, left, rules)
        return replace(measured, expansions=looked_at + measured.expansions)
    ends = [
        (triple[2], triple[0]) if backward else (triple[0], triple[2]) for triple, backward in named
    ]
    return Corridor(moves, ends, complete, looked_at)
