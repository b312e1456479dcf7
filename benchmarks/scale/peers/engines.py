"""policygraph's own engines, called as any caller does: ids in, moves with claims out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import islice
from typing import Any

from policygraph import KnowledgeGraph
from policygraph.engines import ENGINES
from policygraph.query.query import Scope

from ..graphs import entity_id
from ..questions import LIFTED, PATTERN, PLAIN, Answer, Path, Question, Reached

#: The number of reached entities whose ids are read, as many as a command shows.
_SHOWN = 20


class Ours:
    """A loaded graph and the engine that answers."""

    def __init__(self, graph: KnowledgeGraph, engine: str) -> None:
        self.collection = graph.collection
        self.graph = graph
        self.engine = ENGINES[engine]
        self.scopes: dict[int, Scope] = {}

    def shortest(self, question: Question) -> list[Path]:
        """The distance with the entities between; the claims of its steps are not read."""
        start, end = entity_id(question.start), entity_id(question.end)
        found = self.engine.distance(self.collection, self._scope(question), start, end)
        assert found.complete, f"truncated after {found.expansions}"
        if found.hops is None:
            return []
        return [Path(found.hops, tuple([int(entity[1:]) for entity in found.entities]))]

    def best(self, question: Question) -> list[Path]:
        """Ranked by likelihood."""
        options: dict[str, Any] = {}
        if question.patterned:
            options["pattern"] = PATTERN
        if question.day is not None:
            day = date(1970, 1, 1) + timedelta(question.day)
            options |= {"as_of": day.isoformat(), "min_likelihood": question.least / 100}
        return self._search(question, **options)

    def _search(self, question: Question, **options: Any) -> list[Path]:
        query = self.graph.query(
            entity_id(question.start),
            entity_id(question.end),
            k=question.k,
            max_hops=question.hops,
            direction="influence",
            **{**PLAIN, **options},
        )
        found = self.engine.search(self.collection, query)
        assert found.complete, f"truncated after {found.expansions}"
        return [
            Path(
                sum(move.edge.cost for move in path),
                (question.start, *(int(move.target[1:]) for move in path)),
                tuple(("" if move.along else "-") + move.edge.relation for move in path),
            )
            for path in found.paths
        ]

    def reach(self, question: Question) -> Callable[[], Answer]:
        """The entities by how many hops away they are; some ids are read, the others later."""
        start = entity_id(question.start)
        found = self.engine.within(self.collection, self._scope(question), start)
        assert found.complete, f"truncated after {found.expansions}"
        assert len(list(islice(found, _SHOWN))) <= _SHOWN

        def read() -> Answer:
            return Reached(len(found), sum(int(entity[1:]) for entity in found))

        return read

    def costs(self, question: Question) -> Callable[[], Answer]:
        """The entities reached with their costs; some ids are read, the others later."""
        scope = self._scope(question)
        start = entity_id(question.start)
        found = self.engine.reach(self.collection, scope, start, rank=scope.rank)
        assert found.complete, f"truncated after {found.expansions}"
        assert len(list(found.entities[:_SHOWN])) <= _SHOWN

        def read() -> Answer:
            numbers = sum(int(entity[1:]) for entity in found.entities)
            return Reached(len(found.entities), numbers, sum(found.costs))

        return read

    def _scope(self, question: Question) -> Scope:
        """The options of a question without its ends, checked once as peers prepare a graph."""
        scope = self.scopes.get(question.hops)
        if scope is None:
            options: dict[str, Any] = {"max_hops": question.hops, "direction": "influence"}
            scope = self.scopes[question.hops] = self.graph.scope(**options, **LIFTED)
        return scope
