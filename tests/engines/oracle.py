"""The oracle: every path of a query by brute force, from the text of docs/paths.md.

Made to be obviously right and nothing else. It lists all paths of the mode, throws away
what the query does not allow, sorts the rest and takes what the selector wants. Nothing
is shared with the engines but the comparison of partial dates. A pattern is matched by
Python's own regular expressions, which come with it (tests/engines/patterns.py).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import combinations, product
from typing import NamedTuple

from policygraph.engines import Found
from policygraph.model import dates
from policygraph.model.collection import Collection
from policygraph.model.records import Claim
from policygraph.query.query import Query
from tests.engines.patterns import Written, character


class Edge(NamedTuple):
    subject: str
    relation: str
    object: str
    cost: int
    supporting: tuple[str, ...]
    against: tuple[str, ...]


class Step(NamedTuple):
    """What an answer shows of a step; ``entity`` is the one it reaches."""

    relation: str
    along: bool
    entity: str
    cost: int
    supporting: tuple[str, ...]
    against: tuple[str, ...]


Path = tuple[Step, ...]


def answer(world: Collection, query: Query) -> list[Path]:
    """Of all paths that the query allows, in rank order, those that the selector takes."""
    paths = [path for path in paths_of_mode(world, query) if allowed(world, query, path)]
    paths.sort(key=lambda path: rank(query, path))
    wanted = {
        "shortest": paths[: query.k],
        "any-shortest": paths[:1],
        "all-shortest": first_groups(query, paths, 1),
        "shortest-groups": first_groups(query, paths, query.k),
        "all": paths,
    }
    return wanted[query.select]


def first_groups(query: Query, paths: list[Path], count: int) -> list[Path]:
    """The paths of the first groups: a path is of the group of the last first path, or a new one.

    Costs are rounded, so those that differ by no more than ``max_hops`` are equal.
    """
    tolerance = 0 if query.rank == "hops" else query.max_hops
    firsts: list[int] = []
    found = []
    for path in paths:
        primary = rank(query, path)[0]
        if not firsts or primary > firsts[-1] + tolerance:
            firsts.append(primary)
        if len(firsts) <= count:
            found.append(path)
    return found


def shown(found: Found) -> list[Path]:
    """An engine's answer, written as the oracle writes its own."""
    return [
        tuple(
            Step(
                move.edge.relation,
                move.along,
                move.target,
                move.edge.cost,
                tuple(claim.id for claim in move.edge.supporting),
                tuple(claim.id for claim in move.edge.against),
            )
            for move in moves
        )
        for moves in found.paths
    ]


def rank(query: Query, path: Path) -> tuple[int, int, list[tuple[str, bool, str]]]:
    cost, hops = sum(step.cost for step in path), len(path)
    first, second = (hops, cost) if query.rank == "hops" else (cost, hops)
    return first, second, [(step.relation, not step.along, step.entity) for step in path]


def paths_of_mode(world: Collection, query: Query) -> Iterator[Path]:
    """All walks of one step or more that repeat only what the mode lets them repeat."""
    every = edges(world, query)

    def extend(here: str, path: Path, crossed: tuple[Edge, ...]) -> Iterator[Path]:
        if path and here == query.end:
            yield path
        if len(path) == query.max_hops:
            return
        for edge in every:
            for along in ways(world, query, edge):
                origin, target = (
                    (edge.subject, edge.object) if along else (edge.object, edge.subject)
                )
                if origin != here or not mode_permits(query, path, crossed, edge, target):
                    continue
                told = along or world.ontology.relations[edge.relation].symmetric
                step = Step(edge.relation, told, target, *edge[3:])
                yield from extend(target, (*path, step), (*crossed, edge))

    yield from extend(query.start, (), ())


def mode_permits(
    query: Query, path: Path, crossed: tuple[Edge, ...], edge: Edge, target: str
) -> bool:
    """GQL: a trail repeats no edge, an acyclic path no entity; a simple path may close."""
    passed = [query.start, *(step.entity for step in path)]
    closed = len(passed) > 1 and passed[-1] == passed[0]
    return {
        "walk": True,
        "trail": edge not in crossed,
        "acyclic": target not in passed,
        "simple": edge not in crossed and not closed
        and (target not in passed or target == query.start),
    }[query.mode]  # fmt: skip


def ways(world: Collection, query: Query, edge: Edge) -> list[bool]:
    """The ways an edge may be crossed; a self-loop one way only, that of influence first."""
    found = directions(world, query, edge.relation)
    if edge.subject != edge.object:
        return found
    return ([way for way in found if way in flows(world, edge.relation)] or found)[:1]


def directions(world: Collection, query: Query, relation: str) -> list[bool]:
    influence = flows(world, relation)
    stated = [True, False] if world.ontology.relations[relation].symmetric else [True]
    return {"influence": influence, "stated": stated, "any": [True, False]}[query.direction]


def flows(world: Collection, relation: str) -> list[bool]:
    ways = {"along": [True], "against": [False], "both": [True, False], "none": []}
    return ways[world.ontology.relations[relation].influence]


def allowed(world: Collection, query: Query, path: Path) -> bool:
    """Whether the query lets the entities on the way through, and the steps are as it asks."""
    transit = [step.entity for step in path[:-1]]
    on_the_way = iter(transit)
    return (
        all(may_pass(world, query, entity) for entity in transit)
        and all(entity in on_the_way for entity in query.via)
        and not {query.start, query.end, *transit} & set(query.avoid)
        and (query.pattern is None or matches(world, query, path))
        and (not query.chronological or in_order_of_time(world, query, path))
    )


def matches(world: Collection, query: Query, path: Path) -> bool:
    """Whether the pattern accepts the steps, a self-loop read in any way it may be crossed."""
    assert isinstance(query.pattern, Written)
    here, letters = query.start, []
    for step in path:
        loop = step.entity == here
        read = directions(world, query, step.relation) if loop else [step.along]
        letters.append([character((step.relation, way)) for way in read])
        here = step.entity
    return any(re.fullmatch(query.pattern.regex, "".join(word)) for word in product(*letters))


def in_order_of_time(world: Collection, query: Query, path: Path) -> bool:
    """Whether claims can be chosen, one a step, none of which has ended before an earlier begins.

    That is: there are times in order, each while its claim holds. Lenient: for some true
    dates, so that a claim's own start must not be after its end. Strict: for all.
    """

    def holds(claim: Claim) -> tuple[float, float]:
        event = world.ontology.relations[claim.relation].event
        when = dates.validity(claim.start, claim.end, event=event)
        return when.core if query.dates == "strict" else when.outer

    choices = product(*([holds(world.claims[id]) for id in step.supporting] for step in path))
    return any(
        all(earlier[0] <= later[1] for earlier, later in combinations(spans, 2))
        and (query.dates == "strict" or all(span[0] <= span[1] for span in spans))
        for spans in choices
    )


def may_pass(world: Collection, query: Query, entity: str) -> bool:
    types, kind = world.ontology.types, world.entities[entity].type
    kinds = [kind]
    while (parent := types[kinds[-1]].parent) is not None:
        kinds.append(parent)
    if query.transit_types and not set(kinds) & set(query.transit_types):
        return False
    if set(kinds) & set(query.not_transit_types):
        return False
    incident = {
        triple(world, claim)
        for claim in world.claims.values()
        if claim.polarity == "affirmed" and claim.withdrawn is None
        if entity in (name(world, claim.subject), name(world, claim.object))
    }
    return query.max_degree is None or len(incident) <= query.max_degree


def edges(world: Collection, query: Query) -> list[Edge]:
    claims = [claim for claim in world.claims.values() if counts(world, query, claim)]
    found = []
    for subject, relation, target in sorted({triple(world, claim) for claim in claims}):
        lineage = with_parents(world, relation)
        if query.relations and not set(lineage) & set(query.relations):
            continue
        if set(lineage) & set(query.not_relations):
            continue
        affirming = [
            claim
            for claim in claims
            if claim.polarity == "affirmed" and triple(world, claim) == (subject, relation, target)
        ]
        against = [
            claim
            for claim in claims
            if any(
                affirmed.id in claim.disputes or contests(world, claim, affirmed)
                for affirmed in affirming
            )
        ]
        supporting = [claim for claim in affirming if supports(query, claim)]
        if supporting and not (query.uncontested and against):
            supporting.sort(key=lambda claim: (-claim.strength, claim.id))
            cost = round(-1e9 * math.log(max(claim.strength for claim in supporting)))
            for_it = tuple(claim.id for claim in supporting)
            against_it = tuple(sorted(claim.id for claim in against))
            found.append(Edge(subject, relation, target, cost, for_it, against_it))
    return found


def contests(world: Collection, denial: Claim, claim: Claim) -> bool:
    """Whether a denial speaks of what a claim affirms, at a time and of a quantity it may have."""
    if denial.polarity != "denied":
        return False
    ends = (name(world, claim.subject), name(world, claim.object))
    ways = {ends}
    for relation in with_parents(world, claim.relation):
        if world.ontology.relations[relation].symmetric:
            ways.add(ends[::-1])
        if relation == denial.relation:
            break
    else:
        return False
    if (name(world, denial.subject), name(world, denial.object)) not in ways:
        return False
    (begin, end), (since, until) = days(world, denial), days(world, claim)
    if end < since or until < begin:
        return False
    one, other = denial.quantity, claim.quantity
    if one is None or other is None:
        return True
    same_unit = (denial.unit or "").casefold() == (claim.unit or "").casefold()
    return same_unit and one.low <= other.high and other.low <= one.high


def days(world: Collection, claim: Claim) -> tuple[float, float]:
    """The first and the last day that a claim may be of; a dated event is of its date alone."""
    event = world.ontology.relations[claim.relation].event
    if event and claim.start not in (None, ".."):
        assert claim.start is not None
        date = dates.read_bound(claim.start)
        if date.latest < math.inf:
            return date.earliest, date.latest
    return dates.validity(claim.start, claim.end, event=event).outer


def counts(world: Collection, query: Query, claim: Claim) -> bool:
    """Whether a claim is there at all, for or against."""
    if claim.withdrawn is not None or claim.source in query.not_sources:
        return False
    if query.known_by is not None:
        if not claim.knowable:
            return False
        if dates.read_date(claim.knowable).latest > dates.read_date(query.known_by).latest:
            return False
    if query.as_of is None:
        return True
    event = world.ontology.relations[claim.relation].event
    when = dates.validity(claim.start, claim.end, event=event)
    holds = dates.in_force(when, dates.read_period(query.as_of))
    return holds is dates.Truth.YES or (holds is dates.Truth.UNKNOWN and query.dates != "strict")


def supports(query: Query, claim: Claim) -> bool:
    return (
        (query.min_likelihood is None or claim.strength >= query.min_likelihood)
        and (not query.modalities or claim.modality in query.modalities)
        and (not query.sources or claim.source in query.sources)
    )


def triple(world: Collection, claim: Claim) -> tuple[str, str, str]:
    """What a claim is about; the ends of a symmetric relation have no order."""
    ends = [name(world, claim.subject), name(world, claim.object)]
    if world.ontology.relations[claim.relation].symmetric:
        ends.sort()
    return ends[0], claim.relation, ends[1]


def name(world: Collection, entity: str) -> str:
    """The id of all that are judged, step by step, to be the same: the least of one dataset."""
    group, before = {entity}, 0
    while len(group) > before:
        before = len(group)
        for pair in ({j.left, j.right} for j in world.judgements if j.same):
            group |= pair if pair & group else set()
    return min(group)


def with_parents(world: Collection, relation: str) -> list[str]:
    lineage = [relation]
    while (parent := world.ontology.relations[lineage[-1]].parent) is not None:
        lineage.append(parent)
    return lineage
