"""A query as the kernels take it: numbers and small tables instead of names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from policygraph.engines.base import crossings
from policygraph.engines.compact.arrays import Arrays, day_codes
from policygraph.engines.compact.columns import day
from policygraph.engines.compact.kernels.layout import DEEPEST, ENDLESS, Ask, Mode, Select
from policygraph.engines.compact.numbered_graph import NumberedGraph
from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.cost import tolerance
from policygraph.model.masked import MaskedCollection
from policygraph.model.ontology import Ontology
from policygraph.query.automaton import Automaton
from policygraph.query.edges import relation_filter
from policygraph.query.pattern import compile_pattern
from policygraph.query.query import Query, Scope

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SELECTS = {
    "shortest": Select.SHORTEST,
    "any-shortest": Select.SHORTEST,
    "all-shortest": Select.ALL_SHORTEST,
    "shortest-groups": Select.GROUPS,
    "all": Select.ALL,
}
#: Later than any day.
_NO_DAY = 2**31
#: Accepts every path, with one state.
ANY_PATH = Automaton(({},), frozenset((0,)))
_GROUPS_OF_INFLUENCE = ((0, 2), (1, 3))
_GROUPS_OF_ALL = ((0, 4), (0, 4))


@dataclass(frozen=True, eq=False)
class Question:
    """The numbers of :class:`~policygraph.engines.compact.kernels.layout.Ask`, and the tables.

    ``letters[4 * r + w]`` is the class of a step over relation ``r``: along, against (both
    ways over a symmetric relation are along, and have one class), a self-loop (-1: not
    allowed), and whether a loop goes against. ``step`` gives the state
    of the pattern after a step of a class, ``back`` and ``back_starts`` the states before.
    Where claims are hidden, ``not_sources`` also has the complements of their numbers, and
    ``avoid`` those of the entities whose degree falls within the limit without these claims.
    """

    ask: NDArray[np.int64]
    letters: NDArray[np.int32]
    step: NDArray[np.int32]
    back_starts: NDArray[np.int32]
    back: NDArray[np.int32]
    accepting: NDArray[np.uint8]
    via: NDArray[np.int32]
    avoid: NDArray[np.int32]
    type_ok: NDArray[np.uint8]
    modality_ok: NDArray[np.uint8]
    sources: NDArray[np.int32]
    not_sources: NDArray[np.int32]

    @property
    def tables(self) -> tuple[NDArray[Any], ...]:
        """All tables, in the order the kernels take them."""
        return (
            self.ask,
            self.letters,
            self.step,
            self.back_starts,
            self.back,
            self.accepting,
            self.via,
            self.avoid,
            self.type_ok,
            self.modality_ok,
            self.sources,
            self.not_sources,
        )


def question_of(collection: Collection, graph: NumberedGraph, query: Query) -> Question:
    """A checked query in numbers."""
    steps = _steps(collection, graph, query)
    ontology = collection.ontology
    ask = np.zeros(Ask.COUNT, np.int64)
    ask[Ask.START], ask[Ask.END] = graph.entity(query.start), graph.entity(query.end)
    ask[Ask.STATES], ask[Ask.CLASSES] = steps.states, steps.classes
    ask[Ask.QUALITIES] = steps.states * (len(query.via) + 1)
    ask[Ask.FAN] = steps.fan * (2 if query.via else 1)
    ask[Ask.HOPS] = min(query.max_hops, DEEPEST - 1)
    ask[Ask.COST], ask[Ask.LOOKS] = ENDLESS, ENDLESS
    groups = _GROUPS_OF_INFLUENCE if query.direction == "influence" else _GROUPS_OF_ALL
    (ask[Ask.LEAVE], ask[Ask.LEAVE_END]), (ask[Ask.ARRIVE], ask[Ask.ARRIVE_END]) = groups
    ask[Ask.BY_HOPS] = query.rank == "hops"
    ask[Ask.TOLERANCE] = 0 if query.rank == "hops" else tolerance(query.max_hops)
    ask[Ask.MODE], ask[Ask.SELECT] = Mode[query.mode.upper()], _SELECTS[query.select]
    ask[Ask.K] = 1 if query.select == "any-shortest" else query.k
    ask[Ask.BUDGET] = query.budget
    ask[Ask.MAX_STEPS] = query.max_steps
    ask[Ask.CHRONOLOGICAL] = query.chronological
    ask[Ask.MAX_DEGREE] = ENDLESS if query.max_degree is None else query.max_degree
    ask[Ask.TYPED] = bool(query.transit_types or query.not_transit_types)
    _ask_of_claims(ask, graph, query)
    excluded, (hidden, opened) = query.not_sources, _masked(graph, collection, query)
    if isinstance(collection, MaskedCollection):
        excluded = (*excluded, *collection.hidden_sources)
        ask[Ask.MASKED] = ask[Ask.FILTERED] = 1
    return Question(
        ask=ask,
        letters=steps.letters,
        step=steps.step,
        back_starts=steps.back_starts,
        back=steps.back,
        accepting=steps.accepting,
        via=np.array([graph.entity(entity) for entity in query.via], np.int32),
        avoid=_sorted([*map(graph.entity, query.avoid), *(-1 - number for number in opened)]),
        type_ok=_types(ontology, query),
        modality_ok=np.array(
            [
                not query.modalities or name in query.modalities
                for name in sorted(ontology.modalities)
            ],
            np.uint8,
        ),
        sources=_sorted(graph.source(source) for source in query.sources),
        not_sources=_sorted([*map(graph.source, excluded), *(-1 - number for number in hidden)]),
    )


def _masked(
    graph: NumberedGraph, collection: Collection, query: Scope
) -> tuple[list[int], list[int]]:
    """The hidden claims, and the entities that may be passed through without them."""
    if not isinstance(collection, MaskedCollection):
        return [], []
    hidden = [graph.claim(name) for name in collection.hidden]
    if query.max_degree is None or collection.keep_degrees:
        return hidden, []
    most, index = query.max_degree, collection.base.index
    opened = [
        graph.entity(entity)
        for entity, lost in collection.degrees_lost.items()
        if index.degree(entity) > most >= index.degree(entity) - lost
    ]
    return hidden, opened


def reversed_question(question: Question) -> Question:
    """The question from its end: every step is taken the other way, the last first.

    A state may then be followed by several states.
    """
    ask = question.ask.copy()
    ask[[Ask.ARRIVE, Ask.ARRIVE_END, Ask.LEAVE, Ask.LEAVE_END]] = question.ask[
        [Ask.LEAVE, Ask.LEAVE_END, Ask.ARRIVE, Ask.ARRIVE_END]
    ]
    ask[Ask.START], ask[Ask.END] = question.ask[Ask.END], question.ask[Ask.START]
    ask[Ask.FAN] = 2 if len(question.via) else 1
    follows = question.step >= 0
    return replace(
        question,
        ask=ask,
        letters=question.letters.reshape(-1, 4)[:, [1, 0, 2, 3]].reshape(-1).copy(),
        back_starts=np.concatenate(([0], np.cumsum(follows))).astype(np.int32),
        back=question.step[follows],
        via=question.via[::-1].copy(),
    )


def _sorted(values: Iterable[int]) -> NDArray[np.int32]:
    return np.array(sorted(set(values)), np.int32)


def _ask_of_claims(ask: NDArray[np.int64], graph: NumberedGraph, query: Scope) -> None:
    arrays = graph.arrays

    def code(when: float) -> int:
        return int(day_codes(np.array([day(when)]), arrays.far)[0])

    ask[Ask.LAST_CODE] = len(arrays.strengths) - 1
    if query.min_likelihood is not None:
        ask[Ask.LAST_CODE] = np.count_nonzero(arrays.strengths >= query.min_likelihood) - 1
    ask[Ask.STRICT] = query.dates == "strict"
    ask[Ask.KNOWN_BY] = _NO_DAY
    if query.known_by is not None:
        ask[Ask.KNOWN_BY] = code(dates.read_date(query.known_by).latest)
    if query.as_of is not None:
        period = dates.read_period(query.as_of)
        ask[Ask.DATED] = 1
        ask[Ask.PERIOD_START], ask[Ask.PERIOD_END] = code(period.earliest), code(period.latest)
    ask[Ask.UNCONTESTED] = query.uncontested
    ask[Ask.FILTERED] = bool(
        query.min_likelihood is not None
        or query.modalities
        or query.uncontested
        or query.sources
        or query.not_sources
        or query.as_of is not None
        or query.known_by is not None
    )


def _types(ontology: Ontology, scope: Scope) -> NDArray[np.uint8]:
    passing = set(ontology.types)
    if scope.transit_types:
        passing &= ontology.with_subtypes(scope.transit_types)
    passing -= ontology.with_subtypes(scope.not_transit_types)
    return np.array([name in passing for name in sorted(ontology.types)], np.uint8)


@dataclass(frozen=True, eq=False)
class _Steps:
    """The allowed steps, and what they do to the pattern."""

    letters: NDArray[np.int32]
    step: NDArray[np.int32]
    back_starts: NDArray[np.int32]
    back: NDArray[np.int32]
    accepting: NDArray[np.uint8]
    states: int
    classes: int
    fan: int


#: The steps of recent queries, because a large vocabulary takes a while to go over.
_RECENT: WeakKeyDictionary[Arrays, dict[object, _Steps]] = WeakKeyDictionary()
_MOST_CACHED = 64


def _steps(collection: Collection, graph: NumberedGraph, query: Query) -> _Steps:
    key = (query.direction, query.relations, query.not_relations, query.pattern)
    known = _RECENT.setdefault(graph.arrays, {})
    # Read once: another thread may clear it between two reads.
    steps = known.get(key)
    if steps is None:
        steps = _steps_of(collection, query)
        if len(known) >= _MOST_CACHED:
            known.clear()
        known[key] = steps
    return steps


def _steps_of(collection: Collection, query: Query) -> _Steps:
    """The steps of a query; those with the same effect on every state are one class.

    A self-loop that may be crossed both ways is one step, which the pattern may read either way.
    """
    ontology = collection.ontology
    allowed = relation_filter(collection, query)
    automaton = ANY_PATH if query.pattern is None else compile_pattern(query.pattern, ontology)
    letters = np.full((len(ontology.relations), 4), -1, np.int32)
    classes: dict[tuple[int, ...], int] = {}

    def kind(name: str, way: bool | None) -> int:
        if query.pattern is None:
            column: tuple[int, ...] = (0,)
        else:
            column = tuple(row.get((name, way), -1) for row in automaton.transitions)
        return -1 if max(column) < 0 else classes.setdefault(column, len(classes))

    for number, name in enumerate(sorted(ontology.relations)):
        if not allowed(name):
            continue
        relation = ontology.relations[name]
        ways = crossings(ontology, name, query, loop=False)
        for along in ways:
            letters[number, 0 if along else 1] = kind(name, along or relation.symmetric)
        for along in crossings(ontology, name, query, loop=True):
            letters[number, 2] = kind(name, along if len(ways) == 1 else None)
            letters[number, 3] = not (along or relation.symmetric)
    states, count = len(automaton.transitions), max(1, len(classes))
    step = np.full((states, count), -1, np.int32)
    for column, number in classes.items():
        step[:, number] = column
    before: list[list[int]] = [[] for _ in range(states * count)]
    for state, number in np.argwhere(step >= 0).tolist():
        before[step[state, number] * count + number].append(state)
    accepting = np.zeros(states, np.uint8)
    accepting[list(automaton.accepting)] = 1
    sizes = [len(several) for several in before]
    return _Steps(
        letters=letters.reshape(-1),
        step=step.reshape(-1),
        back_starts=np.concatenate(([0], np.cumsum(sizes))).astype(np.int32),
        back=np.array([state for several in before for state in several], np.int32),
        accepting=accepting,
        states=states,
        classes=count,
        fan=max(1, *sizes),
    )
