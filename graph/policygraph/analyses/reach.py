"""Reach: every entity that influence from one reaches, or from which it reaches one."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from policygraph.analyses.answer import COMPLETE, MAKING, TRUNCATED, VERSION, truncation
from policygraph.analyses.cited import Node
from policygraph.analyses.no_result import Nothing, why_nothing
from policygraph.analyses.path import Path, term
from policygraph.analyses.path_maker import PathMaker
from policygraph.analyses.trace import scope_of_its_time
from policygraph.engines.base import STEPS, TIME, Engine, Move, Reach
from policygraph.engines.reference.reach import query_of
from policygraph.errors import UsageError
from policygraph.model.collection import Collection
from policygraph.presentation import Presented
from policygraph.query.deadline import Deadline
from policygraph.query.query import Scope

#: How many entities are given in full unless more are asked for.
DEFAULT_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Reached:
    """An entity with the best path to it, or from it to the one that was asked about."""

    entity: Node
    path: Path

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "entity": asdict(self.entity),
            "likelihood": self.path.likelihood,
            "grade": term(self.path.grade),
            "hops": self.path.hops,
            "effect": self.path.effect,
            "path": self.path.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class ReachResult(Presented):
    """The best ``limit`` of what is reached, by influence, and how many there are in all.

    ``backward``: they reach ``entity``, and not it them. Of the types asked for, if any,
    and their sub-types. A truncated result is a true prefix, and ``total`` what was found;
    ``reason`` says why it is, as that of an answer.
    """

    scope: Scope
    entity: Node
    backward: bool
    types: tuple[str, ...]
    engine: str
    status: str
    expansions: int
    total: int
    reached: tuple[Reached, ...]
    nothing: Nothing | None
    reason: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives it, ready for :func:`json.dumps`."""
        return {
            "version": VERSION,
            "query": {
                "entity": self.entity.id,
                "backward": self.backward,
                "types": list(self.types),
                **self.scope.as_dict(),
            },
            "engine": self.engine,
            "status": self.status,
            **truncation(self.reason),
            "spent": {"expansions": self.expansions},
            "entity": asdict(self.entity),
            "total": self.total,
            "reached": [one.as_dict() for one in self.reached],
            "absence": self.nothing.as_dict() if self.nothing else None,
        }

    def __repr__(self) -> str:
        return f"<Reach of {self.entity.label}: {self.total} entities, {self.status}>"


def reach(
    collection: Collection,
    scope: Scope,
    entity: str,
    engine: Engine,
    *,
    backward: bool = False,
    types: tuple[str, ...] = (),
    limit: int = DEFAULT_LIMIT,
) -> ReachResult:
    """What an entity reaches under a checked scope, or what reaches it.

    Raises :class:`UsageError` where ``scope`` avoids the entity itself.
    """
    check_end(scope, entity)
    deadline = Deadline(scope.seconds)
    timed = replace(scope, seconds=deadline.searching)
    found = engine.reach(collection, timed, entity, backward=backward, rank=scope.rank)
    wanted = collection.ontology.with_subtypes(types)
    names = [
        name for name in found.entities if not types or collection.entities[name].type in wanted
    ]
    nothing = None
    if not names and found.complete:

        def gives(wider: Scope) -> tuple[bool | None, int]:
            graph, wider = scope_of_its_time(collection, wider)
            more = engine.reach(
                graph, wider, graph.entity_id(entity), backward=backward, rank=wider.rank
            )
            if any(not types or graph.entities[e].type in wanted for e in more.entities):
                return True, more.expansions
            return False if more.complete else None, more.expansions

        label = collection.label(entity)
        kind = f" of type {' or '.join(types)}" if types else ""
        what = f"nothing{kind} reaches {label}" if backward else f"{label} reaches nothing{kind}"
        nothing = why_nothing(
            collection,
            query_of(rest_of(scope, found.expansions), entity, ""),
            what,
            {label: collection.index.degree(entity)},
            gives,
            deadline,
        )
    telling, maker = Telling(scope, deadline), PathMaker(collection, scope)
    reached: list[Reached] = []
    for rank, name in enumerate(names[:limit], 1):
        moves = telling.moves(found, name)
        if moves is None:
            break
        path = maker.path(moves, rank)
        reached.append(Reached(Node.of(collection, name), path))
    reason = telling.reason or found.reason
    return ReachResult(
        scope=scope,
        entity=Node.of(collection, entity),
        backward=backward,
        types=types,
        engine=engine.name,
        status=TRUNCATED if reason else COMPLETE,
        expansions=found.expansions + (nothing.expansions if nothing else 0),
        total=len(names),
        reached=tuple(reached),
        nothing=nothing,
        reason=reason,
    )


class Telling:
    """Looks up the paths that are told, while there is time and while they may have more steps.

    ``reason`` says why not all that were asked for were told, if they were not.
    """

    def __init__(self, scope: Scope, deadline: Deadline) -> None:
        self.steps_left, self.reason = scope.max_steps, ""
        # Rendering takes about half as long.
        self.deadline = deadline.within(2 / 3, MAKING)

    def moves(self, found: Reach, entity: str) -> tuple[Move, ...] | None:
        """The best path between the two; None if it cannot be told any more."""
        if self.reason or self.deadline.look():
            self.reason = self.reason or TIME
            return None
        moves = found.path(entity, self.deadline.seconds)
        if moves is None:
            self.reason = TIME
            return None
        self.steps_left -= len(moves)
        if self.steps_left < 0:
            self.reason = STEPS
            return None
        return moves


def check_end(scope: Scope, entity: str) -> None:
    """Raise :class:`UsageError` where a scope avoids an entity that is asked about."""
    if entity in scope.avoid:
        raise UsageError(f"avoid names {entity}, which is asked about; drop it")


def rest_of(scope: Scope, spent: int) -> Scope:
    """The scope with what is left of its budget."""
    return replace(scope, budget=max(0, scope.budget - spent))
