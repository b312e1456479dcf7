"""The contract of an engine: a query in, the same paths in the same order out.

An engine gives paths as sequences of moves over edges and says whether it gave all
that was asked for. It neither resolves names nor renders. The meaning is that of
docs/paths.md; tests/engines/ hold every engine of the registry against it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from policygraph.model.collection import Collection
from policygraph.model.ontology import Relation
from policygraph.query.edges import Edge
from policygraph.query.query import Query, Scope


class Move(NamedTuple):
    """One step over an edge: along its statement or against it."""

    edge: Edge
    along: bool

    @property
    def origin(self) -> str:
        """The entity the step leaves."""
        return self.edge.subject if self.along else self.edge.object

    @property
    def target(self) -> str:
        """The entity the step reaches."""
        return self.edge.object if self.along else self.edge.subject

    @property
    def order(self) -> tuple[str, bool, str]:
        """What breaks ties between steps: relation, along before against, entity."""
        return self.edge.relation, not self.along, self.target


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives: paths in rank order, and whether they are all there are.

    ``complete`` is False when the budget ran out; the paths are then a true prefix
    of the complete answer.
    """

    paths: tuple[tuple[Move, ...], ...]
    complete: bool
    expansions: int


@dataclass(frozen=True, slots=True)
class Reach:
    """What one entity reaches, or is reached from: best paths by their rank, best first.

    ``entities``, ``costs`` and ``hops`` go together, one for each entity but the one asked
    about: what the best path between the two costs, and how many steps it has. They are
    sorted by the rank's key (cost and hops, or hops and cost), then by entity id. ``path``
    gives the best path to one of them; it is made when asked for, so that a million
    entities can be reached. Where ``complete`` is False the budget ran out, and the
    entities are a true prefix of all of them.
    """

    entities: Sequence[str]
    costs: Sequence[int]
    hops: Sequence[int]
    complete: bool
    expansions: int
    path: Callable[[str], tuple[Move, ...]]


@dataclass(frozen=True, slots=True)
class Corridor:
    """The moves that lie on walks from start to end within the bound.

    ``moves`` is sorted by edge, along before against; ``ends`` is what each leaves and
    reaches, so that whoever asks no more needs no claims. A move may be made when it is asked
    for. Where ``complete`` is False the budget ran out, and there are no moves: half a
    corridor would tell nothing.
    """

    moves: Sequence[Move]
    ends: Sequence[tuple[str, str]]
    complete: bool
    expansions: int

    @classmethod
    def of(cls, moves: Sequence[Move], expansions: int) -> Corridor:
        """The complete corridor of these moves."""
        return cls(moves, [(move.origin, move.target) for move in moves], True, expansions)

    @classmethod
    def cut_short(cls, expansions: int) -> Corridor:
        """What a budget did not reach for."""
        return cls((), (), False, expansions)


class Engine(Protocol):
    """What every engine offers.

    ``local`` says whether a question costs what lies around its ends; else each goes over the
    whole graph.
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
        rank: str = "strength",
    ) -> Reach:
        """For every other entity the best path from ``entity`` to it.

        The path is that of ``Query(entity, other, k=1, rank=rank)`` with the options of
        ``scope``; ``backward``, that of ``Query(other, entity, ...)``. What ``scope``
        avoids is not reached. ``entity`` is not among what it avoids.
        """
        ...

    def corridor(self, collection: Collection, query: Query) -> Corridor:
        """The moves on walks from start to end under the filters of ``query``.

        A walk has at most ``max_hops`` moves and obeys direction, ``transit_types`` and their
        like, ``max_degree``, ``avoid``, ``via``, the pattern and the order of times; it passes
        neither end on its way unless ``mode`` is ``walk`` or ``trail``. It may pass anything
        else twice, whatever the mode, so that there can be a corridor where there is no path;
        but every path of the query lies in it. ``k``, ``select`` and ``rank`` do not matter.
        """
        ...

    def strengths(self, collection: Collection) -> Sequence[float]:
        """The different strengths that claims of the collection have, rising."""
        ...


def crossings(relation: Relation, direction: str, *, loop: bool) -> tuple[bool, ...]:
    """The ways a step may cross an edge: True along the statement, False against it.

    Under ``influence`` the ways the ontology says influence flows; under ``stated``
    along; under ``any`` both. A self-loop leads back either way to where it began, so it
    is crossed one way only: that of its influence where it has one and may go it.
    """
    if direction == "influence":
        ways = tuple(along for along in (True, False) if relation.carries(along))
    else:
        ways = (True,) if direction == "stated" else (True, False)
    if not loop:
        return ways
    return tuple(along for along in ways if relation.carries(along))[:1] or ways[:1]
