"""What an export holds: claim nodes, plain triples of accepted claims, or both.

Entities and judgements of identity are in every view.
"""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.model import iris
from policygraph.model.collection import Collection
from policygraph.rdf.claims import claim_nodes
from policygraph.rdf.facts import plain_nodes
from policygraph.rdf.judgements import judgement_nodes
from policygraph.rdf.rows import row_nodes
from policygraph.rdf.terms import IDENTIFIER, A, Node, dataset_node, entity_node, pg, string, united
from policygraph.rdf.things import described_entity, described_source

#: The views by name.
CLAIMS, FACTS, BOTH = VIEWS = ("claims", "facts", "both")


def described_nodes(collection: Collection, view: str = BOTH) -> Iterator[Node]:
    """What claims are about and rest on: entities, identities, sources, datasets, rows.

    A node may come more than once, with other properties. The view ``facts`` has
    entities and identities alone.
    """
    for judgement in collection.judgements:
        verdict = "sameAs" if judgement.same else "differentFrom"
        yield (
            entity_node(judgement.left),
            [(f"<{iris.OWL}{verdict}>", entity_node(judgement.right))],
        )
    for entity in collection.entities.values():
        yield described_entity(entity, collection)
    if view == FACTS:
        return
    for source in collection.sources.values():
        yield described_source(source)
    for dataset in collection.records:
        if dataset.name:
            yield (
                dataset_node(dataset.name),
                [(A, pg("Dataset")), (IDENTIFIER, string(dataset.name))],
            )
    yield from row_nodes(collection)
    yield from judgement_nodes(collection.judgements)


def nodes(collection: Collection, view: str = BOTH) -> dict[str, list[tuple[str, str]]]:
    """The whole of a view by node, sorted by IRI; a node's type comes first, nothing twice."""
    parts = list(described_nodes(collection, view))
    if view != FACTS:
        parts += (node for _, found in claim_nodes(collection) for node in found)
    if view != CLAIMS:
        parts += plain_nodes(collection)
    return united(parts)
