"""Where a walk stands and how a move takes it on: the rules that all searches share.

A walk stands at an entity, has passed so many of ``via``, has brought the pattern's
automaton into a state, and has arrived at a time. What the path mode forbids is not
looked at here: that needs the whole path, and a state forgets it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from policygraph.engines.base import Move, crossings
from policygraph.engines.reference.time_windows import BEGINNING, Windows, arrival, windows_of
from policygraph.engines.reference.transit import moves_under, transit_filter
from policygraph.model.collection import Collection
from policygraph.query.automaton import Letter
from policygraph.query.query import Query, Scope

#: Modes that let a path pass through its own ends.
ROAMING = ("walk", "trail")


class State(NamedTuple):
    """An entity, how many of ``via`` were passed before it, and the automaton's state."""

    entity: str
    passed: int = 0
    matched: int = 0


class Arrow(NamedTuple):
    """A move with what a search asks about it.

    ``number`` orders moves as ties are broken. ``edge`` numbers edges, so that the two ways
    over one edge can be told to be the same. ``windows`` is None where times do not matter.
    """

    number: int
    move: Move
    target: str
    edge: int
    letter: Letter
    windows: Windows | None


class Space:
    """The arrows of a scope, and the rules by which states follow each other.

    The arrows are those of ``moves``, where given, and else of all moves under the scope.
    """

    def __init__(
        self, collection: Collection, scope: Scope, moves: Iterable[Move] | None = None
    ) -> None:
        if moves is None:
            moves = moves_under(collection, scope)
        self.via = scope.via
        self.transit = transit_filter(collection, scope)
        self.automaton = None
        if scope.pattern is not None:
            from policygraph.query.pattern import compile_pattern

            self.automaton = compile_pattern(scope.pattern, collection.ontology)
        moves = sorted(moves, key=lambda m: (m.order, m.origin))
        edges: dict[tuple[str, str, str], int] = {}
        self.arrows = [
            Arrow(
                number,
                move,
                move.target,
                edges.setdefault(move.edge.triple, len(edges)),
                letter_of(collection, scope, move),
                windows_of(collection, move.edge.supporting, strict=scope.dates == "strict")
                if scope.chronological
                else None,
            )
            for number, move in enumerate(moves)
        ]

    def after(self, state: State, arrow: Arrow) -> State | None:
        """The state in which an arrow ends that is taken from another; None if it may not be."""
        matched = 0
        if self.automaton is not None:
            following = self.automaton.transitions[state.matched].get(arrow.letter)
            if following is None:
                return None
            matched = following
        return State(arrow.target, state.passed, matched)

    def ends(self, state: State) -> bool:
        """Whether a path may end in a state, as far as ``via`` and the pattern are concerned."""
        return state.passed == len(self.via) and (
            self.automaton is None or state.matched in self.automaton.accepting
        )

    def through(self, state: State) -> State | None:
        """The state once its entity lies behind and not at the end; None if it may not."""
        entity, passed, matched = state
        if self.transit is not None and entity not in self.transit:
            return None
        if passed < len(self.via) and self.via[passed] == entity:
            return State(entity, passed + 1, matched)
        return state

    def arrives(self, arrow: Arrow, time: float) -> float | None:
        """The time after an arrow that is come to at a time; None where it is too late."""
        return time if arrow.windows is None else arrival(arrow.windows, time)

    def size(self) -> int:
        """How many states there are for each entity."""
        return (len(self.via) + 1) * (1 if self.automaton is None else len(self.automaton))


#: Where every walk begins.
def begin(entity: str) -> tuple[State, float]:
    """The state and the time in which a walk from an entity begins."""
    return State(entity), BEGINNING


def closed_to_transit(query: Query) -> frozenset[str]:
    """The ends, where the mode lets no path pass through them."""
    return frozenset() if query.mode in ROAMING else frozenset((query.start, query.end))


def letter_of(collection: Collection, scope: Scope, move: Move) -> Letter:
    """A move as a pattern reads it: a self-loop either way, if either way is permitted."""
    edge = move.edge
    if edge.subject == edge.object:
        relation = collection.ontology.relations[edge.relation]
        if len(crossings(relation, scope.direction, loop=False)) == 2:
            return edge.relation, None
    return edge.relation, move.along
