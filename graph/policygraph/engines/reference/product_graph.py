"""The product of the graph with a query's automaton and ``via``, which all searches share.

A state holds the entity that a walk has reached, how many of ``via`` it has passed, and the
state of the pattern's automaton. A walk also has a time of arrival. The path mode is checked
elsewhere: it depends on the whole path, which a state does not hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from policygraph.engines.base import Move, crossings
from policygraph.engines.reference.time_windows import BEGINNING, Windows, arrival, windows_of
from policygraph.engines.reference.transit import moves_under, transit_filter
from policygraph.model.collection import Collection
from policygraph.query.automaton import Letter
from policygraph.query.deadline import Deadline
from policygraph.query.query import Query, Scope

#: Modes that let a path pass through its own ends.
ROAMING = ("walk", "trail")


class State(NamedTuple):
    """An entity, how many of ``via`` were passed before it, and the automaton's state."""

    entity: str
    passed: int = 0
    matched: int = 0


class Arrow(NamedTuple):
    """A move with what a search needs to know of it.

    ``number`` orders moves as ties are broken. ``edge`` numbers edges: the two ways over one
    edge have the same number. ``windows`` is None where times do not matter.
    """

    number: int
    move: Move
    target: str
    edge: int
    letter: Letter
    windows: Windows | None


class ProductGraph:
    """The arrows of a scope, and the transitions between states.

    The arrows are those of ``moves`` if given, else of all moves under the scope. Where the
    deadline passes first there are none, and ``cut`` is True.
    """

    def __init__(
        self,
        collection: Collection,
        scope: Scope,
        deadline: Deadline,
        moves: Iterable[Move] | None = None,
    ) -> None:
        self.cut = False
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
        self.arrows: list[Arrow] = []
        for number, move in enumerate(moves):
            if deadline.passes():
                self.cut, self.arrows = True, []
                break
            self.arrows.append(
                Arrow(
                    number,
                    move,
                    move.target,
                    edges.setdefault(move.edge.triple, len(edges)),
                    letter_of_move(collection, scope, move),
                    windows_of(collection, move.edge.supporting, strict=scope.dates == "strict")
                    if scope.chronological
                    else None,
                )
            )

    def after(self, state: State, arrow: Arrow) -> State | None:
        """The state of arrival after an arrow; None if the pattern forbids the arrow."""
        matched = 0
        if self.automaton is not None:
            following = self.automaton.transitions[state.matched].get(arrow.letter)
            if following is None:
                return None
            matched = following
        return State(arrow.target, state.passed, matched)

    def ends(self, state: State) -> bool:
        """Whether ``via`` and the pattern let a path end in a state."""
        return state.passed == len(self.via) and (
            self.automaton is None or state.matched in self.automaton.accepting
        )

    def through(self, state: State) -> State | None:
        """The state in which a walk leaves the entity that it passes; None if it may not pass."""
        entity, passed, matched = state
        if self.transit is not None and entity not in self.transit:
            return None
        if passed < len(self.via) and self.via[passed] == entity:
            return State(entity, passed + 1, matched)
        return state

    def arrives(self, arrow: Arrow, time: float) -> float | None:
        """The arrival by an arrow that a walk comes to at a time; None if it is too late."""
        return time if arrow.windows is None else arrival(arrow.windows, time)

    def size(self) -> int:
        """How many states there are for each entity."""
        return (len(self.via) + 1) * (1 if self.automaton is None else len(self.automaton))


def start_state(entity: str) -> tuple[State, float]:
    """The state and the time in which a walk from an entity starts."""
    return State(entity), BEGINNING


def closed_to_transit(query: Query) -> frozenset[str]:
    """The ends, if the mode lets no path pass through them."""
    return frozenset() if query.mode in ROAMING else frozenset((query.start, query.end))


def letter_of_move(collection: Collection, scope: Scope, move: Move) -> Letter:
    """The letter that a pattern reads for a move; a self-loop has no way if both are permitted."""
    edge = move.edge
    if edge.subject == edge.object:
        relation = collection.ontology.relations[edge.relation]
        if len(crossings(relation, scope.direction, loop=False)) == 2:
            return edge.relation, None
    return edge.relation, move.along
