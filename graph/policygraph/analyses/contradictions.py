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

from policygraph.analyses.answer import COMPLETE, TRUNCATED, VERSION
from policygraph.analyses.cited import Node
from policygraph.analyses.conflict_groups import ConflictGroup, groups_between, groups_touching
from policygraph.analyses.conflicts import Conflict, Conflicts
from policygraph.analyses.show import Context, Statement
from policygraph.analyses.weak_edges import WeakEdge, of_one_origin, undated
from policygraph.analyses.whole_graph import refuse_large
from policygraph.model.collection import Collection
from policygraph.presentation import Presented
from policygraph.query.deadline import Deadline
from policygraph.query.edges import edges_about, edges_under
from policygraph.query.query import Filters

#: Pairs of claims compared before the result is called truncated.
DEFAULT_PAIRS = 2_000_000
#: Claims of one contradiction that are told in full unless more are asked for.
DEFAULT_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Claims that conflict, one with the next: the conflicts, and the claims in full.

    ``group`` holds the ids of all of them. Of very many some are told in full, and
    ``conflicts`` are those among them.
    """

    group: ConflictGroup
    claims: tuple[Statement, ...]

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts among the claims that are told."""
        return self.group.conflicts

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its conflicts, in the order of :data:`.conflicts.KINDS`."""
        return self.group.kinds

    @property
    def outright(self) -> bool:
        """Whether any two of its claims contradict each other outright."""
        return self.group.outright

    @property
    def certain(self) -> bool:
        """Whether any two of its claims conflict whatever their true dates are."""
        return self.group.certain

    @property
    def untold(self) -> tuple[int, int]:
        """How many more claims, and how many more conflicts, there are than are told."""
        if len(self.group.claims) == len(self.claims):
            return 0, 0
        return len(self.group.claims) - len(self.claims), self.group.count - len(self.conflicts)

    def touches(self, claims: Iterable[str]) -> bool:
        """Whether one of these claims, by id, is among its own."""
        return not self.group.claims.isdisjoint(claims)

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives it."""
        claims, conflicts = self.untold
        return {
            "kinds": list(self.kinds),
            "certain": self.certain,
            "conflicts": [
                {"kind": c.kind, "claims": [c.left, c.right], "certain": c.certain,
                 "disputed": c.disputed, "outright": c.outright}
                for c in self.conflicts
            ],
            "claims": [statement.as_dict() for statement in self.claims],
            **({"more": {"claims": claims, "conflicts": conflicts}} if claims else {}),
        }  # fmt: skip


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
    *,
    limit: int = DEFAULT_LIMIT,
    deadline: Deadline | None = None,
) -> Contradictions:
    """What the claims under filters contradict in each other; of one entity only, if given.

    Of each contradiction at most ``limit`` claims are told in full; all are counted.

    Modality, likelihood and source choose affirming claims only, as everywhere.
    ``uncontested`` is ignored: it would shut out what is asked for.
    """
    filters = replace(filters, uncontested=False)
    search = Conflicts(collection, filters, pairs, deadline or Deadline(None))
    if entity is None:
        refuse_large(collection, "contradictions", "minutes and gigabytes", "ask about an entity")
        edges = edges_under(collection, filters)
        found = groups_between(search, edges, collection.claims.values(), limit)
    else:
        entity = collection.entity_id(entity)
        edges = edges_about(collection, (entity,), filters)
        index = collection.index
        about = {c.id for c in (*index.of_subject(entity), *index.of_object(entity))}
        found = groups_touching(search, about, limit)
    told = _in_full(search, found)
    return Contradictions(
        filters=filters,
        entity=Node.of(collection, entity) if entity is not None else None,
        status=TRUNCATED if search.left < 0 else COMPLETE,
        contradictions=tuple(one for one in told if one.outright),
        doubts=tuple(one for one in told if not one.outright),
        edges=len(edges),
        single_source=tuple(WeakEdge.of(collection, e) for e in of_one_origin(collection, edges)),
        undated=tuple(WeakEdge.of(collection, e) for e in undated(edges)),
    )


def touching(
    collection: Collection,
    filters: Filters,
    claims: Iterable[str],
    pairs: int = DEFAULT_PAIRS,
    deadline: Deadline | None = None,
) -> tuple[tuple[Contradiction, ...], bool]:
    """The contradictions and doubts with one of these claims, and whether that is all of them.

    They are those that :meth:`Contradictions.touching` picks from the whole graph's.
    """
    filters = replace(filters, uncontested=False)
    search = Conflicts(collection, filters, pairs, deadline or Deadline(None))
    told = _in_full(search, groups_touching(search, claims, DEFAULT_LIMIT))
    return tuple(told), search.left >= 0


def _in_full(search: Conflicts, groups: Iterable[ConflictGroup]) -> list[Contradiction]:
    """The groups with their claims in full, in the order of these, as far as there is time."""
    collection, context = search.collection, Context(search.collection)

    def place(group: ConflictGroup) -> list[tuple[str, str]]:
        return [(collection.triple(collection.claims[id])[0], id) for id in group.told]

    told = []
    for group in sorted(groups, key=place):
        if search.deadline.look():
            search.left = min(search.left, -1)
            break
        claims = (context.statement_of(collection.claims[id]) for id in group.told)
        told.append(Contradiction(group, tuple(claims)))
    return told
