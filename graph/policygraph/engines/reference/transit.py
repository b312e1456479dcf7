"""Which entities a path may pass through, and the moves that a question allows."""

from __future__ import annotations

from policygraph.engines.base import Move, crossings
from policygraph.model.collection import Collection
from policygraph.model.ontology import Ontology
from policygraph.model.records import Claim
from policygraph.query.edges import Edge, edges_under
from policygraph.query.influence.grades import grade_cost, grade_of, grade_order
from policygraph.query.influence.rules import InfluenceRules
from policygraph.query.query import Scope


def moves_under(
    collection: Collection,
    scope: Scope,
    rules: InfluenceRules | None = None,
    *,
    graded: bool = False,
) -> list[Move]:
    """Each permitted crossing of an edge, sorted by edge, forward before backward.

    Entities that may not be passed through keep their moves: they may be ends. With ``graded``,
    the claims for an edge are one move for each of their grades.
    """
    avoided = frozenset(scope.avoid)
    ontology = collection.ontology
    moves = []
    for edge in edges_under(collection, scope):
        if edge.subject in avoided or edge.object in avoided:
            continue
        held = edge if rules is None else rules.holding(edge)
        if held is None:
            continue
        loop = held.subject == held.object
        for forward in crossings(ontology, held.relation, scope, loop=loop):
            moves += graded_moves(ontology, held, forward) if graded else [Move(held, forward)]
    return moves


def graded_moves(ontology: Ontology, edge: Edge, forward: bool) -> list[Move]:
    """The moves over an edge one way, one for each grade of its claims, the gravest first."""
    claims: dict[str, list[Claim]] = {}
    for claim in edge.supporting:
        claims.setdefault(grade_of(ontology, claim, forward), []).append(claim)
    moves = []
    for grade in sorted(claims, key=lambda one: (grade_order(ontology, one), one)):
        part = edge if len(claims) == 1 else edge.supported_by(claims[grade])
        moves.append(
            Move(part, forward, grade, grade_cost(ontology, grade), grade_order(ontology, grade))
        )
    return moves


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
