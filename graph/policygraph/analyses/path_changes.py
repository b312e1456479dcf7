"""Changes between two answers to one question: which paths, and which claims did it.

A path is the same in both if it passes the same entities over the same relations in the
same ways. Where an answer is only the best of many, a path that is in one answer and not
in the other need not be new: whether it was there all the time is looked up, by a search
for exactly this path.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from policygraph.analyses.answer import Answer
from policygraph.analyses.cited import Cited
from policygraph.analyses.path import Path
from policygraph.analyses.path_maker import paths_of
from policygraph.engines.base import Engine
from policygraph.model.collection import Collection
from policygraph.model.cost import tolerance
from policygraph.model.records import Claim
from policygraph.model.triples import Triple
from policygraph.query.deadline import Deadline
from policygraph.query.edges import Edge, edges_of
from policygraph.query.query import Query

#: Kinds of change, in the order in which they are told. A path that ``entered`` or
#: ``left`` was there before, or is there still, and is not among the best of the other.
KINDS = ("appeared", "vanished", "stronger", "weaker", "entered", "left")
#: Paths over the same entities that are looked through to find one.
_PARALLEL = 1_000


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """A claim that did it: ``added``, ``removed``, ``changed``, or ``moved`` by a merge."""

    change: str
    cited: Cited

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"change": self.change, **self.cited.as_dict()}


@dataclass(frozen=True, slots=True)
class PathChange:
    """How a path fares: before and after (None where it is not there), and by which claims.

    Without claims the change comes from elsewhere: from other paths that are better or
    gone, or from what entities are.
    """

    kind: str
    before: Path | None
    after: Path | None
    claims: tuple[ClaimChange, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "kind": self.kind,
            "before": self.before.as_dict() if self.before else None,
            "after": self.after.as_dict() if self.after else None,
            "claims": [claim.as_dict() for claim in self.claims],
        }


@dataclass(frozen=True, slots=True)
class Side:
    """One of two answers, and what it was given over; ``answer`` is None if an end is unknown."""

    collection: Collection
    query: Query | None
    answer: Answer | None

    @property
    def paths(self) -> dict[tuple[object, ...], Path]:
        """The paths of the answer by what makes them the same."""
        return {route(path): path for path in reversed(self.answer.paths)} if self.answer else {}


def route(path: Path) -> tuple[object, ...]:
    """What makes two paths the same: the entities, and the relations with their ways."""
    first = path.steps[0].origin.id
    return first, *((step.relation, step.along, step.target.id) for step in path.steps)


def changes(
    before: Side, after: Side, engine: Engine, deadline: Deadline
) -> tuple[tuple[PathChange, ...], bool]:
    """What became of each path of either answer, and whether that is all that changed.

    By kind and then by rank; paths that are the same are left out. Of a truncated answer it is
    only looked at what it has, and at no more once the deadline passes.
    """
    old, new = before.paths, after.paths
    found: list[PathChange] = []
    for name, path in new.items():
        if deadline.look():
            break
        if name not in old:
            elsewhere = _sought(before, path, engine, deadline)
            if elsewhere is None and deadline.look():
                break
            kind = "entered" if elsewhere else "appeared"
            found.append(_change(kind, before, after, elsewhere, path))
        elif abs(old[name].cost - path.cost) > tolerance(path.hops):
            kind = "stronger" if path.cost < old[name].cost else "weaker"
            found.append(_change(kind, before, after, old[name], path))
    for name, path in old.items():
        if deadline.look():
            break
        if name not in new:
            elsewhere = _sought(after, path, engine, deadline)
            if elsewhere is None and deadline.look():
                break
            kind = "left" if elsewhere else "vanished"
            found.append(_change(kind, before, after, path, elsewhere))
    return tuple(sorted(found, key=_place)), not deadline.passed


def _place(change: PathChange) -> tuple[int, int]:
    path = change.after or change.before
    assert path is not None
    return KINDS.index(change.kind), path.rank


def _sought(side: Side, path: Path, engine: Engine, deadline: Deadline) -> Path | None:
    """Exactly this path on the other side, if it is there though not among the best.

    None also where the deadline passes before that is known.
    """
    if side.query is None:
        return None
    passed = tuple(node.id for node in path.nodes[1:-1])
    if any(entity not in side.collection.entities for entity in passed):
        return None
    if not set(side.query.avoid).isdisjoint(passed):
        return None
    triples = {step.triple for step in path.steps}
    if len(edges_of(side.collection, triples, side.query)) < len(triples):
        # To find that it is not there, a search would have to go everywhere.
        return None
    # Where no other path passes the same entities, as is usual, the first is it.
    for most in (1, _PARALLEL):
        asked = replace(
            side.query,
            via=passed,
            max_hops=path.hops,
            k=most,
            select="shortest",
            each_path=True,
            seconds=deadline.seconds,
        )
        for found in paths_of(side.collection, engine.search(side.collection, asked)):
            if route(found) == route(path):
                return replace(found, rank=0)
    return None


def _change(kind: str, before: Side, after: Side, old: Path | None, new: Path | None) -> PathChange:
    path = new or old
    assert path is not None
    claims = _causes(before, after, [step.triple for step in path.steps])
    return PathChange(kind, old, new, tuple(claims))


def _causes(before: Side, after: Side, triples: list[Triple]) -> Iterable[ClaimChange]:
    """The claims by which the edges of a path differ, in the order of its steps."""
    old, new = _edges(before, after, triples), _edges(after, before, triples)
    for triple in dict.fromkeys(triples):
        one, other = old.get(triple), new.get(triple)
        if one is not None and other is not None and _same(one, other):
            continue
        had, has = _claims(one), _claims(other)
        for name in sorted({*had, *has}):
            change = _became(before, after, had.get(name), has.get(name))
            if change is not None:
                side, claim = (after, has[name]) if name in has else (before, had[name])
                yield ClaimChange(change, Cited.of(side.collection, claim))


def _edges(side: Side, other: Side, triples: list[Triple]) -> dict[Triple, Edge]:
    """The edges of these triples on one side, by what is asked; contested ones too."""
    query = side.query or other.query
    filters = replace(query, uncontested=False) if query is not None else None
    return {edge.triple: edge for edge in edges_of(side.collection, triples, filters)}


def _same(one: Edge, other: Edge) -> bool:
    against = ({claim.id for claim in edge.against} for edge in (one, other))
    return one.cost == other.cost and next(against) == next(against)


def _claims(edge: Edge | None) -> dict[str, Claim]:
    return {claim.id: claim for claim in (*edge.supporting, *edge.against)} if edge else {}


def _became(before: Side, after: Side, had: Claim | None, has: Claim | None) -> str | None:
    """What happened to a claim that counts for or against an edge on one side or on both."""
    claim = has or had
    assert claim is not None
    was, now = before.collection.claims.get(claim.id), after.collection.claims.get(claim.id)
    if was is None or now is None:
        return "added" if was is None else "removed"
    if not same_claim(was, now):
        return "changed"
    return None if had is not None and has is not None else "moved"


def same_claim(one: Claim, other: Claim) -> bool:
    """Whether two claims say the same, whatever their dataset is called."""
    return replace(one, dataset="") == replace(other, dataset="")
