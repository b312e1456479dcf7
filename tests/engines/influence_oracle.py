"""The oracle of influence: every path by brute force, and what docs/paths.md says of each.

Made to be obviously right and nothing else. All paths of the mode are listed; each is read from
its first step to its last, rule by rule; the rest are sorted. Levers are then told apart in the
order of the paths. Of the engines' code nothing is used but the comparison of dates.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import NamedTuple

from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.ontology import Way
from policygraph.model.records import Claim
from policygraph.query.query import Query
from tests.engines import oracle


class Step(NamedTuple):
    """One way over the claims of one triple that are of one grade."""

    origin: str
    target: str
    relation: str
    forward: bool
    grade: str
    cost: int
    supporting: tuple[str, ...]
    against: tuple[str, ...]
    triple: tuple[str, str, str]


Path = tuple[Step, ...]


def answer(world: Collection, query: Query) -> list[Path]:
    """The best paths, or the best path of each of the first levers."""
    paths = ranked(world, query)
    if query.each_path:
        return paths[: query.k]
    return [best for best, _ in levers(world, query, paths)][: query.k]


def ranked(world: Collection, query: Query) -> list[Path]:
    """Every path that the rules of influence allow, in rank order."""
    paths = [path for path in every_path(world, query) if allowed(world, query, path)]
    return sorted(paths, key=lambda path: rank(world, query, path))


def rank(world: Collection, query: Query, path: Path) -> tuple[object, ...]:
    """Cost and hops, or hops and cost; then the steps, one by one, the graver first."""
    cost, hops = sum(step.cost for step in path), len(path)
    keys = (hops, cost) if query.rank == "hops" else (cost, hops)
    return (*keys, [order(world, query, step) for step in path])


def order(world: Collection, query: Query, step: Step) -> tuple[str, bool, str, int]:
    symmetric = world.ontology.relations[step.relation].symmetric
    told = step.forward or symmetric
    graver = world.ontology.grades[step.grade].order if query.rank == "influence" else 0
    return step.relation, not told, step.target, graver


# --- The paths -----------------------------------------------------------------------


def every_path(world: Collection, query: Query) -> Iterator[Path]:
    steps = list(every_step(world, query))

    def extend(here: str, path: Path) -> Iterator[Path]:
        if path and here == query.end:
            yield path
        if len(path) == query.max_hops:
            return
        for step in steps:
            if step.origin == here and permitted(query, path, step):
                yield from extend(step.target, (*path, step))

    yield from extend(query.start, ())


def permitted(query: Query, path: Path, step: Step) -> bool:
    """GQL: a trail repeats no edge, an acyclic path no entity; a simple path may close."""
    passed = [query.start, *(one.target for one in path)]
    closed = len(passed) > 1 and passed[-1] == passed[0]
    fresh = step.triple not in [one.triple for one in path]
    if query.mode == "walk":
        return True
    if query.mode == "trail":
        return fresh
    if query.mode == "acyclic":
        return step.target not in passed
    return fresh and not closed and (step.target not in passed or step.target == query.start)


def every_step(world: Collection, query: Query) -> Iterator[Step]:
    """Each way over each edge, for each grade of its claims where the rank goes by grades."""
    for edge in oracle.edges(world, query):
        claims = [world.claims[name] for name in edge.supporting]
        if query.as_of is not None and not query.any_order:
            day = dates.read_period(query.as_of).latest
            claims = [claim for claim in claims if existing(world, query, claim) <= day]
        ways = [
            forward for forward in (True, False) if counts(world, query, edge.relation, forward)
        ]
        if edge.subject == edge.object:
            ways = ways[:1]
        for forward in ways:
            ends = (edge.subject, edge.object) if forward else (edge.object, edge.subject)
            groups: dict[str, list[Claim]] = {}
            for claim in claims:
                grade = grade_of(world, claim, forward) if query.rank == "influence" else ""
                groups.setdefault(grade, []).append(claim)
            for grade, some in groups.items():
                cost = round(-1e9 * math.log(max(claim.strength for claim in some)))
                if grade:
                    cost += round(-1e9 * math.log(world.ontology.grades[grade].weight))
                for_it = tuple(claim.id for claim in some)
                yield Step(
                    *ends, edge.relation, forward, grade, cost, for_it, edge.against, edge[:3]
                )


def counts(world: Collection, query: Query, relation: str, forward: bool) -> bool:
    way = way_of(world, relation, forward)
    if way is None:
        return False
    return world.ontology.channels[way.channel].counted or way.channel in query.channels


def way_of(world: Collection, relation: str, forward: bool) -> Way | None:
    declared = world.ontology.relations[relation]
    return declared.along if forward else declared.against


def grade_of(world: Collection, claim: Claim, forward: bool) -> str:
    """Its own, for the one way that has thresholds, else the first; by quantity; the default."""
    both = {True: way_of(world, claim.relation, True), False: way_of(world, claim.relation, False)}
    measured = [one for one in (True, False) if (way := both[one]) is not None and way.thresholds]
    spoken_for = measured[0] if len(measured) == 1 else both[True] is not None
    way = both[forward]
    assert way is not None
    if claim.grade and spoken_for == forward:
        return claim.grade
    if claim.quantity is not None:
        for threshold in way.thresholds:
            if claim.unit == threshold.unit and claim.quantity.low >= threshold.least:
                return threshold.grade
    return way.grade


# --- The rules -----------------------------------------------------------------------


def allowed(world: Collection, query: Query, path: Path) -> bool:
    return (
        (query.any_composition or composed(world, path))
        and (query.any_composition or query.any_addressee or addressed(world, query, path))
        and (query.any_force or forceful(world, query, path))
        and (query.any_order or in_order(world, query, path))
    )


def channel(world: Collection, step: Step) -> str:
    way = way_of(world, step.relation, step.forward)
    assert way is not None
    return way.channel


def composed(world: Collection, path: Path) -> bool:
    composition = world.ontology.composition
    assert composition is not None
    state = composition.start
    for step in path:
        if (state, channel(world, step)) not in composition.transitions:
            return False
        state, _ = composition.transitions[state, channel(world, step)]
    return True


def addressed(world: Collection, query: Query, path: Path) -> bool:
    """Nobody is reached who is outside the latest addressee; by a field, only who is inside."""
    composition = world.ontology.composition
    assert composition is not None
    state, addressees, issuer = composition.start, set[str](), ""
    for step in path:
        state, what = composition.transitions[state, channel(world, step)]
        if what == "set":
            said = {world.claims[name].towards for name in step.supporting} - {None}
            addressees = {one for one in said if one} or addressees
            issuer = step.origin if not issuer or placed(world, query, step.origin) else issuer
        elif what == "meet" and addressees:
            met = inside(world, query, step.target, addressees)
            if met == "no":
                return False
            if met == "yes":
                addressees, issuer = set(), ""
        elif what == "drop":
            addressees, issuer = set(), ""
        elif what == "test" and addressees:
            if inside(world, query, step.target, addressees) == "no":
                return False
        elif what == "within" and (addressees or issuer):
            within = addressees or territory(world, query, issuer)
            if inside(world, query, step.target, within) != "yes":
                return False
    return True


def inside(world: Collection, query: Query, entity: str, groups: set[str]) -> str:
    here = above(world, query, entity)
    if here & groups:
        return "yes"
    groups = {group for group in groups if not kept_out(world, query, entity, group)}
    if not groups:
        return "no"
    if not placed(world, query, entity):
        return "unknown"
    for group in groups:
        if group in holders(world, query, "place"):
            if particular(world, query, entity) & above(world, query, group):
                return "unknown"
        elif group not in holders(world, query, "membership") and not placed(world, query, group):
            return "unknown"
    return "no"


def kept_out(world: Collection, query: Query, entity: str, group: str) -> bool:
    """Whether an entity, or each place where it is, is said outright not to be in a group."""

    def denied(one: str) -> bool:
        return any(
            world.ontology.relations[claim.relation].locates
            and oracle.triple(world, claim)[::2] == (one, group)
            and oracle.triple(world, claim) not in affirmed
            for claim in claims
            if claim.polarity == "denied" and sure(world, claim)
        )

    claims = [c for c in world.claims.values() if oracle.counts(world, known(query), c)]
    affirmed = {oracle.triple(world, c) for c in claims if c.polarity == "affirmed"}
    places = particular(world, query, entity)
    around = [above(world, query, place) for place in places]
    return denied(entity) or (bool(places) and all(any(map(denied, some)) for some in around))


def particular(world: Collection, query: Query, entity: str) -> set[str]:
    """Where an entity is: its places, and itself if it is one, but none that holds another."""
    relations = world.ontology.relations
    found = {
        edge.object
        for edge in background(world, query)
        if edge.subject == entity and relations[edge.relation].locates == "place"
    }
    found |= {entity} & holders(world, query, "place")
    return {
        place
        for place in found
        if not any(place in above(world, query, other) for other in found - {place})
    }


def holders(world: Collection, query: Query, kind: str) -> set[str]:
    """The entities that something is at, or a member of."""
    relations = world.ontology.relations
    return {e.object for e in background(world, query) if relations[e.relation].locates == kind}


def placed(world: Collection, query: Query, entity: str) -> bool:
    """Whether an entity is a place, or is at one."""
    return (
        entity in holders(world, query, "place")
        or len(above(world, query, entity, "place")) > 1
        or any(
            edge.subject == entity and world.ontology.relations[edge.relation].locates == "place"
            for edge in background(world, query)
        )
    )


def territory(world: Collection, query: Query, issuer: str) -> set[str]:
    """The places of who acted; of what has none, those of who brought it about too."""
    found = above(world, query, issuer, "place")
    if placed(world, query, issuer):
        return found
    for step in every_step(world, replace(query, rank="likelihood")):
        act = world.ontology.channels[channel(world, step)].act
        if step.target == issuer and act and step.relation == "issues":
            found |= above(world, query, step.origin, "place")
    return found


def above(world: Collection, query: Query, entity: str, kind: str = "") -> set[str]:
    """An entity, and all that uncontested claims, stated or estimated, lead to from it."""
    found, before = {entity}, 0
    while len(found) > before:
        before = len(found)
        for edge in background(world, query):
            locates = world.ontology.relations[edge.relation].locates
            if locates and locates in (kind or locates) and edge.subject in found:
                found.add(edge.object)
    return found


def background(world: Collection, query: Query) -> list[oracle.Edge]:
    """The edges of all times that nothing speaks against and that a source states or estimates."""
    known = Query("", "", not_sources=query.not_sources, known_by=query.known_by)
    return [
        edge
        for edge in oracle.edges(world, known)
        if not edge.against and any(sure(world, world.claims[name]) for name in edge.supporting)
    ]


def sure(world: Collection, claim: Claim) -> bool:
    return world.ontology.modalities[claim.modality].assertable


def forceful(world: Collection, query: Query, path: Path) -> bool:
    """No step leaves what has no force, but straight after the step that took it: relief.

    Relief is none where another act in force restricts the same entity, or a class of it.
    """
    lost = {one for one in world.entities if loses_force(world, query, one) != ""}
    closed = {one for one in lost if loses_force(world, query, one) == "certain"}
    if query.dates == "strict":
        closed = lost
    took, giving = "", ""
    for step in path:
        if step.origin in closed and not took:
            return False
        way = way_of(world, step.relation, step.forward)
        assert way is not None
        released = ""
        if world.ontology.relations[step.relation].force and step.forward:
            took = step.target
            giving = ""
            continue
        if took and way.effect == "constrains":
            released = took
        elif giving and world.ontology.channels[way.channel].membership:
            released = giving
        if released and restricted(world, query, step.target, released, lost):
            return False
        took, giving = "", released
    return True


def loses_force(world: Collection, query: Query, entity: str) -> str:
    """``certain`` if a claim that takes its force covers the time asked for, else ``possible``."""
    found = ""
    for edge in background(world, query):
        relation = world.ontology.relations[edge.relation]
        if edge.object != entity or not relation.force:
            continue
        for claim in (world.claims[name] for name in edge.supporting):
            if not sure(world, claim):
                continue
            found = found or "possible"
            if query.as_of is not None:
                asked = dates.read_period(query.as_of)
                since, until = dates.validity(claim.start, claim.end, event=relation.event).core
                if since <= asked.earliest and asked.latest <= until:
                    return "certain"
    return found


def restricted(world: Collection, query: Query, entity: str, released: str, lost: set[str]) -> bool:
    steps = list(every_step(world, replace(query, rank="likelihood")))
    groups, before = {entity}, 0
    while len(groups) > before:
        before = len(groups)
        for step in steps:
            if world.ontology.channels[channel(world, step)].membership and step.target in groups:
                groups.add(step.origin)
    for step in steps:
        way = way_of(world, step.relation, step.forward)
        assert way is not None
        act = world.ontology.channels[way.channel].act
        if not act or way.effect != "constrains" or step.origin in lost | {released}:
            continue
        if step.target in groups:
            return True
    return False


def in_order(world: Collection, query: Query, path: Path) -> bool:
    """Whether claims can be chosen, one a step, that can have followed each other."""
    choices = product(
        *([window(world, query, world.claims[id]) for id in s.supporting] for s in path)
    )
    return any(
        all(since <= until for since, until in windows)
        and all(
            earlier[0] <= later[1]
            for n, earlier in enumerate(windows)
            for later in windows[n + 1 :]
        )
        for windows in choices
    )


def window(world: Collection, query: Query, claim: Claim) -> tuple[float, float]:
    relation = world.ontology.relations[claim.relation]
    start, end = dates.sides(claim.start, claim.end, event=relation.event)
    since, until = start.earliest, end.latest
    first_known = dates.read_date(claim.knowable).latest if claim.knowable else math.inf
    if relation.event:
        until = start.latest
        if claim.start is None and claim.end is None and sure(world, claim):
            until = first_known
    else:
        since = max(since, existing(world, query, claim))
    if relation.at_start:
        until = min(until, first_known if claim.start is None else start.latest)
    if relation.brings_forth:
        thing = claim.subject if relation.brings_forth == "subject" else claim.object
        about = [
            dates.read_date(other.knowable).latest
            for other in world.claims.values()
            if thing in (other.subject, other.object) and oracle.counts(world, known(query), other)
        ]
        until = min(until, *about)
        if relation.event:
            since = -math.inf
    return since, until


def existing(world: Collection, query: Query, claim: Claim) -> float:
    """The earliest day of a state without a start: when both its ends may have begun."""
    if claim.start is not None or world.ontology.relations[claim.relation].event:
        return -math.inf
    return max(began(world, query, claim.subject), began(world, query, claim.object))


def began(world: Collection, query: Query, entity: str) -> float:
    found = []
    for claim in world.claims.values():
        end = world.ontology.relations[claim.relation].begins
        if (
            end
            and entity == (claim.subject if end == "subject" else claim.object)
            and claim.polarity == "affirmed"
            and oracle.counts(world, known(query), claim)
            and sure(world, claim)
            and claim.start not in (None, "..")
        ):
            assert claim.start is not None
            found.append(dates.read_bound(claim.start).earliest)
    return min(found, default=-math.inf)


def known(query: Query) -> Query:
    return Query("", "", not_sources=query.not_sources, known_by=query.known_by)


# --- Levers --------------------------------------------------------------------------


def levers(world: Collection, query: Query, paths: list[Path]) -> list[tuple[Path, list[Path]]]:
    """The best path of each lever, with its variants, in the order of the paths."""
    found: list[tuple[Path, list[Path]]] = []
    for path in paths:
        for best, variants in found:
            if same_lever(world, query, best, path):
                variants.append(path)
                break
        else:
            found.append((path, []))
    return found


def same_lever(world: Collection, query: Query, one: Path, other: Path) -> bool:
    first, second = last_act(world, one), last_act(world, other)
    if first is None or second is None:
        return first is second is None and one[0].target == other[0].target
    if effect(world, one[: first + 1]) != effect(world, other[: second + 1]):
        return False
    act, further = one[first], other[second]
    if act.triple == further.triple:
        return True
    reached = after_classes(world, one, first)
    if reached != after_classes(world, other, second) or reached == query.start:
        return reached == query.start == query.end and same_act(act, further)
    return reached != query.end or same_act(act, further)


def same_act(act: Step, further: Step) -> bool:
    return (act.relation, act.origin) == (further.relation, further.origin)


def last_act(world: Collection, path: Path) -> int | None:
    acts = [n for n, step in enumerate(path) if world.ontology.channels[channel(world, step)].act]
    return acts[-1] if acts else None


def after_classes(world: Collection, path: Path, act: int) -> str:
    reached = path[act].target
    for step in path[act + 1 :]:
        if not world.ontology.channels[channel(world, step)].membership:
            break
        reached = step.target
    return reached


def effect(world: Collection, path: Path) -> int:
    signs = {"enables": 1, "constrains": -1, "neutral": 0}
    ways = [way_of(world, step.relation, step.forward) for step in path]
    return math.prod(signs[way.effect] for way in ways if way is not None)
