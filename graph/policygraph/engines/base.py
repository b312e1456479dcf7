"""The contract of an engine: every engine gives the same paths in the same order for a query.

An engine returns paths as sequences of moves over edges, and whether they are complete. It
neither resolves names nor renders. docs/paths.md defines the meaning of a query;
tests/engines/ hold every engine of the registry to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import fsum
from typing import Any, NamedTuple, Protocol

from policygraph.model.collection import Collection
from policygraph.model.cost import strength_of
from policygraph.model.ontology import Ontology
from policygraph.query.edges import Edge
from policygraph.query.influence.rules import counted_ways
from policygraph.query.query import Query, Scope


class Move(NamedTuple):
    """One step over an edge, from its subject to its object (``forward``) or the other way.

    Where paths are ranked by influence, ``grade`` is that of the claims for it, ``weight_cost``
    its cost, and the edge has the claims of this grade only.
    """

    edge: Edge
    forward: bool
    grade: str = ""
    weight_cost: int = 0
    grade_order: int = 0

    @property
    def cost(self) -> int:
        """What the step adds to the cost of a path."""
        return self.edge.cost + self.weight_cost

    @property
    def along(self) -> bool:
        """Whether the step goes along the statement; over a symmetric edge it always does."""
        return self.forward or self.edge.symmetric

    @property
    def origin(self) -> str:
        """The entity the step leaves."""
        return self.edge.subject if self.forward else self.edge.object

    @property
    def target(self) -> str:
        """The entity the step reaches."""
        return self.edge.object if self.forward else self.edge.subject

    @property
    def order(self) -> tuple[str, bool, str, int]:
        """What breaks ties between steps: relation, along before against, entity, grade."""
        return self.edge.relation, not self.along, self.target, self.grade_order


#: Why an answer is cut short: the budget of expansions, the time, the steps that its paths may
#: have, or the memory for partial paths is used up.
BUDGET, TIME, STEPS, MEMORY = REASONS = ("budget", "time", "steps", "memory")


#: The variants of levers are counted among so many best paths.
COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search: paths in rank order, and whether they are all there are.

    ``complete`` is False when something ran out; the paths are then a true prefix of the
    complete answer, and ``reason`` is one of :data:`REASONS`.

    Where levers are counted, each path is the best of its lever, and ``variants`` has, for each,
    the further paths of the lever among the best ones of the question (:data:`COUNTED`), in their
    order; ``counted`` says whether these are all.
    """

    paths: tuple[tuple[Move, ...], ...]
    complete: bool
    expansions: int
    reason: str = ""
    variants: tuple[tuple[tuple[Move, ...], ...], ...] = ()
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Reach:
    """The entities that one entity reaches, or is reached from, best first.

    ``entities``, ``costs`` and ``hops`` are parallel: each other entity, with the cost and
    the steps of the best path between the two. They are sorted by the rank's key (cost and
    hops, or hops and cost), then by entity id. ``path`` computes the best path to one of
    them on demand, so that a million entities can be reached; it is given how many seconds it
    may take, and gives None where they do not suffice. ``complete`` is False when something ran
    out; the entities are then a true prefix of all of them, and ``reason`` is one of
    :data:`REASONS`.
    """

    entities: Sequence[str]
    costs: Sequence[int]
    hops: Sequence[int]
    complete: bool
    expansions: int
    path: Callable[[str, float | None], tuple[Move, ...] | None]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Distance:
    """How many hops one entity is from another.

    ``hops`` is None where there is no path within ``max_hops`` (or none was found: ``complete`` is
    False). ``entities`` are those on the best of the shortest paths, both ends included. ``path``
    reads the steps of that path with their claims, as :attr:`Reach.path` does; both are read when
    they are asked for, and are empty without a path.
    """

    hops: int | None
    entities: Sequence[str]
    complete: bool
    expansions: int
    path: Callable[[float | None], tuple[Move, ...] | None]
    reason: str = ""

    def __repr__(self) -> str:
        status = "complete" if self.complete else "truncated"
        return f"<Distance {'none' if self.hops is None else self.hops}, {status}>"


@dataclass(frozen=True, slots=True)
class Within:
    """The entities within some hops of one, or those that have it within some hops.

    ``levels[h - 1]`` are the ids of those that are ``h`` hops away, sorted, and read when they
    are accessed. Levels end before ``max_hops`` where there is nothing further. ``complete`` is
    False when something ran out (``reason``): the levels that it has are whole, and further ones
    are missing.
    """

    levels: Sequence[Sequence[str]]
    complete: bool
    expansions: int
    reason: str = ""

    def __len__(self) -> int:
        return sum(map(len, self.levels))

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(self.levels)

    def __repr__(self) -> str:
        status = "complete" if self.complete else "truncated"
        return f"<Within {len(self)} entities in {len(self.levels)} levels, {status}>"


@dataclass(frozen=True, slots=True)
class Corridor:
    """The moves that lie on walks from start to end within the bound.

    ``moves`` is sorted by edge, forward before backward; a move may be computed on demand.
    ``ends`` holds the entities that each leaves and reaches, for which no claims are read.
    ``complete`` is False when the budget or the time ran out (``reason``); there are no moves
    then, since a part of a corridor proves nothing.
    """

    moves: Sequence[Move]
    ends: Sequence[tuple[str, str]]
    complete: bool
    expansions: int
    reason: str = ""

    @classmethod
    def of(cls, moves: Sequence[Move], expansions: int) -> Corridor:
        """The complete corridor of these moves."""
        return cls(moves, [(move.origin, move.target) for move in moves], True, expansions)

    @classmethod
    def cut_short(cls, expansions: int, reason: str = BUDGET) -> Corridor:
        """The empty corridor of a search for which something ran out."""
        return cls((), (), False, expansions, reason)


class Pairs(NamedTuple):
    """Who influences whom in one step: each pair of two entities once, sorted.

    ``entities`` are the ids of both ends, sorted, and ``types`` the type of each. ``origins`` and
    ``targets``, parallel, are positions among them: lists of numbers, or arrays of numpy.
    """

    entities: Sequence[str]
    types: Sequence[str]
    origins: Any
    targets: Any


class Influence(NamedTuple):
    """How many entities one influences within a bound, and the sum of their strengths.

    The strength is that of the best path to each, likelihood times grade.
    """

    reached: int
    strength: float

    @classmethod
    def of(cls, costs: Iterable[int]) -> Influence:
        """The influence of an entity from the cost of its best path to each other."""
        strengths = [strength_of(cost) for cost in costs]
        return cls(len(strengths), fsum(strengths))


class Engine(Protocol):
    """An engine; ``local`` says whether a query reads only the neighbourhood of its ends.

    An engine that is not local goes over the whole graph for each query.
    """

    name: str
    local: bool

    def search(self, collection: Collection, query: Query) -> Found:
        """The paths of ``query``, which has been checked against ``collection``."""
        ...

    def reach(
        self,
        collection: Collection,
        scope: Scope,
        entity: str,
        *,
        backward: bool = False,
        rank: str = "influence",
    ) -> Reach:
        """For every other entity the best path from ``entity`` to it.

        The path is that of ``Query(entity, other, k=1, rank=rank)`` with the options of
        ``scope``; ``backward``, that of ``Query(other, entity, ...)``. Entities that ``scope``
        avoids are not reached; ``entity`` is none of them.
        """
        ...

    def distance(self, collection: Collection, scope: Scope, start: str, end: str) -> Distance:
        """How many hops it is from ``start`` to ``end``, and by which path.

        It is the path of ``Query(start, end, k=1, rank="hops", each_path=True)`` with the options
        of ``scope``.
        """
        ...

    def within(
        self, collection: Collection, scope: Scope, entity: str, *, backward: bool = False
    ) -> Within:
        """The entities that :meth:`reach` by hops gives, and how many hops away they are."""
        ...

    def corridor(self, collection: Collection, query: Query) -> Corridor:
        """The moves on walks from start to end under the filters of ``query``.

        A walk has at most ``max_hops`` moves and obeys direction, ``transit_types``,
        ``not_transit_types``, ``max_degree``, ``avoid``, ``via``, the pattern and the order of
        times. It passes neither end on its way unless ``mode`` is ``walk`` or ``trail``. It may
        pass anything else twice, whatever the mode, so a corridor can exist without a path; but
        every path of the query lies in it. ``k``, ``select`` and ``rank`` do not matter.
        """
        ...

    def strengths(self, collection: Collection) -> Sequence[float]:
        """The distinct strengths of the claims of a collection, rising."""
        ...

    def pairs(self, collection: Collection, scope: Scope) -> Pairs:
        """Who influences whom in one step, by the filters, direction and channels of ``scope``."""
        ...

    def influence(
        self,
        collection: Collection,
        scope: Scope,
        entities: Sequence[str],
        dearest: int,
        least: int,
    ) -> list[Influence]:
        """How much each of some entities influences, by best paths of at most a cost.

        ``scope`` lifts what hangs on a whole path (order of time, force, addressee), ranks by
        influence, and has no ``via``, pattern or order of steps; then the best walk is a path.
        Fewer than asked for where the time is up, or where those reached, together, are as many as
        the budget; by the budget never fewer than ``least``.
        """
        ...


def crossings(
    ontology: Ontology, relation_id: str, scope: Scope, *, loop: bool
) -> tuple[bool, ...]:
    """The ways a step may cross an edge: True from subject to object, False the other way.

    Under ``influence`` the ways that the ontology says influence flows, in channels that count
    or are asked for; under ``stated`` from subject to object, and both ways if the relation is
    symmetric; under ``any`` both. A self-loop returns to its entity either way, so it is crossed
    one way only: that of its influence if it has one that is permitted.
    """
    relation = ontology.relations[relation_id]
    if scope.direction == "influence":
        ways = counted_ways(ontology, relation_id, scope)
    else:
        one_way = scope.direction == "stated" and not relation.symmetric
        ways = (True,) if one_way else (True, False)
    if not loop:
        return ways
    return tuple(along for along in ways if relation.carries(along))[:1] or ways[:1]
