"""What an entity needs: the fewest things whose failure makes it fail.

An input that is needed alone makes what it goes into fail; inputs by one relation that can stand
in for each other do so together. What fails with a set of entities is the least set that holds
it and is closed under this. Which relations are inputs and whether each of them is needed is
said by the ontology, or by the claim.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from policygraph.analyses.cited import Node
from policygraph.model.collection import Collection
from policygraph.query.deadline import Deadline
from policygraph.query.edges import Edge, edges_under
from policygraph.query.query import Query

#: The most entities of a set, and the most sets that are tried.
MOST_TOGETHER = 3
MOST_TRIED = 100_000


@dataclass(frozen=True, slots=True)
class Needs:
    """The smallest sets of entities whose failure makes the end of a question fail.

    No set holds a smaller one. They are sorted by size, then by id. ``complete`` is False where
    not all sets of up to :data:`MOST_TOGETHER` could be tried.
    """

    sets: tuple[tuple[Node, ...], ...]
    complete: bool

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "sets": [[asdict(node) for node in one] for one in self.sets],
            "complete": self.complete,
            "most_together": MOST_TOGETHER,
        }


class _Inputs:
    """The inputs of each entity that are needed alone, and those that stand in for each other."""

    def __init__(self, collection: Collection, edges: Iterable[Edge]) -> None:
        ontology = collection.ontology
        self.alone: dict[str, set[str]] = defaultdict(set)
        self.together: dict[str, dict[str, set[str]]] = defaultdict(dict)
        for edge in edges:
            needs = {
                need
                for claim in edge.supporting
                if (need := claim.need or ontology.relations[edge.relation].need) is not None
            }
            known = [ontology.needs[need] for need in needs if need in ontology.needs]
            way = ontology.way(edge.relation, True) or ontology.way(edge.relation, False)
            if not known or way is None or way.effect != "enables":
                continue
            along = ontology.way(edge.relation, True) is not None
            given, taker = (edge.subject, edge.object) if along else (edge.object, edge.subject)
            if given == taker:
                continue
            if any(need.alone for need in known):
                self.alone[taker].add(given)
            else:
                self.together[taker].setdefault(edge.relation, set()).add(given)
        self.takers: dict[str, set[str]] = defaultdict(set)
        for taker in {*self.alone, *self.together}:
            for given in self.of(taker):
                self.takers[given].add(taker)

    def of(self, entity: str) -> set[str]:
        """All inputs of an entity."""
        return set(self.alone.get(entity, ())).union(*self.together.get(entity, {}).values())

    def behind(self, entity: str) -> set[str]:
        """All that an entity's inputs come from, step by step."""
        found: set[str] = set()
        left = [entity]
        while left:
            for given in self.of(left.pop()):
                if given not in found:
                    found.add(given)
                    left.append(given)
        return found

    def failing_with(self, entities: Iterable[str]) -> set[str]:
        """All that fails where some entities do."""
        failed = set(entities)
        left = list(failed)
        while left:
            for taker in self.takers.get(left.pop(), ()):
                if taker not in failed and self._fails(taker, failed):
                    failed.add(taker)
                    left.append(taker)
        return failed

    def _fails(self, taker: str, failed: set[str]) -> bool:
        if self.alone.get(taker, set()) & failed:
            return True
        return any(inputs <= failed for inputs in self.together.get(taker, {}).values())


def needs_of(collection: Collection, query: Query, deadline: Deadline) -> Needs:
    """The smallest sets of up to three entities, between the ends, that stop the end.

    The start is in none of them: what it does is the question.
    """
    inputs = _Inputs(collection, edges_under(collection, query))
    candidates = sorted(inputs.behind(query.end) - {query.start, query.end})
    found: list[frozenset[str]] = []
    tried = 0
    for size in range(1, MOST_TOGETHER + 1):
        for names in combinations(candidates, size):
            tried += 1
            if tried > MOST_TRIED or deadline.passes():
                return _told(collection, found, complete=False)
            chosen = frozenset(names)
            if any(one <= chosen for one in found):
                continue
            if query.end in inputs.failing_with(chosen):
                found.append(chosen)
    return _told(collection, found, complete=True)


def _told(collection: Collection, found: list[frozenset[str]], *, complete: bool) -> Needs:
    sets = tuple(tuple(Node.of(collection, name) for name in sorted(one)) for one in found)
    return Needs(sets, complete)
