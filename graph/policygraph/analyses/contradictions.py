"""Contradictions: claims that cannot all be so, put side by side and not resolved.

Claims that conflict, one with the next (:mod:`.conflicts` says when), are one contradiction.
Where one of two claims only says that something is possible or planned, or doubts it that
way, they are set apart as doubts. Contradictions are normal data: nothing here says who is
right. Apart from them stand the edges of one source, and those without a date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from policygraph.analyses.answer import COMPLETE, TRUNCATED, VERSION, Node
from policygraph.analyses.conflicts import KINDS, Conflict, Conflicts, gathered
from policygraph.analyses.show import Statement, statement_of
from policygraph.errors import UsageError
from policygraph.model.collection import Collection
from policygraph.presentation import Presented
from policygraph.query.corroboration import support_of
from policygraph.query.edges import Edge, edges_about, edges_under
from policygraph.query.query import Filters

#: Pairs of claims compared before the result is called truncated.
DEFAULT_PAIRS = 2_000_000
#: Claims of a graph that is gone through as a whole.
MOST_CLAIMS = 500_000


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Claims that conflict, one with the next: the conflicts, and every claim in full."""

    conflicts: tuple[Conflict, ...]
    claims: tuple[Statement, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its conflicts, in the order of :data:`KINDS`."""
        return tuple(k for k in KINDS if any(c.kind == k for c in self.conflicts))

    @property
    def outright(self) -> bool:
        """Whether any two of its claims contradict each other outright."""
        return any(conflict.outright for conflict in self.conflicts)

    @property
    def certain(self) -> bool:
        """Whether any two of its claims conflict whatever their true dates are."""
        return any(conflict.certain for conflict in self.conflicts)

    def touches(self, claims: Iterable[str]) -> bool:
        """Whether one of these claims, by id, is among its own."""
        return not {s.cited.claim.id for s in self.claims}.isdisjoint(claims)

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives it."""
        return {
            "kinds": list(self.kinds),
            "certain": self.certain,
            "conflicts": [
                {"kind": c.kind, "claims": [c.left, c.right], "certain": c.certain,
                 "disputed": c.disputed, "outright": c.outright}
                for c in self.conflicts
            ],
            "claims": [statement.as_dict() for statement in self.claims],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class WeakEdge:
    """An edge whose strongest claim rests on one origin, or none of whose claims gives a date."""

    subject: Node
    relation: str
    object: Node
    claims: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "subject": self.subject.id,
            "relation": self.relation,
            "object": self.object.id,
            "claims": list(self.claims),
        }


@dataclass(frozen=True, slots=True)
class Contradictions(Presented):
    """What contradicts itself in a graph, and apart from it what stands on little.

    ``doubts`` are contradictions of which no conflict is outright. ``edges`` is how many
    edges were looked at; ``single_source`` are those whose strongest claim no other origin
    corroborates, ``undated`` those of which no supporting claim gives a start or an end.
    """

    filters: Filters
    entity: Node | None
    status: str
    contradictions: tuple[Contradiction, ...]
    doubts: tuple[Contradiction, ...]
    edges: int
    single_source: tuple[WeakEdge, ...]
    undated: tuple[WeakEdge, ...]

    def touching(self, claims: Iterable[str]) -> tuple[Contradiction, ...]:
        """The contradictions and doubts that have one of these claims, by id, among them."""
        wanted = set(claims)
        return tuple(c for c in (*self.contradictions, *self.doubts) if c.touches(wanted))

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives it, ready for :func:`json.dumps`."""
        return {
            "version": VERSION,
            "query": {"entity": self.entity.id if self.entity else None, **self.filters.as_dict()},
            "status": self.status,
            "contradictions": [one.as_dict() for one in self.contradictions],
            "doubts": [one.as_dict() for one in self.doubts],
            "edges": self.edges,
            "single_source": [edge.as_dict() for edge in self.single_source],
            "undated": [edge.as_dict() for edge in self.undated],
        }

    def __repr__(self) -> str:
        return (
            f"<Contradictions: {len(self.contradictions)}, and {len(self.doubts)} doubts, "
            f"{self.status}>"
        )


def contradictions(
    collection: Collection,
    filters: Filters,
    entity: str | None = None,
    pairs: int = DEFAULT_PAIRS,
) -> Contradictions:
    """What the claims under filters contradict in each other; of one entity only, if given.

    Modality, likelihood and source choose affirming claims only, as everywhere.
    ``uncontested`` is ignored: it would shut out what is asked for.
    """
    filters = replace(filters, uncontested=False)
    search = Conflicts(collection, filters, pairs)
    if entity is None:
        if len(collection.claims) > MOST_CLAIMS:
            raise UsageError(
                f"contradictions of all {len(collection.claims):,} claims would take minutes and "
                f"gigabytes; ask about an entity (more than {MOST_CLAIMS:,} are not gone through)"
            )
        edges = edges_under(collection, filters)
        found = gathered(search.between(edges, collection.claims.values()))
    else:
        entity = collection.entity_id(entity)
        edges = edges_about(collection, (entity,), filters)
        found = search.around(entity)
    told = [_contradiction(collection, conflicts) for conflicts in found]
    told.sort(key=lambda one: [(s.subject.id, s.cited.claim.id) for s in one.claims])
    return Contradictions(
        filters=filters,
        entity=Node.of(collection, entity) if entity is not None else None,
        status=TRUNCATED if search.left < 0 else COMPLETE,
        contradictions=tuple(one for one in told if one.outright),
        doubts=tuple(one for one in told if not one.outright),
        edges=len(edges),
        single_source=tuple(_weak(collection, e) for e in edges if _one_origin(collection, e)),
        undated=tuple(_weak(collection, e) for e in edges if _undated(e)),
    )


def touching(
    collection: Collection, filters: Filters, claims: Iterable[str], pairs: int = DEFAULT_PAIRS
) -> tuple[tuple[Contradiction, ...], bool]:
    """The contradictions and doubts with one of these claims, and whether that is all of them.

    They are those that :meth:`Contradictions.touching` picks from the whole graph's.
    """
    search = Conflicts(collection, replace(filters, uncontested=False), pairs)
    told = [_contradiction(collection, conflicts) for conflicts in search.touching(claims)]
    told.sort(key=lambda one: [(s.subject.id, s.cited.claim.id) for s in one.claims])
    return tuple(told), search.left >= 0


def _contradiction(collection: Collection, conflicts: list[Conflict]) -> Contradiction:
    names = {name for conflict in conflicts for name in (conflict.left, conflict.right)}
    claims = [collection.claims[name] for name in names]
    claims.sort(key=lambda claim: (collection.triple(claim), not claim.affirms, claim.id))
    return Contradiction(tuple(conflicts), tuple(statement_of(collection, c) for c in claims))


def _weak(collection: Collection, edge: Edge) -> WeakEdge:
    return WeakEdge(
        subject=Node.of(collection, edge.subject),
        relation=edge.relation,
        object=Node.of(collection, edge.object),
        claims=tuple(claim.id for claim in edge.supporting),
    )


def _one_origin(collection: Collection, edge: Edge) -> bool:
    return support_of(collection, edge.supporting).origins == 1


def _undated(edge: Edge) -> bool:
    return all(claim.start is None and claim.end is None for claim in edge.supporting)
