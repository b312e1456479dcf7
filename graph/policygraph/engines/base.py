"""The contract of an engine: a query in, the same paths in the same order out.

An engine gives paths as sequences of moves over edges and says whether it gave all
that was asked for. It neither resolves names nor renders. The meaning is that of
docs/paths.md; tests/engines/ hold every engine of the registry against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from policygraph.edges import Edge
from policygraph.model import Collection, Relation
from policygraph.query import Query


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


class Engine(Protocol):
    """What every engine offers."""

    name: str

    def search(self, collection: Collection, query: Query) -> Found:
        """The paths of ``query``, which has been checked against ``collection``."""
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
