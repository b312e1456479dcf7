"""Common: the entities from which influence reaches two others, as both may share a cause."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from math import inf
from typing import Any

from policygraph.analyses.answer import COMPLETE, TRUNCATED, VERSION, truncation
from policygraph.analyses.cited import Node
from policygraph.analyses.no_result import Nothing, why_nothing
from policygraph.analyses.path import Path, term
from policygraph.analyses.path_maker import PathMaker
from policygraph.analyses.reach import DEFAULT_LIMIT, Telling, check_end, rest_of
from policygraph.analyses.trace import scope_of_its_time
from policygraph.engines.base import Engine, Reach
from policygraph.engines.reference.reach import query_of
from policygraph.errors import UsageError
from policygraph.model.collection import Collection
from policygraph.model.cost import SCALE
from policygraph.model.names import isolated
from policygraph.model.ontology import Grade
from policygraph.presentation import Presented
from policygraph.query.deadline import Deadline
from policygraph.query.influence.grades import nearest_grade
from policygraph.query.query import Scope


@dataclass(frozen=True, slots=True)
class Shared:
    """An entity with its best path to each of the two.

    ``likelihood`` is the product of the paths' chain strengths, ``weight`` that of their grades,
    which ``grade`` words; ``cost`` are the costs by which they are ranked, together. The paths
    may share steps, so this ranks and is no probability.
    """

    entity: Node
    first: Path
    second: Path
    grade: Grade | None = None

    @property
    def cost(self) -> int:
        """What both paths cost together."""
        return self.first.cost + self.second.cost

    @property
    def likelihood(self) -> float:
        """The product of both chain strengths."""
        return self.first.likelihood * self.second.likelihood

    @property
    def weight(self) -> float | None:
        """The product of both grades; None where a path has none."""
        return product_of(self.first, self.second)

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "entity": asdict(self.entity),
            "likelihood": self.likelihood,
            "grade": term(self.grade),
            "cost": self.cost / SCALE,
            "paths": [self.first.as_dict(), self.second.as_dict()],
        }


@dataclass(frozen=True, slots=True)
class Common(Presented):
    """The best ``limit`` of what reaches both, and how many there are in all.

    Ranked by what both paths are ranked by together, then by fewer hops, then by id. A truncated
    result is a true prefix, and ``total`` counts what is in it; ``reason`` says why it is, as
    that of an answer.
    """

    scope: Scope
    first: Node
    second: Node
    engine: str
    status: str
    expansions: int
    total: int
    shared: tuple[Shared, ...]
    nothing: Nothing | None
    reason: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives it, ready for :func:`json.dumps`."""
        return {
            "version": VERSION,
            "query": {
                "first": self.first.id,
                "second": self.second.id,
                **self.scope.as_dict(),
            },
            "engine": self.engine,
            "status": self.status,
            **truncation(self.reason),
            "spent": {"expansions": self.expansions},
            "first": asdict(self.first),
            "second": asdict(self.second),
            "total": self.total,
            "common": [one.as_dict() for one in self.shared],
            "absence": self.nothing.as_dict() if self.nothing else None,
        }

    def __repr__(self) -> str:
        ends = f"{self.first.label} and {self.second.label}"
        return f"<Common of {ends}: {self.total} entities, {self.status}>"


def common(
    collection: Collection,
    scope: Scope,
    first: str,
    second: str,
    engine: Engine,
    *,
    limit: int = DEFAULT_LIMIT,
) -> Common:
    """What reaches both of two entities under a checked scope.

    Raises :class:`UsageError` where the two are one, or ``scope`` avoids one of them.
    """
    if first == second:
        raise UsageError(f"{first} is named twice; name two entities, or ask reach --backward")
    check_end(scope, first)
    check_end(scope, second)
    deadline = Deadline(scope.seconds)
    # Half for each, so that neither takes all and leaves nothing that both have.
    half = max(1, scope.budget // 2)
    timed = replace(scope, budget=half, seconds=deadline.within(0.4).seconds)
    left = engine.reach(collection, timed, first, backward=True, rank=scope.rank)
    timed = replace(rest_of(scope, left.expansions), seconds=deadline.within(0.6).seconds)
    right = engine.reach(collection, timed, second, backward=True, rank=scope.rank)
    complete, spent = left.complete and right.complete, left.expansions + right.expansions
    names = _ranked(left, right)
    nothing = None
    if not names and complete:

        def gives(wider: Scope) -> tuple[bool | None, int]:
            graph, wider = scope_of_its_time(collection, wider)
            ends = graph.entity_id(first), graph.entity_id(second)
            one = engine.reach(graph, wider, ends[0], backward=True, rank=scope.rank)
            rest = replace(rest_of(wider, one.expansions), seconds=deadline.searching)
            other = engine.reach(graph, rest, ends[1], backward=True, rank=scope.rank)
            took = one.expansions + other.expansions
            if not set(one.entities).isdisjoint(other.entities):
                return True, took
            return False if one.complete and other.complete else None, took

        labels = {end: isolated(collection.label(end)) for end in (first, second)}
        nothing = why_nothing(
            collection,
            query_of(rest_of(scope, spent), first, second),
            f"nothing reaches both {labels[first]} and {labels[second]}",
            {label: collection.index.degree(end) for end, label in labels.items()},
            gives,
            deadline,
        )
    telling, maker = Telling(scope, deadline), PathMaker(collection, scope)
    shared: list[Shared] = []
    for name in names[:limit]:
        both = [telling.moves(found, name) for found in (left, right)]
        paths = [maker.path(moves) for moves in both if moves is not None]
        if len(paths) < 2:
            break
        weight = product_of(*paths)
        grade = nearest_grade(collection.ontology, weight) if weight is not None else None
        shared.append(Shared(Node.of(collection, name), paths[0], paths[1], grade))
    reason = telling.reason or left.reason or right.reason
    return Common(
        scope=scope,
        first=Node.of(collection, first),
        second=Node.of(collection, second),
        engine=engine.name,
        status=TRUNCATED if reason else COMPLETE,
        expansions=spent + (nothing.expansions if nothing else 0),
        total=len(names),
        shared=tuple(shared),
        nothing=nothing,
        reason=reason,
    )


def product_of(first: Path, second: Path) -> float | None:
    """The product of the grades of two paths; None where one has none."""
    if first.weight is None or second.weight is None:
        return None
    return first.weight * second.weight


def _ranked(left: Reach, right: Reach) -> list[str]:
    """The entities of both, best first; where one is truncated, as far as that is certain.

    What a truncated reach has not found costs at least as much as the last that it found,
    so whatever costs less in both together is ahead of it.
    """
    known = {
        name: (cost, hops)
        for name, cost, hops in zip(left.entities, left.costs, left.hops, strict=True)
    }
    ranked = sorted(
        (known[name][0] + cost, known[name][1] + hops, name)
        for name, cost, hops in zip(right.entities, right.costs, right.hops, strict=True)
        if name in known
    )
    bound = min(
        inf if found.complete else (found.costs[-1] if len(found.costs) else 0)
        for found in (left, right)
    )
    return [name for cost, _, name in ranked if cost < bound]
