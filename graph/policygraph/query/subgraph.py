"""A part of the graph as a collection of its own, which any format can write.

The part is the paths of an answer, or the neighbourhood of an entity. It has every claim
that supports or opposes one of its edges, whatever filter found the edge, with the entities,
sources and judgements that they need. So a part never shows a statement without what speaks
against it.
"""

from __future__ import annotations

import logging
from collections.abc import Collection as Group
from dataclasses import replace

from policygraph.errors import InvalidData, UsageError
from policygraph.model.collection import Collection
from policygraph.model.dataset_rows import rows_by_dataset
from policygraph.model.earlier import merged_again
from policygraph.model.merge import merge_datasets
from policygraph.model.records import Dataset, Judgement
from policygraph.query.edges import Edge, claim_filter, edges_of
from policygraph.query.query import Filters

LOG = logging.getLogger("policygraph.subgraph")


def subgraph_around(
    collection: Collection, entity: str, hops: int = 1, most: int | None = None
) -> Collection:
    """The edges between entities at most ``hops`` steps from one, in either direction.

    ``entity`` is an id; 0 hops is the entity and its edges to itself. A triple that is only
    denied is no step. Raises :class:`UsageError` if there are more than ``most`` triples,
    before a claim is read.
    """
    if hops < 0:
        raise UsageError(f"hops is {hops}; give 0 or more")
    if collection.entity_id(entity) not in collection.entities:
        raise UsageError(f"unknown entity {entity!r}; see policygraph find")
    reached = frontier = {collection.entity_id(entity)}
    for _ in range(hops):
        frontier = collection.index.neighbours(frontier) - reached
        if not frontier:
            break
        reached = reached | frontier
    triples = collection.index.triples_within(reached)
    if most is not None and len(triples) > most:
        near = f"within {hops} hop{'s' * (hops != 1)} of {collection.label(entity)}"
        raise UsageError(
            f"what lies {near} is {len(triples):,} connections, more than {most:,}; "
            "give fewer hops, or START END"
        )
    return subgraph_of_edges(collection, edges_of(collection, triples), reached)


def subgraph_at(collection: Collection, filters: Filters) -> Collection:
    """The claims that are in force and known under filters, with all entities and sources.

    Withdrawn claims are there as such. A claim that disputes one that is not there no longer
    names it. How many claims there are is logged.
    """
    in_play = claim_filter(collection, filters)
    part = merged_again(
        collection, lambda claim: claim if in_play(replace(claim, withdrawn=None)) else None
    )
    times = {"as of": filters.as_of, "known by": filters.known_by}
    when = ", ".join(f"{words} {text}" for words, text in times.items() if text is not None)
    strict = ", dates strict" if filters.dates == "strict" else ""
    LOG.info("%s%s: %d of %d claims", when, strict, len(part.claims), len(collection.claims))
    return part


def subgraph_of_edges(
    collection: Collection, edges: Group[Edge], entities: Group[str] = ()
) -> Collection:
    """These edges with all claims for and against them, and these entities besides.

    What a claim of the part disputes is in it too, so that no reference points outside.
    """
    claims = {c.id for edge in edges for c in (*edge.supporting, *edge.against)}
    queue = list(claims)
    while queue:
        new = set(collection.claims[queue.pop()].disputes) - claims
        claims |= new
        queue += new
    needed = set(entities)
    sources = set()
    for claim in (collection.claims[name] for name in claims):
        needed |= {claim.subject, claim.object}
        sources.add(claim.source)
        needed |= {name for name in (claim.attributed_to, claim.towards) if name}
        if claim.origin is not None and claim.origin in collection.sources:
            sources.add(claim.origin)
    needed = {collection.entity_id(name) for name in needed}
    for name in tuple(sources):
        origin = collection.sources[name].origin
        while origin is not None and origin in collection.sources and origin not in sources:
            sources.add(origin)
            origin = collection.sources[origin].origin
    part, faults = merge_datasets(
        collection.ontology, _reduced(collection, claims, needed, sources)
    )
    if faults:
        raise InvalidData(faults)
    return part


def _reduced(
    collection: Collection, claims: set[str], entities: set[str], sources: set[str]
) -> list[Dataset]:
    """The rows of each dataset that hold these claims, entities and sources."""
    judged: dict[int, Judgement] = {}
    for name in entities:
        for place, judgement in collection.index.judgements(name):
            if {collection.entity_id(e) for e in (judgement.left, judgement.right)} <= entities:
                judged[place] = judgement
    records = {name: collection.claims[name] for name in sorted(claims)}
    return rows_by_dataset(collection, entities, sources, records, judged)
