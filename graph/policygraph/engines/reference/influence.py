"""How much entities influence: who influences whom in one step, and best paths to all others.

What the rules of influence ask of a whole path is lifted here, so that its state is an entity and
a state of the composition. What may follow after a step might have followed before it; so cutting
a cycle out of a walk leaves an acceptable one, and the best walk to an entity is a path.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import count

from policygraph.engines.base import Influence, Pairs, crossings
from policygraph.engines.reference.product_graph import Arrow, ProductGraph, State
from policygraph.model.collection import Collection
from policygraph.query.deadline import Deadline
from policygraph.query.edges import edges_under
from policygraph.query.query import Scope


def pairs(collection: Collection, scope: Scope) -> Pairs:
    """See :meth:`policygraph.engines.base.Engine.pairs`."""
    found = set[tuple[str, str]]()
    for edge in edges_under(collection, scope):
        if edge.subject == edge.object:
            continue
        ends = edge.subject, edge.object
        for forward in crossings(collection.ontology, edge.relation, scope, loop=False):
            found.add(ends if forward else ends[::-1])
    entities = sorted({entity for pair in found for entity in pair})
    number = {name: position for position, name in enumerate(entities)}
    ordered = sorted(found)
    return Pairs(
        entities,
        [collection.entities[name].type for name in entities],
        [number[origin] for origin, _ in ordered],
        [number[target] for _, target in ordered],
    )


def influence(
    collection: Collection, scope: Scope, entities: Iterable[str], dearest: int, least: int
) -> list[Influence]:
    """See :meth:`policygraph.engines.base.Engine.influence`."""
    deadline = Deadline(scope.seconds)
    graph = ProductGraph(collection, scope, deadline, graded=True)
    leaving: dict[str, list[Arrow]] = defaultdict(list)
    for arrow in graph.arrows:
        leaving[arrow.move.origin].append(arrow)
    found: list[Influence] = []
    left = scope.budget
    for entity in entities:
        if left <= 0 and len(found) >= least:
            break
        costs = _best_costs(graph, leaving, entity, scope.max_hops, dearest, deadline)
        if deadline.passed:
            break
        found.append(Influence.of(costs))
        left -= len(costs)
    return found


def _best_costs(
    graph: ProductGraph,
    leaving: Mapping[str, Sequence[Arrow]],
    entity: str,
    max_hops: int,
    dearest: int,
    deadline: Deadline,
) -> list[int]:
    """The costs of the best paths from an entity to each other, rising."""
    tie = count()
    state, _ = graph.start(entity)
    queue: list[tuple[int, int, int, State]] = [(0, 0, next(tie), state)]
    #: The fewest hops with which each state was left; a later label costs no less.
    fewest: dict[State, int] = {}
    best: dict[str, int] = {}
    while queue and not deadline.passes():
        cost, hops, _, state = heapq.heappop(queue)
        if hops >= fewest.get(state, max_hops + 1):
            continue
        fewest[state] = hops
        if state.entity != entity:
            best.setdefault(state.entity, cost)
        if hops == max_hops:
            continue
        for arrow in leaving.get(state.entity, ()):
            after, more = graph.after(state, arrow), cost + arrow.move.cost
            if after is not None and more <= dearest:
                heapq.heappush(queue, (more, hops + 1, next(tie), after))
    return list(best.values())
