"""A part of the graph as a collection of its own, that any format can write.

In go a collection and what to keep: the paths of an answer, or what lies around an
entity. Out comes every claim that supports or opposes an edge that is kept, whatever
filter found the edge, with the entities, sources and judgements that they need. So a
part never shows a statement without what speaks against it.
"""

from __future__ import annotations

from collections.abc import Collection as Group
from dataclasses import replace

from policygraph.answers import Answer
from policygraph.collection import unite
from policygraph.edges import Edge, edges_under
from policygraph.errors import InvalidData, UsageError
from policygraph.model import Collection, Dataset


def part_of_answer(collection: Collection, answer: Answer) -> Collection:
    """The steps of an answer's paths; without a path, the two ends alone."""
    triples = set()
    for path in answer.paths:
        for step in path.steps:
            ends = (step.origin.id, step.target.id)
            subject, target = ends if step.along else ends[::-1]
            triples.add((subject, step.relation, target))
    edges = [edge for edge in edges_under(collection) if edge.triple in triples]
    return part_of_edges(collection, edges, {answer.start.id, answer.end.id})


def part_around(collection: Collection, entity: str, hops: int = 1) -> Collection:
    """The edges between entities at most ``hops`` steps from one, whichever way they point.

    ``entity`` is an id; 0 hops is the entity and its edges to itself. A claim that is
    only denied is no step.
    """
    if hops < 0:
        raise UsageError(f"hops is {hops}; give 0 or more")
    if collection.entity_id(entity) not in collection.entities:
        raise UsageError(f"unknown entity {entity!r}; see policygraph find")
    edges = edges_under(collection)
    beside: dict[str, set[str]] = {}
    for edge in edges:
        beside.setdefault(edge.subject, set()).add(edge.object)
        beside.setdefault(edge.object, set()).add(edge.subject)
    reached = frontier = {collection.entity_id(entity)}
    for _ in range(hops):
        frontier = {near for here in frontier for near in beside.get(here, ())} - reached
        if not frontier:
            break
        reached = reached | frontier
    kept = [edge for edge in edges if edge.subject in reached and edge.object in reached]
    return part_of_edges(collection, kept, reached)


def part_of_edges(
    collection: Collection, edges: Group[Edge], entities: Group[str] = ()
) -> Collection:
    """These edges with all claims for and against them, and these entities besides.

    What a kept claim disputes is kept too, so that no reference points outside.
    """
    claims = {c.id for edge in edges for c in (*edge.supporting, *edge.against)}
    waiting = list(claims)
    while waiting:
        new = set(collection.claims[waiting.pop()].disputes) - claims
        claims |= new
        waiting += new
    needed = set(entities)
    sources = set()
    for claim in (collection.claims[name] for name in claims):
        needed |= {claim.subject, claim.object}
        sources.add(claim.source)
        if claim.attributed_to:
            needed.add(claim.attributed_to)
    needed = {collection.entity_id(name) for name in needed}
    for name in tuple(sources):
        origin = collection.sources[name].origin
        while origin is not None and origin in collection.sources and origin not in sources:
            sources.add(origin)
            origin = collection.sources[origin].origin
    part, faults = unite(
        collection.ontology,
        [_reduced(collection, d, claims, needed, sources) for d in collection.records],
    )
    if faults:
        raise InvalidData(faults)
    return part


def _reduced(
    collection: Collection,
    dataset: Dataset,
    claims: Group[str],
    entities: Group[str],
    sources: Group[str],
) -> Dataset:
    return replace(
        dataset,
        entities=tuple(e for e in dataset.entities if collection.entity_id(e.id) in entities),
        sources=tuple(s for s in dataset.sources if s.id in sources),
        claims=tuple(c for c in dataset.claims if c.id in claims),
        judgements=tuple(
            j
            for j in dataset.judgements
            if collection.entity_id(j.left) in entities
            and collection.entity_id(j.right) in entities
        ),
    )
