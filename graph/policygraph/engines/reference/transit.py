"""Which entities a path may pass through, and the moves that a question allows."""

from __future__ import annotations

from policygraph.engines.base import Move, crossings
from policygraph.model.collection import Collection
from policygraph.query.edges import edges_under
from policygraph.query.query import Scope


def moves_under(collection: Collection, scope: Scope) -> list[Move]:
    """Each permitted crossing of an edge, sorted by edge, forward before backward.

    Entities that may not be passed through keep their moves: they may be ends.
    """
    avoided = frozenset(scope.avoid)
    relations = collection.ontology.relations
    return [
        Move(edge, forward)
        for edge in edges_under(collection, scope)
        if edge.subject not in avoided and edge.object not in avoided
        for forward in crossings(
            relations[edge.relation], scope.direction, loop=edge.subject == edge.object
        )
    ]


def transit_filter(collection: Collection, scope: Scope) -> frozenset[str] | None:
    """The entities a path may pass through, or None for all of them."""
    ontology = collection.ontology
    if not (scope.transit_types or scope.not_transit_types or scope.max_degree is not None):
        return None
    passing = set(collection.entities)
    if scope.transit_types:
        types = ontology.with_subtypes(scope.transit_types)
        passing = {e for e in passing if collection.entities[e].type in types}
    types = ontology.with_subtypes(scope.not_transit_types)
    passing = {e for e in passing if collection.entities[e].type not in types}
    if scope.max_degree is not None:
        degree = collection.index.degree
        passing = {e for e in passing if degree(e) <= scope.max_degree}
    return frozenset(passing)
