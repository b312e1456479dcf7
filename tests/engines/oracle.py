"""The oracle: every path of a query by brute force, from the text of docs/paths.md.

Made to be obviously right and nothing else. It lists all simple paths, throws away
what the query does not allow, sorts the rest and cuts after k. Nothing is shared
with the engines but the comparison of partial dates.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from policygraph import dates
from policygraph.engines import Found
from policygraph.model import Claim, Collection
from policygraph.query import Query


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
    """The first k of all paths that the query allows, in rank order."""
    paths = [path for path in simple_paths(world, query) if allowed(world, query, path)]
    return sorted(paths, key=lambda path: rank(query, path))[: query.k]


def shown(found: Found) -> list[Path]:
    """An engine's answer, written as the oracle writes its own."""
    return [
        tuple(
            Step(
                move.edge.relation,
                move.along,
                move.edge.object if move.along else move.edge.subject,
                move.edge.cost,
                tuple(claim.id for claim in move.edge.supporting),
                tuple(claim.id for claim in move.edge.against),
            )
            for move in moves
        )
        for moves in found.paths
    ]


def rank(query: Query, path: Path) -> tuple[object, ...]:
    cost, hops = sum(step.cost for step in path), len(path)
    primary = (cost, hops) if query.rank == "strength" else (hops, cost)
    return *primary, [(step.relation, not step.along, step.entity) for step in path]


def simple_paths(world: Collection, query: Query) -> Iterator[Path]:
    """No entity twice, save that the first may be the last; no edge twice."""
    every = edges(world, query)

    def extend(here: str, path: Path, crossed: tuple[Edge, ...]) -> Iterator[Path]:
        if path and here == query.end:
            yield path
            return
        if len(path) == query.max_hops:
            return
        for edge in every:
            for along in ways(world, query, edge):
                origin, target = (
                    (edge.subject, edge.object) if along else (edge.object, edge.subject)
                )
                passed = {query.start} | {step.entity for step in path}
                if origin != here or edge in crossed:
                    continue
                if target in passed and not (target == query.end == query.start):
                    continue
                step = Step(edge.relation, along, target, *edge[3:])
                yield from extend(target, (*path, step), (*crossed, edge))

    yield from extend(query.start, (), ())


def ways(world: Collection, query: Query, edge: Edge) -> list[bool]:
    """The ways an edge may be crossed; a self-loop one way only, that of influence first."""
    flows = {"along": [True], "against": [False], "both": [True, False], "none": []}
    influence = flows[world.ontology.relations[edge.relation].influence]
    found = {"influence": influence, "stated": [True], "any": [True, False]}[query.direction]
    if edge.subject != edge.object:
        return found
    return ([way for way in found if way in influence] or found)[:1]


def allowed(world: Collection, query: Query, path: Path) -> bool:
    """Whether the entities on the way are such as the query lets through."""
    transit = [step.entity for step in path[:-1]]
    on_the_way = iter(transit)
    return (
        all(may_pass(world, query, entity) for entity in transit)
        and all(entity in on_the_way for entity in query.via)
        and not {query.start, query.end, *transit} & set(query.avoid)
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
        denied = [(subject, general, target) for general in lineage]
        against = [
            claim
            for claim in claims
            if (claim.polarity == "denied" and triple(world, claim) in denied)
            or any(affirmed.id in claim.disputes for affirmed in affirming)
        ]
        supporting = [claim for claim in affirming if supports(query, claim)]
        if supporting and not (query.uncontested and against):
            supporting.sort(key=lambda claim: (-claim.strength, claim.id))
            cost = round(-1e9 * math.log(max(claim.strength for claim in supporting)))
            for_it = tuple(claim.id for claim in supporting)
            against_it = tuple(sorted(claim.id for claim in against))
            found.append(Edge(subject, relation, target, cost, for_it, against_it))
    return found


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
    return name(world, claim.subject), claim.relation, name(world, claim.object)


def name(world: Collection, entity: str) -> str:
    """The least id among all that are judged, step by step, to be the same."""
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
