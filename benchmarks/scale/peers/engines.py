"""policygraph's own engines, called as any caller does: ids in, moves with claims out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from policygraph import KnowledgeGraph
from policygraph.engines import ENGINES

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

    def shortest(self, question: Question) -> list[Path]:
        """One path, ranked by hops."""
        paths = self._search(question, rank="hops")
        return [Path(len(path.relations), path.entities, path.relations) for path in paths]

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
        """The entities reached with their costs; the ids of the best are read, the others later."""
        scope = self.graph.scope(max_hops=question.hops, direction="influence", **LIFTED)
        start = entity_id(question.start)
        found = self.engine.reach(self.collection, scope, start, rank=scope.rank)
        assert found.complete, f"truncated after {found.expansions}"
        assert len(list(found.entities[:_SHOWN])) <= _SHOWN

        def read() -> Answer:
            numbers = sum(int(entity[1:]) for entity in found.entities)
            return Reached(len(found.entities), numbers, sum(found.costs))

        return read
