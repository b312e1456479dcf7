"""What a case expects of an answer, clause by clause.

Clauses are divided by semicolons. ``none`` and ``not none``; ``first: A > B > C``, the best route
passes these in this order; ``before: X | Y``, routes by X come before those by Y, if there are
any; ``not: X``, no route passes X; ``effect``, ``grade``, ``channel`` and ``order`` of the best
route; ``likelihood at least P``; ``says: words``, the text of the answer has them. :data:`CLAUSES`
has the others. A clause that nothing here reads does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp

from policygraph.engines import Move
from policygraph.errors import AmbiguousName, UnknownName
from policygraph.model.collection import Collection
from policygraph.model.cost import SCALE
from policygraph.model.ontology import Way
from policygraph.query.edges import claim_filter
from policygraph.query.influence.existence import Existence
from policygraph.query.influence.grades import grade_order, nearest_grade
from policygraph.query.influence.levers import last_act
from policygraph.query.influence.timing import order_of
from policygraph.query.name_resolver import Names
from policygraph.query.query import Filters, Query

#: Words of cases that name no entity as they stand.
STAND_INS = {
    "the fund": "big-fund",
    "its first phase": "big-fund-i",
    "its rule of december 2020": "bis-rule-2020-28031",
    "the diffusion rule": "bis-rule-2025-00636",
}
#: Relations by which an actor has a hand in a plan or an undertaking.
HAND_IN = frozenset(("issues", "authored", "founded", "funds", "invests-in", "subsidises"))
NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5}


@dataclass(frozen=True)
class Route:
    """A path with what cases ask of it."""

    moves: tuple[Move, ...]
    likelihood: float
    grade: str
    effect: str
    order: str
    channels: tuple[str, ...]

    @classmethod
    def of(cls, collection: Collection, query: Query, moves: Sequence[Move]) -> Route:
        """The moves that an engine found."""
        ontology = collection.ontology
        ways = [ontology.way(move.edge.relation, move.forward) for move in moves]
        weight = exp(-sum(move.weight_cost for move in moves) / SCALE)
        grade = nearest_grade(ontology, weight)
        counts = claim_filter(
            collection, Filters(not_sources=query.not_sources, known_by=query.known_by)
        )
        return cls(
            tuple(moves),
            exp(-sum(move.edge.cost for move in moves) / SCALE),
            grade.id if grade is not None else "",
            _effect(ways),
            order_of(collection, [m.edge.supporting for m in moves], Existence(collection, counts)),
            tuple(way.channel for way in ways if way is not None),
        )

    @property
    def nodes(self) -> tuple[str, ...]:
        """The entities passed, ends included."""
        return (self.moves[0].origin, *(move.target for move in self.moves))

    @property
    def between(self) -> tuple[str, ...]:
        """The entities passed on the way."""
        return self.nodes[1:-1]

    def __str__(self) -> str:
        order = "" if self.order == "unknown" else f", order {self.order}"
        return (
            f"{' > '.join(self.nodes)} ({self.effect}, {self.likelihood:.2f}, {self.grade}{order})"
        )


@dataclass(frozen=True)
class Seen:
    """What an answer shows: its routes, and all paths as far as they are looked through.

    ``list_every`` and ``write`` give all paths and the text; few expectations ask for them.
    ``reached`` has the entities of a reach, in their order, ``needed`` those that are needed alone.
    ``graded`` is False under the old meaning, which had no grades and no order. ``again`` asks
    once more with other options.
    """

    collection: Collection
    names: Names
    routes: tuple[Route, ...]
    list_every: Callable[[], tuple[Route, ...]]
    write: Callable[[], str]
    complete: bool
    reached: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    graded: bool = True
    again: Callable[..., Seen] | None = None

    @cached_property
    def every(self) -> tuple[Route, ...]:
        """All paths as far as they are looked through."""
        return self.list_every()

    @cached_property
    def text(self) -> str:
        """The answer as Markdown, or what stands for it."""
        return self.write()

    def entity(self, text: str) -> str:
        """The entity that a case means; a text that names none stands as it is."""
        return named(self.names, text)

    def __str__(self) -> str:
        if self.reached:
            return ", ".join(
                f"{entity} ({route.likelihood:.2f}, {route.grade})"
                for entity, route in list(zip(self.reached, self.routes, strict=True))[:3]
            )
        if self.needed:
            return f"needed alone: {', '.join(self.needed)}"
        if not self.routes:
            return "none" if self.complete else "none found, cut short"
        more = f" and {len(self.routes) - 1} more" if len(self.routes) > 1 else ""
        return f"{self.routes[0]}{more}"


@dataclass(frozen=True)
class Verdict:
    """Whether a case holds, the clauses that do not, and what was seen."""

    holds: bool
    failing: tuple[str, ...]
    seen: str


def judged(expect: str, seen: Seen) -> Verdict:
    """Whether an answer is as expected."""
    clauses = [clause.strip() for clause in expect.split(";")]
    failing = tuple(clause for clause in clauses if clause and not _holds(clause, seen))
    lacking = f"{' ; '.join(failing)} <- " if failing else ""
    return Verdict(not failing, failing, f"{lacking}{seen}")


def named(names: Names, text: str) -> str:
    """The id of what a case calls so; the text itself where it names no entity."""
    text = text.strip()
    for tried in (STAND_INS.get(text.casefold(), text), re.sub("^(the|its) ", "", text)):
        try:
            return names.resolve(tried)
        except (AmbiguousName, UnknownName):
            continue
    return text


def names_of(names: Names, texts: Iterable[str]) -> list[str]:
    """The ids of several."""
    return [named(names, text) for text in texts]


def _effect(ways: Sequence[Way | None]) -> str:
    effects = [way.effect if way is not None else "neutral" for way in ways]
    if "neutral" in effects:
        return "unclear"
    return "constrains" if effects.count("constrains") % 2 else "enables"


def _holds(clause: str, seen: Seen) -> bool:
    for pattern, judge in CLAUSES:
        found = re.fullmatch(pattern, clause, re.IGNORECASE)
        if found:
            return judge(seen, *found.groups())
    return False


def _best(seen: Seen, holds: Callable[[Route], bool]) -> bool:
    return bool(seen.routes) and holds(seen.routes[0])


def _alternatives(seen: Seen, text: str) -> set[str]:
    return {seen.entity(one) for one in re.split(r" or ", text)}


def _none(seen: Seen) -> bool:
    return not seen.routes and seen.complete


def _some(seen: Seen) -> bool:
    return bool(seen.routes)


def _first(seen: Seen, text: str) -> bool:
    """The best route passes these in order, perhaps others between them."""
    wanted = [_alternatives(seen, one) for one in text.split(" > ")]

    def passes(route: Route) -> bool:
        left = iter(route.nodes)
        return all(any(node in one for node in left) for one in wanted)

    return _best(seen, passes)


def _by(seen: Seen, text: str) -> bool:
    return _best(seen, lambda route: bool(_alternatives(seen, text) & set(route.between)))


def _before(seen: Seen, one: str, other: str) -> bool:
    """The first that passes (or reaches) one comes before the first that does the other."""
    first, second = seen.entity(one), seen.entity(other)
    if seen.reached:
        order = [*seen.reached, second]
        return first in seen.reached and order.index(first) < order.index(second)
    places = [
        [n for n, route in enumerate(seen.every) if entity in route.between]
        for entity in (first, second)
    ]
    return bool(places[0]) and (not places[1] or places[0][0] < places[1][0])


def _different_grades(seen: Seen, one: str, other: str) -> bool:
    if not (seen.graded and _before(seen, one, other)):
        return False
    grades = dict(zip(seen.reached, seen.routes, strict=True))
    return grades[seen.entity(one)].grade != grades[seen.entity(other)].grade


def _passes_not(seen: Seen, text: str) -> bool:
    return not any(seen.entity(text) in route.between for route in seen.every)


def _not_between(seen: Seen, text: str, kind: str) -> bool:
    """No path passes an entity from one thing of a type to another."""
    ontology, entities = seen.collection.ontology, seen.collection.entities
    types = {t.id for t in ontology.types.values() if t.id.endswith(kind.rstrip("s"))}

    def between(nodes: Sequence[str], place: int) -> bool:
        return all(entities[nodes[n]].type in types for n in (place - 1, place + 1))

    return not any(
        between(route.nodes, place)
        for route in seen.every
        for place, node in enumerate(route.nodes[1:-1], 1)
        if node == seen.entity(text)
    )


def _effect_is(seen: Seen, effect: str) -> bool:
    return _best(seen, lambda route: route.effect == effect)


def _grade_is(seen: Seen, text: str) -> bool:
    return seen.graded and _best(seen, lambda route: route.grade in text.split(" or "))


def _steps_are(seen: Seen, text: str) -> bool:
    grades = text.split(" or ")
    return seen.graded and _best(seen, lambda r: all(m.grade in grades for m in r.moves))


def _channel_is(seen: Seen, channel: str) -> bool:
    return _best(seen, lambda route: channel in route.channels)


def _order_is(seen: Seen, order: str) -> bool:
    return seen.graded and _best(seen, lambda route: route.order == order)


def _stops_alone(seen: Seen, text: str) -> bool:
    return seen.entity(text) in seen.needed


def _likely(seen: Seen, least: str) -> bool:
    return _best(seen, lambda route: route.likelihood >= float(least))


def _says(seen: Seen, words: str) -> bool:
    """Whether the text has each word, whatever its ending."""
    text = seen.text.casefold()
    stems = [re.sub("(ed|s|ing)$", "", word) for word in words.casefold().split()]
    return all(stem in text for stem in stems)


def _lifted_one(seen: Seen, option: str) -> bool:
    """A path where one rule of influence is lifted."""
    assert seen.again is not None
    return bool(seen.again(**{option.replace("-", "_"): True}).routes)


def _none_constrains(seen: Seen) -> bool:
    return not any(route.effect == "constrains" for route in seen.every)


def _act_on_different(seen: Seen, count: str, kind: str) -> bool:
    """So many levers, and what their last acts reach are different things of a type."""
    ontology = seen.collection.ontology
    types = ontology.with_subtypes((kind.rstrip("s"),))
    reached = set()
    for route in seen.routes:
        last = last_act(ontology, route.moves)
        targets = [move.target for move in route.moves[last if last is not None else 0 :]]
        of_type = [t for t in targets if seen.collection.entities[t].type in types]
        if not of_type:
            return False
        reached.add(of_type[0])
    return len(seen.routes) == len(reached) == NUMBERS[count]


def _more_paths_than_levers(seen: Seen) -> bool:
    assert seen.again is not None
    return len(seen.routes) > len(seen.again(each_path=False).routes)


def _no_relief(seen: Seen, rule: str, thing: str) -> bool:
    """No path takes the force of a rule and goes on to a thing that it held."""
    relations = seen.collection.ontology.relations
    taken, reached = seen.entity(rule), seen.entity(thing)
    for route in seen.every:
        for number, move in enumerate(route.moves):
            force = bool(relations[move.edge.relation].force)
            if force and move.target == taken and reached in route.nodes[number + 2 :]:
                return False
    return True


def _has_a_hand(seen: Seen, grade: str, actor: str) -> bool:
    """No path, or none graver than a grade and none but through what an actor set up."""
    ontology = seen.collection.ontology
    return all(
        grade_order(ontology, route.grade) >= grade_order(ontology, grade)
        and route.moves[0].origin == seen.entity(actor)
        and route.moves[0].edge.relation in HAND_IN
        for route in seen.routes
    )


Judge = Callable[..., bool]
#: Each form of a clause with what judges it, the more particular first.
CLAUSES: tuple[tuple[str, Judge], ...] = (
    ("none", _none),
    ("not none", _some),
    (r"first: (.+)", _first),
    (r"first (?:passes|through) (.+)", _by),
    (r"before: (.+) \| (.+), with different grades", _different_grades),
    (r"before: (.+) \| (.+)", _before),
    (r"not: (.+) \(as a step between .+ (\w+)\)", _not_between),
    (r"not: ([^(]+)", _passes_not),
    (r"effect: (\w+)", _effect_is),
    (r"grade: (.+)", _grade_is),
    (r"channel: (\w+)", _channel_is),
    (r"order: (\w+)", _order_is),
    (r"(?:says: )?(.+) alone stops it", _stops_alone),
    (r"not alone: (.+)", lambda seen, text: not _stops_alone(seen, text)),
    (r"says: (.+)", _says),
    (r"likelihood at least ([\d.]+)", _likely),
    (r"every step (.+)", _steps_are),
    (r"with --(any-\w+) one", _lifted_one),
    (r"no path that constrains.*", _none_constrains),
    (r"the relief may be a path", lambda seen: True),
    (r"the (\w+) levers act on \w+ different (\w+)", _act_on_different),
    (r"more paths than levers", _more_paths_than_levers),
    (r"the rescission of (.+) is no relief for the (.+)", _no_relief),
    (r"none, or at most (\w+) through something that (.+?) (?:drafted|issued).*", _has_a_hand),
)
