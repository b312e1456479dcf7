"""Plain questions: hops and nothing else, which bare frontiers answer.

A question is plain if every state of a search is an entity and every step that its relation
allows is taken: it has no pattern, filter, order of time or rule. Then fewest hops are those of a
bare frontier. What is plain is read from the question as the kernels of a search take it, so that
there is one definition of each option.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from policygraph.engines.compact.kernels.layout import ENDLESS, Ask, Select, Status, Tally
from policygraph.engines.compact.kernels.registry import join_ends
from policygraph.engines.compact.layers import refuse_damage
from policygraph.engines.compact.numbered_graph import NumberedGraph
from policygraph.engines.compact.question import Question
from policygraph.engines.compact.working_memory import WorkingMemory
from policygraph.model.collection import Collection

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: (origin, relation, target, whether against the statement, grade), in numbers.
Step = tuple[int, int, int, bool, int]
#: Restrictions of a question, which a bare frontier does not know.
_RESTRICTING = [Ask.CHRONOLOGICAL, Ask.TYPED, Ask.FILTERED, Ask.MASKED, Ask.GRADED, Ask.WATCHED]


@dataclass(frozen=True, eq=False)
class Plain:
    """What the kernels need to know of a plain question, without its ends."""

    letters: NDArray[np.int32]
    symmetric: NDArray[np.uint8]
    hops: int
    budget: int
    leave: tuple[int, int]
    arrive: tuple[int, int]


def plain_of(collection: Collection, question: Question) -> Plain | None:
    """The plain form of a question, if it is plain."""
    ask = question.ask
    if (
        ask[_RESTRICTING].any()
        or ask[Ask.QUALITIES] != 1
        or ask[Ask.CHOICES] != 1
        or ask[Ask.MAX_DEGREE] != ENDLESS
        or len(question.avoid)
        or not question.accepting[0]
    ):
        return None
    relations = collection.ontology.relations
    return Plain(
        letters=question.letters,
        symmetric=np.array([relations[name].symmetric for name in sorted(relations)], np.uint8),
        hops=int(ask[Ask.HOPS]),
        budget=int(ask[Ask.BUDGET]),
        leave=(int(ask[Ask.LEAVE]), int(ask[Ask.LEAVE_END])),
        arrive=(int(ask[Ask.ARRIVE]), int(ask[Ask.ARRIVE_END])),
    )


def wants_one(question: Question) -> bool:
    """Whether a question asks for the best of the shortest paths between two entities."""
    ask = question.ask
    return bool(
        ask[Ask.BY_HOPS]
        and ask[Ask.SELECT] == Select.SHORTEST
        and ask[Ask.K] == 1
        and ask[Ask.START] != ask[Ask.END]
    )


def join(
    graph: NumberedGraph, plain: Plain, memory: WorkingMemory, start: int, end: int
) -> tuple[Status, tuple[Step, ...]]:
    """The steps of the best of the shortest paths between two entities, if there is one."""
    tally = memory.tally
    numbers = start, end, plain.hops, plain.budget, *plain.leave, *plain.arrive
    while True:
        if memory.joining is None or memory.joining[0] is not plain:
            memory.joining = plain, _joining(graph, plain, memory)
        status = memory.joining[1](*numbers)
        memory.looked += int(tally[Tally.LOOKS])
        if status == Status.DONE:
            break
        if status == Status.DAMAGED:
            refuse_damage()
        if status != Status.CAPACITY:
            return Status(status), ()
        memory.grow_sides()
    values = iter(memory.result[: 3 * tally[Tally.FOUND]].tolist())
    steps, origin = [], start
    for relation, against, target in zip(values, values, values, strict=True):
        steps.append((origin, relation, target, bool(against), 0))
        origin = target
    return Status.DONE, tuple(steps)


def _joining(graph: NumberedGraph, plain: Plain, memory: WorkingMemory) -> Callable[..., int]:
    """The kernel over all arrays that it takes."""
    arrays = graph.arrays
    return join_ends.bound(
        arrays.lists,
        arrays.moves,
        arrays.costs,
        plain.letters,
        plain.symmetric,
        arrays.insert_before,
        memory.slot_of,
        memory.seen,
        memory.result,
        memory.ahead,
        memory.behind,
        memory.tally,
        memory.stop,
    )
