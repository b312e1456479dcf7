"""How much entities influence: who influences whom in one step, and best walks to all others.

Both go over whole arrays. Walks are spread as for :mod:`.reach`, within a limit of cost; see
:mod:`policygraph.engines.reference.influence` on why the best walk is a path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.engines.base import Influence, Pairs, crossings
from policygraph.engines.compact.arrays import LOOP, SUBJECT, Arrays, unmarked
from policygraph.engines.compact.counting import Counting
from policygraph.engines.compact.entity_ids import EntityIds
from policygraph.engines.compact.kernels.layout import ENDLESS, Ask, Tally
from policygraph.engines.compact.kernels.registry import backward_layer
from policygraph.engines.compact.layers import Layers
from policygraph.engines.compact.numbered_graph import NumberedGraph, numbered
from policygraph.engines.compact.question import Question, question_of, reversed_question
from policygraph.engines.compact.search import stopping
from policygraph.engines.compact.working_memory import WorkingMemory, borrowed
from policygraph.engines.reference.reach import query_of
from policygraph.model.collection import Collection
from policygraph.query.deadline import Deadline
from policygraph.query.edges import relation_filter
from policygraph.query.query import Scope

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The last of the groups of moves by which influence leaves an entity; they come first.
_LAST_LEAVING = 1


def pairs(collection: Collection, scope: Scope) -> Pairs:
    """See :meth:`policygraph.engines.base.Engine.pairs`."""
    graph = numbered(collection)
    arrays = graph.arrays
    origins, targets = _one_step(collection, graph, scope)
    there = np.zeros(arrays.entities, np.bool_)
    there[origins] = there[targets] = True
    numbers = np.flatnonzero(there)
    numbers = numbers[np.argsort(arrays.ranks(numbers), kind="stable")]
    position = np.empty(arrays.entities, np.int64)
    position[numbers] = np.arange(len(numbers))
    keys = np.unique(position[origins] << 32 | position[targets])
    origins, targets = keys >> 32, keys & 0xFFFFFFFF
    names = sorted(collection.ontology.types)
    types = [names[number] for number in arrays.types[numbers].tolist()]
    return Pairs(EntityIds(graph, numbers.astype(np.int32)), types, origins, targets)


def _one_step(
    collection: Collection, graph: NumberedGraph, scope: Scope
) -> tuple[NDArray[Any], NDArray[Any]]:
    """The ends of every step that may be taken, in numbers."""
    arrays, ontology = graph.arrays, collection.ontology
    last = _LAST_LEAVING if scope.direction == "influence" else -1
    several = arrays.lists["ends"][:, last].astype(np.int64)
    ends = np.cumsum(several)
    places = np.repeat(arrays.lists["first"] - (ends - several), several)
    places += np.arange(len(places))
    origins = np.repeat(np.arange(arrays.entities), several)
    crossed = relation_filter(collection, scope)
    allowed = np.zeros((len(ontology.relations), 2), np.bool_)
    for number, name in enumerate(sorted(ontology.relations)):
        ways = crossings(ontology, name, scope, loop=False) if crossed(name) else ()
        allowed[number] = False in ways, True in ways
    flags = arrays.moves["flags"][places]
    kept = allowed[arrays.moves["relation"][places], flags & SUBJECT] & ((flags & LOOP) == 0)
    places, origins = places[kept], origins[kept]
    if len(places):
        # Any entity does for the ends: only the filters of claims are read.
        some = graph.entity_id(int(origins[0]))
        question = question_of(collection, graph, query_of(scope, some, some))
        if question.ask[Ask.FILTERED]:
            counting = Counting(collection, graph, scope)
            stands = _standing(arrays, question, counting)[arrays.moves["edge"][places]]
            places, origins = places[stands], origins[stands]
    return origins, arrays.moves["to"][places]


def _standing(arrays: Arrays, question: Question, counting: Counting) -> NDArray[np.bool_]:
    """By the row of an edge's first claim, whether it is an edge under the filters of claims.

    The definition is that of :mod:`.kernels.edge_costs`.
    """
    ask, support = question.ask, arrays.support
    counts = counting(support) & _in_force(support, arrays, ask)
    modality_ok = question.modality_ok.astype(np.bool_)
    chosen = counts & (support["code"] <= ask[Ask.LAST_CODE]) & modality_ok[support["modality"]]
    if len(question.sources):
        chosen &= np.isin(unmarked(support["source"]), question.sources)
    # Each edge's rows go on to the next one whose claim is marked.
    before = np.concatenate(([0], np.cumsum(chosen)))
    lasts = np.flatnonzero(support["claim"] < 0)
    rows = np.arange(len(support))
    last = lasts[np.minimum(np.searchsorted(lasts, rows), len(lasts) - 1)]
    stands: NDArray[np.bool_] = before[last + 1] > before[rows]
    if ask[Ask.UNCONTESTED]:
        against = arrays.against
        about = against["about"]
        opposes = counting(against) & _in_force(against, arrays, ask)
        opposes &= (about < 0) | counts[about]
        stands[against["edge"][opposes]] = False
    return stands


def _in_force(rows: NDArray[Any], arrays: Arrays, ask: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which claims are in force at the time asked for, if one is."""
    if not ask[Ask.DATED]:
        return np.ones(len(rows), np.bool_)
    begin, end = arrays.spans[rows["start"]], arrays.spans[rows["end"]]
    since, until = ask[Ask.PERIOD_START], ask[Ask.PERIOD_END]
    held: NDArray[np.bool_] = (end["latest"] >= since) & (begin["earliest"] <= until)
    if ask[Ask.STRICT]:
        held &= np.minimum(begin["latest"], end["latest"]) <= until
        held &= np.maximum(begin["earliest"], end["earliest"]) >= since
    return held


def influence(
    collection: Collection, scope: Scope, entities: Sequence[str], dearest: int, least: int
) -> list[Influence]:
    """See :meth:`policygraph.engines.base.Engine.influence`."""
    deadline = Deadline(scope.seconds)
    graph = numbered(collection)
    found: list[Influence] = []
    if not entities:
        return found
    # Levers are not told apart.
    query = replace(query_of(scope, entities[0], entities[0]), each_path=True)
    question = reversed_question(question_of(collection, graph, query))
    with borrowed(graph.arrays) as memory, stopping(deadline.seconds, memory.stop):
        spread, left = _Spread(graph, question, memory, dearest), scope.budget
        for entity in entities:
            if left <= 0 and len(found) >= least:
                break
            costs = spread.best_costs(graph.entity(entity))
            if memory.stop[0]:
                break
            found.append(Influence.of(costs.tolist()))
            left -= len(costs)
    return found


class _Spread(Layers):
    """Best walks from one entity after another, within a limit of cost."""

    def __init__(
        self, graph: NumberedGraph, question: Question, memory: WorkingMemory, dearest: int
    ) -> None:
        super().__init__(graph, question, memory)
        self.hops = int(self.ask[Ask.HOPS])
        self.accepting = np.flatnonzero(question.accepting)
        self.ask[Ask.COST] = dearest
        self.ask[Ask.BUDGET] = self.ask[Ask.LOOKS] = ENDLESS

    def best_costs(self, entity: int) -> NDArray[np.int64]:
        """The costs of the best walks from an entity to each other, in any order."""
        ask, memory = self.ask, self.memory
        ask[Ask.START] = ask[Ask.END] = entity
        with memory.used():
            memory.home[0][0] = memory.add_slot(entity, int(ask[Ask.QUALITIES]))
            size = 1
            for depth in range(1, self.hops + 1):
                size, _ = self.layer(backward_layer, size, lambda: tuple(memory.home), depth, 2)
                memory.home.reverse()
                if not size or memory.stop[0]:
                    break
            slots = memory.slots[: memory.tally[Tally.SLOTS]]
            found = (
                (slots["head"] >= 0)
                & np.isin(slots["quality"], self.accepting)
                & (slots["entity"] != entity)
            )
            entities = slots["entity"][found]
            costs = memory.records["cost"][slots["head"][found]]
            order = np.lexsort((costs, entities))
            entities, costs = entities[order], costs[order]
            first = np.ones(len(entities), np.bool_)
            first[1:] = entities[1:] != entities[:-1]
            best: NDArray[np.int64] = costs[first]
            return best
