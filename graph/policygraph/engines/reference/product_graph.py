"""The product of the graph with a query's automaton and ``via``, which all searches share.

A state holds the entity that a walk has reached, how many of ``via`` it has passed, the state of
the pattern's automaton, and what the rules of influence remember. A walk also has a time of
arrival. The path mode is checked elsewhere: it depends on the whole path, which a state does not
hold.

Where levers are told apart, each act is two arrows: the last act of a path, and one that more
acts follow. Then a search knows the lever of a partial path before it is whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple

from policygraph.engines.base import Move, crossings
from policygraph.engines.reference.time_windows import BEGINNING, Windows, arrival, windows_of
from policygraph.engines.reference.transit import moves_under, transit_filter
from policygraph.model.collection import Collection
from policygraph.query.automaton import Letter
from policygraph.query.deadline import Deadline
from policygraph.query.influence.rules import Standing, Step, rules_of
from policygraph.query.query import Query, Scope

#: Modes that let a path pass through its own ends.
ROAMING = ("walk", "trail")


#: The path makes no act, or acts are not told apart; an act is to come; the last act was made.
FREE, AWAITED, DONE = range(3)


class State(NamedTuple):
    """An entity, how many of ``via`` were passed before it, and the automaton's state.

    ``standing`` is what the rules of influence remember, ``acts`` which acts may follow
    (:data:`FREE`, :data:`AWAITED` or :data:`DONE`).
    """

    entity: str
    passed: int = 0
    matched: int = 0
    standing: Standing = Standing()
    acts: int = 0

    @property
    def bounded(self) -> State:
        """The state as bounds see it: of the rules of influence with the composition alone."""
        return self._replace(standing=Standing(self.standing.composed))


class Arrow(NamedTuple):
    """A move with what a search needs to know of it.

    ``number`` orders moves as ties are broken. ``edge`` numbers edges: the two ways over one
    edge have the same number. ``windows`` is None where times do not matter, ``step`` is None
    where no rules of influence do. ``acts`` is the state of acts that the arrow leads to, None
    where it stays as it is.
    """

    number: int
    move: Move
    target: str
    edge: int
    letter: Letter
    windows: Windows | None
    step: Step | None = None
    acts: int | None = None


class ProductGraph:
    """The arrows of a scope, and the transitions between states.

    The arrows are those of ``moves`` if given, else of all moves under the scope, by their grades
    with ``graded``. ``levers`` makes two arrows of each act. Where the deadline passes first there
    are none, and ``cut`` is True.
    """

    def __init__(
        self,
        collection: Collection,
        scope: Scope,
        deadline: Deadline,
        moves: Iterable[Move] | None = None,
        *,
        graded: bool = False,
        levers: bool = False,
    ) -> None:
        self.cut = False
        self.rules = rules = rules_of(collection, scope)
        self.levers = levers and rules is not None
        if moves is None:
            moves = moves_under(collection, scope, rules, graded=graded)
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
            arrow = Arrow(
                number,
                move,
                move.target,
                edges.setdefault(move.edge.triple, len(edges)),
                letter_of_move(collection, scope, move),
                self._windows(collection, scope, move),
                rules.step(move.edge, move.forward) if rules is not None else None,
            )
            if levers and arrow.step is not None and arrow.step.act:
                self.arrows += [arrow._replace(acts=DONE), arrow._replace(acts=AWAITED)]
            else:
                self.arrows.append(arrow)
        #: The moves, and the numbers of their edges, by the numbers of the moves.
        self.moves = moves
        self.edges = [edges[move.edge.triple] for move in moves] if not self.cut else []
        if rules is not None:
            rules.learn(arrow.step for arrow in self.arrows if arrow.step is not None)

    def _windows(self, collection: Collection, scope: Scope, move: Move) -> Windows | None:
        """When a move may be taken; None where times do not matter."""
        found = None
        if self.rules is not None:
            found = self.rules.windows(move.edge)
        if not scope.chronological:
            return found
        strict = scope.dates == "strict"
        asked = windows_of(collection, move.edge.supporting, strict=strict)
        if found is None:
            return asked
        both = {(max(a, c), min(b, d)) for a, b in asked for c, d in found}
        return tuple(sorted((since, until) for since, until in both if strict or since <= until))

    def after(self, state: State, arrow: Arrow) -> State | None:
        """The state of arrival after an arrow; None if the pattern forbids the arrow."""
        matched = 0
        if self.automaton is not None:
            following = self.automaton.transitions[state.matched].get(arrow.letter)
            if following is None:
                return None
            matched = following
        if self.rules is None or arrow.step is None:
            return State(arrow.target, state.passed, matched)
        acts = state.acts
        if arrow.acts is not None:
            if acts != AWAITED:
                return None
            acts = arrow.acts
        standing = self.rules.after(state.standing, arrow.step)
        if standing is None:
            return None
        return State(arrow.target, state.passed, matched, standing, acts)

    def ends(self, state: State) -> bool:
        """Whether ``via``, the pattern and the acts to come let a path end in a state."""
        return (
            state.acts != AWAITED
            and state.passed == len(self.via)
            and (self.automaton is None or state.matched in self.automaton.accepting)
        )

    def through(self, state: State) -> State | None:
        """The state in which a walk leaves the entity that it passes; None if it may not pass."""
        entity, passed = state.entity, state.passed
        if self.transit is not None and entity not in self.transit:
            return None
        if passed < len(self.via) and self.via[passed] == entity:
            return state._replace(passed=passed + 1)
        return state

    def arrives(self, arrow: Arrow, time: float) -> float | None:
        """The arrival by an arrow that a walk comes to at a time; None if it is too late."""
        return time if arrow.windows is None else arrival(arrow.windows, time)

    def start(self, entity: str) -> tuple[State, float]:
        """The state and the time in which a walk from an entity starts."""
        standing = self.rules.beginning if self.rules is not None else Standing()
        return State(entity, standing=standing), BEGINNING

    def starts(self, entity: str) -> list[State]:
        """The states in which a walk starts: where acts are told apart, with acts and without."""
        state, _ = self.start(entity)
        return [state, state._replace(acts=AWAITED)] if self.levers else [state]

    def before(self, arrow: Arrow, state: State) -> Iterator[tuple[str, int]]:
        """The composition's states and the states of acts from which an arrow leads to a state.

        Addressee, force and relief are not asked.
        """
        if self.rules is None or arrow.step is None:
            yield "", 0
            return
        acts: tuple[int, ...] = (state.acts,)
        if arrow.acts is not None:
            acts = (AWAITED,) if arrow.acts == state.acts else ()
        if self.rules.transitions is None:
            composed = [self.rules.composition.start]
        else:
            found = self.rules.before(state.standing.composed)
            composed = [one for one, channel in found if channel == arrow.step.channel]
        yield from product(composed, acts)

    def endings(self) -> list[tuple[str, int]]:
        """The composition's states and the states of acts in which a path may end."""
        if self.rules is None:
            return [("", 0)]
        states = self.rules.composition.states
        if self.rules.transitions is None:
            states = states[:1]
        return list(product(states, (FREE, DONE) if self.levers else (FREE,)))

    def size(self) -> int:
        """How many states there are for each entity."""
        return (len(self.via) + 1) * (1 if self.automaton is None else len(self.automaton))


def closed_to_transit(query: Query) -> frozenset[str]:
    """The ends, if the mode lets no path pass through them."""
    return frozenset() if query.mode in ROAMING else frozenset((query.start, query.end))


def letter_of_move(collection: Collection, scope: Scope, move: Move) -> Letter:
    """The letter that a pattern reads for a move; a self-loop has no way if both are permitted."""
    edge = move.edge
    ways = crossings(collection.ontology, edge.relation, scope, loop=False)
    if edge.subject == edge.object and len(ways) == 2:
        return edge.relation, None
    return edge.relation, move.along
