"""Show: one entity, claim, source or relation, with everything that is said about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from policygraph.analyses.answer import MOST_AGAINST, TRUNCATED
from policygraph.analyses.cited import Cited, Node
from policygraph.analyses.relation import ShownRelation, shown_relation
from policygraph.errors import UnknownName
from policygraph.model.collection import Collection
from policygraph.model.records import Claim, Entity, Judgement, Source
from policygraph.model.triples import Triple, implying
from policygraph.presentation import Presented
from policygraph.query.corroboration import Corroboration, corroboration
from policygraph.query.deadline import Deadline
from policygraph.query.edges import Edge, edges_of
from policygraph.query.name_resolver import Names
from policygraph.query.opposition import agrees, opposes

#: Claims that are told unless more are asked for.
DEFAULT_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim in the context of what it is about: its triple, and what opposes it.

    ``against`` holds the claims that contest or dispute it; for a denial,
    ``against`` holds what it contests. Of very many the first are there, and
    ``more_against`` is how many there are besides. ``support`` says how many sources and
    origins say what the claim says, its own included; ``opposition``, how many oppose it.
    """

    cited: Cited
    subject: Node
    relation: tuple[str, str]
    object: Node
    against: tuple[Cited, ...]
    support: Corroboration
    opposition: Corroboration
    more_against: int = 0

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives a claim of ``show``."""
        return {
            **self.cited.as_dict(),
            "subject": {"id": self.subject.id, "label": self.subject.label},
            "relation": {"id": self.relation[0], "label": self.relation[1]},
            "object": {"id": self.object.id, "label": self.object.label},
            "withdrawn": self.cited.claim.withdrawn,
            "against": [cited.claim.id for cited in self.against],
            **({"more_against": self.more_against} if self.more_against else {}),
            "support": self.support.as_dict(MOST_AGAINST),
            "opposition": self.opposition.as_dict(MOST_AGAINST),
        }


@dataclass(frozen=True, slots=True)
class Shown(Presented):
    """What :func:`show` gives: one of ``entity``, ``claim``, ``source`` and ``relation``
    is set.

    Of an entity ``claims_out`` and ``claims_in`` are the claims with it as subject and
    as object, ``mentions`` those attributed to it. Of a source ``claims_out`` are its
    claims; of a claim it is the claim itself. ``untold`` is how many more claims there are, and
    ``reason`` why they are not told: ``limit``, or ``time`` that was up.
    """

    entity: Entity | None
    claim: Claim | None
    source: Source | None
    type_label: str
    claims_out: tuple[Statement, ...]
    claims_in: tuple[Statement, ...]
    mentions: tuple[Statement, ...]
    judgements: tuple[Judgement, ...]
    untold: int = 0
    reason: str = ""
    former_ids: tuple[str, ...] = ()
    relation: ShownRelation | None = None

    def as_dict(self) -> dict[str, Any]:
        """As docs/command-line.md gives it, ready for :func:`json.dumps`."""
        if self.relation is not None:
            return {"relation": self.relation.as_dict()}
        found: dict[str, Any] = {}
        if self.untold:
            found |= {"status": TRUNCATED, "reason": self.reason, "untold": self.untold}
        if self.entity is not None:
            entity = self.entity
            found["entity"] = {
                "id": entity.id,
                "label": entity.label.text,
                "type": entity.type,
                "aliases": [str(alias) for alias in entity.aliases],
                "description": entity.description,
                "wikidata": entity.wikidata,
                "same_as": list(entity.same_as),
                "former_ids": list(self.former_ids),
            }
            found["identity"] = [
                {"left": j.left, "right": j.right, "same": j.same, "by": j.by, "date": j.date,
                 "why": j.why}
                for j in self.judgements
            ]  # fmt: skip
        if self.source is not None:
            source = asdict(self.source)
            source.pop("location")
            found["source"] = source
        if self.claim is not None:
            found["claim"] = self.claims_out[0].as_dict()
            return found
        found["claims_out"] = [statement.as_dict() for statement in self.claims_out]
        if self.entity is not None:
            found["claims_in"] = [statement.as_dict() for statement in self.claims_in]
            found["mentions"] = [statement.as_dict() for statement in self.mentions]
        return found


def show(
    collection: Collection,
    names: Names,
    name: str,
    *,
    limit: int = DEFAULT_LIMIT,
    deadline: Deadline | None = None,
) -> Shown:
    """The entity, claim, source or relation of that name; all but entities go by their ids.

    At most ``limit`` claims are told. Raises :class:`~policygraph.errors.UnknownName` or
    :class:`~policygraph.errors.AmbiguousName`.
    """
    telling = _Telling(collection, limit, deadline or Deadline(None))
    claims, index = collection.claims, collection.index
    try:
        entity_id = names.resolve(name, what="entity, claim, source or relation")
    except UnknownName:
        if name in claims:
            claim = claims[name]
            source = collection.sources[claim.source]
            itself = (telling.context.statement_of(claim),)
            return Shown(None, claim, source, "claim", itself, (), (), ())
        if name in collection.sources:
            source = collection.sources[name]
            own = telling.told(index.of_source(name))
            return Shown(None, None, source, source.kind, own, (), (), (), *telling.left_out())
        if name in collection.ontology.relations:
            relation = shown_relation(collection.ontology, name)
            return Shown(None, None, None, "relation", (), (), (), (), relation=relation)
        raise
    entity = collection.entities[entity_id]
    out, into, mentions = (
        telling.told(those)
        for those in (
            index.of_subject(entity_id), index.of_object(entity_id), index.attributed(entity_id)
        )
    )  # fmt: skip
    return Shown(
        entity=entity,
        claim=None,
        source=None,
        type_label=collection.ontology.types[entity.type].label,
        claims_out=out,
        claims_in=into,
        mentions=mentions,
        judgements=tuple(
            sorted((one for _, one in index.judgements(entity_id)), key=lambda one: one.order)
        ),
        former_ids=collection.former_ids(entity_id),
        untold=telling.untold,
        reason=telling.reason,
    )


class _Telling:
    """Claims put into their context one after the other, as many as are asked for, in time."""

    def __init__(self, collection: Collection, limit: int, deadline: Deadline) -> None:
        self.context = Context(collection)
        self.limit, self.deadline = limit, deadline
        self.untold, self.reason = 0, ""

    def told(self, claims: Sequence[Claim]) -> tuple[Statement, ...]:
        """The statements of these claims, or of the first of them."""
        found: list[Statement] = []
        for claim in claims:
            if self.reason or not self.limit or self.deadline.look():
                self.reason = self.reason or ("time" if self.limit else "limit")
                self.untold += len(claims) - len(found)
                break
            self.limit -= 1
            found.append(self.context.statement_of(claim))
        return tuple(found)

    def left_out(self) -> tuple[int, str]:
        """How many claims were not told, and why."""
        return self.untold, self.reason


class Context:
    """What claims are about: what opposes and what supports them, worked out once for each.

    Claims that differ in nothing on which that hangs have one context.
    """

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self._edges: dict[frozenset[Triple], list[Edge]] = {}
        self._opposed: dict[tuple[object, ...], tuple[str, ...]] = {}
        self._support: dict[tuple[object, ...], Corroboration] = {}
        self._against: dict[tuple[str, ...], tuple[tuple[Cited, ...], Corroboration]] = {}

    def statement_of(self, claim: Claim) -> Statement:
        """A claim in its context: the claims against it, and how far it is corroborated."""
        collection = self.collection
        subject, relation, target = collection.statement(claim)
        opposing = self._opposition(claim)
        against, opposition = self._told(opposing)
        return Statement(
            cited=Cited.of(collection, claim),
            subject=Node.of(collection, subject),
            relation=(relation, collection.ontology.relations[relation].label),
            object=Node.of(collection, target),
            against=against,
            support=self._support_of(claim),
            opposition=opposition,
            more_against=len(opposing) - len(against),
        )

    def _opposition(self, claim: Claim) -> tuple[str, ...]:
        """The claims against a claim: what opposes it, and for a denial what it opposes."""
        collection = self.collection
        triples = frozenset(implying(collection.ontology, collection.triple(claim))).union(
            collection.triple(collection.claims[name])
            for name in claim.disputes
            if name in collection.claims
        )
        key = (triples, claim.withdrawn is None, *self._said(claim))
        if key not in self._opposed:
            if triples not in self._edges:
                self._edges[triples] = edges_of(collection, triples)
            self._opposed[key] = _opposing(collection, self._edges[triples], claim)
        return self._opposed[key]

    def _said(self, claim: Claim) -> tuple[object, ...]:
        """That in which claims must be equal to oppose, and to agree with, the same others."""
        disputed = claim.disputes or self.collection.index.disputing(claim.id)
        return (
            self.collection.triple(claim), claim.polarity, claim.start, claim.end,
            claim.quantity, claim.unit, claim.id if disputed else "",
        )  # fmt: skip

    def _told(self, opposing: tuple[str, ...]) -> tuple[tuple[Cited, ...], Corroboration]:
        if opposing not in self._against:
            claims = [self.collection.claims[name] for name in opposing]
            self._against[opposing] = (
                tuple(Cited.of(self.collection, claim) for claim in claims[:MOST_AGAINST]),
                corroboration(self.collection, claims),
            )
        return self._against[opposing]

    def _support_of(self, claim: Claim) -> Corroboration:
        collection, triple = self.collection, self.collection.triple(claim)
        key = self._said(claim)
        if key not in self._support:
            together = collection.index.of_triple(triple)
            agreeing = (other for other in together if agrees(collection, claim, other))
            self._support[key] = corroboration(collection, agreeing)
        return self._support[key]


def _opposing(collection: Collection, edges: Iterable[Edge], claim: Claim) -> tuple[str, ...]:
    found: set[str] = set()
    for edge in edges:
        if any(one.id == claim.id for one in edge.supporting):
            found.update(o.id for o in edge.against if opposes(collection, o, claim))
        if any(one.id == claim.id for one in edge.against):
            found.update(o.id for o in edge.supporting if opposes(collection, claim, o))
    return tuple(sorted(found))


def statement_of(collection: Collection, claim: Claim) -> Statement:
    """A claim in its context: the claims against it, and how far it is corroborated."""
    return Context(collection).statement_of(claim)
